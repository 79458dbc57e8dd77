"""Spells: from which day to which a State is party to a treaty. Everything said "as at" a day rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from model import BINDING, ActionKind

PAIR = ["treaty", "state"]


def party_spells(actions: pd.DataFrame, ended: Mapping[str, date] | None = None) -> pd.DataFrame:
    """When each State was party to each treaty, one row a spell.

    ``actions`` has treaty, state, participant, action, day, effective; ``ended`` the first day on which a State of the
    past no longer took part. Returns treaty, state, since (first day as party), until (first day no longer party, NaT
    while it lasts), action (the act that began the spell), participant; sorted by treaty, state, since.

    An act binds from its own day, not from the day the treaty enters into force for the State. A withdrawal ends what
    was done before the day of its notification, and ends it on the day it takes effect.
    """
    binding = actions[actions["action"].isin(BINDING)]
    binding = binding.sort_values([*PAIR, "day", "action", "participant"], ignore_index=True)
    until = _ends(binding, actions[actions["action"] == ActionKind.WITHDRAWAL])
    if ended:
        gone = pd.to_datetime(binding["state"].map(dict(ended)))
        until = until.where(until.notna() & ~(gone < until), gone)
    spells = pd.DataFrame(
        {
            **{name: binding[name] for name in PAIR},
            "since": binding["day"].astype("datetime64[us]"),
            "until": until,
            "action": binding["action"].astype("str"),
            "participant": binding["participant"],
        }
    )
    spells = spells[spells["until"].isna() | (spells["since"] < spells["until"])]
    return _joined(spells)


def party_on(spells: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """The spells that last on the day: one row for each party to each treaty."""
    day = pd.Timestamp(as_at)
    return spells[(spells["since"] <= day) & (spells["until"].isna() | (spells["until"] > day))]


def _ends(binding: pd.DataFrame, withdrawals: pd.DataFrame) -> pd.Series:
    """For each binding act the day its effect ends, NaT while it lasts."""
    empty = pd.Series(pd.NaT, index=binding.index, dtype="datetime64[us]")
    if withdrawals.empty or binding.empty:
        return empty
    told = withdrawals["day"].astype("datetime64[us]")
    effective = withdrawals["effective"].astype("datetime64[us]")
    notices = withdrawals[PAIR].assign(told=told, ends=effective.where(effective > told, told))
    acts = binding[[*PAIR, "day"]].reset_index(names="act")
    ends = acts.merge(notices, on=PAIR, how="inner", validate="many_to_many")
    ends = ends[ends["told"] > ends["day"]]
    return ends.groupby("act")["ends"].min().reindex(binding.index).astype("datetime64[us]")


def _joined(spells: pd.DataFrame) -> pd.DataFrame:
    """Spells that touch or overlap, as one; an earlier act never outlasts a later one, so the last ``until`` holds."""
    if spells.empty:
        return spells.reset_index(drop=True)
    previous = spells.groupby(PAIR)["until"].shift()
    first = ~spells.duplicated(PAIR) | (previous.notna() & (previous < spells["since"]))
    last = pd.concat([first.iloc[1:], pd.Series([True])]).to_numpy()
    joined = spells.loc[first].reset_index(drop=True)
    joined["until"] = spells.loc[last, "until"].to_numpy()
    return joined[[*PAIR, "since", "until", "action", "participant"]]
