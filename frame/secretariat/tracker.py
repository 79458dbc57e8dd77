"""The response tracker: by region, by State, and who has not sent a return, one click away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from compliance.adherence import members_on
from compliance.groups import ALL
from desk.cycles import days_told
from desk.drawn import Fact
from desk.tracking import SHOWN, by_group, by_state, narrowed, observers, regional_groups, tracked
from frame.choosing import choose, chosen
from frame.secretariat.tables import downloads
from frame.showing import facts, rows, section
from frame.sight import reading, store
from frame.verbatim import verbatim
from language import day_text, say
from loaders import known
from model import Actor, Cycle


def choose_cycle() -> Cycle | None:
    """The cycle to look at; None, with a sentence, while there is none."""
    cycles = reading().cycles
    if not cycles:
        st.info(say("No cycle has been opened yet."))
        return None
    code = chosen().cycle
    if len(cycles) > 1:
        code = choose("cycle", "Cycle", list(cycles), lambda code: cycles[code].name, reading().latest_cycle)
    return cycles[code]


def standing(actor: Actor, cycle: Cycle) -> pd.DataFrame:
    """Where each Member State stands in the cycle (``desk.tracking.tracked``)."""
    today = store().clock().date()
    return tracked(store().progress(actor, cycle.code), cycle, members_on(known.seats(), today), today)


def tracker(cycle: Cycle, table: pd.DataFrame) -> None:
    """The cycle in a few numbers, then by region, then State by State."""
    today = store().clock().date()
    st.markdown(verbatim(days_told(cycle)))
    facts(_told(cycle, table))
    if table["first"].notna().any():
        first, last = (day_text(moment.date()) for moment in (table["first"].min(), table["last"].max()))
        st.markdown(say("First delivery on {first}, last one on {last}.", first=first, last=last))
    groups = regional_groups(list(table["state"]), today)
    section("By regional group")
    shown = by_group(table, groups | {ALL: list(table["state"])})
    rows(shown, say("Returns by regional group"))
    section("State by State")
    _by_state(cycle, table, groups)


def observer_states(actor: Actor, cycle: Cycle) -> pd.DataFrame:
    """Where the observer States stand, under a heading of their own and counted in nothing above it.

    Gives what is shown (``desk.tracking.observers``).
    """
    today = store().clock().date()
    found = observers(store().progress(actor, cycle.code), cycle, today)
    section("Observer States")
    st.markdown(
        say(
            "Non-member observer States can send a return too, from the page My return, once access is given for them. "
            "They are not among the {n} Member States, are counted in no figure above, and are never overdue. The "
            "mailing and the reminders go to them where an administrator includes them. Other entities that are party "
            "to treaties are not asked.",
            n=len(members_on(known.seats(), today)),
        )
    )
    rows(by_state(found, {}).drop(columns=say("Group")), say("Returns of observer States"))
    return found


def _told(cycle: Cycle, table: pd.DataFrame) -> list[Fact]:
    sent, late = int(table["first"].notna().sum()), int(table["overdue"].sum())
    days = (cycle.due - store().clock().date()).days
    due = say("due, in {n} days", n=days) if days > 0 else say("was the due day") if days < 0 else say("due today")
    told = [
        Fact(str(sent), say("of {n} Member States have sent a return", n=len(table))),
        Fact(str(late), say("of {n} Member States are overdue", n=len(table))),
        Fact(day_text(cycle.due), due),
    ]
    if sent:
        accepted = int((table["stage"] == "accepted").sum())
        told.insert(1, Fact(str(accepted), say("of {n} returns received are accepted", n=sent)))
    return told


def _by_state(cycle: Cycle, table: pd.DataFrame, groups: dict[str, list[str]]) -> None:
    options = ["", *groups]
    group = choose("region", "Regional group", options, lambda name: say(name or ALL))
    wanted = _choose_stage(table if not group else table[table["state"].isin(groups[group])])
    found = narrowed(table, wanted, groups[group] if group else list(table["state"]))
    whom = say(group) if group else say("Member States")
    of_n = len(groups[group]) if group else len(table)
    count = say("{n} of {of_n} {whom}: {what}.", n=len(found), of_n=of_n, whom=whom, what=say(SHOWN[wanted]).lower())
    st.markdown(count)
    if len(found):
        shown = by_state(found, groups)
        title = say("Returns for the {cycle}", cycle=cycle.name)
        rows(shown, title)
        downloads(shown, title, count, f"returns-{cycle.code}-{wanted.replace('_', '-')}", store().clock().date())


def _choose_stage(table: pd.DataFrame) -> str:
    """What the list is narrowed to, each with how many there are; it lives in the address."""
    asked = st.query_params.get("stands", "not_sent")
    st.session_state["stands"] = asked if asked in SHOWN else "not_sent"

    def write() -> None:
        st.query_params["stands"] = st.session_state["stands"]

    counts = {wanted: len(narrowed(table, wanted, list(table["state"]))) for wanted in SHOWN}
    picked = st.segmented_control(
        say("Show"),
        list(SHOWN),
        format_func=lambda wanted: say("{what} ({n})", what=say(SHOWN[wanted]), n=counts[wanted]),
        required=True,
        key="stands",
        on_change=write,
    )
    return picked or "not_sent"
