"""The report of the 35th session: its time against rendering its figures one ``Figure.to_image`` at a time.

``python -m benchmarks.report [STORE]`` makes the whole report of the store (default: the shipped facts, in a store of
its own) and prints both times and the ratio, pandoc's own time taken off ours; the bar is 0.1.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import plotly.io

from desk.reading import read
from exports.picture import GEOMETRY, Renderer
from founding import founded_store
from model import PUBLIC
from report.blocks import Picture
from report.document import report
from report.matter import Request

BAR = 0.1

RUNS = 3
"""How often the report is made, each time from a reading of its own and with a Chrome of its own; the best counts.

The time ends when the report stands: Chrome, which stays up for the next one, is ended afterwards.
"""


def main() -> None:
    """Make the report, then draw its figures the other way."""
    with TemporaryDirectory() as folder:
        store = founded_store(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'store.sqlite'}")
        readings = [read(store, PUBLIC, store.revision(PUBLIC)) for _ in range(RUNS)]
    times = []
    for reading in readings:
        start = perf_counter()
        renderer = Renderer()
        made = report(reading, Request(date(2026, 3, 31), 35, reading.latest_cycle), renderer)
        times.append(perf_counter() - start)
        renderer.close()
    ours = min(times)
    start = perf_counter()
    made.word()
    pandoc = perf_counter() - start
    plotly.io.defaults.topojson = GEOMETRY
    figures = [block.drawn.figure for block in made.blocks if isinstance(block, Picture)]
    start = perf_counter()
    for figure in figures:
        figure.to_image(format="png", scale=3)
    theirs = perf_counter() - start
    print(
        f"{len(figures)} figures: report {ours:.1f} s and pandoc {pandoc:.1f} s, Figure.to_image {theirs:.1f} s, "
        f"ratio {ours / theirs:.3f} (bar {BAR})"
    )


if __name__ == "__main__":
    main()
