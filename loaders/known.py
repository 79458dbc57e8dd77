"""What is known before any return: the tables of ``data/``, read into nouns and frames.

Every table carries its source in the row. Reading is cached: the tables change only with a release.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from model import (
    LANGUAGES,
    ActionKind,
    Coverage,
    Cycle,
    EntityKind,
    Provision,
    State,
    Treaty,
    TreatyAction,
    TreatyList,
)

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>`` as they stand, all text. Raises FileNotFoundError for a table that is not there."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> date | None:
    """An ISO day, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


@cache
def states() -> dict[str, State]:
    """Every entity that may take part in a treaty, by its code: 193 members, 2 observers, others, historical States."""
    return {
        row["iso3"]: State(
            iso3=row["iso3"],
            kind=EntityKind(row["kind"]),
            m49=row["m49"],
            names={language: row[f"name_{language}"] or row["name_en"] for language in LANGUAGES},
            formal={language: row[f"formal_{language}"] or row["formal_en"] for language in LANGUAGES},
            admitted=_full_day(row["admitted"]),
            ended=_full_day(row["ended"]),
            successors=tuple(row["successors"].split()),
        )
        for row in rows("states.csv")
    }


@cache
def groups() -> pd.DataFrame:
    """Dated membership of groups: state, scheme, group, from, to (days, NaT when open), source, note.

    Schemes: ``regional`` (the five regional groups), ``m49`` and ``m49-subregion`` (UNSD M49), ``special`` (LDC,
    LLDC, SIDS; a State may be in several).
    """
    frame = pd.DataFrame(rows("groups.csv"))
    frame["from"] = pd.to_datetime(frame["from"].replace("", None))
    frame["to"] = pd.to_datetime(frame["to"].replace("", None))
    return frame


@cache
def provisions() -> dict[str, Provision]:
    """The articles ``D.1`` to ``D.11``, ``D.7.a`` to ``D.7.d`` among them, and the paragraphs ``C.1`` to ``C.11``."""
    return {
        row["code"]: Provision(
            code=row["code"],
            short_title=row["short_title"],
            text=row["text"],
            instrument=row["instrument"],
            part=row["part"],
            parent=row["parent"] or None,
        )
        for row in rows("provisions.csv")
    }


@cache
def treaties() -> dict[str, Treaty]:
    """The 36 instruments by code, in the order of the table."""
    return {
        row["code"]: Treaty(
            code=row["code"],
            short_title=row["short_title"],
            adopted=date.fromisoformat(row["adopted"]),
            in_force=day(row["in_force"]),
            depositary=row["depositary"],
            topic=row["topic"],
        )
        for row in rows("treaties.csv")
    }


@cache
def treaty_provisions() -> pd.DataFrame:
    """Which treaties count under which provision: provision, treaty, basis, counted (bool), reason, source."""
    frame = pd.DataFrame(rows("treaty_provisions.csv"))
    frame["counted"] = frame["counted"].eq("yes")
    return frame


@cache
def cycles() -> dict[str, Cycle]:
    """The reporting rounds that are open from the first start, by code."""
    return {
        row["code"]: Cycle(
            code=row["code"],
            name=row["name"],
            edition=row["edition"],
            opens=date.fromisoformat(row["opens"]),
            due=date.fromisoformat(row["due"]),
            closes=date.fromisoformat(row["closes"]),
        )
        for row in rows("cycles.csv")
    }


@cache
def sessions() -> pd.DataFrame:
    """The regular sessions of the Commission: session (number), opens, closes, source."""
    frame = pd.DataFrame(rows("sessions.csv")).astype({"session": int})
    return frame.assign(opens=pd.to_datetime(frame["opens"]), closes=pd.to_datetime(frame["closes"]))


