"""Answers as frames, for whoever asks: in full, published, or hidden but told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from model import Visibility
from store.frames import fetched
from store.tables import ANSWER, CODING
from store.versions import Seen

STORED = {
    "return": "number",
    "question": "text",
    "value": "text",
    "comment": "text",
    "legal_reference": "text",
    "reason": "text",
    "since": "day",
    "visibility": "text",
    "sheet": "text",
    "cell": "text",
    "part": "text",
}
ANSWERS = (
    "return",
    "state",
    "cycle",
    "question",
    "value",
    "coded_value",
    "comment",
    "legal_reference",
    "reason",
    "since",
    "visibility",
    "sheet",
    "cell",
)
TOLD = ("value", "coded_value", "comment", "legal_reference", "reason", "sheet", "cell")
"""What an answer says; empty where only its being there may be known."""


def answers_of(connection: Connection, shown: Sequence[Seen], known: datetime, number: int | None) -> pd.DataFrame:
    """The answers of the versions shown, columns ``ANSWERS``, in the order of the returns and of their questions."""
    stored = _stored(connection, number)
    order = {item.version.number: place for place, item in enumerate(shown)}
    found = stored["return"].map(order).to_numpy("float64", na_value=np.nan)
    stored = stored[~np.isnan(found)]
    places = found[~np.isnan(found)].astype("int64")
    stored["coded_value"] = _coded(connection, stored, known)
    for name in ("state", "cycle"):
        stored[name] = pd.array([getattr(item.version, name) for item in shown], dtype="str").take(places)
    whole = np.array([item.parts is None for item in shown], dtype=bool)[places]
    if not whole.all():
        hidden = ~whole & (
            stored["visibility"].eq(Visibility.SECRETARIAT) | _hidden_since(connection, stored, shown, places)
        )
        stored.loc[hidden, TOLD] = ""
        stored.loc[hidden, "since"] = pd.NaT
        stored.loc[hidden, "visibility"] = Visibility.SECRETARIAT.value
        stored = stored[whole | _published(stored["part"], shown, places)]
    return stored[list(ANSWERS)].reset_index(drop=True)


def _stored(connection: Connection, number: int | None) -> pd.DataFrame:
    query = select(*(ANSWER.c[name] for name in STORED)).order_by(ANSWER.c["return"], ANSWER.c.position)
    if number is not None:
        query = query.where(ANSWER.c["return"] == number)
    return fetched(connection, query, STORED)


def _coded(connection: Connection, stored: pd.DataFrame, known: datetime) -> pd.Series:
    """The value as the Secretariat codes it: as written, unless a correction of our own coding stands."""
    query = select(CODING.c["return"], CODING.c.question, CODING.c.value).where(CODING.c.at <= known)
    corrections = {(row[0], row[1]): row[2] for row in connection.execute(query.order_by(CODING.c.id))}
    coded = stored["value"].copy()
    if corrections:
        keys = pd.Series(list(zip(stored["return"], stored["question"], strict=True)), index=stored.index)
        corrected = keys[keys.isin(list(corrections))]
        coded[corrected.index] = corrected.map(corrections).astype("str")
    return coded


def _published(part: pd.Series, shown: Sequence[Seen], places: np.ndarray) -> np.ndarray:
    published = np.zeros(len(part), dtype=bool)
    for letter in "ABCD":
        let = np.array([letter in (item.parts or "") for item in shown], dtype=bool)
        published |= part.eq(letter).to_numpy() & let[places]
    return published


def _hidden_since(
    connection: Connection, stored: pd.DataFrame, shown: Sequence[Seen], places: np.ndarray
) -> np.ndarray:
    """Answers of earlier versions that the newest version marks for the Secretariat only: hidden there as well."""
    superseded = np.array([item.version.newest != item.version.number for item in shown], dtype=bool)[places]
    if not superseded.any():
        return superseded
    marked = select(ANSWER.c["return"], ANSWER.c.question).where(ANSWER.c.visibility == Visibility.SECRETARIAT.value)
    secret = pd.MultiIndex.from_tuples([tuple(row) for row in connection.execute(marked)] or [(-1, "")])
    newest = np.array([item.version.newest for item in shown], dtype="int64")[places]
    keys = pd.MultiIndex.from_arrays([newest, stored["question"]])
    return superseded & keys.isin(secret)
