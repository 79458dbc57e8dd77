"""What becomes of a return: the Secretariat's questions and the answers to them, versions, and who looked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from desk.amending import cells_changed, figures_changed
from desk.receipts import asked_for_by, moment_text
from frame.attempting import attempt
from frame.downloading import download
from frame.my_return.sending import changes, receipt
from frame.my_return.workplace import STATUS, Work
from frame.showing import rows, section, stacked, whole
from frame.sight import people, store
from language import day_text, say
from model import ReturnStatus, Role

STANDS = {"asked": "Your turn", "answered": "The Secretariat’s turn", "settled": "Settled"}
WHO = {
    Role.FOCAL_POINT: "Focal point",
    Role.CONTRIBUTOR: "Contributor",
    Role.ANALYST: "Secretariat",
    Role.ADMINISTRATOR: "Secretariat",
}
LOOKS = {"view_confidential": "read", "download": "took out"}
SUBJECTS = {"figures": "figures and tables of all returns"}


def clarifications(on: Work) -> None:
    """Every question of the Secretariat with what was said to it, those that wait for the State first."""
    section("Questions from the Secretariat")
    found = store().clarifications(on.actor, state=on.request.state)
    found = found[found["cycle"] == on.request.cycle.code]
    if found.empty:
        st.markdown(say("The Secretariat has asked nothing about this return."))
        return
    order = {word: place for place, word in enumerate(STANDS)}
    for row in found.sort_values("stands", key=lambda words: words.map(order), kind="stable").to_dict("records"):
        _clarification(on, row)


def _clarification(on: Work, row: Mapping[Hashable, Any]) -> None:
    question = on.request.form.questions.get(row["question"])
    st.subheader(question.labels["en"] if question else row["question"], anchor=False)
    due = say(", to be answered by {day}", day=day_text(row["due"].date())) if pd.notna(row["due"]) else ""
    st.caption(say("{stands}{due}", stands=say(STANDS[row["stands"]]), due=due))
    said, name = store().thread(on.actor, row["clarification"]), people(on.actor)
    items = []
    for one in said.to_dict("records"):
        role = Role(one["role"])
        own = role in (Role.FOCAL_POINT, Role.CONTRIBUTOR)
        head = f"{say(WHO[role])}, {name(one['by'])}, {moment_text(one['at'])}"
        whose, text = "own" if own else "theirs", escape(one["text"])
        items.append(f'<li class="{whose}"><p class="head">{escape(head)}</p><p>{text}</p></li>')
    st.html(f'<ol class="thread">{"".join(items)}</ol>')
    if row["stands"] == "settled":
        return
    if not on.sends:
        st.caption(say("The focal point answers."))
        return
    key = f"reply-{row['clarification']}-{len(said)}"

    def reply() -> None:
        attempt(
            lambda: store().reply(on.acting(), row["clarification"], st.session_state[key]), "Your answer was sent."
        )

    with st.form(f"form-{key}", border=False):
        st.text_area(say("Your answer"), key=key, max_chars=5_000)
        st.form_submit_button(say("Send the answer"), on_click=reply)


def history(on: Work) -> None:
    """Every version with its receipt, two versions compared, the savings of the draft, and who looked."""
    section("Versions sent")
    if on.versions.empty:
        st.markdown(say("Nothing was sent in this cycle."))
    else:
        stacked(_versions(on))
        _one_version(on)
    if len(on.versions) > 1:
        section("Two versions compared")
        _compared(on)
    section("The draft, saving by saving")
    _savings(on)
    section("Who looked at your confidential answers")
    _views(on)


def _versions(on: Work) -> pd.DataFrame:
    rows = on.versions
    return pd.DataFrame(
        {
            say("Version"): rows["version"].astype(str),
            say("Received"): [moment_text(moment) for moment in rows["received"]],
            say("Status"): [
                _status(on, int(number), ReturnStatus(status))
                for number, status in zip(rows["return"], rows["status"], strict=True)
            ],
            say("Reason"): rows["reason"],
            say("Asked for by"): [
                asked_for_by(who) if version > 1 else "" for who, version in rows[["asked_by", "version"]].to_numpy()
            ],
            say("May be published"): [", ".join(parts) or say("nothing") for parts in rows["consent"]],
            say("File"): rows["file"],
        }
    )


def _status(on: Work, number: int, status: ReturnStatus) -> str:
    """Where a version stands: an accepted one is in force until a later one is accepted too."""
    if number == on.in_force and status is ReturnStatus.ACCEPTED:
        return say("accepted, in force")
    return say(STATUS[status]) if number == on.newest else say("superseded")


def _one_version(on: Work) -> None:
    numbers = dict(zip(on.versions["version"], on.versions["return"], strict=True))
    version = st.selectbox(
        say("Receipt and file of version"), sorted(numbers, reverse=True), key=f"version-{on.key}", width=260
    )
    number = int(numbers[version])
    receipt(on, number)
    row = on.versions.set_index("return").loc[number]
    download(
        say("The file as it was received"),
        _file(on, str(row["sha256"])),
        str(row["file"]),
        key=f"file-{number}",
    )


def _file(on: Work, sha256: str) -> Callable[[], bytes]:
    kept, actor = store(), on.actor
    return lambda: kept.file(actor, sha256).content


def _compared(on: Work) -> None:
    numbers = {int(v): int(n) for v, n in zip(on.versions["version"], on.versions["return"], strict=True)}
    known = sorted(numbers)
    left, right = st.columns(2)
    with left:
        first = st.selectbox(say("Earlier"), known, index=len(known) - 2, key=f"earlier-{on.key}")
    with right:
        second = st.selectbox(say("Later"), known, index=len(known) - 1, key=f"later-{on.key}")
    before, after = (store().return_as_sent(on.actor, numbers[version]).answers for version in (first, second))
    changes(cells_changed(before, after, on.request), figures_changed(before, after, on.request))


def _savings(on: Work) -> None:
    found = store().draft_versions(on.actor, on.request.state, on.request.cycle.code)
    if found.empty:
        st.markdown(say("No draft was saved in this cycle."))
        return
    what = {"": say("saved"), "submitted": say("sent"), "discarded": say("discarded")}
    shown = pd.DataFrame(
        {
            say("When"): [moment_text(moment) for moment in found["at"]],
            say("Who"): found["by"].map(people(on.actor)),
            say("As"): [say(WHO.get(Role(role), role)) for role in found["role"]],
            say("What"): found["ended"].map(what),
        }
    ).iloc[::-1]
    with st.expander(say("{n} savings", n=len(shown))):
        whole(shown)


def _views(on: Work) -> None:
    found = store().views(on.actor, on.request.state)
    if found.empty:
        st.markdown(say("Nobody of the Secretariat has looked at answers that you keep for it."))
        return
    shown = pd.DataFrame(
        {
            say("When"): [moment_text(moment) for moment in found["at"]],
            say("Who"): found["actor"].map(people(on.actor)),
            say("As"): [say(WHO.get(Role(role), role)) for role in found["role"]],
            say("What"): [say(LOOKS.get(act, act)) for act in found["act"]],
            say("Which"): [say(SUBJECTS.get(subject, subject)) for subject in found["subject"]],
        }
    ).iloc[::-1]
    st.markdown(say("{n} looks and downloads of the Secretariat, the latest first.", n=len(shown)))
    rows(shown, say("Who looked at your confidential answers"))
