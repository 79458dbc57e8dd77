"""What the desk gives: a table with its caption, a figure drawn from it, a number with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from desk.reading import Reading
from model import Caption, Choices


@dataclass(frozen=True, eq=False)
class Tabled:
    """A table as it is shown and exported, and what it says of itself."""

    table: pd.DataFrame
    caption: Caption


@dataclass(frozen=True, eq=False)
class Drawn(Tabled):
    """A figure, with the table that it was drawn from."""

    figure: go.Figure


class Still(go.Figure):
    """A figure that changes no more: it is taken apart once, and shown again at no cost.

    Nobody may write to its parts.
    """

    def to_dict(self) -> dict[str, Any]:
        """The parts of the figure, the same ones each time."""
        if self._parts is None:
            self._parts = super().to_dict()
        return self._parts

    _parts: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One number and the words that make it a statement."""

    figure: str
    words: str


def captioned(
    reading: Reading,
    choice: Choices,
    title: str,
    count: str,
    source: str,
    notes: tuple[str, ...] = (),
    *,
    is_map: bool = False,
    alt: str = "",
) -> Caption:
    """The caption of a figure or table; in a demonstration store it carries the mark of invented data."""
    return Caption(
        title=title,
        count=count,
        source=source,
        as_at=choice.as_at,
        revision=reading.revision,
        notes=notes,
        map_disclaimer=is_map,
        demonstration=reading.demonstration,
        alt=alt or f"{title}. {count}",
    )
