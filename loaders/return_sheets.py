"""Where in a sheet the answers stand: columns by the words of their headings, rows by the codes of their questions.

People insert rows and columns, sort, hide, delete and copy. Nothing here knows a fixed place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from loaders import known
from loaders.answers import folded, short, text_of
from loaders.form import Form
from loaders.return_identity import sheet_key
from loaders.sheets import Sheet, Value, area_name, cell_name
from model import Finding, Place, Severity

HEADER_ROWS = 500
"""A header is looked for in so many first rows."""

LONGEST_HEADING = 60

COVER = "cover_"
"""What the codes of the cover sheet begin with."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The header's row (0 without one) and the columns by what they hold."""

    header_row: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """The row of one question in one sheet of one file."""

    code: str
    file: str
    sheet: Sheet
    number: int
    columns: Mapping[str, int]

    def value(self, column: str) -> Value | None:
        """What stands in a column, None when blank or when the sheet has no such column."""
        place = self.columns.get(column)
        value = self.sheet.cells.get((self.number, place)) if place else None
        return None if isinstance(value, str) and not value.strip() else value

    def holds(self, column: str) -> bool:
        """Whether the sheet has such a column."""
        return column in self.columns

    def place(self, column: str = "answer") -> Place:
        """The cell of a column as the sender sees it; the cell of the code where there is no such column."""
        number = self.columns.get(column) or self.columns["code"]
        return Place(self.file, self.sheet.name, cell_name(self.number, number))


@dataclass(frozen=True, slots=True)
class Located:
    """A sheet of ours with its layout, the rows of questions, and the rows whose code is of no question."""

    file: str
    sheet: Sheet
    layout: Layout
    rows: tuple[Row, ...]
    strangers: frozenset[int]
    findings: tuple[Finding, ...]


@cache
def header_words() -> Mapping[str, str]:
    """What a column holds, by folded heading as people write it."""
    return {folded(row["written"]): row["column"] for row in known.rows("questionnaire/headers.csv")}


def locate(file: str, sheet: Sheet, form: Form) -> Located | None:
    """The rows of questions in a sheet; None when nothing in it looks like a sheet of ours.

    A column of answers that cannot be found is an error on the whole sheet, told once, and its rows are not read.
    """
    layout, findings = _layout(file, sheet)
    codes = _codes(sheet, layout.columns.get("code"), form)
    if "answer" not in layout.columns:
        if not codes and sheet_key(sheet) not in form.parts():
            return None
        finding = Finding("return.no_answer_column", Severity.ERROR, Place(file, sheet.name))
        return Located(file, sheet, Layout(0, {}), (), frozenset(), (finding,))
    if "code" not in layout.columns:
        column = codes[0][2] if codes else layout.columns.get("question", layout.columns["answer"])
        layout = Layout(layout.header_row, {**layout.columns, "code": column})
    rows = tuple(Row(code, file, sheet, row, layout.columns) for code, row, _ in codes)
    strangers = _strangers(sheet, layout, form)
    for number, found in strangers.items():
        place = Place(file, sheet.name, cell_name(number, layout.columns["code"]))
        findings.append(Finding("return.unknown_code", Severity.WARNING, place, {"found": short(found)}))
    return Located(file, sheet, layout, rows, frozenset(strangers), tuple(findings))


def with_rows_by_text(located: Located, wanted: Collection[str], form: Form) -> Located:
    """Also the rows whose code is gone but whose question is written out in full, for the questions ``wanted``."""
    column = located.layout.columns.get("question")
    if not column or not wanted:
        return located
    held = {row.number for row in located.rows}
    more = []
    for (number, at), value in located.sheet.cells.items():
        if at == column and number not in held and isinstance(value, str):
            code = form.labels.get(folded(value.partition("\n")[0]))  # guidance stands below the question
            if code is not None and code in wanted:
                more.append(Row(code, located.file, located.sheet, number, located.layout.columns))
    told = [Finding("return.found_by_question", Severity.NOTE, row.place("code"), {"code": row.code}) for row in more]
    return replace(located, rows=(*located.rows, *more), findings=(*located.findings, *told))


