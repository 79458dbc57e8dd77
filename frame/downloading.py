"""Downloads: made when they are asked for, for whoever is asking at that moment, not for whom the page was drawn.

Streamlit makes a download outside a page's run, in a thread that knows nothing of the person, and tells nobody why it
failed. So what the person's token says is kept from the run, and asked anew; and where somebody may have lost an access
since, the click also draws the page anew, which says so in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from frame.attempting import REFUSED
from frame.sight import asking, asking_later, denying, signs_in
from language import say
from model import PUBLIC
from store import Refused

CHANGED = (
    "Nothing was downloaded: your sign-in has ended, or your access is another one than when this page was drawn. "
    "It is drawn anew now; sign in again if you should have access."
)


def download(
    label: str,
    content: Callable[[], bytes],
    name: str,
    mime: str | None = None,
    *,
    key: str,
    type: Literal["primary", "secondary"] = "secondary",
) -> None:
    """A button under which ``content`` is made and given as the file ``name``.

    ``content`` runs outside the page: it may hold what the page has read, and asks nothing of Streamlit.
    """
    drawn_for = asking()
    # The public has nothing to lose, and nobody else comes to a machine without sign-in.
    if drawn_for == PUBLIC or not signs_in():
        st.download_button(label, content, name, mime, key=key, on_click="ignore", type=type)
        return
    who, deny = asking_later(), denying()

    def made() -> bytes:
        if who() != drawn_for:
            deny(f"download {label}")
            raise Refused(CHANGED)
        return content()

    def clicked() -> None:
        if asking() != drawn_for:
            st.session_state[REFUSED] = say(CHANGED)

    st.download_button(label, made, name, mime, key=key, on_click=clicked, type=type)
