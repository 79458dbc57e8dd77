"""The record: a chain in which nothing can be altered, removed, added or moved unseen, down to each row and file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Integer, Table, and_, text
from sqlalchemy.exc import DBAPIError

from model import Finding, Place, ReturnStatus, Role, Severity
from store import Act, Refused, Store, open_store
from store.record import EVENT_FIELDS, FIRST, event_hash
from store.tables import EVENT, FACTS, FILE
from store.verification import Damage, chain_damage, damage_found
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


@contextmanager
def in_hand(store: Store) -> Iterator[Connection]:
    """The database in the hands of somebody for whom there are no guards and no foreign keys; all is undone after."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        yield connection
        connection.rollback()


def found(connection: Connection, head: str | None = None) -> list[Damage]:
    """What verification finds, the missing guards apart."""
    return [damage for damage in damage_found(connection, head) if "guard" not in damage.sentence]


def tables_found(connection: Connection) -> set[str]:
    return {damage.table for damage in found(connection)}


def any_row(connection: Connection, table: Table) -> dict:
    return dict(connection.execute(table.select().order_by(*table.primary_key.columns)).first()._mapping)


def another(column: Column, held: object) -> object:
    """Another value that the column can hold."""
    match held:
        case None:
            return date(2020, 1, 1) if isinstance(column.type, Date) else 1 if isinstance(column.type, Integer) else "x"
        case int():
            return held + 1000
        case date():
            return held + timedelta(days=1)
        case bytes():
            return held + b" "
    return f"{held}x"