def merged_answers(located: Sequence[Located]) -> tuple[frozenset[str], list[Finding]]:
    """Questions whose answer cell lies under another by merging, and a warning for each merged area that does it.

    Only the first cell of a merged area holds anything: the answer of the questions below it is not known.
    """
    hidden: set[str] = set()
    findings = []
    for found in located:
        rows = {row.number: row.code for row in found.rows}
        column = found.layout.columns.get("answer")
        if column is None:
            continue
        for area in found.sheet.merged:
            top, left, bottom, right = area
            if not left <= column <= right or (top, left) not in found.sheet.cells:
                continue
            covered = [rows[row] for row in rows if top <= row <= bottom and (row, column) != (top, left)]
            if covered:
                hidden.update(covered)
                place = Place(found.file, found.sheet.name, area_name(area))
                findings.append(Finding("return.merged_answers", Severity.WARNING, place))
    return frozenset(hidden), findings


def _layout(file: str, sheet: Sheet) -> tuple[Layout, list[Finding]]:
    """The row in which most headings are recognised, an answer column among them."""
    seen: dict[int, dict[str, int]] = {}
    twice: dict[int, list[tuple[str, int]]] = {}
    texts = ((at, value) for at, value in sheet.cells.items() if at[0] <= HEADER_ROWS and isinstance(value, str))
    headings = [(at, name) for at, text in texts if len(text) <= LONGEST_HEADING and (name := _heading(text))]
    for (row, column), name in sorted(headings):
        columns = seen.setdefault(row, {})
        if name in columns:
            twice.setdefault(row, []).append((name, column))
        else:
            columns[name] = column
    best = max(seen, key=lambda row: ("answer" in seen[row], len(seen[row]), -row), default=0)
    if best == 0 or len(seen[best]) < 2:
        return Layout(0, {}), []
    findings = [
        Finding(
            "return.column_twice",
            Severity.WARNING,
            Place(file, sheet.name, cell_name(best, column)),
            {"heading": text_of(sheet.cells[best, column]), "first": cell_name(best, seen[best][name])},
        )
        for name, column in twice.get(best, ())
    ]
    return Layout(best, seen[best]), findings


@lru_cache(maxsize=8192)
def _heading(text: str) -> str:
    """The column a heading stands for, also when something in brackets is added to it; empty for any other text."""
    words = header_words()
    return words.get(folded(text)) or words.get(folded(text.partition("(")[0]), "")


def _codes(sheet: Sheet, column: int | None, form: Form) -> list[tuple[str, int, int]]:
    """(code, row, column) of every cell that holds the code of a question, in the order of the rows.

    Codes are looked for in their own column, and where its heading is gone in the column that has most of them.
    """
    found: dict[int, list[tuple[str, int, int]]] = {}
    for (row, at), value in sheet.cells.items():
        if isinstance(value, str) and (column is None or at == column):
            code = value.strip().lower()
            if code in form.questions or code.startswith(COVER):
                found.setdefault(at, []).append((code, row, at))
    most = max(found, key=lambda at: len(found[at]), default=0)
    return sorted(found.get(most, ()), key=lambda item: item[1])


def _strangers(sheet: Sheet, layout: Layout, form: Form) -> dict[int, str]:
    """By row, below the header, what stands where a code should and is the code of no question of this edition."""
    column = layout.columns["code"]
    if column in {layout.columns[name] for name in layout.columns if name != "code"}:
        return {}
    return {
        row: value.strip()
        for (row, at), value in sheet.cells.items()
        if at == column and row > layout.header_row and isinstance(value, str) and _is_stranger(value, form)
    }


def _is_stranger(text: str, form: Form) -> bool:
    code = text.strip().lower()
    return bool(code) and code not in form.questions and not code.startswith((COVER, "imr|"))
