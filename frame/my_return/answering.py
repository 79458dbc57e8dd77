"""Completing and correcting answers in the browser, an article or a paragraph at a time; the same rules apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from desk import scope
from desk.checked import by_sheet
from desk.preparing import questions_of
from exports.answer_lists import AnswerLists
from exports.part_sheets import TITLES
from frame.attempting import attempt
from frame.choosing import choose
from frame.my_return.keeping import begin, keep_changed, keep_cover
from frame.my_return.workplace import Work
from frame.showing import section
from frame.told import show
from language import say
from loaders import known
from model import Answer, Question, Visibility
from relevance import holds

FIRST_DAY = date(1945, 1, 1)
COVER = "cover"
COVER_LINES = {"name": "Name of the focal point", "office": "Office", "email": "E-mail address"}


def correct(on: Work) -> None:
    """The whole step: choose a block of questions, answer, save."""
    section("Complete and correct here")
    if on.draft is None:
        st.markdown(say("There is no draft yet: upload a workbook, or begin here with what is known."))
        answers = on.sent or tuple(on.issue.answers().values())
        words = say("Begin with what was sent") if on.sent else say("Begin with what is known")
        st.button(words, on_click=lambda: attempt(lambda: begin(on, answers)), key="begin-here", type="primary")
        return
    st.markdown(say("What you save here goes into the draft and into the workbook that you can download on “Prepare”."))
    blocks = _blocks(on)
    block = choose("block", "Questions", list(blocks), lambda key: _block_name(on, key, blocks[key]))
    if block == COVER:
        _cover(on)
    else:
        _block(on, blocks[block])


def _blocks(on: Work) -> dict[str, list[Question]]:
    """The questions in blocks, by part and provision, in the order of the workbook; the cover last."""
    blocks: dict[str, list[Question]] = {}
    for question in on.request.edition.questions:
        blocks.setdefault(f"{question.part}-{question.provision}".rstrip("-"), []).append(question)
    return {**blocks, COVER: []}


def _block_name(on: Work, key: str, questions: Sequence[Question]) -> str:
    if key == COVER:
        return say("Cover: who answers")
    given = {answer.question for answer in on.draft.answers if answer.value} if on.draft else set()
    part, _, provision = key.partition("-")
    subject = (
        f"{scope.cited(provision)}: {say(known.provisions()[provision].short_title)}"
        if provision
        else say(TITLES[part]).partition(". ")[2]
    )
    return say(
        "Part {part}. {subject} ({n} of {of_n} answered)",
        part=part,
        subject=subject,
        n=sum(question.code in given for question in questions),
        of_n=len(questions),
    )


def _block(on: Work, questions: Sequence[Question]) -> None:
    draft = on.draft
    if draft is None:
        return
    given = {answer.question: answer for answer in draft.answers}
    values = {code: answer.value for code, answer in given.items()}
    asked = [question for question in questions if holds(question.relevance, values)]
    codes = {question.code for question in questions}
    about = [finding for finding in draft.findings if questions_of(finding) & codes]
    known_before = on.issue.told()
    lists = AnswerLists(on.request.edition, "en")

    def save() -> None:
        changed = [_written(on, question) for question in asked]
        attempt(lambda: keep_changed(on, changed), "Saved to the draft. Nothing is sent yet.")

    show([one for _, ones in by_sheet([f for f in about if f.code != "return.blank"], draft.explained) for one in ones])
    with st.form(f"block-{on.key}-{questions[0].code}", border=False):
        for question in asked:
            _ask(on, question, given.get(question.code) or Answer(question.code, ""), known_before, lists)
        if asked:
            st.form_submit_button(say("Save to the draft"), on_click=save, type="primary")
    skipped = [question for question in questions if question not in asked]
    if skipped:
        st.caption(
            say(
                "{n} further questions are not asked of a State that answers as you do. They appear when the answer "
                "on which they hang is changed and saved.",
                n=len(skipped),
            )
        )


def _ask(on: Work, question: Question, answer: Answer, told_before: dict[str, str], lists: AnswerLists) -> None:
    """One question with all that goes with it."""
    with st.container(border=True):
        st.markdown(f"**{question.labels['en']}**")
        if hint := question.guidance.get("en", ""):
            _note(hint)
        if before := told_before.get(question.code, ""):
            _note(say("What is known: {told}", told=before.replace("\n", "; ")))
        if question.part == "A":
            left, right = st.columns(2)
            with left:
                _value(on, question, answer, lists)
        else:
            _value(on, question, answer, lists)
            left, right = st.columns(2)
        law = say("Implementing law") if question.part == "A" else say("Legal reference")
        note = say("Reservations and comments") if question.part == "A" else say("Comment")
        with right:
            if question.part == "A":
                st.date_input(
                    say("Since (day)"),
                    answer.since,
                    min_value=FIRST_DAY,
                    max_value=on.request.today,
                    format="DD/MM/YYYY",
                    key=_key(on, question, "since"),
                )
            st.text_input(note, answer.comment, key=_key(on, question, "comment"), max_chars=5_000)
        with left:
            st.text_input(law, answer.legal_reference, key=_key(on, question, "legal_reference"), max_chars=2_000)
        if question.kind == "scale":
            reason = say("Reason, if not applicable")
            st.text_input(reason, answer.reason, key=_key(on, question, "reason"), max_chars=1_000)
        st.checkbox(
            say("For the Secretariat only"),
            answer.visibility is Visibility.SECRETARIAT,
            key=_key(on, question, "visibility"),
        )


def _note(text: str) -> None:
    st.html(f'<p class="note">{escape(text)}</p>')


def _value(on: Work, question: Question, answer: Answer, lists: AnswerLists) -> None:
    key, words = _key(on, question, "value"), lists.words.get(question.choices, {})
    label = say("Position of your State") if question.part == "A" else say("Answer")
    match question.kind:
        case "scale" | "one":
            options = [*words, ""]
            at = options.index(answer.value) if answer.value in options else len(words)
            named = {**words, "": say("No answer")}.__getitem__
            if question.part == "A":
                st.selectbox(label, options, at, format_func=named, key=key)
            else:
                st.radio(label, options, at, format_func=named, key=key, horizontal=True)
        case "many":
            chosen = [value for value in answer.value.split() if value in words]
            st.multiselect(label, list(words), chosen, format_func=words.__getitem__, key=key, placeholder="")
        case "integer":
            number = int(answer.value) if answer.value.lstrip("-").isdigit() else None
            st.number_input(label, value=number, step=1, key=key)
        case "day":
            day = date.fromisoformat(answer.value) if answer.value else None
            st.date_input(label, day, min_value=FIRST_DAY, max_value=on.request.today, format="DD/MM/YYYY", key=key)
        case _:
            st.text_area(label, answer.value, key=key)


def _written(on: Work, question: Question) -> Answer:
    """What stands in the widgets of a question."""

    def of(name: str) -> object:
        return st.session_state.get(_key(on, question, name))

    value = of("value")
    if isinstance(value, list):
        value = " ".join(str(one) for one in value)
    elif isinstance(value, date):
        value = value.isoformat()
    since = of("since")
    return Answer(
        question.code,
        "" if value is None else str(value).strip(),
        str(of("comment") or "").strip(),
        str(of("legal_reference") or "").strip(),
        str(of("reason") or "").strip(),
        since if isinstance(since, date) else None,
        Visibility.SECRETARIAT if of("visibility") else Visibility.OPEN,
    )


def _cover(on: Work) -> None:
    def save() -> None:
        said = {name: st.session_state[f"cover-{on.key}-{name}"].strip() for name in COVER_LINES}
        attempt(lambda: keep_cover(on, said), "Saved to the draft. Nothing is sent yet.")

    cover = on.draft.cover if on.draft else {}
    with st.form(f"cover-{on.key}", border=False):
        for name, label in COVER_LINES.items():
            st.text_input(say(label), cover.get(name, ""), key=f"cover-{on.key}-{name}", max_chars=300)
        st.form_submit_button(say("Save to the draft"), on_click=save, type="primary")


def _key(on: Work, question: Question, name: str) -> str:
    return f"{on.key}-{question.code}-{name}"
