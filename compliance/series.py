"""Series: parties to each treaty and adherence to each provision over time, any day since 1961."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from compliance.levels import level_codes
from compliance.places import places
from compliance.register import Register
from compliance.spells import party_spells

FIRST_DAY = date(1961, 3, 30)
"""The day the oldest of the treaties, the Single Convention on Narcotic Drugs, was opened for signature."""

END_OF_DAYS = date(2200, 1, 1)
"""A day on which every treaty that ever entered into force is in force."""


def parties_over_time(
    actions: pd.DataFrame, seats: pd.DataFrame, until: date, ended: Mapping[str, date] | None = None
) -> pd.DataFrame:
    """The number of parties to each treaty on every day on which it changed: treaty, day, parties, member_states.

    A step series: a row holds until the next of its treaty. ``parties`` counts all parties, ``member_states`` those
    that were Member States on that day.
    """
    spells = party_spells(actions, ended)
    sitting = _overlaps(spells, seats)
    every = _steps(spells, "parties")
    members = _steps(sitting, "member_states")
    keys = ["treaty", "day"]
    table = every.merge(members, on=keys, how="outer", validate="one_to_one").sort_values(keys, ignore_index=True)
    counts = table.groupby("treaty")[["parties", "member_states"]].ffill().fillna(0).astype(int)
    table[["parties", "member_states"]] = counts
    return table[table["day"] <= pd.Timestamp(until)].reset_index(drop=True)


def parties_on_days(spells: pd.DataFrame, treaties: Sequence[str], days: Sequence[date]) -> np.ndarray:
    """The number of parties to each treaty on each day: (treaties, days)."""
    at = np.array(days, dtype="datetime64[us]")
    rows = []
    for treaty in treaties:
        part = spells[spells["treaty"] == treaty]
        joined = np.sort(part["since"].to_numpy())
        left = np.sort(part["until"].dropna().to_numpy())
        rows.append(np.searchsorted(joined, at, side="right") - np.searchsorted(left, at, side="right"))
    return np.array(rows, dtype=int).reshape(len(treaties), len(days))


@dataclass(frozen=True, slots=True)
class AdherenceCube:
    """Adherence on many days at once; arrays are by provision, State and day, in this order.

    ``party_to`` counts the treaties each State is party to among the ``of_treaties`` (provision, day) that count;
    ``level`` is the place in ``levels``, -1 where no treaty counts; ``sits`` (State, day) says who was a Member State.
    """

    provisions: tuple[str, ...]
    states: tuple[str, ...]
    days: tuple[date, ...]
    levels: tuple[str, ...]
    party_to: np.ndarray
    of_treaties: np.ndarray
    level: np.ndarray
    sits: np.ndarray

    def distribution(self, states: np.ndarray | None = None) -> np.ndarray:
        """How many Member States stand at each level: (provisions, days, levels); ``states`` is a mask."""
        who = self.sits if states is None else self.sits & states[:, None]
        there = np.where(who[None], self.level, -1)
        return np.stack([(there == place).sum(axis=1) for place in range(len(self.levels))], axis=-1)


def adherence_cube(
    register: Register, days: Sequence[date], basis: str = "all", provisions: Sequence[str] | None = None
) -> AdherenceCube:
    """Adherence of every State that ever was a Member State, on each of the days (sorted, each once).

    Under all provisions, or those of them that are named.
    """
    each = tuple(sorted(set(days)))
    at = np.array(each, dtype="datetime64[us]")
    states = tuple(sorted(set(register.seats["state"])))
    counted = register.counted(END_OF_DAYS, basis)
    wanted = counted["in_count"] if provisions is None else counted["in_count"] & counted["provision"].isin(provisions)
    counted = counted[wanted].merge(
        register.treaties[["treaty", "adopted", "in_force"]], on="treaty", validate="many_to_one"
    )
    treaties = sorted(set(counted["treaty"]))
    party = _held(register.spells, treaties, states, at)
    named = set(register.treaty_provisions["provision"]) | set(counted["provision"])
    under = tuple(sorted(named if provisions is None else named & set(provisions)))
    party_to = np.zeros((len(under), len(states), len(each)), dtype=np.int16)
    of_treaties = np.zeros((len(under), len(each)), dtype=np.int16)
    for provision, treaty, adopted, in_force in zip(
        *(counted[name] for name in ("provision", "treaty", "adopted", "in_force")), strict=True
    ):
        counts = (at >= np.datetime64(adopted)) & (at >= np.datetime64(in_force))
        party_to[under.index(provision)] += party[treaties.index(treaty)] & counts
        of_treaties[under.index(provision)] += counts
    whole = np.where(of_treaties > 0, of_treaties, np.nan)[:, None, :]
    level = level_codes(party_to / whole, register.method.levels, "adherence")
    order = register.method.level_order("adherence")
    return AdherenceCube(under, states, each, order, party_to, of_treaties, level, _seated(register.seats, states, at))


def adherence_over_time(
    register: Register,
    days: Sequence[date],
    basis: str = "all",
    states: Sequence[str] | None = None,
    provisions: Sequence[str] | None = None,
) -> pd.DataFrame:
    """How many Member States stand at each level of adherence on each day: provision, day, of_treaties, level, n, of_n.

    ``states`` narrows to a group, ``provisions`` to some of them. Every level is there; days on which no treaty counts
    under a provision are not. ``of_treaties`` changes with time, as treaties enter into force: it is printed beside the
    figure.
    """
    cube = adherence_cube(register, days, basis, provisions)
    wanted = None if states is None else np.isin(cube.states, list(states))
    counts = cube.distribution(wanted)
    sitting = (cube.sits if wanted is None else cube.sits & wanted[:, None]).sum(axis=0)
    index = pd.MultiIndex.from_product(
        [cube.provisions, pd.DatetimeIndex(cube.days), cube.levels], names=["provision", "day", "level"]
    )
    table = pd.DataFrame({"n": counts.ravel()}, index=index).reset_index()
    table["of_treaties"] = np.repeat(cube.of_treaties.ravel(), len(cube.levels)).astype(int)
    table["of_n"] = np.tile(np.repeat(sitting, len(cube.levels)), len(cube.provisions))
    table = table[table["of_treaties"] > 0].reset_index(drop=True)
    return table[["provision", "day", "of_treaties", "level", "n", "of_n"]]


def participations_over_time(
    register: Register, days: Sequence[date], basis: str = "all", states: Sequence[str] | None = None
) -> pd.DataFrame:
    """How many of all possible participations there are: provision, day, of_treaties, n, of_n.

    ``of_n`` is the Member States of the day times the treaties that count, ``n`` how many of these pairs are parties:
    the mean adherence as an n of N. Days on which no treaty counts under a provision are not there.
    """
    cube = adherence_cube(register, days, basis)
    wanted = cube.sits if states is None else cube.sits & np.isin(cube.states, list(states))[:, None]
    index = pd.MultiIndex.from_product([cube.provisions, pd.DatetimeIndex(cube.days)], names=["provision", "day"])
    columns = {
        "of_treaties": cube.of_treaties,
        "n": np.where(wanted[None], cube.party_to, 0).sum(axis=1),
        "of_n": cube.of_treaties * wanted.sum(axis=0),
    }
    table = pd.DataFrame({name: counts.ravel() for name, counts in columns.items()}, index=index, dtype=int)
    return table[table["of_treaties"] > 0].reset_index()


def _held(spells: pd.DataFrame, treaties: Sequence[str], states: Sequence[str], at: np.ndarray) -> np.ndarray:
    """Whether each State is party to each treaty on each of the (sorted) days: (treaties, States, days)."""
    held = np.zeros((len(treaties), len(states), len(at)), dtype=bool)
    treaty, state = places(spells["treaty"], treaties), places(spells["state"], states)
    known = (treaty >= 0) & (state >= 0)
    first = np.searchsorted(at, spells["since"].to_numpy(dtype="datetime64[us]"))
    last = np.searchsorted(at, spells["until"].fillna(pd.Timestamp.max.floor("D")).to_numpy(dtype="datetime64[us]"))
    rows = (column[known] for column in (treaty, state, first, last))
    for place, who, begins, ends in zip(*rows, strict=True):
        held[place, who, begins:ends] = True
    return held


def _seated(seats: pd.DataFrame, states: Sequence[str], at: np.ndarray) -> np.ndarray:
    """Whether each State was a Member State on each day: (States, days)."""
    sits = np.zeros((len(states), len(at)), dtype=bool)
    place = {code: number for number, code in enumerate(states)}
    last = seats["to"].fillna(pd.Timestamp.max.floor("D")).to_numpy(dtype="datetime64[us]")
    first = seats["from"].to_numpy(dtype="datetime64[us]")
    for state, begins, ends in zip(seats["state"], first, last, strict=True):
        sits[place[state]] |= (at >= begins) & (at <= ends)
    return sits


def _overlaps(spells: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """The parts of spells during which the State was a Member State."""
    seated = seats.rename(columns={"from": "sits", "to": "last"})[["state", "sits", "last"]]
    both = spells.merge(seated, on="state", how="inner", validate="many_to_many")
    leaves = both["last"].astype("datetime64[us]") + pd.Timedelta(days=1)
    since = both["since"].where(both["since"] > both["sits"], both["sits"].astype("datetime64[us]"))
    until = both["until"].where(~(leaves < both["until"]) & both["until"].notna(), leaves)
    found = both.assign(since=since, until=until)
    return found[found["until"].isna() | (found["since"] < found["until"])]


def _steps(spells: pd.DataFrame, name: str) -> pd.DataFrame:
    joined = pd.DataFrame({"treaty": spells["treaty"], "day": spells["since"], "step": 1})
    left = pd.DataFrame({"treaty": spells["treaty"], "day": spells["until"], "step": -1}).dropna(subset="day")
    steps = pd.concat([joined, left]).groupby(["treaty", "day"])["step"].sum()
    return steps.groupby("treaty").cumsum().rename(name).reset_index()
