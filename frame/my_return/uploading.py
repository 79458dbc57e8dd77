"""Taking the workbook and bringing it back: downloads, uploads, several files made one, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from desk.bundling import source_file
from desk.checked import summary, told
from desk.merging import Conflict, content, settled
from desk.preparing import Preparation, prepared, read_uploads, with_settled
from desk.request import CONTENT
from exports.annotated import annotated
from exports.answer_lists import AnswerLists
from frame.attempting import attempt
from frame.downloading import download
from frame.my_return.keeping import begin, held_file, keep_prepared
from frame.my_return.mending import explaining, findings
from frame.my_return.workplace import Work
from frame.showing import SPREADSHEET, section
from frame.sight import store
from frame.told import show
from frame.verbatim import verbatim
from language import day_text, listing, say
from loaders.opening import open_content
from model import Answer, SourceFile, Visibility
from store import Act
from store.reviews import blank_return

WAITING, REFUSED, ROUND = "upload-waiting", "upload-refused", "upload-round"

LANGUAGES = {"ar": "العربية", "en": "English", "es": "Español", "fr": "Français", "ru": "Русский", "zh": "中文"}

THE_DRAFT = "the draft"


def prepare(on: Work) -> None:
    """The whole first step."""
    _take_workbook(on)
    _bring_it_back(on)
    _draft(on)


def _take_workbook(on: Work) -> None:
    section("Take the workbook")
    st.markdown(
        say(
            "The workbook of {state} is filled in beforehand with what is known: in part A what the depositaries’ "
            "lists show, in the other parts the answers of the last return. It can be completed offline by several "
            "ministries, each in a copy of its own.",
            state=on.request.name,
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        languages = list(on.request.cycle.languages)
        language = st.selectbox(
            say("Language"),
            languages,
            index=languages.index("en") if "en" in languages else 0,
            format_func=lambda code: LANGUAGES[code],
            key="workbook-language",
            width=200,
        )
        download(
            say("Download the workbook"),
            _issued(on, language),
            on.issue.file_name(language),
            SPREADSHEET,
            key="download-workbook",
            type="secondary" if on.draft else "primary",
        )


def _issued(on: Work, language: str) -> Callable[[], bytes]:
    """The workbook, made when it is asked for; that it was taken is on the record."""
    kept, actor, request, issue = store(), on.actor, on.request, on.issue

    def make() -> bytes:
        content = issue.workbook(language, kept.clock().replace(microsecond=0))
        kept.record(actor, Act.DOWNLOAD, blank_return(request.cycle.code), request.state, {"language": language})
        return content

    return make


def _bring_it_back(on: Work) -> None:
    section("Bring it back")
    if not on.request.is_open:
        st.info(say("The cycle takes no returns today; a file can be checked all the same."))
    st.markdown(
        say(
            "Drop the completed workbook here, or the parts of several ministries together. It is checked at once and "
            "kept as a draft that only your State sees. Nothing is sent yet."
        )
    )
    number = st.session_state.get(ROUND, 0)
    key = f"upload-{on.request.state}-{number}"

    def take() -> None:
        given = st.session_state[key]
        if given:
            files = [source_file(file.name, file.getvalue()) for file in given]
            st.session_state[ROUND] = number + 1
            attempt(lambda: _take(on, files))

    st.file_uploader(
        say("Completed workbooks: xlsx, xls, ods, or one CSV for each sheet"),
        accept_multiple_files=True,
        key=key,
        on_change=take,
    )
    _refused(on)
    _waiting(on)


def _take(on: Work, files: Sequence[SourceFile]) -> None:
    """Read what was uploaded: what is refused is told and recorded; the rest becomes the draft, or awaits a choice."""
    request, actor = on.request, on.acting()
    brought = read_uploads(files, request)
    refused = [one for one in brought if one.sent is None]
    for one in refused:
        for file in one.files:
            store().refuse_upload(actor, file, one.findings, request.state, request.cycle.code)
    taken = [one for one in brought if one.sent]
    st.session_state[REFUSED] = (request, refused)
    st.session_state.pop(WAITING, None)
    if not taken:
        return
    for one in taken:
        for file in one.files:
            detail = {"sha256": file.sha256, "size": len(file.content), "cycle": request.cycle.code}
            store().record(actor, Act.UPLOAD, f"file {file.name}", request.state, detail)
    made = prepared(taken, request, issued=on.issue.answers() if len(taken) > 1 else None)
    if made.conflicts or _lost(on, made):
        st.session_state[WAITING] = (request, tuple(taken))
    else:
        _keep(on, made, [one.name for one in taken])


def _keep(on: Work, made: Preparation, names: Sequence[str]) -> None:
    done = say("Read and kept as a draft: {files}. Nothing is sent yet.", files=listing(names))

    def keep() -> None:
        keep_prepared(on, made)
        st.session_state.pop(WAITING, None)

    attempt(keep, done)


def _lost(on: Work, made: Preparation) -> int:
    """How many answers of the draft the upload leaves blank."""
    if not on.draft:
        return 0
    given = {answer.question for answer in made.answers} | {conflict.question for conflict in made.conflicts}
    return len({answer.question for answer in on.draft.answers if answer.value} - given)


def _refused(on: Work) -> None:
    """What was not taken of the last upload, and why."""
    request, refused = st.session_state.get(REFUSED, (None, ()))
    if request is None or (request.state, request.cycle) != (on.request.state, on.request.cycle):
        return
    for one in refused:
        words = say("“{file}” was not taken. Nothing else has changed.", file=one.name)
        st.error(verbatim(words))
        show(told(one.findings, {}))


def _waiting(on: Work) -> None:
    """An upload that needs a choice before it can be kept."""
    request, taken = st.session_state.get(WAITING, (None, ()))
    if request is None or (request.state, request.cycle) != (on.request.state, on.request.cycle):
        return
    names, issued = [one.name for one in taken], on.issue.answers()
    made = prepared(taken, on.request, issued=issued)
    with st.container(border=True, key="waiting"):
        st.markdown(say("**Before it is kept: {files}**", files=verbatim(listing(names))))
        lost = _lost(on, made)
        if lost and on.draft:
            adds = {
                "add": say("Add to the draft: what the files leave blank stays"),
                "replace": say("Replace the draft: what the files leave blank becomes blank"),
            }
            question = say("{n} answers of the draft are blank in what you uploaded.", n=lost)
            if st.radio(question, list(adds), format_func=adds.__getitem__, key=f"adds-{on.key}") == "add":
                made = prepared(taken, on.request, on.draft.answers, issued, say(THE_DRAFT))
        chosen = _conflicts(on, made.conflicts, issued)
        ready = len(chosen) == len(made.conflicts)

        def keep() -> None:
            whole = with_settled(made, settled(made.conflicts, chosen), on.request) if made.conflicts else made
            _keep(on, whole, names)

        with st.container(horizontal=True):
            st.button(say("Keep as draft"), on_click=keep, type="primary", disabled=not ready, key="keep-waiting")
            st.button(say("Put aside"), on_click=lambda: st.session_state.pop(WAITING, None), key="drop-waiting")
        if not ready:
            st.caption(say("Choose an answer wherever the files differ."))


def _conflicts(on: Work, conflicts: Sequence[Conflict], issued: Mapping[str, Answer]) -> dict[str, int]:
    """The files' different answers side by side; gives what was chosen so far, by question."""
    if not conflicts:
        return {}
    n = len(conflicts)
    st.markdown(
        say("One question is answered differently.") if n == 1 else say("{n} questions are answered differently.", n=n)
    )
    lists, chosen = AnswerLists(on.request.edition, "en"), {}
    for conflict in conflicts:
        label = on.request.form.questions[conflict.question].labels["en"]
        place = st.radio(
            label,
            range(len(conflict.said)),
            index=conflict.suggested,
            format_func=lambda at, conflict=conflict: verbatim(_headline(conflict, at, lists)),
            captions=[verbatim(_beneath(name, answer, issued.get(answer.question))) for name, answer in conflict.said],
            horizontal=True,
            key=f"conflict-{on.key}-{conflict.question}",
        )
        if place is not None:
            chosen[conflict.question] = place
    return chosen