@pytest.fixture
def lived(store: Store) -> Store:
    live_a_little(store)
    return store


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """A chain of events."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('lived') / 'store.sqlite'}", Clock())
    live_a_little(store)
    with store.reading() as connection:
        chain = [dict(row._mapping) for row in connection.execute(EVENT.select().order_by(EVENT.c.seq))]
    store.close()
    return chain


def test_a_store_that_was_lived_in_is_as_it_was_written(lived):
    assert lived.verify() == []
    assert lived.verify(lived.head()) == []


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_every_table_refuses_changes_and_removals(lived, statement):
    if statement.startswith("TRUNCATE") and lived.engine.dialect.name == "sqlite":
        statement = "REPLACE INTO {0} SELECT * FROM {0}"
    for table in TABLES:
        column = next(iter(table.c)).name
        with pytest.raises(DBAPIError, match="append-only"), lived.writing() as connection:
            connection.execute(text(statement.format(f'"{table.name}"', f'"{column}"')))
    assert lived.verify() == []


def test_no_column_of_any_row_can_be_altered_unseen(lived):
    unseen = []
    with in_hand(lived) as connection:
        assert found(connection) == []
        for table in TABLES:
            row = any_row(connection, table)
            this = and_(*(column == row[column.name] for column in table.primary_key.columns))
            for column in table.c:
                with connection.begin_nested() as change:
                    other = another(column, row[column.name])
                    connection.execute(table.update().where(this).values({column.name: other}))
                    if table.name not in tables_found(connection):
                        unseen.append(str(column))
                    change.rollback()
    assert unseen == []


def test_no_row_can_be_removed_or_added_unseen(lived):
    with in_hand(lived) as connection:
        for table in TABLES:
            row = any_row(connection, table)
            keys = list(table.primary_key.columns)
            with connection.begin_nested() as change:
                connection.execute(table.delete().where(and_(*(column == row[column.name] for column in keys))))
                assert table.name in tables_found(connection)
                change.rollback()
            with connection.begin_nested() as change:
                other = {column.name: another(column, row[column.name]) for column in keys}
                more = {"cycle": "2027"} if table.name == "state_return" else {}
                connection.execute(table.insert().values(row | other | more))
                assert table.name in tables_found(connection)
                change.rollback()
        assert found(connection) == []


def test_damage_is_told_with_its_place(lived):
    with in_hand(lived) as connection:
        connection.execute(text("UPDATE answer SET value = 'fully' WHERE question = 'd5_1'"))
        connection.execute(text("DELETE FROM review_note"))
        connection.execute(text("DELETE FROM event WHERE seq = 2"))
        sentences = " ".join(damage.sentence for damage in found(connection))
    assert "Event 2 is missing from the record." in sentences
    assert "(return of KEN for 2026, version 1) wrote into answer: 1 altered (row 1, 1)." in sentences
    assert "(return 1) wrote into review_note: 1 removed." in sentences


def test_a_file_whose_bytes_are_not_those_of_its_name_is_found(lived):
    with in_hand(lived) as connection:
        connection.execute(FILE.update().where(FILE.c.sha256 == file("one").sha256).values(content=b"two"))
        assert tables_found(connection) == {"file"}


@pytest.mark.parametrize("spoilt", ['{"rows": 7}', '{"rows": {"cycle": {}}}', "[]", "no JSON"])
def test_spoilt_text_and_days_that_are_none_are_found_and_do_not_stop_the_search(lived, spoilt):
    with in_hand(lived) as connection:
        connection.execute(EVENT.update().where(EVENT.c.seq == 3).values(detail=spoilt))
        connection.execute(text("UPDATE draft SET content = 'x' WHERE id = 1"))
        tables = {"draft", "event"}
        if connection.dialect.name == "sqlite":
            connection.execute(text("UPDATE cycle SET due = 'soon'"))
            tables.add("cycle")
        assert tables_found(connection) >= tables


def test_a_record_cut_off_at_its_end_is_found_by_a_head_noted_earlier(lived):
    head = lived.head()
    with in_hand(lived) as connection:
        last = connection.execute(text("SELECT max(seq) FROM event")).scalar()
        for table in FACTS:
            connection.execute(table.delete().where(table.c.event == last))
        connection.execute(EVENT.delete().where(EVENT.c.seq == last))
        assert found(connection) == []
        assert [damage.table for damage in found(connection, head)] == ["event"]
        assert found(connection, any_row(connection, EVENT)["hash"]) == []


def test_missing_guards_are_told(opened):
    store = opened()
    with store.engine.begin() as connection:
        on = " ON answer" if connection.dialect.name == "postgresql" else ""
        name = "answer_append_only" if on else "answer_no_update"
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert [damage.sentence for damage in store.verify()] == [f"The guard against changes is gone from answer: {name}."]


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
    assert store.events(ADMINISTRATOR, who=[ANALYST.subject])["role"].unique().tolist() == ["analyst"]
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


def test_the_publics_revision_changes_when_an_amendment_that_waits_takes_something_back(store):
    store.add_return(ADMINISTRATOR, sent("d5_1 no | d5_2 fully"), file("one"))
    for text_, answers, consent, expected in (
        ("two", "d5_1 no | d5_2 no", "ABCD", "KaA"),
        ("three", "d5_1 no | d5_2 fully secret", "ABCD", "KPaA"),
        ("four", "d5_1 no | d5_2 fully", "B", "KPaA"),
    ):
        before = revisions(store)
        amended = sent(answers, consent=consent)
        store.add_return(KENYA, amended, file(text_), status=ReturnStatus.SUBMITTED)
        assert changing(store, before) == expected


def test_the_revision_changes_for_those_whose_figures_can_change(store):
    steps: list[tuple[str, object]] = [
        ("KPaA", lambda: store.add_cycle(ADMINISTRATOR, CYCLE)),
        ("", lambda: store.add_cycle(ADMINISTRATOR, CYCLE)),
        ("KPaA", lambda: store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))),
        ("", lambda: store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))),
        ("", lambda: store.record(KENYA, Act.SIGN_IN)),
        ("", lambda: store.grant(ADMINISTRATOR, "x@y.example", Role.ANALYST)),
        ("", lambda: store.save_draft(KENYA, "KEN", "2026", [answer("d5_1 no"), answer("c8_law no secret")])),
        ("", lambda: store.submit(KENYA, "KEN", "2026", "ABCD")),
        ("", lambda: store.answers(ANALYST)),
        ("", lambda: store.start_review(ANALYST, 1)),
        ("", lambda: store.note(ANALYST, 1, "a note")),
        ("", lambda: store.ask(ANALYST, 1, "d5_1", "Which law?")),
        ("", lambda: store.correct_coding(ANALYST, 1, "d5_1", "partly", "the comment names an Act")),
        ("KPaA", lambda: store.accept(ANALYST, 1)),
        ("KPaA", lambda: store.correct_coding(ANALYST, 1, "d5_1", "no", "taken back")),
        ("KPaA", lambda: store.change_consent(KENYA, 1, "B")),
        ("PaA", lambda: store.add_return(ADMINISTRATOR, sent("d5_1 no", "PER", consent=""), file("unpublished"))),
    ]
    for expected, step in steps:
        before = revisions(store)
        step()  # type: ignore[operator]
        assert changing(store, before) == expected
    assert len(set(revisions(store).values())) == 4


def test_the_revision_says_what_was_entered_not_when(opened, clock, tmp_path):
    def founded(store: Store) -> str:
        store.add_list(ADMINISTRATOR, depositary("KEN accession 1992-10-19"))
        return store.revision(ADMINISTRATOR)

    first = founded(opened(clock=clock))
    again = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}", clock=lambda: clock() + timedelta(days=400))
    assert founded(again) == first
    again.add_list(ADMINISTRATOR, depositary("KEN accession 1992-10-20", "2021-01-01"))
    assert again.revision(ADMINISTRATOR) != first
    again.close()
