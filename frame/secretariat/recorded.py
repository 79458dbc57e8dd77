"""The record on the page: narrowed, exported, verified."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from desk.people import known_as
from desk.record import ACTS, events_shown
from desk.scope import by_name
from frame.downloading import download
from frame.secretariat.tables import downloads
from frame.showing import section, whole
from frame.sight import store
from language import number_text, say
from loaders import known
from model import Actor
from store import Act

MOST = 1_000
"""The newest acts that are shown; the export has all."""


def record(actor: Actor) -> None:
    """The acts of the record, narrowed as the reader wishes; verified and exported on demand."""
    _verify(actor)
    section("Acts")
    found = _narrowed(actor)
    if found.empty:
        st.markdown(say("No act of this kind is on the record."))
        return
    shown = events_shown(found, store().addresses(actor))
    n = number_text(len(shown))
    count = say("The newest {n} acts.", n=n) if len(shown) == MOST else say("{n} acts, the newest first.", n=n)
    st.markdown(count)
    st.dataframe(shown, hide_index=True, alt=say("The record"), placeholder="")
    downloads(shown, say("The record"), count, "record", store().clock().date())


def _verify(actor: Actor) -> None:
    section("Verification and export")
    st.markdown(
        say(
            "Every act is chained to the one before it by its hash, and covers every row and file that it wrote. "
            "Verifying reads all of it and says whether anything was altered or removed, and where."
        )
    )
    with st.container(horizontal=True, key="record-acts"):
        asked = st.button(say("Verify the whole record"), key="record-verify", type="primary")
        kept = store()
        download(
            say("Export the whole record"),
            lambda: "".join(kept.export_events(actor)).encode(),
            f"record-{kept.clock():%Y-%m-%d}.jsonl",
            "application/jsonl",
            key="record-export",
        )
    with st.expander(say("Verify up to a head noted down earlier")):
        head = st.text_input(say("Hash of an event, noted down earlier"), key="record-head").strip().lower()
        st.caption(say("Only with it can be seen that the end of the record was cut off, or everything written anew."))
    if asked:
        with st.spinner(say("Reading the whole record ...")):
            damage = store().verify(head or None)
        if damage:
            st.error(say("{n} parts of the store are not as they were written.", n=len(damage)))
            whole(pd.DataFrame({say("What was found"): [item.sentence for item in damage]}))
        else:
            n = number_text(len(store().events(actor)))
            st.success(say("Nothing was altered or removed: {n} acts, and every row and file that they wrote.", n=n))
            st.code(store().head(), language=None)
            st.caption(say("The head of the record: note it down elsewhere."))


def _narrowed(actor: Actor) -> pd.DataFrame:
    states = [known.states()[code] for code in known.return_languages()]
    names = {item.iso3: item.names["en"] for item in sorted(states, key=by_name("en"))}
    with st.container(horizontal=True, key="filters"):
        word = st.selectbox(
            say("What"),
            ["", *ACTS],
            format_func=lambda act: say(ACTS[Act(act)]) if act else say("Every act"),
            key="record-act",
        )
        state = st.selectbox(
            say("State"),
            ["", *names],
            format_func=lambda code: names[code] if code else say("Every State"),
            key="record-state",
        )
        who = st.text_input(say("Who (e-mail address)"), key="record-who", placeholder=say("Everybody"))
        days = st.date_input(say("From, to"), [], key="record-days", format="DD/MM/YYYY")
    period = days if isinstance(days, tuple) else (days,)
    since, until = (*period, None, None)[:2]
    return store().events(
        actor,
        act=Act(word) if word else None,
        who=known_as(who, store().addresses(actor)) if who.strip() else None,
        state=state or None,
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
        newest=MOST,
    )
