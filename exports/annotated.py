"""The sender's own workbook with every finding written into its cells, and a first sheet that lists them all.

What comes back is xlsx whatever was sent: a workbook that cannot be written into again (xls, ods, CSV ...) as a copy of
its values. It can be mended and sent as it is: the sheet of findings is known as ours and is not read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbook_style import (
    ACCENT,
    DAY_FORMAT,
    INK,
    MUTED,
    RULE,
    TYPEFACE,
    height_of,
    lay_out,
    to_bytes,
    write_text,
)
from language import say, sentence
from model import Finding, Severity

MARKER = "IMR-FINDINGS"
"""In the first cell of the sheet of findings: by it the reader of returns knows the sheet as ours."""

AUTHOR = "Implementation Monitor"
FINDINGS, SHEET = "Findings", "Sheet"

SEVERITY_WORDS = {
    Severity.BLOCKER: "Stops submission",
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.NOTE: "Note",
}
FILLS = {Severity.BLOCKER: "F6C9C4", Severity.ERROR: "FADBD5", Severity.WARNING: "FFF0C2", Severity.NOTE: "DDEBF7"}
"""Of a cell that a finding is about; the comment says the severity in words."""

WIDTHS = {"A": 4, "B": 5, "C": 16, "D": 24, "E": 12, "F": 94}
HEADS = ("No.", "Severity", "Sheet", "Cell", "What was found, and what to write instead")
HEAD_ROW, FIRST_COLUMN = 5, 2

MOST_MARKED = 5_000
"""Cells that are marked; findings beyond are only listed."""

MOST_COPIED = 250_000
"""Cells of a copy of values; a longer file is cut there, and the list of findings is whole."""

MOST_MERGED = 50_000
"""Cells under merged areas that a workbook may have to be written into; one with more is copied."""

KEPT_AS_SENT = frozenset({"xlsx", "xlsm"})

NOT_READ_AGAIN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
"""What openpyxl raises for workbooks that other programs open: they are copied instead."""


class Table(Protocol):
    """A sheet as it was opened: its values by (row, column), 1-based, and its merged areas."""

    @property
    def name(self) -> str:
        """As the sender sees it; empty in a CSV."""

    @property
    def hidden(self) -> bool:
        """Whether the sender does not see it."""

    @property
    def cells(self) -> Mapping[tuple[int, int], object]:
        """Only the cells that hold something."""

    @property
    def merged(self) -> Sequence[tuple[int, int, int, int]]:
        """First row, first column, last row, last column of each area."""


def annotated(
    content: bytes, kind: str, findings: Sequence[Finding], sheets: Sequence[Table], language: str = "en"
) -> bytes:
    """The workbook ``content`` as xlsx with its ``findings`` in the cells and on a first sheet.

    ``kind`` and ``sheets`` are what opening the file gave; only a file that was opened safely may be given. Text that a
    spreadsheet would run as a formula is neutralised wherever it is written here. The same arguments give the same
    bytes.
    """
    book = _as_sent(content, sheets) if kind in KEPT_AS_SENT else None
    book = book or _copy(sheets, language)
    _mark(book, findings, language)
    _list(book, findings, language)
    return to_bytes(book, book.properties.created)


def _as_sent(content: bytes, sheets: Sequence[Table]) -> Workbook | None:
    """The workbook itself, None where it cannot be written into again without harm."""
    under = sum((bottom - top + 1) * (right - left + 1) for s in sheets for top, left, bottom, right in s.merged)
    if under > MOST_MERGED:
        return None
    try:
        book = load_workbook(io.BytesIO(content), rich_text=True)
    except NOT_READ_AGAIN:
        return None
    return book if {sheet.name for sheet in sheets} <= set(book.sheetnames) else None


def _copy(sheets: Sequence[Table], language: str) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = datetime(2000, 1, 1)
    left = MOST_COPIED
    for table in sheets:
        sheet = book.create_sheet(table.name or say(SHEET, language))
        sheet.sheet_state = "hidden" if table.hidden else "visible"
        for (row, column), value in list(table.cells.items())[:left]:
            _write(sheet.cell(row, column), value)
        left = max(0, left - len(table.cells))
    if not book.worksheets:
        book.create_sheet(say(SHEET, language))
    return book


def _write(cell: Cell, value: object) -> None:
    if isinstance(value, bool | int | float):
        cell.value = value
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = DAY_FORMAT if type(value) is date else "yyyy-mm-dd hh:mm:ss"
    else:
        write_text(cell, _text(value))


def _text(value: object) -> str:
    """Text; an error as the sender sees it, a formula without its result with its leading sign."""
    formula = getattr(value, "formula", None)
    return f"={formula}" if formula is not None else str(getattr(value, "text", value))


def _mark(book: Workbook, findings: Sequence[Finding], language: str) -> None:
    """A fill and a comment on each cell that a finding is about."""
    said: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in findings:
        for place in _cells(book, finding, language):
            if place in said or len(said) < MOST_MARKED:
                said.setdefault(place, []).append(finding)
    for (name, row, column), here in said.items():
        cell = book[name].cell(row, column)
        gravest = min((finding.severity for finding in here), key=list(Severity).index)
        cell.fill = PatternFill("solid", fgColor=FILLS[gravest])
        texts = [f"{say(SEVERITY_WORDS[f.severity], language)}: {sentence(f, language)}" for f in here]
        if cell.comment:
            texts.insert(0, cell.comment.text)
        text = "\n\n".join(texts)
        cell.comment = Comment(text, AUTHOR, height=int(min(60 + height_of(text, 40) * 1.4, 500)), width=320)


def _cells(book: Workbook, finding: Finding, language: str) -> Iterator[tuple[str, int, int]]:
    """The cells of a finding; of a merged area its first cell, which alone can carry a comment."""
    name = _sheet_name(book, finding, language)
    if not name or not finding.place.cell:
        return
    merged = book[name].merged_cells.ranges
    first_column, first_row, last_column, last_row = (int(edge or 1) for edge in range_boundaries(finding.place.cell))
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            area = next((a for a in merged if a.min_row <= row <= a.max_row and a.min_col <= column <= a.max_col), None)
            yield (name, area.min_row, area.min_col) if area else (name, row, column)


def _sheet_name(book: Workbook, finding: Finding, language: str) -> str:
    """The sheet a finding stands on in this book; a CSV has one, without a name. Empty for what concerns the file."""
    if finding.place.sheet in book.sheetnames:
        return finding.place.sheet
    nameless = say(SHEET, language)
    return nameless if finding.place.cell and not finding.place.sheet and nameless in book.sheetnames else ""


def _list(book: Workbook, findings: Sequence[Finding], language: str) -> None:
    """The first sheet: every finding in its order, with a link to its cell."""
    names = {sheet.title for sheet in book.worksheets}
    title = say(FINDINGS, language)
    sheet = book.create_sheet(title if title not in names else f"{title} ({AUTHOR})", 0)
    lay_out(sheet, WIDTHS, language == "ar")
    _put(sheet.cell(1, 1), MARKER, Font(name=TYPEFACE, size=6, color=RULE))
    _put(sheet.cell(2, FIRST_COLUMN), title, Font(name=TYPEFACE, size=16, bold=True, color=INK))
    _put(sheet.cell(3, FIRST_COLUMN), _summary(findings, language), Font(name=TYPEFACE, size=10, color=MUTED))
    for column, head in enumerate(HEADS, FIRST_COLUMN):
        _put(sheet.cell(HEAD_ROW, column), say(head, language), Font(name=TYPEFACE, size=9, bold=True, color=ACCENT))
        sheet.cell(HEAD_ROW, column).border = Border(bottom=Side("medium", color=ACCENT))
    for number, finding in enumerate(findings, 1):
        _line(book, sheet, HEAD_ROW + number, number, finding, language)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0


def _summary(findings: Sequence[Finding], language: str) -> str:
    if not findings:
        return say("Nothing needs to be mended.", language)
    return say(
        "Stop submission: {blockers}. Errors: {errors}. Warnings: {warnings}. Notes: {notes}. Each cell is marked and "
        "says why in a comment. Please mend the cells, and send this file or your own.",
        language,
        **{f"{kind.value}s": sum(finding.severity is kind for finding in findings) for kind in Severity},
    )


def _line(book: Workbook, sheet: Worksheet, row: int, number: int, finding: Finding, language: str) -> None:
    text = sentence(finding, language)
    word = say(SEVERITY_WORDS[finding.severity], language)
    plain = Font(name=TYPEFACE, size=9.5, color=INK)
    for column, said in enumerate((str(number), word, finding.place.sheet, finding.place.cell, text), FIRST_COLUMN):
        cell = sheet.cell(row, column)
        _put(cell, said, plain)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = Border(bottom=Side("hair", color=MUTED))
    sheet.cell(row, FIRST_COLUMN + 1).fill = PatternFill("solid", fgColor=FILLS[finding.severity])
    sheet.row_dimensions[row].height = max(15.0, height_of(text, WIDTHS["F"]) + 4)
    name = _sheet_name(book, finding, language)
    if name:
        link = sheet.cell(row, FIRST_COLUMN + (3 if finding.place.cell else 2))
        quoted = name.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{finding.place.cell or 'A1'}")
        link.font = Font(name=TYPEFACE, size=9.5, color=ACCENT, underline="single")


def _put(cell: Cell | MergedCell, text: str, font: Font) -> None:
    write_text(cell, text)  # type: ignore[arg-type]  # a sheet of ours has no merged cells
    cell.font = font
