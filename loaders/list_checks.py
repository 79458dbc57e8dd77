"""The last look at a list that has been read: acts told twice, its own totals, its day, what other sources say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache

from loaders.known import ended, rows, treaties
from loaders.list_facts import stated_day, stated_total
from loaders.list_reading import ListReading
from loaders.list_text import shortened
from model import BINDING, SIGNING, ActionKind, Coverage, Finding, Severity, TreatyAction, TreatyList

ENOUGH = 0.9
"""A list without a total of its own that has fewer parties than this part of those known by its day is held in part."""

NO_DAY = "0001-01-01"
"""How a source in ``data/treaty_actions.csv`` writes that it knows no day."""


def finished(reading: ListReading, as_at: date | None) -> tuple[TreatyList, list[Finding]]:
    """The list and everything there is to tell of it; ``as_at`` is the day a person gave for it, if any."""
    parties = len({action.state for action in reading.actions if action.action in BINDING and _in_table(action)})
    signatories = len({action.state for action in reading.actions if action.action in SIGNING and _in_table(action)})
    named = _name_acts(reading)
    _merge(reading)
    known_as_at = _known_as_at(reading, as_at)
    if not reading.header_only:
        _tell_totals(reading, parties, signatories)
        _tell_legends(reading, named)
        _tell_days(reading, reading.as_at or as_at)
        _tell_conflicts(reading)
    coverage = _coverage(reading, parties, known_as_at)
    said = known_as_at.isoformat() if known_as_at else ""
    return (
        TreatyList(
            treaty=reading.treaty,
            source=reading.source,
            known_as_at=known_as_at,
            coverage=coverage,
            actions=tuple(replace(action, source_as_at=said) for action in reading.actions),
            parties_stated=reading.parties,
            signatories_stated=reading.signatories,
            note=f"{reading.unread} rows could not be read" if reading.unread else "",
            silent_on=frozenset(ended()) - {action.state for action in reading.actions},
        ),
        reading.findings,
    )


def _in_table(action: TreatyAction) -> bool:
    """Whether an act stands in the table, not in a footnote: the list's totals count the table."""
    return action.place is None or not action.place.cell.startswith("note ")


@cache
def _known_acts() -> dict[tuple[str, str], frozenset[ActionKind]]:
    """The acts by which States are known to have become party: (treaty, State) -> kinds of act."""
    found: dict[tuple[str, str], frozenset[ActionKind]] = {}
    for row in rows("treaty_actions.csv"):
        if (act := ActionKind(row["action"])) in BINDING:
            key = row["treaty"], row["state"]
            found[key] = found.get(key, frozenset()) | {act}
    return found


def _name_acts(reading: ListReading) -> int:
    """Gives days shown without an act the one act by which the State is known to have become party; how many."""
    named = 0
    for number, action in enumerate(reading.actions):
        known = _known_acts().get((action.treaty, action.state), frozenset())
        if reading.not_stated and action.action is ActionKind.CONSENT_TO_BE_BOUND and len(known) == 1:
            reading.actions[number] = replace(action, action=next(iter(known)))
            named += 1
    return named


def _merge(reading: ListReading) -> None:
    """One act of a kind for each stay in the treaty: the earliest day counts, the other days go into its note."""
    leavings: dict[str, list[date]] = defaultdict(list)
    for action in reading.actions:
        if action.action is ActionKind.WITHDRAWAL:
            leavings[action.state].append(action.day)
    alike: dict[tuple[str, ActionKind, int], list[TreatyAction]] = {}
    for action in reading.actions:
        stay = sum(day <= action.day for day in leavings[action.state]) if action.action in BINDING else 0
        alike.setdefault((action.state, action.action, stay), []).append(action)
    kept: list[TreatyAction] = []
    several = 0
    depositaries = len(_depositaries(reading.treaty))
    for (_, act, _), group in alike.items():
        if act is ActionKind.WITHDRAWAL or len(group) == 1:
            kept += _once(group)
            continue
        group.sort(key=lambda action: action.day)
        others = list(dict.fromkeys(_other_day(action) for action in group[1:] if action.day != group[0].day))
        several += bool(others)
        if others and depositaries < 2 and not any(action.note for action in group):
            _tell_two_days(reading, group)
        note = "; ".join(filter(None, (group[0].note, f"also {', '.join(others)}" if others else "")))
        kept.append(replace(group[0], note=note))
    if several and depositaries > 1:
        reading.tell("list.several_depositaries", Severity.NOTE, reading.place, {"count": str(several)})
    reading.actions = kept


def _once(group: list[TreatyAction]) -> list[TreatyAction]:
    """Withdrawals differ by their days; the same one told twice is one."""
    return list({(action.day, action.effective): action for action in reversed(group)}.values())[::-1]


def _other_day(action: TreatyAction) -> str:
    return f"{action.day.isoformat()} ({action.note})" if action.note else action.day.isoformat()


def _tell_two_days(reading: ListReading, group: list[TreatyAction]) -> None:
    facts = {
        "participant": group[0].participant,
        "act": group[0].action.value.replace("_", " "),
        "day": group[0].day.isoformat(),
        "other": group[1].day.isoformat(),
    }
    reading.tell("list.two_days", Severity.WARNING, group[1].place or reading.place, facts)


