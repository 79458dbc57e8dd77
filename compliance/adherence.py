"""Adherence: to how many of the treaties that count under a provision each Member State is party, as at a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from compliance.levels import level_of
from compliance.places import places


def members_on(seats: pd.DataFrame, as_at: date) -> list[str]:
    """The codes of the Member States on that day, in alphabetical order: the N of every "of N Member States".

    ``seats`` has state, from, to (last day, NaT while it sits). Method: docs/method.md, rule 4.
    """
    day = pd.Timestamp(as_at)
    sits = (seats["from"] <= day) & (seats["to"].isna() | (seats["to"] >= day))
    return sorted(seats.loc[sits, "state"])


def adherence_by_state(
    status: pd.DataFrame,
    counted: pd.DataFrame,
    members: Sequence[str],
    levels: pd.DataFrame,
    provisions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Of the treaties that count under a provision, to how many is each Member State party.

    ``status`` comes from ``party_status``, ``counted`` from ``counted_treaties``, ``members`` from ``members_on``, all
    for one day; ``provisions`` defaults to those that ``counted`` names. Returns state, provision, party_to,
    of_treaties, adherence (0-1, NA when no treaty counts), level (empty when no treaty counts); every member under
    every provision. Method: docs/method.md, rule 6.
    """
    wanted = sorted(set(counted["provision"])) if provisions is None else list(provisions)
    states = sorted(members)
    counts = counted[counted["in_count"] & counted["provision"].isin(wanted)]
    treaties = sorted(set(counts["treaty"]))
    serves = np.zeros((len(treaties), len(wanted)), dtype=np.int64)
    serves[places(counts["treaty"], treaties), places(counts["provision"], wanted)] = 1
    parties = status[status["status"] == "party"]
    state, treaty = places(parties["state"], states), places(parties["treaty"], treaties)
    there = (state >= 0) & (treaty >= 0)
    held = np.zeros((len(states), len(treaties)), dtype=np.int64)
    held[state[there], treaty[there]] = 1
    party_to = held @ serves
    of_treaties = np.tile(serves.sum(axis=0), len(states))
    share = pd.Series(pd.array(party_to.ravel() / np.where(of_treaties > 0, of_treaties, np.nan), dtype="Float64"))
    return pd.DataFrame(
        {
            "state": pd.array(states, dtype="str").take(np.repeat(np.arange(len(states)), len(wanted))),
            "provision": pd.array(wanted, dtype="str").take(np.tile(np.arange(len(wanted)), len(states))),
            "party_to": party_to.ravel(),
            "of_treaties": of_treaties,
            "adherence": share,
            "level": level_of(share, levels, "adherence"),
        }
    )
