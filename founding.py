"""The store with what is known before any return laid into it: where every start begins."""

from __future__ import annotations

from loaders import known
from model import Actor, Role
from store import Store, open_store

LOCAL = Actor(Role.ADMINISTRATOR, "local")
"""Whoever works at this machine itself: the command line, and the pages where no sign-in is configured."""


def founded_store(url: str | None = None) -> Store:
    """The store at ``url`` (default: ``MONITOR_STORE``, else the embedded one), founded if it was empty."""
    store = open_store(url)
    if store.is_empty:
        store.add_lists(LOCAL, known.treaty_lists())
        for cycle in known.cycles().values():
            store.add_cycle(LOCAL, cycle)
    return store
