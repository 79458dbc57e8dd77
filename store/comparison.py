"""A list of participants compared with what was known of the treaty before. Pure: no SQL, no clock.

What counts as newer, as changed and as gone is said in docs/decisions/0003-store.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model import SIGNING, ActionKind, Coverage, TreatyAction, TreatyList

Key = tuple[str, ActionKind]


@dataclass(frozen=True, slots=True)
class Known:
    """An action as the store holds it: its number, and the day up to which the list that states it is known."""

    number: int
    action: TreatyAction
    as_at: date | None


class Changed(NamedTuple):
    """One act whose day (or day of effect) is another in the new list."""

    before: TreatyAction
    after: TreatyAction


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list says beside what was known.

    ``older`` holds what an older list says otherwise than a newer one that is held: told, and not taken.
    """

    new: tuple[TreatyAction, ...] = ()
    changed: tuple[tuple[Known, TreatyAction], ...] = ()
    disappeared: tuple[Known, ...] = ()
    same: int = 0
    older: tuple[TreatyAction, ...] = ()


def rank(coverage: Coverage, known_as_at: date | None) -> tuple[bool, bool, date]:
    """Which of two lists stands: a complete one before a partial one before none, then the later one."""
    return coverage is Coverage.COMPLETE, coverage is Coverage.PARTIAL, known_as_at or date.min


def compare(known: Sequence[Known], stated: TreatyList, standing: TreatyList | None) -> Comparison:
    """Set ``stated`` beside the actions known of its treaty; ``standing`` is the list that stood until now.

    Only a complete list that is not older than what stands lets a row disappear, and only rows of a day that it reaches
    and of a class (signing, being bound, applying provisionally, leaving) that it tells of at all; of a State that has
    left, and of those of which the list is silent, the past stays.
    """
    as_at = stated.known_as_at or date.min
    behind = (
        standing is not None and standing.coverage is Coverage.COMPLETE and as_at < (standing.known_as_at or date.min)
    )
    whole = stated.coverage is Coverage.COMPLETE and not behind
    classes = {_class(action.action) for action in stated.actions}
    left = {item.action.state for item in known if item.action.action is ActionKind.WITHDRAWAL}
    before: dict[Key, dict[date, Known]] = {}
    for item in known:
        before.setdefault((item.action.state, item.action.action), {})[item.action.day] = item
    after: dict[Key, dict[date, TreatyAction]] = {}
    for action in stated.actions:
        after.setdefault((action.state, action.action), {})[action.day] = action

    new: list[TreatyAction] = []
    older: list[TreatyAction] = []
    changed: list[tuple[Known, TreatyAction]] = []
    gone: list[Known] = []
    same = 0
    for key in sorted(before.keys() | after.keys()):
        held, told = before.get(key, {}), after.get(key, {})
        missing = [held[day] for day in sorted(held.keys() - told.keys())]
        fresh = [told[day] for day in sorted(told.keys() - held.keys())]
        moved = _pairs(missing, fresh, whole, key[0] in left)
        both = [(held[day], told[day]) for day in sorted(held.keys() & told.keys())]
        other_effect = [pair for pair in both if _other_effect(*pair)]
        same += len(both) - len(other_effect)
        for item, action in other_effect + moved:
            if behind or as_at < (item.as_at or date.min):
                older.append(action)
            else:
                changed.append((item, action))
        (older if behind else new).extend(fresh[len(moved) :])
        if whole and _class(key[1]) in classes and key[0] not in left and key[0] not in stated.silent_on:
            told_of = (item for item in missing[len(moved) :] if as_at >= max(item.as_at or date.min, item.action.day))
            gone += told_of
    return Comparison(tuple(new), tuple(changed), tuple(gone), same, tuple(older))


def _class(kind: ActionKind) -> str:
    if kind in SIGNING:
        return "signing"
    if kind is ActionKind.PROVISIONAL_APPLICATION:
        return "applying"
    return "leaving" if kind is ActionKind.WITHDRAWAL else "binding"


def _pairs(
    missing: list[Known], fresh: list[TreatyAction], whole: bool, has_left: bool
) -> list[tuple[Known, TreatyAction]]:
    """Which missing days became which fresh ones; in a partial list only where there can be no doubt."""
    if whole or (len(missing) == len(fresh) == 1 and not has_left):
        return list(zip(missing, fresh, strict=False))
    return []


def _other_effect(item: Known, action: TreatyAction) -> bool:
    return action.effective is not None and action.effective != item.action.effective
