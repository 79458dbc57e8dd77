"""Returns: received whole or not at all, versioned, and read with the eyes of whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, select

from model import (
    Actor,
    Answer,
    Finding,
    Outcome,
    Place,
    Received,
    Return,
    ReturnStatus,
    Severity,
    SourceFile,
    Visibility,
)
from store.answers import answers_of
from store.engine import in_utc
from store.files import Files, name_of
from store.frames import cutoff, frame
from store.reception import (
    Terms,
    is_demonstration,
    keep_return,
    received_return,
    refuse_what_cannot_be_kept,
    same_file,
)
from store.record import Act, Audience, act
from store.refusals import NotThere, Refused, StoreError
from store.rights import Task, may, require, sight
from store.tables import ANSWER, FINDING, MARK, RETURN_CONSENT, STATE_RETURN
from store.versions import Seen, Version, seen_versions, versions
from store.views import Views

RETURNS = {
    "return": "number",
    "state": "text",
    "cycle": "text",
    "version": "number",
    "status": "text",
    "received": "moment",
    "accepted": "moment",
    "edition": "text",
    "language": "text",
    "consent": "text",
    "sha256": "text",
    "supersedes": "number?",
    "reason": "text",
    "file": "text",
    "asked_by": "text",
}

FIGURES = "figures"
"""What a bulk reading of answers is called on the record."""


class Returns(Files, Views):
    """What States sent, version by version."""

    @property
    def demonstration(self) -> bool:
        """Whether the store holds invented returns."""
        with self.reading() as connection:
            return is_demonstration(connection)

    def mark_demonstration(self, actor: Actor) -> None:
        """Mark the store, for ever, as one of invented returns. Administrators only, before any return is held."""
        require(actor, Task.MARK, self.clock().date())
        with self.writing() as connection:
            if is_demonstration(connection):
                return
            if connection.execute(select(STATE_RETURN.c.id).limit(1)).first():
                raise StoreError("The store holds returns already; demonstration data need a store of their own.")
            now = self.clock()
            with act(connection, actor, Act.MARK, now, subject="store", audience=Audience.PUBLIC) as doing:
                doing.insert(MARK, [{"id": doing.next_id(MARK), "mark": "demonstration", "at": now}])

    def add_return(
        self,
        actor: Actor,
        sent: Return,
        file: SourceFile,
        findings: Iterable[Finding] = (),
        received: datetime | None = None,
        status: ReturnStatus = ReturnStatus.ACCEPTED,
        reason: str = "",
        asked_by: str = "",
    ) -> tuple[Outcome, Received]:
        """Keep a return as the next version of its State and cycle; the same file twice is one return.

        The Secretariat may enter any, also as received on an earlier day (UTC) or as accepted already; a focal point
        submits that of the own State, now. Raises Refused for anybody else, StoreError for what cannot be kept.
        """
        today = self.clock().date()
        if not may(actor, Task.RECEIVE_RETURN, today):
            require(actor, Task.SUBMIT, today, sent.state)
            if received is not None or status is not ReturnStatus.SUBMITTED:
                raise Refused(
                    "A focal point submits a return; when it came and whether it is accepted is not theirs to say."
                )
        now, given = self.clock(), tuple(findings)
        terms = Terms(in_utc(received) if received else now, status, reason, asked_by)
        with self.writing() as connection:
            refuse_what_cannot_be_kept(connection, sent, given, status)
            if (number := same_file(connection, sent, file.sha256)) is not None:
                said = f"return {number} of {sent.state} for {sent.cycle}"
                with act(connection, actor, Act.DUPLICATE, now, subject=said, state=sent.state):
                    return Outcome.DUPLICATE, received_return(connection, number)
            with act(connection, actor, Act.RETURN, now) as doing:
                number = keep_return(doing, sent, file, given, terms)
            return Outcome.STORED, received_return(connection, number)

    def returns(
        self,
        actor: Actor,
        known_on: date | datetime | None = None,
        all_versions: bool = False,
        accepted_only: bool = False,
        state: str | None = None,
    ) -> pd.DataFrame:
        """One row a State and cycle, columns ``RETURNS``: the version in force as known on a day, or all versions.

        Of all States, or of the one that is named.
        In force is the newest accepted version; the Secretariat, and a State for its own, see the newest one where
        none is accepted yet (``status`` says so; ``accepted_only`` leaves them out). ``consent`` holds the parts that
        may be published; for the public the file, its hash and the reason of an amendment are empty.
        """
        with self.reading() as connection:
            shown = self._shown(connection, actor, known_on, all_versions, accepted_only, state)
        return frame([_return_row(item) for item in shown], RETURNS)

    def answers(
        self,
        actor: Actor,
        known_on: date | datetime | None = None,
        all_versions: bool = False,
        accepted_only: bool = False,
        number: int | None = None,
    ) -> pd.DataFrame:
        """The answers of the returns that ``returns`` shows with the same arguments, or of the one with ``number``.

        Columns ``store.answers.ANSWERS``; ``coded_value`` is the value as the Secretariat codes it, mostly the same.
        An answer for the Secretariat only that the actor may not read is a row with visibility ``secretariat`` and
        nothing in it; parts that may not be published have no rows.
        """
        with self.reading() as connection:
            shown = self._shown(connection, actor, known_on, all_versions or number is not None, accepted_only)
            shown = [item for item in shown if number is None or item.version.number == number]
            found = answers_of(connection, shown, cutoff(known_on), number)
        confided = found["state"][found["visibility"].eq(Visibility.SECRETARIAT)]
        self.note_view(actor, confided.unique(), FIGURES if number is None else f"return {number}")
        return found

    def confidential_answers(self, actor: Actor, state: str, cycle: str) -> pd.DataFrame:
        """What a State confided to the Secretariat in a cycle, columns as ``answers``; on the record.

        For the Secretariat and for that State. Raises Refused for anybody else.
        """
        require(actor, Task.READ_WHOLE, self.clock().date(), state)
        with self.reading() as connection:
            shown = self._shown(connection, actor, None, False, False)
            shown = [item for item in shown if (item.version.state, item.version.cycle) == (state, cycle)]
            number = shown[0].version.number if shown else 0
            found = answers_of(connection, shown, cutoff(None), number)
        found = found[found["visibility"].eq(Visibility.SECRETARIAT)].reset_index(drop=True)
        self.note_view(actor, found["state"].unique(), f"confidential answers of {state} for {cycle}")
        return found

    def return_as_sent(self, actor: Actor, number: int) -> Return:
        """A return as it was read from its file. Raises NotThere unless it is there and the actor sees it in full."""
        with self.reading() as connection:
            self._whole(connection, actor, number)
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
            parts = connection.execute(
                select(RETURN_CONSENT.c.parts).where(RETURN_CONSENT.c["return"] == number).order_by(RETURN_CONSENT.c.id)
            ).scalars()
            answers = connection.execute(
                select(ANSWER).where(ANSWER.c["return"] == number).order_by(ANSWER.c.position)
            ).all()
        self.note_view(actor, {row.state}, f"return {number}")
        return _as_sent(row, answers, next(iter(parts), ""))

    def findings(self, actor: Actor, number: int, about: str = "return") -> tuple[Finding, ...]:
        """What the check said of a return (for who sees it in full), or of a ``list`` (public), in its order."""
        with self.reading() as connection:
            if about == "return":
                self._whole(connection, actor, number)
            elif about != "list":
                raise NotThere("There are no findings about {about}.", about=about)
            query = select(FINDING).where(FINDING.c.about == about, FINDING.c.number == number).order_by(FINDING.c.id)
            return tuple(_finding(row) for row in connection.execute(query))

    def explanations(self, actor: Actor, number: int) -> dict[str, str]:
        """What the sender said instead of mending a finding, by ``store.files.name_of`` the finding."""
        query = select(FINDING).where(
            FINDING.c.about == "return", FINDING.c.number == number, FINDING.c.explained != ""
        )
        with self.reading() as connection:
            self._whole(connection, actor, number)
            return {name_of(_finding(row)): row.explained for row in connection.execute(query)}

    def _shown(
        self,
        connection: Connection,
        actor: Actor,
        known_on: date | datetime | None,
        all_versions: bool,
        accepted_only: bool,
        state: str | None = None,
    ) -> list[Seen]:
        seen = sight(actor, self.clock().date())
        return seen_versions(versions(connection, cutoff(known_on), state), seen, all_versions, accepted_only)

    def _whole(self, connection: Connection, actor: Actor, number: int) -> Version:
        """The version with that number. Raises NotThere unless the actor sees it in full."""
        state = connection.execute(select(STATE_RETURN.c.state).where(STATE_RETURN.c.id == number)).scalar()
        if state is None or not may(actor, Task.READ_WHOLE, self.clock().date(), state):
            raise NotThere("There is no return {number} for you to read.", number=number)
        found = versions(connection, datetime.max, state)
        return next(version for version in found if version.number == number)


def _return_row(item: Seen) -> tuple[object, ...]:
    version, whole = item.version, item.parts is None
    return (
        version.number,
        version.state,
        version.cycle,
        version.version,
        version.status.value,
        version.received,
        version.accepted,
        version.edition,
        version.language,
        version.consent if item.parts is None else item.parts,
        version.sha256 if whole else "",
        version.supersedes,
        version.reason if whole else "",
        version.file if whole else "",
        version.asked_by if whole else "",
    )


def _finding(row: Row[Any]) -> Finding:
    return Finding(row.code, Severity(row.severity), Place(row.file, row.sheet, row.cell), json.loads(row.facts))


def _as_sent(row: Row[Any], answers: Sequence[Row[Any]], consent: str) -> Return:
    return Return(
        state=row.state,
        cycle=row.cycle,
        edition=row.edition,
        language=row.language,
        answers=tuple(
            Answer(
                item.question,
                item.value,
                item.comment,
                item.legal_reference,
                item.reason,
                item.since,
                Visibility(item.visibility),
                Place(item.file or row.file, item.sheet, item.cell) if item.sheet or item.cell else None,
            )
            for item in answers
        ),
        consent=frozenset(consent),
        cover=json.loads(row.cover),
        unread=tuple((Place(*place), text) for *place, text in json.loads(row.unread)),
    )
