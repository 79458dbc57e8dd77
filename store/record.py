"""The record: every act is an event, every event carries the digest of the rows it wrote, and events are a chain.

An event's hash covers all that the event says and the hash of the event before it; what it says includes the digest
of every row that it wrote. Hence nothing in the store can be altered, removed or moved
without ``store.verify`` seeing it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from model import Actor
from store.tables import EVENT

FIRST = "0" * 64
"""What the first event names as the hash before it."""

SHORT = 8
"""Hexadecimal digits kept of each single row's digest: enough to say which row was touched."""

EVENT_FIELDS = tuple(column.name for column in EVENT.c)

Row = Mapping[str, Any]


class Act(StrEnum):
    """What was done."""

    MARK = "mark_demonstration"
    LIST = "load_list"
    CYCLE = "open_cycle"
    UPLOAD = "upload"
    DUPLICATE = "duplicate"
    REFUSAL = "refusal"
    DENIAL = "denial"
    RETURN = "receive_return"
    DRAFT = "save_draft"
    SUBMISSION = "submission"
    CONSENT = "consent"
    REVIEW = "start_review"
    ACCEPTANCE = "acceptance"
    SENDING_BACK = "sending_back"
    QUESTION = "question"
    REPLY = "reply"
    SETTLEMENT = "settlement"
    NOTE = "review_note"
    CODING = "coding"
    ACCESS = "access_change"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    VIEW = "view_confidential"
    DOWNLOAD = "download"
    EXPORT = "export"
    REMINDER = "reminder"
    MERGE = "mail_merge"


class Audience(StrEnum):
    """Who can read something else than before because of an event.

    ``PUBLIC`` everybody; ``STATE`` the State concerned and the Secretariat; ``OWN`` the State concerned alone;
    ``SECRETARIAT`` analysts and administrators; ``ADMINISTRATOR``; ``RECORD`` nobody but the reader of the record.
    """

    PUBLIC = "public"
    STATE = "state"
    OWN = "own"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    RECORD = "record"


def canonical(value: object) -> str:
    """``value`` as JSON that is the same on every machine: sorted keys, no blanks, days and moments in ISO."""
    return _ENCODER.encode(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} has no place in the record")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def row_digest(row: Row) -> str:
    """SHA-256 of a row; columns without a value do not count, so that a later migration may add columns."""
    said = {name: value for name, value in row.items() if value is not None}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def rows_digest(digests: Iterable[str]) -> dict[str, object]:
    """What an event says of its rows in one table: how many, the digest of them all, the beginning of each one's."""
    each = sorted(digests)
    whole = hashlib.sha256("".join(each).encode()).hexdigest()
    return {"n": len(each), "sha256": whole, "each": "".join(digest[:SHORT] for digest in each)}


def event_hash(event: Row) -> str:
    """SHA-256 over everything an event says, the hash of the event before it included."""
    return hashlib.sha256(
        canonical({name: event[name] for name in EVENT_FIELDS if name != "hash"}).encode()
    ).hexdigest()


def clean(value: object) -> object:
    """``value`` as both engines can keep it: NUL and lone surrogates, which no database text holds, made visible."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str) and not value.isascii():
        return value.replace("\x00", "\u2400").encode("utf-8", "replace").decode("utf-8")
    return value.replace("\x00", "\u2400") if isinstance(value, str) else value


class Writing:
    """One act while it is being written: the rows that it will insert, and what its event will say.

    Rows wait until the event stands, for each row refers to its event, and the event holds the digest of its rows.
    """

    def __init__(self, connection: Connection, seq: int, at: datetime) -> None:
        self.connection = connection
        self.seq = seq
        self.at = at
        self.subject = ""
        self.state = ""
        self.audience = Audience.RECORD
        self.detail: dict[str, object] = {}
        self._waiting: dict[Table, list[Row]] = {}

    def insert(self, table: Table, rows: Iterable[Row]) -> None:
        """Insert ``rows`` at the end of the act. Columns not named in a row are empty."""
        names = table.c.keys()
        whole = [{name: clean(row.get(name)) for name in names} | {"event": self.seq} for row in rows]
        if whole:
            self._waiting.setdefault(table, []).extend(whole)

    def next_id(self, table: Table) -> int:
        """The number of the next row; nobody else writes meanwhile."""
        last = self.connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return int(last) + len(self._waiting.get(table, ())) + 1

    def rows(self) -> dict[str, object]:
        """The digests of all rows of the act, by table."""
        return {table.name: rows_digest(map(row_digest, rows)) for table, rows in self._waiting.items()}

    def flush(self) -> None:
        """Insert the rows; the event stands already."""
        for table, rows in self._waiting.items():
            self.connection.execute(insert(table), rows)


@contextmanager
def act(
    connection: Connection,
    actor: Actor,
    what: Act,
    at: datetime,
    subject: str = "",
    state: str = "",
    audience: Audience = Audience.RECORD,
) -> Iterator[Writing]:
    """One act: name its rows within the block; the event and they are written at its end.

    ``connection`` must be writing. The block may still change what the event will say.
    """
    last = connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
    doing = Writing(connection, (last.seq if last else 0) + 1, at)
    doing.subject, doing.state, doing.audience = subject, state, audience
    yield doing
    if rows := doing.rows():
        doing.detail = {**doing.detail, "rows": rows}
    event: dict[str, Any] = {
        "seq": doing.seq,
        "at": at,
        "actor": clean(actor.subject),
        "role": actor.role.value,
        "act": what.value,
        "subject": clean(doing.subject),
        "state": clean(doing.state),
        "audience": doing.audience.value,
        "detail": clean(canonical(doing.detail)),
        "prev_hash": last.hash if last else FIRST,
    }
    connection.execute(insert(EVENT), event | {"hash": event_hash(event)})
    doing.flush()
