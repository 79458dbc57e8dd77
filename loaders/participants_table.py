"""Tables with one row a participant and one column a kind of act.

So publish the United Nations Treaty Collection (XML and pages), ICAO, and the Treaty Database of the Netherlands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loaders.list_reading import ListReading
from loaders.list_text import marks, plain, shortened
from loaders.participants import participant
from loaders.sheets import Value
from loaders.treaty_acts import Legend, column_named, legend
from loaders.treaty_days import Entry, entries
from model import BINDING, SIGNING, ActionKind, Place, Severity


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read.

    ``role`` is ``act`` (with its legend), ``effective`` (when the row's binding act took effect) or ``ended`` (when
    its withdrawal did).
    """

    index: int
    role: str
    legend: Legend

    @property
    def binding(self) -> bool:
        """Whether a day here makes a party."""
        return any(act in BINDING for act in (*self.legend.acts, *self.legend.codes.values()))

    @property
    def signing(self) -> bool:
        """Whether a day here is a signature."""
        return not self.binding and any(act in SIGNING for act in self.legend.acts)


@dataclass(frozen=True, slots=True)
class Row:
    """A participant's row: the name as written, the cells by column, and where each of them stands."""

    name: str
    cells: Mapping[int, Value]
    place: Place
    places: Mapping[int, Place]


def columns_of(heads: Mapping[int, str]) -> list[Column]:
    """The columns to read, by their heads; those that show no act and no day of effect are left out.

    >>> [c.role for c in columns_of({1: "Signature", 2: "Accession(a)", 3: "Effective date", 4: "Region"})]
    ['act', 'act', 'effective']
    """
    found: list[Column] = []
    for index, head in sorted(heads.items()):
        named, meant = column_named(head), legend(head)
        if named in ("effective", "ended"):
            found.append(Column(index, named, Legend((), {})))
        elif named == "day" and not meant.acts:
            found.append(Column(index, "act", Legend((ActionKind.CONSENT_TO_BE_BOUND,), {})))
        elif meant.acts and named in ("", "day"):
            found.append(Column(index, "act", meant))
    return found


def read_rows(reading: ListReading, columns: Sequence[Column], rows: Iterable[Row], day_first: bool | None) -> None:
    """Reads every row into ``reading``; ``day_first`` as for :func:`loaders.treaty_days.entries`."""
    for row in rows:
        found = {c.index: entries(row.cells[c.index], day_first) for c in columns if c.index in row.cells}
        if not any(found[c.index] for c in columns if c.role == "act" and c.index in found):
            if row.name and participant(row.name).code is None:
                reading.without_day(row.name, row.place)
            continue
        if not row.name:
            reading.tell("list.row_without_participant", Severity.ERROR, row.place, {"found": _first_text(row)})
            continue
        binding = any(found.get(column.index) for column in columns if column.role == "act" and column.binding)
        state = reading.state_of(row.name, row.place, binding=binding)
        if state is None:
            continue
        for mark in marks(row.name):
            reading.marks.setdefault(mark, []).append(state)
        _read_row(reading, columns, row, found, state)


def _first_text(row: Row) -> str:
    return shortened(plain(str(next(iter(row.cells.values()), ""))), 80)


def _read_row(
    reading: ListReading, columns: Sequence[Column], row: Row, found: Mapping[int, list[Entry]], state: str
) -> None:
    name = participant(row.name).name
    effective, ended = _day_of("effective", columns, found), _day_of("ended", columns, found)
    acts = [column for column in columns if column.role == "act"]
    signed = any(e.day and not e.bracketed for c in acts if c.signing for e in found.get(c.index, ()))
    for column in acts:
        for entry in found.get(column.index, ()):
            place = row.places.get(column.index, row.place)
            day = reading.told(entry, name, place)
            act = reading.act(column.legend, entry, place, name=name, signed=signed) if day else None
            if day is None or act is None:
                reading.unread += column.binding
            elif entry.bracketed:
                facts = {"found": entry.text, "participant": name, "act": act.value.replace("_", " ")}
                reading.tell("list.bracketed", Severity.NOTE, place, facts)
            else:
                took_effect = ended if act is ActionKind.WITHDRAWAL else effective if act in BINDING else None
                reading.add(state, name, act, day, place, effective=took_effect)


def _day_of(role: str, columns: Sequence[Column], found: Mapping[int, list[Entry]]) -> date | None:
    """The day in the row's column with that role, None when it holds none or more than one."""
    for column in columns:
        if column.role == role and len(found.get(column.index, ())) == 1:
            return found[column.index][0].day
    return None
