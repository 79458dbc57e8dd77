"""Tables with one row a State and one column a treaty: the matrix of the International Committee of the Red Cross.

Such a table gives the day on which a State became party, without saying by which act, and no signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from loaders.known import rows as known_rows
from loaders.list_facts import whole_number
from loaders.list_grid import Grid
from loaders.list_reading import ListReading
from loaders.list_text import folded
from loaders.participants import participant
from loaders.sheets import Value
from loaders.treaty_acts import words
from loaders.treaty_days import entries
from model import BINDING, ActionKind, Severity


def read_matrix(
    grid: Grid, rows: Iterable[tuple[int, Mapping[int, Value]]], named: int, readings: Mapping[int, ListReading],
    day_first: bool | None,
) -> None:  # fmt: skip
    """Reads every row; ``named`` is the column of the States, ``readings`` the list of each treaty's column."""
    for number, cells in rows:
        written = str(cells.get(named, ""))
        if folded(written) in words("total"):
            for column, reading in readings.items():
                reading.parties = whole_number(cells.get(column))
            continue
        for column, reading in readings.items():
            if column in cells:
                _read_cell(grid, number, column, cells[column], written, named, reading, day_first)


def _read_cell(
    grid: Grid, number: int, column: int, value: Value, written: str, named: int, reading: ListReading,
    day_first: bool | None,
) -> None:  # fmt: skip
    found = entries(value, day_first)
    if not found:
        return
    place = grid.place(number, column)
    state = reading.state_of(written, grid.place(number, named))
    name = participant(written).name
    for entry in found:
        day = reading.told(entry, name, place)
        if state is None or day is None:
            reading.unread += state is not None
        elif entry.bracketed:
            facts = {"found": entry.text, "participant": name, "act": "participation"}
            reading.tell("list.bracketed", Severity.NOTE, place, facts)
        else:
            taken = _unswapped(reading, state, name, day, grid, number, column)
            reading.add(state, name, ActionKind.CONSENT_TO_BE_BOUND, taken, place)
            reading.not_stated += 1
            reading.first_not_stated = reading.first_not_stated or place


@cache
def _known_days() -> dict[tuple[str, str], frozenset[str]]:
    """The days that depositaries' lists give for becoming party: (treaty, State) -> days."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for row in known_rows("treaty_actions.csv"):
        if row["action"] in {act.value for act in BINDING}:
            key = row["treaty"], row["state"]
            found[key] = found.get(key, frozenset()) | {row["day"]}
    return found


def _unswapped(reading: ListReading, state: str, name: str, day: date, grid: Grid, number: int, column: int) -> date:
    """The day, or the day with its two figures changed over where only that one is known to the depositary."""
    known = _known_days().get((reading.treaty, state), frozenset())
    if day.day > 12 or day.isoformat() in known:
        return day
    swapped = day.replace(month=day.day, day=day.month)
    if swapped.isoformat() not in known:
        return day
    facts = {"participant": name, "found": day.isoformat(), "day": swapped.isoformat()}
    reading.tell("list.day_swapped", Severity.WARNING, grid.place(number, column), facts)
    return swapped
