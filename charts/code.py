"""The Code of Conduct: for each paragraph, how States dealt with each aspect of it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered
from charts.lettering import lines_of, plain
from charts.levels import counted_pieces, paints
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
    provisions = list(dict.fromkeys(table["provision"]))
    aspects = list(dict.fromkeys(table["aspect"]))
    names = dict(zip(table["provision"], table["label"] if "label" in table else table["provision"], strict=True))
    heads = dict(
        zip(table["aspect"], table["aspect_label"] if "aspect_label" in table else table["aspect"], strict=True)
    )
    width = (1 - BETWEEN * (len(aspects) - 1)) / max(1, len(aspects))
    pixels = width * (theme.width - 2 * EDGE)
    label_lines = {code: lines_of(str(names[code]), theme.width - 2 * EDGE, theme.text) for code in provisions}
    head_lines = {aspect: lines_of(str(heads[aspect]), pixels - 4, theme.small) for aspect in aspects}
    label_height = LEADING * theme.text * max(map(len, label_lines.values()), default=1) + 3
    head_height = LEADING * theme.small * max(map(len, head_lines.values()), default=1) + 8
    step = label_height + BAR + 14

    ordered = levels.sort_values("order", kind="stable")
    counts = {
        (code, aspect, level): int(n)
        for code, aspect, level, n in zip(table["provision"], table["aspect"], table["level"], table["n"], strict=True)
    }
    totals = {
        (code, aspect): int(n)
        for code, aspect, n in zip(table["provision"], table["aspect"], table["of_n"], strict=True)
    }
    markers = paints(levels, theme)
    cells = [(row, column) for row in range(len(provisions)) for column in range(len(aspects))]
    starts = {(row, column): column * (width + BETWEEN) for row, column in cells}
    traces: list[Part] = []
    written: list[Part] = []
    for level, word, missing in zip(ordered["level"], ordered["label"].astype(str), ordered["missing"], strict=True):
        if not any(counts.get((code, aspect, level)) for code in provisions for aspect in aspects):
            continue
        bars: Part = {"base": [], "x": [], "y": [], "said": [], "data": []}
        for row, column in cells:
            code, aspect = provisions[row], aspects[column]
            n, of_n = counts.get((code, aspect, level), 0), totals.get((code, aspect), 0)
            length = width * n / of_n if of_n else 0.0
            start = starts[row, column]
            starts[row, column] += length
            bars["base"].append(start)
            bars["x"].append(length)
            bars["y"].append(row)
            bars["data"].append(code)
            bars["said"].append(
                f"{plain(str(names[code]))}<br>{plain(str(heads[aspect]))}<br>{plain(word)}: "
                + say("{n} of {of_n}", theme.language, n=n, of_n=of_n)
            )
            written.extend(
                counted_pieces(
                    n, start, length, row, length * (theme.width - 2 * EDGE), markers[level], bool(missing), theme
                )
            )
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(word),
                "base": bars["base"],
                "x": bars["x"],
                "y": bars["y"],
                "width": BAR / step,
                "marker": markers[level],
                "customdata": bars["data"],
                "hovertext": bars["said"],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    above, below = label_height + BAR / 2, BAR / 2 + 1
    layout = {
        "barmode": "overlay",
        "annotations": [
            *_aspect_heads(head_lines, width, theme),
            *(
                lettered(
                    "<br>".join(map(plain, label_lines[code])),
                    theme,
                    x=0,
                    y=row,
                    xanchor="left",
                    yanchor="bottom",
                    yshift=BAR / 2 + 2,
                    align="left",
                )
                for row, code in enumerate(provisions)
            ),
            *written,
        ],
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [len(provisions) - 1 + below / step, -above / step], "fixedrange": True},
    }
    frame = Frame(height=step * (len(provisions) - 1) + above + below, above=head_height + 12)
    unit = say("number of States", theme.language)
    return finish(traces, layout, caption, theme, frame, [trace["name"] for trace in traces], unit)


def _aspect_heads(lines: dict[str, tuple[str, ...]], width: float, theme: Theme) -> list[Part]:
    return [
        lettered(
            "<br>".join(map(plain, said)),
            theme,
            x=column * (width + BETWEEN),
            y=1,
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=8,
            align="left",
            font={"family": FONT, "size": theme.small, "color": theme.muted, "weight": 600},
        )
        for column, said in enumerate(lines.values())
    ]
