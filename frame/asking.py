"""Who is asking, and what that person may read: read once for each revision, kept for all who may see the same."""

from __future__ import annotations

from functools import cache

import streamlit as st

from desk import figures
from desk.drawn import Drawn
from desk.reading import Reading, read
from founding import LOCAL, founded_store
from model import Actor, Choices
from store import Store

READINGS = 8
"""How many readings are kept: each role's, and some focal points'."""

DRAWN_FIGURES = 512
"""How many drawn figures are kept: all articles in some forty views."""


@cache
def store() -> Store:
    """The one store of this process, founded at its first use."""
    return founded_store()


def asking() -> Actor:
    """Who is asking. Without a sign-in configured it is the person at this machine."""
    return LOCAL


def reading() -> Reading:
    """What the person asking may read, at the present revision."""
    actor = asking()
    return _read(store(), actor, store().revision(actor))


def drawn(name: str, choice: Choices, ground: str, width: int) -> Drawn:
    """A figure by its name, on ``light``, ``dark`` or ``paper``, its lines broken for ``width`` pixels."""
    known = reading()
    return _draw(name, known, (known.revision, known.scope), choice, ground, width)


def ready() -> None:
    """Read once what every page needs, before the first person comes."""
    _read(store(), LOCAL, store().revision(LOCAL))


@st.cache_resource(max_entries=READINGS, show_spinner=False)
def _read(_store: Store, actor: Actor, revision: str) -> Reading:
    return read(_store, actor, revision)


@st.cache_resource(max_entries=DRAWN_FIGURES, show_spinner=False)
def _draw(name: str, _reading: Reading, sight: tuple[str, str], choice: Choices, ground: str, width: int) -> Drawn:
    return figures.draw(name, _reading, choice, ground, width)
