"""A return under review: beside the last one and beside the depositary, discrepancies first."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from desk.reading import read
from desk.reviewing import Under, load, queue_shown, waited
from founding import LOCAL, founded_store
from loaders import known
from model import Answer, Return, ReturnStatus, Visibility
from store.reviews import QUEUE
from tests.stored import ANALYST, KENYA, file
from tests.stores import facts_file

__all__ = ["facts_file"]

PARTY = "a_untc_vi_19"
"""Kenya acceded on 19 October 1992."""


@pytest.fixture
def store(facts_file, tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_bytes(facts_file.read_bytes())
    held = founded_store(f"sqlite:///{path}")
    yield held
    held.close()


def submitted(store, *answers: Answer) -> int:
    """The number of a return of Kenya that waits for review."""
    given = Return("KEN", "2026", "2026", "en", answers, frozenset("ABCD"))
    words = file(repr(answers))
    return store.add_return(KENYA, given, words, status=ReturnStatus.SUBMITTED)[1].number


def under(store, number: int, beside: int | None = None) -> Under:
    rows = store.returns(ANALYST, all_versions=True).set_index("return", drop=False)
    before = None if beside is None else store.answers(ANALYST, number=beside)
    reading = read(store, ANALYST, store.revision(ANALYST))
    return Under(reading, rows.loc[number], store.answers(ANALYST, number=number), before)


def lines(found: Under) -> dict[str, object]:
    return {line.question: line for line in found.lines}


def test_what_contradicts_the_depositary_comes_first(store) -> None:
    found = under(store, submitted(store, Answer("d5_1", "fully"), Answer(PARTY, "not_party"), Answer("c8_law", "no")))
    first = found.lines[0]
    assert first.question == PARTY
    assert first.differs.startswith("Reports not being party; party on the depositary's list")
    assert "19 October 1992" in first.differs
    assert "Party since 19 October 1992" in first.known
    assert found.discrepancies == 1
    assert [line.question for line in found.shown("discrepancies")] == [PARTY]


def test_what_agrees_is_no_discrepancy(store) -> None:
    found = under(store, submitted(store, Answer(PARTY, "party", since=date(1992, 10, 19))))
    assert found.discrepancies == 0
    assert found.lines[0].now == "Party, since 19 October 1992"


def test_changes_are_told_beside_the_version_before(store) -> None:
    first = submitted(store, Answer("d5_1", "fully"), Answer("c8_law", "no"), Answer("d6_1", "partly"))
    second = submitted(store, Answer("d5_1", "fully"), Answer("c8_law", "partly", comment="A bill was passed."))
    found = under(store, second, first)
    changed = {line.question: (line.before, line.now) for line in found.shown("changed")}
    assert changed == {
        "c8_law": ("No", "Partly\nComment: A bill was passed."),
        "d6_1": ("Partly", ""),
    }
    assert found.changes == 2


def test_without_an_earlier_return_nothing_has_changed(store) -> None:
    assert under(store, submitted(store, Answer("d5_1", "fully"))).changes == 0


def test_a_coding_stands_beside_what_was_written(store) -> None:
    number = submitted(store, Answer("d5_1", "fully", comment="Not yet in force."))
    store.correct_coding(ANALYST, number, "d5_1", "in_preparation", "The comment says so.")
    line = lines(under(store, number))["d5_1"]
    assert line.now == "Fully\nComment: Not yet in force."
    assert line.coded == "In preparation"


def test_confidential_answers_are_marked_and_the_look_is_recorded(store) -> None:
    number = submitted(store, Answer("d5_1", "no", visibility=Visibility.SECRETARIAT), Answer("c8_law", "no"))
    found = under(store, number)
    assert [line.question for line in found.shown("secretariat")] == ["d5_1"]
    assert found.confides(number)
    assert f"return {number}" in set(store.views(KENYA, "KEN")["subject"])


def test_an_answer_can_be_coded_as_its_choices_and_no_other(store) -> None:
    found = under(store, submitted(store, Answer("d5_1", "fully")))
    assert list(found.choices("d5_1")) == ["fully", "partly", "in_preparation", "no", "not_applicable"]
    assert found.choices("no such question") == {}
    assert found.label("d5_1").startswith("Article 5: ")


def test_accepted_answers_are_in_the_figures_at_once(store) -> None:
    before, public = store.revision(LOCAL), store.revision(ANALYST)
    number = submitted(store, Answer("d5_1", "fully"))
    store.start_review(ANALYST, number)
    store.accept(ANALYST, number)
    assert store.revision(LOCAL) != before
    assert store.revision(ANALYST) != public
    returns = read(store, ANALYST, store.revision(ANALYST)).returns
    assert list(returns["status"]) == ["accepted"]


def queue(rows: str) -> pd.DataFrame:
    """The store's queue from ``1 KEN submitted 2026-02-01 -``: number, State, status, day received, reviewer."""
    found = []
    for number, state, status, day, who in (row.split() for row in rows.split("|")):
        name = "" if who == "-" else who
        found.append((int(number), state, "2026", 1, status, pd.Timestamp(day), name, 0))
    return pd.DataFrame(found, columns=list(QUEUE))


WAITING = queue("1 KEN submitted 2026-02-01 -|2 CIV in_review 2026-02-10 ann|3 PER in_review 2026-02-11 ann")


def test_the_queue_says_how_long_each_has_waited() -> None:
    shown = queue_shown(WAITING, {"2026": "First cycle"}, datetime(2026, 2, 12, 9))
    assert list(shown["State"]) == ["Kenya", known.states()["CIV"].names["en"], "Peru"]
    assert list(shown["Days waiting"]) == [11, 2, 1]
    assert set(shown["Cycle"]) == {"First cycle"}


def test_the_load_is_counted_by_reviewer() -> None:
    assert load(WAITING) == [("ann", 2), ("", 1)]


def test_a_return_of_this_morning_has_waited_no_day() -> None:
    assert waited(datetime(2026, 2, 1, 9), datetime(2026, 2, 1, 17)) == 0
    assert waited(datetime(2026, 2, 1, 9), datetime(2026, 1, 31)) == 0
