"""Records kept, append-only; the only room that speaks SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from model import Actor
from store.access import Access
from store.clarifications import Clarifications
from store.cycles import Cycles
from store.drafts import Drafts
from store.engine import bring_up_to_date, connected_engine, store_url, utc_now
from store.events import Events
from store.lists import ListChange, Lists
from store.record import Act, Audience, canonical
from store.refusals import NotThere, Refused, StoreError, WrongStep
from store.reviews import Reviews
from store.rights import Sight, sight
from store.sessions import Sessions
from store.tables import EVENT, STATE_RETURN, TREATY_LIST
from store.verification import Verification

__all__ = ["Act", "ListChange", "NotThere", "Refused", "Store", "StoreError", "WrongStep", "open_store"]


HEAD = select(func.max(EVENT.c.seq))
"""The number of the last event."""

COUNTING = (Act.RETURN.value, Act.ACCEPTANCE.value)
"""The acts that change figures also where the public learns nothing of it: no part of the return is published."""


class Store(Lists, Drafts, Reviews, Clarifications, Cycles, Access, Sessions, Events, Verification):
    """All that is kept. Every reading and writing names the actor who asks; what one may not see never leaves."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet: no list, no return."""
        with self.reading() as connection:
            return not any(
                connection.execute(select(table.c.id).limit(1)).first() for table in (TREATY_LIST, STATE_RETURN)
            )

    def revision(self, actor: Actor) -> str:
        """A word of ten characters for all that figures for this actor are made of: another whenever they can be other.

        Drafts, and what waits for review or is said in it, are in no figure and make no other word. It is made of what
        was entered, not of when or by whom: two stores that hold the same say the same word.
        """
        seen = sight(actor, self.clock().date())
        with self.reading() as connection:
            head = connection.execute(HEAD).scalar() or 0
            known, word = self._revisions.get(seen, (0, ""))
            if known < head:
                for row in connection.execute(_entered_for(seen, known)):
                    word = hashlib.sha256(f"{word} {entered(row)}".encode()).hexdigest()
                self._revisions[seen] = (head, word)
        return hashlib.sha256(f"{seen} {word}".encode()).hexdigest()[:10]

    @cached_property
    def _revisions(self) -> dict[Sight, tuple[int, str]]:
        """How far the record was read for each sight, and the word it gave until there."""
        return {}


def _entered_for(seen: Sight, after: int) -> Select[Any, Any, Any, Any, Any]:
    """The events later than one that let a sight see other figures than before, in their order."""
    wanted = [EVENT.c.audience == Audience.PUBLIC.value]
    if seen.secretariat:
        wanted.append(EVENT.c.act.in_(COUNTING))
    if seen.own:
        wanted.append(EVENT.c.act.in_(COUNTING) & (EVENT.c.state == seen.own))
    said = select(EVENT.c.seq, EVENT.c.act, EVENT.c.subject, EVENT.c.state, EVENT.c.detail)
    return said.where(EVENT.c.seq > after, or_(*wanted)).order_by(EVENT.c.seq)


def entered(event: Row[Any, Any, Any, Any, Any]) -> str:
    """What an event entered, without the day, the person and the numbers under which it is kept here."""
    detail = json.loads(event.detail or "{}")
    answers = detail.pop("rows", {}).get("answer", {}).get("sha256", "")
    detail.pop("receipt", None)
    return canonical({"act": event.act, "subject": event.subject, "state": event.state, "of": detail, "said": answers})


def open_store(url: str | None = None, clock: Callable[[], datetime] = utc_now) -> Store:
    """The store at ``url`` (else ``MONITOR_STORE``, else ``var/monitor.sqlite``), created and migrated as needed.

    ``clock`` says what time it is (UTC, without a zone), for those who must know beforehand.
    """
    engine = connected_engine(store_url(url))
    bring_up_to_date(engine)
    return Store(engine, clock)
