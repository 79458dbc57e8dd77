"""What waits for review: how long, with whom, and which return to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from desk.drawn import Fact
from desk.reading import Reading
from desk.reviewing import STANDS, Under, load, queue_shown, waited
from frame.choosing import choose
from frame.showing import facts, rows
from frame.sight import people, reading, store
from frame.verbatim import verbatim
from language import listing, say
from loaders import known
from model import Actor, ReturnStatus
from store import Store

REVIEWS = 64
"""How many returns under review are kept read."""


@dataclass(frozen=True, eq=False)
class Review:
    """Who reviews which return: its row among the store's returns, and what it is set beside."""

    actor: Actor
    number: int
    sent: pd.Series
    beside: pd.Series | None
    under: Under

    @property
    def status(self) -> ReturnStatus:
        """Where the return stands."""
        return ReturnStatus(self.sent["status"])

    @property
    def name(self) -> str:
        """The State's name."""
        return known.states()[str(self.sent["state"])].names["en"]

    @property
    def newest(self) -> bool:
        """Whether no later version was received."""
        return bool(self.sent["newest"])


def queue(actor: Actor) -> pd.DataFrame:
    """The queue on the page: how many wait, how long, with whom; gives the store's queue."""
    found, now = store().queue(actor), store().clock()
    if found.empty:
        st.markdown(say("No return waits for review."))
        return found
    untouched = int((found["reviewer"] == "").sum())
    oldest = max(waited(moment, now) for moment in found["received"])
    told = [
        Fact(str(len(found)), say("returns wait for the Secretariat")),
        Fact(str(untouched), say("of them nobody has taken up")),
        Fact(str(oldest), say("days the longest has waited")),
        Fact(str(int(found["questions_open"].sum())), say("clarifications are open")),
    ]
    facts(told)
    name = people(actor)
    found = found.assign(reviewer=[name(subject) if subject else "" for subject in found["reviewer"]])
    in_hand = [say("{who}: {n}", who=who, n=n) for who, n in load(found) if who]
    if in_hand:
        st.markdown(say("In hand: {who}.", who=verbatim(listing(in_hand))))
    names = {code: cycle.name for code, cycle in reading().cycles.items()}
    rows(queue_shown(found, names, now), say("Returns that wait for review"))
    return found


def choose_return(actor: Actor, waiting: pd.DataFrame) -> Review | None:
    """The return to look at: one that waits, or any other that was sent; it lives in the address."""
    sent = _versions(actor)
    if sent.empty:
        return None
    first = [int(number) for number in waiting["return"]]
    rest = [int(number) for number in sent.sort_values("received", ascending=False)["return"] if number not in first]
    by_number = {str(row["return"]): row for _, row in sent.iterrows()}
    options = [str(number) for number in first + rest]
    picked = choose("return", "Return to look at", ["", *options], lambda number: _named(by_number, number))
    if not picked:
        return None
    row = by_number[picked]
    beside = _beside(sent, row)
    under = _under(store(), reading(), actor, row, beside, (reading().revision, reading().scope, picked))
    # What is kept for all reviewers is a look of each of them.
    for looked in (row, beside):
        if looked is not None and under.confides(int(looked["return"])):
            store().note_view(actor, {str(row["state"])}, f"return {looked['return']}")
    return Review(actor, int(picked), row, beside, under)


@st.cache_resource(max_entries=REVIEWS, show_spinner=False)
def _under(
    _store: Store, _reading: Reading, _actor: Actor, _row: pd.Series, _beside: pd.Series | None, sight: tuple[str, ...]
) -> Under:
    """The return as it is under review, read once for each revision."""
    answers = _store.answers(_actor, number=int(_row["return"]))
    before = None if _beside is None else _store.answers(_actor, number=int(_beside["return"]))
    return Under(_reading, _row, answers, before)


def _versions(actor: Actor) -> pd.DataFrame:
    """Every version of every return, with whether it is the newest of its State and cycle."""
    found = store().returns(actor, all_versions=True)
    last = found.groupby(["state", "cycle"])["version"].transform("max")
    return found.assign(newest=found["version"] == last)


def _beside(sent: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """The version before it in its cycle, else the newest of the State's last cycle before."""
    own = sent[(sent["state"] == row["state"]) & (sent["return"] != row["return"])]
    same = own[(own["cycle"] == row["cycle"]) & (own["version"] < row["version"])]
    if len(same):
        return same.sort_values("version").iloc[-1]
    opened = {code: cycle.opens for code, cycle in reading().cycles.items()}
    if row["cycle"] not in opened:
        return None
    earlier = own[own["cycle"].isin([code for code, day in opened.items() if day < opened[row["cycle"]]])]
    return earlier.sort_values(["received", "version"]).iloc[-1] if len(earlier) else None


def _named(by_number: Mapping[str, pd.Series], number: str) -> str:
    if not number:
        return say("Choose a return")
    row = by_number[number]
    cycles = reading().cycles
    return say(
        "{state}, {cycle}, version {version}: {stands}",
        state=known.states()[row["state"]].names["en"],
        cycle=cycles[row["cycle"]].name if row["cycle"] in cycles else row["cycle"],
        version=row["version"],
        stands=say(STANDS[ReturnStatus(row["status"])]).lower() if row["newest"] else say("superseded"),
    )
