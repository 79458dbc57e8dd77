"""The access list: who may do what, since when, until when; kept here so that no other system is needed for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd
from sqlalchemy import select

from model import PUBLIC, Actor, Role
from store.engine import Connected
from store.frames import fetched
from store.record import Act, Audience, act
from store.refusals import StoreError
from store.rights import OF_A_STATE, Task, present, require
from store.tables import ACCESS_GRANT, EVENT

GRANTS = {
    "subject": "text",
    "role": "text",
    "state": "text",
    "until": "day",
    "note": "text",
    "at": "moment",
    "by": "text",
}


class Access(Connected):
    """Grants, append-only: the newest one for a person stands; the role ``public`` takes access away."""

    def grant(
        self,
        actor: Actor,
        subject: str,
        role: Role,
        state: str | None = None,
        until: date | None = None,
        note: str = "",
    ) -> None:
        """Give a person (``issuer|subject`` or an e-mail address) a role, until the end of a day where one is named.

        Focal points and contributors are of one State, nobody else is. Administrators only.
        """
        require(actor, Task.GRANT, self.clock().date())
        if not subject.strip():
            raise StoreError("Access is given to somebody; name the person.")
        if (role in OF_A_STATE) != bool(state):
            raise StoreError("A focal point or contributor is of one State; nobody else is of any.")
        who, now = same_person(subject), self.clock()
        with self.writing() as connection, act(connection, actor, Act.ACCESS, now, f"access of {who}") as doing:
            doing.audience = Audience.ADMINISTRATOR
            row = {"id": doing.next_id(ACCESS_GRANT), "subject": who, "role": role, "state": state}
            doing.insert(ACCESS_GRANT, [row | {"until": until, "note": note, "at": now}])
            doing.detail = {"role": role.value, "state": state, "until": until}

    def access_of(self, subjects: str | Iterable[str], day: date | None = None) -> Actor:
        """Who a signed-in person is on a day (today): the newest grant under any of the names the provider gives.

        The first name is what the record calls the person. Whoever is not on the list, or no longer, is the public.
        """
        names = [subjects] if isinstance(subjects, str) else list(subjects)
        known = [same_person(name) for name in names if name.strip()]
        grant = ACCESS_GRANT.c
        query = select(ACCESS_GRANT).where(grant.subject.in_(known)).order_by(grant.id.desc()).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).first()
        if row is None or row.role == Role.PUBLIC:
            return PUBLIC
        return present(Actor(Role(row.role), known[0], row.state, row.until), day or self.clock().date())

    def access_list(self, actor: Actor, whole_history: bool = False) -> pd.DataFrame:
        """The grants that stand, columns ``GRANTS``, in the order in which they were given; or all that ever were."""
        require(actor, Task.GRANT, self.clock().date())
        grant = ACCESS_GRANT.c
        query = (
            select(grant.subject, grant.role, grant.state, grant.until, grant.note, grant.at, EVENT.c.actor)
            .join(EVENT, EVENT.c.seq == grant.event)
            .order_by(grant.id)
        )
        with self.reading() as connection:
            found = fetched(connection, query, GRANTS).fillna({"state": ""})
        return found if whole_history else found.drop_duplicates("subject", keep="last").reset_index(drop=True)


def same_person(subject: str) -> str:
    """A subject as it is compared: an e-mail address in lower case, anything else as it is.

    >>> same_person(" Ana.Silva@Example.org"), same_person("https://id.example|AbC")
    ('ana.silva@example.org', 'https://id.example|AbC')
    """
    plain = subject.strip()
    return plain.casefold() if "@" in plain and "|" not in plain else plain
