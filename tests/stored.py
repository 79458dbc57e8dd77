"""Small lists, returns and people for the tests of the store, written as a line of words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from model import (
    ActionKind,
    Actor,
    Answer,
    Coverage,
    Cycle,
    Place,
    Return,
    Role,
    SourceFile,
    TreatyAction,
    TreatyList,
    Visibility,
)
from store import Store

ADMINISTRATOR = Actor(Role.ADMINISTRATOR, "local")
ANALYST = Actor(Role.ANALYST, "analyst@un.example")
KENYA = Actor(Role.FOCAL_POINT, "focal@ken.example", "KEN")
KENYA_HELPER = Actor(Role.CONTRIBUTOR, "helper@ken.example", "KEN")
PERU = Actor(Role.FOCAL_POINT, "focal@per.example", "PER")

CYCLE = Cycle("2026", "Cycle 2026", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))


@dataclass
class Clock:
    """A clock that stands still but for a second at each look, and can be set."""

    now: datetime = datetime(2026, 2, 1, 9)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, day: str) -> None:
        self.now = datetime.fromisoformat(day)


def file(text: str, name: str = "return.xlsx") -> SourceFile:
    """A file whose bytes are ``text``."""
    content = text.encode()
    return SourceFile(name, content, hashlib.sha256(content).hexdigest())


def answer(words: str) -> Answer:
    """An answer from ``d5_1 fully``; a third word ``secret`` keeps it for the Secretariat. It tells of everything."""
    question, value, *secret = words.split()
    return Answer(
        question,
        value,
        comment=f"comment on {question}",
        legal_reference=f"Act on {question}",
        reason=f"reason of {question}",
        since=date(2001, 2, 3),
        visibility=Visibility.SECRETARIAT if secret else Visibility.OPEN,
        place=Place("return.xlsx", "B Declaration", "E12"),
    )


def sent(answers: str, state: str = "KEN", consent: str = "ABCD", cycle: str = "2026", **cover: str) -> Return:
    """A return from ``d5_1 fully | c8_law no secret``."""
    given = tuple(answer(words) for words in answers.split("|") if words.strip())
    return Return(state, cycle, "2026", "en", given, frozenset(consent), cover)


def depositary(
    rows: str, known: str = "2018-01-15", coverage: Coverage = Coverage.COMPLETE, treaty: str = "T"
) -> TreatyList:
    """A list from ``KEN ratification 2004-02-01 | PER signature 2000-01-01``."""
    actions = []
    for row in filter(None, (part.split() for part in rows.split("|"))):
        state, kind, day, *effective = row
        actions.append(
            TreatyAction(
                treaty,
                state,
                state,
                ActionKind(kind),
                date.fromisoformat(day),
                "source",
                effective=date.fromisoformat(effective[0]) if effective else None,
            )
        )
    return TreatyList(treaty, "source", date.fromisoformat(known), coverage, tuple(actions))


def stated(store: Store, **how: object) -> set[str]:
    """The actions that stand, as words."""
    frame = store.actions(ADMINISTRATOR, **how)
    return {f"{row.state} {row.action} {row.day:%Y-%m-%d}" for row in frame.itertuples()}


def values(store: Store, actor: Actor, **how: object) -> dict[str, str]:
    """The answers that the actor sees, as question and value; a hidden one is empty."""
    frame = store.answers(actor, **how)
    return dict(zip(frame["question"], frame["value"], strict=True))


def utc(text: str) -> datetime:
    """A moment in UTC, with its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


Opened = Callable[..., Store]
