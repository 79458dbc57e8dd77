"""Where each Member State stands in a cycle, from not opened to accepted, and who is overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from compliance.groups import ALL, groups_on
from desk import scope
from language import say
from loaders import known
from model import Cycle

STAGES = {
    "not_opened": "Not opened",
    "in_preparation": "In preparation",
    "received": "Received",
    "in_review": "In review",
    "sent_back": "Sent back",
    "accepted": "Accepted",
}
"""Every Member State stands at one of these."""

OVERDUE = "Overdue"

STAGE_OF = {"opened": "in_preparation", "submitted": "received"}
"""What the store calls otherwise: a workbook taken out, and a return that waits for review."""

SHOWN = {"all": "All", "not_sent": "Who has not sent one", "overdue": OVERDUE} | STAGES
"""What the tracker can be narrowed to."""


def tracked(progress: pd.DataFrame, cycle: Cycle, members: Sequence[str], today: date) -> pd.DataFrame:
    """Each Member State in a cycle: state, stage (of ``STAGES``), overdue, first, last, version.

    ``progress`` is the store's; ``first`` and ``last`` are the first and last delivery (NaT without any). Overdue is a
    State that has delivered nothing after the due day.
    """
    table = progress.set_index("state").reindex(sorted(members)).rename_axis("state").reset_index()
    stage = table["stage"].replace(STAGE_OF).fillna("not_opened")
    overdue = table["first"].isna() & (today > cycle.due)
    version = table["version"].fillna(0).astype(int)
    return table.assign(stage=stage, overdue=overdue, version=version)[
        ["state", "stage", "overdue", "first", "last", "version"]
    ]


def observers(progress: pd.DataFrame, cycle: Cycle, today: date) -> pd.DataFrame:
    """The observer States in a cycle, as ``tracked``; never overdue, for they are free to send a return or not."""
    return tracked(progress, cycle, scope.observer_states(), today).assign(overdue=False)


def by_group(table: pd.DataFrame, groups: Mapping[str, Sequence[str]], language: str = "en") -> pd.DataFrame:
    """How many States of each group stand where, with the first and the last delivery; as it is shown."""
    rows = []
    for group, states in groups.items():
        part = table[table["state"].isin(states)]
        row: dict[str, object] = {say("Group", language): say(group, language), say("States", language): len(part)}
        row |= {say(words, language): int((part["stage"] == stage).sum()) for stage, words in STAGES.items()}
        row[say(OVERDUE, language)] = int(part["overdue"].sum())
        row[say("First delivery", language)] = _day(part["first"].min())
        row[say("Last delivery", language)] = _day(part["last"].max())
        rows.append(row)
    return pd.DataFrame(rows)


def narrowed(table: pd.DataFrame, wanted: str, states: Sequence[str]) -> pd.DataFrame:
    """The rows of ``tracked`` for these States that stand at ``wanted``, one of ``SHOWN``."""
    rows = table[table["state"].isin(states)]
    if wanted == "not_sent":
        rows = rows[rows["first"].isna()]
    elif wanted == "overdue":
        rows = rows[rows["overdue"]]
    elif wanted in STAGES:
        rows = rows[rows["stage"] == wanted]
    return rows.reset_index(drop=True)


def by_state(table: pd.DataFrame, groups: Mapping[str, Sequence[str]], language: str = "en") -> pd.DataFrame:
    """One row a State in the alphabetical order of names, as it is shown."""
    group_of = {state: group for group, states in groups.items() for state in states}
    rows = scope.with_names(table, language)
    stage = [
        say("{stage}, overdue", language, stage=say(STAGES[stage], language)) if late else say(STAGES[stage], language)
        for stage, late in zip(rows["stage"], rows["overdue"], strict=True)
    ]
    return pd.DataFrame(
        {
            say("State", language): rows["name"],
            say("Group", language): [say(group_of.get(state, ""), language) for state in rows["state"]],
            say("Stands at", language): stage,
            say("First delivery", language): [_day(moment) for moment in rows["first"]],
            say("Last delivery", language): [_day(moment) for moment in rows["last"]],
            say("Versions", language): rows["version"],
        }
    ).reset_index(drop=True)


def regional_groups(members: Sequence[str], today: date) -> dict[str, list[str]]:
    """The five regional groups on the day, without the row of all."""
    found = groups_on(known.groups(), "regional", members, today)
    return {group: states for group, states in found.items() if group != ALL}


def _day(moment: pd.Timestamp) -> date | None:
    return None if pd.isna(moment) else moment.date()
