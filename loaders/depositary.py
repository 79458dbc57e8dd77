"""Depositaries' lists of participants: which format a file is in, which treaties it is about, and what it says.

One function reads them all; each format has a file of its own in this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import PurePath

from loaders.actions_table import NEEDED, read_actions
from loaders.known import rows as known_rows
from loaders.list_checks import finished
from loaders.list_facts import stated_day, stated_total, whole_number
from loaders.list_grid import Contents, Grid, contents
from loaders.list_reading import ListReading
from loaders.list_text import folded, plain, shortened
from loaders.participants_table import Column, Row, columns_of, read_rows
from loaders.sheets import Value, Workbook
from loaders.treaties_table import read_matrix
from loaders.treaty_acts import WORDS, column_named, words
from loaders.treaty_days import day_order
from loaders.treaty_titles import reference_in, settled_treaty, treaty_by_reference, treaty_by_title
from loaders.untc_xml import is_untc_xml, read_xml
from model import Finding, Place, Severity, TreatyList

HEAD_WITHIN = 60
"""A table's head is looked for in so many rows from the top."""

DAY_FIRST = frozenset({"ar", "es", "fr", "nl", "ru"})
"""Languages whose lists write the day before the month."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was recognised: where its head is, and what its columns hold.

    ``kind`` is ``actions`` (one row an act), ``participants`` (one row a participant, one column an act) or
    ``treaties`` (one row a State, one column a treaty).
    """

    grid: Grid
    kind: str
    head: int
    named: int
    roles: Mapping[str, int]
    acts: tuple[Column, ...]
    treaties: Mapping[int, str]
    day_first: bool | None

    @property
    def body(self) -> Iterator[tuple[int, Mapping[int, Value]]]:
        """The rows under the head; heads that are repeated there are left out."""
        for number, cells in self.grid.rows.items():
            name = cells.get(self.named, "")
            if number > self.head and not (isinstance(name, str) and column_named(name) == "participant"):
                yield number, cells

    @property
    def above(self) -> Iterator[str]:
        """The texts over the head."""
        for number, cells in self.grid.rows.items():
            if number < self.head:
                yield from (value for value in cells.values() if isinstance(value, str))


