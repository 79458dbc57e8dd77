"""Office Open XML workbooks (xlsx, xlsm): calamine for the values, our own look for what calamine does not show.

calamine gives an error as an empty text, a formula without a result as nothing, and lays every sheet out as a full
rectangle in memory; so each sheet part is first gone over for errors, formulas, merged areas and its extent.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, WorksheetNotFound

from loaders import limits
from loaders.formats import Content, SheetContent
from loaders.formats.layout import (
    Parts,
    has_macros,
    in_usual_places,
    packed,
    parsed,
    relations,
    subject,
    workbook_part,
)
from loaders.formats.sheet_xml import Scan, claimed_strings, root_name, scan, styles
from loaders.refusal import Notice, RefusalError, number


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it; ``part`` is empty when the list leads nowhere."""

    name: str
    part: str


def read(content: bytes, parts: Parts, kind: str, changed: bool) -> Content:
    """The workbook; ``changed`` says that ``parts`` are no longer what ``content`` holds.

    Raises RefusalError for what is damaged, hostile or too large.
    """
    placed = in_usual_places(parts)
    changed = changed or placed is not parts
    parts = placed
    listed = listed_sheets(parts)
    names = {sheet.part: sheet.name for sheet in listed}
    scans: dict[str, Scan] = {}
    notices: list[Notice] = []
    for name, part in parts.items():
        root, prefix = root_name(part.content) if name.endswith(".xml") else (b"", b"")
        if root == b"worksheet":
            explicit, scans[name] = scan(part.content, prefix, names.get(name, ""))
            if explicit is not part.content:
                parts[name] = replace(part, content=explicit)
                changed = True
        elif root == b"sst" and claimed_strings(part.content) > limits.MAX_STRINGS:
            raise RefusalError("open.too_many_strings", limit=number(limits.MAX_STRINGS))
        elif root == b"styleSheet" and styles(part.content) > limits.MAX_STYLES:
            raise RefusalError("open.too_many_styles", limit=number(limits.MAX_STYLES))
    if has_macros(parts):
        notices.append(Notice("open.macros"))
    source = packed(parts) if changed else content
    return Content(kind, subject(parts), sheets(source, listed, scans, notices), notices)


def sheets(
    content: bytes, listed: list[Listed], scans: dict[str, Scan], notices: list[Notice]
) -> Iterator[SheetContent]:
    """The sheets in the workbook's order; one that holds no cells (a chart) becomes a notice."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as trouble:
        raise RefusalError("open.damaged") from trouble
    with book:
        if len(book.sheets_metadata) != len(listed):
            raise RefusalError("open.damaged")
        for index, (sheet, known) in enumerate(zip(book.sheets_metadata, listed, strict=True)):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                notices.append(Notice("open.sheet_without_cells", sheet.name))
                continue
            if known.part not in scans:
                raise RefusalError("open.sheet_missing", sheet.name, name=sheet.name)
            try:
                rows = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            except WorksheetNotFound as trouble:
                raise RefusalError("open.sheet_missing", sheet.name, name=sheet.name) from trouble
            except CalamineError as trouble:
                raise RefusalError("open.damaged_sheet", sheet.name, name=sheet.name) from trouble
            found = scans[known.part]
            hidden = sheet.visible != SheetVisibleEnum.Visible
            yield SheetContent(sheet.name, hidden, rows, found.merged, found.special)


def listed_sheets(parts: Parts) -> list[Listed]:
    """The sheets that the workbook lists, in order. Raises RefusalError when it lists none, or too many."""
    workbook = workbook_part(parts)
    if workbook not in parts:
        raise RefusalError("open.damaged")
    content = parts[workbook].content
    if content.count(b"sheetId") > limits.MAX_SHEETS:
        raise RefusalError("open.too_many_sheets", limit=number(limits.MAX_SHEETS))
    targets = {identity: target for identity, _, target in relations(parts, workbook)}
    listed = []
    for element in parsed(parts[workbook]).iter():
        if _local(element.tag) == "sheet" and "name" in element.attrib:
            identity = next((value for key, value in element.attrib.items() if _local(key) == "id"), "")
            listed.append(Listed(element.attrib["name"], targets.get(identity, "")))
    if not listed:
        raise RefusalError("open.no_sheets")
    return listed


def _local(name: str) -> str:
    return name.rpartition("}")[2]
