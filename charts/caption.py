"""A caption put on a figure, so that the figure is a finished document wherever it goes.

Everything is laid out in pixels from the measured widths of the texts: title and n/N line above, legend under them,
notes, source, as at, data revision and disclaimers below. Nothing moves when the figure is stretched.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.alt import alt_text
from charts.lettering import SEMIBOLD, broken, lines_of, plain, width_of
from charts.theme import FONT, Theme
from language import day_text, say
from model import Caption

DEMONSTRATION = "Demonstration data – invented"

MAP_DISCLAIMER = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
    "acceptance by the United Nations."
)

EDGE = 2
"""Pixels kept free at the left and right edge, so that no letter's overhang is cut."""

LEADING = 1.3
"""Line height over size of type, as plotly sets it."""

SWATCH = 48
"""Pixels that plotly adds to a legend's text: the swatch and the gaps around it."""

Part = dict[str, Any]
"""A piece of a figure as plotly.js knows it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot inside a figure: its height and the room its axes need on each side, in pixels."""

    height: float
    left: float = EDGE
    right: float = EDGE
    above: float = 10
    below: float = 8


def finish(
    traces: Sequence[Part],
    layout: Mapping[str, Any],
    caption: Caption,
    theme: Theme,
    frame: Frame,
    legend: Sequence[str] = (),
    unit: str = "",
    facts: Sequence[str] = (),
) -> go.Figure:
    """The traces and their layout as a figure with the caption on it; ``legend`` are the legend's words in order.

    ``unit`` is what the figure counts or measures, ``facts`` what it shows, in words, for its alternative text. The
    figure's height comes from the plot's height and the lines of text; its width is fixed on paper and left to the
    page on screen.
    """
    room = theme.width - 2 * EDGE
    band = theme.small * LEADING + 16 if caption.demonstration else 2
    titles = lines_of(caption.title, room, theme.title, SEMIBOLD)
    counts = lines_of(caption.count, room, theme.text) if caption.count else ()
    count_top = band + len(titles) * theme.title * LEADING + 3
    header = count_top + len(counts) * theme.text * LEADING + 8
    rows = _legend_rows(legend, theme.width - frame.left - frame.right, theme)
    top = round(header + rows * (theme.text * LEADING + 4) + (8 if rows else 0) + frame.above)
    notes = _notes(caption, theme, room, unit)
    bottom = round(frame.below + 16 + len(notes) * theme.small * LEADING + 4)

    title = _at_left(theme, frame, "<br>".join(map(plain, titles)), y=1, shift=top - band, size=theme.title)
    title["font"] = {"family": FONT, "size": theme.title, "weight": 600, "color": theme.ink}
    annotations = [
        title,
        *layout.get("annotations", ()),
        _at_left(theme, frame, "<br>".join(notes), y=0, shift=-(frame.below + 14), size=theme.small),
    ]
    if counts:
        said = "<br>".join(map(plain, counts))
        annotations.append(_at_left(theme, frame, said, y=1, shift=top - count_top, size=theme.text))
    if caption.demonstration:
        annotations.extend(_marks(theme, frame, top))
    look = _look(theme, frame, top, bottom)
    words = {"title": caption.title, "alt": alt_text(caption, facts, theme.language)}
    height = round(top + frame.height + bottom)
    own: Part = {"annotations": annotations, "height": height, "meta": words}
    own |= {"showlegend": bool(legend), "legend": _legend(theme, header, height)}
    marked = [{**trace, "uid": f"t{number:05}"} for number, trace in enumerate(traces)]
    # Asking plotly whether each part is one of its own takes six times as long as the rest; the tests ask.
    return go.Figure({"data": marked, "layout": {**layout, **look, **own}}, _validate=False)


def _look(theme: Theme, frame: Frame, top: int, bottom: int) -> Part:
    """What every figure has alike: type, ground, width and margins."""
    return {
        "font": {"family": FONT, "size": theme.text, "color": theme.ink},
        "paper_bgcolor": theme.ground if theme.fixed else "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "width": theme.width if theme.fixed else None,
        "autosize": not theme.fixed,
        "margin": {
            "l": round(frame.left),
            "r": round(frame.right),
            "t": top,
            "b": bottom,
            "pad": 0,
            "autoexpand": False,
        },
        "hoverlabel": {
            "font": {"family": FONT, "size": theme.text, "color": theme.ink},
            "bgcolor": theme.ground,
            "bordercolor": theme.rule,
            "align": "left",
        },
        "template": {},
    }


