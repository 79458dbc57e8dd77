"""What is inside a spreadsheet, one file a format: run by the reading process only, on bytes nobody vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from loaders.refusal import Notice


@dataclass(slots=True)
class SheetContent:
    """A sheet on its way to the parent.

    ``rows`` begin with row 1, and each with column 1; an empty cell is an empty text. ``special`` holds what counts
    before them: ``[row, column, "e", error text]`` and ``[row, column, "f", formula]``. ``merged`` holds areas as
    ``(first row, first column, last row, last column)``.
    """

    name: str
    hidden: bool
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    special: list[tuple[int, int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """A workbook on its way to the parent; ``notices`` is complete only when ``sheets`` was gone through."""

    kind: str
    subject: str
    sheets: Iterable[SheetContent]
    notices: list[Notice] = field(default_factory=list)