@dataclass(slots=True)
class _File:
    """A file while it is read: its lists so far by treaty, and what concerns the whole file."""

    name: str
    given: str | None
    contents: Contents
    readings: dict[str, ListReading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_list(
    workbook: Workbook, treaty: str | None = None, as_at: date | None = None
) -> tuple[tuple[TreatyList, ...], list[Finding]]:
    """The lists in a file, one a treaty, and everything there is to tell of them.

    ``treaty`` is the treaty's code where a person says it; without it the file has to say. ``as_at`` is the day up to
    which the list is known, used where the file gives none. No list at all comes with a blocker that says why.
    """
    if is_untc_xml(workbook.text):
        readings, findings = read_xml(workbook.text, workbook.file, treaty)
    else:
        readings, findings = _read_tables(workbook, treaty)
    lists: list[TreatyList] = []
    for reading in readings:
        if not reading.actions and not reading.unread:
            reading.header_only = reading.parties is not None or reading.signatories is not None
            if not reading.header_only:
                findings += [*reading.findings, Finding("list.no_rows", Severity.BLOCKER, reading.place)]
                continue
        done, told = finished(reading, as_at)
        lists.append(done)
        findings += told
    if not lists and all(finding.severity is not Severity.BLOCKER for finding in findings):
        findings.append(Finding("list.nothing_read", Severity.BLOCKER, Place(workbook.file)))
    return tuple(lists), _once(findings)


def _once(findings: list[Finding]) -> list[Finding]:
    """Each finding once: a State's row in a table of several treaties is told of by each of them."""
    return list({(f.code, f.place, tuple(sorted(f.facts.items()))): f for f in findings}.values())


def _read_tables(workbook: Workbook, given: str | None) -> tuple[list[ListReading], list[Finding]]:
    file = _File(workbook.file, given, contents(workbook))
    tables = [table for grid in file.contents.grids if (table := recognised(grid))]
    for table in tables:
        _read_table(file, table)
    if not tables:
        return [], [Finding("list.not_recognised", Severity.BLOCKER, Place(workbook.file))]
    return list(file.readings.values()), file.findings


def recognised(grid: Grid) -> Table | None:
    """The table in a grid by its head, None when no row is the head of a list of participants."""
    matrix: Table | None = None
    for number, cells in list(grid.rows.items())[:HEAD_WITHIN]:
        heads = {column: plain(value) for column, value in cells.items() if isinstance(value, str)}
        named = next((column for column, head in heads.items() if column_named(head) == "participant"), None)
        if named is None:
            continue
        roles: dict[str, int] = {}
        for column, head in heads.items():
            roles.setdefault(column_named(head), column)
        others = {column: head for column, head in heads.items() if column != named}
        acts = tuple(columns_of(others))
        treaties = {column: code for column, head in others.items() if (code := treaty_by_title(head))}
        if roles.keys() >= NEEDED:
            return Table(grid, "actions", number, named, roles, (), {}, _day_first(grid, heads, number))
        if any(column.role == "act" for column in acts):
            return Table(grid, "participants", number, named, roles, acts, {}, _day_first(grid, heads, number))
        if len(treaties) > len(matrix.treaties if matrix else ()):
            matrix = Table(grid, "treaties", number, named, roles, (), treaties, _day_first(grid, heads, number))
    return matrix


@cache
def _day_first_heads() -> frozenset[str]:
    return frozenset(
        folded(row["written"])
        for row in known_rows(WORDS)
        if row["kind"] == "day_first" or (row["kind"] in ("act", "column") and row["language"] in DAY_FIRST)
    )


def _day_first(grid: Grid, heads: Mapping[int, str], head: int) -> bool | None:
    """How days in figures are meant: as the list itself shows, else as lists with such heads write them."""
    shown = day_order(value for row, cells in grid.rows.items() if row > head for value in cells.values())
    if shown is not None:
        return shown
    return True if any(folded(text) in _day_first_heads() for text in heads.values()) else None


def _read_table(file: _File, table: Table) -> None:
    if table.kind == "treaties":
        _read_matrix(file, table)
        return
    if table.kind == "actions":
        settled: dict[str, ListReading | None] = {}

        def reading_of(written: str, place: Place) -> ListReading | None:
            if written not in settled:
                settled[written] = _reading(file, table, written, place)
            return settled[written]

        read_actions(table.grid, table.body, table.roles, reading_of, table.day_first)
        return
    reading = _reading(file, table, "", Place(file.name, table.grid.name))
    if reading:
        read_rows(reading, table.acts, _participants(table, reading), table.day_first)


def _reading(file: _File, table: Table, written: str, place: Place) -> ListReading | None:
    """The list that a table (or a row with ``written`` in its treaty column) belongs to, None when it is not read."""
    if written:
        treaty = treaty_by_title(written) or treaty_by_reference(written)
        if file.given and treaty and treaty != file.given:
            facts = {"found": written, "given": file.given}
            file.findings.append(Finding("list.treaty_left_out", Severity.NOTE, place, facts))
            return None
        if not treaty:
            facts = {"found": shortened(written, 160)}
            file.findings.append(Finding("list.treaty_not_monitored", Severity.WARNING, place, facts))
            return None
    else:
        treaty, written = _treaty_of(file, table)
    code, findings = settled_treaty(file.given, treaty, shortened(written, 160), place)
    file.findings += findings
    return _list_of(file, table, code) if code else None


def _list_of(file: _File, table: Table, treaty: str) -> ListReading:
    """The list of a treaty, begun when its first table is met: several pages of a list are one list."""
    if treaty not in file.readings:
        place = Place(file.name, table.grid.name)
        reading = ListReading(treaty, ", ".join(filter(None, (place.file, place.sheet))), place)
        text = file.contents.text if table.grid.on_page else "\n".join(table.grid.lines())
        if table.kind != "treaties" and "treaty" not in table.roles:
            reading.parties, reading.signatories = stated_total(text, "parties"), stated_total(text, "signatories")
        reading.as_at = stated_day(text) or stated_day(file.contents.text)
        file.readings[treaty] = reading
    return file.readings[treaty]


def _treaty_of(file: _File, table: Table) -> tuple[str | None, str]:
    """What the file itself says it is about: the treaty, and the words it says it with."""
    stem = PurePath(file.name).stem
    page = file.contents.text.splitlines() if table.grid.on_page else []
    titles = [*table.above, table.grid.name, *page, stem]
    for title in titles:
        if treaty := treaty_by_title(title):
            return treaty, title
    for text in (table.grid.name, file.contents.links, stem):
        if treaty := treaty_by_reference(text):
            return treaty, text
    said = [plain(title) for title in table.above if plain(title)]
    said += [reference for reference in (reference_in(file.contents.links), reference_in(stem)) if reference]
    return None, said[0] if said else ""


def _participants(table: Table, reading: ListReading) -> Iterator[Row]:
    """The rows of a table with one row a participant; its own totals are taken out."""
    for number, cells in table.body:
        name = cells.get(table.named, "")
        if folded(str(name)) in words("total"):
            _take_total(table, reading, cells)
            continue
        others = {column: value for column, value in cells.items() if column != table.named}
        places = {column: table.grid.place(number, column) for column in others}
        yield Row(str(name), others, table.grid.place(number, table.named), places)


def _take_total(table: Table, reading: ListReading, cells: Mapping[int, Value]) -> None:
    binding = [column.index for column in table.acts if column.binding]
    for column in table.acts:
        number = whole_number(cells.get(column.index))
        if column.signing and number is not None:
            reading.signatories = number
        elif binding == [column.index] and number is not None:
            reading.parties = number


def _read_matrix(file: _File, table: Table) -> None:
    taken = {column: code for column, code in table.treaties.items() if file.given in (None, code)}
    readings = {column: _list_of(file, table, code) for column, code in taken.items()}
    heads = table.grid.rows[table.head]
    left = [plain(str(head)) for column, head in heads.items() if column not in taken and column != table.named]
    place = table.grid.place(table.head, table.named)
    if left:
        file.findings.append(
            Finding("list.columns_not_read", Severity.NOTE, place, {"columns": shortened(", ".join(left), 400)})
        )
    if not readings:
        file.findings.append(Finding("list.treaty_not_in_table", Severity.BLOCKER, place, {"given": str(file.given)}))
    read_matrix(table.grid, table.body, table.named, readings, table.day_first)
