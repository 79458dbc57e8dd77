"""The record: a chain in which nothing can be altered, removed, added or moved unseen, down to each row and file."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from model import Finding, Place, ReturnStatus, Role, Severity
from store import Act, Refused, Store, open_store
from store.record import EVENT_FIELDS, FIRST, event_hash
from store.tables import EVENT, FACTS
from store.verification import Damage, chain_damage
from tests.stored import (
    ADMINISTRATOR,
    ANALYST,
    CYCLE,
    KENYA,
    PERU,
    Clock,
    answer,
    depositary,
    file,
    sent,
)

TABLES = (EVENT, *FACTS)


def live_a_little(store: Store) -> None:
    """Something in every table."""
    store.mark_demonstration(ADMINISTRATOR)
    store.add_cycle(ADMINISTRATOR, CYCLE)
    finding = Finding("return.ambiguous", Severity.WARNING, Place("r.xlsx", "B", "E9"), {"found": "maybe"})
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"), file("<xml/>"), [finding])
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-17", "2020-01-01"))
    store.grant(ADMINISTRATOR, "focal@ken.example", Role.FOCAL_POINT, "KEN", date(2027, 1, 1))
    answers = [answer("d5_1 no"), answer("c8_law no secret")]
    store.save_draft(KENYA, "KEN", "2026", answers, file("one"), cover={"demonstration": "yes"})
    store.submit(KENYA, "KEN", "2026", "ABCD")
    store.start_review(ANALYST, 1)
    store.note(ANALYST, 1, "a note")
    store.reply(KENYA, store.ask(ANALYST, 1, "d5_1", "Which law?", date(2026, 3, 1)), "Act 5 of 2001")
    store.correct_coding(ANALYST, 1, "d5_1", "partly", "the comment names an Act")
    store.accept(ANALYST, 1)


def drop_guards(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')


def verified(path: Path, head: str | None = None) -> list[Damage]:
    """What verification finds, the missing guards apart."""
    store = open_store(f"sqlite:///{path}")
    try:
        return [damage for damage in store.verify(head) if "guard" not in damage.sentence]
    finally:
        store.close()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small SQLite store without its guards, for altering."""
    path = tmp_path_factory.mktemp("lived") / "store.sqlite"
    store = open_store(f"sqlite:///{path}", Clock())
    live_a_little(store)
    store.close()
    drop_guards(path)
    assert verified(path) == []
    return path


@pytest.fixture
def altered(lived: Path, tmp_path: Path) -> Path:
    """A copy of it to alter."""
    return Path(shutil.copy(lived, tmp_path / "altered.sqlite"))


@pytest.fixture(scope="module")
def events(lived: Path) -> list[dict]:
    store = open_store(f"sqlite:///{lived}")
    with store.reading() as connection:
        found = [dict(row._mapping) for row in connection.execute(EVENT.select().order_by(EVENT.c.seq))]
    store.close()
    return found


def test_a_store_that_was_lived_in_is_as_it_was_written(store):
    live_a_little(store)
    assert store.verify() == []
    assert store.verify(store.head()) == []


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_every_table_refuses_changes_and_removals(store, statement):
    live_a_little(store)
    if statement.startswith("TRUNCATE") and store.engine.dialect.name == "sqlite":
        statement = 'REPLACE INTO "{0}" SELECT * FROM "{0}"'
    for table in TABLES:
        words = statement.format(table.name, next(iter(table.c)).name)
        words = words.replace(f" {table.name}", f' "{table.name}"').replace("return =", '"return" =')
        with pytest.raises(DBAPIError, match="append-only"), store.writing() as connection:
            connection.execute(text(words))
    assert store.verify() == []


@pytest.mark.parametrize(("table", "column"), [(table.name, column.name) for table in TABLES for column in table.c])
def test_no_column_of_any_row_can_be_altered_unseen(altered, table, column):
    with closing(sqlite3.connect(altered)) as raw, raw:
        held = raw.execute(f'SELECT "{column}" FROM "{table}"').fetchone()[0]
        key = "seq" if table == "event" else "rowid" if table != "answer" else "position"
        row = raw.execute(f'SELECT min({key}) FROM "{table}"').fetchone()[0]
        raw.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {key} = ?', (_other(held), row))
    found = verified(altered)
    assert table in {damage.table for damage in found}


def _other(held: object) -> object:
    match held:
        case None:
            return "2020-01-01"
        case int():
            return held + 1000
        case bytes():
            return held + b" "
        case str() if held[:4].isdigit() and held[4:5] == "-":
            return "1999" + held[4:]
    return f"{held}x"


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_no_row_can_be_removed_or_added_unseen(altered, table):
    before = altered.read_bytes()
    with closing(sqlite3.connect(altered)) as raw, raw:
        key = "seq" if table == "event" else "position" if table == "answer" else "rowid"
        raw.execute(f'DELETE FROM "{table}" WHERE {key} = (SELECT min({key}) FROM "{table}")')
    assert table in {damage.table for damage in verified(altered)}
    altered.write_bytes(before)
    with closing(sqlite3.connect(altered)) as raw, raw:
        columns = [name for _, name, *_ in raw.execute(f'PRAGMA table_info("{table}")')]
        row = dict(zip(columns, raw.execute(f'SELECT * FROM "{table}" ORDER BY 1 DESC').fetchone(), strict=True))
        row |= {columns[0]: row[columns[0]] + ("x" if isinstance(row[columns[0]], str) else 1)}
        if table == "state_return":
            row["version"], row["sha256"] = 9, row["sha256"]
            row["cycle"] = "2027"
        marks = ", ".join("?" for _ in columns)
        raw.execute(f'INSERT INTO "{table}" VALUES ({marks})', list(row.values()))
    assert table in {damage.table for damage in verified(altered)}


