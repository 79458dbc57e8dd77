"""Excel's old binary workbook (xls): xlrd for the values; the records are walked first for what it cannot bear.

A record is a type and a length of two bytes each, and so many bytes ([MS-XLS] 2.1.4). A formula always carries its
result in this format (a writer that does not calculate leaves the empty text, which cannot be told from a real one).
xlrd is given the stream that was walked, not the container.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.xldate import XLDateError, xldate_as_datetime

from loaders import limits
from loaders.formats import Content, SheetContent
from loaders.refusal import Notice, RefusalError, number

Area = tuple[int, int, int, int]

BEGIN = (0x0009, 0x0209, 0x0409, 0x0809)
END = 0x000A
LOCKED = 0x002F
LISTED_SHEET = 0x0085
MERGED = 0x00E5

HEAD = struct.Struct("<HH")
LISTED = struct.Struct("<IBB")
AREA = struct.Struct("<HHHH")

WORKSHEET, OLD_MACROS = 0, 1

UNREADABLE = (xlrd.XLRDError, struct.error, AssertionError, IndexError, KeyError, ValueError, TypeError, AttributeError)
"""What xlrd raises on a damaged stream, apart from its own."""


def read(stream: bytes, about: str, has_macros: bool) -> Content:
    """The workbook in a stream of records; ``about`` is its subject. Raises RefusalError for what cannot be taken."""
    kinds, merged = walk(stream)
    notices = []
    if has_macros or OLD_MACROS in kinds:
        notices.append(Notice("open.macros"))
    try:
        book = xlrd.open_workbook(file_contents=stream, logfile=io.StringIO(), ragged_rows=True)
    except UNREADABLE as trouble:
        raise RefusalError("open.damaged") from trouble
    if not book.nsheets:
        raise RefusalError("open.no_sheets")
    return Content("xls", about, sheets(book, merged), notices)


def walk(stream: bytes) -> tuple[list[int], list[list[Area]]]:
    """The kinds of the listed sheets, and the merged areas of the worksheets among them.

    Raises RefusalError for a locked workbook, and for more sheets or merged areas than are read.
    """
    listed: list[tuple[int, int]] = []
    for kind, start, length in records(stream, 0):
        if kind == LOCKED:
            raise RefusalError("open.encrypted")
        if kind == LISTED_SHEET and length >= LISTED.size:
            position, _, what = LISTED.unpack_from(stream, start)
            listed.append((position, what))
            if len(listed) > limits.MAX_SHEETS:
                raise RefusalError("open.too_many_sheets", limit=number(limits.MAX_SHEETS))
    positions = sorted({position for position, what in listed if what == WORKSHEET})
    if len(positions) < sum(what == WORKSHEET for _, what in listed):
        raise RefusalError("open.looping")
    merged = {position: merged_areas(stream, position) for position in positions}
    return [what for _, what in listed], [merged[position] for position, what in listed if what == WORKSHEET]


def records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """The records from a position to the end that belongs to it, as (type, start of the bytes, their number)."""
    depth = 0
    while position + HEAD.size <= len(stream):
        kind, length = HEAD.unpack_from(stream, position)
        position += HEAD.size
        yield kind, position, min(length, len(stream) - position)
        position += length
        depth += (kind in BEGIN) - (kind == END)
        if depth <= 0:
            return


def merged_areas(stream: bytes, position: int) -> list[Area]:
    """The merged areas of the sheet that begins at a position. Raises RefusalError for too many."""
    found = []
    for kind, start, length in records(stream, position):
        if kind == MERGED and length >= 2:
            areas = stream[start + 2 : start + 2 + (length - 2) // AREA.size * AREA.size]
            found += [(top + 1, left + 1, end + 1, right + 1) for top, end, left, right in AREA.iter_unpack(areas)]
            if len(found) > limits.MAX_MERGES:
                raise RefusalError("open.too_many_merges", limit=number(limits.MAX_MERGES))
    return found


def sheets(book: xlrd.Book, merged: list[list[Area]]) -> Iterator[SheetContent]:
    """The sheets in the workbook's order."""
    for index, sheet in enumerate(book.sheets()):
        rows: list[list[Any]] = []
        special: list[tuple[int, int, str, str]] = []
        for row in range(sheet.nrows):
            kinds = sheet.row_types(row)
            values = list(sheet.row_values(row))
            for column, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_ERROR:
                    special.append((row + 1, column + 1, "e", error_text_from_code.get(values[column], "#ERROR!")))
                    values[column] = ""
                elif kind == xlrd.XL_CELL_DATE:
                    values[column] = moment(values[column], book.datemode)
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    values[column] = bool(values[column])
            rows.append(values)
        areas = merged[index] if index < len(merged) else []
        yield SheetContent(sheet.name, sheet.visibility != 0, rows, areas, special)


def moment(serial: float, mode: int) -> object:
    """Excel's number of days as a day and time; below one day as a time of day; itself where there is no such day."""
    if 0 <= serial < 1:
        return timedelta(seconds=round(serial * 86_400))
    try:
        return xldate_as_datetime(serial, mode)
    except (XLDateError, OverflowError, ValueError):
        return serial
