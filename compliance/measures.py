"""Reported measures: what States say of themselves, as a weighted mean with its answered share and its two bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from compliance.cube import WITHHELD, Cube, cube
from compliance.method import Method
from compliance.replies import NOT_RELEVANT, in_edition, scored
from model import Missing

KEYS = ["state", "cycle", "provision"]


def reported_level(
    answers: pd.DataFrame,
    questions: pd.DataFrame,
    method: Method,
    *,
    states: Sequence[str],
    cycles: Mapping[str, str] | Sequence[str],
    returns: pd.DataFrame | None = None,
    provisions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The reported figures as a frame: ``reported_table`` of the cube of these answers (see ``cube`` for the input)."""
    found = cube(answers, questions, method, states=states, cycles=cycles, returns=returns, provisions=provisions)
    return reported_table(found)


def reported_table(figures: Cube, cycle: str = "") -> pd.DataFrame:
    """Every State under every provision, in one cycle or in all.

    Returns state, cycle, provision, score (0-1, NA when withheld or missing), answered (share of the applicable weight,
    0-1), low, high (the score if all that is missing were worst, or best), applicable and scored (numbers of
    questions), withheld (bool), level (a band, ``withheld`` or a kind of missing). Method: docs/method.md, rules 7-12.
    """
    places = [figures.cycles.index(cycle)] if cycle else list(range(len(figures.cycles)))
    grid = pd.MultiIndex.from_product([figures.states, [figures.cycles[at] for at in places], figures.provisions])
    values = figures.replies.values
    aside = [values.index(name) for name in (Missing.NOT_APPLICABLE, NOT_RELEVANT) if name in values]
    lacking = [values.index(name) for name in (Missing.CONFIDENTIAL, Missing.BLANK)]
    counts = figures.counts[:, places, :, :]
    applicable = counts.sum(axis=-1) - counts[..., aside].sum(axis=-1)
    level = np.array(figures.levels, dtype=object)[figures.level[:, places, :].ravel()]
    table = pd.DataFrame({name: grid.get_level_values(axis) for axis, name in enumerate(KEYS)})
    for name in ("score", "answered", "low", "high"):
        table[name] = pd.array(getattr(figures, name)[:, places, :].ravel(), dtype="Float64")
    table["applicable"] = applicable.ravel().astype(int)
    table["scored"] = (applicable - counts[..., lacking].sum(axis=-1)).ravel().astype(int)
    table["withheld"] = level == WITHHELD
    table["level"] = pd.Series(level, dtype="str")
    return table


def answers_behind(
    figures: Cube, questions: pd.DataFrame, method: Method, state: str, provision: str, cycle: str
) -> pd.DataFrame:
    """What one figure is made of: question, provision, value (a word of the scale or why there is none), score, weight.

    One row a scored question of the cycle's edition, in the order of the questionnaire. Raises ValueError for a State
    or cycle that the cube does not have.
    """
    heard = figures.replies
    row, place = figures.states.index(state), figures.cycles.index(cycle)
    form = scored(in_edition(questions, heard.editions[place]))
    own = form["provision"]
    form = form[(own == provision) | own.str.startswith(provision + ".")].reset_index(drop=True)
    words = [heard.values[heard.said[row, place, heard.questions.index(name)]] for name in form["question"]]
    if not heard.returned[row, place]:
        words = [Missing.NO_RETURN.value] * len(words)
    table = form[["question", "provision"]].assign(value=pd.Series(words, dtype="str"))
    scores = table["value"].map(method.scale.set_index("value")["score"]).astype("Float64")
    return table.assign(score=scores, weight=form["weight"])
