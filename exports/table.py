"""Any table as CSV or as a workbook: the same bytes for the same table, nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.workbook_style import DAY_FORMAT, add_styles, sign_pages, to_bytes, write_text
from language import day_text, say
from model import Caption

BYTE_ORDER_MARK = "\ufeff"
"""What makes Excel read a CSV as UTF-8; a download has it, the data set's own files have not."""

RUN_AS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""A text that begins like this, after blanks, may be run by a spreadsheet; the last four are full-width signs."""

WIDEST = 60
"""Characters a column of a workbook may be wide; longer texts are wrapped."""


def to_csv(table: pd.DataFrame, for_spreadsheet: bool = True) -> bytes:
    """The table as CSV in UTF-8: first row the columns' names, then the rows in their order, commas, CRLF.

    Days are written as 2005-07-29, missing values as nothing, whole numbers without a fraction, True and False as
    ``true`` and ``false``. Texts that a spreadsheet would run as a formula get an apostrophe before them. With
    ``for_spreadsheet`` the file begins with a byte order mark; without, it is plain UTF-8 with LF.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n" if for_spreadsheet else "\n")
    writer.writerow([harmless(str(name)) for name in table.columns])
    columns = [[as_text(value) for value in values_of(table[name])] for name in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return ((BYTE_ORDER_MARK if for_spreadsheet else "") + lines.getvalue()).encode()


def values_of(column: pd.Series) -> list[Any]:
    """The values as Python's own: None where missing, days as ``date``, moments as ``datetime``."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(moment) else _day_or_moment(moment) for moment in column]
    given = column.astype(object)
    return [value if there else None for value, there in zip(given.tolist(), given.notna(), strict=True)]


def _day_or_moment(moment: pd.Timestamp) -> date | datetime:
    return moment.date() if moment.time() == time() else moment.to_pydatetime()


def as_text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """One value as a CSV holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(float(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str):
        return harmless(value)
    return str(value)


def harmless(text: str) -> str:
    """``text`` with an apostrophe before it if a spreadsheet might run it.

    >>> harmless("=HYPERLINK(A1)"), harmless("a = b"), harmless("-3")
    ("'=HYPERLINK(A1)", 'a = b', '-3')
    """
    if text.startswith(("\t", "\r", "\n")) or text.lstrip(" \u00a0").startswith(RUN_AS_FORMULA):
        return text if _is_number(text) else "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def to_xlsx(table: pd.DataFrame, caption: Caption, language: str = "en") -> bytes:
    """The table as a workbook that says of itself what its figure says: the table on one sheet, the notes on another.

    Days and numbers are real ones; texts are texts whatever they begin with. The same table and caption give the same
    bytes.
    """
    book = Workbook()
    add_styles(book, language == "ar")
    sheet = book.worksheets[0]
    sheet.title = say("Table", language)
    _head(sheet, caption, language)
    _grid(sheet, table, first=sheet.max_row + 2)
    write_notes(book.create_sheet(say("Notes", language)), caption, language)
    book.properties.title = caption.title
    book.properties.creator = "Implementation Monitor"
    issued = datetime.combine(caption.as_at, time())
    book.properties.created = issued
    return to_bytes(book, issued)


def _head(sheet: Worksheet, caption: Caption, language: str) -> None:
    lines = [("imr title", caption.title), ("imr lead", caption.count)]
    if caption.demonstration:
        lines.insert(0, ("imr notice", say("Demonstration data – invented", language)))
    for row, (style, text) in enumerate(lines, 1):
        put(sheet, row, 1, text, style).alignment = Alignment(vertical="center")


def _grid(sheet: Worksheet, table: pd.DataFrame, first: int) -> None:
    """The table from row ``first`` on, its head frozen and filtered, its columns as wide as what they hold."""
    for column, name in enumerate(table.columns, 1):
        put(sheet, first, column, str(name), "imr header")
        values = values_of(table[name])
        for row, value in enumerate(values, first + 1):
            put(sheet, row, column, value, "imr plain")
        longest = max((len(as_text(value)) for value in [str(name), *values[:2000]]), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 8), WIDEST)
    last = sheet.cell(first + len(table), max(1, len(table.columns))).coordinate
    sheet.freeze_panes = f"A{first + 1}"
    sheet.auto_filter.ref = f"A{first}:{last}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{first}:{first}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if len(table.columns) > 5 else "portrait"
    sign_pages(sheet, "", "{page} / {pages}")


def put(sheet: Worksheet, row: int, column: int, value: Any, style: str) -> Cell:  # noqa: ANN401 - what a cell holds
    """A value into a cell as what it is, in the workbooks' own look."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.style = style
    if isinstance(value, str):
        write_text(cell, value)
        if harmless(value) != value:
            cell.data_type, cell.quotePrefix = "s", True
    elif value is not None:
        cell.value = value.item() if hasattr(value, "item") else value
        if isinstance(value, date):
            cell.number_format = DAY_FORMAT
    return cell


def caption_rows(caption: Caption, language: str) -> list[tuple[str, str]]:
    """What a caption says, as (what, text) rows for a sheet of notes."""
    rows = [
        (say("Title", language), caption.title),
        (say("Count", language), caption.count),
        (say("Source", language), caption.source),
        (say("As at", language), day_text(caption.as_at, language)),
        (say("Data revision", language), caption.revision),
        *((say("Note", language), note) for note in caption.notes),
    ]
    if caption.demonstration:
        rows.insert(0, (say("Mark", language), say("Demonstration data – invented", language)))
    return [(what, text) for what, text in rows if text]


def write_notes(sheet: Worksheet, caption: Caption, language: str, further: Sequence[tuple[str, str]] = ()) -> None:
    """Title, count, source, day, revision and notes, one a row."""
    for row, (what, text) in enumerate([*caption_rows(caption, language), *further], 1):
        put(sheet, row, 1, what, "imr subject")
        put(sheet, row, 2, text, "imr plain")
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    sheet.sheet_view.showGridLines = False
