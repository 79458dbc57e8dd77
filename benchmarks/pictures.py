"""Twenty pictures: one renderer that stays up against ``Figure.to_image`` called twenty times, in one run.

``python -m benchmarks.pictures`` prints the two times and their ratio; the bar is 0.15.
"""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pandas as pd
import plotly.graph_objects as go
import plotly.io

from charts.levels import level_bars, level_bars_by_group
from charts.theme import PAPER
from charts.world import world_map
from exports.picture import GEOMETRY, Renderer, picture
from model import Caption

COUNT = 20
BAR = 0.15

LEVELS = pd.DataFrame(
    {
        "level": ["all", "most", "some", "none", "no_return"],
        "label": ["Party to all", "Party to half or more", "Party to fewer than half", "Party to none", "No return"],
        "order": [1, 2, 3, 4, 5],
        "missing": [False, False, False, False, True],
    }
)


def figures(count: int) -> list[go.Figure]:
    """``count`` figures on paper: bars by article, bars by group and, every fifth, a map."""
    caption = Caption("States by level", "193 Member States", "the benchmark", date(2026, 3, 31))
    names = LEVELS["level"].tolist()
    made = []
    for number in range(count):
        values = [(7 * row + 3 * place + number) % 31 for row in range(11) for place in range(len(names))]
        rows = [(f"D.{row + 1}", level) for row in range(11) for level in names]
        table = pd.DataFrame(rows, columns=["provision", "level"]).assign(n=values)
        table["of_n"] = table.groupby("provision")["n"].transform("sum")
        if number % 5 == 4:
            codes = ["KEN", "FRA", "BRA", "IND", "TUV", "USA", "CHN", "AUS", "EGY", "POL"]
            states = pd.DataFrame({"state": codes, "label": codes})
            states["level"] = [names[(place + number) % len(names)] for place in range(len(codes))]
            made.append(world_map(states, LEVELS, caption, PAPER))
        elif number % 2:
            made.append(level_bars_by_group(table.rename(columns={"provision": "group"}), LEVELS, caption, PAPER))
        else:
            made.append(level_bars(table, LEVELS, caption, PAPER))
    return made


def main() -> None:
    """Draw the same figures both ways and print the ratio."""
    plotly.io.defaults.topojson = GEOMETRY
    drawn = figures(COUNT)
    start = perf_counter()
    with Renderer() as renderer:
        for figure in drawn:
            picture(figure, "png", renderer)
    ours = perf_counter() - start
    start = perf_counter()
    for figure in drawn:
        figure.to_image(format="png", scale=3)
    theirs = perf_counter() - start
    ratio = ours / theirs
    print(f"{COUNT} pictures: one renderer {ours:.1f} s, Figure.to_image {theirs:.1f} s, ratio {ratio:.3f} (bar {BAR})")


if __name__ == "__main__":
    main()
