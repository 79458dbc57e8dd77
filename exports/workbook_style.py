"""How a workbook of ours looks, how text goes into it safely, and how it becomes the same bytes every time."""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TYPEFACE = "Arial"
"""On every machine that opens a workbook, under this name or with the same widths; it has Arabic and Cyrillic."""

INK, MUTED, FADED, RULE, ACCENT = "17212B", "52606D", "A5B1BD", "D9DEE4", "1A5F9E"
TINT, WANTED = "F3F7FB", "FFF3D1"
"""``ACCENT`` is the one colour; ``TINT`` lies under cells to be filled, ``WANTED`` under those still missing."""

DAY_FORMAT = "yyyy-mm-dd"
"""The one way of showing a day that LibreOffice keeps when it saves as CSV: of any other it makes 02/12/2026."""

AS_TYPED = "@"
"""Answer cells are text: ``00123`` and ``1/2`` stay what was typed, and no formula runs in them."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins like this might be run by a spreadsheet: it is stored as text and marked so."""

POINTS_A_UNIT, LETTER_BREADTH, LINE_SPACING = 5.25, 0.49, 1.22
"""A unit of column width in points; an average letter and a line as parts of the size of the type."""

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The only time a part of our workbooks carries: the earliest a ZIP container can hold."""

_LONGEST_CELL = 32_767
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def add_styles(book: Workbook, right_to_left: bool = False) -> None:
    """The styles by which every cell is written, by name; they lean to the side on which reading begins."""
    near, far = ("right", "left") if right_to_left else ("left", "right")
    line = Side("thin", color=RULE)
    hair, box = Border(bottom=line), Border(left=line, right=line, top=line, bottom=line)
    open_cell = Protection(locked=False)
    tint = PatternFill("solid", fgColor=TINT)

    def font(size: float = 9.5, color: str = INK, bold: bool = False) -> Font:
        return Font(name=TYPEFACE, size=size, color=color, bold=bold)

    def wrapped(horizontal: str = near, vertical: str = "top", indent: int = 0) -> Alignment:
        return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True, indent=indent)

    for style in (
        NamedStyle("imr marker", font=font(6, RULE), alignment=Alignment(vertical="top")),
        NamedStyle("imr title", font=font(16, INK, bold=True), alignment=wrapped(vertical="center")),
        NamedStyle("imr lead", font=font(10, MUTED), alignment=wrapped()),
        NamedStyle("imr count", font=font(10, ACCENT, bold=True), alignment=wrapped(far)),
        NamedStyle(
            "imr header",
            font=font(9, ACCENT, bold=True),
            alignment=wrapped(vertical="bottom"),
            border=Border(bottom=Side("medium", color=ACCENT)),
        ),
        NamedStyle("imr section", font=font(12, INK, bold=True), alignment=wrapped(vertical="bottom")),
        NamedStyle("imr subject", font=font(9.5, ACCENT, bold=True), alignment=wrapped(), border=hair),
        NamedStyle("imr heading", font=font(11, ACCENT, bold=True), alignment=wrapped(vertical="bottom")),
        NamedStyle("imr text", font=font(9, MUTED), alignment=wrapped(), border=hair),
        NamedStyle("imr plain", font=font(), alignment=wrapped(), border=hair),
        NamedStyle("imr quiet", font=font(9, MUTED), alignment=wrapped(), border=hair),
        NamedStyle("imr known", font=font(9, MUTED), alignment=wrapped(indent=1), border=hair),
        NamedStyle("imr check", font=font(8.5, MUTED), alignment=wrapped(indent=1), border=hair),
        NamedStyle(
            "imr answer",
            font=font(),
            alignment=wrapped(indent=1),
            border=box,
            fill=tint,
            protection=open_cell,
            number_format=AS_TYPED,
        ),
        NamedStyle(
            "imr day",
            font=font(),
            alignment=wrapped(indent=1),
            border=box,
            fill=tint,
            protection=open_cell,
            number_format=DAY_FORMAT,
        ),
        NamedStyle("imr notice", font=font(11, "9A3412", bold=True), alignment=wrapped(vertical="center")),
    ):
        book.add_named_style(style)


def write_text(cell: Cell, text: str) -> None:
    """Text into a cell so that no spreadsheet runs it: never a formula, without control characters, at most as long
    as a cell can be."""
    kept = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]
    cell.value = kept or None
    if kept:
        cell.data_type = "s"  # also of "=1+1" and "#N/A", which would become a formula and an error
        cell.quotePrefix = kept.startswith(FORMULA_STARTS)


def write_question(cell: Cell, label: str, guidance: str) -> None:
    """The question, and below it in the same cell, smaller, its guidance."""
    write_text(cell, label)
    if guidance:
        small = InlineFont(rFont=TYPEFACE, sz=8, color=Color(MUTED))
        cell.value = CellRichText(label, TextBlock(small, f"\n{guidance}"))


@lru_cache(maxsize=4096)
def height_of(text: str, width: float, size: float = 9.5) -> float:
    """Points of height that ``text`` takes in a column of ``width`` (as a spreadsheet counts it) at ``size`` points.

    A row of a protected sheet keeps the height it is given, and merged cells never find theirs: it is estimated from
    the breadth of an average letter, a little too high rather than too low.
    """
    letters = max(1, int(width * POINTS_A_UNIT / (size * LETTER_BREADTH)))
    spread = "".join(c * 2 if unicodedata.east_asian_width(c) in "WF" else c for c in text)
    lines = sum(max(1, len(textwrap.wrap(line, letters))) for line in spread.split("\n")) if text else 0
    return lines * size * LINE_SPACING


def write_across(sheet: Worksheet, row: int, columns: str, text: str, style: str, height: float) -> None:
    """A text over the columns (``"BJ"``: from B to J); merged cells do not find their own height, so it is given."""
    sheet.merge_cells(f"{columns[0]}{row}:{columns[-1]}{row}")
    cell = sheet[f"{columns[0]}{row}"]
    write_text(cell, text)
    cell.style = style
    sheet.row_dimensions[row].height = height


def lay_out(sheet: Worksheet, widths: Mapping[str, float], right_to_left: bool) -> None:
    """Columns, direction, no grid lines; A4 across, one page wide, header row on every page, pages numbered."""
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.65, 0.3, 0.3


def sign_pages(sheet: Worksheet, left: str, pages: str) -> None:
    """The foot of every page: ``left`` says whose it is, ``pages`` (with ``{page}`` and ``{pages}``) which page."""
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(left.replace("&", "&&"), TYPEFACE, 8, MUTED),
        right=_HeaderFooterPart(pages.format(page="&P", pages="&N"), TYPEFACE, 8, MUTED),
    )


def protect(sheet: Worksheet) -> None:
    """Locked but for the answer cells, without a password; rows and columns may be made wider."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False


def to_bytes(book: Workbook, issued: datetime) -> bytes:
    """The workbook as a file: the same workbook and ``issued`` give the same bytes, whatever the clock says."""
    raw, kept = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{issued:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(raw) as written, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as same:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, ZIP_DAY)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            same.writestr(part, content)
    return kept.getvalue()
