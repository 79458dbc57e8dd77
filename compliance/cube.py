"""The cube: every answer of every State, provision and cycle, counted once, so that any figure is a slice.

The tables for pages, charts and the report are read off the cube; ``compliance/measures.py`` gives it as a frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from compliance.counting import parent_of
from compliance.levels import level_codes
from compliance.method import Method
from compliance.replies import Replies, in_edition, replies, scored
from model import Missing

WITHHELD = "withheld"

THOUSAND = 1000
"""Weights and scores are kept to the thousandth and summed as whole numbers, which a double holds exactly: no order of
rows and no machine can change a figure."""


@dataclass(frozen=True, slots=True)
class Cube:
    """Figures by State, cycle and provision; every array has these three axes, in this order.

    ``level`` is the place in ``levels`` (the bands, then ``withheld`` and the kinds of missing); ``score``, ``low``,
    ``high`` and ``answered`` are 0-1, NaN where there is none; ``counts`` has a fourth axis: how many questions were
    answered with each of ``replies.values``. ``replies`` keeps what was said, question by question.
    """

    states: tuple[str, ...]
    cycles: tuple[str, ...]
    provisions: tuple[str, ...]
    levels: tuple[str, ...]
    level: np.ndarray
    score: np.ndarray
    low: np.ndarray
    high: np.ndarray
    answered: np.ndarray
    counts: np.ndarray
    replies: Replies

    def levels_of(self, cycle: str) -> np.ndarray:
        """Places in ``levels`` of every State under every provision in one cycle: (States, provisions).

        Raises ValueError for a cycle that the cube does not have.
        """
        return self.level[:, self.cycles.index(cycle), :]

    def distribution(self, cycle: str, states: np.ndarray | None = None) -> np.ndarray:
        """How many States stand at each level under each provision: (provisions, levels); ``states`` is a mask."""
        found = self.levels_of(cycle)
        found = found if states is None else found[states]
        return (found[:, :, None] == np.arange(len(self.levels), dtype=np.int8)).sum(axis=0)

    def mask(self, states: Sequence[str]) -> np.ndarray:
        """The States named, as a mask over ``states``; a name that the cube does not have is passed over."""
        wanted = set(states)
        return np.array([state in wanted for state in self.states], dtype=bool)


def cube(
    answers: pd.DataFrame,
    questions: pd.DataFrame,
    method: Method,
    *,
    states: Sequence[str],
    cycles: Mapping[str, str] | Sequence[str],
    returns: pd.DataFrame | None = None,
    provisions: Sequence[str] | None = None,
) -> Cube:
    """Every reported figure, counted from the answers.

    ``answers`` has state, cycle, question, value and may have visibility (a row ``secretariat`` without a value is
    confidential). ``questions`` has question, provision, kind, weight and may have part, relevance and edition.
    ``cycles`` maps a cycle to its edition, or lists cycles where there is one edition. ``returns`` has state and cycle
    of the returns in force (default: whoever answered anything) and may have shown, the parts (``ABCD``) of each that
    the reader may see: what is not there in another part is confidential. ``provisions`` defaults to those that any
    edition scores; a provision takes in the questions of its own measures (D.7.a under D.7).

    Raises ValueError for a word that is not on the scale, for two answers of a State to one question in one cycle, and
    RelevanceError for a relevance rule that is not understood. Method: docs/method.md, rules 7 to 12.
    """
    editions = dict(cycles) if isinstance(cycles, Mapping) else dict.fromkeys(cycles, "")
    heard = replies(answers, questions, method.words, tuple(sorted(states)), editions, returns)
    under = provisions_scored(questions) if provisions is None else tuple(provisions)
    sums = _Sums(heard, questions, editions, under, method.scale.sort_values("order"))
    figures = sums.figures(method.threshold)
    named = method.level_order("reported")
    return Cube(
        states=heard.states,
        cycles=heard.cycles,
        provisions=under,
        levels=named,
        level=sums.level(figures["score"], method.levels, named),
        **figures,
        counts=sums.counts,
        replies=heard,
    )


def provisions_scored(questions: pd.DataFrame) -> tuple[str, ...]:
    """The provisions that have a scored question, themselves or through a measure of their own, by code."""
    own = set(scored(questions)["provision"])
    return tuple(sorted(own | {above for code in own if (above := parent_of(code))}))


class _Sums:
    """Weights and numbers of questions by State, cycle and provision, from which the figures are divided."""

    def __init__(
        self,
        heard: Replies,
        questions: pd.DataFrame,
        editions: Mapping[str, str],
        provisions: tuple[str, ...],
        scale: pd.DataFrame,
    ) -> None:
        shape = (len(heard.states), len(heard.cycles), len(provisions), len(heard.values))
        self.heard = heard
        self.counts = np.zeros(shape, dtype=np.int16)
        self.asked = np.zeros((1, shape[1], shape[2]))
        weights = np.zeros(shape)
        for edition in dict.fromkeys(editions.values()):
            cycles = [place for place, cycle in enumerate(editions) if editions[cycle] == edition]
            serves = _serves(in_edition(questions, edition), heard.questions, provisions)
            here = (shape[0], len(cycles), *shape[2:])
            cells = np.arange(here[0] * here[1]).reshape(here[0], here[1], 1) * here[2]
            said = heard.said[:, cycles, :][:, :, serves.question]
            place = ((cells + serves.provision) * here[3] + said).ravel()
            weighs = np.broadcast_to(serves.weight, said.shape).ravel()
            size = int(np.prod(here))
            self.counts[:, cycles] = np.bincount(place, minlength=size).reshape(here)
            weights[:, cycles] = np.bincount(place, weighs, minlength=size).reshape(here)
            self.asked[:, cycles] = np.bincount(serves.provision, serves.weight, minlength=here[2])
        self._divide(weights, scale)

    def _divide(self, weights: np.ndarray, scale: pd.DataFrame) -> None:
        scores = np.rint(scale["score"].to_numpy(dtype=float, na_value=np.nan) * THOUSAND)
        graded = np.isfinite(scores)
        words = weights[..., : len(scores)]
        at = self.heard.values.index
        self.worst, self.best = scores[graded].min(), scores[graded].max()
        self.answered = words[..., graded].sum(axis=-1)
        self.earned = (words[..., graded] * scores[graded]).sum(axis=-1)
        self.confidential = weights[..., at(Missing.CONFIDENTIAL)]
        self.lacking = weights[..., at(Missing.BLANK)] + self.confidential
        self.applicable = self.answered + self.lacking

    def figures(self, threshold: float) -> dict[str, np.ndarray]:
        """Score, low, high and answered share; the score only where the share reaches the threshold."""
        enough = self.answered * THOUSAND >= round(threshold * THOUSAND) * self.applicable
        whole = np.where(self.applicable > 0, self.applicable, np.nan)
        given = np.where(enough & (self.answered > 0), self.answered, np.nan)
        return {
            "score": self.earned / (given * THOUSAND),
            "low": (self.earned + self.lacking * self.worst) / (whole * THOUSAND),
            "high": (self.earned + self.lacking * self.best) / (whole * THOUSAND),
            "answered": self.answered / whole,
        }

    def level(self, score: np.ndarray, levels: pd.DataFrame, named: tuple[str, ...]) -> np.ndarray:
        """The place of each figure among the levels; a later line overrules an earlier one."""
        at = named.index
        place = level_codes(score, levels, "reported")
        place[np.isnan(score)] = at(WITHHELD)
        silent = self.answered == 0
        place[silent] = at(Missing.BLANK)
        place[silent & (self.confidential > 0)] = at(Missing.CONFIDENTIAL)
        place[self.applicable == 0] = at(Missing.NOT_APPLICABLE)
        place[~self.heard.returned] = at(Missing.NO_RETURN)
        place[np.broadcast_to(self.asked == 0, place.shape)] = at(Missing.NOT_ASKED)
        return place


class _Serves(NamedTuple):
    """Which scored question serves which provision, with its weight in thousandths: three arrays of one length."""

    question: np.ndarray
    provision: np.ndarray
    weight: np.ndarray


def _serves(form: pd.DataFrame, names: tuple[str, ...], provisions: tuple[str, ...]) -> _Serves:
    """The questions of one edition under their own provision, and under the one it is a measure of."""
    place = {code: number for number, code in enumerate(provisions)}
    row = {name: number for number, name in enumerate(names)}
    asked = scored(form)
    found = [
        (row[name], place[code], round(weight * THOUSAND))
        for name, own, weight in zip(asked["question"], asked["provision"], asked["weight"].astype(float), strict=True)
        for code in (own, parent_of(own))
        if code in place
    ]
    columns = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return _Serves(columns[0], columns[1], columns[2].astype(float))
