"""Small tables for tests, written as a line of words."""

from __future__ import annotations

import pandas as pd


def table(text: str, columns: str = "state provision value weight") -> pd.DataFrame:
    """Rows from words: ``table("KEN D.9 fully 1 | KEN D.9 no 1")``; ``-`` is missing.

    ``weight`` is a number, ``day``, ``effective``, ``since``, ``from``, ``to``, ``adopted``, ``in_force`` and
    ``known_as_at`` are days, anything else is text.
    """
    names = columns.split()
    rows = [dict(zip(names, row.split(), strict=True)) for row in text.split("|") if row.strip()]
    frame = pd.DataFrame(rows, columns=names).replace("-", None)
    for name in names:
        if name in {"weight", "return", "version"}:
            frame[name] = pd.to_numeric(frame[name])
        elif name in {"day", "effective", "since", "from", "to", "adopted", "in_force", "known_as_at", "learned"}:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif name == "counted":
            frame[name] = frame[name].eq("yes")
        else:
            frame[name] = frame[name].astype("str")
    return frame


def actions(text: str) -> pd.DataFrame:
    """Actions from ``KEN accession 1990-01-01``, of the treaty ``T`` unless a row begins with another one.

    A fourth word is the day on which it took effect.
    """
    rows = []
    for row in filter(None, (part.split() for part in text.split("|"))):
        words = row if len(row[0]) != 3 or len(row[1]) == 3 else ["T", *row]
        treaty, state, action, day, *effective = words
        rows.append(
            {"treaty": treaty, "state": state, "participant": state, "action": action, "day": day}
            | {"effective": effective[0] if effective else None}
        )
    frame = pd.DataFrame(rows, columns=["treaty", "state", "participant", "action", "day", "effective"])
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in ("day", "effective")}
    return frame.assign(**days)
