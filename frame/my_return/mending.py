"""The check of a draft: findings by sheet, and where one is explained instead of mended."""

from __future__ import annotations

from html import escape

import streamlit as st

from desk.checked import Told, by_sheet, to_explain
from frame.attempting import attempt
from frame.my_return.keeping import explain
from frame.my_return.workplace import Work
from frame.told import as_list, show
from frame.verbatim import verbatim
from language import say
from model import Severity

LONGEST = 110
"""Characters of a finding in a list to choose from."""


def findings(on: Work) -> None:
    """All findings of the draft in the order of the workbook; the notes of a sheet are folded."""
    if not on.draft or not on.draft.findings:
        return
    for sheet, told in by_sheet(on.draft.findings, on.draft.explained):
        st.subheader(verbatim(sheet or say("The file as a whole")), anchor=False)
        show([one for one in told if one.severity is not Severity.NOTE])
        notes = [one for one in told if one.severity is Severity.NOTE]
        if notes:
            words = say("1 note: nothing need be done") if len(notes) == 1 else ""
            words = words or say("{n} notes: nothing need be done", n=len(notes))
            st.html(f'<details class="notes"><summary>{escape(words)}</summary>{as_list(notes)}</details>')


def explaining(on: Work) -> None:
    """Where errors and warnings are explained instead of mended; the explanation goes with the return."""
    if not on.draft:
        return
    open_ = {one.name: one for one in to_explain(on.draft.findings, on.draft.explained)}
    if not open_:
        return
    chosen, text = f"explain-which-{on.key}", f"explain-text-{on.key}"

    def keep() -> None:
        names, said = st.session_state[chosen], st.session_state[text].strip()
        if names:
            attempt(lambda: explain(on, names, said), "The explanation is kept." if said else "It was taken back.")

    with st.expander(say("Explain instead of mending"), key=f"explain-{on.request.state}"):
        st.markdown(
            say(
                "What cannot or need not be mended can be explained. The explanation is kept with the return, and the "
                "Secretariat reads it beside the finding. An empty explanation takes an earlier one back."
            )
        )
        with st.form(f"explain-form-{on.key}", border=False):
            st.multiselect(
                say("What you explain"),
                list(open_),
                format_func=lambda name: _short(open_[name]),
                key=chosen,
                placeholder=say("Choose one or more"),
            )
            st.text_area(say("Explanation"), key=text, max_chars=2_000)
            st.form_submit_button(say("Keep the explanation"), on_click=keep)


def _short(one: Told) -> str:
    text = f"{one.name.partition(' ')[2]}: {one.found}"
    text = say("Explained. {finding}", finding=text) if one.explained else text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
