"""Returns: received whole or not at all, versioned, and read with the eyes of whoever asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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
from store.files import Files, keep_file, keep_findings
from store.frames import cutoff, frame
from store.record import Act, Audience, Writing, act, canonical
from store.refusals import NotThere, Refused, StoreError
from store.rights import Task, may, part_of, require, sight
from store.tables import ANSWER, FINDING, MARK, RETURN_CONSENT, RETURN_STATUS, STATE_RETURN
from store.versions import Seen, Version, seen_versions, versions

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
}
OPEN_FINDINGS = frozenset({Severity.WARNING, Severity.ERROR})


class Returns(Files):
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
        with self.writing() as connection:
            return receive(
                connection,
                actor,
                sent,
                file,
                tuple(findings),
                received or self.clock(),
                status,
                reason,
                asked_by,
                self.clock(),
            )

    def returns(
        self,
        actor: Actor,
        known_on: date | datetime | None = None,
        all_versions: bool = False,
        accepted_only: bool = False,
    ) -> pd.DataFrame:
        """One row a State and cycle, columns ``RETURNS``: the version in force as known on a day, or all versions.

        In force is the newest accepted version; the Secretariat, and a State for its own, see the newest one where
        none is accepted yet (``status`` says so; ``accepted_only`` leaves them out). ``consent`` holds the parts that
        may be published; for the public the file, its hash and the reason of an amendment are empty.
        """
        with self.reading() as connection:
            shown = self._shown(connection, actor, known_on, all_versions, accepted_only)
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
            return answers_of(connection, shown, cutoff(known_on), number)

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
            return _as_sent(row, answers, next(iter(parts), ""))

    def findings(self, actor: Actor, number: int, about: str = "return") -> tuple[Finding, ...]:
        """What the check said of a return (for who sees it in full), or of a ``list`` (public), in its order."""
        with self.reading() as connection:
            if about == "return":
                self._whole(connection, actor, number)
            elif about != "list":
                raise NotThere("There are no findings about {about}.", about=about)
            query = select(FINDING).where(FINDING.c.about == about, FINDING.c.number == number).order_by(FINDING.c.id)
            return tuple(
                Finding(row.code, Severity(row.severity), Place(row.file, row.sheet, row.cell), json.loads(row.facts))
                for row in connection.execute(query)
            )

    def verify_receipt(self, code: str) -> dict[str, Any] | None:
        """The receipt with that code, as dict; ``intact`` says whether it still matches. None when there is none."""
        wanted = "-".join(code.strip().upper().replace(" ", "-").split("-"))
        with self.reading() as connection:
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.receipt == wanted)).first()
        if row is None:
            return None
        receipt = receipt_of(dict(row._mapping))
        return {**receipt, "code": row.receipt, "intact": receipt["code"] == row.receipt}

    def receipt(self, actor: Actor, number: int) -> dict[str, Any]:
        """The receipt of a return. Raises NotThere unless the actor sees the return in full."""
        with self.reading() as connection:
            self._whole(connection, actor, number)
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
        return receipt_of(dict(row._mapping))

    def _shown(
        self,
        connection: Connection,
        actor: Actor,
        known_on: date | datetime | None,
        all_versions: bool,
        accepted_only: bool,
    ) -> list[Seen]:
        seen = sight(actor, self.clock().date())
        return seen_versions(versions(connection, cutoff(known_on)), seen, all_versions, accepted_only)

    def _whole(self, connection: Connection, actor: Actor, number: int) -> Version:
        """The version with that number. Raises NotThere unless the actor sees it in full."""
        state = connection.execute(select(STATE_RETURN.c.state).where(STATE_RETURN.c.id == number)).scalar()
        if state is None or not may(actor, Task.READ_WHOLE, self.clock().date(), state):
            raise NotThere("There is no return {number} for you to read.", number=number)
        found = versions(connection, datetime.max, state)
        return next(version for version in found if version.number == number)


def is_demonstration(connection: Connection) -> bool:
    """Whether the store is marked as one of invented returns."""
    return connection.execute(select(MARK.c.id).limit(1)).first() is not None


def receive(
    connection: Connection,
    actor: Actor,
    sent: Return,
    file: SourceFile,
    findings: Sequence[Finding],
    received: datetime,
    status: ReturnStatus,
    reason: str,
    asked_by: str,
    now: datetime,
) -> tuple[Outcome, Received]:
    """Keep a return as the next version within a writing transaction. Rights are the caller's to check."""
    _refuse_what_cannot_be_kept(connection, sent, findings, status)
    mine = (STATE_RETURN.c.state == sent.state) & (STATE_RETURN.c.cycle == sent.cycle)
    earlier = connection.execute(select(STATE_RETURN).where(mine).order_by(STATE_RETURN.c.version)).all()
    for row in earlier:
        if row.sha256 == file.sha256:
            with act(connection, actor, Act.DUPLICATE, now, subject=_named(sent, row.version), state=sent.state):
                return Outcome.DUPLICATE, _received(connection, row.id)
    version = earlier[-1].version + 1 if earlier else 1
    with act(connection, actor, Act.RETURN, now, subject=_named(sent, version), state=sent.state) as doing:
        if status is ReturnStatus.SUBMITTED:
            doing.detail["submitted"] = True
        doing.audience = _audience(sent, status, bool(earlier))
        keep_file(doing, file)
        number = doing.next_id(STATE_RETURN)
        held: dict[str, object] = {
            "id": number,
            "state": sent.state,
            "cycle": sent.cycle,
            "version": version,
            "edition": sent.edition,
            "language": sent.language,
            "received": received,
            "sha256": file.sha256,
            "file": file.name,
            "supersedes": earlier[-1].id if earlier else None,
            "reason": reason,
            "asked_by": asked_by,
            "cover": canonical(dict(sent.cover)),
            "unread": canonical([[place.file, place.sheet, place.cell, text] for place, text in sent.unread]),
            "answers": sum(bool(answer.value) for answer in sent.answers),
            "warnings": sum(finding.severity in OPEN_FINDINGS for finding in findings),
        }
        held["receipt"] = receipt_of(held)["code"]
        doing.insert(STATE_RETURN, [held])
        doing.insert(ANSWER, [_answer_row(number, place, answer, file) for place, answer in enumerate(sent.answers, 1)])
        set_status(doing, number, status, "", received)
        set_consent(doing, number, "".join(sorted(sent.consent)), received)
        keep_findings(doing, "return", number, findings)
        doing.detail |= {
            "return": number,
            "sha256": file.sha256,
            "answers": held["answers"],
            "receipt": held["receipt"],
        }
    return Outcome.STORED, _received(connection, number)


