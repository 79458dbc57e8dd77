"""Adherence: who is party to what, and to how many of the treaties that count under a provision, as at a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from compliance.levels import level_of
from compliance.spells import party_on, party_spells
from model import SIGNING, ActionKind, Basis, Coverage

PAIR = ["treaty", "state"]
COUNTED_COLUMNS = ["provision", "treaty", "basis", "in_count", "left_out", "reason", "known_as_at", "known"]


def members_on(seats: pd.DataFrame, as_at: date) -> list[str]:
    """The codes of the Member States on that day, in alphabetical order: the N of every "of N Member States".

    ``seats`` has state, from, to (last day, NaT while it sits).
    """
    day = pd.Timestamp(as_at)
    sits = (seats["from"] <= day) & (seats["to"].isna() | (seats["to"] >= day))
    return sorted(seats.loc[sits, "state"])


def party_status(actions: pd.DataFrame, as_at: date, ended: Mapping[str, date] | None = None) -> pd.DataFrame:
    """Where each State that ever acted towards a treaty stands on that day.

    Returns treaty, state, status, since (day of the act that gives the status), action, signed (day of the first
    signature, NaT if none), participant; one row for each treaty and State, sorted. Status is ``party``;
    ``withdrawn`` (was party, is no longer); ``provisional`` (applies the treaty provisionally); or ``signatory``.
    States that no longer exist on the day are left out. Method: docs/method.md, rules 1 to 4.
    """
    return status_from_spells(party_spells(actions, ended), actions, as_at, ended)


def status_from_spells(
    spells: pd.DataFrame, actions: pd.DataFrame, as_at: date, ended: Mapping[str, date] | None = None
) -> pd.DataFrame:
    """``party_status``, where the spells of these actions have been worked out already."""
    day = pd.Timestamp(as_at)
    done = actions[actions["day"] <= day]
    if ended:
        gone = pd.to_datetime(done["state"].map(dict(ended)))
        done = done[~(gone <= day)]
    done = done.sort_values([*PAIR, "day", "action", "participant"])
    signed = done[done["action"].isin(SIGNING)].drop_duplicates(PAIR)
    provisional = done[done["action"] == ActionKind.PROVISIONAL_APPLICATION].drop_duplicates(PAIR)
    was = spells[spells["until"] <= day].drop_duplicates(PAIR, keep="last")
    was = was[was["state"].isin(set(done["state"]))]
    ranked = [
        _as_status(party_on(spells, as_at), "party", "since"),
        _as_status(was.assign(action=str(ActionKind.WITHDRAWAL)), "withdrawn", "until"),
        _as_status(provisional, "provisional", "day"),
        _as_status(signed, "signatory", "day"),
    ]
    status = pd.concat(ranked, ignore_index=True).drop_duplicates(PAIR)
    first = signed[[*PAIR, "day"]].rename(columns={"day": "signed"})
    status = status.merge(first, on=PAIR, how="left", validate="one_to_one")
    status = status.sort_values(PAIR, ignore_index=True)
    return status[["treaty", "state", "status", "since", "action", "signed", "participant"]]


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
    (NaT without a list), known (bool: the list reaches the day); sorted by provision and treaty.
    """
    day = pd.Timestamp(as_at)
    rows = treaty_provisions[["provision", "treaty", "basis", "counted", "reason"]]
    rows = rows.merge(treaties[["treaty", "adopted", "in_force"]], on="treaty", how="left", validate="many_to_one")
    rows = rows.merge(lists[["treaty", "coverage", "known_as_at"]], on="treaty", how="left", validate="many_to_one")
    adopted, in_force = (pd.to_datetime(rows[name]) for name in ("adopted", "in_force"))
    tests = {
        "not_counted": ~rows["counted"],
        "basis": (rows["basis"] == Basis.SINCE) & (basis == "text"),
        "not_adopted": ~(adopted <= day),
        "not_in_force": ~(in_force <= day),
        "no_list": rows["coverage"].isna() | (rows["coverage"] == Coverage.NONE),
        "partial_list": rows["coverage"] == Coverage.PARTIAL,
    }
    left_out = pd.Series("", index=rows.index)
    for why, holds in reversed(tests.items()):
        left_out = left_out.mask(holds, why)
    known_as_at = pd.to_datetime(rows["known_as_at"])
    rows = rows.assign(
        left_out=left_out, in_count=left_out == "", known_as_at=known_as_at, known=(known_as_at >= day).astype(bool)
    )
    above = rows.assign(provision=rows["provision"].map(parent_of)).dropna(subset="provision")
    taken = pd.concat([rows, above], ignore_index=True)
    taken = taken.sort_values(["provision", "treaty", "in_count", "basis"], ascending=[True, True, False, True])
    return taken.drop_duplicates(["provision", "treaty"]).reset_index(drop=True)[COUNTED_COLUMNS]