def lettered(text: str, theme: Theme, **where: object) -> Part:
    """A piece of text on a figure without an arrow; ``where`` are plotly's own words for its place and look."""
    return {
        "text": text,
        "showarrow": False,
        "borderpad": 0,
        "font": {"family": FONT, "size": theme.text, "color": theme.ink},
        **where,
    }


def words_at(
    x: Sequence[float],
    y: Sequence[float],
    words: Sequence[str],
    theme: Theme,
    position: str = "middle center",
    size: int = 0,
    colour: str | Sequence[str] = "",
) -> Part:
    """Many pieces of text at once, placed on the plot's own axes; lighter by far than an annotation each.

    ``position`` is plotly's: where the text stands of its point. ``words`` may hold ``<br>`` and nothing else.
    """
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(x),
        "y": list(y),
        "text": list(words),
        "textposition": position,
        "textfont": {"family": FONT, "size": size or theme.text, "color": colour or theme.ink},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _at_left(theme: Theme, frame: Frame, text: str, y: float, shift: float, size: int) -> Part:
    return lettered(
        text,
        theme,
        x=0,
        xref="paper",
        xanchor="left",
        xshift=EDGE - round(frame.left),
        y=y,
        yref="paper",
        yanchor="top",
        yshift=shift,
        align="left",
        font={"family": FONT, "size": size, "color": theme.muted},
    )


def _notes(caption: Caption, theme: Theme, room: float, unit: str) -> list[str]:
    """Unit, notes, then source, as at and revision, then what is owed to every map: one entry a line."""
    day = day_text(caption.as_at, theme.language).replace(" ", "\u00a0")
    facts = [
        say("Source: {source}.", theme.language, source=caption.source.rstrip(".")),
        say("As at {day}.", theme.language, day=day),
    ]
    if caption.revision:
        facts.append(say("Data revision {revision}.", theme.language, revision=caption.revision))
    texts = [*caption.notes, " ".join(facts)]
    if unit:
        texts.insert(0, say("Unit: {unit}.", theme.language, unit=unit))
    if caption.map_disclaimer:
        texts.append(say(MAP_DISCLAIMER, theme.language))
    return [line for text in texts for line in broken(text, room, theme.small).split("<br>")]


def _marks(theme: Theme, frame: Frame, top: float) -> list[Part]:
    """Invented data say so twice: a label over the title, and large and faint across the plot."""
    said = say(DEMONSTRATION, theme.language)
    plot = theme.width - frame.left - frame.right
    label = _at_left(theme, frame, plain(said), y=1, shift=top - 1, size=theme.small)
    label |= {"borderpad": 3, "borderwidth": 1, "bordercolor": theme.ink, "xshift": label["xshift"] - 1}
    label["font"] = {"family": FONT, "size": theme.small, "color": theme.ink, "weight": 600}
    across = lettered(
        plain(said),
        theme,
        x=0.5,
        xref="paper",
        y=0.5,
        yref="paper",
        textangle=-8,
        opacity=0.1,
        font={
            "family": FONT,
            "size": min(56, math.floor(0.92 * plot / width_of(said, 1, SEMIBOLD))),
            "color": theme.ink,
            "weight": 600,
        },
    )
    return [across, label]


def _legend(theme: Theme, header: float, height: float) -> Part:
    return {
        "orientation": "h",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1 - header / height,
        "yref": "container",
        "yanchor": "top",
        "font": {"family": FONT, "size": theme.text, "color": theme.ink},
        "bgcolor": "rgba(0,0,0,0)",
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        "indentation": -6,
    }


def _legend_rows(legend: Sequence[str], room: float, theme: Theme) -> int:
    """Rows that plotly will set: all in one if they fit, else in columns as wide as the widest."""
    if not legend:
        return 0
    widths = [width_of(word, theme.text) + SWATCH for word in legend]
    if sum(widths) <= room:
        return 1
    columns = max(1, int(room // max(widths)))
    return math.ceil(len(widths) / columns)
