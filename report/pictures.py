"""Pictures of a report: the same figures as on the pages; where none can be drawn, tables in their place."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pandas as pd

from charts.theme import PAPER
from desk import figures
from desk.drawn import Drawn
from desk.notes import adherence_levels, label_of, reported_levels
from exports.picture import Renderer, picture
from report.blocks import Block, Picture, Table, quantity
from report.matter import Matter

LEVEL_WORDS = {"in_time": "In time", "late": "Late", "none": "None"}


def drawing(matter: Matter, name: str, provision: str = "") -> list[Picture]:
    """One figure of the desk, by its name, as a block; ``provision`` for those that show one."""
    choice = replace(matter.choice, provision=provision)
    drawn = figures.draw(name, matter.reading, choice, PAPER.name)
    stem = f"{name}-{provision}" if provision else name
    return [Picture(stem.replace(".", "-").lower(), drawn)]


class Studio:
    """Draws pictures as PNG while the chapters that follow are still being written. Close it when all are fetched."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._pool = ThreadPoolExecutor(1)
        self._waiting: dict[str, Future[bytes]] = {}
        self._pool.submit(renderer.ready)

    def take(self, shown: Picture) -> None:
        """Draw a picture when its turn comes."""
        self._waiting[shown.name] = self._pool.submit(picture, shown.drawn.figure, "png", self._renderer)

    def pictures(self) -> dict[str, bytes]:
        """Every picture taken, by its name. Raises PictureError, with a sentence, where one cannot be drawn."""
        return {name: drawn.result() for name, drawn in self._waiting.items()}

    def close(self) -> None:
        """End, whatever still waits."""
        self._pool.shutdown(cancel_futures=True)


def as_tables(blocks: list[Block]) -> list[Block]:
    """The blocks with a table in place of each picture."""
    return [as_table(block) if isinstance(block, Picture) else block for block in blocks]


def as_table(shown: Picture) -> Table:
    """What a figure was drawn from, as a table to be read: a row an article, group or level, a column a level."""
    caption, table = shown.drawn.caption, shown.drawn.table
    if "n" not in table.columns:
        return _levels_counted(shown.name, shown.drawn)
    row, column = _axes(table)
    words = label_of(reported_levels()) | label_of(adherence_levels()) | LEVEL_WORDS
    columns = [level for level in dict.fromkeys(table[column]) if table.loc[table[column] == level, "n"].sum()]
    rows = []
    for name, part in table.groupby(row, sort=False):
        counts = dict(zip(part[column], part["n"], strict=True))
        cells = (quantity(int(counts.get(level, 0))) for level in columns)
        rows.append((str(name), *cells, int(part["of_n"].iloc[0])))
    head = (_stub(row), *(words.get(level, str(level)) for level in columns), "Total")
    return Table(shown.name, caption.title, head, tuple(rows), source=caption.source)


def _axes(table: pd.DataFrame) -> tuple[str, str]:
    """Which columns of a figure's table are its rows and its columns."""
    column = next(name for name in ("level", "response", "answer") if name in table.columns)
    if "label" in table.columns and column != "answer":
        return "label", column
    return ("group" if "group" in table.columns else "aspect" if "aspect" in table.columns else "provision"), column


def _stub(row: str) -> str:
    return {"label": "Article or paragraph", "group": "Group", "aspect": "Aspect"}.get(row, "Provision")


def _levels_counted(name: str, drawn: Drawn) -> Table:
    """A map as the number of States at each level."""
    words = label_of(adherence_levels())
    numbers = drawn.table["level"].value_counts()
    rows = [(label, quantity(int(numbers.get(level, 0)))) for level, label in words.items()]
    rows.append(("Total", len(drawn.table)))
    return Table(
        name,
        drawn.caption.title,
        ("Level", "Member States"),
        tuple(rows),
        (8, 2),
        source=drawn.caption.source,
        total=True,
    )
