"""How the distribution of levels moved: one column a day or cycle."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, Frame, Part, finish, lettered
from charts.lettering import plain, width_of
from charts.levels import UNIT, Level, Stack, stack_of
from charts.theme import FONT, LIGHT, Theme, ink_on
from language import number_text, say
from model import Caption

HEIGHT = 300
"""Pixels of the tallest column."""


def levels_over_time(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT, unit: str = UNIT
) -> go.Figure:
    """A column a day or a cycle, cut into its levels; the height is the number of States.

    ``table`` has columns day (a day, or any text that names the column), level, n, of_n and, optionally, label (what
    is written under the column). Columns keep their order and stand at equal distances; under every one that has room
    stands its label, else under every second, fifth ...
    """
    days = table.assign(day=table["day"].astype(str))
    if pd.api.types.is_datetime64_any_dtype(table["day"]):
        days = table.assign(day=table["day"].dt.strftime("%Y-%m-%d"))
        if "label" not in table:
            days["label"] = table["day"].dt.strftime("%Y")
    stack = stack_of(days, "day", levels, theme, shares=False)
    ticks = [*range(0, max(1, stack.whole - 20), 50 if stack.whole >= 100 else 10), stack.whole]
    left = max(width_of(number_text(tick, theme.language), theme.small) for tick in ticks) + 10
    column = (theme.width - left) / max(1, len(stack.totals))
    widest = max((width_of(name, theme.small) for name in stack.names.values()), default=0) + 8
    every = next(step for step in (1, 2, 5, 10, 20, 50, 1000) if column * step >= widest or step == 1000)
    layout = {
        "barmode": "stack",
        "bargap": 0.12 if column > 12 else 0,
        "annotations": [
            *(part for level in stack.levels for part in _counts(stack, level, column, theme)),
            *_labels(list(stack.names.values()), every, theme),
        ],
        "xaxis": {"visible": False, "range": [-0.5, len(stack.totals) - 0.5], "fixedrange": True},
        "yaxis": {
            "range": [0, 1],
            "tickvals": [tick / stack.whole for tick in ticks] if stack.whole else [],
            "ticktext": [number_text(tick, theme.language) for tick in ticks],
            "tickfont": {"size": theme.small, "color": theme.muted},
            "gridcolor": theme.rule,
            "zeroline": False,
            "fixedrange": True,
        },
    }
    right = max(EDGE, (widest - column) / 2)
    frame = Frame(height=HEIGHT, left=left, right=right, above=14, below=22)
    traces = [_column_pieces(stack, level, theme) for level in stack.levels]
    return finish(
        traces, layout, caption, theme, frame, [level.word for level in stack.levels], say(unit, theme.language)
    )


def _column_pieces(stack: Stack, level: Level, theme: Theme) -> Part:
    said = [
        f"{plain(name)}<br>{plain(level.word)}: "
        + say("{n} of {of_n}", theme.language, n=stack.counts.get((row, level.code), 0), of_n=stack.totals[row])
        for row, name in stack.names.items()
    ]
    return {
        "type": "bar",
        "name": plain(level.word),
        "x": list(range(len(stack.totals))),
        "y": [stack.length(row, level.code) for row in stack.totals],
        "marker": level.marker,
        "customdata": list(stack.totals),
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _counts(stack: Stack, level: Level, column: float, theme: Theme) -> list[Part]:
    """Counts in the pieces that have room for them."""
    parts = []
    for position, row in enumerate(stack.totals):
        n = stack.counts.get((row, level.code), 0)
        said = number_text(n, theme.language)
        length = stack.length(row, level.code)
        if not n or length * HEIGHT < theme.small * 1.4 or width_of(said, theme.small) + 6 > column * 0.88:
            continue
        colour = theme.ink if level.missing else ink_on(str(level.marker["color"]))
        look: Part = {"font": {"family": FONT, "size": theme.small, "color": colour}}
        if level.missing:
            look["bgcolor"] = theme.ground
        parts.append(lettered(said, theme, x=position, y=stack.start(row, level.code) + length / 2, **look))
    return parts


def _labels(names: list[str], every: int, theme: Theme) -> list[Part]:
    """What stands under the columns; the last always, so that the newest day is named."""
    kept = [place for place in range(len(names)) if (len(names) - 1 - place) % every == 0]
    ink = {"family": FONT, "size": theme.small, "color": theme.muted}
    return [
        lettered(plain(names[place]), theme, x=place, y=0, yref="paper", yanchor="top", yshift=-4, font=ink)
        for place in kept
    ]
