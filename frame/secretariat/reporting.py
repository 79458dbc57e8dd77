"""The report on its page: what is asked for, how it is made, its downloads, and a look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from desk import scope
from desk.reading import Reading, read
from exports.word import DocumentError, from_word, office_is_there
from frame.choosing import choose, chosen, controls
from frame.downloading import download
from frame.showing import section
from frame.sight import reading, store
from language import day_text, number_text, say
from loaders import known
from model import PUBLIC, Actor
from report.bundle import bundle
from report.document import STEPS, Report, report
from report.matter import Request, UnknownRequestError, next_session, session_of

PARTS = {"": "Both texts", "D.": "The Declaration", "C.": "The Code of Conduct"}

COPIES = {"public": "For publication", "own": "The Secretariat’s own copy"}

KEPT = 4
"""How many made reports are kept: each has its pictures, some ten megabytes."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks for: the request, and which copy."""

    request: Request
    copy: str


@dataclass(frozen=True, eq=False)
class Made:
    """A report that was made, and its Word document."""

    report: Report
    word: bytes


def choose_report() -> Asked:
    """Session, day, cycle, scope and copy; all but the day of a session live in the address."""
    controls(("cycle", "as_at"))
    choice = chosen()
    numbers = [str(number) for number in known.sessions()["session"]]
    with st.container(horizontal=True, key="report-scope"):
        session = choose("session", "Session", numbers, _session_name, str(next_session(choice.as_at)))
        part = choose("part", "Scope", list(PARTS), lambda prefix: say(PARTS[prefix]))
        groups = choose("groups", "Groups", list(scope.SCHEMES), lambda scheme: say(scope.SCHEMES[scheme]))
        copy = choose("copy", "Copy", list(COPIES), lambda name: say(COPIES[name]))
    provisions = tuple(code for code in known.provisions() if part and code.startswith(part))
    return Asked(Request(choice.as_at, int(session), choice.cycle, groups, provisions), copy)


def made(actor: Actor, asked: Asked) -> Made | None:
    """The report: as it was made before, or made now if the reader asks for it; None as long as there is none."""
    wanted = st.button(say("Make the report"), type="primary")
    key = (store().revision(actor), asked)
    if key in _kept():
        return _kept()[key]
    if not wanted:
        return None
    with st.status(say(STEPS[0]), expanded=False) as status:
        try:
            one = report(_read(actor, asked.copy), asked.request, told=lambda step: status.update(label=say(step)))
            status.update(label=say(STEPS[3]))
            found = Made(one, one.word())
        except (DocumentError, UnknownRequestError) as trouble:
            status.update(label=say(str(trouble)), state="error")
            return None
        status.update(label=say("The report is made."), state="complete")
    while len(_kept()) >= KEPT:
        _kept().pop(next(iter(_kept())), None)
    _kept()[key] = found
    return found


def _read(actor: Actor, copy: str) -> Reading:
    """What the copy may hold: of the Secretariat's own, who looked is put on the record."""
    if copy == "public":
        return read(store(), PUBLIC, store().revision(PUBLIC))
    now = reading()
    store().note_view(actor, now.confided, "report")
    return now


@st.cache_resource(max_entries=1, show_spinner=False)
def _kept() -> dict[tuple[str, Asked], Made]:
    return {}


def taken_away(one: Made) -> None:
    """The downloads, how long the report is, and what its editor must know."""
    matter, words = one.report.matter, one.report.length
    for warning in one.report.warnings:
        st.warning(warning)
    st.markdown(
        say(
            "{words} words, {notes} more in notes and {annexes} in annexes; {figures} figures and maps, {tables} "
            "tables; as at {day}.",
            words=number_text(words.text),
            notes=number_text(words.notes),
            annexes=number_text(words.annexes),
            figures=len(one.report.pictures),
            tables=len(one.report.tables),
            day=day_text(matter.as_at),
        )
    )
    stem = f"report-{matter.request.session}-{matter.as_at.isoformat()}"
    offered: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "Word": ("docx", WORD, lambda: one.word),
        "PDF": ("pdf", "application/pdf", lambda: from_word(one.word, "pdf")),
        "ODT": ("odt", OPEN_DOCUMENT, lambda: from_word(one.word, "odt")),
        "ZIP: figures, tables, data": ("zip", "application/zip", lambda: bundle(one.report, one.word)),
    }
    if not office_is_there():
        st.markdown(say("PDF and ODT need LibreOffice, which is not installed here."))
        offered = {name: what for name, what in offered.items() if what[0] not in ("pdf", "odt")}
    with st.container(horizontal=True, key="report-downloads"):
        for name, (kind, mime, content) in offered.items():
            download(say(name), content, f"{stem}.{kind}", mime, key=f"report-{kind}")


def looked_at(one: Made) -> None:
    """The report as it reads, without its pictures."""
    section("How it reads")
    st.html(f'<div class="report" lang="en">{one.report.html()}</div>')


def _session_name(number: str) -> str:
    session = session_of(int(number))
    return say("{name}, {year}", name=session.name.capitalize(), year=session.opens.year)
