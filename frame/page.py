"""A page from top to bottom: the way to the other pages, its title and filters, and what stands below every page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from charts.caption import MAP_DISCLAIMER
from frame.attempting import tell
from frame.choosing import carried, chosen, controls
from frame.sight import asking, how, reading, sign_out, signs_in
from language import day_text, say
from loaders import known
from model import Choices, Role

HOUSE = Path(__file__).resolve().parent.parent
VERSION = (HOUSE / "VERSION").read_text(encoding="utf-8").strip()
STYLE = Path(__file__).resolve().parent / "house.css"

NOT_SIGNED_IN = "No sign-in is configured: whoever works at this machine acts as administrator."
ROLES = {
    Role.PUBLIC: "the public (no access is given to this address)",
    Role.CONTRIBUTOR: "contributor",
    Role.FOCAL_POINT: "focal point",
    Role.ANALYST: "analyst",
    Role.ADMINISTRATOR: "administrator",
}
DEMONSTRATION = "Demonstration data: every return here is invented, and no figure speaks of a real State's measures."


def frame(title: str, lead: str = "", filters: Sequence[str] = ()) -> Choices:
    """Open a page with its title, what became of the last act, what the page answers, and its filters.

    Gives what the reader has chosen.
    """
    st.set_page_config(page_title=f"{say(title)} · {say('Implementation Monitor')}", layout="wide")
    st.title(say(title), anchor=False)
    tell()
    if lead:
        st.markdown(say(lead))
    if filters:
        controls(filters)
    return chosen()


def masthead(pages: Sequence[Page]) -> None:
    """The name of the house, the way to every page, and who is asking; what is chosen goes with each link."""
    st.html(STYLE)
    if reading().demonstration:
        _mark(DEMONSTRATION)
    with st.container(horizontal=True, key="masthead"):
        st.html(f'<span class="wordmark">{escape(say("Implementation Monitor"))}</span>')
        along = carried()
        for page in pages:
            st.page_link(page, query_params=along)
        _person()


def _person() -> None:
    """Who is asking, and how to become somebody else."""
    actor = asking()
    if not signs_in():
        if not how().public:
            st.html(f'<span class="person" title="{escape(say(NOT_SIGNED_IN))}">{escape(say(NOT_SIGNED_IN))}</span>')
        return
    if not st.user.is_logged_in:
        st.button(say("Sign in"), on_click=st.login, type="tertiary")
        return
    role = say(ROLES[actor.role])
    state = known.states()[actor.state].names["en"] if actor.state else ""
    st.html(
        f'<span class="person">{escape(str(st.user.get("email") or st.user.get("sub")))}: {escape(role)}'
        + (f", {escape(state)}" if state else "")
        + "</span>"
    )
    st.button(say("Sign out"), on_click=sign_out, type="tertiary")


def _mark(text: str) -> None:
    st.html(f'<p class="mark">{escape(say(text))}</p>')


def footer() -> None:
    """Version, data revision, as at, sources and disclaimers."""
    now, choice = reading(), chosen()
    said = (
        say(
            "Implementation Monitor {version} · data revision {revision} · as at {day}",
            version=VERSION,
            revision=now.revision,
            day=day_text(choice.as_at),
        ),
        say(
            "Treaty status: published lists of the depositaries, each with the day up to which it is known. Measures: "
            "as States reported them of themselves. Names of States: UNTERM. Groups: United Nations regional groups "
            "and the M49 standard of the Statistics Division."
        ),
        say(MAP_DISCLAIMER),
    )
    st.html('<div class="footer" role="contentinfo">' + "".join(f"<p>{escape(text)}</p>" for text in said) + "</div>")


def document(path: str) -> None:
    """A page of the project's own documentation, as it is written."""
    text = (HOUSE / path).read_text(encoding="utf-8")
    st.markdown(text.partition("\n")[2] if text.startswith("# ") else text)