def test_damage_is_told_with_its_place(altered):
    with closing(sqlite3.connect(altered)) as raw, raw:
        raw.execute("UPDATE answer SET value = 'fully' WHERE question = 'd5_1'")
        raw.execute("UPDATE file SET content = x'00' WHERE name = 'return.xlsx' AND rowid = 2")
        raw.execute("DELETE FROM event WHERE seq = 9")
    sentences = [damage.sentence for damage in verified(altered)]
    assert "Event 9 is missing from the record." in sentences
    assert any(
        "(return of KEN for 2026, version 1) wrote into answer: 1 altered (row 1, 1)" in one for one in sentences
    )
    assert any("into file: 1 altered" in one for one in sentences)


def test_a_value_that_is_no_day_is_found_and_does_not_stop_the_search(altered):
    with closing(sqlite3.connect(altered)) as raw, raw:
        raw.execute("UPDATE cycle SET due = 'soon'")
        raw.execute("UPDATE draft SET content = 'x' WHERE id = 1")
        raw.execute("UPDATE event SET detail = '{\"rows\": 7}' WHERE seq = 3")
    assert {damage.table for damage in verified(altered)} >= {"cycle", "draft", "event"}


def test_a_record_cut_off_at_its_end_is_found_by_a_head_noted_earlier(altered, events):
    head = events[-1]["hash"]
    with closing(sqlite3.connect(altered)) as raw, raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for table in FACTS:
            raw.execute(f'DELETE FROM "{table.name}" WHERE event >= ?', (events[-1]["seq"],))
        raw.execute("DELETE FROM event WHERE seq = ?", (events[-1]["seq"],))
    assert verified(altered) == []
    assert [damage.table for damage in verified(altered, head)] == ["event"]
    assert verified(altered, events[-2]["hash"]) == []


def test_missing_guards_are_told(lived):
    store = open_store(f"sqlite:///{lived}")
    assert {damage.table for damage in store.verify()} == {table.name for table in TABLES}
    store.close()


def test_alterations_are_found_on_either_engine(store):
    live_a_little(store)
    with without_guards(store) as connection:
        connection.execute(text("UPDATE answer SET value = 'fully' WHERE question = 'd5_1'"))
        connection.execute(text("UPDATE treaty_action SET day = '2001-01-01' WHERE id = 1"))
        connection.execute(text("DELETE FROM review_note"))
        connection.execute(text("UPDATE event SET actor = 'nobody' WHERE seq = 2"))
    assert {damage.table for damage in store.verify()} >= {"answer", "treaty_action", "review_note", "event"}


