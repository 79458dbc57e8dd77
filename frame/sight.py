"""Who is asking, and what that person may read: read once for each revision, kept for all who may see the same."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from threading import Lock
from time import time
from typing import Any

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.errors import StreamlitSecretNotFoundError

from desk.people import called
from desk.reading import Reading, read
from founding import LOCAL, founded_store
from frame.cookie import claims_in
from loaders import known
from loaders.form import form_of
from loaders.questionnaire import questionnaire
from model import PUBLIC, Actor, EntityKind, Role
from serving.identity import SignIn, actor_now, address_of, person_now, session_of, sign_in
from serving.loopback import is_local
from store import Store

READINGS = 32
"""How many readings are kept: each role's, and those of the focal points who are at work."""

PAST_READINGS = 2
"""How many readings of what was known on a past day are kept: the data interface alone asks for them."""


@dataclass
class _Kept:
    """Readings that are kept; while one is read, whoever wants the same waits for it instead of reading too."""

    most: int
    readings: OrderedDict[tuple[str, Role, str | None, date | None], Reading] = field(default_factory=OrderedDict)
    one_reads: Lock = field(default_factory=Lock)

    def of(self, actor: Actor, revision: str, known_on: date | None) -> Reading:
        sight = (revision, actor.role, actor.state, known_on)
        with self.one_reads:
            if sight not in self.readings:
                if len(self.readings) >= self.most:
                    self.readings.popitem(last=False)
                self.readings[sight] = read(store(), actor, revision, known_on)
            self.readings.move_to_end(sight)
            return self.readings[sight]


_present, _past = _Kept(READINGS), _Kept(PAST_READINGS)
"""Kept apart, so that whoever asks for one past day after the other takes no reading away from the pages."""


@cache
def store() -> Store:
    """The one store of this process, founded at its first use."""
    return founded_store()


@cache
def how() -> SignIn:
    """How people sign in to this process."""
    return sign_in(os.environ)


def signs_in() -> bool:
    """Whether a provider is configured, by the environment or by Streamlit's own secrets."""
    return bool(how().auth) or _in_secrets()


@cache
def _in_secrets() -> bool:
    """Whether Streamlit's own secrets name a provider; they are read once, at start."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


@dataclass
class _Run:
    """What is found out once while a page is drawn from top to bottom."""

    actor: Actor | None = None
    reading: Reading | None = None


_run: ContextVar[_Run | None] = ContextVar("the run of a page", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """While a page is drawn it is one person who asks, and one reading that all of it shows.

    What is pressed comes before the page is drawn, and is asked for anew.
    """
    before = _run.set(_Run())
    try:
        yield
    finally:
        _run.reset(before)


def asking() -> Actor:
    """Who is asking: the signed-in person, the public, or, where nobody can sign in, the person at this machine.

    A token that has expired, or whose sign-in was ended, is the public's.
    """
    run = _run.get() or _Run()
    run.actor = run.actor or _asking()
    return run.actor


def _asking() -> Actor:
    if not signs_in():
        return PUBLIC if how().public else LOCAL
    return asking_later()()


def asking_later() -> Callable[[], Actor]:
    """Gives, whenever it is called and outside a page's run too, who the person asking now is by then."""
    if not signs_in():
        return asking
    claims = _claims()
    return lambda: actor_now(claims, how(), store(), _is_state, time()) if claims else PUBLIC


def denying() -> Callable[[str], None]:
    """Puts on the record, whenever it is called and outside a page's run too, what the person was refused.

    Nothing where nobody has signed in, or the sign-in holds no longer.
    """
    claims = _claims() if signs_in() else {}

    def deny(what: str) -> None:
        person = person_now(claims, how(), store(), _is_state, time()) if claims else None
        if person:
            store().deny(person, what, address_of(claims, how()))

    return deny


def _claims() -> dict[str, Any]:
    """What the provider says of the person who is asking; nothing of the public."""
    claims = st.user.to_dict()
    return claims if claims.get("is_logged_in") else {}


def asking_by(connection: HTTPConnection) -> Actor:
    """Who is asking outside a page: by the same cookie and the same rules; without sign-in, this machine alone."""
    if not signs_in():
        return LOCAL if not how().public and is_local(connection.scope) else PUBLIC
    claims = claims_in(connection.cookies)
    return actor_now(claims, how(), store(), _is_state, time()) if claims else PUBLIC


def people(actor: Actor) -> Callable[[str], str]:
    """What each person on the record is called to ``actor``: by the address, as far as it is for ``actor`` to know."""
    return partial(called, addresses=store().addresses(actor))


def sign_out() -> None:
    """End the sign-in for every copy of its cookie, then let the provider know."""
    session = session_of(st.user.to_dict())
    if session:
        store().end_session(asking(), session)
    st.logout()


def _is_state(code: str) -> bool:
    state = known.states().get(code)
    return state is not None and state.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)


def reading() -> Reading:
    """What the person asking may read, at the present revision."""
    run = _run.get() or _Run()
    run.reading = run.reading or _reading()
    return run.reading


def _reading() -> Reading:
    actor = asking()
    revision = store().revision(actor)
    now = reading_of(actor, revision)
    if st.session_state.get("looked") != revision:
        store().note_view(actor, now.confided, "figures")
        st.session_state["looked"] = revision
    return now


def reading_of(actor: Actor, revision: str, known_on: date | None = None) -> Reading:
    """What ``actor`` may read at ``revision``; looks at what States confided are for the caller to record.

    With ``known_on``, as it was known on that day. Kept by role and State, not by person: all of them see the same.
    """
    return (_past if known_on else _present).of(actor, revision, known_on)


def ready() -> None:
    """Read once what every page and every upload needs, before the first person comes."""
    for cycle in store().cycles(LOCAL).values():
        form_of(questionnaire(cycle.edition))
    reading_of(LOCAL, store().revision(LOCAL))
