"""Levels: the band into which a figure from 0 to 1 falls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compliance.method import bands


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
