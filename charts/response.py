"""Who replied: returns received in time, late and not at all, by group."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.levels import level_bars_by_group
from charts.theme import LIGHT, Theme
from language import say
from model import Caption, Missing

WORDS = {"in_time": "Return received in time", "late": "Return received late", "none": "No return received"}


def response_bars(table: pd.DataFrame, caption: Caption, theme: Theme = LIGHT) -> go.Figure:
    """One bar a group: how many of its States sent a return in time, late or not.

    ``table`` has columns group, response (``in_time``, ``late``, ``none``), n, of_n and, optionally, label.
    """
    levels = pd.DataFrame(
        {
            "level": ["in_time", "late", Missing.NO_RETURN.value],
            "label": [say(word, theme.language) for word in WORDS.values()],
            "order": [1, 2, 3],
            "missing": [False, False, True],
        }
    )
    given = table.assign(level=table["response"].replace("none", Missing.NO_RETURN.value))
    return level_bars_by_group(given, levels, caption, theme)
