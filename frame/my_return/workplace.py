"""What a focal point works on: for which State and cycle, the draft, the versions sent; and where all that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import streamlit as st

from desk.drawn import Fact
from desk.issuing import Issue
from desk.reading import Reading
from desk.receipts import moment_text
from desk.request import Request
from founding import LOCAL
from frame.choosing import choose, choose_state, chosen
from frame.showing import facts
from frame.sight import asking, denying, people, reading, signs_in, store
from frame.verbatim import verbatim
from language import day_text, say
from loaders import known
from model import Actor, Answer, Cycle, ReturnStatus, Role
from store import Refused
from store.drafts import Draft
from store.rights import OF_A_STATE

STYLE = Path(__file__).resolve().parent / "my_return.css"

STATUS = {
    ReturnStatus.SUBMITTED: "waiting for review",
    ReturnStatus.IN_REVIEW: "in review by the Secretariat",
    ReturnStatus.SENT_BACK: "sent back to you with reasons",
    ReturnStatus.ACCEPTED: "accepted",
}

STEPS = {
    "prepare": "Prepare",
    "correct": "Complete here",
    "preview": "Figures",
    "send": "Send",
    "clarifications": "Clarifications",
    "history": "History",
}

NOT_YOURS = "This page is for the focal point and the contributors of a State. Your access is another one."
SIGN_IN = "A focal point signs in to prepare and send the return of the State. Use “Sign in” above."
NO_SIGN_IN = (
    "Here a focal point prepares and sends the return of the State, after signing in. No sign-in is configured on this "
    "machine, so nobody is a focal point. In a demonstration (`make demo`) you can act as one."
)
CHANGED = "Nothing was kept: your sign-in has ended, or your access is another one than when this page was drawn."
ACTING = (
    "Demonstration: you act as the focal point of {state}. What you send is kept in this demonstration store only, and "
    "says nothing of the real State."
)


@dataclass(frozen=True, eq=False)
class Work:
    """Who works on which return, as it stands now. ``versions`` are those sent in the cycle, the newest last.

    ``drawn_for`` is who was asking when the page was drawn: ``actor``, but in a demonstration.
    """

    drawn_for: Actor
    actor: Actor
    request: Request
    reading: Reading
    draft: Draft | None
    versions: pd.DataFrame
    earlier: int | None

    def acting(self) -> Actor:
        """Who acts at this moment. Raises Refused where that is another than for whom the page was drawn."""
        if asking() != self.drawn_for:
            raise Refused(CHANGED, task="act for the State")
        return self.actor

    @property
    def sends(self) -> bool:
        """Whether the person may send the return; a contributor may not."""
        return self.actor.role is Role.FOCAL_POINT

    @property
    def newest(self) -> int | None:
        """The number of the version sent last."""
        return int(self.versions["return"].iloc[-1]) if len(self.versions) else None

    @cached_property
    def in_force(self) -> int | None:
        """The number of the version that counts: the one accepted last, else the one sent last."""
        counting = store().returns(self.actor, state=self.request.state)
        mine = counting["cycle"] == self.request.cycle.code
        return int(counting.loc[mine, "return"].iloc[0]) if mine.any() else None

    @cached_property
    def sent(self) -> tuple[Answer, ...]:
        """The answers of the version sent last."""
        return () if self.newest is None else store().return_as_sent(self.actor, self.newest).answers

    @cached_property
    def issue(self) -> Issue:
        """What goes into the State's workbook: what is known, and the answers of the last return."""
        last = self.newest or self.earlier
        answers = store().return_as_sent(self.actor, last).answers if last else ()
        return Issue(self.reading, self.request, answers)

    @property
    def key(self) -> str:
        """Stands in the keys of widgets that must not outlive the State, the cycle or the draft they show."""
        number = self.draft.number if self.draft else 0
        return f"{self.request.state}-{self.request.cycle.code}-{number}"