def adherence_by_state(
    status: pd.DataFrame,
    counted: pd.DataFrame,
    members: Sequence[str],
    levels: pd.DataFrame,
    provisions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Of the treaties that count under a provision, to how many is each Member State party.

    ``status`` and ``counted`` come from the two functions above for the same day, ``members`` from ``members_on``;
    ``provisions`` defaults to those that ``counted`` names. Returns state, provision, party_to, of_treaties, adherence
    (0-1, NA when no treaty counts), level (empty when no treaty counts); every member under every provision.
    """
    wanted = sorted(set(counted["provision"])) if provisions is None else list(provisions)
    counts = counted.loc[counted["in_count"], ["provision", "treaty"]]
    parties = status.loc[status["status"] == "party", PAIR]
    held = counts.merge(parties, on="treaty", how="inner", validate="many_to_many")
    number = held.groupby(["state", "provision"]).size()
    grid = pd.MultiIndex.from_product([sorted(members), wanted], names=["state", "provision"])
    table = number.reindex(grid, fill_value=0).rename("party_to").reset_index()
    table["of_treaties"] = table["provision"].map(counts.groupby("provision").size()).fillna(0).astype(int)
    share = (table["party_to"] / table["of_treaties"].where(table["of_treaties"] > 0)).astype("Float64")
    return table.assign(adherence=share, level=level_of(share, levels, "adherence"))


@dataclass(frozen=True, slots=True)
class Participation:
    """Who is party to one treaty on a day. ``states`` are all parties' codes, in alphabetical order.

    ``signatories`` counts, as the depositary does, every State that signed, party or not; ``signed_not_party`` those of
    them that are not party. ``known_as_at`` is the last day the list can be relied on, None when no list is held.
    """

    treaty: str
    as_at: date
    known_as_at: date | None
    coverage: str
    parties: int
    member_states: int
    signatories: int
    signed_not_party: int
    states: tuple[str, ...]


def parties(
    actions: pd.DataFrame,
    lists: pd.DataFrame,
    treaty: str,
    as_at: date,
    members: Sequence[str],
    ended: Mapping[str, date] | None = None,
) -> Participation:
    """The parties to one treaty on a day, counted. Raises KeyError for a treaty that ``lists`` does not name."""
    status = party_status(actions[actions["treaty"] == treaty], as_at, ended)
    return participation(status, lists, treaty, as_at, members)


def participation(
    status: pd.DataFrame, lists: pd.DataFrame, treaty: str, as_at: date, members: Sequence[str]
) -> Participation:
    """``parties``, where the status of States on that day has been worked out already."""
    held = lists[lists["treaty"] == treaty]
    if held.empty:
        raise KeyError(treaty)
    known = held["known_as_at"].iloc[0]
    rows = status[status["treaty"] == treaty]
    states = rows.loc[rows["status"] == "party", "state"]
    signed = rows["signed"].notna()
    return Participation(
        treaty=treaty,
        as_at=as_at,
        known_as_at=None if pd.isna(known) else pd.Timestamp(known).date(),
        coverage=str(held["coverage"].iloc[0]),
        parties=len(states),
        member_states=int(states.isin(members).sum()),
        signatories=int(signed.sum()),
        signed_not_party=int((signed & (rows["status"] != "party")).sum()),
        states=tuple(states),
    )


def parent_of(provision: str) -> str | None:
    """The provision a measure belongs to: ``D.7`` for ``D.7.a``, None for ``D.7``."""
    above, _, measure = provision.rpartition(".")
    return above if "." in above and measure else None


def _as_status(rows: pd.DataFrame, status: str, day: str) -> pd.DataFrame:
    named = rows[[*PAIR, day, "action", "participant"]].rename(columns={day: "since"})
    return named.assign(
        status=status, since=named["since"].astype("datetime64[us]"), action=named["action"].astype("str")
    )
