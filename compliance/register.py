"""The register: all that the depositaries' lists say, held together so that any day can be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from compliance.adherence import adherence_by_state, members_on
from compliance.counting import counted_on, mapped_treaties
from compliance.method import Method
from compliance.standing import Participation, Standing, parties

NOBODY: Mapping[str, date] = {}


@dataclass(frozen=True, eq=False)
class Register:
    """Frames as they come from the store and from ``data/``; what holds for every day is worked out once.

    ``actions`` (treaty, state, participant, action, day, effective), ``lists`` (treaty, coverage, known_as_at),
    ``treaties`` (treaty, adopted, in_force), ``treaty_provisions`` (provision, treaty, basis, counted, reason),
    ``seats`` (state, from, to), ``ended`` (the first day on which a State of the past no longer took part).
    """

    actions: pd.DataFrame
    lists: pd.DataFrame
    treaties: pd.DataFrame
    treaty_provisions: pd.DataFrame
    seats: pd.DataFrame
    method: Method
    ended: Mapping[str, date] = field(default_factory=lambda: NOBODY)

    @cached_property
    def standing(self) -> Standing:
        """The acts, sorted once."""
        return Standing(self.actions, self.ended)

    @property
    def spells(self) -> pd.DataFrame:
        """From which day to which each State was party: see ``spells.party_spells``."""
        return self.standing.spells

    @cached_property
    def mapped(self) -> pd.DataFrame:
        """What is known of each treaty under each provision: see ``counting.mapped_treaties``."""
        return mapped_treaties(self.treaty_provisions, self.treaties, self.lists)

    def members(self, as_at: date, states: Sequence[str] | None = None) -> list[str]:
        """The Member States on that day, or those of them that are among ``states``."""
        sitting = members_on(self.seats, as_at)
        return sitting if states is None else sorted(set(states) & set(sitting))

    def status(self, as_at: date) -> pd.DataFrame:
        """Where each State stands towards each treaty: see ``standing.party_status``."""
        return self.standing.on(as_at)

    def counted(self, as_at: date, basis: str = "all") -> pd.DataFrame:
        """Which treaties count, and why others do not: see ``counting.counted_treaties``."""
        return counted_on(self.mapped, as_at, basis)

    def adherence(
        self,
        as_at: date,
        basis: str = "all",
        states: Sequence[str] | None = None,
        provisions: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """To how many of the treaties that count each Member State is party: see ``adherence.adherence_by_state``."""
        counted, members = self.counted(as_at, basis), self.members(as_at, states)
        return adherence_by_state(self.status(as_at), counted, members, self.method.levels, provisions)

    def parties(self, treaty: str, as_at: date) -> Participation:
        """The parties to one treaty, counted. Raises KeyError for a treaty that the lists do not name."""
        return parties(self.status(as_at), self.lists, treaty, as_at, self.members(as_at))