def work() -> Work | None:
    """What the person asking works on; None, with one sentence on the page, for whoever has no return to prepare."""
    actor = _acting()
    if actor is None:
        return None
    st.html(STYLE)
    now = reading()
    if not now.cycles:
        st.info(say("No cycle has been opened yet."))
        return None
    code = chosen().cycle
    if len(now.cycles) > 1:
        code = choose("cycle", "Cycle", list(now.cycles), lambda code: now.cycles[code].name, now.latest_cycle)
    state = str(actor.state)
    today = store().clock().date()
    request = Request(state, now.cycles[code], today, now.cycles, now.demonstration)
    own = store().returns(actor, all_versions=True, state=state)
    versions = own[own["cycle"] == code].reset_index(drop=True) if len(own) else own
    earlier = _sent_before(own, now.cycles, code)
    return Work(asking(), actor, request, now, store().draft(actor, state, code), versions, earlier)


def _sent_before(own: pd.DataFrame, cycles: Mapping[str, Cycle], code: str) -> int | None:
    """The number of the return that came last of all for cycles that opened before this one."""
    sent = zip(own["received"], own["version"], own["return"], own["cycle"], strict=True)
    before = [sending for *sending, cycle in sent if cycles[cycle].opens < cycles[code].opens]
    return int(max(before)[-1]) if before else None


def _acting() -> Actor | None:
    """The person as of a State; the person at this machine may act as any State's focal point in a demonstration."""
    actor = asking()
    if actor.role in OF_A_STATE:
        return actor
    if actor == LOCAL and not signs_in():
        if not store().demonstration:
            st.info(say(NO_SIGN_IN))
            return None
        choice = choose_state(chosen())
        acting = Actor(Role.FOCAL_POINT, LOCAL.subject, choice.state)
        st.info(say(ACTING, state=known.states()[choice.state].names["en"]))
        return acting
    denying()("page My return")
    st.info(say(SIGN_IN if signs_in() and not st.user.to_dict().get("is_logged_in") else NOT_YOURS))
    return None


def standing(on: Work) -> None:
    """Where the State's return stands: due when, what was sent, what is being prepared."""
    cycle, today = on.request.cycle, on.request.today
    days = (cycle.due - today).days
    if days > 0:
        due = say("the return of {state} for the {cycle} is due, in {n} days", **_named(on), n=days)
    elif today <= cycle.closes:
        due = say(
            "the return of {state} for the {cycle} was due; it is taken until {day}",
            **_named(on),
            day=day_text(cycle.closes),
        )
    else:
        due = say("the return of {state} for the {cycle} was due; the cycle is closed", **_named(on))
    told = [Fact(day_text(cycle.due), due)]
    if len(on.versions):
        row = on.versions.iloc[-1]
        words = say(
            "received {moment}, {status}",
            moment=moment_text(row["received"]),
            status=say(STATUS[ReturnStatus(row["status"])]),
        )
        told.append(Fact(say("Version {n}", n=row["version"]), words))
    else:
        told.append(Fact("–", say("nothing was sent yet")))
    if on.draft:
        words = say(
            "answers in the draft, saved {moment} by {who}",
            moment=moment_text(on.draft.at),
            who=people(on.actor)(on.draft.by),
        )
        told.append(Fact(str(sum(bool(answer.value) for answer in on.draft.answers)), words))
    else:
        told.append(Fact("–", say("no draft; only your State sees one until it is sent")))
    facts(told)
    if len(on.versions) and on.versions["status"].iloc[-1] == ReturnStatus.SENT_BACK and on.newest:
        steps = store().steps(on.actor, on.newest)
        st.warning(say("The Secretariat sent the return back: {reasons}", reasons=verbatim(steps["note"].iloc[-1])))


def choose_step(on: Work) -> str:
    """The step of the work to be at; it lives in the address."""
    waiting = 0
    if on.newest:
        asked = store().clarifications(on.actor, state=on.request.state)
        waiting = int((asked["stands"] == "asked").sum())
    asked_for = st.query_params.get("step", "prepare")
    st.session_state["step"] = asked_for if asked_for in STEPS else "prepare"

    def write() -> None:
        st.query_params["step"] = st.session_state["step"]

    def named(step: str) -> str:
        name = say(STEPS[step])
        return say("{name} ({n} to answer)", name=name, n=waiting) if step == "clarifications" and waiting else name

    chosen_step = st.segmented_control(
        say("Step"),
        list(STEPS),
        required=True,
        format_func=named,
        key="step",
        on_change=write,
        label_visibility="collapsed",
    )
    return chosen_step or "prepare"


def _named(on: Work) -> dict[str, str]:
    return {"state": on.request.name, "cycle": on.request.cycle.name}
