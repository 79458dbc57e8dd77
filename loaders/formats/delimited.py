"""Delimited text (CSV): the delimiter is found, every value stays the text that it is."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from loaders import limits
from loaders.decoding import decode
from loaders.formats import Content, SheetContent
from loaders.refusal import Notice, RefusalError, number
from loaders.sheets import cell_name

DELIMITERS = ",;\t|"

SAMPLE_CHARACTERS = 20_000

ANNOUNCED = re.compile(r"\Asep=([,;\t|:~^])\r?\n?", re.IGNORECASE)
"""A first line for Excel only, which does not count it as a row."""


def read(content: bytes) -> Content:
    """The one sheet of a delimited text. Raises RefusalError for more rows, columns or cells than a sheet can have."""
    decoded = decode(content)
    notices = []
    if decoded.guessed:
        notices.append(Notice("open.encoding_guessed"))
    if decoded.controls:
        notices.append(Notice("open.control_characters", facts={"count": number(decoded.controls)}))
    announced = ANNOUNCED.match(decoded.text)
    text = decoded.text[announced.end() :] if announced else decoded.text
    delimiter = announced[1] if announced else delimiter_of(text)
    rows, broken = rows_of(text, delimiter)
    if broken:
        notices.append(Notice("open.quotation_marks", cell=cell_name(broken, 1)))
    return Content("csv", "", [SheetContent("", False, rows)], notices)


def delimiter_of(text: str) -> str:
    r"""The delimiter that cuts most of the first lines into equally many columns; a comma when none cuts at all.

    >>> delimiter_of("name;share\nAngola;1,5\nBenin;2,5\n")
    ';'
    """
    sample = text[:SAMPLE_CHARACTERS]
    if len(text) > SAMPLE_CHARACTERS:
        sample = sample.rpartition("\n")[0] or sample

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _reader(sample, delimiter) if row)
        cut = [(count, width) for width, count in widths.items() if width > 1]
        if not cut:
            return 0.0, 0
        count, width = max(cut)
        return count / widths.total(), width

    return max(DELIMITERS, key=evenness)


def rows_of(text: str, delimiter: str) -> tuple[list[list[str]], int]:
    """The rows, and the number of the one whose quotation marks make no sense, 0 when all do."""
    with contextlib.suppress(csv.Error):
        return _bounded(text, delimiter, strict=True), 0
    broken = _first_broken(text, delimiter)
    try:
        return _bounded(text, delimiter, strict=False), broken
    except csv.Error as trouble:
        limit = number(limits.MAX_FIELD_CHARACTERS)
        raise RefusalError("open.field_too_long", cell=cell_name(broken, 1), limit=limit) from trouble


def _first_broken(text: str, delimiter: str) -> int:
    row = 1
    with contextlib.suppress(csv.Error):
        for _ in _reader(text, delimiter, strict=True):
            row += 1
    return row


def _bounded(text: str, delimiter: str, strict: bool) -> list[list[str]]:
    rows, filled, widest = [], 0, 0
    for row in _reader(text, delimiter, strict):
        widest = max(widest, len(row))
        filled += len(row) - row.count("")
        rows.append(row)
        if widest > limits.MAX_COLUMNS or len(rows) > limits.MAX_ROWS:
            raise RefusalError("open.beyond_grid", row=number(len(rows)), column=number(widest))
        if filled > limits.MAX_CELLS:
            raise RefusalError("open.too_many_cells", limit=number(limits.MAX_CELLS))
    return rows


def _reader(text: str, delimiter: str, strict: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(limits.MAX_FIELD_CHARACTERS)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
