"""What a newly loaded list of participants changes in what was known: new acts, changed days, acts that disappeared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

import pandas as pd

from model import BINDING, SIGNING, ActionKind

COLUMNS = ("change", "treaty", "state", "action", "day_before", "day_after")

UNSAID = ActionKind.CONSENT_TO_BE_BOUND.value
"""The act of a list that does not say by which act a State became party: it stands for any binding act."""

_BINDING = frozenset(act.value for act in BINDING)
_SIGNING = frozenset(act.value for act in SIGNING)


class Act(NamedTuple):
    """One act of one State towards one treaty."""

    action: str
    day: pd.Timestamp


def list_changes(
    before: pd.DataFrame, after: pd.DataFrame, *, whole: bool = True, past_states: Collection[str] = ()
) -> pd.DataFrame:
    """The changes from ``before`` to ``after``, frames of actions (treaty, state, action, day; others are ignored).

    One row an act, with columns change, treaty, state, action, day_before, day_after; only treaties in ``after``. The
    change is ``new``, ``changed_day``, ``disappeared`` or ``same``. An act about which the new list is silent by its
    nature is ``same`` with no day_after: every act where the list is held in part (``whole`` False), acts of a kind
    that the list does not show at all, a stay that ended with a known withdrawal, acts of ``past_states``. An act that
    a list shows without its kind (consent to be bound) is matched with the act known by its kind.

    >>> act = {"treaty": "UNTC:VI-19", "state": "KEN", "action": "accession", "day": pd.Timestamp(2004, 6, 16)}
    >>> known = pd.DataFrame([act])
    >>> list_changes(known, known.assign(day=pd.Timestamp(2004, 6, 17))).change.item()
    'changed_day'
    """
    treaties = set(after["treaty"])
    old, new = _acts(before[before["treaty"].isin(treaties)]), _acts(after)
    shown: dict[str, set[str]] = defaultdict(set)
    for (treaty, _), acts in new.items():
        shown[treaty] |= {_role(act.action) for act in acts}
    found: list[tuple[str, str, str, str, pd.Timestamp | None, pd.Timestamp | None]] = []
    for treaty, state in sorted(old.keys() | new.keys()):
        silent = not whole or state in past_states
        for change, action, day_before, day_after in _changes(
            old[treaty, state], new[treaty, state], shown[treaty], silent
        ):
            found.append((change, treaty, state, action, day_before, day_after))
    table = pd.DataFrame(found, columns=list(COLUMNS))
    return table.astype({"day_before": "datetime64[s]", "day_after": "datetime64[s]"}).astype(
        dict.fromkeys(COLUMNS[:4], "str")
    )


def _acts(frame: pd.DataFrame) -> dict[tuple[str, str], list[Act]]:
    """The acts of each State towards each treaty, by day; the same act told twice is one."""
    found: dict[tuple[str, str], list[Act]] = defaultdict(list)
    rows = frame[["treaty", "state", "action", "day"]].drop_duplicates().sort_values(["day", "action"])
    for treaty, state, action, day in rows.itertuples(index=False, name=None):
        found[treaty, state].append(Act(action, pd.Timestamp(day)))
    return found


def _role(action: str) -> str:
    if action in _BINDING:
        return "binding"
    return "signing" if action in _SIGNING else action


def _changes(
    old: list[Act], new: list[Act], shown: set[str], silent: bool
) -> Iterator[tuple[str, str, pd.Timestamp | None, pd.Timestamp | None]]:
    """The changes for one State and treaty: matched by act and day, then by act, then by binding without its kind."""
    withdrawals = [act.day for act in old if act.action == ActionKind.WITHDRAWAL.value]
    left, come = list(old), list(new)
    for act in [act for act in old if act in new]:
        left.remove(act)
        come.remove(act)
        yield "same", act.action, act.day, act.day
    for one, other in [*_paired(left, come, unsaid=False), *_paired(left, come, unsaid=True)]:
        action = one.action if other.action == UNSAID else other.action
        yield "same" if one.day == other.day else "changed_day", action, one.day, other.day
    for act in come:
        yield "new", act.action, None, act.day
    for act in left:
        ended = _role(act.action) == "binding" and any(act.day < day for day in withdrawals)
        said = not silent and not ended and (_role(act.action) in shown or _role(act.action) == "binding")
        yield "disappeared" if said else "same", act.action, act.day, None


def _paired(left: list[Act], come: list[Act], *, unsaid: bool) -> Iterator[tuple[Act, Act]]:
    """Takes from both lists, earliest first, the acts that are one: of one kind, or binding with one kind not said."""
    for one in list(left):
        for other in come:
            kinds = {one.action, other.action}
            if (kinds <= _BINDING and UNSAID in kinds) if unsaid else len(kinds) == 1:
                left.remove(one)
                come.remove(other)
                yield one, other
                break
