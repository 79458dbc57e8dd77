"""The versions of returns: where each stands at a moment, which one is in force, and how much of it somebody sees.

Reading is here; what is seen by whom is decided in ``store.rights``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

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
    returns = select(STATE_RETURN).order_by(STATE_RETURN.c.id)
    consents = select(RETURN_CONSENT.c["return"], RETURN_CONSENT.c.at, RETURN_CONSENT.c.parts)
    statuses = select(RETURN_STATUS.c["return"], RETURN_STATUS.c.at, RETURN_STATUS.c.status)
    statuses = statuses.where(RETURN_STATUS.c.at <= known)
    if state is not None:
        mine = select(STATE_RETURN.c.id).where(STATE_RETURN.c.state == state)
        returns = returns.where(STATE_RETURN.c.state == state)
        consents = consents.where(RETURN_CONSENT.c["return"].in_(mine))
        statuses = statuses.where(RETURN_STATUS.c["return"].in_(mine))
    then: dict[int, str] = {}
    now: dict[int, str] = {}
    for number, at, parts in connection.execute(consents.order_by(RETURN_CONSENT.c.id)):
        now[number] = parts
        if at <= known:
            then[number] = parts
    stands: dict[int, ReturnStatus] = {}
    accepted: dict[int, datetime] = {}
    for number, at, status in connection.execute(statuses.order_by(RETURN_STATUS.c.id)):
        stands[number] = ReturnStatus(status)
        if status == ReturnStatus.ACCEPTED:
            accepted.setdefault(number, at)
    rows = connection.execute(returns).all()
    newest: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda row: int(row.version)):
        newest[row.state, row.cycle] = row.id
    return [
        Version(
            row.id,
            row.state,
            row.cycle,
            row.version,
            stands[row.id],
            row.received,
            accepted.get(row.id),
            row.edition,
            row.language,
            then.get(row.id, ""),
            now.get(row.id, ""),
            newest[row.state, row.cycle],
            now.get(newest[row.state, row.cycle], ""),
            row.sha256,
            row.file,
            row.supersedes,
            row.reason,
            row.asked_by,
        )
        for row in rows
        if row.received <= known and row.id in stands
    ]


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
