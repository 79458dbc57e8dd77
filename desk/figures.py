"""Every figure and every table by its name; the same for a page, the command line and a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from charts.theme import PAPER, THEMES, Theme
from desk import articles, code, quality, responses, states, treaties
from desk.drawn import Drawn, Still, Tabled
from desk.reading import Reading
from model import Choices

DRAWN = 512
"""How many drawn figures, and how many tables, are kept: all articles in some forty views."""

FIGURES: dict[str, Callable[[Reading, Choices, Theme], Drawn]] = {
    "articles-adherence": articles.adherence_figure,
    "article-world": articles.world_figure,
    "article-by-group": articles.by_group_figure,
    "article-over-time": articles.over_time_figure,
    "article-states": articles.states_figure,
    "provisions-reported": responses.reported_figure,
    "articles-reported": responses.articles_reported_figure,
    "reported-by-group": responses.reported_by_group_figure,
    "response": responses.response_figure,
    "code-levels": responses.paragraphs_figure,
    "code-aspects": code.aspects_figure,
    "state-adherence": states.adherence_figure,
    "state-bounds": states.bounds_figure,
    "state-reported": states.reported_figure,
    "treaty-over-time": treaties.over_time_figure,
    "treaty-world": treaties.world_figure,
    "party-matrix": treaties.matrix_figure,
}

TABLES: dict[str, Callable[[Reading, Choices], Tabled]] = {
    "changes": articles.changes_table,
    "treaties-behind": articles.treaties_behind_table,
    "states-by-level": articles.states_by_level_table,
    "state-treaties": states.treaties_table,
    "state-answers": states.answers_table,
    "state-cycles": states.cycles_table,
    "state-discrepancies": states.discrepancies_table,
    "not-party": treaties.not_party_table,
    "treaty-actions": treaties.actions_table,
    "discrepancies": quality.discrepancies_table,
    "coverage": quality.coverage_table,
    "conflicting-days": quality.conflicting_days_table,
    "leads": quality.leads_table,
    "not-known": quality.not_known_table,
    "operative": quality.operative_table,
}


@lru_cache(DRAWN)
def draw(name: str, reading: Reading, choice: Choices, ground: str = "paper", width: int = 0) -> Drawn:
    """The figure of that name on ``light``, ``dark`` or ``paper``; ``width`` in pixels, 0 for the ground's own.

    Raises KeyError for a name that is not in ``FIGURES``.
    """
    theme = THEMES.get(ground, PAPER)
    drawn = FIGURES[name](reading, choice, theme.at_width(width) if width else theme)
    return drawn if theme is PAPER else replace(drawn, figure=Still(drawn.figure.to_dict(), _validate=False))


@lru_cache(DRAWN)
def tabled(name: str, reading: Reading, choice: Choices) -> Tabled:
    """The table of that name. Raises KeyError for a name that is not in ``TABLES``."""
    return TABLES[name](reading, choice)


def file_stem(name: str, choice: Choices) -> str:
    """A file name that says what is in it: ``article-world-D.5-african-states-2026-03-31``."""
    subject = {"article": choice.provision, "state": choice.state, "treaty": choice.treaty, "not": choice.treaty}
    parts = [name, subject.get(name.partition("-")[0], ""), choice.group, choice.as_at.isoformat()]
    return "-".join(part.replace(":", "-").replace(" ", "-") for part in parts if part)
