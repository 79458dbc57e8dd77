"""Files dropped on the page: checked first, stored when the person says so, and what that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import streamlit as st

from desk.bundling import source_file
from desk.checked import told
from desk.loading import Into, Result, load_files
from frame.showing import section
from frame.sight import store
from frame.told import show
from frame.verbatim import verbatim
from language import listing, place_text, say
from loaders import known
from loaders.intake import Kind, Wanted
from model import Actor, Outcome, ReturnStatus, Severity

CHANGES = ("upload.new_version", "upload.list_")
"""How the findings begin that tell what a file changed."""

FEW = 3
"""Up to this many notes are shown at once; more are folded."""

CHECKED, ROUND = "load-checked", "load-round"
KINDS = {
    Kind.RETURN: "Return",
    Kind.LIST: "Depositary’s list",
    Kind.COLLATED: "Collated returns",
    Kind.EXPORT: "Export of the online form",
    Kind.UNKNOWN: "Not recognised",
}
OUTCOMES = {
    Outcome.STORED: "stored",
    Outcome.CHECKED: "can be stored",
    Outcome.DUPLICATE: "known already; nothing changed",
    Outcome.REFUSED: "refused",
}
STANDINGS = {
    ReturnStatus.SUBMITTED: "Received, to be reviewed",
    ReturnStatus.ACCEPTED: "Accepted, in the figures at once",
}


@dataclass(frozen=True, eq=False)
class Checked:
    """What was dropped, what the person said of it, and what became of it; stored when ``stored``."""

    files: tuple[tuple[str, bytes], ...]
    wanted: Wanted
    status: ReturnStatus
    results: tuple[Result, ...]
    stored: bool = False


def load(actor: Actor) -> None:
    """Take files, check them, show what was found, store them."""
    _drop(actor)
    held = st.session_state.get(CHECKED)
    if isinstance(held, Checked):
        _shown(actor, held)


def _drop(actor: Actor) -> None:
    cycles, number = store().cycles(actor), st.session_state.get(ROUND, 0)
    with st.form(f"load-form-{number}", border=False):
        given = st.file_uploader(
            say("Returns, tables of returns, depositaries’ lists: xlsx, xls, ods, csv, XML, HTML"),
            accept_multiple_files=True,
            key=f"load-files-{number}",
        )
        status = st.radio(
            say("Returns are taken as"),
            list(STANDINGS),
            format_func=lambda word: say(STANDINGS[word]),
            key="load-status",
            horizontal=True,
        )
        with st.expander(say("What the files do not say of themselves")):
            cycle = st.selectbox(
                say("Cycle of a table of returns"),
                ["", *cycles],
                format_func=lambda code: cycles[code].name if code else say("As the file says"),
                key="load-cycle",
            )
            treaties = known.treaties()
            treaty = st.selectbox(
                say("Treaty of a list"),
                ["", *treaties],
                format_func=lambda code: treaties[code].short_title if code else say("As the file says"),
                key="load-treaty",
            )
            as_at = st.date_input(
                say("Day up to which a list is known"),
                None,
                max_value=date.today(),
                format="DD/MM/YYYY",
                key="load-as-at",
            )
        asked = st.form_submit_button(say("Check"), type="primary")
    if asked and not given:
        st.info(say("Drop one or more files first."))
    elif asked:
        files = tuple((_name(file.name), file.getvalue()) for file in given)
        day = as_at if isinstance(as_at, date) else None
        wanted = Wanted(cycles, cycle or "", treaty or None, day, store().clock().date())
        st.session_state[CHECKED] = Checked(files, wanted, status, _taken(files, wanted, None))


def _taken(files: Sequence[tuple[str, bytes]], wanted: Wanted, into: Into | None) -> tuple[Result, ...]:
    """The files put where the loaders read them, and read; with a bar while it lasts."""
    bar = st.progress(0.0)

    def tell(done: int, path: Path | None) -> None:
        bar.progress(done / len(files), say("{n} of {of_n} files", n=done, of_n=len(files)))

    with TemporaryDirectory() as folder:
        paths = []
        for number, (name, content) in enumerate(files):
            # Each in a folder of its own: two files may have one name.
            path = Path(folder) / str(number) / name
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(path)
        results = load_files(paths, wanted, into, tell)
    bar.empty()
    return tuple(results)


def _name(given: str) -> str:
    """The name without any folder in it."""
    return PurePath(given.replace("\\", "/")).name or say("file")


def _shown(actor: Actor, held: Checked) -> None:
    section("What was stored, and what it changed" if held.stored else "What was found")
    counts = Counter(result.status for result in held.results)
    words = [say("{n} {what}", n=counts[status], what=say(OUTCOMES[status])) for status in Outcome if counts[status]]
    st.markdown(say("Of {n} files: {what}.", n=len(held.results), what=listing(words)))
    if not held.stored:
        _store_button(actor, held, counts[Outcome.CHECKED])
    for result in held.results:
        _one(held, result)


def _store_button(actor: Actor, held: Checked, takable: int) -> None:
    if not takable:
        return
    if st.button(say("Store what can be stored ({n})", n=takable), type="primary", key="load-store"):
        for (name, content), result in zip(held.files, held.results, strict=True):
            if result.status is Outcome.REFUSED:
                store().refuse_upload(actor, source_file(name, content), result.findings, result.state or "")
        chosen = [
            file for file, result in zip(held.files, held.results, strict=True) if result.status is Outcome.CHECKED
        ]
        results = _taken(chosen, held.wanted, Into(store(), actor, held.status))
        st.session_state[CHECKED] = Checked(tuple(chosen), held.wanted, held.status, results, stored=True)
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.rerun()


def _one(held: Checked, result: Result) -> None:
    state, cycle = known.states().get(result.state or ""), held.wanted.cycles.get(result.cycle or "")
    whose = (say(KINDS[result.kind]), state.names["en"] if state else "", cycle.name if cycle else "")
    what = ", ".join(part for part in whose if part)
    st.subheader(verbatim(result.file.name), anchor=False)
    st.markdown(say("{what}: {outcome}.", what=verbatim(what), outcome=say(OUTCOMES[result.status])))
    found = [
        replace(one, where=place_text(finding.place))
        for finding, one in zip(result.findings, told(result.findings, {}), strict=True)
    ]
    # What the file changed comes before what was found in it.
    changed = [one for one in found if one.name.startswith(CHANGES)]
    notes = [one for one in found if one.severity is Severity.NOTE and one not in changed]
    show([*changed, *(one for one in found if one.severity is not Severity.NOTE and one not in changed)])
    if len(notes) <= FEW:
        show(notes)
    else:
        with st.expander(say("{n} notes: nothing need be done", n=len(notes))):
            show(notes)
