"""The database under the store: which one, how it is opened, how it is brought up to date, how it is locked.

The same code runs on SQLite (one file, the default) and on PostgreSQL. Writes stand in one queue on both: the record
of events is one chain, and versions are numbered without gaps. docs/decisions/0003-store.md says why.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text

HOUSE = Path(__file__).resolve().parent.parent
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
HEAD = "0001"
"""The newest migration; a store that stands there is opened without loading alembic."""

WRITE_LOCK = 0x496D4D6F
"""The advisory lock on PostgreSQL that whoever writes or migrates holds."""

PATIENCE = 60
"""Seconds that a writer waits for the writers before it."""


def utc_now() -> datetime:
    """This moment in UTC, without a zone: as the store keeps every moment."""
    return datetime.now(UTC).replace(tzinfo=None)


def in_utc(moment: datetime) -> datetime:
    """A moment as the store keeps it: in UTC, without a zone; one without a zone is in UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def store_url(url: str | None = None) -> URL:
    """Which store is meant: ``url``, else ``MONITOR_STORE``, else ``var/monitor.sqlite`` beside the program.

    Raises ValueError for a database that is neither SQLite in a file nor PostgreSQL.
    """
    wanted = url or os.environ.get("MONITOR_STORE") or f"sqlite:///{HOUSE / 'var' / 'monitor.sqlite'}"
    parsed = make_url(wanted)
    if parsed.get_backend_name() in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise ValueError(f"A store is an SQLite file or a PostgreSQL database; {parsed.render_as_string()} is neither.")


def connected_engine(url: URL) -> Engine:
    """An engine for ``url``; for SQLite the folder is made, and every connection writes ahead and syncs in full."""
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True)


def _prepare_sqlite(raw: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions of its own, or a read followed by a write could not be one transaction.
    raw.isolation_level = None
    for pragma in (
        f"busy_timeout = {PATIENCE * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the one write lock from its first statement to its end."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
        yield connection


def bring_up_to_date(engine: Engine) -> None:
    """Create or migrate the tables; of several processes that start at once, one does it and the others wait."""
    with engine.connect() as connection:
        if _stands_at(connection) == HEAD:
            return
    with writing(engine) as connection:
        if _stands_at(connection) != HEAD:
            _migrate(connection)


def _stands_at(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


class Connected:
    """A database that is up to date, its clock, and its queue of writers: what every subject of the store stands on."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.clock = clock
        # Writers of this process queue here: SQLite lets those who wait inside it poll, which is slow and unfair.
        self._queue = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store, however many statements it asks."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing; it is kept whole, or not at all."""
        with self._queue, writing(self.engine) as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back; the store can be opened again."""
        self.engine.dispose()
