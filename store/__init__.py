"""Records kept, append-only; the only room that speaks SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from model import Actor
from store.access import Access
from store.clarifications import Clarifications
from store.cycles import Cycles
from store.drafts import Drafts
from store.engine import bring_up_to_date, connected_engine, store_url, utc_now
from store.events import Events
from store.lists import ListChange, Lists
from store.record import Act, Audience
from store.refusals import NotThere, Refused, StoreError, WrongStep
from store.reviews import Reviews
from store.rights import sight
from store.sessions import Sessions
from store.tables import EVENT, STATE_RETURN, TREATY_LIST
from store.verification import Verification

__all__ = ["Act", "ListChange", "NotThere", "Refused", "Store", "StoreError", "WrongStep", "open_store"]


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
        """A word of ten characters that changes whenever anything this actor may read changes, and only then."""
        seen = sight(actor, self.clock().date())
        wanted = [EVENT.c.audience == Audience.PUBLIC.value]
        if seen.secretariat:
            wanted += [EVENT.c.audience == kind.value for kind in (Audience.STATE, Audience.SECRETARIAT)]
        if seen.administrator:
            wanted.append(EVENT.c.audience == Audience.ADMINISTRATOR.value)
        if seen.own:
            wanted += [
                (EVENT.c.audience == kind.value) & (EVENT.c.state == seen.own)
                for kind in (Audience.STATE, Audience.OWN)
            ]
        with self.reading() as connection:
            last = connection.execute(
                select(*(select(func.max(EVENT.c.seq)).where(one).scalar_subquery() for one in wanted))
            ).one()
            newest = max((seq for seq in last if seq is not None), default=0)
            found = connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == newest)).scalar() or ""
        return hashlib.sha256(f"{seen} {found}".encode()).hexdigest()[:10]


def open_store(url: str | None = None, clock: Callable[[], datetime] = utc_now) -> Store:
    """The store at ``url`` (else ``MONITOR_STORE``, else ``var/monitor.sqlite``), created and migrated as needed.

    ``clock`` says what time it is (UTC, without a zone), for those who must know beforehand.
    """
    engine = connected_engine(store_url(url))
    bring_up_to_date(engine)
    return Store(engine, clock)
