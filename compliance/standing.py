"""Standing: where each State stands towards each treaty on a day, and who is party to one treaty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from compliance.spells import PAIR, party_spells
from model import SIGNING, ActionKind

WORDS = ("party", "withdrawn", "provisional", "signatory")
"""What a State can be to a treaty; the first that holds is said."""

NEVER = np.iinfo(np.int64).max
"""Later than any day."""


class _First(NamedTuple):
    """The first act of a kind, by pair: its day (``NEVER`` if there is none), its action and participant (codes)."""

    day: np.ndarray
    action: np.ndarray
    participant: np.ndarray


class Standing:
    """The acts towards the treaties, sorted once, so that any day can be asked for.

    ``actions`` has treaty, state, participant, action, day, effective; ``ended`` the first day on which a State of the
    past no longer took part. ``spells`` are those of ``party_spells``.
    """

    def __init__(self, actions: pd.DataFrame, ended: Mapping[str, date] | None = None) -> None:
        self.spells = party_spells(actions, ended)
        acts = actions.sort_values([*PAIR, "day", "action", "participant"], ignore_index=True)
        pairs = acts[PAIR].drop_duplicates(ignore_index=True)
        numbered = pairs.reset_index(names="pair")
        self._treaty, self._state = pairs["treaty"].array, pairs["state"].array
        self._gone = _numbers(pd.to_datetime(pairs["state"].map(dict(ended or {}))))
        actions_named = [action.value for action in ActionKind]
        participants, self._participants = pd.factorize(acts["participant"])
        self._actions = pd.array(actions_named, dtype="str")
        coded = acts[PAIR].merge(numbered, on=PAIR, how="left", validate="many_to_one")
        coded["action"] = pd.Categorical(acts["action"], categories=actions_named).codes
        coded["participant"] = participants
        coded["number"] = _numbers(acts["day"])
        self._signed = _first(coded[acts["action"].isin(SIGNING)], len(pairs))
        self._provisional = _first(coded[acts["action"] == ActionKind.PROVISIONAL_APPLICATION], len(pairs))
        # One spell that never begins is put last, so that "no spell" (-1) is a place of its own.
        spells = self.spells.merge(numbered, on=PAIR, how="left", validate="many_to_one")
        self._pair = np.append(spells["pair"].to_numpy(dtype=np.int64), 0)
        self._since, self._until = (np.append(_numbers(spells[name]), NEVER) for name in ("since", "until"))
        self._act = np.append(pd.Categorical(spells["action"], categories=actions_named).codes, 0)
        self._who = np.append(self._participants.get_indexer(pd.Index(spells["participant"])), 0)
        self._left = actions_named.index(ActionKind.WITHDRAWAL)

    def on(self, as_at: date) -> pd.DataFrame:
        """Where each State that ever acted towards a treaty stands on that day: see ``party_status``."""
        day = pd.Timestamp(as_at).to_datetime64().astype("datetime64[us]").astype(np.int64)
        now = self._last_of((self._since <= day) & (self._until > day))
        was = self._last_of(self._until <= day)
        signed, provisional = self._signed, self._provisional
        holds = np.stack([now >= 0, was >= 0, provisional.day <= day, signed.day <= day])
        kept = np.flatnonzero(holds.any(axis=0) & (self._gone > day))
        now, was, word = now[kept], was[kept], holds[:, kept].argmax(axis=0)
        left = np.full(len(kept), self._left)
        since = (self._since[now], self._until[was], provisional.day[kept], signed.day[kept])
        action = (self._act[now], left, provisional.action[kept], signed.action[kept])
        who = (self._who[now], self._who[was], provisional.participant[kept], signed.participant[kept])
        return pd.DataFrame(
            {
                "treaty": self._treaty.take(kept),
                "state": self._state.take(kept),
                "status": pd.array(WORDS, dtype="str").take(word),
                "since": _days(np.choose(word, since)),
                "action": self._actions.take(np.choose(word, action)),
                "signed": _days(np.where(signed.day[kept] <= day, signed.day[kept], NEVER)),
                "participant": self._participants.array.take(np.choose(word, who)),
            }
        )

    def _last_of(self, among: np.ndarray) -> np.ndarray:
        """The place of the last spell of each pair among those marked, -1 where there is none; spells are sorted."""
        found = np.full(len(self._treaty), -1)
        places = np.flatnonzero(among)
        found[self._pair[places]] = places
        return found


def party_status(actions: pd.DataFrame, as_at: date, ended: Mapping[str, date] | None = None) -> pd.DataFrame:
    """Where each State that ever acted towards a treaty stands on that day.

    ``actions`` has treaty, state, participant, action, day, effective; ``ended`` the first day on which a State of the
    past no longer took part. Returns treaty, state, status, since (day of the act that gives the status), action,
    signed (day of the first signature, NaT if none), participant; one row for each treaty and State, sorted. Status is
    ``party``; ``withdrawn`` (was party, is no longer); ``provisional`` (applies the treaty provisionally); or
    ``signatory``. States that no longer exist on the day are left out. Method: docs/method.md, rules 1 to 4.
    """
    return Standing(actions, ended).on(as_at)


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
    status: pd.DataFrame, lists: pd.DataFrame, treaty: str, as_at: date, members: Sequence[str]
) -> Participation:
    """The parties to one treaty, counted; ``status`` and ``members`` are those of that day.

    Raises KeyError for a treaty that ``lists`` (treaty, coverage, known_as_at) does not name.
    """
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


def _first(coded: pd.DataFrame, pairs: int) -> _First:
    """The first act of each pair; ``coded`` is sorted by day within a pair."""
    rows = coded.drop_duplicates("pair")
    place = rows["pair"].to_numpy()
    found = _First(np.full(pairs, NEVER), np.zeros(pairs, dtype=np.int64), np.zeros(pairs, dtype=np.int64))
    found.day[place] = rows["number"]
    found.action[place] = rows["action"]
    found.participant[place] = rows["participant"]
    return found


def _numbers(days: pd.Series) -> np.ndarray:
    """Days as whole numbers, ``NEVER`` for a missing one."""
    told = days.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(told), NEVER, told.astype(np.int64))


def _days(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers as days, NaT for ``NEVER``."""
    told = numbers.astype("datetime64[us]")
    told[numbers == NEVER] = np.datetime64("NaT")
    return told
