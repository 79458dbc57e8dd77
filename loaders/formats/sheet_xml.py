"""One sheet part of an Office Open XML workbook, gone over for what calamine does not show, and for its extent.

Regular expressions, not a parser: a return is gone over in 1 ms and 2 million cells in 2 s, where a parser with
handlers in Python takes ten times that. They rely on UTF-8 without document type, comments and CDATA (all seen to by
``package.plain_xml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from loaders import limits
from loaders.refusal import RefusalError, number
from loaders.sheets import area_name, cell_name, column_number

# Atomic and possessive groups throughout: on a part made for it, a pattern that goes back would never come to an end.
ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*+)*+<(?:([\w.-]+):)?([\w.-]+)", re.DOTALL)

STRINGS = re.compile(rb"""<(?:[\w.-]+:)?sst\s[^<>]*""")
CLAIM = re.compile(rb"""ount\s*=\s*["'](\d{1,20})""")

LETTERS, DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"

REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"'<>]*)["']""")
PLAIN_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
NAMED = re.compile(rb"\s*([A-Za-z]{1,3})([0-9]{1,20})\s*")
IS_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
ERROR_VALUE = re.compile(rb"#(?<=>#)")
"""How every error begins, and hardly anything else: looked for by its one rare sign."""

VALUE = re.compile(rb"(<(?:[\w.-]+:)?v(?:\s[^<>]*)?>)([^<]*)")
KNOWN_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
AS_KNOWN = rb"\1#N/A"
UNKNOWN_ERROR = "#ERROR!"
"""For an error cell that does not say which error."""


