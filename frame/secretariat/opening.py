"""Opening a cycle and changing its days."""

from __future__ import annotations

from datetime import date

import streamlit as st

from desk.cycles import editions, objections, proposed
from frame.attempting import REFUSED, attempt
from frame.secretariat.admission import asking_now
from frame.sight import store
from language import say
from model import LANGUAGES, Actor, Cycle

NEW = ""
FIRST_DAY, LAST_DAY = date(1997, 1, 1), date(2099, 12, 31)
"""Between which a cycle can lie: the texts are of December 1996."""

WORDS = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "ru": "Russian", "zh": "Chinese"}


def open_cycle(actor: Actor) -> None:
    """The form by which an administrator opens a cycle or changes the days of one."""
    cycles = store().cycles(actor)
    with st.expander(say("Open a cycle, or change the days of one"), expanded=not cycles):
        which = st.selectbox(
            say("Which cycle"),
            [NEW, *reversed(list(cycles))],
            format_func=lambda code: cycles[code].name if code else say("A new cycle"),
            key="cycle-which",
        )
        today = store().clock().date()
        shown = cycles[which] if which else proposed(cycles, today, editions()[0])
        _form(shown, is_new=not which)


def _form(shown: Cycle, is_new: bool) -> None:
    key = f"cycle-{shown.code}-{'new' if is_new else 'held'}"
    names = ("code", "name", "edition", "opens", "due", "closes", "languages")

    def keep() -> None:
        given = {name: st.session_state[f"{key}-{name}"] for name in names}
        if any(given[name] is None for name in ("opens", "due", "closes")):
            st.session_state[REFUSED] = say("A cycle has three days: it opens, is due and closes.")
            return
        texts = {name: str(given[name]).strip() for name in ("code", "name", "edition")}
        languages = tuple(code for code in LANGUAGES if code in given["languages"])
        cycle = Cycle(**texts, opens=given["opens"], due=given["due"], closes=given["closes"], languages=languages)
        actor = asking_now()
        kept = store().cycles(actor)
        told = objections(cycle, kept)
        if is_new and cycle.code in kept:
            told.append(say("There is a cycle {code} already; choose it above to change its days.", code=cycle.code))
        if told:
            st.session_state[REFUSED] = " ".join(told)
            return
        done = "The cycle is open." if is_new else "The days of the cycle were changed."
        attempt(lambda: store().add_cycle(actor, cycle), done)
        st.query_params["cycle"] = cycle.code

    with st.form(key, border=False):
        left, right = st.columns(2)
        left.text_input(say("Code"), shown.code, key=f"{key}-code", disabled=not is_new, max_chars=32)
        right.text_input(say("Name"), shown.name, key=f"{key}-name", max_chars=200)
        days = st.columns(3)
        for column, name, word in zip(days, ("opens", "due", "closes"), ("Opens", "Due", "Closes"), strict=True):
            column.date_input(
                say(word),
                getattr(shown, name),
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                key=f"{key}-{name}",
                format="DD/MM/YYYY",
            )
        left, right = st.columns(2)
        offered = editions() if is_new else [shown.edition]
        left.selectbox(say("Edition of the questionnaire"), offered, key=f"{key}-edition", disabled=not is_new)
        right.multiselect(
            say("Languages"),
            list(LANGUAGES),
            list(shown.languages),
            format_func=lambda code: say(WORDS[code]),
            key=f"{key}-languages",
        )
        st.form_submit_button(
            say("Open the cycle") if is_new else say("Change the days"), on_click=keep, type="primary"
        )
