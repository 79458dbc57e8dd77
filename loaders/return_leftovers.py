"""What no question claims: extra sheets, notes beside the columns, text in rows without a code. Kept, and told."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from language import say
from loaders import known
from loaders.answers import folded, short, text_of
from loaders.entries import Kept
from loaders.findings import corner
from loaders.return_identity import MARKER
from loaders.return_sheets import COVER, Located
from loaders.sheets import Sheet, Value, cell_name
from model import Finding, Place, Severity

MOST_KEPT = 5000
"""Cells of one sheet that are kept with the return; a longer sheet is kept with the file alone."""


def extra_sheet(file: str, sheet: Sheet) -> tuple[list[Kept], list[Finding]]:
    """Every cell of a sheet that is not part of the return."""
    cells = [(place, text) for place, text in _kept(file, sheet, sheet.cells.items()) if text]
    if not cells:
        return [], []
    facts = {"cells": str(len(cells))}
    return cells[:MOST_KEPT], [Finding("return.extra_sheet", Severity.NOTE, Place(file, sheet.name), facts)]


def changed_knowledge(located: Located, digests: Mapping[str, str]) -> tuple[list[Kept], list[Finding]]:
    """Cells that show what is known and no longer say what was issued.

    ``digests`` holds by question the CRC-32 (eight hexadecimal digits) of the text that was issued there.
    """
    changed = []
    for row in located.rows:
        if row.code in digests and "known" in row.columns:
            text = text_of(row.value("known") or "")
            if f"{zlib.crc32(text.encode()):08x}" != digests[row.code]:
                changed.append((row.place("known"), text))
    return changed, [Finding("return.known_changed", Severity.NOTE, place) for place, _ in changed]


def leftovers(located: Located, language: str) -> tuple[list[Kept], list[Finding]]:
    """The cells of a sheet of ours that hold neither an answer nor what the Secretariat wrote there in ``language``."""
    cells = list(_kept(located.file, located.sheet, _unclaimed(located, language)))
    if not located.layout.columns:
        return cells[:MOST_KEPT], []  # the sheet was told as a whole
    findings = [
        Finding("return.unread_text", Severity.NOTE, place, {"found": short(text)})
        for place, text in cells[:MOST_KEPT]
        if corner(place.cell)[0] not in located.strangers  # these rows were told as rows
    ]
    return cells[:MOST_KEPT], findings


def _unclaimed(located: Located, language: str) -> Iterator[tuple[tuple[int, int], Value]]:
    claimed = frozenset(located.layout.columns.values())
    last = max(claimed, default=0)
    rows = frozenset(row.number for row in located.rows)
    header = located.layout.header_row
    on_cover = any(row.code.startswith(COVER) for row in located.rows)
    for (row, column), value in located.sheet.cells.items():
        if row in rows or row == header:
            ours = column in claimed
        elif row < header or on_cover:
            ours = column <= last
        else:
            ours = isinstance(value, str) and _is_heading(value, language)
        if not ours:
            yield (row, column), value


def _is_heading(text: str, language: str) -> bool:
    """Whether the text is what stands over a block of questions: a part's name, a provision's title or its text."""
    whole, titles = _headings(language)
    found = folded(text)
    return found in whole or found.endswith(titles)


@cache
def _headings(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Folded: the texts of provisions and names of parts, as written in a workbook, and the titles, for their ends."""
    provisions = known.provisions().values()
    whole = frozenset(folded(say(text, language)) for item in provisions for text in (item.text, item.part) if text)
    return whole, tuple(folded(say(item.short_title, language)) for item in provisions)


def _kept(file: str, sheet: Sheet, cells: Iterable[tuple[tuple[int, int], Value]]) -> Sequence[Kept]:
    kept = []
    for (row, column), value in sorted(cells, key=lambda item: item[0]):
        text = text_of(value)
        if text and not MARKER.fullmatch(text):
            kept.append((Place(file, sheet.name, cell_name(row, column)), text))
    return kept
