"""Places: where the names in a column stand in a list of names; the way from frames to arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def places(column: pd.Series, names: Sequence[str]) -> np.ndarray:
    """The place of each entry among the names, -1 where it is not one of them or missing; int32.

    >>> places(pd.Series(["KEN", "UGA", None, "KEN"]), ["BOL", "KEN"]).tolist()
    [1, -1, -1, 1]
    """
    codes, uniques = pd.factorize(column)
    place_of = {name: place for place, name in enumerate(names)}
    return np.array([*(place_of.get(name, -1) for name in uniques), -1], dtype=np.int32)[codes]
