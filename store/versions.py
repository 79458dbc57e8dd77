"""The versions of returns: where each stands at a moment, which one is in force, and how much of it somebody sees.

Reading is here; what is seen by whom is decided in ``store.rights``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from model import ReturnStatus
from store.rights import Sight, visible_parts
from store.tables import RETURN_CONSENT, RETURN_STATUS, STATE_RETURN


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one State's return as it stood at a moment; ``consent`` then, ``consent_now`` today."""

    number: int
    state: str
    cycle: str
    version: int
    status: ReturnStatus
    received: datetime
    accepted: datetime | None
    edition: str
    language: str
    consent: str
    consent_now: str
    newest: int
    newest_consent_now: str
    sha256: str
    file: str
    supersedes: int | None
    reason: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A version and what of it is seen: ``parts`` None for all of it in full, else the published parts."""

    version: Version
    parts: str | None


def versions(connection: Connection, known: datetime, state: str | None = None) -> list[Version]:
    """All versions received up to a moment, by number, as they stood then; of one State where one is named."""
    query = select(STATE_RETURN).order_by(STATE_RETURN.c.id)
    rows = connection.execute(query if state is None else query.where(STATE_RETURN.c.state == state)).all()
    stands, accepted = _statuses(connection, known, state)
    now = _consents(connection, datetime.max, state)
    then = now if known == datetime.max else _consents(connection, known, state)
    newest: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda row: int(row.version)):
        newest[row.state, row.cycle] = row.id
    return [
        Version(
            number=row.id,
            state=row.state,
            cycle=row.cycle,
            version=row.version,
            status=stands[row.id],
            received=row.received,
            accepted=accepted.get(row.id),
            edition=row.edition,
            language=row.language,
            consent=then.get(row.id, ""),
            consent_now=now[row.id],
            newest=newest[row.state, row.cycle],
            newest_consent_now=now[newest[row.state, row.cycle]],
            sha256=row.sha256,
            file=row.file,
            supersedes=row.supersedes,
            reason=row.reason,
            asked_by=row.asked_by,
        )
        for row in rows
        if row.received <= known and row.id in stands
    ]


def _statuses(
    connection: Connection, known: datetime, state: str | None
) -> tuple[dict[int, ReturnStatus], dict[int, datetime]]:
    """Where each return stood at a moment, and since when it was accepted if it was, by its number."""
    status = RETURN_STATUS.c
    query = select(status["return"], status.at, status.status).where(status.at <= known).order_by(status.id)
    stands: dict[int, ReturnStatus] = {}
    accepted: dict[int, datetime] = {}
    for number, at, word in connection.execute(_of(query, RETURN_STATUS, state)):
        stands[number] = ReturnStatus(word)
        if word == ReturnStatus.ACCEPTED:
            accepted[number] = at
    return stands, accepted


def _consents(connection: Connection, known: datetime, state: str | None) -> dict[int, str]:
    """The parts that might be published as said up to a moment, by the number of the return."""
    consent = RETURN_CONSENT.c
    query = select(consent["return"], consent.parts).where(consent.at <= known).order_by(consent.id)
    return {row[0]: row[1] for row in connection.execute(_of(query, RETURN_CONSENT, state))}


def _of(query: Select[Any], table: Table, state: str | None) -> Select[Any]:
    """The query narrowed to the returns of a State, where one is named."""
    if state is None:
        return query
    return query.join(STATE_RETURN, STATE_RETURN.c.id == table.c["return"]).where(STATE_RETURN.c.state == state)


def seen_versions(found: Iterable[Version], seen: Sight, all_versions: bool, accepted_only: bool) -> list[Seen]:
    """What somebody sees of the versions, by number.

    In force is the newest accepted version; where none is accepted yet, the newest one, for those who see it.
    """
    candidates = [
        version
        for version in found
        if version.status is ReturnStatus.ACCEPTED or (seen.whole(version.state) and not accepted_only)
    ]
    if not all_versions:
        force: dict[tuple[str, str], Version] = {}
        for version in sorted(candidates, key=_precedence):
            force[version.state, version.cycle] = version
        candidates = sorted(force.values(), key=lambda version: version.number)
    looked = [Seen(version, _parts(version, seen)) for version in candidates]
    return [item for item in looked if item.parts != ""]


def _precedence(version: Version) -> tuple[bool, int]:
    return version.status is ReturnStatus.ACCEPTED, version.version


def _parts(version: Version, seen: Sight) -> str | None:
    return visible_parts(
        seen, version.state, version.status, version.consent, version.consent_now, version.newest_consent_now
    )
