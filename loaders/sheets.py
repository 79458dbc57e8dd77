"""What an opened file is: a workbook of sheets, a sheet of values at their true coordinates.

Every reader of returns and lists is given these nouns, whatever the format of the file was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

LETTERS = 26


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error; ``text`` is what the sender sees: ``#REF!``, ``#N/A``."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncached:
    """A formula that was saved without its result; ``formula`` has no leading "=", and is empty when it is shared."""

    formula: str


Value = str | int | float | bool | date | datetime | CellError | Uncached
"""Whole numbers come as int, days without a time of day as date, a time of day or a duration as text (``14:30:00``)."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; 1-based, both ends included."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: only the cells that hold something, by (row, column), 1-based, as the sender sees them.

    ``hidden`` is also true for what Excel calls very hidden.
    """

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], Value]
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """One opened file.

    ``kind`` is ``xlsx``, ``xlsm``, ``xls``, ``xlsb``, ``ods``, ``csv``, ``xml`` or ``html``, told from the bytes. For
    ``xml`` and ``html`` there are no sheets: ``text`` holds what was decoded, without an XML declaration. ``subject``
    is the subject in the document's properties, empty where there is none; a CSV has one sheet, without a name.
    """

    file: str
    kind: str
    sha256: str
    subject: str
    sheets: tuple[Sheet, ...]
    text: str = ""


def column_letters(column: int) -> str:
    """The letters of a column, 1-based.

    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of a column, 1-based; the letters may be small.

    >>> column_number("XFD")
    16384
    """
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def cell_name(row: int, column: int) -> str:
    """A cell as the sender sees it.

    >>> cell_name(12, 5)
    'E12'
    """
    return f"{column_letters(column)}{row}"


def area_name(area: Area) -> str:
    """An area as the sender sees it; one cell has no colon.

    >>> area_name((1, 1, 3, 2)), area_name((4, 5, 4, 5))
    ('A1:B3', 'E4')
    """
    first, last = cell_name(area[0], area[1]), cell_name(area[2], area[3])
    return first if first == last else f"{first}:{last}"
