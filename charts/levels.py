"""How many States stand at each level: of each provision, of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered, words_at
from charts.lettering import lines_of, plain, width_of
from charts.theme import FONT, LIGHT, Theme, hatches, ink_on, ramp
from language import number_text, say
from model import Caption

POINTER = 11
"""Pixels for the triangle that points a piece out."""

UNIT = "number of States"


@dataclass(frozen=True, slots=True)
class Level:
    """A level as it is drawn: its word, whether it is a kind of missing, and plotly's marker for it."""

    code: str
    word: str
    missing: bool
    marker: Part


@dataclass(frozen=True, slots=True)
class Stack:
    """Bars cut into pieces: ``names`` and ``totals`` by row, ``counts`` by (row, level), the levels that occur.

    ``whole`` is the N that fills the width, 0 when each bar fills it by itself.
    """

    names: dict[str, str]
    totals: dict[str, int]
    counts: dict[tuple[str, str], int]
    levels: tuple[Level, ...]
    whole: int

    def length(self, row: str, level: str) -> float:
        """The width of a piece, 0 to 1 of the plot."""
        whole = self.whole or self.totals[row]
        return self.counts.get((row, level), 0) / whole if whole else 0.0

    def start(self, row: str, level: str) -> float:
        """Where a piece begins, 0 to 1 of the plot."""
        before = [known.code for known in self.levels]
        return sum(self.length(row, known) for known in before[: before.index(level)])


def level_bars(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT, unit: str = UNIT
) -> go.Figure:
    """One stacked bar a provision, its levels counted in States.

    ``table`` has columns provision, level, n, of_n and, where the rows should read otherwise than by their code,
    label; rows keep their order. ``levels`` has level, label, order (1 is the highest) and missing (bool).
    """
    return stacked_bars(stack_of(table, "provision", levels, theme, shares=False), caption, theme, unit)


def level_bars_by_group(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT, unit: str = UNIT
) -> go.Figure:
    """One bar a group, all of one length so that groups of different size can be laid side by side.

    ``table`` has columns group, level, n, of_n and, optionally, label; each piece prints its count, each bar its N.
    """
    return stacked_bars(stack_of(table, "group", levels, theme, shares=True), caption, theme, unit)


def drawn_levels(levels: pd.DataFrame, theme: Theme) -> list[Level]:
    """The levels in their order: a shade of the ramp each, or a hatch on bare ground for what is missing."""
    ordered = levels.sort_values("order", kind="stable")
    missing = ordered.loc[ordered["missing"], "level"].tolist()
    shades = iter(ramp(theme, len(ordered) - len(missing)))
    patterns = iter(hatches(missing))
    return [
        Level(code, word, bool(lacks), _hatched(next(patterns), theme) if lacks else _filled(next(shades), theme))
        for code, word, lacks in zip(ordered["level"], ordered["label"].astype(str), ordered["missing"], strict=True)
    ]


def _filled(colour: str, theme: Theme) -> Part:
    return {"color": colour, "line": {"color": theme.ground, "width": 1}}


def _hatched(shape: str, theme: Theme) -> Part:
    return {
        "color": theme.ground,
        "line": {"color": theme.hatch, "width": 0.75},
        "pattern": {
            "shape": shape,
            "fgcolor": theme.hatch,
            "bgcolor": theme.ground,
            "size": 6,
            "solidity": 0.2,
            "fillmode": "replace",
        },
    }


def stack_of(table: pd.DataFrame, row: str, levels: pd.DataFrame, theme: Theme, shares: bool) -> Stack:
    """The bars of a table whose column ``row`` names them; with ``shares`` each fills the width by itself."""
    totals = dict(zip(table[row], table["of_n"].astype(int), strict=True))
    counts = dict(zip(zip(table[row], table["level"], strict=True), table["n"].astype(int), strict=True))
    found = {level for (_, level), n in counts.items() if n}
    return Stack(
        names=dict(zip(table[row], table["label" if "label" in table else row].astype(str), strict=True)),
        totals=totals,
        counts=counts,
        levels=tuple(level for level in drawn_levels(levels, theme) if level.code in found),
        whole=0 if shares else max(totals.values(), default=0),
    )