def treaty_lists() -> list[TreatyList]:
    """The depositary facts shipped with the project: one list a treaty, also for treaties of which no list is held."""
    actions: dict[str, list[TreatyAction]] = {}
    for row in rows("treaty_actions.csv"):
        actions.setdefault(row["treaty"], []).append(
            TreatyAction(
                treaty=row["treaty"],
                state=row["state"],
                participant=row["participant"],
                action=ActionKind(row["action"]),
                day=date.fromisoformat(row["day"]),
                effective=day(row["effective"]),
                source=row["source"],
                source_as_at=row["source_as_at"],
                note=row["note"],
            )
        )
    return [
        TreatyList(
            treaty=row["treaty"],
            source=row["source"],
            known_as_at=day(row["known_as_at"]),
            coverage=Coverage(row["coverage"]),
            actions=tuple(actions.get(row["treaty"], ())),
            note=row["note"],
        )
        for row in rows("treaty_coverage.csv")
    ]


@cache
def seats() -> pd.DataFrame:
    """Who sat as a Member State when: state, from, to (last day, NaT while it sits); several rows for a seat resumed.

    ``seats.csv`` has the seats of States that are gone and of those that left and came back; any other Member State
    sits since the day of its admission.
    """
    told = pd.DataFrame(rows("seats.csv"))[["state", "from", "to"]]
    plain = [
        {"state": code, "from": state.admitted.isoformat(), "to": ""}
        for code, state in states().items()
        if state.kind is EntityKind.MEMBER and state.admitted and code not in set(told["state"])
    ]
    frame = pd.concat([pd.DataFrame(plain), told], ignore_index=True)
    frame["from"] = pd.to_datetime(frame["from"])
    frame["to"] = pd.to_datetime(frame["to"].replace("", None))
    return frame.sort_values(["state", "from"], ignore_index=True)


@cache
def ended() -> dict[str, date]:
    """The first day on which an entity of the past no longer was a participant in any treaty, by its code.

    ``uncounted_participants.csv`` has those whose acts the depositary records and never counts: for them it is the
    first day of the calendar that frames can hold.
    """
    gone = {code: state.ended for code, state in states().items() if state.kind is EntityKind.HISTORICAL}
    last = {row["state"]: day(row["to"]) for row in rows("seats.csv")}
    after = {code: seat + timedelta(days=1) for code, seat in last.items() if seat and code in gone}
    known = {code: found for code in gone if (found := after.get(code) or gone[code])}
    return known | {row["state"]: date(1900, 1, 1) for row in rows("uncounted_participants.csv")}


@cache
def levels() -> pd.DataFrame:
    """The bands of figures: scheme (``adherence``, ``reported``), level, from, to, includes, label, order."""
    return pd.DataFrame(rows("levels.csv")).astype({"from": float, "to": float, "order": int})


@cache
def scale() -> pd.DataFrame:
    """The words of a scored answer: value, score (0-1, NaN where not scored), label, order."""
    frame = pd.DataFrame(rows("scale.csv"))
    return frame.assign(score=pd.to_numeric(frame["score"].replace("", None)), order=frame["order"].astype(int))


@cache
def missing() -> pd.DataFrame:
    """Why a figure is not given: kind, label, mark, obs_status and conf_status (SDMX), order, note."""
    return pd.DataFrame(rows("missing.csv")).astype({"order": int})


@cache
def discrepancy_kinds() -> pd.DataFrame:
    """How State and depositary may differ: kind, label, order, discrepancy (bool), note."""
    frame = pd.DataFrame(rows("discrepancies.csv")).astype({"order": int})
    return frame.assign(discrepancy=frame["discrepancy"].eq("yes"))


@cache
def constants() -> dict[str, float]:
    """The numbers the method rests on, by name; ``method_constants.csv`` has the reason for each."""
    return {row["name"]: float(row["value"]) for row in rows("method_constants.csv")}


@cache
def revision() -> str:
    """A short digest of every table in ``data/``: the same tables give the same word on every machine."""
    digest = hashlib.sha256()
    for path in sorted(DATA.rglob("*.csv")):
        digest.update(path.relative_to(DATA).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _full_day(text: str) -> date | None:
    """A day, or the first day of a month or year where the source knows no more."""
    return date.fromisoformat((text + "-01-01")[:10]) if text else None


@cache
def return_languages() -> dict[str, str]:
    """In which of the six languages a State is written to, by its code (``data/return_languages.csv``)."""
    return {row["state"]: row["language"] for row in rows("return_languages.csv")}
