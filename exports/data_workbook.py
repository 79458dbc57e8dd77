"""The data set as one workbook: contents, notes, and a sheet for each table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from exports.dataset import LICENCE, TITLE, About, Table
from exports.table import as_text, harmless, put, values_of
from exports.workbook_style import DAY_FORMAT, add_styles, to_bytes

CONTENTS = "Contents"


def data_workbook(tables: Sequence[Table], about: About) -> bytes:
    """The tables as a workbook; the same tables give the same bytes."""
    book = Workbook()
    add_styles(book)
    contents = book.worksheets[0]
    contents.title = CONTENTS
    lines = [("imr title", TITLE), *(("imr notice", mark) for mark in about.marks), ("imr lead", about.citation)]
    for row, (style, text) in enumerate(lines, 1):
        put(contents, row, 1, text, style)
    first = len(lines) + 2
    for column, name in enumerate(("Sheet", "Rows", "What it holds"), 1):
        put(contents, first, column, name, "imr header")
    for row, table in enumerate(tables, first + 1):
        link = put(contents, row, 1, table.name, "imr subject")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{table.name}'!A1", display=table.name)
        put(contents, row, 2, len(table.rows), "imr plain")
        put(contents, row, 3, table.description, "imr plain")
    notes = [
        f"Licence: {LICENCE['title']}, {LICENCE['path']}",
        "A missing figure is never a zero: the column missing says why there is none, obs_status and conf_status say "
        "it in the code lists of SDMX.",
        "A level is what a State is party to or reports of itself, not a judgement of it.",
    ]
    for row, note in enumerate(notes, first + len(tables) + 2):
        put(contents, row, 1, note, "imr lead")
    for letter, width in (("A", 24), ("B", 10), ("C", 110)):
        contents.column_dimensions[letter].width = width
    contents.sheet_view.showGridLines = False
    for table in tables:
        _sheet(book, table)
    book.properties.title = TITLE
    book.properties.creator = "Implementation Monitor"
    issued = datetime.combine(about.as_at, time())
    book.properties.created = issued
    return to_bytes(book, issued)


def _sheet(book: Workbook, table: Table) -> None:
    """One table: its columns' titles in the first row, their names in the second, then the rows."""
    sheet = book.create_sheet(table.name)
    for column, field in enumerate(table.fields, 1):
        put(sheet, 1, column, field.title, "imr text")
        put(sheet, 2, column, field.name, "imr header")
    columns = [values_of(table.rows[field.name]) for field in table.fields]
    for values in zip(*columns, strict=True):
        sheet.append(values)
    for column, (field, held) in enumerate(zip(table.fields, columns, strict=True), 1):
        letter = get_column_letter(column)
        longest = max((len(as_text(value)) for value in [field.name, *held[:500]]), default=0)
        sheet.column_dimensions[letter].width = min(max(longest + 2, 10), 50)
        for row, value in enumerate(held, 3):
            if field.type == "date" and value is not None:
                sheet.cell(row, column).number_format = DAY_FORMAT
            elif field.type == "string" and value is not None and harmless(value) != value:
                put(sheet, row, column, value, "Normal")
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(table.fields))}{len(table.rows) + 2}"
