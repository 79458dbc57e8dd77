"""How many States stand at each level: of each provision, of each group."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered
from charts.lettering import lines_of, plain, width_of
from charts.theme import FONT, LIGHT, Theme, hatches, ink_on, ramp
from language import number_text, say
from model import Caption

LABEL_SHARE = 0.88
"""The part of a figure's width that the name of a row may take; its N stands beside it."""

BAR = 24
"""Thickness of a bar in pixels."""

GAP = 14
"""Pixels between a bar and the name of the next."""


def level_bars(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT, unit: str = "number of States"
) -> go.Figure:
    """One stacked bar a provision, its levels counted in States.

    ``table`` has columns provision, level, n, of_n and, where the rows should read otherwise than by their code,
    label; rows keep their order. ``levels`` has level, label, order (1 is the highest) and missing (bool).
    """
    return _stacked(table.rename(columns={"provision": "row"}), levels, caption, theme, unit, shares=False)


def level_bars_by_group(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT, unit: str = "number of States"
) -> go.Figure:
    """One bar a group, all of one length so that groups of different size can be laid side by side.

    ``table`` has columns group, level, n, of_n and, optionally, label; each piece prints its count, each bar its N.
    """
    return _stacked(table.rename(columns={"group": "row"}), levels, caption, theme, unit, shares=True)


def paints(levels: pd.DataFrame, theme: Theme) -> dict[str, Part]:
    """The ``marker`` of each level: a shade of the ramp, or a hatch on bare ground for what is missing."""
    ordered = levels.sort_values("order", kind="stable")
    known = ordered.loc[~ordered["missing"], "level"].tolist()
    missing = ordered.loc[ordered["missing"], "level"].tolist()
    markers: dict[str, Part] = {
        level: {"color": colour, "line": {"color": theme.ground, "width": 1}}
        for level, colour in zip(known, ramp(theme, len(known)), strict=True)
    }
    for level, hatch in zip(missing, hatches(missing), strict=True):
        markers[level] = {
            "color": theme.ground,
            "line": {"color": theme.hatch, "width": 0.75},
            "pattern": {
                "shape": hatch,
                "fgcolor": theme.hatch,
                "bgcolor": theme.ground,
                "size": 6,
                "solidity": 0.2,
                "fillmode": "replace",
            },
        }
    return markers


def _stacked(
    table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme, unit: str, shares: bool
) -> go.Figure:
    totals = dict(zip(table["row"], table["of_n"].astype(int), strict=True))
    names = dict(zip(table["row"], table["label"] if "label" in table else table["row"], strict=True))
    counts = dict(zip(zip(table["row"], table["level"], strict=True), table["n"].astype(int), strict=True))
    longest = max(totals.values(), default=1) or 1
    pixels = theme.width - 2 * EDGE
    labels = [lines_of(str(name), pixels * LABEL_SHARE, theme.text) for name in names.values()]
    label_height = LEADING * theme.text * max(map(len, labels), default=1) + 3
    step = label_height + BAR + GAP

    ordered = levels.sort_values("order", kind="stable")
    words = dict(zip(ordered["level"], ordered["label"].astype(str), strict=True))
    missing = set(ordered.loc[ordered["missing"], "level"])
    markers = paints(levels, theme)
    traces: list[Part] = []
    written: list[Part] = []
    starts = [0.0] * len(totals)
    for level, word in words.items():
        values = [counts.get((row, level), 0) for row in totals]
        if not any(values):
            continue
        lengths = [n / ((total or 1) if shares else longest) for n, total in zip(values, totals.values(), strict=True)]
        for position, (n, length) in enumerate(zip(values, lengths, strict=True)):
            room = length * pixels
            written += counted_pieces(
                n, starts[position], length, position, room, markers[level], level in missing, theme
            )
            starts[position] += length
        said = [
            f"{plain(str(names[row]))}<br>{plain(word)}: " + say("{n} of {of_n}", theme.language, n=n, of_n=totals[row])
            for row, n in zip(totals, values, strict=True)
        ]
        traces.append(_pieces(word, lengths, said, list(totals), markers[level], BAR / step))
    above, below = label_height + BAR / 2, BAR / 2 + 1
    layout = {
        "barmode": "stack",
        "annotations": [*_row_heads(labels, list(totals.values()), theme), *written],
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {
            "visible": False,
            "range": [len(totals) - 1 + below / step, -above / step],
            "fixedrange": True,
        },
    }
    frame = Frame(height=step * (len(totals) - 1) + above + below, above=8)
    return finish(traces, layout, caption, theme, frame, [trace["name"] for trace in traces], unit)


def _pieces(word: str, lengths: list[float], said: list[str], rows: list[str], marker: Part, thickness: float) -> Part:
    """One level's pieces of every bar."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(word),
        "x": lengths,
        "y": list(range(len(lengths))),
        "width": thickness,
        "marker": marker,
        "customdata": rows,
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def counted_pieces(
    n: int, start: float, length: float, row: int, pixels: float, marker: Part, missing: bool, theme: Theme
) -> list[Part]:
    """The count to be written in a piece of a bar, where it is wide enough; on a hatch it stands on bare ground."""
    said = number_text(n, theme.language)
    if not n or width_of(said, theme.text) + 5 > pixels:
        return []
    where: Part = {"x": start + length / 2, "y": row, "xanchor": "center", "yanchor": "middle"}
    if missing:
        return [lettered(said, theme, bgcolor=theme.ground, **{**where, "borderpad": 1})]
    ink = {"family": FONT, "size": theme.text, "color": ink_on(str(marker["color"]))}
    return [lettered(said, theme, **{**where, "font": ink})]


def _row_heads(labels: list[tuple[str, ...]], totals: list[int], theme: Theme) -> list[Part]:
    """Over each bar its name at the left and its N at the right."""
    heads = []
    for position, (lines, total) in enumerate(zip(labels, totals, strict=True)):
        place: Part = {"y": position, "yanchor": "bottom", "yshift": BAR / 2 + 2}
        name = "<br>".join(map(plain, lines))
        heads.append(lettered(name, theme, x=0, xanchor="left", align="left", **place))
        of_n = say("of {n}", theme.language, n=number_text(total, theme.language))
        ink = {"family": FONT, "size": theme.small, "color": theme.muted}
        heads.append(lettered(of_n, theme, x=1, xref="paper", xanchor="right", font=ink, **place))
    return heads
