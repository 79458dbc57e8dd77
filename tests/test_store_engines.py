"""The store on its engines: made by several at once, migrated, guarded against loss, and shared by many writers."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from model import PUBLIC, Answer, Outcome, ReturnStatus
from store import open_store
from store.engine import HEAD, HOUSE, MIGRATIONS, store_url
from store.tables import METADATA
from tests.stored import ADMINISTRATOR, KENYA, depositary, file, sent


def test_migrations_from_nothing_make_the_tables_that_the_code_knows(empty_url):
    store = open_store(empty_url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == HEAD
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
    assert store.verify() == []
    store.close()


def test_the_head_that_the_code_knows_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_several_processes_may_start_on_an_empty_database_at_once(empty_url):
    code = (
        "import sys; from founding import founded_store; from model import PUBLIC;"
        "store = founded_store(sys.argv[1]); print(len(store.actions(PUBLIC)), len(store.verify()))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, empty_url], cwd=HOUSE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.communicate()[0].split() for process in started] == [["5811", "0"]] * 3


def test_sqlite_loses_nothing_when_the_power_does(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'folder' / 'store.sqlite'}")
    with store.engine.connect() as connection:
        said = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in SETTINGS}
    assert said == SETTINGS
    store.close()


SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000, "recursive_triggers": 1}


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.sqlite", "sqlite:////tmp/x.sqlite"),
        (None, f"sqlite:///{HOUSE / 'var' / 'monitor.sqlite'}"),
    ],
)
def test_which_store_is_meant(monkeypatch, url, means):
    monkeypatch.delenv("MONITOR_STORE", raising=False)
    assert str(store_url(url)) == means
    monkeypatch.setenv("MONITOR_STORE", means)
    assert str(store_url()) == means


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_store(url):
    with pytest.raises(ValueError, match="neither"):
        store_url(url)


def test_twenty_who_upload_at_once_lose_nothing(store):
    def upload(number: int) -> tuple[Outcome, int]:
        outcome, kept = store.add_return(ADMINISTRATOR, sent(f"d5_1 no{number}"), file(f"file {number % 15}"))
        return outcome, kept.version

    with ThreadPoolExecutor(20) as people:
        done = list(people.map(upload, range(20)))
    assert sorted(version for outcome, version in done if outcome is Outcome.STORED) == list(range(1, 16))
    assert [outcome for outcome, _ in done].count(Outcome.DUPLICATE) == 5
    everything = store.returns(ADMINISTRATOR, all_versions=True)
    assert sorted(everything["version"]) == list(range(1, 16))
    assert store.verify() == []


def test_several_stores_write_and_read_side_by_side(opened):
    stores = [opened() for _ in range(4)]

    def work(number: int) -> None:
        store = stores[number % 4]
        state = f"S{number:02}"
        store.add_return(ADMINISTRATOR, sent("d5_1 no | c8_law fully", state), file(f"file {number}"))
        seen = store.answers(PUBLIC)
        assert (seen.groupby("return").size() == 2).all()
        store.add_list(ADMINISTRATOR, depositary(f"{state} accession 2001-01-01", treaty=state))

    with ThreadPoolExecutor(8) as people:
        list(people.map(work, range(24)))
    assert len(stores[0].returns(PUBLIC)) == len(stores[1].actions(PUBLIC)) == 24
    assert stores[2].verify() == []


def test_a_return_that_fails_half_way_leaves_nothing(store, monkeypatch):
    before = store.head()

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("store.reception.set_consent", fail)
    with pytest.raises(OSError, match="disk"):
        store.add_return(KENYA, sent("d5_1 no"), file("one"), status=ReturnStatus.SUBMITTED)
    monkeypatch.undo()
    assert store.head() == before
    with store.reading() as connection:
        for table in METADATA.sorted_tables:
            assert connection.execute(table.select()).first() is None
    assert store.add_return(KENYA, sent("d5_1 no"), file("one"), status=ReturnStatus.SUBMITTED)[1].number == 1


def test_the_store_keeps_what_people_write(store):
    odd = "NUL \x00, lone \ud800, :colon, %s, 'quote', \u0627\u0644\u062c\u0632\u0627\u0626\u0631 \U0001f600"
    given = replace(sent(""), answers=(Answer("d5_1", "no", comment=odd),))
    store.add_return(ADMINISTRATOR, given, file("one"))
    comment = store.answers(PUBLIC)["comment"].item()
    assert comment == odd.replace("\x00", "\u2400").replace("\ud800", "?")
    assert store.verify() == []
