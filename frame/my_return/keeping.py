"""The draft kept: every change is a new saving of the whole, with the check of it; nothing that was saved is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from desk.preparing import Preparation, corrected, demonstration_mark
from frame.my_return.workplace import Work
from frame.sight import store
from model import NOTHING, Answer, Finding, SourceFile
from store.files import name_of

FILE = "my-return-file"
"""The file of the draft, kept at hand so that it need not be taken out of the store at every change."""


def keep_prepared(on: Work, made: Preparation) -> None:
    """Save what was uploaded as the draft; explanations of findings that are still there stay."""
    cover = (dict(on.draft.cover) if on.draft else {}) | {name: text for name, text in made.cover.items() if text}
    _save(on, made.answers, made.findings, cover, made.language, made.file)
    st.session_state[FILE] = made.file


def keep_changed(on: Work, changed: Iterable[Answer]) -> None:
    """Save answers that were written anew in the browser; what stands is no longer what a file brought."""
    if not on.draft:
        return
    answers, findings = corrected(on.draft.answers, on.draft.findings, changed, on.request, on.draft.language)
    _save(on, answers, findings, on.draft.cover, on.draft.language, None)


def keep_cover(on: Work, said: Mapping[str, str]) -> None:
    """Save what the cover says of the sender."""
    if on.draft:
        _save(on, on.draft.answers, on.draft.findings, {**on.draft.cover, **said}, on.draft.language, None)


def begin(on: Work, answers: Iterable[Answer], cover: Mapping[str, str] = NOTHING) -> None:
    """Begin a draft in the browser with answers that are known already."""
    kept, findings = corrected((), (), answers, on.request, "en")
    _save(on, kept, findings, {**cover, **demonstration_mark(on.request)}, "en", None)


def explain(on: Work, names: Iterable[str], text: str) -> None:
    """Keep an explanation of findings with the draft; an empty one takes an earlier one back."""
    if on.draft:
        explained = {**on.draft.explained, **dict.fromkeys(names, text)}
        file = draft_file(on)
        _save(on, on.draft.answers, on.draft.findings, on.draft.cover, on.draft.language, file, explained)


def draft_file(on: Work) -> SourceFile | None:
    """The file that brought the draft, None when the draft was merged with another or changed in the browser."""
    if not on.draft or not on.draft.sha256:
        return None
    if (held := held_file(on)) is None:
        held = store().own_file(on.actor, on.draft.sha256)
        st.session_state[FILE] = held
    return held


def held_file(on: Work) -> SourceFile | None:
    """The same where it is at hand."""
    held = st.session_state.get(FILE)
    return held if isinstance(held, SourceFile) and on.draft and held.sha256 == on.draft.sha256 else None


def _save(
    on: Work,
    answers: Iterable[Answer],
    findings: Iterable[Finding],
    cover: Mapping[str, str],
    language: str,
    file: SourceFile | None,
    explained: Mapping[str, str] | None = None,
) -> None:
    told = tuple(findings)
    said = explained if explained is not None else on.draft.explained if on.draft else {}
    names = {name_of(finding) for finding in told}
    store().save_draft(
        on.acting(),
        on.request.state,
        on.request.cycle.code,
        answers,
        file,
        findings=told,
        explained={name: text for name, text in said.items() if name in names and text},
        cover=cover,
        language=language,
        based_on=on.draft.number if on.draft else None,
    )
