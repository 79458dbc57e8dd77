"""What a report is made of: headings, numbered paragraphs, tables, pictures; ``writing`` sets them as one text.

Texts are Markdown: what somebody else wrote goes through ``exports.word.literal`` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from desk.drawn import Drawn

NOT_AVAILABLE, NIL, NOT_APPLICABLE = "..", "–", "n/a"
"""What stands in a cell without a number; the key is printed under every table that has one of them."""

KEY = {
    NOT_AVAILABLE: "Two dots (..) indicate that data are not available.",
    NIL: "An en dash (–) indicates nil.",
    NOT_APPLICABLE: "The letters n/a indicate that the item is not applicable.",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is a chapter, an annex where ``annex`` is set."""

    text: str
    level: int = 1
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``style`` is that of the reference document; numbered unless it says otherwise."""

    text: str
    style: str = "Numbered Paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: words in stub and head, numbers under the head, notes by lower-case letters.

    ``widths`` are relative widths of the columns, found from the head where they are not given; ``total`` says that the
    last row is a total, which is checked against the rows above it. ``name`` is what its own file is called.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    total: bool = False
    numbered: bool = True


WIDTH, HEIGHT = 16, 23
"""The room for a picture on a page, in centimetres; one that is too tall is set narrower."""

BOTH = 22.2
"""Centimetres that two pictures on one page have together, their captions left out."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure or a map with what it was drawn from; ``name`` is what its own files are called.

    ``width`` is that on the page, in centimetres.
    """

    name: str
    drawn: Drawn
    width: float = WIDTH

    @property
    def height(self) -> float:
        """Its height on the page, in centimetres."""
        layout = self.drawn.figure.layout
        return float(self.width * layout.height / layout.width)

    @property
    def is_map(self) -> bool:
        """Whether it is a map, which is counted apart."""
        return self.drawn.caption.map_disclaimer


def paired(pictures: Sequence[Picture]) -> list[Picture]:
    """Two pictures as narrow as they must be to stand on one page, one above the other."""
    scale = min(1.0, BOTH / sum(picture.height for picture in pictures))
    return [replace(picture, width=floor(picture.width * scale * 10) / 10) for picture in pictures]


ACROSS = 106
"""Letters of a table's type that fit across a page."""


def widths_of(table: Table) -> tuple[int, ...]:
    """Relative widths: each column as wide as the longest word of its head, the stub all that is left."""
    if table.widths:
        return table.widths
    columns = [max(6, max(map(len, head.split())) + 2) for head in table.head[1:]]
    stub = min(24, 2 + max((len(str(row[0])) for row in table.rows), default=0))
    return (max(stub, ACROSS - sum(columns)), *columns)


Block = Heading | Paragraph | Table | Picture


def plain(text: str) -> Paragraph:
    """A paragraph without a number."""
    return Paragraph(text, "Body Text")


def quantity(value: int) -> str | int:
    """A number as a cell holds it: an en dash for nil."""
    return value or NIL


def disagreements(table: Table) -> list[str]:
    """Where a printed total and its parts disagree, a sentence each; nothing for a table without a total."""
    if not table.total or len(table.rows) < 2:
        return []
    *parts, total = table.rows
    told = []
    for column, head in enumerate(table.head):
        said, given = total[column], [row[column] for row in parts]
        if _is_number(said) and all(map(_is_number, given)) and _value(said) != sum(map(_value, given)):
            told.append(
                f"{table.title}, column {head}: the total says {_value(said)}, its parts add up to "
                f"{sum(map(_value, given))}."
            )
    return told


def key_of(rows: Sequence[Sequence[str | int]]) -> list[str]:
    """The key to the signs that stand in the cells of a table."""
    used = {cell for row in rows for cell in row}
    return [meaning for sign, meaning in KEY.items() if sign in used]


def _is_number(cell: str | int) -> bool:
    return isinstance(cell, int) or cell == NIL


def _value(cell: str | int) -> int:
    return cell if isinstance(cell, int) else 0
