"""Who is let into a working page: whoever is not reads one sentence, and nothing else is fetched."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from frame.attempting import DONE, REFUSED
from frame.page import frame
from frame.sight import asking, denying
from frame.verbatim import verbatim
from language import say
from model import Actor, Role

STYLE = Path(__file__).resolve().parent / "secretariat.css"

SECRETARIAT = (Role.ANALYST, Role.ADMINISTRATOR)

NOT_YOURS = {
    SECRETARIAT: "This page is for the Secretariat; your access is another one.",
    (Role.ADMINISTRATOR,): "This page is for administrators; your access is another one.",
}


def asking_now() -> Actor:
    """Who is asking at the moment of an act: a form may have stood open since before somebody's access was ended."""
    return asking()


def admitted(title: str, lead: str, roles: tuple[Role, ...] = SECRETARIAT) -> Actor | None:
    """Open a working page for those whose role is among ``roles``; None, with one sentence, for everybody else.

    That a signed-in person came who may not is put on the record.
    """
    actor = asking()
    if actor.role not in roles:
        denying()(f"page {title}")
        frame(title)
        st.info(say(NOT_YOURS[roles]))
        return None
    # These pages are long: what became of an act is also said where the person is.
    for word in (DONE, REFUSED):
        if said := st.session_state.get(word):
            st.toast(verbatim(said))
    frame(title, lead)
    st.html(STYLE)
    return actor
