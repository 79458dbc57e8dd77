"""Sign-ins: when each began and ended. A copy of a cookie whose sign-in has ended is worth nothing."""

from __future__ import annotations

from sqlalchemy import Connection, select

from model import Actor
from store.engine import Connected
from store.record import Act, act
from store.tables import EVENT


class Sessions(Connected):
    """Sign-ins by the name of their session."""

    def begin_session(self, actor: Actor, session: str) -> None:
        """Put a sign-in on the record, once, however often its page is opened."""
        with self.reading() as connection:
            if _recorded(connection, Act.SIGN_IN, session):
                return
        with self.writing() as connection:
            if not _recorded(connection, Act.SIGN_IN, session):
                with act(connection, actor, Act.SIGN_IN, self.clock(), subject=_subject(session)):
                    pass

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


def _subject(session: str) -> str:
    return f"session {session}"


def _recorded(connection: Connection, what: Act, session: str) -> bool:
    query = select(EVENT.c.seq).where(EVENT.c.act == what.value, EVENT.c.subject == _subject(session)).limit(1)
    return connection.execute(query).first() is not None
