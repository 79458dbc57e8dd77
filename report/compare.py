"""What differs between two days: acts, standings, treaties that count, levels, replies; in words and in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from compliance.change import acts_between, learned_between, level_moves, status_changes
from desk import scope
from desk.notes import adherence_levels, label_of, reported_levels
from desk.reading import Reading, adherence, counted, method, reported, returns_of
from desk.treaties import STANDINGS
from language import day_text, listing, number_in_words
from loaders import known
from model import Choices
from report.matter import in_order, name_of, named
from report.sentences import ENOUGH, MEMBERS, Whom, begun, number, opening, was
from report.sentences import counted as number_of

COLUMNS = ("What", "State", "Treaty or provision", "First day", "Second day", "Since")

ACTS = Whom("act", "acts")
TREATIES = Whom("treaty", "treaties")
ON_BOTH = Whom("State with a level on both days", "States with a level on both days")
STANDING_WORDS = {**STANDINGS, "": "No act known"}


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two days: sentences, and one row a difference, columns ``COLUMNS`` (all text)."""

    sentences: tuple[str, ...]
    table: pd.DataFrame


def differences_between(reading: Reading, before: date, after: date, cycle: str = "") -> Comparison:
    """What differs between two days, the first of them the earlier one whichever way they are given.

    ``cycle`` is the cycle whose replies are compared; where none is named, it is on each day the one that had opened
    last. Both days are read from what is known now; what was only learned in between is told apart.
    """
    first, second = sorted((before, after))
    cycles = (cycle, cycle) if cycle else (_opened_last(reading, first), _opened_last(reading, second))
    lead = f"Between {day_text(first)} and {day_text(second)},"
    parts = (
        _acts(reading, first, second, lead),
        _standings(reading, first, second),
        _counting(reading, first, second, lead),
        _levels(reading, first, second),
        _replies(reading, first, second, cycles, lead),
        _measures(reading, first, second, cycles),
        _learned(reading, first, second, lead),
    )
    sentences = [sentence for said, _ in parts for sentence in said]
    rows = [row for _, told in parts for row in told]
    return Comparison(tuple(sentences), pd.DataFrame(rows, columns=list(COLUMNS), dtype="str"))


Part = tuple[Sequence[str], Sequence[tuple[str, ...]]]

Cycles = tuple[str, str]
"""The cycle looked at on the first day and on the second; empty where none had opened."""


def _acts(reading: Reading, first: date, second: date, lead: str) -> Part:
    acts = acts_between(reading.actions, first, second)
    if acts.empty:
        return [f"{lead} no act towards the treaties is known."], []
    states, treaties = acts["state"].nunique(), acts["treaty"].nunique()
    n = len(acts)
    said = (
        f"{lead} {number_of(n, ACTS)} by {number_of(states, Whom('participant', 'participants'))} towards "
        f"{number_of(treaties, TREATIES)} {was(n)} done."
    )
    return [said], []


def _standings(reading: Reading, first: date, second: date) -> Part:
    moved = status_changes(reading.actions, first, second, known.ended())
    titles = known.treaties()
    moved = moved.assign(name=[name_of(code) for code in moved["state"]]).sort_values(["name", "treaty"], kind="stable")
    rows = []
    for state, treaty, was_then, is_now, since in moved[["state", "treaty", "was", "is_now", "since"]].itertuples(
        index=False, name=None
    ):
        now = STANDING_WORDS[is_now]
        rows.append(
            ("Standing", name_of(state), titles[treaty].short_title, STANDING_WORDS[was_then], now, _day(since))
        )
    joined = moved[moved["is_now"] == "party"]
    if moved.empty:
        return ["No State’s standing towards a treaty differs."], []
    told = [
        f"{titles[code].short_title} ({listing(named(joined.loc[joined['treaty'] == code, 'state']))})"
        for code in titles
        if code in set(joined["treaty"])
    ]
    return ([f"New parties: {'; '.join(told)}."] if told else ["No State became party to a treaty."]), rows


def _counting(reading: Reading, first: date, second: date, lead: str) -> Part:
    """Treaties that count on one of the days only: mostly because they entered into force."""
    frames = [counted(reading, day, "all") for day in (first, second)]
    then, now = (set(frame.loc[frame["in_count"], "treaty"]) for frame in frames)
    titles = known.treaties()
    rows = [
        ("Counts", "", titles[code].short_title, _yes(code in then), _yes(code in now), _day(titles[code].in_force))
        for code in titles
        if (code in then) != (code in now)
    ]
    if not rows:
        return [f"{lead} the treaties that count are the same."], []
    new = [titles[code].short_title for code in titles if code in now - then]
    return ([f"{begun(number_of(len(new), TREATIES))} more count: {listing(new)}."] if new else []), rows