class without_guards:
    """Writing as somebody who has the database in hand."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __enter__(self) -> Connection:
        self.held = self.store.writing()
        connection = self.held.__enter__()
        if self.store.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        return connection

    def __exit__(self, *what: object) -> None:
        self.held.__exit__(*what)  # type: ignore[arg-type]


@st.composite
def tampering(draw: st.DrawFn, many: int) -> tuple:
    """What somebody does to a chain of so many events."""
    how = draw(st.sampled_from(["alter", "remove", "swap", "repeat", "alter and rehash"]))
    first, second = draw(st.lists(st.integers(0, many - 1), min_size=2, max_size=2, unique=True))
    return how, first, second, draw(st.sampled_from(EVENT_FIELDS)), draw(st.text(min_size=1))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_altered_removed_repeated_or_moved_event_is_found(events, data):
    how, first, second, name, other = data.draw(tampering(len(events)))
    chain, head = [dict(event) for event in events], events[-1]["hash"]
    match how:
        case "alter" | "alter and rehash":
            if name in {"seq", "at"}:
                chain[first][name] = chain[second][name]
            else:
                chain[first][name] += other
            if how == "alter and rehash":
                chain[first]["hash"] = event_hash(chain[first])
        case "remove":
            del chain[first]
        case "swap":
            chain[first], chain[second] = chain[second], chain[first]
        case "repeat":
            chain.insert(first, dict(chain[first]))
    assert list(chain_damage(events, head)) == []
    assert list(chain_damage(chain, head)) != [] or chain == events


def test_the_chain_of_nothing_holds_and_has_the_first_head():
    assert list(chain_damage([], FIRST)) == []
    assert len(list(chain_damage([], "f" * 64))) == 1


def test_the_record_is_read_filtered_and_exported_by_administrators(store, clock):
    live_a_little(store)
    clock.set("2026-05-01T10:00")
    store.record(KENYA, Act.SIGN_IN)
    store.refuse_upload(
        KENYA, file("bad", "bad.xls"), [Finding("open.encrypted", Severity.BLOCKER, Place("bad.xls"))], "KEN", "2026"
    )
    assert store.events(ADMINISTRATOR, act=Act.SIGN_IN)["actor"].tolist() == [KENYA.subject]
    assert store.events(ADMINISTRATOR, who=ANALYST.subject)["role"].unique().tolist() == ["analyst"]
    assert store.events(ADMINISTRATOR, since=date(2026, 5, 1))["act"].tolist() == ["sign_in", "refusal"]
    assert len(store.events(ADMINISTRATOR, until=date(2026, 4, 30))) == store.events(ADMINISTRATOR)["seq"].max() - 2
    assert store.events(ADMINISTRATOR, newest=1)["act"].tolist() == ["refusal"]
    assert "open.encrypted" in store.events(ADMINISTRATOR, state="KEN")["detail"].iloc[-1]
    exported = [json.loads(line) for line in store.export_events(ADMINISTRATOR)]
    assert list(chain_damage([event | {"at": event["at"]} for event in exported])) == []
    assert exported[-1]["act"] == "export"
    with pytest.raises(Refused):
        list(store.export_events(ANALYST))
    with pytest.raises(ValueError, match="recorded where it is done"):
        store.record(ADMINISTRATOR, Act.ACCEPTANCE)


def test_a_state_sees_who_looked_at_what_it_confided(store, clock):
    secret = sent("d5_1 no | c8_law no secret")
    _, kept = store.add_return(KENYA, secret, file("one"), status=ReturnStatus.SUBMITTED)
    store.answers(KENYA)
    store.answers(PERU)
    assert store.views(KENYA, "KEN").empty
    for _ in range(3):
        store.answers(ANALYST)
    store.confidential_answers(ANALYST, "KEN", "2026")
    store.file(ADMINISTRATOR, kept.sha256)
    clock.set("2026-02-02")
    store.answers(ANALYST)
    looks = store.views(KENYA, "KEN")
    assert looks[["actor", "act"]].to_numpy().tolist() == [
        [ANALYST.subject, "view_confidential"],
        [ANALYST.subject, "view_confidential"],
        [ADMINISTRATOR.subject, "download"],
        [ANALYST.subject, "view_confidential"],
    ]
    assert store.views(ANALYST, "PER").empty
    with pytest.raises(Refused):
        store.views(PERU, "KEN")


def test_what_a_state_confides_later_in_the_day_is_on_the_record_too(store):
    store.add_return(ADMINISTRATOR, sent("c8_law no secret"), file("one"))
    store.answers(ANALYST)
    store.add_return(ADMINISTRATOR, sent("c8_law no secret", "PER"), file("two"))
    store.answers(ANALYST)
    assert len(store.views(PERU, "PER")) == len(store.views(KENYA, "KEN")) == 1


def revisions(store: Store) -> dict[str, str]:
    return {
        who: store.revision(actor) for who, actor in (("K", KENYA), ("P", PERU), ("a", ANALYST), ("A", ADMINISTRATOR))
    }


def changing(store: Store, before: dict[str, str]) -> str:
    """Whose revision is another one now."""
    return "".join(who for who, word in revisions(store).items() if word != before[who])


def test_the_revision_changes_for_those_who_can_read_something_new(store):
    steps: list[tuple[str, object]] = [
        ("KPaA", lambda: store.add_cycle(ADMINISTRATOR, CYCLE)),
        ("", lambda: store.add_cycle(ADMINISTRATOR, CYCLE)),
        ("KPaA", lambda: store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))),
        ("", lambda: store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))),
        ("", lambda: store.record(KENYA, Act.SIGN_IN)),
        ("A", lambda: store.grant(ADMINISTRATOR, "x@y.example", Role.ANALYST)),
        ("K", lambda: store.save_draft(KENYA, "KEN", "2026", [answer("d5_1 no"), answer("c8_law no secret")])),
        ("KaA", lambda: store.submit(KENYA, "KEN", "2026", "ABCD")),
        ("", lambda: store.answers(ANALYST)),
        ("KaA", lambda: store.start_review(ANALYST, 1)),
        ("aA", lambda: store.note(ANALYST, 1, "a note")),
        ("KaA", lambda: store.ask(ANALYST, 1, "d5_1", "Which law?")),
        ("KaA", lambda: store.correct_coding(ANALYST, 1, "d5_1", "partly", "the comment names an Act")),
        ("KPaA", lambda: store.accept(ANALYST, 1)),
        ("KPaA", lambda: store.correct_coding(ANALYST, 1, "d5_1", "no", "taken back")),
        ("KPaA", lambda: store.change_consent(KENYA, 1, "B")),
    ]
    for expected, step in steps:
        before = revisions(store)
        step()  # type: ignore[operator]
        assert changing(store, before) == expected
    assert len(set(revisions(store).values())) == 4