def set_status(doing: Writing, number: int, status: ReturnStatus, note: str, at: datetime) -> None:
    """From ``at`` on the return stands at ``status``."""
    row = {"id": doing.next_id(RETURN_STATUS), "return": number, "status": status, "note": note, "at": at}
    doing.insert(RETURN_STATUS, [row])


def set_consent(doing: Writing, number: int, parts: str, at: datetime) -> None:
    """From ``at`` on these parts of the return, and no others, may be published."""
    doing.insert(RETURN_CONSENT, [{"id": doing.next_id(RETURN_CONSENT), "return": number, "parts": parts, "at": at}])


def receipt_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt of a row of ``STATE_RETURN``: what was received, and a code that no other content has."""
    said = {name: row[name] for name in ("state", "cycle", "edition", "version", "sha256", "answers", "warnings")}
    said["received"] = row["received"].isoformat(timespec="seconds") + "Z"
    digest = hashlib.sha256(canonical(said).encode()).hexdigest()[:20].upper()
    return {**said, "code": "-".join(digest[place : place + 5] for place in range(0, 20, 5))}


def _refuse_what_cannot_be_kept(
    connection: Connection, sent: Return, findings: Sequence[Finding], status: ReturnStatus
) -> None:
    if status not in {ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED}:
        raise StoreError("A return is received as submitted or as accepted, not as {status}.", status=status.value)
    if any(finding.severity is Severity.BLOCKER for finding in findings):
        raise StoreError("The check of this return found what keeps it out; nothing was stored.")
    if not (sent.state and sent.cycle):
        raise StoreError("A return names its State and its cycle; this one does not.")
    codes = [answer.question for answer in sent.answers]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise StoreError("The question {question} is answered twice in this return.", question=twice)
    invented = sent.cover.get("demonstration") == "yes"
    if invented and not is_demonstration(connection):
        raise StoreError("This is an invented return; it can only be put into a demonstration store.")
    if not invented and is_demonstration(connection):
        raise StoreError("This store holds demonstration data; a real return cannot be put into it.")


def _audience(sent: Return, status: ReturnStatus, amends: bool) -> Audience:
    """An amendment may take from the public what an earlier version gave, before it is accepted."""
    secret = any(answer.visibility is Visibility.SECRETARIAT for answer in sent.answers)
    shows = status is ReturnStatus.ACCEPTED and bool(sent.consent)
    takes = amends and (secret or len(sent.consent) < 4 or status is ReturnStatus.ACCEPTED)
    return Audience.PUBLIC if shows or takes else Audience.STATE


def _named(sent: Return, version: int) -> str:
    return f"return of {sent.state} for {sent.cycle}, version {version}"


def _answer_row(number: int, place: int, answer: Answer, file: SourceFile) -> dict[str, object]:
    where = answer.place or Place("")
    return {
        "return": number,
        "position": place,
        "question": answer.question,
        "part": part_of(answer.question),
        "value": answer.value,
        "comment": answer.comment,
        "legal_reference": answer.legal_reference,
        "reason": answer.reason,
        "since": answer.since,
        "visibility": answer.visibility,
        "file": "" if where.file == file.name else where.file,
        "sheet": where.sheet,
        "cell": where.cell,
    }


def _received(connection: Connection, number: int) -> Received:
    row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
    last = select(RETURN_STATUS.c.status).where(RETURN_STATUS.c["return"] == number).order_by(RETURN_STATUS.c.id.desc())
    status = ReturnStatus(connection.execute(last.limit(1)).scalar_one())
    return Received(
        row.id, row.state, row.cycle, row.version, status, row.received, row.sha256, row.supersedes, row.reason
    )


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
    )


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
