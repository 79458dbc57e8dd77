"""How the distribution of levels moved: one column a day or cycle."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.alt import MOST
from charts.caption import EDGE, Frame, Part, finish, words_at
from charts.lettering import plain, width_of
from charts.levels import UNIT, Level, Stack, facts_of, plate, stack_of
from charts.theme import LIGHT, Theme, ink_on
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
    kept = [place for place in range(len(stack.totals)) if (len(stack.totals) - 1 - place) % every == 0]
    counts, plates = _counts(stack, column, theme)
    layout = {
        "barmode": "stack",
        "bargap": 0.12 if column > 12 else 0,
        "annotations": plates,
        "xaxis": {
            "range": [-0.5, len(stack.totals) - 0.5],
            "tickvals": kept,
            "ticktext": [plain(list(stack.names.values())[place]) for place in kept],
            "tickfont": {"size": theme.small, "color": theme.muted},
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
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
    traces.append(counts)
    told = facts_of(stack, theme)
    facts = told if len(told) <= MOST else [told[0], told[len(told) // 2], told[-1]]
    return finish(
        traces, layout, caption, theme, frame, [level.word for level in stack.levels], say(unit, theme.language), facts
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


def _counts(stack: Stack, column: float, theme: Theme) -> tuple[Part, list[Part]]:
    """Counts in the pieces that have room for them: those on a shade as one trace, those on a hatch on plates."""
    shaded: list[tuple[float, float, str, str]] = []
    plates = []
    for level in stack.levels:
        for position, row in enumerate(stack.totals):
            n = stack.counts.get((row, level.code), 0)
            said = number_text(n, theme.language)
            length = stack.length(row, level.code)
            if not n or length * HEIGHT < theme.small * 1.4 or width_of(said, theme.small) + 6 > column * 0.88:
                continue
            middle = stack.start(row, level.code) + length / 2
            if level.missing:
                plates.append(plate(said, position, middle, theme, theme.small))
            else:
                shaded.append((position, middle, said, ink_on(str(level.marker["color"]))))
    trace = words_at(
        [x for x, _, _, _ in shaded],
        [y for _, y, _, _ in shaded],
        [said for _, _, said, _ in shaded],
        theme,
        size=theme.small,
        colour=[ink for _, _, _, ink in shaded],
    )
    return trace, plates
