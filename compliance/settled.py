"""Settled: whether a State's own earlier answers settle that a question does not apply to it.

Where an earlier answer is itself missing nothing is settled: the question stays asked, and blank. So a rule is judged
with three values: it holds, it does not hold, or it is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from relevance import Condition, Either, Equals, Every, Negation, Selected


@dataclass(frozen=True, slots=True)
class Truth:
    """Where something is known to hold and where it is known not to hold; neither where it is not known."""

    yes: np.ndarray
    no: np.ndarray

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)


def truth(rule: Condition, heard: Callable[[Selected | Equals], Truth]) -> Truth:
    """The rule's truth for each State and cycle; ``heard`` says whether a question was answered with a word."""
    match rule:
        case Selected() | Equals():
            return heard(rule)
        case Negation(of):
            return ~truth(of, heard)
        case Every(parts):
            return reduce(Truth.__and__, (truth(part, heard) for part in parts))
        case Either(parts):
            return reduce(Truth.__or__, (truth(part, heard) for part in parts))
