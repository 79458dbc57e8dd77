"""The tables of a file as grids of cells: sheets of a workbook, a CSV, the tables of a web page.

Each cell keeps its place as the sender sees it: ``E12`` on a sheet, ``row 12`` of a table on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree, html

from loaders.list_text import plain
from loaders.sheets import Sheet, Value, Workbook, cell_name
from model import Place

WIDEST = 1000
"""No table of participants has more columns; a page that claims more is not spread out."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table, 1-based; ``on_page`` when they have no letters to be called by."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], Value]
    on_page: bool = False

    @property
    def rows(self) -> dict[int, dict[int, Value]]:
        """The rows that hold something, in order: row -> column -> value."""
        found: dict[int, dict[int, Value]] = {}
        for (row, column), value in sorted(self.cells.items(), key=lambda cell: cell[0]):
            found.setdefault(row, {})[column] = value
        return found

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.name, f"row {row}" if self.on_page else cell_name(row, column))

    def texts(self) -> Iterator[str]:
        """Every text in the grid, in order of rows."""
        for columns in self.rows.values():
            yield from (value for value in columns.values() if isinstance(value, str))


def grids(workbook: Workbook) -> list[Grid]:
    """The tables of an opened file, in its order; hidden sheets too."""
    if workbook.kind in ("html", "xml"):
        return list(_page_tables(workbook))
    return [Grid(workbook.file, sheet.name, _spread(sheet)) for sheet in workbook.sheets]


def page_text(workbook: Workbook) -> str:
    """The text of a web page, one block a line; empty for a workbook."""
    page = _page(workbook)
    return "\n".join(filter(None, (plain(text) for text in page.itertext()))) if page is not None else ""


def page_links(workbook: Workbook) -> str:
    """The addresses that a page's forms send to: the Treaty Collection's names the treaty there."""
    page = _page(workbook)
    return " ".join(form.get("action") or "" for form in page.iter("form")) if page is not None else ""


def _page(workbook: Workbook) -> html.HtmlElement | None:
    if workbook.kind not in ("html", "xml") or not workbook.text.strip():
        return None
    try:
        page = html.document_fromstring(
            workbook.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    for element in list(page.iter("script", "style", etree.Comment)):
        element.drop_tree()
    return page


def _spread(sheet: Sheet) -> dict[tuple[int, int], Value]:
    """A sheet's cells, a merged area's value repeated down its first column: a State's name beside several rows."""
    cells = dict(sheet.cells)
    for first, left, last, _ in sheet.merged:
        if (first, left) in cells and last - first < WIDEST:
            for row in range(first + 1, last + 1):
                cells.setdefault((row, left), cells[first, left])
    return cells


def _page_tables(workbook: Workbook) -> Iterator[Grid]:
    page = _page(workbook)
    if page is None:
        return
    for number, table in enumerate(page.iter("table"), 1):
        if table.find(".//table") is None:
            yield Grid(workbook.file, f"table {number}", _table_cells(table), on_page=True)


def _table_cells(table: html.HtmlElement) -> dict[tuple[int, int], Value]:
    cells: dict[tuple[int, int], Value] = {}
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _cell_text(cell)
            for down in range(high):
                taken.update((number + down, column + right) for right in range(wide))
                if text:
                    cells[number + down, column] = text
            column += wide
    return cells


def _span(cell: html.HtmlElement, name: str) -> int:
    written = (cell.get(name) or "1").strip()
    return max(1, min(int(written), WIDEST)) if written.isdigit() else 1


def _cell_text(cell: html.HtmlElement) -> str:
    """A cell's text; marks set above the line are left out, a break is a blank."""
    for mark in list(cell.iter("sup", "superscript")):
        mark.drop_tree()
    return plain(" ".join(cell.itertext()))
