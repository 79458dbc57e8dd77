"""Who may do what: access given, ended, taken away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from desk.scope import by_name
from frame.attempting import attempt
from frame.secretariat.admission import asking_now
from frame.showing import rows, section
from frame.sight import how, people, signs_in, store
from frame.verbatim import verbatim
from language import say
from loaders import known
from model import Actor, EntityKind, Role
from store.rights import OF_A_STATE

ROLES = {
    Role.FOCAL_POINT: "Focal point: prepares and sends the State’s return",
    Role.CONTRIBUTOR: "Contributor: prepares, does not send",
    Role.ANALYST: "Analyst: loads files, reviews returns",
    Role.ADMINISTRATOR: "Administrator: also cycles, access and the record",
}
YEARS = 50
"""How far ahead a day can be chosen."""

SHORT = {role: text.partition(":")[0] for role, text in ROLES.items()} | {Role.PUBLIC: "Taken away"}


def access(actor: Actor) -> None:
    """The access list as it stands, giving access, taking it away."""
    if signs_in() and how().role_claim:
        st.info(
            say(
                "Roles come with the sign-in, from the claim “{claim}” of the provider; this list is not asked.",
                claim=verbatim(how().role_claim),
            )
        )
    elif not signs_in():
        st.info(
            say("No sign-in is configured on this machine: the list is kept, and counts from the first sign-in on.")
        )
    standing = store().access_list(actor)
    _list(actor, standing)
    section("Give access")
    _give()
    _withdraw(actor, standing)
    _history(actor)


def _list(actor: Actor, standing: pd.DataFrame) -> None:
    section("Who has access")
    held = standing[standing["role"] != Role.PUBLIC]
    if held.empty:
        st.markdown(say("Nobody is on the list yet."))
        return
    st.markdown(say("{n} on the list.", n=len(held)))
    rows(_shown(actor, held), say("Who has access"))


def _shown(actor: Actor, held: pd.DataFrame) -> pd.DataFrame:
    states, today, name = known.states(), pd.Timestamp(store().clock().date()), people(actor)
    until = [
        "" if pd.isna(day) else say("ended {day}", day=f"{day:%-d %b %Y}") if day < today else f"{day:%-d %b %Y}"
        for day in held["until"]
    ]
    return pd.DataFrame(
        {
            say("Person"): [_listed(actor, subject) for subject in held["subject"]],
            say("Role"): [say(SHORT[Role(role)]) for role in held["role"]],
            say("State"): [states[code].names["en"] if code in states else "" for code in held["state"]],
            say("Until"): until,
            say("Given"): held["at"].dt.date,
            say("By"): held["by"].map(name),
            say("Note"): held["note"],
        }
    )


def _listed(actor: Actor, subject: str) -> str:
    """The person of an entry: by the address, else as an administrator entered it, who must be able to check it."""
    return store().addresses(actor).get(subject, subject)


def _give() -> None:
    number = st.session_state.get("grant-round", 0)
    states = [item for item in known.states().values() if item.kind in (EntityKind.MEMBER, EntityKind.OBSERVER)]
    names = {item.iso3: item.names["en"] for item in sorted(states, key=by_name("en"))}
    key = f"grant-{number}"
    role = st.selectbox(say("Role"), list(ROLES), format_func=lambda role: say(ROLES[role]), key=f"{key}-role")
    of_a_state, today = role in OF_A_STATE, store().clock().date()

    def give() -> None:
        said = {name: st.session_state.get(f"{key}-{name}") for name in ("subject", "state", "until", "note")}
        state = said["state"] if of_a_state else None

        def grant() -> None:
            store().grant(asking_now(), said["subject"] or "", role, state or None, said["until"], said["note"] or "")
            st.session_state["grant-round"] = number + 1

        attempt(grant, say("{person} has access.", person=said["subject"] or ""))

    with st.form(f"{key}-form-{of_a_state}", border=False):
        left, right = st.columns(2)
        left.text_input(say("E-mail address, or issuer|subject"), key=f"{key}-subject", max_chars=320)
        if of_a_state:
            right.selectbox(
                say("State"),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=f"{key}-state",
                placeholder=say("Choose the State"),
            )
        left, right = st.columns(2)
        left.date_input(
            say("Last day of access (empty: until it is taken away)"),
            None,
            min_value=today,
            max_value=today.replace(year=today.year + YEARS, day=1),
            key=f"{key}-until",
            format="DD/MM/YYYY",
        )
        right.text_input(say("Note"), key=f"{key}-note", max_chars=500)
        st.form_submit_button(say("Give access"), on_click=give, type="primary")


def _withdraw(actor: Actor, standing: pd.DataFrame) -> None:
    held = list(standing.loc[standing["role"] != Role.PUBLIC, "subject"])
    if not held:
        return
    section("Take access away")
    key = f"withdraw-{len(held)}"

    def withdraw() -> None:
        who = st.session_state[key]
        if who:
            done = say("{person} has no access any more.", person=_listed(actor, who))
            attempt(lambda: store().grant(asking_now(), who, Role.PUBLIC, note=st.session_state[f"{key}-note"]), done)

    with st.form(f"{key}-form", border=False):
        left, right = st.columns(2)
        left.selectbox(
            say("Person"),
            held,
            index=None,
            format_func=lambda subject: _listed(actor, subject),
            key=key,
            placeholder=say("Choose the person"),
        )
        right.text_input(say("Note"), key=f"{key}-note", max_chars=500)
        st.form_submit_button(say("Take access away"), on_click=withdraw)


def _history(actor: Actor) -> None:
    fold = st.expander(say("All that was ever given and taken away"), key="access-history", on_change="rerun")
    if fold.open:
        with fold:
            rows(_shown(actor, store().access_list(actor, whole_history=True).iloc[::-1]), say("History of access"))
