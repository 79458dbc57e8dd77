"""The tables the method rests on, held together: what a word is worth, where bands end, why a figure is not given."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Method:
    """``scale`` (value, score, label, order), ``levels`` (scheme, level, from, to, includes, label, order), ``missing``
    (kind, label, mark, order) and ``threshold``, the least share of the applicable weight that must be answered.
    """

    scale: pd.DataFrame
    levels: pd.DataFrame
    missing: pd.DataFrame
    threshold: float

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the scale in their order."""
        return tuple(self.scale.sort_values("order")["value"])

    def level_order(self, scheme: str) -> tuple[str, ...]:
        """Every level a State can stand at, in the order in which they are shown: bands, then why there is none.

        Adherence (``adherence``) rests on depositary facts alone, so that no kind of missing answer applies to it.
        """
        named = tuple(bands(self.levels, scheme)["level"])
        return named if scheme == "adherence" else (*named, *self.missing.sort_values("order")["kind"])


def bands(levels: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """The bands of one scheme in their order. Raises KeyError for a scheme that is not in the table."""
    rows = levels[levels["scheme"] == scheme]
    if rows.empty:
        raise KeyError(scheme)
    return rows.sort_values("order", ignore_index=True)