def _headline(conflict: Conflict, at: int, lists: AnswerLists) -> str:
    answer = conflict.said[at][1]
    value = lists.shown(lists.questions[answer.question].choices, answer.value) or say("(left blank)")
    return say("{answer}, since {day}", answer=value, day=day_text(answer.since)) if answer.since else value


def _beneath(name: str, answer: Answer, issued: Answer | None) -> str:
    """Who says so and in which cell, what else is written there, and whether it was filled in beforehand."""
    texts = [str(getattr(answer, field)) for field in CONTENT if field not in ("value", "since")]
    secret = say("for the Secretariat only") if answer.visibility is Visibility.SECRETARIAT else ""
    place = answer.place.cell if answer.place else ""
    untouched = say("as it was filled in beforehand") if issued and content(issued) == content(answer) else ""
    return ". ".join(filter(None, (" ".join(filter(None, (name, place))), *texts, secret, untouched)))


def _draft(on: Work) -> None:
    """The draft as it stands: the check in one sentence, downloads, findings."""
    section("The draft")
    draft = on.draft
    if draft is None:
        st.markdown(say("There is no draft yet. Upload a workbook above, or begin here with what is known."))

        def begun() -> None:
            attempt(
                lambda: begin(on, on.sent or on.issue.answers().values()), "A draft was begun. Nothing is sent yet."
            )

        words = say("Begin with what was sent") if on.sent else say("Begin with what is known")
        st.button(words, on_click=begun, key="begin")
        return
    st.markdown(f"**{escape(summary(draft.answers, draft.findings, draft.explained, on.request), quote=False)}**")
    with st.container(horizontal=True):
        download(
            say("Download it with the findings in the cells"),
            _annotated(on),
            on.issue.file_name(draft.language, "findings"),
            SPREADSHEET,
            key="download-annotated",
        )
        download(
            say("Download the draft as a workbook"),
            _filled(on),
            on.issue.file_name(draft.language, "draft"),
            SPREADSHEET,
            key="download-draft",
        )
        with st.popover(say("Discard the draft")):
            st.markdown(say("The draft is put aside; what was sent before is not touched."))
            st.button(
                say("Discard"),
                on_click=lambda: attempt(
                    lambda: store().discard_draft(on.acting(), on.request.state, on.request.cycle.code),
                    "The draft was discarded.",
                ),
                key="discard",
            )
    explaining(on)
    findings(on)


def _filled(on: Work) -> Callable[[], bytes]:
    draft, issue = on.draft, on.issue

    def make() -> bytes:
        if draft is None:
            return b""
        return issue.filled(draft.answers, draft.cover, draft.language, draft.at.replace(microsecond=0))

    return make


def _annotated(on: Work) -> Callable[[], bytes]:
    """The sender's own file with the findings in its cells, or the draft as a workbook where it is not one file's."""
    draft, filled, held = on.draft, _filled(on), held_file(on)
    kept, actor = store(), on.actor

    def make() -> bytes:
        if draft is None:
            return b""
        file = held or (kept.own_file(actor, draft.sha256) if draft.sha256 else None)
        book = open_content(file.name, file.content)[0] if file else None
        if file is None or book is None:
            made = filled()
            book, content = open_content("draft.xlsx", made)[0], made
        else:
            content = file.content
        return annotated(content, book.kind, draft.findings, book.sheets, draft.language) if book else content

    return make
