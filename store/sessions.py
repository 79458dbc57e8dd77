"""Sign-ins: when each began and ended, and under which address. A copy of a cookie that was ended is worth nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, select

from model import Actor, Role
from store.engine import Connected
from store.record import Act, act
from store.rights import SECRETARIAT, sight
from store.tables import EVENT

ADDRESS = "address"
"""The word under which an event tells the address that the provider attested."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, as whom."""

    subject: str
    role: Role
    state: str


class Sessions(Connected):
    """Sign-ins by the name of their session, and the addresses by which people know each other."""

    def begin_session(self, actor: Actor, session: str, address: str = "") -> None:
        """Put a sign-in on the record, once, however often its page is opened; with the address that was attested."""
        with self.reading() as connection:
            if _recorded(connection, Act.SIGN_IN, session):
                return
        with self.writing() as connection:
            if not _recorded(connection, Act.SIGN_IN, session):
                with act(connection, actor, Act.SIGN_IN, self.clock(), subject=_subject(session)) as doing:
                    doing.state, doing.detail = actor.state or "", {ADDRESS: address} if address else {}

    def end_session(self, actor: Actor, session: str) -> None:
        """Put a sign-out on the record: from now on the session is nobody's."""
        with (
            self.writing() as connection,
            act(connection, actor, Act.SIGN_OUT, self.clock(), subject=_subject(session)),
        ):
            pass

    def session_ended(self, session: str) -> bool:
        """Whether a sign-out of this session is on the record."""
        with self.reading() as connection:
            return _recorded(connection, Act.SIGN_OUT, session)

    def deny(self, person: Actor, what: str, address: str = "") -> None:
        """Put on the record that a signed-in person was refused ``what`` for lack of rights; once a day for each thing.

        For real attempts alone, and for people whom the provider vouches for: what is told of nobody tells nothing.
        """
        with self.reading() as connection:
            if _denied_today(connection, person, what, self.clock()):
                return
        with self.writing() as connection:
            if not _denied_today(connection, person, what, self.clock()):
                with act(connection, person, Act.DENIAL, self.clock(), subject=what) as doing:
                    doing.state, doing.detail = person.state or "", {ADDRESS: address} if address else {}

    def addresses(self, actor: Actor) -> dict[str, str]:
        """The address under which each person came last, by the subject under which the record knows that person.

        The Secretariat is told everybody's. A State is told its own people's, and the Secretariat's, who act towards
        it; the public nobody's.
        """
        seen = sight(actor, self.clock().date())
        return {
            who.subject: address
            for who, address in self._signed_in().items()
            if seen.secretariat or (seen.own and (who.role in SECRETARIAT or who.state == seen.own))
        }

    def _signed_in(self) -> dict[SignedIn, str]:
        """The last address of everybody who signed in; each event is read once."""
        last, found = self._known_until
        event = EVENT.c
        told = select(event.seq, event.actor, event.role, event.state, event.detail)
        told = told.where(event.act.in_([Act.SIGN_IN.value, Act.DENIAL.value]), event.seq > last).order_by(event.seq)
        with self.reading() as connection:
            rows = connection.execute(told).all()
        if rows:
            found, last = dict(found), rows[-1].seq
            for row in rows:
                if address := json.loads(row.detail).get(ADDRESS):
                    who = SignedIn(row.actor, Role(row.role), row.state)
                    # Taken out first, so that the address of the last sign-in comes last.
                    found.pop(who, None)
                    found[who] = address
            self._known_until = (last, found)
        return found

    _known_until: tuple[int, dict[SignedIn, str]] = (0, {})
    """The number of the last event read, and what was known by then; put in place as one."""


def _subject(session: str) -> str:
    return f"session {session}"


def _recorded(connection: Connection, what: Act, session: str) -> bool:
    query = select(EVENT.c.seq).where(EVENT.c.act == what.value, EVENT.c.subject == _subject(session)).limit(1)
    return connection.execute(query).first() is not None


def _denied_today(connection: Connection, person: Actor, what: str, now: datetime) -> bool:
    query = select(EVENT.c.seq).where(
        EVENT.c.act == Act.DENIAL.value,
        EVENT.c.subject == what,
        EVENT.c.actor == person.subject,
        EVENT.c.at >= datetime.combine(now.date(), time.min),
    )
    return connection.execute(query.limit(1)).first() is not None
