"""What a reviewer does: take up, ask, follow up, code, note, accept, send back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import timedelta
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from desk.receipts import moment_text
from desk.reviewing import STANDS
from frame.attempting import REFUSED, attempt
from frame.secretariat.admission import asking_now
from frame.secretariat.waiting import Review
from frame.showing import section
from frame.sight import people, store
from language import day_text, say
from model import ReturnStatus, Role

TURN = {"asked": "The State’s turn", "answered": "The Secretariat’s turn", "settled": "Settled"}
OF_A_STATE = frozenset({Role.FOCAL_POINT, Role.CONTRIBUTOR})
UNDER_WAY = frozenset({ReturnStatus.SUBMITTED, ReturnStatus.IN_REVIEW})
TO_ANSWER = timedelta(days=14)
"""How long a State is given to answer a clarification, unless another day is chosen."""


def decide(on: Review) -> None:
    """Accept the return, or send it back with reasons."""
    if not (on.newest and on.status in UNDER_WAY):
        return
    section("Decision")
    left, right = st.columns(2)
    accept, back = f"accept-note-{on.number}", f"back-reasons-{on.number}"

    def accepted() -> None:
        note = st.session_state[accept]
        attempt(lambda: store().accept(asking_now(), on.number, note), "Accepted: its answers are in the figures now.")

    def sent_back() -> None:
        reasons = st.session_state[back]
        attempt(
            lambda: store().send_back(asking_now(), on.number, reasons), "Sent back to the State with your reasons."
        )

    with left.form(f"accept-{on.number}"):
        st.text_area(say("Note on the acceptance (for the Secretariat)"), key=accept, max_chars=5_000)
        st.form_submit_button(say("Accept the return"), on_click=accepted, type="primary")
    with right.form(f"back-{on.number}"):
        st.text_area(say("Reasons, which the State will read"), key=back, max_chars=5_000)
        st.form_submit_button(say("Send it back"), on_click=sent_back)


def take_up(on: Review) -> None:
    """The button by which a reviewer takes up a return that waits."""
    if not (on.newest and on.status is ReturnStatus.SUBMITTED):
        return

    def taken() -> None:
        attempt(lambda: store().start_review(asking_now(), on.number), "You have taken up this review.")

    st.button(say("Take up the review"), key=f"start-{on.number}", on_click=taken, type="primary")


def clarifications(on: Review) -> None:
    """What was asked on answers and what was said to it; asking anew."""
    section("Clarifications")
    found = store().clarifications(on.actor, number=on.number)
    if on.beside is not None and on.beside["cycle"] == on.sent["cycle"]:
        earlier = store().clarifications(on.actor, state=str(on.sent["state"]))
        found = earlier[earlier["cycle"] == on.sent["cycle"]]
    if found.empty:
        st.markdown(say("Nothing has been asked about this return."))
    order = {"answered": 0, "asked": 1, "settled": 2}
    for row in found.sort_values("stands", key=lambda words: words.map(order), kind="stable").to_dict("records"):
        _thread(on, row)
    if on.newest and on.status is not ReturnStatus.SENT_BACK:
        _ask(on, len(found))


def _thread(on: Review, row: Mapping[Hashable, Any]) -> None:
    number = row["clarification"]
    said, name = store().thread(on.actor, number), people(on.actor)
    due = say(", to be answered by {day}", day=day_text(row["due"].date())) if pd.notna(row["due"]) else ""
    late = row["stands"] == "asked" and pd.notna(row["due"]) and row["due"] < pd.Timestamp(store().clock().date())
    turn = say("{turn}{due}{late}", turn=say(TURN[row["stands"]]), due=due, late=say(", overdue") if late else "")
    title = say("{turn}. {question}", turn=turn, question=on.under.label(row["question"]))
    with st.expander(title, expanded=row["stands"] == "answered", key=f"thread-{number}", on_change="rerun"):
        items = []
        for one in said.to_dict("records"):
            who = say("State") if Role(one["role"]) in OF_A_STATE else say("Secretariat")
            own = "theirs" if Role(one["role"]) in OF_A_STATE else "own"
            head = f"{who}, {name(one['by'])}, {moment_text(one['at'])}"
            items.append(f'<li class="{own}"><p class="head">{escape(head)}</p><p>{escape(one["text"])}</p></li>')
        st.html(f'<ol class="thread">{"".join(items)}</ol>')
        if row["stands"] != "settled":
            _follow_up(on, number, len(said))


def _follow_up(on: Review, number: int, length: int) -> None:
    key = f"follow-{number}-{length}"

    def reply() -> None:
        attempt(lambda: store().reply(asking_now(), number, st.session_state[key]), "Your question was sent.")

    def settle() -> None:
        attempt(lambda: store().settle(asking_now(), number, st.session_state[key]), "The clarification is settled.")

    with st.form(f"form-{key}", border=False):
        st.text_area(say("Ask on, or say how it is settled"), key=key, max_chars=5_000)
        with st.container(horizontal=True):
            st.form_submit_button(say("Ask on"), on_click=reply)
            st.form_submit_button(say("Settle it"), on_click=settle)


def _ask(on: Review, asked: int) -> None:
    key = f"ask-{on.number}-{asked}"
    today = store().clock().date()

    def ask() -> None:
        question, text, due = (st.session_state[f"{key}-{name}"] for name in ("question", "text", "due"))
        if due is None:
            st.session_state[REFUSED] = say("A clarification names the day by which it is to be answered.")
            return
        attempt(
            lambda: store().ask(asking_now(), on.number, question or "", text, due),
            "Asked; the State reads it at once.",
        )

    with st.form(f"form-{key}"):
        st.markdown(say("**Ask a clarification on an answer**"))
        _question(on, f"{key}-question")
        st.text_area(say("What is asked"), key=f"{key}-text", max_chars=5_000)
        st.date_input(
            say("To be answered by"), today + TO_ANSWER, min_value=today, format="DD/MM/YYYY", key=f"{key}-due"
        )
        st.form_submit_button(say("Ask"), on_click=ask)


def _question(on: Review, key: str, only_answered: bool = False) -> str | None:
    lines = [line for line in on.under.lines if line.now or not only_answered]
    codes = [line.question for line in lines]
    if not only_answered:
        codes += [item.code for item in on.under.edition.questions if item.code not in codes]
    return st.selectbox(
        say("Which answer"),
        codes,
        index=None,
        format_func=on.under.label,
        key=key,
        placeholder=say("Choose the answer (those that differ from the depositary come first)"),
    )


def coding(on: Review) -> None:
    """Corrections of our own coding: records beside the answer, which stays as it was written."""
    section("Coding")
    st.markdown(
        say(
            "How the Secretariat codes an answer can be corrected, with a reason. What the State wrote stays as it is; "
            "the correction stands beside it, and the figures follow it."
        )
    )
    held = store().codings(on.actor, on.number)
    if len(held):
        items = [
            say("{question}: coded as {value}. {reason}", question=label, value=value, reason=reason)
            for label, value, reason in zip(
                map(on.under.label, held["question"]), _values(on, held), held["reason"], strict=True
            )
        ]
        heads = _heads(on, held)
        st.html(_log(heads, items))
    fold = st.expander(say("Correct the coding of an answer"), key=f"coding-{on.number}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        key = f"code-{on.number}-{len(held)}"
        question = _question(on, f"{key}-question", only_answered=True)
        if question:
            _correct(on, key, question)


def _values(on: Review, held: pd.DataFrame) -> list[str]:
    return [
        on.under.choices(question).get(value, value)
        for question, value in zip(held["question"], held["value"], strict=True)
    ]


def _correct(on: Review, key: str, question: str) -> None:
    offered = on.under.choices(question)

    def correct() -> None:
        value, reason = st.session_state[f"{key}-value"], st.session_state[f"{key}-reason"]
        attempt(
            lambda: store().correct_coding(asking_now(), on.number, question, value or "", reason),
            "The correction is kept beside the answer.",
        )

    with st.form(f"{key}-form-{question}", border=False):
        if offered:
            st.selectbox(
                say("Coded as"),
                list(offered),
                index=None,
                format_func=offered.__getitem__,
                key=f"{key}-value",
                placeholder=say("Choose"),
            )
        else:
            st.text_input(say("Coded as"), key=f"{key}-value")
        st.text_area(say("Reason"), key=f"{key}-reason", max_chars=2_000)
        st.form_submit_button(say("Keep the correction"), on_click=correct)


def notes(on: Review) -> None:
    """What the Secretariat notes for itself, and every step of the return."""
    section("Review notes")
    held = store().notes(on.actor, on.number)
    if len(held):
        heads = _heads(on, held)
        st.html(_log(heads, list(held["text"])))
    key = f"note-{on.number}-{len(held)}"

    def keep() -> None:
        attempt(lambda: store().note(asking_now(), on.number, st.session_state[key]), "The note is kept.")

    with st.form(f"{key}-form", border=False):
        st.text_area(say("A note that only the Secretariat reads"), key=key, max_chars=5_000)
        st.form_submit_button(say("Keep the note"), on_click=keep)
    section("Steps")
    steps = store().steps(on.actor, on.number)
    heads = _heads(on, steps)
    words = [say(STANDS[ReturnStatus(word)]) for word in steps["status"]]
    told = [
        say("{step}: {note}", step=word, note=note) if note else word
        for word, note in zip(words, steps["note"], strict=True)
    ]
    st.html(_log(heads, told))


def _heads(on: Review, told: pd.DataFrame) -> list[str]:
    name = people(on.actor)
    return [f"{name(by)}, {moment_text(at)}" for by, at in zip(told["by"], told["at"], strict=True)]


def _log(heads: list[str], texts: list[str]) -> str:
    items = [
        f'<li><span class="head">{escape(head)}</span>{escape(text)}</li>'
        for head, text in zip(heads, texts, strict=True)
    ]
    return f'<ol class="log">{"".join(items)}</ol>'