def _levels(reading: Reading, first: date, second: date) -> Part:
    """How many Member States stand at another level of adherence, article by article."""
    moves = level_moves(adherence(reading, first, "all"), adherence(reading, second, "all"), method(), "adherence")
    moves = moves[moves["was"] != moves["is_now"]]
    words = label_of(adherence_levels()) | {"": "No figure"}
    rows = [
        ("Level of adherence", name_of(state), scope.cited(code), words[was_then], words[is_now], "")
        for state, code, was_then, is_now in moves[["state", "provision", "was", "is_now"]].itertuples(
            index=False, name=None
        )
    ]
    said = []
    for code in known.provisions():
        part = moves[moves["provision"] == code]
        up, down = (int((part["move"] == word).sum()) for word in ("higher", "lower"))
        if up or down:
            said.append(
                f"Under {scope.cited(code).lower()}, {number_of(up, MEMBERS)} moved to a higher level of adherence and "
                f"{number_in_words(down) if down else 'none'} to a lower one."
            )
    return said, rows


def _opened_last(reading: Reading, day: date) -> str:
    """The cycle that had opened last by the day; empty where none had."""
    opened = [(cycle.opens, code) for code, cycle in reading.cycles.items() if cycle.opens <= day]
    return max(opened, default=(day, ""))[1]


def _replies(reading: Reading, first: date, second: date, cycles: Cycles, lead: str) -> Part:
    """Who replied in between, in the cycle of the second day."""
    cycle = cycles[1]
    if not cycle:
        return [], []
    came = [set(returns_of(reading, Choices(as_at=day, cycle=cycle))["state"]) for day in (first, second)]
    new = in_order(came[1] - came[0])
    name = reading.cycles[cycle].name
    rows = [("Reply", name_of(code), name, "No reply", "Replied", "") for code in new]
    if not new:
        return [f"{lead} no reply was received in the {name.lower()}."], rows
    told = f"{opening(len(new))} {MEMBERS.of(len(new))} replied in the {name.lower()}: {listing(named(new))}."
    return [told], rows


def _measures(reading: Reading, first: date, second: date, cycles: Cycles) -> Part:
    """At which level States that had replied by both days reported on each of them, each day in its own cycle."""
    if not all(cycles):
        return [], []
    days = list(zip(cycles, (first, second), strict=True))
    came = [set(returns_of(reading, Choices(as_at=day, cycle=cycle))["state"]) for cycle, day in days]
    both = came[0] & came[1]
    if not both:
        return [], []
    before, after = (reported(reading, cycle, day) for cycle, day in days)
    moves = level_moves(before[before["state"].isin(both)], after[after["state"].isin(both)], method(), "reported")
    words = label_of(reported_levels())
    columns = ["state", "provision", "was", "is_now"]
    rows = [
        ("Level reported", name_of(state), scope.cited(code), words[was_then], words[is_now], "")
        for state, code, was_then, is_now in moves.loc[moves["was"] != moves["is_now"], columns].itertuples(
            index=False, name=None
        )
    ]
    return [said for code in known.provisions() if (said := _moved(moves[moves["provision"] == code], code))], rows


def _moved(moves: pd.DataFrame, provision: str) -> str:
    """How many States reported another level under one provision; empty where none did, or too few can be compared."""
    n = {word: int((moves["move"] == word).sum()) for word in ("same", "higher", "lower")}
    total = sum(n.values())
    if total < ENOUGH or total == n["same"]:
        return ""
    told = [f"{number(n[word], total)} reported a {word} level" for word in ("higher", "lower") if n[word]]
    return f"Under {_of_text(provision)}, of the {number_of(total, ON_BOTH)}, {listing(told)}."


def _of_text(provision: str) -> str:
    """``article 5 of the Declaration``: both texts have their numbers."""
    text = "the Declaration" if provision.startswith("D.") else "the Code"
    return f"{scope.cited(provision).lower()} of {text}"


def _learned(reading: Reading, first: date, second: date, lead: str) -> Part:
    """What became known in between of days before the first: it changes figures given then."""
    start, end = (datetime.combine(day, time()) + timedelta(days=1) for day in (first, second))
    acts = learned_between(reading.actions, pd.Timestamp(start), pd.Timestamp(end))
    earlier = acts[acts["day"] <= pd.Timestamp(first)]
    if earlier.empty:
        return [], []
    n = len(earlier)
    return [f"{lead} {number_of(n, ACTS)} of earlier days became known; figures for the first day take them in."], []


def _day(day: date | pd.Timestamp | None) -> str:
    if day is None or pd.isna(day):
        return ""
    return day_text(day.date() if isinstance(day, pd.Timestamp) else day)


def _yes(counts: bool) -> str:
    return "Counts" if counts else "Does not count"
