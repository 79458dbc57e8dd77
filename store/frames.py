"""Rows of the database as frames: one dtype for each kind of column, whichever engine and however many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from sqlalchemy import Connection, Select

from store.engine import in_utc

DTYPES: Mapping[str, Any] = {
    "text": "str",
    "number": "int64",
    "number?": "Int64",
    "day": "datetime64[us]",
    "moment": "datetime64[us]",
}
"""The dtype by kind; ``number?`` may be missing (NA), days and moments too (NaT)."""

AT_ONCE = 2_000
"""Rows fetched at a time: few enough that their tuples are gone again before they cost anything."""


def fetched(connection: Connection, query: Select[tuple[object, ...]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """What a query finds as a frame with the columns of ``kinds``; the query selects them in that order.

    Reads what the driver itself gives: a row object for each of 200,000 answers would double the time.
    """
    columns: list[list[object]] = [[] for _ in kinds]
    cursor = connection.execute(query).cursor
    while cursor is not None and (rows := cursor.fetchmany(AT_ONCE)):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    return _frame(columns, kinds)


def frame(rows: Sequence[Sequence[object]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """A frame with the columns of ``kinds`` in their order; each row holds the values in that order."""
    return _frame(list(zip(*rows, strict=True)) if rows else [()] * len(kinds), kinds)


def _frame(columns: Sequence[Sequence[object]], kinds: Mapping[str, str]) -> pd.DataFrame:
    if not any(columns):
        return _empty(tuple(kinds.items())).copy()
    named = zip(kinds.items(), columns, strict=True)
    return pd.DataFrame({name: _column(values, kind) for (name, kind), values in named}, copy=False)


@lru_cache
def _empty(kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """The frame without rows: a page asks for many, and making one costs thirty times as much as copying it."""
    return pd.DataFrame({name: _column((), kind) for name, kind in kinds})


def _column(values: Sequence[object], kind: str) -> ExtensionArray:
    if kind not in {"day", "moment"}:
        return pd.array(list(values), dtype=DTYPES[kind])
    moments = np.full(len(values), "NaT", dtype="datetime64[us]")
    given = [place for place, value in enumerate(values) if value is not None]
    # SQLite gives ISO text and PostgreSQL dates; numpy reads both.
    moments[given] = np.array([values[place] for place in given], dtype="datetime64[us]")
    return pd.array(moments)


def cutoff(known_on: date | datetime | None) -> datetime:
    """The last moment that counts as known: the end of a day, the moment itself, or the end of time. In UTC."""
    if known_on is None:
        return datetime.max
    if isinstance(known_on, datetime):
        return in_utc(known_on)
    return datetime.combine(known_on, time.max)
