"""The list of pages, and what stands above and below each of them."""

from __future__ import annotations

import streamlit as st

from frame import footer, masthead

PAGES = [
    st.Page("overview.py", title="Overview", default=True),
    st.Page("articles.py", title="Articles"),
    st.Page("code_of_conduct.py", title="Code of Conduct"),
    st.Page("states.py", title="States"),
    st.Page("treaties.py", title="Treaties"),
    st.Page("quality.py", title="Data quality"),
    st.Page("method.py", title="Method"),
]

page = st.navigation(PAGES, position="hidden")
masthead(PAGES)
page.run()
footer()
