"""Counting: which treaties count under a provision on a day, and why each of the others is left out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from model import Basis, Coverage

COLUMNS = ["provision", "treaty", "basis", "in_count", "left_out", "reason", "known_as_at", "known"]


def counted_treaties(
    treaty_provisions: pd.DataFrame,
    treaties: pd.DataFrame,
    lists: pd.DataFrame,
    as_at: date,
    basis: str = "all",
) -> pd.DataFrame:
    """Which treaties count under each provision on that day, and why each of the others is left out.

    ``treaty_provisions`` has provision, treaty, basis, counted, reason; ``treaties`` treaty, adopted, in_force;
    ``lists`` treaty, coverage, known_as_at. ``basis`` is ``all``, or ``text`` for the treaties the texts themselves
    knew (named or existing). A provision with measures of its own (D.7) takes in their treaties, each once.

    Returns provision, treaty, basis, in_count (bool), left_out (empty, or the first that holds of ``not_counted``,
    ``basis``, ``not_adopted``, ``not_in_force``, ``no_list``, ``partial_list``), reason (of the mapping), known_as_at
    (NaT without a list), known (bool: the list reaches the day); sorted by provision and treaty. Method:
    docs/method.md, rule 5.
    """
    return counted_on(mapped_treaties(treaty_provisions, treaties, lists), as_at, basis)


def mapped_treaties(treaty_provisions: pd.DataFrame, treaties: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """All that is known of each treaty under each provision, whatever the day, in the order of ``counted_treaties``.

    A treaty that serves two measures of one article is there twice under the article.
    """
    rows = treaty_provisions[["provision", "treaty", "basis", "counted", "reason"]]
    rows = rows.merge(treaties[["treaty", "adopted", "in_force"]], on="treaty", how="left", validate="many_to_one")
    rows = rows.merge(lists[["treaty", "coverage", "known_as_at"]], on="treaty", how="left", validate="many_to_one")
    above = rows.assign(provision=rows["provision"].map(parent_of)).dropna(subset="provision")
    rows = pd.concat([rows, above], ignore_index=True)
    for name in ("adopted", "in_force", "known_as_at"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[us]")
    return rows.sort_values(["provision", "treaty", "basis"], ignore_index=True)


def counted_on(mapped: pd.DataFrame, as_at: date, basis: str = "all") -> pd.DataFrame:
    """``counted_treaties``, where ``mapped_treaties`` has been worked out already."""
    day = np.datetime64(as_at, "us")
    adopted, in_force, known_as_at = (mapped[name].to_numpy() for name in ("adopted", "in_force", "known_as_at"))
    coverage = mapped["coverage"].to_numpy(dtype=object)
    tests = {
        "not_counted": ~mapped["counted"].to_numpy(dtype=bool),
        "basis": (mapped["basis"].to_numpy(dtype=object) == Basis.SINCE) & (basis == "text"),
        "not_adopted": ~(adopted <= day),
        "not_in_force": ~(in_force <= day),
        "partial_list": coverage == Coverage.PARTIAL,
        "no_list": coverage != Coverage.COMPLETE,
    }
    left_out = np.select(list(tests.values()), list(tests), default="")
    found = mapped.assign(in_count=left_out == "", left_out=pd.array(left_out, dtype="str"), known=known_as_at >= day)[
        COLUMNS
    ]
    twice = found.duplicated(["provision", "treaty"], keep=False)
    if twice.any():
        found = found.sort_values(["provision", "treaty", "in_count"], ascending=[True, True, False], kind="stable")
        found = found.drop_duplicates(["provision", "treaty"])
    return found.reset_index(drop=True)


def parent_of(provision: str) -> str | None:
    """The provision a measure belongs to: ``D.7`` for ``D.7.a``, None for ``D.7``."""
    above, _, measure = provision.rpartition(".")
    return above if "." in above and measure else None
