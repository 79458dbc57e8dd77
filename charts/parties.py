"""Parties to treaties: how many over time, and which State to which treaty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.caption import EDGE, LEADING, Frame, Part, finish, lettered
from charts.lettering import lines_of, plain, width_of
from charts.theme import FONT, LIGHT, Theme
from language import day_text, number_text, say
from model import Caption

DASHES = ("solid", "6px,3px", "2px,2px", "9px,3px,2px,3px", "12px,4px", "4px,2px,1px,2px")
"""Lines differ by their strokes as well as by their colours."""

STATUSES = {
    "party": ("Party", "square"),
    "provisional": ("Applies it provisionally", "diamond-open"),
    "signatory": ("Signatory, not party", "square-open"),
    "withdrawn": ("Withdrew", "x-thin-open"),
    "none": ("No act known", "circle"),
    "no_list": ("Not known: no full list held", "line-ne-open"),
}
"""What a State may be to a treaty, with its mark: each is told by its shape."""

ACTED = frozenset({"party", "provisional", "signatory"})
"""Drawn in the accent; the others stay in the background."""

LETTERS = (*ascii_lowercase, *(letter * 2 for letter in ascii_lowercase))

SPARE = 10
"""Pixels that the highest name may reach over the plot."""

CELL = 17
"""Pixels a State's row takes in the matrix."""

HEAD = 250
"""Pixels at most for the treaties' names over the matrix."""


