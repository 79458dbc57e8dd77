"""How wide a text is in the shipped typeface, and where its lines break.

Figures set their margins and break their lines themselves: a browser neither wraps nor makes room, it cuts. The
widths are read from the font file that draws the picture.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "data" / "fonts" / "desktop"
REGULAR = "IBMPlexSans-Regular.ttf"
SEMIBOLD = "IBMPlexSans-SemiBold.ttf"
UNKNOWN = 1.0
"""Width of a character that the font does not have, in ems: a full square, so that nothing is cut."""


@cache
def advances(font: str = REGULAR) -> dict[int, float]:
    """Width of each character of the Basic Multilingual Plane that ``font`` has, in ems, by code point.

    Read from the TrueType tables ``head``, ``hhea``, ``hmtx`` and ``cmap`` (format 4).
    """
    data = (FONTS / font).read_bytes()
    tables = {}
    for entry in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * entry)
        tables[tag.decode()] = offset
    units = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    widths = [struct.unpack_from(">H", data, tables["hmtx"] + 4 * glyph)[0] for glyph in range(count)]
    glyphs = _glyphs(data, tables["cmap"])
    return {code: widths[min(glyph, count - 1)] / units for code, glyph in glyphs.items()}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    subtables = [
        struct.unpack_from(">HHI", data, cmap + 4 + 8 * entry)
        for entry in range(struct.unpack_from(">H", data, cmap + 2)[0])
    ]
    start = next(cmap + offset for platform, encoding, offset in subtables if (platform, encoding) == (3, 1))
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends, starts, deltas, ranges = (
        start + 14 + shift for shift in (0, 2 + 2 * segments, 2 + 4 * segments, 2 + 6 * segments)
    )
    glyphs: dict[int, int] = {}
    for segment in range(segments):
        first, last, delta, jump = (
            struct.unpack_from(">H", data, base + 2 * segment)[0] for base in (starts, ends, deltas, ranges)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if jump:
                glyph = struct.unpack_from(">H", data, ranges + 2 * segment + jump + 2 * (code - first))[0]
            if glyph or not jump:
                glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs


def width_of(text: str, size: float, font: str = REGULAR) -> float:
    """Width of one line of ``text`` in pixels at ``size`` pixels."""
    table = advances(font)
    return size * sum(table.get(ord(character), UNKNOWN) for character in text)


@cache
def lines_of(text: str, width: float, size: float, font: str = REGULAR) -> tuple[str, ...]:
    """``text`` broken at blanks into lines no wider than ``width`` pixels; a longer single word is broken itself.

    >>> lines_of("the Declaration on Crime and Public Security", 160, 14)
    ('the Declaration on Crime', 'and Public Security')
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width_of(longer, size, font) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, width, size, font)
            lines.extend(whole)
        lines.append(line)
    return tuple(lines)


def _pieces(word: str, width: float, size: float, font: str) -> list[str]:
    pieces, piece = [], ""
    for character in word:
        if piece and width_of(piece + character, size, font) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def plain(text: str) -> str:
    """``text`` as plotly shows it as written: its own markup characters made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def broken(text: str, width: float, size: float, font: str = REGULAR) -> str:
    """``text`` in lines no wider than ``width`` pixels, as plotly writes line breaks."""
    return "<br>".join(plain(line) for line in lines_of(text, width, size, font))
