"""What a check says, as a list: each finding with its cell, what was found and what to write."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from desk.checked import Told
from language import say


def show(told: Iterable[Told]) -> None:
    """Findings as a list; nothing where there is none."""
    found = list(told)
    if found:
        st.html(as_list(found))


def as_list(told: Iterable[Told]) -> str:
    """Findings as HTML."""
    items = []
    for one in told:
        cell = f'<span class="cell">{escape(one.where)}</span>' if one.where else ""
        said = f'<p class="said">{escape(say("Explained: {said}", said=one.explained))}</p>' if one.explained else ""
        mend = f'<p class="mend">{escape(one.mend)}</p>' if one.mend else ""
        items.append(
            f'<li class="{one.severity.value}"><p class="head"><b>{escape(one.word)}</b>{cell}</p>'
            f"<p>{escape(one.found)}</p>{mend}{said}</li>"
        )
    return f'<ol class="findings">{"".join(items)}</ol>'
