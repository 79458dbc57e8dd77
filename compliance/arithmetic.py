"""Arithmetic that goes to print: whole percentages, means that show what they are made of, totals that cross-foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from model import Share


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean in whole per cent and the items it is the mean of, in their order; it is never printed without them."""

    per_cent: int
    items: Mapping[str, int]


def mean(items: Mapping[str, int]) -> Mean:
    """The mean of whole percentages, rounded half up once, at the end. Raises ValueError when there is none.

    >>> mean({"law": 100, "practice": 80, "training": 80}).per_cent
    87
    """
    if not items:
        raise ValueError("a mean needs items")
    return Mean(half_up(Fraction(sum(items.values()), len(items))), dict(items))


def half_up(figure: Fraction) -> int:
    """Rounded to a whole number, halves up, exactly: 86.5 gives 87."""
    return (2 * figure.numerator + figure.denominator) // (2 * figure.denominator)


@dataclass(frozen=True, slots=True)
class CrossFoot:
    """A total as printed beside what its parts add up to. ``agrees`` when both n and N are the same."""

    said: Share
    parts_n: int
    parts_of_n: int

    @property
    def agrees(self) -> bool:
        """Whether the printed total is the sum of its parts."""
        return (self.said.n, self.said.of_n) == (self.parts_n, self.parts_of_n)

    @property
    def summed(self) -> Share:
        """The total as it should be printed."""
        return Share(self.parts_n, self.parts_of_n, self.said.of_whom, self.said.as_at, self.said.source)


def crossfoot(total: Share, parts: Sequence[Share]) -> CrossFoot:
    """A printed total against the sum of its parts, n and N each.

    >>> from datetime import date
    >>> of = lambda n, of_n: Share(n, of_n, "States", date(2020, 1, 1))
    >>> crossfoot(of(190, 196), [of(31, 35), of(49, 55), of(23, 27), of(79, 79)]).agrees
    False
    """
    return CrossFoot(total, sum(part.n for part in parts), sum(part.of_n for part in parts))


def of_n_for(n: int, per_cent: int) -> range:
    """The totals N for which n of N is printed as that many per cent; empty when there are none.

    It says what a text that gives n and a percentage alone can have meant.

    >>> of_n_for(44, 42)
    range(104, 107)
    """
    if n <= 0 or per_cent <= 0:
        return range(0)
    fits = [of_n for of_n in range(n, 200 * n // (2 * per_cent - 1) + 2) if _whole(n, of_n) == per_cent]
    return range(fits[0], fits[-1] + 1) if fits else range(0)


def _whole(n: int, of_n: int) -> int:
    return half_up(Fraction(100 * n, of_n))
