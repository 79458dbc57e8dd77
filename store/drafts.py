"""Drafts: what a State prepares, kept between visits and seen by it alone, until its focal point submits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, select

from model import NOTHING, Actor, Answer, Cycle, Finding, Return, ReturnStatus, SourceFile
from store.cycles import standing_cycles
from store.files import keep_file
from store.frames import fetched
from store.receipts import Receipts
from store.reception import (
    Terms,
    keep_return,
    receipt_of,
    refuse_what_cannot_be_kept,
    same_file,
    set_consent,
)
from store.record import Act, Audience, Writing, act, canonical
from store.refusals import NotThere, StoreError, WrongStep
from store.rights import PARTS, Task, require
from store.tables import DRAFT, EVENT, FILE, STATE_RETURN
from store.written import answer_read, answer_written, finding_read, finding_written, return_document

DRAFTS = {"number": "number", "at": "moment", "by": "text", "role": "text", "sha256": "text", "ended": "text"}

SUBMITTED, DISCARDED = "submitted", "discarded"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was saved last; ``number`` grows with each saving.

    ``explained`` maps findings, by ``store.files.name_of``, to what the State says instead of mending them;
    ``sha256`` is the file that the answers came from, None when they were merged or changed in the browser since.
    """

    number: int
    state: str
    cycle: str
    edition: str
    language: str
    answers: tuple[Answer, ...]
    at: datetime
    by: str
    findings: tuple[Finding, ...] = ()
    explained: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    cover: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    sha256: str | None = None


class Drafts(Receipts):
    """Preparing and submitting."""

    def save_draft(
        self,
        actor: Actor,
        state: str,
        cycle: str,
        answers: Iterable[Answer],
        file: SourceFile | None = None,
        *,
        findings: Iterable[Finding] = (),
        explained: Mapping[str, str] = NOTHING,
        cover: Mapping[str, str] = NOTHING,
        language: str = "en",
        based_on: int | None = None,
    ) -> Draft:
        """Save the whole draft anew, with the file that brought it; every earlier saving is kept.

        For contributors and focal points of the State. ``based_on`` is the number of the draft that was worked on:
        WrongStep is raised when somebody has saved another one since. Raises NotThere for an unknown cycle.
        """
        require(actor, Task.SAVE_DRAFT, self.clock().date(), state)
        content = {
            "answers": [answer_written(answer) for answer in answers],
            "findings": [finding_written(finding) for finding in findings],
            "explained": dict(explained),
            "cover": dict(cover),
        }
        with self.writing() as connection:
            edition = _cycle(connection, cycle).edition
            before = _live(connection, state, cycle)
            if based_on is not None and (before is None or before.id != based_on):
                raise WrongStep("The draft was changed by somebody else since you opened it; open it again.")
            with self._draft_act(connection, actor, state, cycle) as doing:
                if file:
                    keep_file(doing, file)
                row = {"state": state, "cycle": cycle, "edition": edition, "language": language, "ended": ""}
                row |= {"content": canonical(content)}
                doing.insert(
                    DRAFT,
                    [row | {"id": doing.next_id(DRAFT), "sha256": file.sha256 if file else None, "at": doing.at}],
                )
            saved = _live(connection, state, cycle)
            return _draft(_there(saved))

    def draft(self, actor: Actor, state: str, cycle: str) -> Draft | None:
        """The draft as saved last; None when there is none, or it was submitted or discarded. For the State alone."""
        require(actor, Task.READ_DRAFT, self.clock().date(), state)
        with self.reading() as connection:
            row = _live(connection, state, cycle)
            return _draft(row) if row else None

    def draft_versions(self, actor: Actor, state: str, cycle: str) -> pd.DataFrame:
        """Every saving of the drafts of a cycle, columns ``DRAFTS``, in their order. For the State alone."""
        require(actor, Task.READ_DRAFT, self.clock().date(), state)
        draft = DRAFT.c
        query = (
            select(draft.id, draft.at, EVENT.c.actor, EVENT.c.role, draft.sha256, draft.ended)
            .join(EVENT, EVENT.c.seq == draft.event)
            .where(draft.state == state, draft.cycle == cycle)
            .order_by(draft.id)
        )
        with self.reading() as connection:
            return fetched(connection, query, DRAFTS)

    def discard_draft(self, actor: Actor, state: str, cycle: str) -> None:
        """Put the draft aside; what was saved stays on the record. Raises NotThere when there is none."""
        require(actor, Task.SAVE_DRAFT, self.clock().date(), state)
        with self.writing() as connection:
            row = _there(_live(connection, state, cycle))
            with self._draft_act(connection, actor, state, cycle) as doing:
                _end(doing, row, DISCARDED)

    def submit(
        self,
        actor: Actor,
        state: str,
        cycle: str,
        consent: Iterable[str],
        reason: str = "",
        file: SourceFile | None = None,
        *,
        asked_by: str = "",
    ) -> dict[str, Any]:
        """Submit the draft as the State's return, with what may be published (parts ``A`` to ``D``); gives the receipt.

        One deliberate act of the focal point. An amendment needs its ``reason``; ``asked_by`` says who wished it.
        ``file`` is the workbook that is sent; without it the one that the draft came from, or, where the answers were
        merged or completed in the browser, a JSON document of them. Raises StoreError when nothing has changed.
        """
        require(actor, Task.SUBMIT, self.clock().date(), state)
        with self.writing() as connection:
            now = self.clock()
            round_ = _cycle(connection, cycle)
            if not round_.opens <= now.date() <= round_.closes:
                raise WrongStep("The cycle {cycle} takes no returns today.", cycle=round_.name)
            row = _there(_live(connection, state, cycle))
            drafted = _draft(row)
            sent = _return_of(drafted, frozenset(consent))
            amends = connection.execute(
                select(STATE_RETURN.c.id).where(STATE_RETURN.c.state == state, STATE_RETURN.c.cycle == cycle).limit(1)
            ).first()
            if amends and not reason.strip():
                raise StoreError("This return amends an earlier one; say why.")
            refuse_what_cannot_be_kept(connection, sent, drafted.findings, ReturnStatus.SUBMITTED)
            whole = file or _file_of(connection, drafted) or return_document(sent)
            if same_file(connection, sent, whole.sha256) is not None:
                raise StoreError(
                    "This very return was received before. The consent to publish can be changed without it."
                )
            terms = Terms(now, ReturnStatus.SUBMITTED, reason.strip(), asked_by.strip(), drafted.explained)
            with act(connection, actor, Act.SUBMISSION, now) as doing:
                number = keep_return(doing, sent, whole, drafted.findings, terms)
                _end(doing, row, SUBMITTED)
            kept = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
            return receipt_of(dict(kept._mapping))

    def change_consent(self, actor: Actor, number: int, consent: Iterable[str]) -> None:
        """Say anew what of a return may be published (parts ``A`` to ``D``); the focal point's to say, at any time."""
        with self.writing() as connection:
            version = self._whole(connection, actor, number)
            require(actor, Task.CONSENT, self.clock().date(), version.state)
            parts = _parts(consent)
            with act(connection, actor, Act.CONSENT, self.clock(), audience=Audience.PUBLIC) as doing:
                set_consent(doing, number, parts, doing.at)
                doing.subject, doing.state = f"return {number}", version.state
                doing.detail = {"consent": "".join(sorted(parts))}

    def _draft_act(
        self, connection: Connection, actor: Actor, state: str, cycle: str
    ) -> AbstractContextManager[Writing]:
        said = f"draft of {state} for {cycle}"
        return act(connection, actor, Act.DRAFT, self.clock(), subject=said, state=state, audience=Audience.OWN)


