"""How a return is written down: as the next version of its State and cycle, whole, within somebody's transaction.

Rights and steps are the caller's to check; what no store may keep is refused here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from model import (
    NOTHING,
    Answer,
    Finding,
    Place,
    Received,
    Return,
    ReturnStatus,
    Severity,
    SourceFile,
    Visibility,
)
from store.files import keep_file, keep_findings, name_of
from store.record import Audience, Writing, canonical
from store.refusals import StoreError
from store.rights import PARTS, part_of
from store.tables import ANSWER, MARK, RETURN_CONSENT, RETURN_STATUS, STATE_RETURN

OPEN_FINDINGS = frozenset({Severity.WARNING, Severity.ERROR})
"""What stays open on a receipt until it is mended or explained."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a return comes in: when (UTC), standing where, why it amends an earlier one, and who asked for that.

    ``explained`` maps findings, by ``store.files.name_of``, to the sender's explanation.
    """

    received: datetime
    status: ReturnStatus
    reason: str = ""
    asked_by: str = ""
    explained: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def is_demonstration(connection: Connection) -> bool:
    """Whether the store is marked as one of invented returns."""
    return connection.execute(select(MARK.c.id).limit(1)).first() is not None


def refuse_what_cannot_be_kept(
    connection: Connection, sent: Return, findings: Sequence[Finding], status: ReturnStatus
) -> None:
    """Raises StoreError, with the reason, for a return that no store or not this store may keep."""
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


def same_file(connection: Connection, sent: Return, sha256: str) -> int | None:
    """The number of the return that this file brought already for the State and cycle, if it did."""
    mine = (STATE_RETURN.c.state == sent.state) & (STATE_RETURN.c.cycle == sent.cycle)
    number: int | None = connection.execute(
        select(STATE_RETURN.c.id).where(mine, STATE_RETURN.c.sha256 == sha256)
    ).scalar()
    return number


def keep_return(doing: Writing, sent: Return, file: SourceFile, findings: Sequence[Finding], terms: Terms) -> int:
    """Write a return as its next version; gives its number. The act's event will tell of it."""
    last = doing.connection.execute(
        select(STATE_RETURN.c.id, STATE_RETURN.c.version)
        .where(STATE_RETURN.c.state == sent.state, STATE_RETURN.c.cycle == sent.cycle)
        .order_by(STATE_RETURN.c.version.desc())
        .limit(1)
    ).first()
    number = doing.next_id(STATE_RETURN)
    row: dict[str, Any] = {
        "id": number,
        "state": sent.state,
        "cycle": sent.cycle,
        "version": last.version + 1 if last else 1,
        "edition": sent.edition,
        "language": sent.language,
        "received": terms.received,
        "sha256": file.sha256,
        "file": file.name,
        "supersedes": last.id if last else None,
        "reason": terms.reason,
        "asked_by": terms.asked_by,
        "cover": canonical(dict(sent.cover)),
        "unread": canonical([[place.file, place.sheet, place.cell, text] for place, text in sent.unread]),
        "answers": sum(bool(answer.value) for answer in sent.answers),
        "warnings": sum(
            finding.severity in OPEN_FINDINGS and name_of(finding) not in terms.explained for finding in findings
        ),
    }
    row["receipt"] = receipt_of(row)["code"]
    keep_file(doing, file)
    doing.insert(STATE_RETURN, [row])
    doing.insert(ANSWER, [_answer_row(number, place, answer, file) for place, answer in enumerate(sent.answers, 1)])
    set_status(doing, number, terms.status, "", terms.received)
    set_consent(doing, number, sent.consent, terms.received)
    keep_findings(doing, "return", number, findings, terms.explained)
    doing.subject, doing.state = f"return of {sent.state} for {sent.cycle}, version {row['version']}", sent.state
    doing.audience = _audience(sent, terms.status, last is not None)
    doing.detail |= {name: row[name] for name in ("version", "sha256", "answers", "warnings", "receipt")}
    doing.detail |= {"return": number, "status": terms.status.value, "consent": "".join(sorted(sent.consent))}
    return number


def set_status(doing: Writing, number: int, status: ReturnStatus, note: str, at: datetime) -> None:
    """From ``at`` on the return stands at ``status``."""
    row = {"id": doing.next_id(RETURN_STATUS), "return": number, "status": status, "note": note, "at": at}
    doing.insert(RETURN_STATUS, [row])


def set_consent(doing: Writing, number: int, parts: frozenset[str], at: datetime) -> None:
    """From ``at`` on these parts of the return, and no others, may be published."""
    row = {"id": doing.next_id(RETURN_CONSENT), "return": number, "parts": "".join(sorted(parts)), "at": at}
    doing.insert(RETURN_CONSENT, [row])


def received_return(connection: Connection, number: int) -> Received:
    """The return with that number as it stands now."""
    row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
    last = select(RETURN_STATUS.c.status).where(RETURN_STATUS.c["return"] == number).order_by(RETURN_STATUS.c.id.desc())
    status = ReturnStatus(connection.execute(last.limit(1)).scalar_one())
    return Received(
        row.id, row.state, row.cycle, row.version, status, row.received, row.sha256, row.supersedes, row.reason
    )


def receipt_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt of a row of ``STATE_RETURN``: what was received, and a code that nothing else has.

    Keys: state, cycle, edition, version, received (ISO, UTC), sha256, answers (given), warnings (open), code.
    """
    said = {name: row[name] for name in ("state", "cycle", "edition", "version", "sha256", "answers", "warnings")}
    said["received"] = row["received"].isoformat(timespec="seconds") + "Z"
    digest = hashlib.sha256(canonical(said).encode()).hexdigest()[:20].upper()
    return {**said, "code": "-".join(digest[place : place + 5] for place in range(0, 20, 5))}


def _audience(sent: Return, status: ReturnStatus, amends: bool) -> Audience:
    """An amendment may take from the public what an earlier version gave, even before it is accepted."""
    if status is ReturnStatus.ACCEPTED and (sent.consent or amends):
        return Audience.PUBLIC
    secret = any(answer.visibility is Visibility.SECRETARIAT for answer in sent.answers)
    takes = secret or not sent.consent >= set(PARTS.values())
    return Audience.PUBLIC if amends and takes else Audience.STATE


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
