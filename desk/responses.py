"""Returns: who sent one, and at which level States reported each provision."""

from __future__ import annotations

import pandas as pd

from charts.levels import level_bars, level_bars_by_group
from charts.response import response_bars
from charts.theme import Theme
from compliance.distribution import reported_distribution
from compliance.responses import response_distribution, responses
from desk import scope
from desk.drawn import Drawn, captioned
from desk.notes import SELF_ASSESSED, label_of, reported_levels
from desk.reading import Reading, reported, returns_of
from language import day_text, say
from loaders import known
from model import Caption, Choices, Share


def has_returns(reading: Reading, choice: Choices) -> bool:
    """Whether any return in force for the cycle had come by the day."""
    return not returns_of(reading, choice).empty


def replied(reading: Reading, choice: Choices) -> Share:
    """How many of the States of the choice sent a return for the cycle by the day."""
    states = scope.states_in(choice)
    sent = set(returns_of(reading, choice)["state"]) & set(states)
    return Share(len(sent), len(states), scope.of_whom(choice), choice.as_at, SELF_ASSESSED)


def reported_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Every provision by the level that States reported, and why a level is not given."""
    title = say("What States reported, provision by provision")
    return _levels(reading, choice, theme, list(known.provisions()), title)


def articles_reported_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The eleven articles of the Declaration, without their measures, by the level that States reported."""
    codes = [code for code, item in known.provisions().items() if code.startswith("D.") and not item.parent]
    return _levels(reading, choice, theme, codes, say("The Declaration, article by article, as States reported it"))


def reported_by_group_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The reported levels of one provision in each group of the chosen scheme."""
    groups = scope.by_group(choice)
    table = reported_distribution(reading.cube_on(choice.as_at), choice.cycle, groups)
    table = table[table["provision"] == choice.provision].reset_index(drop=True)
    title = say("{cited} as reported, group by group", cited=scope.cited(choice.provision))
    caption = reported_caption(reading, choice, title)
    return Drawn(table, caption, level_bars_by_group(table, reported_levels(), caption, theme))


def response_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """Replies by regional group: in time, late, none."""
    cycle = reading.cycles[choice.cycle]
    sent = responses(reading.returns, choice.cycle, cycle.due, scope.states_in(choice), choice.as_at)
    table = response_distribution(sent, scope.by_group(choice))
    title = say("Replies received: {cycle}", cycle=cycle.name)
    due = say("Due by {day}.", day=day_text(cycle.due, choice.language))
    caption = reported_caption(reading, choice, title, due)
    return Drawn(table, caption, response_bars(table, caption, theme))


def reported_of(reading: Reading, choice: Choices) -> dict[str, str] | None:
    """The reported level of the chosen provision by State, in words; None where no return has come."""
    if not has_returns(reading, choice):
        return None
    words = label_of(reported_levels())
    rows = reported(reading, choice.cycle, choice.as_at)
    rows = rows[rows["provision"] == choice.provision]
    return {state: words.get(level, level) for state, level in zip(rows["state"], rows["level"], strict=True)}


def reported_caption(reading: Reading, choice: Choices, title: str, *notes: str) -> Caption:
    """The caption of a figure that rests on returns: who replied, of whom, and that it is self-assessed."""
    share = replied(reading, choice)
    count = say("Replied: {share}", share=share.sentence())
    return captioned(reading, choice, title, count, SELF_ASSESSED, notes)


def _levels(reading: Reading, choice: Choices, theme: Theme, provisions: list[str], title: str) -> Drawn:
    table = reported_distribution(reading.cube_on(choice.as_at), choice.cycle, scope.whole(choice))
    table = table[table["provision"].isin(provisions)]
    order = {code: place for place, code in enumerate(provisions)}
    table = table.sort_values("provision", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)
    titles = known.provisions()
    names = [f"{scope.cited(code)}: {titles[code].short_title}" for code in table["provision"]]
    table = pd.DataFrame(table.assign(label=names))
    caption = reported_caption(reading, choice, title)
    return Drawn(table, caption, level_bars(table, reported_levels(), caption, theme))


def paragraphs_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """The eleven paragraphs of the Code by the level that States reported."""
    codes = [code for code in known.provisions() if code.startswith("C.")]
    return _levels(reading, choice, theme, codes, say("The Code, paragraph by paragraph, as States reported it"))