def parties_over_time(table: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """The number of parties to each treaty as steps, each line named at its end.

    ``table`` has columns day, treaty, parties and, optionally, label (the treaty's name) and known_as_at (the last
    day its list can be relied on; the line ends there). Lines run to ``caption.as_at`` at most.
    """
    end = pd.Timestamp(caption.as_at)
    names = dict(zip(table["treaty"], table["label"] if "label" in table else table["treaty"], strict=True))
    lines = {treaty: _line(rows, end) for treaty, rows in table.sort_values("day").groupby("treaty", sort=False)}
    lines = {treaty: line for treaty, line in lines.items() if not line.empty}
    last = {treaty: int(line["parties"].iloc[-1]) for treaty, line in lines.items()}
    order = sorted(lines, key=lambda treaty: -last[treaty])
    most = max((int(line["parties"].max()) for line in lines.values()), default=1)
    top = -(-most // 50) * 50
    words = [f"{last[treaty]}" if len(order) == 1 else f"{last[treaty]}  {names[treaty]}" for treaty in order]
    labels = [lines_of(said, theme.width * 0.3, theme.small) for said in words]
    heights = [len(lines) * theme.small * LEADING + 4 for lines in labels]
    height = max(260.0, sum(heights))
    right = max((width_of(line, theme.small) for lines in labels for line in lines), default=0) + 18
    spots = [1 - spot / height for spot in _apart([height * (1 - last[treaty] / top) for treaty in order], heights)]
    colours = [theme.accent if place % 2 == 0 else theme.ink for place in range(len(order))]
    ticks = list(range(0, top + 1, 50))
    left = max(width_of(number_text(tick, theme.language), theme.small) for tick in ticks) + 8
    layout = {
        "annotations": [
            _name(lines, spot, colour, theme) for lines, spot, colour in zip(labels, spots, colours, strict=True)
        ],
        "shapes": [
            *(_unknown(lines[treaty], end, theme) for treaty in order),
            *(_leader(last[treaty], spot, top, theme) for treaty, spot in zip(order, spots, strict=True)),
        ],
        "hovermode": "closest",
        "xaxis": _days(lines, end, theme),
        "yaxis": {
            "range": [0, top],
            "tickvals": ticks,
            "tickfont": {"size": theme.small, "color": theme.muted},
            "gridcolor": theme.rule,
            "zerolinecolor": theme.muted,
            "zerolinewidth": 1,
            "fixedrange": True,
        },
    }
    traces = [
        _steps(lines[treaty], str(names[treaty]), colour, DASHES[place % len(DASHES)], theme)
        for place, (treaty, colour) in enumerate(zip(order, colours, strict=True))
    ]
    frame = Frame(height=height, left=left, right=right, above=14 + SPARE, below=24)
    facts = [say("{name}: {n} parties", theme.language, name=names[treaty], n=last[treaty]) for treaty in order]
    return finish(traces, layout, caption, theme, frame, unit=say("number of parties", theme.language), facts=facts)


def _name(lines: Sequence[str], spot: float, colour: str, theme: Theme) -> Part:
    """A line's last number and its name, right of the plot."""
    return lettered(
        "<br>".join(map(plain, lines)),
        theme,
        x=1,
        xref="paper",
        xanchor="left",
        xshift=14,
        y=spot,
        yref="paper",
        yanchor="middle",
        align="left",
        font={"family": FONT, "size": theme.small, "color": colour},
    )


def _line(rows: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """One treaty's steps up to the day, drawn on to the last day for which they are known."""
    last = end
    if "known_as_at" in rows and pd.notna(rows["known_as_at"].iloc[0]):
        last = min(end, pd.Timestamp(rows["known_as_at"].iloc[0]))
    kept = rows.loc[rows["day"] <= end, ["day", "parties"]]
    if kept.empty or kept["day"].iloc[-1] >= last:
        return kept
    return pd.concat([kept, pd.DataFrame({"day": [last], "parties": [kept["parties"].iloc[-1]]})], ignore_index=True)


def _steps(line: pd.DataFrame, name: str, colour: str, dash: str, theme: Theme) -> Part:
    said = [
        f"{plain(name)}<br>{day_text(day.date(), theme.language)}: "
        + say("{n} parties", theme.language, n=number_text(int(n), theme.language))
        for day, n in zip(line["day"], line["parties"], strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(name),
        "x": line["day"].dt.strftime("%Y-%m-%d").tolist(),
        "y": line["parties"].tolist(),
        "line": {"shape": "hv", "color": colour, "width": 2, "dash": dash},
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _days(lines: Mapping[Any, pd.DataFrame], end: pd.Timestamp, theme: Theme) -> Part:
    first = min((line["day"].iloc[0] for line in lines.values()), default=end)
    return {
        "type": "date",
        "range": [first.strftime("%Y-%m-%d"), end.strftime("%Y-%m-%d")],
        "tickformat": "%Y",
        "nticks": 7,
        "tickfont": {"size": theme.small, "color": theme.muted},
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.muted,
        "fixedrange": True,
    }


def _unknown(line: pd.DataFrame, end: pd.Timestamp, theme: Theme) -> Part:
    """From the last known day to the right edge: nothing is known there, it only leads the eye to the name."""
    day, parties = line["day"].iloc[-1], int(line["parties"].iloc[-1])
    return {
        "type": "line",
        "layer": "below",
        "x0": day.strftime("%Y-%m-%d"),
        "x1": end.strftime("%Y-%m-%d"),
        "y0": parties,
        "y1": parties,
        "line": {"color": theme.quiet, "width": 1, "dash": "1px,3px"},
    }


def _leader(value: float, spot: float, top: float, theme: Theme) -> Part:
    """From a line's last height to where its name had to stand."""
    return {
        "type": "line",
        "xref": "paper",
        "yref": "paper",
        "xsizemode": "pixel",
        "xanchor": 1,
        "x0": 2,
        "x1": 12,
        "y0": value / top,
        "y1": spot,
        "line": {"color": theme.quiet, "width": 0.75},
    }


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles of labels, in order from the top, moved as little as keeps each clear of the last."""
    spots: list[float] = []
    for middle, height in zip(wanted, heights, strict=True):
        free = spots[-1] + (heights[len(spots) - 1] + height) / 2 if spots else height / 2 - SPARE
        spots.append(max(middle, free))
    return spots


def party_matrix(table: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """A row a State, a column a treaty, and in each cell the mark of what the State is to the treaty.

    ``table`` has columns state, treaty, status (a key of ``STATUSES``) and, optionally, name (the State's), label (the
    treaty's) and since (day). States and treaties keep the order in which they come.
    """
    states = list(dict.fromkeys(table["state"]))
    treaties = list(dict.fromkeys(table["treaty"]))
    names = dict(zip(table["state"], table["name"] if "name" in table else table["state"], strict=True))
    titles = dict(zip(table["treaty"], table["label"] if "label" in table else table["treaty"], strict=True))
    left = min(theme.width * 0.34, max((width_of(str(name), theme.small) for name in names.values()), default=0) + 12)
    column = (theme.width - left - EDGE) / max(1, len(treaties))
    heads, head_height, notes = _heads([str(titles[treaty]) for treaty in treaties], column, theme)
    rows = {state: place for place, state in enumerate(states)}
    columns = {treaty: place for place, treaty in enumerate(treaties)}
    traces = []
    legend: list[str] = []
    facts: list[str] = []
    for status, (word, symbol) in STATUSES.items():
        here = table[table["status"] == status]
        if here.empty:
            continue
        traces.append(_marks(here, rows, columns, names, titles, status, word, symbol, min(10, column - 2), theme))
        legend.append(say(word, theme.language))
        facts.append(say("{status}: {n} cells", theme.language, status=legend[-1], n=len(here)))
    layout = {
        "annotations": heads,
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [-0.5, len(treaties) - 0.5], "fixedrange": True},
        "yaxis": {
            "range": [len(states) - 0.5, -0.5],
            "tickvals": list(range(len(states))),
            "ticktext": [_cut(str(names[state]), left - 12, theme.small) for state in states],
            "tickfont": {"size": theme.small, "color": theme.ink},
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
    frame = Frame(height=CELL * len(states), left=left, above=head_height + 12, below=0)
    unit = say("what a State is to a treaty", theme.language)
    noted = replace(caption, notes=(*((" ".join(notes),) if notes else ()), *caption.notes))
    return finish(traces, layout, noted, theme, frame, legend, unit, facts)


def _marks(
    here: pd.DataFrame,
    rows: dict[str, int],
    columns: dict[str, int],
    names: dict[str, object],
    titles: dict[str, object],
    status: str,
    word: str,
    symbol: str,
    size: float,
    theme: Theme,
) -> Part:
    """The cells of one status."""
    colour = theme.accent if status in ACTED else theme.quiet
    since = here["since"] if "since" in here else [None] * len(here)
    said = [
        f"{plain(str(names[state]))}<br>{plain(str(titles[treaty]))}<br>{plain(say(word, theme.language))}"
        + ("" if day is None or pd.isna(day) else ", " + day_text(pd.Timestamp(day).date(), theme.language))
        for state, treaty, day in zip(here["state"], here["treaty"], since, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(say(word, theme.language)),
        "x": here["treaty"].map(columns).tolist(),
        "y": here["state"].map(rows).tolist(),
        "marker": {
            "symbol": symbol,
            "size": 3 if status == "none" else size,
            "color": colour,
            "opacity": 1,
            "line": {"color": colour, "width": 1.4 if symbol.endswith("open") else 0},
        },
        "customdata": here["state"].tolist(),
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _heads(titles: Sequence[str], column: float, theme: Theme) -> tuple[list[Part], float, tuple[str, ...]]:
    """The treaties' names, set upwards over their columns, the pixels they take, and the notes they need.

    A name too long for its column is cut and given a letter; the note under the figure has it in full. Where a column
    is narrower than a line of type, the letter stands alone.
    """
    allowed = int(column // (theme.small * LEADING))
    parts = []
    notes: list[str] = []
    tallest = 0.0
    for place, title in enumerate(titles):
        lines = lines_of(title, HEAD, theme.small)
        if not allowed:
            lines = (LETTERS[len(notes)],)
            notes.append(f"({lines[0]})\u00a0{title}.")
        elif len(lines) > allowed:
            letter = LETTERS[len(notes)]
            notes.append(f"({letter})\u00a0{title}.")
            rest = _cut(" ".join(lines[allowed - 1 :]), HEAD - width_of(f" ({letter})", theme.small), theme.small)
            lines = (*lines[: allowed - 1], f"{rest} ({letter})")
        tallest = max(tallest, *(width_of(line, theme.small) for line in lines))
        parts.append(
            lettered(
                "<br>".join(map(plain, lines)),
                theme,
                x=place,
                y=1,
                yref="paper",
                yanchor="bottom",
                yshift=4,
                textangle=-90 if allowed else 0,
                align="left",
                font={"family": FONT, "size": theme.small, "color": theme.ink},
            )
        )
    return parts, tallest, tuple(notes)


def _cut(text: str, width: float, size: float) -> str:
    """``text``, or as much of it as fits with an ellipsis."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
