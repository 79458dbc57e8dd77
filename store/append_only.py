"""What makes a table append-only: triggers that refuse to change or remove a row, on either engine.

Migrations call this for every table they create; the triggers stop accidents and careless hands, and the record's
chain (``store.verification``) finds those who went around them.
"""

from __future__ import annotations

REFUSE_CHANGE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
"""PostgreSQL's function behind the guards; created once, by the first migration."""


def guards(table: str, engine: str) -> dict[str, str]:
    """The triggers that make ``table`` append-only on ``engine`` (``sqlite`` or ``postgresql``): name, statement."""
    if engine == "sqlite":
        return {
            f"{table}_no_{act}": f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("update", "delete")
        }
    return {
        f"{table}_append_only": f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"{table}_no_truncate": f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    }
