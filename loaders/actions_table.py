"""Tables with one row an act: participant, act, day.

So write UNODA, the registration pages of the United Nations Treaty Series, the United Kingdom's treaty office, and
anyone who keeps a plain list of State, action, day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from loaders.list_grid import Grid
from loaders.list_reading import ListReading
from loaders.list_text import plain, shortened
from loaders.participants import participant
from loaders.sheets import Value
from loaders.treaty_acts import act_named, is_passed_over
from loaders.treaty_days import entries
from model import BINDING, ActionKind, Place, Severity

NEEDED = frozenset({"participant", "action", "day"})
"""The columns that make a table one of this kind."""


def read_actions(
    grid: Grid, rows: Iterable[tuple[int, Mapping[int, Value]]], columns: Mapping[str, int],
    reading_of: Callable[[str, Place], ListReading | None], day_first: bool | None,
) -> None:  # fmt: skip
    """Reads every row into the list it belongs to.

    ``columns`` maps what a column holds (``participant``, ``action``, ``day``, and where there are such ``effective``,
    ``depositary``, ``treaty``, ``note``) to its number; ``reading_of`` gives the list for what the treaty column says,
    None for a treaty that is not read.
    """
    passed: dict[str, list[tuple[str, Place]]] = {}
    readings: dict[str, ListReading] = {}
    for number, cells in rows:
        written = _text(cells, columns, "treaty")
        reading = reading_of(written, grid.place(number, columns.get("treaty", columns["participant"])))
        if reading is None:
            continue
        readings[reading.treaty] = reading
        kind = _text(cells, columns, "action")
        if is_passed_over(kind):
            passed.setdefault(reading.treaty, []).append((kind, grid.place(number, columns["action"])))
        else:
            _read_row(grid, number, cells, columns, reading, day_first)
    for treaty, kinds in passed.items():
        named = ", ".join(dict.fromkeys(kind for kind, _ in kinds))
        facts = {"count": str(len(kinds)), "kinds": shortened(named, 120)}
        readings[treaty].tell("list.acts_passed_over", Severity.NOTE, kinds[0][1], facts)


def _text(cells: Mapping[int, Value], columns: Mapping[str, int], role: str) -> str:
    value = cells.get(columns.get(role, 0))
    return plain(str(value)) if value is not None else ""


def _read_row(
    grid: Grid, number: int, cells: Mapping[int, Value], columns: Mapping[str, int], reading: ListReading,
    day_first: bool | None,
) -> None:  # fmt: skip
    where = {role: grid.place(number, column) for role, column in columns.items()}
    written = _text(cells, columns, "participant")
    kind = _text(cells, columns, "action")
    if not written:
        reading.tell("list.row_without_participant", Severity.ERROR, where["participant"], {"found": kind})
        return
    if not kind and columns["day"] not in cells and participant(written).code is None:
        reading.without_day(written, where["participant"])
        return
    act = act_named(kind)
    if act is None:
        facts = {"found": shortened(kind, 80) or "nothing", "participant": written}
        reading.tell("list.action_unknown", Severity.ERROR, where["action"], facts)
        reading.unread += 1
        return
    state = reading.state_of(written, where["participant"], binding=act in BINDING)
    day = _day(reading, cells.get(columns["day"]), where["day"], written, day_first)
    if state is None or day is None:
        reading.unread += state is not None and act in BINDING
        return
    effective = entries(cells[columns["effective"]], day_first) if columns.get("effective") in cells else []
    note = "; ".join(filter(None, (_text(cells, columns, "depositary"), _text(cells, columns, "note"))))
    reading.add(
        state, participant(written).name, act, day, where["day"],
        effective=effective[0].day if len(effective) == 1 and _takes_effect(act) else None, note=shortened(note, 120),
    )  # fmt: skip


def _takes_effect(act: ActionKind) -> bool:
    return act in BINDING or act in (ActionKind.WITHDRAWAL, ActionKind.PROVISIONAL_APPLICATION)


def _day(reading: ListReading, value: Value | None, place: Place, name: str, day_first: bool | None) -> date | None:
    found = entries(value, day_first) if value is not None else []
    if len(found) != 1:
        facts = {"found": shortened(str(value), 80) if value is not None else "nothing", "participant": name}
        reading.tell("list.day_unreadable", Severity.ERROR, place, facts)
        return None
    day = reading.told(found[0], name, place)
    if day and found[0].bracketed:
        facts = {"found": found[0].text, "participant": name, "act": "act"}
        reading.tell("list.bracketed", Severity.NOTE, place, facts)
        return None
    return day