@dataclass(slots=True)
class Scan:
    """What was found: ``special`` and ``merged`` as in ``SheetContent``."""

    special: list[tuple[int, int, str, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The expressions for one prefix of element names, ``<c`` or ``<x:c``."""

    cell: re.Pattern[bytes]
    filled: re.Pattern[bytes]
    error: re.Pattern[bytes]
    uncached: re.Pattern[bytes]
    merge: re.Pattern[bytes]
    tag: re.Pattern[bytes]


@lru_cache(maxsize=8)
def patterns(prefix: bytes) -> Patterns:
    """The expressions for a prefix, empty or with its colon."""
    p = re.escape(prefix)
    cell = rb"<%bc(?=[\s/>])" % p
    name = rb"""([A-Z]{1,3})([0-9]{1,7})["']"""
    # An "r" that is not written as everybody writes it makes an empty group: then the references are made explicit.
    return Patterns(
        cell=re.compile(rb"""<%bc(?: r="|(?=[\s/>])(?:[^<>]*?\sr=["'])?)([A-Z]{1,3}+[0-9]{1,7}+(?=["']))?+""" % p),
        filled=re.compile(
            cell + rb"""[^<]*?\sr=["']""" + name + rb"""(?>[^<>"']|"[^"<]*"|'[^'<]*')*+(?<!/)>\s*+<(?!/)"""
        ),
        error=re.compile(
            cell + rb"""([^<>]*?\st\s*+=\s*+["']e["'][^<>]*)(?<!/)>([^<]*+(?:<(?!/?%bc[\s/>])[^<]*+)*+)</""" % p
        ),
        uncached=re.compile(
            rb"<%bf(?=[\s/>])[^<>]*?(?:/>|>([^<]*+)</%bf\s*+>)\s*+" % (p, p)
            + rb"(<%bv\s*+/>|<%bv\s*+>\s*+</%bv\s*+>)?\s*+</%bc\s*+>" % (p, p, p, p)
        ),
        merge=re.compile(
            rb"""<%bmergeCell\s[^<>]*?ref=["']([A-Za-z]{1,3})([0-9]{1,7})(?::([A-Za-z]{1,3})([0-9]{1,7}))?["']""" % p
        ),
        tag=re.compile(rb"""<%b(row|c)(?=[\s/>])((?>[^<>"']|"[^"<]*"|'[^'<]*')*+)>""" % p),
    )


def root_name(content: bytes) -> tuple[bytes, bytes]:
    """The local name of the first element and its prefix with the colon, both empty when there is no element."""
    found = ROOT.match(content)
    if found is None:
        return b"", b""
    return found[2], (found[1] + b":" if found[1] else b"")


def claimed_strings(content: bytes) -> int:
    """How many strings a table of shared strings claims to hold."""
    head = STRINGS.search(content)
    return max((int(claim) for claim in CLAIM.findall(head[0])), default=0) if head else 0


def styles(content: bytes) -> int:
    """How many formats of cells and numbers a table of styles holds."""
    return content.count(b"xf ") + content.count(b"numFmt ")


def scan(content: bytes, prefix: bytes, sheet: str) -> tuple[bytes, Scan]:
    """The sheet part, with references made explicit where some were not, and what was found in it.

    Raises RefusalError when cells lie beyond Excel's last row or column, or too far apart.
    """
    pattern = patterns(prefix)
    references = pattern.cell.findall(content)
    if b"" in references:
        content = _explicit(content, pattern, sheet)
        references = pattern.cell.findall(content)
    together = b" ".join(references)
    last_row = max(map(int, set(together.translate(None, LETTERS).split())), default=0)
    columns = set(together.translate(None, DIGITS).split())
    last_column = max((column_number(letters.decode()) for letters in columns), default=0)
    _check_inside(last_row, last_column, sheet)
    if last_row * last_column > limits.MAX_AREA:
        _check_filled(content, pattern, sheet)
    found = Scan(merged=_merged(content, pattern, sheet))
    if ERROR_VALUE.search(content):
        content = _errors(content, pattern, found)
    for uncached in pattern.uncached.finditer(content):
        attributes = content[content.rfind(b"<", 0, uncached.start()) : uncached.start()]
        # An empty value of a formula that gives text is its result: the empty text.
        if not (uncached[2] and IS_TEXT.search(attributes)):
            formula = unescape((uncached[1] or b"").decode("utf-8", "replace"))
            found.special.append((*_place(attributes), "f", formula))
    return content, found


def _errors(content: bytes, pattern: Patterns, found: Scan) -> bytes:
    """Finds the errors; the part is given back with those that calamine stops at written as one it knows."""
    unknown = False
    for attributes, inside in pattern.error.findall(content):
        value = VALUE.search(inside)
        text = value[2].decode("utf-8", "replace").strip() if value else ""
        found.special.append((*_place(attributes), "e", text or UNKNOWN_ERROR))
        unknown = unknown or text not in KNOWN_ERRORS
    if not unknown:
        return content
    return pattern.error.sub(lambda cell: VALUE.sub(AS_KNOWN, cell[0]), content)


def _place(attributes: bytes) -> tuple[int, int]:
    """Row and column of a cell that is known to have a plain reference."""
    named = PLAIN_REFERENCE.search(attributes)
    assert named is not None
    return int(named[2]), column_number(named[1].decode())


def _merged(content: bytes, pattern: Patterns, sheet: str) -> list[tuple[int, int, int, int]]:
    areas: list[tuple[int, int, int, int]] = []
    if b"mergeCell" not in content:
        return areas
    if content.count(b"mergeCell ") > limits.MAX_MERGES:
        raise RefusalError("open.too_many_merges", sheet, limit=number(limits.MAX_MERGES))
    for left, top, right, bottom in pattern.merge.findall(content):
        first, last = int(top), int(bottom or top)
        start, end = column_number(left.decode()), column_number((right or left).decode())
        _check_inside(max(first, last), max(start, end), sheet)
        areas.append((min(first, last), min(start, end), max(first, last), max(start, end)))
    return areas


def _check_inside(row: int, column: int, sheet: str) -> None:
    if row > limits.MAX_ROWS or column > limits.MAX_COLUMNS:
        raise RefusalError("open.beyond_grid", sheet, row=number(row), column=number(column))


def _check_filled(content: bytes, pattern: Patterns, sheet: str) -> None:
    """Only filled cells count for how far a sheet spreads: whole columns are often formatted to the last row."""
    rows, columns = {1}, {1}
    for letters, digits in pattern.filled.findall(content):
        columns.add(column_number(letters.decode()))
        rows.add(int(digits))
    if max(rows) * max(columns) > limits.MAX_AREA:
        raise RefusalError("open.spread_too_far", sheet, area_name((1, 1, max(rows), max(columns))))


def _explicit(content: bytes, pattern: Patterns, sheet: str) -> bytes:
    """The part with a plain reference in every cell: one without any stands beside the cell before it."""
    row, column = 0, 0

    def named(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        attributes = found[2]
        written = REFERENCE.search(attributes)
        if found[1] == b"row":
            row, column = (int(written[1][:20]) if written and written[1].isdigit() else row + 1), 0
            return found[0]
        if written is None:
            column += 1
        else:
            reference = NAMED.fullmatch(written[1])
            if reference is None:
                raise RefusalError("open.damaged_sheet", sheet, name=sheet)
            row, column = int(reference[2]), column_number(reference[1].decode())
            attributes = REFERENCE.sub(b"", attributes)
        _check_inside(row, column, sheet)
        name = found[0][: found.start(2) - found.start()]
        return b'%b r="%b"%b>' % (name, cell_name(row, column).encode(), attributes.replace(b">", b"&gt;"))

    return pattern.tag.sub(named, content)