def _live(connection: Connection, state: str, cycle: str) -> Row[Any] | None:
    """The draft as saved last, unless it was ended."""
    query = (
        select(DRAFT, EVENT.c.actor.label("by"))
        .join(EVENT, EVENT.c.seq == DRAFT.c.event)
        .where(DRAFT.c.state == state, DRAFT.c.cycle == cycle)
        .order_by(DRAFT.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None or row.ended else row


def _there(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotThere("There is no draft of this return; save one first.")
    return row


def _cycle(connection: Connection, code: str) -> Cycle:
    found = standing_cycles(connection).get(code)
    if found is None:
        raise NotThere("There is no reporting cycle {cycle}.", cycle=code)
    return found


def _end(doing: Writing, row: Row[Any], how: str) -> None:
    ended = {name: getattr(row, name) for name in ("state", "cycle", "edition", "language")}
    ended |= {"id": doing.next_id(DRAFT), "content": "", "ended": how, "at": doing.at}
    doing.insert(DRAFT, [ended])


def _draft(row: Row[Any]) -> Draft:
    said = json.loads(row.content)
    return Draft(
        row.id,
        row.state,
        row.cycle,
        row.edition,
        row.language,
        tuple(answer_read(answer) for answer in said["answers"]),
        row.at,
        row.by,
        tuple(finding_read(finding) for finding in said["findings"]),
        said["explained"],
        said["cover"],
        row.sha256,
    )


def _return_of(drafted: Draft, consent: frozenset[str]) -> Return:
    return Return(
        drafted.state,
        drafted.cycle,
        drafted.edition,
        drafted.language,
        drafted.answers,
        _parts(consent),
        drafted.cover,
    )


def _parts(consent: Iterable[str]) -> frozenset[str]:
    parts = frozenset(consent)
    if not parts <= set(PARTS.values()):
        raise StoreError("A return has the parts A, B, C and D, and no other.")
    return parts


def _file_of(connection: Connection, drafted: Draft) -> SourceFile | None:
    """The file that all of the draft came from: only when it was saved from one file and not touched since."""
    if drafted.sha256 is None:
        return None
    last_end = (
        select(DRAFT.c.id)
        .where(DRAFT.c.state == drafted.state, DRAFT.c.cycle == drafted.cycle, DRAFT.c.ended != "")
        .order_by(DRAFT.c.id.desc())
        .limit(1)
    )
    since = connection.execute(last_end).scalar() or 0
    saved = select(DRAFT.c.sha256).where(
        DRAFT.c.state == drafted.state, DRAFT.c.cycle == drafted.cycle, DRAFT.c.id > since
    )
    if set(connection.execute(saved).scalars()) != {drafted.sha256}:
        return None
    row = connection.execute(select(FILE.c.name, FILE.c.content).where(FILE.c.sha256 == drafted.sha256)).one()
    return SourceFile(row.name, row.content, drafted.sha256)
