"""Levels: the bands into which figures from 0 to 1 fall, and the words for figures that are not given."""

from __future__ import annotations

import numpy as np
import pandas as pd


def bands(levels: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """The bands of one scheme in their order. Raises KeyError for a scheme that is not in the table."""
    rows = levels[levels["scheme"] == scheme]
    if rows.empty:
        raise KeyError(scheme)
    return rows.sort_values("order", ignore_index=True)


def level_codes(figures: np.ndarray, levels: pd.DataFrame, scheme: str) -> np.ndarray:
    """The place of each figure (0-1) in the order of the bands, -1 for NaN; same shape, int8.

    Bands are written with their ends and whether an end belongs to them (``both``, ``from``, ``to``, ``neither``).
    """
    found = np.full(figures.shape, -1, dtype=np.int8)
    for place, band in enumerate(bands(levels, scheme).itertuples()):
        low, high, includes = float(band[3]), float(band[4]), str(band[5])
        above = figures >= low if includes in ("both", "from") else figures > low
        below = figures <= high if includes in ("both", "to") else figures < high
        found[above & below] = place
    return found


def level_of(figures: pd.Series, levels: pd.DataFrame, scheme: str) -> pd.Series:
    """The level of each figure (0-1) as text, empty where there is no figure."""
    names = [*bands(levels, scheme)["level"], ""]
    codes = level_codes(figures.to_numpy(dtype=float, na_value=np.nan), levels, scheme)
    return pd.Series(np.array(names, dtype=object)[codes], index=figures.index, name="level", dtype="str")


def level_order(levels: pd.DataFrame, missing: pd.DataFrame, scheme: str) -> list[str]:
    """Every level a State can have under a scheme, in the order in which they are shown: bands, then kinds of missing.

    Adherence rests on depositary facts, so that no kind of missing answer applies to it.
    """
    named = list(bands(levels, scheme)["level"])
    return named if scheme == "adherence" else named + list(missing.sort_values("order")["kind"])
