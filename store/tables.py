"""The tables of the store as the newest migration leaves them.

Every table but ``event`` carries ``event``, the number of the act that wrote the row; every table is append-only.
Days are DATE, moments are TIMESTAMP in UTC without a zone. How a table came about: ``store/migrations``.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _moment(name: str) -> Column[object]:
    return Column(name, DateTime, nullable=False)


def _number(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=nullable, primary_key=primary_key, autoincrement=False)


def _return() -> Column[int]:
    return Column("return", Integer, ForeignKey("state_return.id"), nullable=False, index=True)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)


def _written_by() -> Column[int]:
    return Column("event", Integer, ForeignKey("event.seq"), nullable=False)


EVENT = Table(
    "event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _moment("at"),
    _text("actor"),
    _text("role"),
    _text("act"),
    _text("subject"),
    _text("state"),
    _text("audience"),
    _text("detail"),
    _text("prev_hash"),
    _text("hash"),
    Index("ix_event_audience", "audience", "seq"),
    Index("ix_event_state", "state", "audience", "seq"),
    Index("ix_event_act", "act", "subject"),
)

MARK = Table("mark", METADATA, _id(), _text("mark"), _moment("at"), _written_by())

FILE = Table(
    "file",
    METADATA,
    Column("sha256", Text, primary_key=True),
    _text("name"),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _moment("at"),
    _written_by(),
)

CYCLE = Table(
    "cycle",
    METADATA,
    _id(),
    _text("code"),
    _text("name"),
    _text("edition"),
    Column("opens", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("closes", Date, nullable=False),
    _text("languages"),
    _moment("learned"),
    _written_by(),
)

TREATY_LIST = Table(
    "treaty_list",
    METADATA,
    _id(),
    Column("treaty", Text, nullable=False, index=True),
    _text("source"),
    Column("known_as_at", Date),
    _text("coverage"),
    Column("parties_stated", Integer),
    Column("signatories_stated", Integer),
    _text("note"),
    Column("sha256", Text, ForeignKey("file.sha256")),
    _text("digest"),
    _moment("learned"),
    _written_by(),
)

TREATY_ACTION = Table(
    "treaty_action",
    METADATA,
    _id(),
    _number("list", "treaty_list.id"),
    Column("treaty", Text, nullable=False, index=True),
    _text("state"),
    _text("participant"),
    _text("action"),
    Column("day", Date, nullable=False),
    Column("effective", Date),
    _text("source"),
    _text("source_as_at"),
    _text("note"),
    _text("sheet"),
    _text("cell"),
    _written_by(),
)

ACTION_CLOSING = Table(
    "action_closing",
    METADATA,
    _number("action", "treaty_action.id", primary_key=True),
    _number("list", "treaty_list.id"),
    _number("superseded_by", "treaty_action.id", nullable=True),
    _text("why"),
    _moment("learned"),
    _written_by(),
)

STATE_RETURN = Table(
    "state_return",
    METADATA,
    _id(),
    _text("state"),
    _text("cycle"),
    Column("version", Integer, nullable=False),
    _text("edition"),
    _text("language"),
    _moment("received"),
    Column("sha256", Text, ForeignKey("file.sha256"), nullable=False),
    _text("file"),
    _number("supersedes", "state_return.id", nullable=True),
    _text("reason"),
    _text("asked_by"),
    _text("cover"),
    _text("unread"),
    Column("answers", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    _text("receipt"),
    _written_by(),
    UniqueConstraint("state", "cycle", "version"),
    UniqueConstraint("state", "cycle", "sha256"),
    Index("ix_state_return_receipt", "receipt"),
)

ANSWER = Table(
    "answer",
    METADATA,
    _number("return", "state_return.id", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("question"),
    _text("part"),
    _text("value"),
    _text("comment"),
    _text("legal_reference"),
    _text("reason"),
    Column("since", Date),
    _text("visibility"),
    _text("file"),
    _text("sheet"),
    _text("cell"),
    _written_by(),
    sqlite_with_rowid=False,
)

RETURN_STATUS = Table(
    "return_status",
    METADATA,
    _id(),
    _return(),
    _text("status"),
    _text("note"),
    _moment("at"),
    _written_by(),
)

RETURN_CONSENT = Table(
    "return_consent",
    METADATA,
    _id(),
    _return(),
    _text("parts"),
    _moment("at"),
    _written_by(),
)

FINDING = Table(
    "finding",
    METADATA,
    _id(),
    _text("about"),
    Column("number", Integer, nullable=False),
    _text("code"),
    _text("severity"),
    _text("file"),
    _text("sheet"),
    _text("cell"),
    _text("facts"),
    _text("explained"),
    _written_by(),
    Index("ix_finding_about", "about", "number"),
)

DRAFT = Table(
    "draft",
    METADATA,
    _id(),
    _text("state"),
    _text("cycle"),
    _text("edition"),
    _text("language"),
    _text("content"),
    Column("sha256", Text, ForeignKey("file.sha256")),
    _text("ended"),
    _moment("at"),
    _written_by(),
    Index("ix_draft_state", "state", "cycle", "id"),
)

CLARIFICATION = Table(
    "clarification",
    METADATA,
    _id(),
    _return(),
    _text("question"),
    _text("text"),
    Column("due", Date),
    _moment("at"),
    _written_by(),
)

CLARIFICATION_MESSAGE = Table(
    "clarification_message",
    METADATA,
    _id(),
    Column("clarification", Integer, ForeignKey("clarification.id"), nullable=False, index=True),
    _text("kind"),
    _text("text"),
    _moment("at"),
    _written_by(),
)

REVIEW_NOTE = Table(
    "review_note",
    METADATA,
    _id(),
    _return(),
    _text("text"),
    _moment("at"),
    _written_by(),
)

CODING = Table(
    "coding",
    METADATA,
    _id(),
    _return(),
    _text("question"),
    _text("value"),
    _text("reason"),
    _moment("at"),
    _written_by(),
)

ACCESS_GRANT = Table(
    "access_grant",
    METADATA,
    _id(),
    _text("subject"),
    _text("role"),
    Column("state", Text),
    Column("until", Date),
    _text("note"),
    _moment("at"),
    _written_by(),
    Index("ix_access_grant_subject", "subject"),
)

FACTS: tuple[Table, ...] = tuple(table for table in METADATA.sorted_tables if table is not EVENT)
"""Every table that an event answers for."""
