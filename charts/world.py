"""Where on the map: States by level, on United Nations geometry, drawn without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from charts.caption import Frame, Part, finish
from charts.geometry import Point, areas_of_states, hatching, outlines, small_states
from charts.lettering import plain
from charts.levels import drawn_levels
from charts.theme import LIGHT, Theme
from language import say
from model import Caption

SOUTH, NORTH = -57.0, 84.0
"""Degrees of latitude that are shown: all but Antarctica."""

HEIGHT_SHARE = 0.468
"""Height over width of the room for it. The map itself takes 0.44: plotly fits great circles through the corners."""

DOT, SMALL_DOT, SMALL_MAP = 8, 5, 480
"""Diameter in pixels of the mark of a small State, and on a map narrower than ``SMALL_MAP``."""

STROKES: dict[str, tuple[int, ...]] = {
    "/": (1,),
    "\\": (-1,),
    "-": (0,),
    "x": (1, -1),
    "+": (0, 1),
    "|": (-1, 0),
    ".": (0,),
}
"""Which lines make up a hatch on the map; the dotted one is drawn in dots."""

GREY_NOTE = "Areas in plain grey are not part of these figures. A dot stands for a State too small to be seen."


def world_map(table: pd.DataFrame, levels: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """Each State in the colour of its level; hatched, with a crossed dot if it is small, where there is no answer.

    ``table`` has columns state (ISO 3166-1 alpha-3), level and label (what is said of the State when it is pointed
    at); ``levels`` as in ``level_bars``. A click carries the State's code as custom data. The renderer asks for
    ``world_110m.json``; where it is found is set by whoever draws.
    """
    traces: list[Part] = []
    legend: list[str] = []
    facts: list[str] = []
    for level in drawn_levels(levels, theme):
        here = table[table["level"] == level.code]
        if here.empty:
            continue
        said = dict(zip(here["state"], here["label"].map(lambda text: plain(str(text))), strict=True))
        traces.append(_areas(said, level.marker, theme))
        if level.missing:
            traces.append(_hatch(list(said), str(level.marker["pattern"]["shape"]), theme))
        traces.append(_dots(said, level.marker, level.missing, theme))
        traces.append({"type": "bar", "x": [None], "y": [None], "name": plain(level.word), "marker": level.marker})
        legend.append(level.word)
        facts.append(say("{level}: {n} States", theme.language, level=level.word, n=len(said)))
    drawn = [state for state in table["state"] if state in small_states()]
    layout = {
        "geo": _ground(theme),
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {"visible": False, "fixedrange": True},
        "dragmode": "pan",
    }
    frame = Frame(height=round((theme.width - 4) * HEIGHT_SHARE), above=4, below=0)
    notes = (*caption.notes, say(GREY_NOTE, theme.language))
    noted = replace(caption, notes=notes, map_disclaimer=True)
    unit = say("the level of each State", theme.language)
    ground = _other_areas(table["state"], theme)
    return finish([ground, _leaders(drawn, theme), *traces], layout, noted, theme, frame, legend, unit, facts)


def _areas(said: dict[str, str], marker: Part, theme: Theme) -> Part:
    """The areas of the States of one level, in its one colour."""
    shown = [(area, state) for state in said for area in _areas_of(state)]
    return _filled([area for area, _ in shown], marker["color"]) | {
        "marker": {"line": {"color": theme.quiet if "pattern" in marker else theme.ground, "width": 0.5}},
        "customdata": [state for _, state in shown],
        "hovertext": [said[state] for _, state in shown],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _other_areas(states: Iterable[str], theme: Theme) -> Part:
    """What is no State's of the table. It is filled area by area: all land under the States would be drawn twice.

    It must be the first trace: of that one alone plotly asks whether the geometry is needed.
    """
    drawn = {area for state in states for area in _areas_of(state)}
    others = [area for area in outlines() if area not in drawn]
    return _filled(others, theme.rule) | {"marker": {"line": {"width": 0}}, "hoverinfo": "skip"}


def _areas_of(state: str) -> list[str]:
    """The areas of the geometry that are drawn with a State."""
    return [area for area in (state, *areas_of_states().get(state, ())) if area in outlines()]


def _filled(areas: Sequence[str], colour: str) -> Part:
    return {
        "type": "choropleth",
        "locationmode": "ISO-3",
        "locations": list(areas),
        "z": [1] * len(areas),
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "showlegend": False,
    }


def _hatch(states: Sequence[str], shape: str, theme: Theme) -> Part:
    lines = [
        line
        for state in states
        for area in _areas_of(state)
        for slant in STROKES[shape]
        for line in hatching(area, slant)
    ]
    return _strokes(lines, theme.hatch, dotted=shape == ".")


def _strokes(lines: Sequence[Sequence[Point]], colour: str, dotted: bool = False) -> Part:
    points = [point for line in lines for point in (*line, (None, None))]
    return {
        "type": "scattergeo",
        "mode": "lines",
        "lon": [lon for lon, _ in points],
        "lat": [lat for _, lat in points],
        "line": {"color": colour, "width": 1.4 if dotted else 0.7, "dash": "1px,4px" if dotted else "solid"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _leaders(states: Sequence[str], theme: Theme) -> Part:
    """A thin line from a small State to its dot, where the dot had to stand beside it."""
    dots = [small_states()[state] for state in states]
    return _strokes([(dot.at, dot.shown) for dot in dots if dot.at != dot.shown], theme.quiet)


def _dots(said: dict[str, str], marker: Part, missing: bool, theme: Theme) -> Part:
    """The marks of the small States of one level: filled, or crossed where there is no answer."""
    small = [state for state in said if state in small_states()]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [small_states()[state].shown[0] for state in small],
        "lat": [small_states()[state].shown[1] for state in small],
        "marker": {
            "size": SMALL_DOT if theme.width < SMALL_MAP else DOT,
            "symbol": "circle-x" if missing else "circle",
            "color": marker["color"],
            "opacity": 1,
            "line": {"color": theme.hatch if missing else theme.ink, "width": 0.8},
        },
        "customdata": small,
        "hovertext": [said[state] for state in small],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _ground(theme: Theme) -> Part:
    return {
        "projection": {"type": "equal earth"},
        "resolution": 110,
        "lataxis": {"range": [SOUTH, NORTH]},
        "showframe": False,
        "showcoastlines": False,
        "showcountries": False,
        "showland": False,
        "showlakes": False,
        "bgcolor": "rgba(0,0,0,0)",
        "domain": {"x": [0, 1], "y": [0, 1]},
    }
