"""Reminders: to whom, what they say, and how they go: by the mail server, or as files to be sent by hand."""

from __future__ import annotations

import io
import json
import os
from datetime import datetime

import pandas as pd
import streamlit as st

from desk.mailing import focal_points, reminders_file
from desk.scope import with_names
from exports.reminders import MailError, MailServer, Reminder, mail_server, reminder, send
from frame.downloading import download
from frame.secretariat.outgoing import ZIP
from frame.showing import rows, section
from frame.sight import store
from frame.verbatim import verbatim
from language import listing, say
from loaders import known
from model import Actor, Cycle
from store import Act

WAITED_FOR = ("not_opened", "in_preparation", "sent_back")
"""The stages at which something is still to come from the State."""


def reminders(actor: Actor, cycle: Cycle, members: pd.DataFrame, observers: pd.DataFrame) -> None:
    """Draft, look at, and send or take the reminders to the States from which something is still to come.

    They go to Member States, and to observer States where the administrator includes them.
    """
    section("Reminders")
    waited = with_names(members[members["stage"].isin(WAITED_FOR)])
    others = with_names(observers[observers["stage"].isin(WAITED_FOR)])
    if len(others):
        words = say("Also to the observer States: {names}", names=listing(others["name"]))
        if st.checkbox(words, key=f"remind-observers-{cycle.code}"):
            waited = pd.concat([waited, others], ignore_index=True)
    if waited.empty:
        st.markdown(say("Every Member State has sent a return; nobody is to be reminded."))
        return
    names = dict(zip(waited["state"], waited["name"], strict=True))
    wanted = st.multiselect(
        say("To whom"),
        list(names),
        format_func=names.__getitem__,
        key=f"remind-{cycle.code}",
        placeholder=say("All {n} from which a return is still to come", n=len(names)),
    )
    chosen = waited[waited["state"].isin(wanted)] if wanted else waited
    drafted = _drafted(actor, cycle, chosen)
    _look(actor, cycle, drafted, names)
    try:
        server = mail_server(os.environ)
    except MailError as error:
        st.error(verbatim(say(str(error))))
        server = None
    if server:
        _send(actor, cycle, drafted, server)
    _take(actor, cycle, drafted, server)


def _drafted(actor: Actor, cycle: Cycle, chosen: pd.DataFrame) -> list[Reminder]:
    today = store().clock().date()
    people = focal_points(store().access_list(actor), today, store().addresses(actor))
    return [
        reminder(state, name, stage, people.get(state, ()), cycle, today)
        for state, name, stage in zip(chosen["state"], chosen["name"], chosen["stage"], strict=True)
    ]


def _look(actor: Actor, cycle: Cycle, drafted: list[Reminder], names: dict[str, str]) -> None:
    """Who is known, when each was reminded last, and the text for one State."""
    reached = sum(bool(one.to) for one in drafted)
    st.markdown(
        say(
            "Reminders: {n}. For {reached} of them the address of a focal point or contributor is on the access list.",
            n=len(drafted),
            reached=reached,
        )
    )
    last = _reminded(actor, cycle)
    fold = st.expander(say("To whom they go, and what they say"), key=f"remind-look-{cycle.code}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        shown = pd.DataFrame(
            {
                say("State"): [names[one.state] for one in drafted],
                say("To"): [", ".join(one.to) or say("no address is known") for one in drafted],
                say("Reminded last"): [last[one.state].date() if one.state in last else None for one in drafted],
            }
        )
        rows(shown, say("Reminders"))
        texts = {one.state: one for one in drafted}
        state = st.selectbox(say("The text for"), list(texts), format_func=names.__getitem__, key="remind-text")
        if state:
            st.markdown(f"**{verbatim(texts[state].subject)}**")
            st.text(texts[state].text)


def _reminded(actor: Actor, cycle: Cycle) -> dict[str, datetime]:
    """When each State was reminded last in the cycle, by message or by file."""
    found = store().events(actor, act=Act.REMINDER)
    found = found[found["subject"] == f"reminder for {cycle.code}"]
    last: dict[str, datetime] = {}
    for moment, state, detail in zip(found["at"], found["state"], found["detail"], strict=True):
        for one in [state] if state else json.loads(detail).get("states", []):
            last[one] = moment
    return last


def _send(actor: Actor, cycle: Cycle, drafted: list[Reminder], server: MailServer) -> None:
    to_send = [one for one in drafted if one.to]
    words = say("Send reminders by {host} ({n})", n=len(to_send), host=verbatim(server.host))
    if not st.button(words, key="remind-send", type="primary", disabled=not to_send):
        return
    bar, went, refused = st.progress(0.0), 0, []
    try:
        for done, (one, trouble) in enumerate(send(server, to_send, store().clock()), 1):
            bar.progress(done / len(to_send))
            if trouble:
                refused.append(say("{state}: {why}", state=known.states()[one.state].names["en"], why=say(trouble)))
            else:
                went += 1
                detail = {"to": list(one.to), "how": "mail"}
                store().record(actor, Act.REMINDER, f"reminder for {cycle.code}", one.state, detail)
    except MailError as error:
        st.error(verbatim(say(str(error))))
    bar.empty()
    if went:
        st.success(say("1 reminder was sent.") if went == 1 else say("{n} reminders were sent.", n=went))
    if refused:
        st.warning(verbatim("\n".join(refused)))


def _take(actor: Actor, cycle: Cycle, drafted: list[Reminder], server: MailServer | None) -> None:
    kept, sender = store(), server.sender if server else ""

    def content() -> bytes:
        held = io.BytesIO()
        reminders_file(drafted, sender, kept.clock().replace(microsecond=0), held)
        detail = {"states": [one.state for one in drafted], "how": "file"}
        kept.record(actor, Act.REMINDER, f"reminder for {cycle.code}", detail=detail)
        return held.getvalue()

    download(
        say("Download reminders as mail files ({n})", n=len(drafted)),
        content,
        f"reminders-{cycle.code}-{kept.clock():%Y-%m-%d}.zip",
        ZIP,
        key="remind-files",
    )
    if not server:
        st.caption(say("No mail server is configured (MONITOR_SMTP_HOST); the files open in a mail program."))
