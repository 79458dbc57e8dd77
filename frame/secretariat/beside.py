"""A return beside the last one and beside the depositaries' facts, and what the check said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from desk.checked import told
from desk.drawn import Fact
from desk.receipts import asked_for_by, moment_text
from desk.reviewing import SHOWN, STANDS, Line, waited
from frame.downloading import download
from frame.secretariat.deciding import take_up
from frame.secretariat.waiting import Review
from frame.showing import facts, section
from frame.sight import reading, store
from frame.told import show
from frame.verbatim import verbatim
from language import listing, say
from model import Severity

HEADS = ("Question", "Depositary", "Last return", "This return")


def summary(on: Review) -> None:
    """The return in a few numbers, and the file as it was received."""
    answers = on.under.answers
    given = int((answers["value"] != "").sum())
    asked = len(on.under.edition.questions)
    came = on.sent["received"]
    days = waited(came, store().clock())
    cycles = reading().cycles
    cycle = cycles[on.sent["cycle"]].name if on.sent["cycle"] in cycles else on.sent["cycle"]
    section_title = say("{state}, {cycle}, version {version}", state=on.name, cycle=cycle, version=on.sent["version"])
    st.header(verbatim(section_title), anchor=False)
    facts(
        [
            Fact(str(on.under.discrepancies), say("answers differ from the depositary’s list")),
            Fact(str(on.under.changes), _beside_words(on)),
            Fact(str(given), say("of {n} questions of the edition are answered", n=asked)),
            Fact(str(days), say("days since it was received")),
        ]
    )
    consent = listing(list(on.sent["consent"])) if on.sent["consent"] else say("nothing")
    st.markdown(
        say(
            "Received {moment}; {stands}. May be published: {consent}.",
            moment=moment_text(came),
            stands=say(STANDS[on.status]).lower() if on.newest else say("superseded by a later version"),
            consent=say("parts {parts}", parts=consent) if on.sent["consent"] else consent,
        )
    )
    if on.sent["reason"]:
        who = asked_for_by(str(on.sent["asked_by"]))
        st.text(say("Why it was amended: {why}\nAsked for by: {who}", why=on.sent["reason"], who=who))
    with st.container(horizontal=True, key=f"first-{on.number}"):
        take_up(on)
        download(
            say("The file as it was received"),
            _file(on),
            str(on.sent["file"]) or "return",
            key=f"file-{on.number}",
        )


def _beside_words(on: Review) -> str:
    if on.beside is None:
        return say("changes: there is no earlier return to set it beside")
    if on.beside["cycle"] == on.sent["cycle"]:
        return say("answers are others than in version {version}", version=on.beside["version"])
    return say("answers are others than in the return for {cycle}", cycle=on.beside["cycle"])


def _file(on: Review) -> Callable[[], bytes]:
    kept, actor, sha256 = store(), on.actor, str(on.sent["sha256"])
    return lambda: kept.file(actor, sha256).content


def answers(on: Review) -> None:
    """The answers beside each other, narrowed as the reader wishes: discrepancies first."""
    section("Answers beside each other")
    asked = st.query_params.get("look", "first")
    st.session_state["look"] = asked if asked in SHOWN else "first"

    def write() -> None:
        st.query_params["look"] = st.session_state["look"]

    wanted = st.segmented_control(
        say("Show"),
        list(SHOWN),
        format_func=lambda look: say("{what} ({n})", what=say(SHOWN[look]), n=len(on.under.shown(look))),
        required=True,
        key="look",
        on_change=write,
    )
    lines = on.under.shown(wanted or "first")
    if lines:
        st.html(_table(lines))
    else:
        st.markdown(say("None. All answers are one click away."))


def _table(lines: Sequence[Line]) -> str:
    heads = "".join(f"<th scope='col'>{escape(say(head))}</th>" for head in HEADS)
    body = "".join(map(_row, lines))
    return f'<table class="stacked beside"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(line: Line) -> str:
    cited = " · ".join(part for part in (line.provision, line.where) if part)
    question = f'<span class="cited">{escape(cited)}</span>{escape(line.label)}'
    now = escape(line.now) or f'<span class="none">{escape(say("no answer"))}</span>'
    flags = [line.differs, say("Changed since the last return") if line.changed else ""]
    flags += [say("For the Secretariat only") if line.secretariat else ""]
    flags += [say("Coded by the Secretariat as: {value}", value=line.coded) if line.coded else ""]
    now += "".join(f'<span class="flag">{escape(flag)}</span>' for flag in flags if flag)
    mark = "differs" if line.differs else "changed" if line.changed else ""
    cells = ((question, ""), (escape(line.known), ""), (escape(line.before), ""), (now, mark))
    return (
        "<tr>"
        + "".join(
            f'<td data-head="{escape(say(head))}" class="{name}{"" if text else " empty"}">{text}</td>'
            for head, (text, name) in zip(HEADS, cells, strict=True)
        )
        + "</tr>"
    )


def checked(on: Review) -> None:
    """What the check said of the return when it came, with the explanations of the State."""
    findings = store().findings(on.actor, on.number)
    open_ = [
        one for one in told(findings, store().explanations(on.actor, on.number)) if one.severity is not Severity.NOTE
    ]
    words = say("What the check said ({n} errors and warnings)", n=len(open_))
    with st.expander(words):
        if open_:
            show(open_)
        else:
            st.markdown(say("The check found nothing to mend."))
