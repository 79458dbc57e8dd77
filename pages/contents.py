"""The list of pages, and what stands above and below each of them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from founding import LOCAL
from frame import asking, footer, masthead, one_run
from model import Actor, Role

PAGES = [
    st.Page("overview.py", title="Overview", default=True),
    st.Page("articles.py", title="Articles"),
    st.Page("code_of_conduct.py", title="Code of Conduct"),
    st.Page("states.py", title="States"),
    st.Page("treaties.py", title="Treaties"),
    st.Page("quality.py", title="Data quality"),
    st.Page("method.py", title="Method"),
    st.Page("receipt.py", title="Verify a receipt"),
    st.Page("my_return.py", title="My return"),
    st.Page("cycle.py", title="Cycle"),
    st.Page("load.py", title="Load files"),
    st.Page("review.py", title="Review"),
    st.Page("reports.py", title="Reports"),
    st.Page("access.py", title="Access"),
    st.Page("record.py", title="Record"),
]

SECRETARIAT = {Role.ANALYST, Role.ADMINISTRATOR}

# Pages that only some see in the menu; each of them guards itself where its address is typed. A comment, because
# Streamlit would write a bare text on the page.
FOR = {
    "my_return": {Role.CONTRIBUTOR, Role.FOCAL_POINT},
    "cycle": SECRETARIAT,
    "load": SECRETARIAT,
    "review": SECRETARIAT,
    "reports": SECRETARIAT,
    "access": {Role.ADMINISTRATOR},
    "record": {Role.ADMINISTRATOR},
}

# What the person at a machine without sign-in sees too.
AT_THIS_MACHINE = {"my_return"}


def is_offered(page: Page, actor: Actor) -> bool:
    """Whether a page stands in the menu of a person."""
    wanted = FOR.get(page.url_path)
    return wanted is None or actor.role in wanted or (actor == LOCAL and page.url_path in AT_THIS_MACHINE)


with one_run():
    page = st.navigation(PAGES, position="hidden")
    masthead([one for one in PAGES if is_offered(one, asking())])
    page.run()
    footer()
