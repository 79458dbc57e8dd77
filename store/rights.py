"""Who may do what, and who may see what: two tables and the functions that read them. Pure; no SQL, no clock.

Fail closed: an access that has ended, a focal point without a State, anything unforeseen is the public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model import PUBLIC, Actor, ReturnStatus, Role
from store.refusals import Refused

SECRETARIAT = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
OF_A_STATE = frozenset({Role.CONTRIBUTOR, Role.FOCAL_POINT})


class Task(StrEnum):
    """What somebody may wish to do with the store, by the name of what it touches."""

    LOAD_LIST = "load a list of participants"
    OPEN_CYCLE = "open a reporting cycle"
    RECEIVE_RETURN = "enter a return on behalf of a State"
    MARK = "mark the store as holding demonstration data"
    SAVE_DRAFT = "save a draft"
    READ_DRAFT = "read a draft"
    SUBMIT = "submit a return"
    CONSENT = "say what may be published"
    READ_WHOLE = "read a return in full"
    REVIEW = "review a return"
    NOTE = "read and write review notes"
    REPLY = "answer a clarification"
    FOLLOW = "follow the clarifications of a return"
    PROGRESS = "see where each State's return stands"
    GRANT = "change the access list"
    READ_RECORD = "read the record"
    READ_VIEWS = "see who looked at confidential answers"


MAY: Mapping[Task, frozenset[Role]] = {
    Task.LOAD_LIST: SECRETARIAT,
    Task.OPEN_CYCLE: frozenset({Role.ADMINISTRATOR}),
    Task.RECEIVE_RETURN: SECRETARIAT,
    Task.MARK: frozenset({Role.ADMINISTRATOR}),
    Task.SAVE_DRAFT: OF_A_STATE,
    Task.READ_DRAFT: OF_A_STATE,
    Task.SUBMIT: frozenset({Role.FOCAL_POINT}),
    Task.CONSENT: frozenset({Role.FOCAL_POINT}),
    Task.READ_WHOLE: SECRETARIAT | OF_A_STATE,
    Task.REVIEW: SECRETARIAT,
    Task.NOTE: SECRETARIAT,
    Task.REPLY: SECRETARIAT | {Role.FOCAL_POINT},
    Task.FOLLOW: SECRETARIAT | OF_A_STATE,
    Task.PROGRESS: SECRETARIAT,
    Task.GRANT: frozenset({Role.ADMINISTRATOR}),
    Task.READ_RECORD: frozenset({Role.ADMINISTRATOR}),
    Task.READ_VIEWS: SECRETARIAT | OF_A_STATE,
}
"""The roles that may do a task; those of a State only for their own State."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What an actor sees: as ``secretariat`` all that was submitted, of ``own`` everything, the rest as the public."""

    secretariat: bool = False
    administrator: bool = False
    own: str | None = None

    def whole(self, state: str) -> bool:
        """Whether the returns of ``state`` are seen in full, confidential answers included."""
        return self.secretariat or self.own == state


def present(actor: Actor, today: date) -> Actor:
    """The actor as of today: whose access has ended, or names no State where it must, is the public."""
    ended = actor.until is not None and actor.until < today
    homeless = actor.role in OF_A_STATE and not actor.state
    return PUBLIC if ended or homeless else actor


def sight(actor: Actor, today: date) -> Sight:
    """What the actor sees today."""
    who = present(actor, today)
    return Sight(
        secretariat=who.role in SECRETARIAT,
        administrator=who.role is Role.ADMINISTRATOR,
        own=who.state if who.role in OF_A_STATE else None,
    )


def may(actor: Actor, task: Task, today: date, state: str = "") -> bool:
    """Whether the actor may do ``task`` today, for ``state`` where the task concerns one."""
    who = present(actor, today)
    return who.role in MAY[task] and (who.role not in OF_A_STATE or who.state == state)


def require(actor: Actor, task: Task, today: date, state: str = "") -> None:
    """Raises Refused, with a sentence, unless the actor may do ``task`` today."""
    if not may(actor, task, today, state):
        raise Refused("You may not {task}.", task=task.value)


PARTS: Mapping[str, str] = {"a": "A", "d": "B", "c": "C", "x": "D"}
"""The part of the return by the first letter of a question's code."""


def part_of(question: str) -> str:
    """The part that a question belongs to; none for what belongs to no part, and that is never published.

    >>> part_of("d5_1"), part_of("cover_name"), part_of("c8_law")
    ('B', '', 'C')
    """
    return "" if question.startswith("cover") else PARTS.get(question[:1], "")


def visible_parts(
    seen: Sight, state: str, status: ReturnStatus, consent: str, consent_now: str, newest_consent_now: str
) -> str | None:
    """The parts of a submitted return that are seen: None for all of it and in full, ``""`` for nothing.

    The public sees accepted returns, and of them what the State let be published: then, now, and of its newest
    return too. What a State no longer wants published is not found in an older version either.
    """
    if seen.whole(state):
        return None
    if status is not ReturnStatus.ACCEPTED:
        return ""
    return "".join(part for part in consent if part in consent_now and part in newest_consent_now)
