"""Doing something that the store may refuse: what became of it is told once, in a sentence, on the next page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from frame.sight import denying
from frame.verbatim import verbatim
from language import say
from store import Refused, StoreError

DONE, REFUSED = "attempt-done", "attempt-refused"


def attempt(act: Callable[[], object], done: str = "") -> None:
    """Do ``act``; remember the sentence ``done``, or the store's own where it refuses.

    Whatever is refused for lack of rights is put on the record.
    """
    try:
        act()
    except Refused as refusal:
        denying()(str(refusal.facts.get("task", refusal.text)))
        st.session_state[REFUSED] = str(refusal)
    except StoreError as refusal:
        st.session_state[REFUSED] = str(refusal)
    else:
        if done:
            st.session_state[DONE] = say(done)


def tell() -> None:
    """Say what became of the last attempt, once."""
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(verbatim(refused))
    if done := st.session_state.pop(DONE, ""):
        st.success(verbatim(done))
