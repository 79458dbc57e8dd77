"""Groups of States on a day: the five regional groups, M49 regions, LDC, LLDC and SIDS, or a reader's own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

ALL = "All Member States"
"""The row that counts every member, last in each table."""

NO_GROUP = "In no group"
"""Members that the scheme places nowhere: Member States of the past, before the scheme names them."""

PARTITIONS = frozenset({"regional", "m49", "m49-subregion"})
"""Schemes in which every State stands once, so that the groups add up to all."""


def groups_on(
    groups: pd.DataFrame,
    scheme: str,
    members: Sequence[str],
    as_at: date,
    own: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, list[str]]:
    """The members of each group on that day, by the group's name in alphabetical order, then all of them.

    ``groups`` has state, scheme, group, from, to (last day; either may be open). ``own`` adds the reader's own groups.
    Groups count Member States only. Raises KeyError for a scheme that is not in the table.
    """
    day = pd.Timestamp(as_at)
    rows = groups[groups["scheme"] == scheme]
    if rows.empty:
        raise KeyError(scheme)
    holds = (rows["from"].isna() | (rows["from"] <= day)) & (rows["to"].isna() | (rows["to"] >= day))
    sits = set(members)
    found: dict[str, list[str]] = {}
    for name in sorted(set(rows["group"])):
        found[name] = sorted(sits & set(rows.loc[holds & (rows["group"] == name), "state"]))
    placed = {state for part in found.values() for state in part}
    if scheme in PARTITIONS and sits - placed:
        found[NO_GROUP] = sorted(sits - placed)
    for name, states in (own or {}).items():
        found[name] = sorted(sits & set(states))
    return found | {ALL: sorted(sits)}