def _depositaries(treaty: str) -> list[str]:
    known = treaties().get(treaty)
    return known.depositary.split(";") if known else []


def _known_as_at(reading: ListReading, as_at: date | None) -> date | None:
    """The day the list gives, else the one a person gave, else the latest day in it, which is told."""
    if reading.as_at or as_at:
        return reading.as_at or as_at
    if not reading.actions:
        return None
    latest = max(action.day for action in reading.actions)
    reading.tell("list.as_at_from_latest_day", Severity.NOTE, reading.place, {"day": latest.isoformat()})
    return latest


def _tell_totals(reading: ListReading, parties: int, signatories: int) -> None:
    if reading.parties is None:
        reading.tell("list.no_total", Severity.NOTE, reading.place, {"count": str(parties)})
    elif reading.parties != parties:
        facts = {"stated": str(reading.parties), "count": str(parties)}
        reading.tell("list.parties_differ", Severity.ERROR, reading.place, facts)
    if reading.signatories is not None and reading.signatories != signatories:
        facts = {"stated": str(reading.signatories), "count": str(signatories)}
        reading.tell("list.signatories_differ", Severity.WARNING, reading.place, facts)


def _tell_legends(reading: ListReading, named: int) -> None:
    if reading.not_stated and reading.first_not_stated:
        facts = {"count": str(reading.not_stated), "known": str(named)}
        reading.tell("list.act_not_stated", Severity.NOTE, reading.first_not_stated, facts)
    passed = [text for text in reading.no_day if stated_total(text, "parties") is None and stated_day(text) is None]
    if passed and reading.first_no_day:
        facts = {"count": str(len(passed)), "text": shortened(passed[0], 120)}
        reading.tell("list.rows_without_day", Severity.NOTE, reading.first_no_day, facts)
    for code, act in reading.without_legend.items():
        facts = {"code": code, "act": act.value.replace("_", " ")}
        reading.tell("list.code_without_legend", Severity.NOTE, reading.place, facts)


def _tell_days(reading: ListReading, as_at: date | None) -> None:
    """Days before the treaty was made, or after the day up to which the list is known: typing errors, mostly."""
    made = treaties()[reading.treaty].adopted if reading.treaty in treaties() else date.min
    for action in reading.actions:
        facts = {"participant": action.participant, "day": action.day.isoformat()}
        place = action.place or reading.place
        if action.day < made and action.action is not ActionKind.PARTICIPATION_VIA_PROTOCOL:
            reading.tell("list.day_before_treaty", Severity.WARNING, place, facts | {"made": made.isoformat()})
        if as_at and action.day > as_at:
            reading.tell("list.day_after_as_at", Severity.WARNING, place, facts | {"as_at": as_at.isoformat()})


@cache
def _conflicts() -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Acts for which sources give more than one day: (treaty, State, act) -> the days with their sources.

    Who left a treaty and came back has two days without any conflict.
    """
    returned = {(row["treaty"], row["state"]) for row in rows("treaty_actions.csv") if row["action"] == "withdrawal"}
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in rows("treaty_actions.csv"):
        if (row["treaty"], row["state"]) in returned:
            continue
        others = [other for other in row["other_days"].split("; ") if other and not other.startswith(NO_DAY)]
        if others:
            found[row["treaty"], row["state"], row["action"]] = (f"{row['day']} ({row['source']})", *others)
    return found


def _tell_conflicts(reading: ListReading) -> None:
    """Where sources are known to disagree, the day of this list is not the last word."""
    several = len(_depositaries(reading.treaty)) > 1
    met = 0
    for action in reading.actions:
        days = _conflicts().get((action.treaty, action.state, action.action.value))
        if not days:
            continue
        met += 1
        if several:
            continue
        facts = {"participant": action.participant, "day": action.day.isoformat(), "days": "; ".join(days)}
        reading.tell("list.known_conflict", Severity.WARNING, action.place or reading.place, facts)
    if several and met:
        reading.tell("list.known_conflicts", Severity.NOTE, reading.place, {"count": str(met)})


@cache
def _known_parties(treaty: str, as_at: date | None) -> int:
    binding = {act.value for act in BINDING}
    last = as_at.isoformat() if as_at else "9999"
    held = [row for row in rows("treaty_actions.csv") if row["treaty"] == treaty and row["day"] <= last]
    return len({row["state"] for row in held if row["action"] in binding})


def _coverage(reading: ListReading, parties: int, known_as_at: date | None) -> Coverage:
    """Whole when the list's own total says so; without one, when all was read and few known parties are missing."""
    if reading.header_only:
        facts = {"parties": _number(reading.parties), "signatories": _number(reading.signatories)}
        reading.tell("list.header_only", Severity.WARNING, reading.place, facts)
        return Coverage.NONE
    if not reading.actions:
        return Coverage.NONE
    if reading.parties is not None:
        return Coverage.COMPLETE if parties == reading.parties else Coverage.PARTIAL
    known = _known_parties(reading.treaty, known_as_at)
    if parties < ENOUGH * known:
        facts = {"count": str(parties), "known": str(known)}
        reading.tell("list.fewer_than_known", Severity.WARNING, reading.place, facts)
        return Coverage.PARTIAL
    return Coverage.PARTIAL if reading.unread else Coverage.COMPLETE


def _number(stated: int | None) -> str:
    return "no" if stated is None else str(stated)
