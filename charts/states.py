"""States by name: one beside its group, and who stands at which level."""

from __future__ import annotations

from math import isnan, nan

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered, words_at
from charts.lettering import lines_of, plain
from charts.levels import UNIT, drawn_levels, stack_of, stacked_bars
from charts.theme import FONT, LIGHT, Theme
from language import number_text, say
from model import Caption

INDENT = 24
"""Pixels that the names of States stand in from the level's swatch."""

BOUNDS = ("score", "low", "high")

SCALE = {0.0: "no", 0.25: "in preparation", 0.5: "partly", 1.0: "fully"}
"""What the ends and the middle of a reported figure mean, as in data/scale.csv."""

SIDE = 0.035
"""What the scale leaves free at each end, for the words under its ends."""

ROW = 46
"""Pixels that a provision takes where a State's own figure stands between its bounds."""


def state_profile(
    own: pd.DataFrame,
    group: pd.DataFrame,
    levels: pd.DataFrame,
    name: str,
    caption: Caption,
    theme: Theme = LIGHT,
    unit: str = UNIT,
) -> go.Figure:
    """Where one State stands in the distribution of its group, provision by provision; nobody is ranked.

    ``own`` has columns provision, level (where the State stands, empty if nowhere) and said (printed over the bar at
    the right, such as ``party to 5 of 7``); ``group`` provision, level, n, of_n and, optionally, label; ``levels`` as
    in ``level_bars``; ``name`` is the State's.
    """
    stack = stack_of(group, "provision", levels, theme, shares=True)
    place = dict(zip(own["provision"], own["level"], strict=True))
    said = dict(zip(own["provision"], own["said"].astype(str), strict=True))
    known = {level.code for level in stack.levels}
    marked = [
        (stack.start(row, place[row]), stack.length(row, place[row])) if place.get(row) in known else None
        for row in stack.totals
    ]
    return stacked_bars(stack, caption, theme, unit, [said.get(row, "") for row in stack.totals], marked, name)


def reported_bounds(table: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """What one State reported under each provision, between the bounds it would take if all that is missing were known.

    ``table`` has columns provision, label, score, low, high (0-1, NA where there is none) and said (printed at the
    right: the share answered, or why no figure is given). The scale runs from ``no`` to ``fully``.
    """
    names = table["label"].astype(str).tolist()
    said = table["said"].astype(str).tolist()
    score, low, high = (table[column].astype("Float64").to_numpy(float, na_value=nan) for column in BOUNDS)
    labels = [lines_of(name, (theme.width - 2 * EDGE) * 0.7, theme.text) for name in names]
    step = ROW + LEADING * theme.text * (max(map(len, labels), default=1) - 1)
    bounds = [at for at in range(len(names)) if not isnan(low[at]) and not isnan(high[at])]
    scored = [at for at in range(len(names)) if not isnan(score[at])]
    traces: list[Part] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": plain(say("Between the two bounds", theme.language)),
            "x": [value for at in bounds for value in (low[at], high[at], None)],
            "y": [value for at in bounds for value in (at, at, None)],
            "line": {"color": theme.quiet, "width": 5},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": plain(say("As reported", theme.language)),
            "x": [score[at] for at in scored],
            "y": scored,
            "marker": {"symbol": "diamond", "size": 13, "color": theme.accent},
            "hovertext": [f"{plain(names[at])}<br>{plain(said[at])}" for at in scored],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]
    over = [at - 9 / step for at in range(len(names))]
    heads = ["<br>".join(map(plain, lines)) for lines in labels]
    traces += [
        words_at([-SIDE] * len(names), over, heads, theme, "top right"),
        words_at([1 + SIDE] * len(names), over, list(map(plain, said)), theme, "top left", theme.small, theme.muted),
    ]
    layout = {
        "shapes": [
            {"type": "line", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": {"color": theme.rule, "width": 1}}
            | {"layer": "below"}
            for at in range(len(names))
        ],
        "xaxis": _scale_axis(theme),
        "yaxis": {"visible": False, "range": [len(names) - 1 + 14 / step, -(step - 14) / step], "fixedrange": True},
    }
    frame = Frame(height=step * len(names), above=8, below=24)
    unit = say("weighted mean of the answered, applicable measures", theme.language)
    facts = [f"{name}: {words}" for name, words in zip(names, said, strict=True)]
    return finish(traces, layout, caption, theme, frame, [str(trace["name"]) for trace in traces[:2]], unit, facts)


def _scale_axis(theme: Theme) -> Part:
    """The scale in its words."""
    return {
        "range": [-SIDE, 1 + SIDE],
        "tickvals": list(SCALE),
        "ticktext": [plain(say(word, theme.language)) for word in SCALE.values()],
        "tickfont": {"size": theme.small, "color": theme.muted},
        "gridcolor": theme.rule,
        "griddash": "1px,3px",
        "zeroline": False,
        "fixedrange": True,
    }


def states_by_level(table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """The States at each level by name, in the order in which they come, under the level and its count.

    ``table`` has columns state, name, level; ``levels`` as in ``level_bars``.
    """
    room = theme.width - 2 * EDGE - INDENT
    leading = theme.small * LEADING
    facts: list[str] = []
    written: list[Part] = []
    top = 0.0
    spots: list[tuple[float, Part]] = []
    for level in drawn_levels(levels, theme):
        names = table.loc[table["level"] == level.code, "name"].astype(str).tolist()
        if not names:
            continue
        head = f"{level.word}: " + number_text(len(names), theme.language)
        paragraph = lines_of("; ".join(name.replace(" ", "\u00a0") for name in names), room, theme.small)
        facts.append(head)
        spots.append((top + theme.text * LEADING / 2, level.marker))
        written.append(_paragraph([head], top, theme.text, theme.ink, 600, theme))
        top += theme.text * LEADING + 3
        written.append(_paragraph(paragraph, top, theme.small, theme.ink, 400, theme))
        top += len(paragraph) * leading + 16
    swatches = [
        {
            "type": "bar",
            "x": [14],
            "y": [spot],
            "width": 14,
            "orientation": "h",
            "marker": marker,
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for spot, marker in spots
    ]
    layout = {
        "annotations": written,
        "barmode": "overlay",
        "xaxis": {"visible": False, "range": [0, theme.width - 2 * EDGE], "fixedrange": True},
        "yaxis": {"visible": False, "range": [top, 0], "fixedrange": True},
    }
    unit = say("number of States", theme.language)
    frame = Frame(height=max(top, 1.0), above=12, below=0)
    return finish(swatches, layout, caption, theme, frame, unit=unit, facts=facts)


def _paragraph(
    lines: list[str] | tuple[str, ...], top: float, size: int, colour: str, weight: int, theme: Theme
) -> Part:
    return lettered(
        "<br>".join(map(plain, lines)),
        theme,
        x=0,
        xref="paper",
        xanchor="left",
        xshift=INDENT,
        y=top,
        yanchor="top",
        align="left",
        font={"family": FONT, "size": size, "color": colour, "weight": weight},
    )
