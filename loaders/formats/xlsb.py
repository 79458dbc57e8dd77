"""Binary workbooks (xlsb): calamine for the values; the records are walked for errors, merged areas and extent.

A record is a type in one or two bytes, a length in one to four, and so many bytes ([MS-XLSB] 2.1.4). Formulas always
carry their result in this format, so that there are none without.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from loaders import limits
from loaders.formats import Content
from loaders.formats.layout import Parts, has_macros, packed, relations, subject
from loaders.formats.sheet_xml import Scan
from loaders.formats.xlsx import Listed, sheets
from loaders.formats.zip_parts import Part
from loaders.refusal import Notice, RefusalError, number
from loaders.sheets import area_name

ROW = 0
BLANK = 1
ERROR_CELLS = (3, 11)
FILLED_CELLS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
SHORT_CELLS = {12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
"""Cells without a column, which stand beside the one before them, and the same kinds with one."""

LAST_LONG_CELL = 11
RICH_CELL, TEXT_CELL = 62, 6
LISTED_SHEET = 156
STRINGS_BEGIN = 159
MERGED = 176

WORKBOOK = "xl/workbook.bin"

U32 = struct.Struct("<I")
U32_TWICE = struct.Struct("<II")
AREA = struct.Struct("<IIII")

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

CELL_HEAD = 8
"""Column, style and flags stand before the value of a cell."""

CONTINUED = 0x80
SEVEN_BITS = 0x7F


def read(content: bytes, parts: Parts, changed: bool) -> Content:
    """The workbook, as ``xlsx.read`` gives it. Raises RefusalError for what is damaged, hostile or too large."""
    if WORKBOOK not in parts:
        raise RefusalError("open.damaged")
    listed = listed_sheets(parts)
    names = {sheet.part: sheet.name for sheet in listed}
    for name, part in parts.items():
        if name.endswith("sharedstrings.bin"):
            check_strings(part)
    scans: dict[str, Scan] = {}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".bin") and "/binaryindex" not in name:
            parts[name] = explicit(part)
            changed = changed or parts[name] is not part
            scans[name] = scan(parts[name], names.get(name, ""))
    content = packed(parts) if changed else content
    notices = [Notice("open.macros")] if has_macros(parts) else []
    return Content("xlsb", subject(parts), sheets(content, listed, scans, notices), notices)


def records(part: Part) -> Iterator[tuple[int, int, int]]:
    """The records as (type, start of its bytes, their number). Raises RefusalError when the part ends within one."""
    content, position, end = part.content, 0, len(part.content)
    while position < end:
        kind = content[position]
        position += 1
        if kind & CONTINUED and position < end:
            kind = (kind & SEVEN_BITS) | (content[position] & SEVEN_BITS) << 7
            position += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if position >= end:
                raise RefusalError("open.damaged_part", part=part.written)
            byte = content[position]
            position += 1
            length |= (byte & SEVEN_BITS) << shift
            if not byte & CONTINUED:
                break
        if position + length > end:
            raise RefusalError("open.damaged_part", part=part.written)
        yield kind, position, length
        position += length


def explicit(part: Part) -> Part:
    """The sheet with every cell in its long form, or itself: calamine passes the short forms over without a word."""
    if not any(kind in SHORT_CELLS or kind == RICH_CELL for kind, _, _ in records(part)):
        return part
    content, out, column = part.content, bytearray(), 0
    for kind, start, length in records(part):
        inside = content[start : start + length]
        if kind in SHORT_CELLS:
            column += 1
            kind, inside = SHORT_CELLS[kind], U32.pack(column) + inside
        elif (BLANK <= kind <= LAST_LONG_CELL or kind == RICH_CELL) and length >= CELL_HEAD:
            column = U32.unpack_from(inside)[0]
            if kind == RICH_CELL:
                # Behind the head stands a byte that says what follows the text: formats, which are left out.
                kind, inside = TEXT_CELL, inside[:CELL_HEAD] + inside[CELL_HEAD + 1 :]
        out += _head(kind, len(inside)) + inside
    return replace(part, content=bytes(out))


def scan(part: Part, sheet: str) -> Scan:
    """Errors and merged areas of one sheet. Raises RefusalError when its cells lie too far apart, or outside."""
    content, found = part.content, Scan()
    row = last_row = last_column = 0
    for kind, start, length in records(part):
        if kind == ROW and length >= U32.size:
            row = U32.unpack_from(content, start)[0] + 1
        elif kind in FILLED_CELLS and length >= CELL_HEAD:
            column = U32.unpack_from(content, start)[0] + 1
            last_row, last_column = max(last_row, row), max(last_column, column)
            if kind in ERROR_CELLS and length > CELL_HEAD:
                found.special.append((row, column, "e", ERRORS.get(content[start + CELL_HEAD], "#ERROR!")))
        elif kind == MERGED and length >= AREA.size:
            first, last, left, right = AREA.unpack_from(content, start)
            found.merged.append((first + 1, left + 1, last + 1, right + 1))
            if len(found.merged) > limits.MAX_MERGES:
                raise RefusalError("open.too_many_merges", sheet, limit=number(limits.MAX_MERGES))
    if last_row > limits.MAX_ROWS or last_column > limits.MAX_COLUMNS:
        raise RefusalError("open.beyond_grid", sheet, row=number(last_row), column=number(last_column))
    if last_row * last_column > limits.MAX_AREA:
        raise RefusalError("open.spread_too_far", sheet, area_name((1, 1, last_row, last_column)))
    return found


def listed_sheets(parts: Parts) -> list[Listed]:
    """The sheets that the workbook lists, in order. Raises RefusalError when it lists none, or too many."""
    workbook = parts[WORKBOOK]
    targets = {identity: target for identity, _, target in relations(parts, WORKBOOK)}
    listed = []
    for kind, start, length in records(workbook):
        if kind == LISTED_SHEET:
            identity, after = _wide_text(workbook, start + U32_TWICE.size, start + length)
            name, _ = _wide_text(workbook, after, start + length)
            listed.append(Listed(name, targets.get(identity, "")))
            if len(listed) > limits.MAX_SHEETS:
                raise RefusalError("open.too_many_sheets", limit=number(limits.MAX_SHEETS))
    if not listed:
        raise RefusalError("open.no_sheets")
    return listed


def check_strings(part: Part) -> None:
    """Raises RefusalError for a table of shared strings that claims to hold more than any workbook does."""
    for kind, start, length in records(part):
        if kind == STRINGS_BEGIN and length >= U32_TWICE.size:
            if max(U32_TWICE.unpack_from(part.content, start)) > limits.MAX_STRINGS:
                raise RefusalError("open.too_many_strings", limit=number(limits.MAX_STRINGS))
            return


def _head(kind: int, length: int) -> bytes:
    """The type and length of a record as they are written."""
    head = bytearray([kind]) if kind < CONTINUED else bytearray([kind & SEVEN_BITS | CONTINUED, kind >> 7])
    while length > SEVEN_BITS:
        head.append(length & SEVEN_BITS | CONTINUED)
        length >>= 7
    head.append(length)
    return bytes(head)


def _wide_text(part: Part, start: int, end: int) -> tuple[str, int]:
    """A text behind its length in characters, and where it ends; a length of all ones means none."""
    if start + U32.size > end:
        raise RefusalError("open.damaged_part", part=part.written)
    (length,) = U32.unpack_from(part.content, start)
    start += U32.size
    if length == 0xFFFFFFFF:
        return "", start
    if start + 2 * length > end:
        raise RefusalError("open.damaged_part", part=part.written)
    return part.content[start : start + 2 * length].decode("utf-16-le", "replace"), start + 2 * length
