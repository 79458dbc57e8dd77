"""Rows of the database as frames: one dtype for each kind of column, whichever engine and however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

import numpy as np
import pandas as pd

DTYPES = {"text": "str", "number": "int64", "number?": "Int64", "day": "datetime64[us]", "moment": "datetime64[us]"}
"""The dtype by kind; ``number?`` may be missing (NA), days and moments too (NaT)."""


def frame(rows: Sequence[Sequence[object]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """A frame with the columns of ``kinds`` in their order; each row holds the values in that order."""
    columns: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return pd.DataFrame(
        {name: _column(values, kind) for (name, kind), values in zip(kinds.items(), columns, strict=True)}
    )


def _column(values: Sequence[object], kind: str) -> pd.Series:
    if kind in {"day", "moment"}:
        return pd.Series(np.array(values, dtype="datetime64[us]"))
    return pd.Series(list(values), dtype=DTYPES[kind])


def cutoff(known_on: date | datetime | None) -> datetime:
    """The last moment that counts as known: the end of a day, the moment itself, or now. Moments are in UTC."""
    if known_on is None:
        return datetime.max
    if isinstance(known_on, datetime):
        return known_on.astimezone(UTC).replace(tzinfo=None) if known_on.tzinfo else known_on
    return datetime.combine(known_on, time.max)
