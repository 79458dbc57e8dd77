"""A table with one row a State and one column a question: which column holds what, and the answers of a row.

Form exports and the Secretariat's own collated sheets are such tables; what is special to each is in their own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from loaders.answers import folded, text_of
from loaders.form import Form
from loaders.return_sheets import COVER
from loaders.sheets import Sheet, Value, Workbook, cell_name
from loaders.treaty_acts import column_named
from model import Place

COMPANIONS = {"_since": "since", "_why": "reason", "_ref": "legal_reference", "_note": "comment", "_sec": "secretariat"}
"""What the end of a column's name says that stands beside an answer."""

HEADER_WITHIN = 20
"""The header is looked for in so many first rows."""

FEWEST_QUESTIONS = 3
"""A table with fewer columns of questions is not a table of returns."""

Column = tuple[str, str]
"""A question (or a code of the cover) and what of it: ``answer``, ``since``, ``reason`` ..."""


@dataclass(frozen=True, slots=True)
class WideTable:
    """A recognised table.

    ``columns`` by (code, what), ``split`` by code the columns of single choices, ``named`` by small name the columns
    that are neither (``state``, ``_uuid``), ``state`` the column that names the State, 0 where there is none.
    """

    file: str
    sheet: Sheet
    header_row: int
    columns: Mapping[Column, int]
    split: Mapping[str, tuple[tuple[str, int], ...]]
    named: Mapping[str, int]
    state: int

    def rows(self) -> Iterator[tuple[int, Mapping[int, Value]]]:
        """The rows below the header that hold anything: number, and cells by column."""
        found: dict[int, dict[int, Value]] = {}
        for (row, column), value in self.sheet.cells.items():
            if row > self.header_row and not (isinstance(value, str) and not value.strip()):
                found.setdefault(row, {})[column] = value
        for row in sorted(found):
            yield row, found[row]

    def place(self, row: int, column: int) -> Place:
        """A cell, as the sender sees it."""
        return Place(self.file, self.sheet.name, cell_name(row, column))

    def text(self, row: int, name: str) -> str:
        """What stands in a column that is no question's, empty where there is none."""
        value = self.sheet.cells.get((row, self.named[name])) if name in self.named else None
        return "" if value is None else text_of(value)


@dataclass(frozen=True, slots=True)
class WideCells:
    """The cells of one question in one row."""

    code: str
    table: WideTable
    row: int

    def value(self, column: str) -> Value | None:
        """What stands there; several choices that have a column each come as their stored words."""
        if column == "answer" and (chosen := self._chosen()):
            return ";".join(chosen)
        at = self.table.columns.get((self.code, column))
        value = self.table.sheet.cells.get((self.row, at)) if at else None
        return None if isinstance(value, str) and not value.strip() else value

    def holds(self, column: str) -> bool:
        """Whether the table has such a column."""
        return (self.code, column) in self.table.columns

    def place(self, column: str = "answer") -> Place:
        """The cell; that of the answer where there is no such column."""
        at = self.table.columns.get((self.code, column)) or self.table.columns.get((self.code, "answer"))
        if at is None and self.code in self.table.split:
            at = self.table.split[self.code][0][1]
        return self.table.place(self.row, at or max(self.table.state, 1))

    def _chosen(self) -> list[str]:
        cells = self.table.sheet.cells
        return [
            value
            for value, column in self.table.split.get(self.code, ())
            if text_of(cells.get((self.row, column), "")).casefold() in {"1", "true", "yes"}
        ]


def wide_table(workbook: Workbook, form: Form) -> WideTable | None:
    """The table of a workbook that has most columns of questions, None when none has enough of them."""
    best: WideTable | None = None
    for sheet in workbook.sheets:
        rows: dict[int, dict[int, str]] = {}
        for (row, column), value in sheet.cells.items():
            if row <= HEADER_WITHIN and isinstance(value, str):
                rows.setdefault(row, {})[column] = value
        for row, headings in rows.items():
            table = _table(workbook.file, sheet, row, headings, form)
            if _questions(table, form) > (_questions(best, form) if best else FEWEST_QUESTIONS - 1):
                best = table
    return best


def _questions(table: WideTable, form: Form) -> int:
    codes = {code for code, what in table.columns if what == "answer" and code in form.questions}
    return len(codes | table.split.keys())


def _table(file: str, sheet: Sheet, row: int, headings: Mapping[int, str], form: Form) -> WideTable:
    columns: dict[Column, int] = {}
    split: dict[str, list[tuple[str, int]]] = {}
    named: dict[str, int] = {}
    states = []
    for column, heading in sorted(headings.items()):
        if chosen := _choice(heading, form):
            code, value = chosen
            split.setdefault(code, []).append((value, column))
        elif meaning := next(filter(None, (_meaning(text, form) for text in _names(heading))), None):
            columns.setdefault(meaning, column)
        else:
            named.setdefault(_names(heading)[-1].casefold(), column)
            states += [column] if column_named(_names(heading)[1]) == "participant" else []
    state = named.get("state") or min(states, default=0)
    return WideTable(file, sheet, row, columns, {code: tuple(found) for code, found in split.items()}, named, state)


def _names(heading: str) -> tuple[str, str, str]:
    """The heading whole, and without the groups of a form before it, which are joined by "/", ":" or "-"."""
    whole = heading.strip()
    return whole, whole.rpartition("/")[2].strip(), re.split(r"[/:-]", whole)[-1].strip()


def _question(text: str, form: Form) -> str | None:
    """The question whose code or whole text this is."""
    code = text.strip().lower()
    return code if code in form.questions else form.labels.get(folded(text))


def _choice(heading: str, form: Form) -> tuple[str, str] | None:
    """The question and the one of its choices that has a column of its own (``c1_cover/all``)."""
    before, slash, word = heading.strip().rpartition("/")
    if not slash:
        return None
    code = next(filter(None, (_question(text, form) for text in _names(before))), None)
    if code is None or form.questions[code].kind != "many":
        return None
    value = form.words[form.questions[code].choices].values.get(folded(word))
    return (code, value) if value else None


def _meaning(text: str, form: Form) -> Column | None:
    """What a column holds by its name: a question, what stands beside one, or a line of the cover."""
    name = text.strip().lower()
    if name.startswith(COVER):
        return name, "answer"
    if code := _question(text, form):
        return code, "answer"
    for ending, what in COMPANIONS.items():
        if name.endswith(ending) and name.removesuffix(ending) in form.questions:
            return name.removesuffix(ending), what
    return None
