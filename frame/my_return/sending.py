"""What the figures would be, and sending: one deliberate act of the focal point, with a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from desk.amending import cells_changed, figures_changed, is_same
from desk.bundling import is_bundle, source_file
from desk.checked import summary
from desk.previewing import differing, figures, figures_table
from desk.receipts import (
    ASKED_BY,
    DEMONSTRATION,
    LEAD,
    TITLE,
    VERIFY,
    Receipt,
    asked_for_by,
    file_name,
    moment_of,
    receipt_lines,
)
from exports.part_sheets import TITLES
from exports.receipt import receipt_pdf
from frame.attempting import attempt
from frame.downloading import download
from frame.my_return.keeping import begin, draft_file
from frame.my_return.workplace import Work
from frame.showing import section, whole
from frame.sight import store
from language import day_text, say
from model import Cycle, SourceFile

PARTS = "ABCD"
FEW = 20
"""Up to so many differences are shown without being asked for."""

CONSENT = {
    "whole": "Yes, the whole return",
    "part": "In part",
    "no": "No",
}


def preview(on: Work) -> None:
    """The figures that would follow from the draft, or follow from what was sent."""
    section("What the figures would be" if on.draft else "What the figures are")
    answers = on.draft.answers if on.draft else on.sent
    if not answers:
        st.markdown(say("There is no draft and nothing was sent: there is nothing to count yet."))
        return
    st.markdown(
        say(
            "Counted from these answers by the published method, all parts included. They are self-assessed, and enter "
            "the tables when the return has been accepted."
        )
    )
    whole(figures_table(figures(answers, on.request)))
    section("Where part A and the depositaries differ")
    rows = differing(answers, on.request, on.reading)
    if len(rows):
        st.markdown(say("Both are shown side by side; people look at them, and neither is changed."))
        whole(rows)
    else:
        st.markdown(say("No difference is known."))


def send(on: Work) -> None:
    """The whole step."""
    if on.draft is None:
        _sent(on)
        return
    section("Send the return" if on.newest is None else "Send an amendment")
    st.markdown(summary(on.draft.answers, on.draft.findings, on.draft.explained, on.request))
    if not on.request.is_open:
        st.warning(say("The cycle takes no returns today; it closed on {day}.", day=day_text(on.request.cycle.closes)))
        return
    same = on.newest is not None and is_same(on.sent, on.draft.answers)
    if on.newest is not None:
        _changes(on)
    if same:
        st.info(say("The draft says what was sent already: there is nothing to send."))
        return
    if not on.sends:
        st.info(say("A contributor prepares; only the focal point of {state} sends the return.", state=on.request.name))
        return
    _send(on)


def _changes(on: Work) -> None:
    """What an amendment would change, before it is sent."""
    if on.draft is None:
        return
    cells = cells_changed(on.sent, on.draft.answers, on.request)
    moved = figures_changed(on.sent, on.draft.answers, on.request)
    version = int(on.versions["version"].iloc[-1])
    st.markdown(
        say(
            "This supersedes version {n}, which is kept. Cells that change: {cells}. Figures that change: {figures}.",
            n=version,
            cells=len(cells),
            figures=len(moved),
        )
    )
    changes(cells, moved)


def changes(cells: pd.DataFrame, moved: pd.DataFrame) -> None:
    """Two versions beside each other: cell by cell under each question, then figure by figure."""
    with st.expander(say("Cell by cell ({n})", n=len(cells)), expanded=0 < len(cells) <= FEW):
        st.html(_cells(cells)) if len(cells) else st.markdown(say("Nothing differs."))
    with st.expander(say("Figure by figure ({n})", n=len(moved)), expanded=0 < len(moved) <= FEW):
        if len(moved):
            whole(moved)
        else:
            st.markdown(say("Nothing differs."))


def _cells(cells: pd.DataFrame) -> str:
    where, question, what, before, after = cells.columns
    blocks = []
    for label, rows in cells.groupby(question, sort=False):
        lines = "".join(
            f'<li><span class="cell">{escape(row[where])}</span> {escape(row[what])}: '
            f"<del>{escape(row[before] or say('blank'))}</del> → <ins>{escape(row[after] or say('blank'))}</ins></li>"
            for row in rows.to_dict("records")
        )
        blocks.append(f"<li><p>{escape(str(label))}</p><ul>{lines}</ul></li>")
    return f'<ol class="changes">{"".join(blocks)}</ol>'


def _send(on: Work) -> None:
    from_file = on.draft is not None and on.draft.sha256 is not None
    on_cover = on.draft.cover.get("consent_on_cover", "") if on.draft else ""
    if on.newest is not None and not from_file:
        on_cover = str(on.versions["consent"].iloc[-1])
    usual = "whole" if set(on_cover) >= set(PARTS) else "part" if on_cover else None
    options = list(CONSENT)
    consent = st.radio(
        say("May the Secretariat publish these answers?"),
        options,
        index=options.index(usual) if usual else None,
        format_func=lambda word: say(CONSENT[word]),
        key=f"consent-{on.key}",
        horizontal=True,
    )
    st.caption(
        say(
            "Answers marked “For the Secretariat only” are never published. You can change this at any time, without "
            "sending the return again."
        )
    )
    parts = set(PARTS) if consent == "whole" else set()
    if consent == "part":
        parts = _parts(f"consent-{on.key}", on_cover)
    reason = asked_by = ""
    if on.newest is not None:
        reason = st.text_area(say("Why is the return amended?"), key=f"reason-{on.key}", max_chars=2_000)
        asked_by = st.radio(
            say("Who asked for it?"),
            list(ASKED_BY),
            format_func=asked_for_by,
            key=f"asked-by-{on.key}",
            horizontal=True,
        )
    sure = st.checkbox(say("I send this return on behalf of {state}.", state=on.request.name), key=f"sure-{on.key}")
    ready = sure and consent is not None and (on.newest is None or bool(reason.strip()))
    ready = ready and not (consent == "part" and not parts)
    st.button(
        say("Send the return"),
        type="primary",
        disabled=not ready,
        on_click=lambda: attempt(
            lambda: _submit(on, parts, reason, asked_by), "The return was received. This is your receipt."
        ),
        key="send",
    )
    if not ready:
        st.caption(_still_wanted(on, consent, parts, reason, sure))


def _still_wanted(on: Work, consent: str | None, parts: set[str], reason: str, sure: bool) -> str:
    if consent is None:
        return say("Say first what may be published.")
    if consent == "part" and not parts:
        return say("Name the parts that may be published.")
    if on.newest is not None and not reason.strip():
        return say("Say why the return is amended.")
    return "" if sure else say("Confirm that you send it.")


def _submit(on: Work, consent: set[str], reason: str, asked_by: str) -> None:
    """Send the draft with its file; where it is of no one file, with a workbook made of it."""
    draft = on.draft
    if draft is None:
        return
    file = draft_file(on)
    if file is None or is_bundle(file):
        file = _workbook(on, consent)
    store().submit(on.acting(), on.request.state, on.request.cycle.code, consent, reason, file, asked_by=asked_by)


def _workbook(on: Work, consent: set[str]) -> SourceFile | None:
    draft = on.draft
    if draft is None:
        return None
    cover = {**draft.cover, "consent_on_cover": "".join(sorted(consent))}
    content = on.issue.filled(draft.answers, cover, draft.language, draft.at.replace(microsecond=0))
    return source_file(on.issue.file_name(draft.language), content)


def _sent(on: Work) -> None:
    """Nothing is being prepared: the receipt of what was sent, and what can be done with it."""
    if on.newest is None:
        section("Send the return")
        st.markdown(say("There is no draft to send yet. Upload a workbook on “Prepare”, or complete it here."))
        return
    section("Receipt")
    receipt(on, on.newest)
    section("What may be published")
    _consent(on)
    section("Amend")
    st.markdown(
        say(
            "An amendment is prepared as a draft and supersedes what was sent when you send it. You say why, and see "
            "before what it changes."
        )
    )
    st.button(
        say("Begin an amendment with what was sent"),
        on_click=lambda: attempt(
            lambda: begin(on, on.sent, store().return_as_sent(on.actor, on.newest or 0).cover),
            "An amendment was begun as a draft. Nothing is sent yet.",
        ),
        key="amend",
    )


def _consent(on: Work) -> None:
    now = str(on.versions["consent"].iloc[-1])
    words = say("parts {parts}", parts=", ".join(now)) if now else say("nothing of it")
    st.markdown(say("At present: {parts}.", parts=words))
    if not on.sends or on.newest is None:
        return
    chosen = _parts(f"consent-now-{on.newest}", now)
    st.button(
        say("Change what may be published"),
        on_click=lambda: attempt(
            lambda: store().change_consent(on.acting(), on.newest or 0, chosen), "What may be published was changed."
        ),
        disabled=chosen == set(now),
        key="change-consent",
    )


def _parts(key: str, ticked: str) -> set[str]:
    """The four parts, each to be ticked."""
    return {part for part in PARTS if st.checkbox(say(TITLES[part]), part in ticked, key=f"{key}-{part}")}


def receipt(on: Work, number: int) -> None:
    """The receipt of a version on the page, and as PDF."""
    found = store().receipt(on.actor, number)
    asked_by = str(on.versions.set_index("return").loc[number, "asked_by"])
    receipt_shown(found, on.request.cycles, asked_by)
    notes = [say(VERIFY), *([say(DEMONSTRATION)] if on.request.demonstration else [])]
    lines = receipt_lines(found, on.request.cycles, asked_by)
    download(
        say("Receipt as PDF"),
        lambda: receipt_pdf(say(TITLE), say(LEAD), lines, notes, moment_of(found)),
        file_name(found),
        "application/pdf",
        key=f"receipt-{number}",
        type="primary",
    )


def receipt_shown(found: Receipt, cycles: Mapping[str, Cycle], asked_by: str | None = None) -> None:
    """The lines of a receipt (``desk.receipts.receipt_lines``)."""
    said = receipt_lines(found, cycles, asked_by)
    lines = "".join(f"<dt>{escape(what)}</dt><dd>{escape(value)}</dd>" for what, value in said)
    st.html(f'<dl class="receipt">{lines}</dl>')
