"""How every figure looks: one typeface, one accent, one family of blues, three grounds (light, dark, paper).

Levels are a ramp of one hue that keeps its order in black and white; what is missing is hatched and never takes a
shade of the ramp. A figure on paper is 605 pixels wide, which is 16 cm, so that 12 pixels print as 9 points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model import Missing

FONT = "IBM Plex Sans, Noto Sans, Arial, sans-serif"
"""Shipped in ``data/fonts``; the others stand in where it has no glyph."""

HATCHES: dict[str, str] = {
    Missing.NO_RETURN: "/",
    Missing.NOT_ASKED: ".",
    Missing.NOT_APPLICABLE: "-",
    Missing.BLANK: "\\",
    Missing.CONFIDENTIAL: "x",
    "withheld": "|",
}
"""Each kind of missing has a hatch of its own."""

OTHER_HATCHES = ("/", "|", "+", ".", "\\", "x", "-")


@dataclass(frozen=True, slots=True)
class Theme:
    """One ground with its inks (CSS colours) and its sizes (pixels).

    ``width`` is the width texts are broken for; a figure on screen still stretches to its place. ``fixed`` figures
    keep that width. ``ramp`` runs from the highest level to the lowest. A bar of levels is ``bar`` pixels thick, with
    ``gap`` pixels down to the name of the next. The grounds and inks of the screen are those of
    the pages, in ``.streamlit/config.toml``.
    """

    name: str
    ground: str
    ink: str
    muted: str
    rule: str
    accent: str
    quiet: str
    hatch: str
    ramp: tuple[str, ...]
    width: int = 700
    fixed: bool = False
    title: int = 18
    text: int = 14
    small: int = 12
    bar: int = 24
    gap: int = 14
    language: str = "en"

    def at_width(self, width: int) -> Theme:
        """The same ground with texts broken for another width, in pixels."""
        return replace(self, width=width)

    def spoken(self, language: str) -> Theme:
        """The same ground with the chart's own words in another language."""
        return replace(self, language=language)


LIGHT = Theme(
    name="light",
    ground="#ffffff",
    ink="#1d252d",
    muted="#52606d",
    rule="#d5dade",
    accent="#1f5c99",
    quiet="#8d99a6",
    hatch="#76828f",
    ramp=("#0b3a69", "#2f76b5", "#8fbbdf", "#dce9f5"),
)

DARK = Theme(
    name="dark",
    ground="#14181c",
    ink="#e6e9ec",
    muted="#a5b1bd",
    rule="#39424b",
    accent="#7fb2e5",
    quiet="#77869a",
    hatch="#8b99a7",
    ramp=("#d3e7fa", "#79b3e8", "#3978b3", "#1f4467"),
)

PAPER = replace(
    LIGHT, name="paper", ink="#000000", muted="#333d47", width=605, fixed=True, title=16, text=13, bar=15, gap=7
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, PAPER)}


def ramp(theme: Theme, count: int) -> list[str]:
    """``count`` colours from the highest level to the lowest, evenly spaced along the theme's ramp.

    >>> ramp(LIGHT, 2)
    ['#0b3a69', '#dce9f5']
    """
    if count == 1:
        return [theme.ramp[0]]
    last = len(theme.ramp) - 1
    colours = []
    for step in range(count):
        position = step * last / (count - 1)
        below = min(int(position), last - 1)
        colours.append(blend(theme.ramp[below], theme.ramp[below + 1], position - below))
    return colours


def blend(first: str, second: str, share: float) -> str:
    """The colour ``share`` (0 to 1) of the way from one ``#rrggbb`` to another."""
    parts = (round(one + (two - one) * share) for one, two in zip(_parts(first), _parts(second), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on ``colour``."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def hatch_of(level: str, position: int) -> str:
    """The pattern of a kind of missing; kinds that the model does not name take turns by ``position``."""
    return HATCHES.get(level, OTHER_HATCHES[position % len(OTHER_HATCHES)])


def hatches(levels: Sequence[str]) -> list[str]:
    """One pattern for each kind of missing, none twice as long as there are patterns enough."""
    taken: list[str] = []
    for position, level in enumerate(levels):
        wanted = hatch_of(level, position)
        free = [hatch for hatch in (wanted, *OTHER_HATCHES) if hatch not in taken]
        taken.append(free[0] if free else wanted)
    return taken


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
