"""The Code of Conduct: for each paragraph, how States dealt with each aspect of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered, words_at
from charts.lettering import lines_of, plain
from charts.levels import UNIT, Level, Stack, counts_in_pieces, facts_of, stack_of
from charts.theme import FONT, LIGHT, Theme
from language import say
from model import Caption

BAR = 20
"""Thickness of a bar in pixels."""

BETWEEN = 0.018
"""Part of the width left free between two aspects."""


def code_aspects(table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """A row a paragraph, a column an aspect (law, cover, breach, training), in each cell a bar of the answers.

    ``table`` has columns provision, aspect, level, n, of_n and, optionally, label (the paragraph's) and aspect_label;
    both keep the order in which they come. ``levels`` as in ``level_bars``. All bars are of one length: the N of a
    cell is said where it is pointed at, and the caption says of whom.
    """
    names = dict(zip(table["provision"], table["label" if "label" in table else "provision"], strict=True))
    heads = dict(zip(table["aspect"], table["aspect_label" if "aspect_label" in table else "aspect"], strict=True))
    width = (1 - BETWEEN * (len(heads) - 1)) / max(1, len(heads))
    stacks = [stack_of(table[table["aspect"] == aspect], "provision", levels, theme, shares=True) for aspect in heads]
    labels = [lines_of(str(name), theme.width - 2 * EDGE, theme.text) for name in names.values()]
    titles = [lines_of(str(head), width * (theme.width - 2 * EDGE) - 4, theme.small) for head in heads.values()]
    head_height = LEADING * theme.small * max(map(len, titles), default=1) + 8
    label_height = LEADING * theme.text * max(map(len, labels), default=1) + 3
    step = label_height + BAR + 14
    shown = {level.code: level for stack in stacks for level in stack.levels}
    order = levels.sort_values("order", kind="stable")["level"]
    drawn = [shown[code] for code in order if code in shown]
    rows = list(names)
    counts, plates = counts_in_pieces(
        [
            (stacks[column].counts.get((rows[row], level.code), 0), start, length, row, level)
            for level in drawn
            for column, row, start, length in _cells(stacks, rows, level.code, width)
        ],
        theme,
    )
    over = [row - (BAR / 2 + 3) / step for row in range(len(rows))]
    above, below = label_height + BAR / 2, BAR / 2 + 1
    layout = {
        "barmode": "overlay",
        "annotations": [*_aspect_heads(titles, width, theme), *plates],
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [len(names) - 1 + below / step, -above / step], "fixedrange": True},
    }
    traces = [_pieces(stacks, rows, list(heads.values()), level, width, BAR / step, theme) for level in drawn]
    traces += [
        counts,
        words_at([0] * len(rows), over, ["<br>".join(map(plain, lines)) for lines in labels], theme, "top right"),
    ]
    frame = Frame(height=step * (len(names) - 1) + above + below, above=head_height + 12)
    facts = [
        f"{head}, {fact}" for head, stack in zip(heads.values(), stacks, strict=True) for fact in facts_of(stack, theme)
    ]
    unit = say(UNIT, theme.language)
    return finish(traces, layout, caption, theme, frame, [level.word for level in drawn], unit, facts)


def _cells(
    stacks: Sequence[Stack], rows: Sequence[str], code: str, width: float
) -> list[tuple[int, int, float, float]]:
    """The pieces of one level in every cell: column, row, start and length, 0 to 1 of the plot."""
    return [
        (column, row, column * (width + BETWEEN) + width * stack.start(name, code), width * stack.length(name, code))
        for column, stack in enumerate(stacks)
        if code in {level.code for level in stack.levels}
        for row, name in enumerate(rows)
        if name in stack.totals
    ]


def _pieces(
    stacks: Sequence[Stack],
    rows: Sequence[str],
    heads: Sequence[object],
    level: Level,
    width: float,
    thickness: float,
    theme: Theme,
) -> Part:
    cells = _cells(stacks, rows, level.code, width)
    said = [
        f"{plain(stacks[column].names[rows[row]])}<br>{plain(str(heads[column]))}<br>{plain(level.word)}: "
        + say(
            "{n} of {of_n}",
            theme.language,
            n=stacks[column].counts.get((rows[row], level.code), 0),
            of_n=stacks[column].totals[rows[row]],
        )
        for column, row, _, _ in cells
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(level.word),
        "base": [start for _, _, start, _ in cells],
        "x": [length for _, _, _, length in cells],
        "y": [row for _, row, _, _ in cells],
        "width": thickness,
        "marker": level.marker,
        "customdata": [rows[row] for _, row, _, _ in cells],
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _aspect_heads(titles: Sequence[tuple[str, ...]], width: float, theme: Theme) -> list[Part]:
    ink = {"family": FONT, "size": theme.small, "color": theme.muted, "weight": 600}
    return [
        lettered(
            "<br>".join(map(plain, lines)),
            theme,
            x=column * (width + BETWEEN),
            xanchor="left",
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=8,
            align="left",
            font=ink,
        )
        for column, lines in enumerate(titles)
    ]
