"""The first store: the record of events, files, lists, returns and their review, all append-only."""

import sqlalchemy as sa
from alembic import op

from store.append_only import REFUSE_CHANGE, guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "event",
    "access_grant",
    "cycle",
    "file",
    "finding",
    "mark",
    "draft",
    "state_return",
    "treaty_list",
    "answer",
    "clarification",
    "coding",
    "return_consent",
    "return_status",
    "review_note",
    "treaty_action",
    "action_closing",
    "clarification_message",
)


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index("ix_event_act", "event", ["act", "subject"], unique=False)
    op.create_index("ix_event_audience", "event", ["audience", "seq"], unique=False)
    op.create_index("ix_event_state", "event", ["state", "audience", "seq"], unique=False)
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_access_grant_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index("ix_access_grant_subject", "access_grant", ["subject"], unique=False)
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("learned", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_cycle_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
    )
    op.create_table(
        "file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_file_event")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("explained", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_finding_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_about", "finding", ["about", "number"], unique=False)
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_mark_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_draft_event")),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_draft_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_state", "draft", ["state", "cycle", "id"], unique=False)
    op.create_table(
        "state_return",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("cover", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_state_return_event")),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_state_return_sha256")),
        sa.ForeignKeyConstraint(["supersedes"], ["state_return.id"], name=op.f("fk_state_return_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_return")),
        sa.UniqueConstraint("state", "cycle", "sha256", name=op.f("uq_state_return_state_cycle_sha256")),
        sa.UniqueConstraint("state", "cycle", "version", name=op.f("uq_state_return_state_cycle_version")),
    )
    op.create_index("ix_state_return_receipt", "state_return", ["receipt"], unique=False)
    op.create_table(
        "treaty_list",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("treaty", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("known_as_at", sa.Date(), nullable=True),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.Column("parties_stated", sa.Integer(), nullable=True),
        sa.Column("signatories_stated", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("learned", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_treaty_list_event")),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_treaty_list_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treaty_list")),
    )
    op.create_index(op.f("ix_treaty_list_treaty"), "treaty_list", ["treaty"], unique=False)
    op.create_table(
        "answer",
        sa.Column("return", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("legal_reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_answer_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_answer_return")),
        sa.PrimaryKeyConstraint("return", "position", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_clarification_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_clarification_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    op.create_index(op.f("ix_clarification_return"), "clarification", ["return"], unique=False)
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_coding_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_coding_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    op.create_index(op.f("ix_coding_return"), "coding", ["return"], unique=False)
    op.create_table(
        "return_consent",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_return_consent_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_return_consent_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_consent")),
    )
    op.create_index(op.f("ix_return_consent_return"), "return_consent", ["return"], unique=False)
    op.create_table(
        "return_status",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_return_status_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_return_status_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_status")),
    )
    op.create_index(op.f("ix_return_status_return"), "return_status", ["return"], unique=False)
    op.create_table(
        "review_note",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_review_note_event")),
        sa.ForeignKeyConstraint(["return"], ["state_return.id"], name=op.f("fk_review_note_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_note")),
    )
    op.create_index(op.f("ix_review_note_return"), "review_note", ["return"], unique=False)
    op.create_table(
        "treaty_action",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("treaty", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("participant", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_as_at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_treaty_action_event")),
        sa.ForeignKeyConstraint(["list"], ["treaty_list.id"], name=op.f("fk_treaty_action_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treaty_action")),
    )
    op.create_index(op.f("ix_treaty_action_treaty"), "treaty_action", ["treaty"], unique=False)
    op.create_table(
        "action_closing",
        sa.Column("action", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("superseded_by", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("learned", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["treaty_action.id"], name=op.f("fk_action_closing_action")),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_action_closing_event")),
        sa.ForeignKeyConstraint(["list"], ["treaty_list.id"], name=op.f("fk_action_closing_list")),
        sa.ForeignKeyConstraint(["superseded_by"], ["treaty_action.id"], name=op.f("fk_action_closing_superseded_by")),
        sa.PrimaryKeyConstraint("action", name=op.f("pk_action_closing")),
    )
    op.create_table(
        "clarification_message",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clarification", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clarification"], ["clarification.id"], name=op.f("fk_clarification_message_clarification")
        ),
        sa.ForeignKeyConstraint(["event"], ["event.seq"], name=op.f("fk_clarification_message_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_message")),
    )
    op.create_index(
        op.f("ix_clarification_message_clarification"), "clarification_message", ["clarification"], unique=False
    )

    engine = op.get_bind().dialect.name
    if engine == "postgresql":
        op.execute(REFUSE_CHANGE)
    for table in TABLES:
        for statement in guards(table, engine).values():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("What was learned is not unlearned: restore the store from a copy.")