def stacked_bars(
    stack: Stack,
    caption: Caption,
    theme: Theme,
    unit: str = UNIT,
    said: Sequence[str] = (),
    marked: Sequence[tuple[float, float] | None] = (),
    mark: str = "",
) -> go.Figure:
    """The stack as a figure. Over each bar stands its name and, at the right, its N or what ``said`` has for it.

    ``marked`` has for each bar the start and length of a piece to be pointed out, or None; ``mark`` is its word in the
    legend.
    """
    rows = list(stack.totals)
    of_n = [say("of {n}", theme.language, n=number_text(total, theme.language)) for total in stack.totals.values()]
    beside = [str(words) for words in said or of_n]
    room = theme.width - 2 * EDGE - max((width_of(words, theme.small) for words in beside), default=0) - 12
    labels = [lines_of(name, room, theme.text) for name in stack.names.values()]
    head = LEADING * theme.text * max(map(len, labels), default=1) + 3 + (POINTER if mark else 0)
    step = head + theme.bar + theme.gap
    traces = [_pieces(stack, level, rows, theme.bar / step, theme) for level in stack.levels]
    legend = [level.word for level in stack.levels]
    if mark:
        traces.append(_pointers(marked, step, mark, theme))
        legend.append(mark)
    pieces = [
        (stack.counts.get((row, level.code), 0), stack.start(row, level.code), stack.length(row, level.code), at, level)
        for level in stack.levels
        for at, row in enumerate(rows)
    ]
    counts, plates = counts_in_pieces(pieces, theme)
    over = (theme.bar / 2 + 3 + (POINTER if mark else 0)) / step
    traces += [counts, *_row_heads(labels, beside, over, theme)]
    above, below = head + theme.bar / 2, theme.bar / 2 + 1
    layout = {
        "barmode": "stack",
        "annotations": plates,
        "shapes": [
            _outline(*piece, row, theme.bar / step, theme) for row, piece in enumerate(marked) if piece is not None
        ],
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [len(rows) - 1 + below / step, -above / step], "fixedrange": True},
    }
    frame = Frame(height=step * (len(rows) - 1) + above + below, above=8)
    return finish(
        traces, layout, caption, theme, frame, legend, say(unit, theme.language), facts_of(stack, theme, said)
    )


def facts_of(stack: Stack, theme: Theme, said: Sequence[str] = ()) -> list[str]:
    """One sentence a bar: its counts by level, its N, and what is said of it besides."""
    facts = []
    for position, (row, name) in enumerate(stack.names.items()):
        counts = [(level.word, stack.counts.get((row, level.code), 0)) for level in stack.levels]
        told = ", ".join(f"{word} {number_text(n, theme.language)}" for word, n in counts if n)
        own = f" ({said[position]})" if said and said[position] else ""
        facts.append(
            say("{name}: {told}, of {of_n}{own}", theme.language, name=name, told=told, of_n=stack.totals[row], own=own)
        )
    return facts


def _pieces(stack: Stack, level: Level, rows: Sequence[str], thickness: float, theme: Theme) -> Part:
    """One level's pieces of every bar."""
    said = [
        f"{plain(stack.names[row])}<br>{plain(level.word)}: "
        + say("{n} of {of_n}", theme.language, n=stack.counts.get((row, level.code), 0), of_n=stack.totals[row])
        for row in rows
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(level.word),
        "x": [stack.length(row, level.code) for row in rows],
        "y": list(range(len(rows))),
        "width": thickness,
        "marker": level.marker,
        "customdata": list(rows),
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


Piece = tuple[int, float, float, float, Level]
"""A count, where its piece of a bar starts and how long it is (0 to 1 of the plot), its row and its level."""


def counts_in_pieces(pieces: Sequence[Piece], theme: Theme) -> tuple[Part, list[Part]]:
    """The counts of the pieces that are wide enough: those on a shade as one trace, those on a hatch on plates."""
    room = theme.width - 2 * EDGE
    written = [
        (number_text(n, theme.language), start + length / 2, row, level)
        for n, start, length, row, level in pieces
        if n and width_of(number_text(n, theme.language), theme.text) + 5 <= length * room
    ]
    shaded = [(said, x, y, ink_on(str(level.marker["color"]))) for said, x, y, level in written if not level.missing]
    trace = words_at(
        [x for _, x, _, _ in shaded],
        [y for _, _, y, _ in shaded],
        [said for said, _, _, _ in shaded],
        theme,
        colour=[ink for _, _, _, ink in shaded],
    )
    plates = [plate(said, x, y, theme) for said, x, y, level in written if level.missing]
    return trace, plates


def plate(said: str, x: float, y: float, theme: Theme, size: int = 0) -> Part:
    """A count on bare ground, so that a hatch does not run through it."""
    ink = {"family": FONT, "size": size or theme.text, "color": theme.ink}
    return lettered(said, theme, x=x, y=y, bgcolor=theme.ground, borderpad=1, font=ink)


def _row_heads(labels: Sequence[tuple[str, ...]], said: Sequence[str], over: float, theme: Theme) -> list[Part]:
    """Over each bar, ``over`` of a row above its middle, its name at the left and its N at the right."""
    heights = [row - over for row in range(len(labels))]
    names = ["<br>".join(map(plain, lines)) for lines in labels]
    return [
        words_at([0] * len(names), heights, names, theme, "top right"),
        words_at([1] * len(names), heights, list(map(plain, said)), theme, "top left", theme.small, theme.muted),
    ]


def _outline(start: float, length: float, row: int, thickness: float, theme: Theme) -> Part:
    return {
        "type": "rect",
        "x0": start,
        "x1": start + length,
        "y0": row - thickness / 2,
        "y1": row + thickness / 2,
        "line": {"color": theme.ink, "width": 2},
    }


def _pointers(marked: Sequence[tuple[float, float] | None], step: float, mark: str, theme: Theme) -> Part:
    there = [(row, piece) for row, piece in enumerate(marked) if piece is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(mark),
        "x": [start + length / 2 for _, (start, length) in there],
        "y": [row - (theme.bar / 2 + POINTER / 2 + 1) / step for row, _ in there],
        "marker": {"symbol": "triangle-down", "size": 11, "color": theme.ink},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
