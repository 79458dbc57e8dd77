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
"""No cell of a list spans more columns or rows; a page that claims more is not believed."""

Cell = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: its rows that hold something, in order, row -> column -> value, both 1-based.

    ``on_page`` says that its cells have no letters to be called by.
    """

    file: str
    name: str
    rows: Mapping[int, Mapping[int, Value]]
    on_page: bool = False

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.name, f"row {row}" if self.on_page else cell_name(row, column))

    def lines(self) -> Iterator[str]:
        """The rows as lines of text: ``Parties: 57`` also where the number has a cell of its own."""
        for cells in self.rows.values():
            yield ": ".join(plain(str(value)).rstrip(":") for value in cells.values())


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: its tables, all of its text one line a row or block, and where the forms of a page send to.

    The Treaty Collection's pages name their treaty in the address of their form.
    """

    grids: tuple[Grid, ...]
    text: str
    links: str = ""


def contents(workbook: Workbook) -> Contents:
    """The tables of an opened file, in its order, hidden sheets too."""
    if workbook.kind in ("html", "xml"):
        return _page(workbook)
    grids = tuple(Grid(workbook.file, sheet.name, _rows(_spread(sheet))) for sheet in workbook.sheets)
    return Contents(grids, "\n".join(line for grid in grids for line in grid.lines()))


def _page(workbook: Workbook) -> Contents:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        page = html.document_fromstring(workbook.text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Contents((), "")
    for element in list(page.iter("script", "style")):
        element.drop_tree()
    links = " ".join(form.get("action") or "" for form in page.iter("form"))
    text = "\n".join(filter(None, (plain(text) for text in page.itertext())))
    tables = [(number, table) for number, table in enumerate(page.iter("table"), 1) if table.find(".//table") is None]
    grids = tuple(
        Grid(workbook.file, f"table {number}", _rows(_table_cells(table)), on_page=True) for number, table in tables
    )
    return Contents(grids, text, links)


def _rows(cells: Mapping[Cell, Value]) -> dict[int, dict[int, Value]]:
    found: dict[int, dict[int, Value]] = {}
    for (row, column), value in sorted(cells.items(), key=lambda cell: cell[0]):
        found.setdefault(row, {})[column] = value
    return found


def _spread(sheet: Sheet) -> dict[Cell, Value]:
    """A sheet's cells, a merged area's value repeated down its first column: a State's name beside several rows."""
    cells = dict(sheet.cells)
    for first, left, last, _ in sheet.merged:
        if (first, left) in cells and last - first < WIDEST:
            for row in range(first + 1, last + 1):
                cells.setdefault((row, left), cells[first, left])
    return cells


def _table_cells(table: html.HtmlElement) -> dict[Cell, Value]:
    cells: dict[Cell, Value] = {}
    taken: set[Cell] = set()
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
    return max(1, min(int(written), WIDEST)) if written.isdecimal() else 1


def _cell_text(cell: html.HtmlElement) -> str:
    """A cell's text; marks set above the line are left out, a break is a blank."""
    for mark in list(cell.iter("sup", "superscript")):
        mark.drop_tree()
    return plain(" ".join(cell.itertext()))
