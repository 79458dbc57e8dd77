"""OpenDocument spreadsheets (ods), read here from their XML.

calamine loses tabulators, merged areas, errors and formulas without a result in this format, and lays repeated cells
out before anybody can count them; finding all that again costs as much as reading the values on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from xml.parsers import expat

from loaders import limits
from loaders.formats import Content, SheetContent
from loaders.formats.zip_parts import Part
from loaders.refusal import Notice, RefusalError, number
from loaders.sheets import area_name

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

SUBJECT = re.compile(rb"<dc:subject[^<>]*>([^<]*)</dc:subject>")

DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "

AROUND_ROWS = frozenset(
    {OFFICE + name for name in ("document-content", "automatic-styles", "body", "spreadsheet")}
    | {TABLE + name for name in ("table-row-group", "table-header-rows", "table-rows")}
    | {TEXT + name for name in ("list", "list-item")}
)
"""Read through. Whatever else is not known is left out with all it holds: changes tracked, links, forms, charts."""

BESIDE_TEXT = frozenset({OFFICE + "annotation", OFFICE + "annotation-end", TEXT + "note", TEXT + "ruby-text"})
"""Left out of a paragraph, with everything drawn; any other element there (a link, a field) is read through."""

LINE = "\0"
"""Stands in for a line end that is meant (XML cannot hold it), until those of the XML itself are gone."""

BROKEN_LINE = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
"""How a program that indents its XML breaks a text. Other blanks are kept: LibreOffice writes them as they are."""

ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
FORMULA = re.compile(r"^(?:[a-z]+:)?=?")
TRUTH = {"TRUE()": True, "FALSE()": False}
DURATION = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def read(parts: dict[str, Part]) -> Content:
    """The workbook. Raises RefusalError for what is damaged, hostile or too large."""
    if "content.xml" not in parts:
        raise RefusalError("open.damaged")
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters
    try:
        parser.Parse(parts["content.xml"].content, True)
    except expat.ExpatError as trouble:
        raise RefusalError("open.damaged_part", part="content.xml") from trouble
    if not reading.sheets:
        raise RefusalError("open.no_sheets")
    macros = any(name.startswith(("basic/", "scripts/")) for name in parts)
    notices = [Notice("open.macros")] if macros else []
    return Content("ods", _subject(parts), reading.sheets, notices)


def _subject(parts: dict[str, Part]) -> str:
    found = SUBJECT.search(parts["meta.xml"].content) if "meta.xml" in parts else None
    return unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


@dataclass(slots=True)
class _Cell:
    """A cell, or a run of equal ones, of the row that is being read: an error or a formula when ``mark`` says so."""

    column: int
    times: int
    value: Any
    mark: str = ""


class _Reading:
    """What the parser calls, and the sheets that come of it."""

    def __init__(self) -> None:
        self.sheets: list[SheetContent] = []
        self._left_out = 0
        self._filled = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: SheetContent | None = None
        self._row: list[_Cell] = []
        self._row_number = self._row_times = self._column = self._width = 0
        self._attributes: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._paragraph: list[str] | None = None
        self._starts = {
            STYLE + "style": self._start_style,
            STYLE + "table-properties": self._table_properties,
            TABLE + "table": self._start_table,
            TABLE + "table-row": self._start_row,
            TABLE + "table-cell": self._start_cell,
            TABLE + "covered-table-cell": self._start_cell,
            TEXT + "p": self._start_paragraph,
            TEXT + "h": self._start_paragraph,
            TEXT + "s": self._blanks,
            TEXT + "tab": lambda _: self.characters("\t"),
            TEXT + "line-break": lambda _: self.characters(LINE),
        }
        self._ends = {
            TABLE + "table": self._end_table,
            TABLE + "table-row": self._end_row,
            TABLE + "table-cell": self._end_cell,
            TABLE + "covered-table-cell": self._end_cell,
            TEXT + "p": self._end_paragraph,
            TEXT + "h": self._end_paragraph,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._left_out:
            self._left_out += 1
            return
        step = self._starts.get(name)
        if step is not None:
            step(attributes)
        elif self._paragraph is not None:
            self._left_out = int(name in BESIDE_TEXT or name.startswith(DRAW))
        else:
            self._left_out = int(name not in AROUND_ROWS)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._left_out:
            self._left_out -= 1
        elif name in self._ends:
            self._ends[name]()

    def characters(self, text: str) -> None:
        """Text between two tags."""
        if self._paragraph is not None and not self._left_out:
            self._paragraph.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(STYLE + "name", "")

    def _table_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get(TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._sheet is not None:
            self._left_out = 1
            return
        if len(self.sheets) == limits.MAX_SHEETS:
            raise RefusalError("open.too_many_sheets", limit=number(limits.MAX_SHEETS))
        hidden = attributes.get(TABLE + "style-name") in self._hidden_styles
        self._sheet = SheetContent(attributes.get(TABLE + "name", ""), hidden, [])
        self._row_number = 1
        self._width = 0

    def _end_table(self) -> None:
        if self._sheet is not None:
            self.sheets.append(self._sheet)
            self._sheet = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._sheet is None or self._attributes is not None:
            self._left_out = 1
            return
        self._row, self._column = [], 1
        self._row_times = count(attributes.get(TABLE + "number-rows-repeated"))

    def _end_row(self) -> None:
        assert self._sheet is not None
        if self._row:
            self._keep_row(self._sheet)
        self._row_number += self._row_times

    def _keep_row(self, sheet: SheetContent) -> None:
        last = self._row_number + self._row_times - 1
        self._width = max(self._width, self._row[-1].column + self._row[-1].times - 1)
        self._filled += sum(cell.times for cell in self._row) * self._row_times
        if last > limits.MAX_ROWS or self._width > limits.MAX_COLUMNS:
            raise RefusalError("open.beyond_grid", sheet.name, row=number(last), column=number(self._width))
        if self._filled > limits.MAX_CELLS:
            raise RefusalError("open.too_many_cells", sheet.name, limit=number(limits.MAX_CELLS))
        if last * self._width > limits.MAX_AREA:
            raise RefusalError("open.spread_too_far", sheet.name, area_name((1, 1, last, self._width)))
        values: list[Any] = [""] * (self._row[-1].column + self._row[-1].times - 1)
        for cell in self._row:
            for column in range(cell.column, cell.column + cell.times):
                if not cell.mark:
                    values[column - 1] = cell.value
                    continue
                for row in range(self._row_number, last + 1):
                    sheet.special.append((row, column, cell.mark, cell.value))
        sheet.rows += [[] for _ in range(self._row_number - 1 - len(sheet.rows))]
        sheet.rows += [values] * self._row_times

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._sheet is None or self._attributes is not None:
            self._left_out = 1
            return
        self._attributes, self._paragraphs = attributes, []

    def _end_cell(self) -> None:
        assert self._sheet is not None
        assert self._attributes is not None
        attributes, self._attributes = self._attributes, None
        times = count(attributes.get(TABLE + "number-columns-repeated"))
        mark, value = value_of(attributes, self._paragraphs)
        if mark or value != "":
            self._row.append(_Cell(self._column, times, value, mark))
        rows = count(attributes.get(TABLE + "number-rows-spanned"))
        columns = count(attributes.get(TABLE + "number-columns-spanned"))
        if rows > 1 or columns > 1:
            if len(self._sheet.merged) == limits.MAX_MERGES:
                raise RefusalError("open.too_many_merges", self._sheet.name, limit=number(limits.MAX_MERGES))
            last_row, last_column = self._row_number + rows - 1, self._column + columns - 1
            self._sheet.merged.append((self._row_number, self._column, last_row, last_column))
        self._column += times

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        if self._attributes is None or self._paragraph is not None:
            self._left_out = 1
            return
        self._paragraph = []

    def _end_paragraph(self) -> None:
        text = BROKEN_LINE.sub(" ", "".join(self._paragraph or ()))
        self._paragraphs.append(text.replace(LINE, "\n"))
        self._paragraph = None

    def _blanks(self, attributes: dict[str, str]) -> None:
        self.characters(" " * min(count(attributes.get(TEXT + "c")), limits.MAX_BLANKS))


def count(text: str | None) -> int:
    """How often something is repeated, 1 when it is not said; more than any sheet has stays more."""
    return max(1, int(text[:9])) if text is not None and text.isdecimal() else 1


def value_of(attributes: dict[str, str], paragraphs: list[str]) -> tuple[str, Any]:
    """The mark and value of a cell: ``("e", error)``, ``("f", formula)``, or no mark and the value, empty for none."""
    formula = attributes.get(TABLE + "formula")
    kind = attributes.get(OFFICE + "value-type")
    text = "\n".join(paragraphs)
    if attributes.get(CALC + "value-type") == "error" or (formula is not None and ERROR.fullmatch(text)):
        return "e", text or "#ERROR!"
    if formula is not None and kind is None and not paragraphs:
        return "f", FORMULA.sub("", formula, count=1)
    if formula is not None and FORMULA.sub("", formula, count=1) in TRUTH:
        return "", TRUTH[FORMULA.sub("", formula, count=1)]
    try:
        if kind in ("float", "percentage", "currency"):
            return "", float(attributes[OFFICE + "value"])
        if kind == "boolean":
            return "", attributes[OFFICE + "boolean-value"] == "true"
        if kind == "date":
            return "", moment(attributes[OFFICE + "date-value"])
        if kind == "time":
            return "", duration(attributes[OFFICE + "time-value"])
    except (KeyError, ValueError, OverflowError):
        return "", text
    return "", attributes.get(OFFICE + "string-value") or text


def moment(text: str) -> date:
    """An ISO day, or day and time, without its zone. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)


def duration(text: str) -> timedelta:
    """An ISO duration in days, hours, minutes and seconds. Raises ValueError for anything else.

    >>> duration("PT30H00M00S")
    datetime.timedelta(days=1, seconds=21600)
    """
    found = DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length
