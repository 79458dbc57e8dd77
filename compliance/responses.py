"""Responses: who sent a return for a cycle, in time or late; and what the States that replied are to a treaty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from model import Share

WORDS = ("in_time", "late", "none")


def responses(returns: pd.DataFrame, cycle: str, due: date, members: Sequence[str], as_at: date) -> pd.DataFrame:
    """Which Member State sent a return for the cycle by that day: state, received (day, NaT if none), response.

    ``returns`` has state, cycle, received; the first return of a State counts. ``response`` is ``in_time`` (received on
    or before the due day), ``late`` or ``none``.
    """
    rows = returns[returns["cycle"] == cycle]
    received = rows["received"].dt.normalize()
    rows = rows.assign(received=received)[received <= pd.Timestamp(as_at)]
    first = rows.groupby("state")["received"].min()
    table = pd.DataFrame({"state": sorted(members)})
    table["received"] = first.reindex(table["state"]).to_numpy(dtype="datetime64[us]")
    late = table["received"] > pd.Timestamp(due)
    word = pd.Series("in_time", index=table.index).mask(late, "late").mask(table["received"].isna(), "none")
    return table.assign(response=word)


def response_distribution(responded: pd.DataFrame, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """How many Member States of each group replied in time, late, not: group, response, n, of_n."""
    rows = []
    for group, states in groups.items():
        part = responded.loc[responded["state"].isin(states), "response"]
        rows += [
            {"group": group, "response": word, "n": int((part == word).sum()), "of_n": len(part)} for word in WORDS
        ]
    return pd.DataFrame(rows, columns=["group", "response", "n", "of_n"])


@dataclass(frozen=True, slots=True)
class Repliers:
    """The States that replied, by what they are to one treaty on that day.

    ``parties`` of ``replied`` and ``of_parties``: how many of those that replied are parties, and how many of all
    parties replied. The two percentages are not the same and neither travels without its N.
    """

    replied: int
    parties: int
    signatories: int
    neither: int
    of_parties: Share
    of_replied: Share


def repliers(status: pd.DataFrame, treaty: str, replied: Sequence[str], as_at: date, source: str = "") -> Repliers:
    """What the States that replied are to a treaty; ``status`` comes from ``party_status`` for that day."""
    rows = status[status["treaty"] == treaty]
    sent = set(replied)
    all_parties = set(rows.loc[rows["status"] == "party", "state"])
    signed = set(rows.loc[rows["signed"].notna(), "state"]) - all_parties
    parties = len(sent & all_parties)
    return Repliers(
        replied=len(sent),
        parties=parties,
        signatories=len(sent & signed),
        neither=len(sent - all_parties - signed),
        of_parties=Share(parties, len(all_parties), "States parties", as_at, source),
        of_replied=Share(parties, len(sent), "States that replied", as_at, source),
    )
