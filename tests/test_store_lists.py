"""Lists of participants: what a new list changes, what an older one does not, and what was known on any day."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import known
from model import PUBLIC, ActionKind, Coverage, Finding, Outcome, Place, Severity, TreatyAction, TreatyList
from store import Refused, StoreError
from store.comparison import Known, compare
from tests.stored import ADMINISTRATOR, KENYA, depositary, file, stated

FIRST = "KEN signature 2000-12-12 | KEN ratification 2004-06-16 | PER ratification 2002-01-23"


def test_the_shipped_facts_are_taken_whole_and_once(store):
    assert store.is_empty
    changes = store.add_lists(ADMINISTRATOR, known.treaty_lists())
    assert sum(len(change.new) for change in changes) == len(store.actions(PUBLIC)) == 5811
    assert not store.is_empty
    again = store.add_lists(ADMINISTRATOR, known.treaty_lists())
    assert {change.outcome for change in again} == {Outcome.DUPLICATE}
    assert len(store.actions(PUBLIC)) == 5811
    lists = store.lists(PUBLIC)
    assert lists["treaty"].tolist() == sorted(known.treaties())
    assert lists["coverage"].value_counts().to_dict() == {"complete": 22, "none": 9, "partial": 5}


def test_a_newer_complete_list_adds_changes_and_removes(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST))
    change = store.add_list(
        ADMINISTRATOR,
        depositary("KEN signature 2000-12-12 | KEN ratification 2004-06-17 | TUV accession 2019-05-05", "2020-01-01"),
    )
    assert [(a.state, a.day) for a in change.new] == [("TUV", date(2019, 5, 5))]
    assert [(before.day, after.day) for before, after in change.changed] == [(date(2004, 6, 16), date(2004, 6, 17))]
    assert [a.state for a in change.disappeared] == ["PER"]
    assert change.same == 1
    assert stated(store) == {"KEN signature 2000-12-12", "KEN ratification 2004-06-17", "TUV accession 2019-05-05"}
    assert store.lists(PUBLIC)["known_as_at"].item() == datetime(2020, 1, 1)


def test_an_earlier_day_is_answered_with_what_was_known_on_it(store, clock):
    store.add_list(ADMINISTRATOR, depositary(FIRST), learned=datetime(2019, 3, 1, 12))
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-17", "2020-01-01"), learned=datetime(2021, 3, 1))
    assert stated(store, known_on=date(2019, 2, 28)) == set()
    assert stated(store, known_on=date(2019, 3, 1)) == {words.strip() for words in FIRST.split("|")}
    assert stated(store, known_on=datetime(2019, 3, 1, 11)) == set()
    assert "KEN ratification 2004-06-16" in stated(store, known_on=date(2021, 2, 28))
    assert "KEN ratification 2004-06-17" in stated(store, known_on=date(2021, 3, 1))
    assert store.lists(PUBLIC, known_on=date(2020, 6, 1))["known_as_at"].item() == datetime(2018, 1, 15)


def test_a_partial_list_removes_nothing_and_does_not_lower_what_is_known(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST))
    change = store.add_list(ADMINISTRATOR, depositary("TUV accession 2017-05-05", "2017-06-01", Coverage.PARTIAL))
    assert (change.new, change.disappeared) == ((), ())
    assert [action.state for action in change.older] == ["TUV"]
    change = store.add_list(ADMINISTRATOR, depositary("TUV accession 2019-05-05", "2019-06-01", Coverage.PARTIAL))
    assert [action.state for action in change.new] == ["TUV"]
    assert change.disappeared == ()
    standing = store.lists(PUBLIC)
    assert (standing["coverage"].item(), standing["known_as_at"].item()) == ("complete", datetime(2018, 1, 15))


def test_an_older_complete_list_changes_nothing_but_says_what_it_says_otherwise(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST))
    change = store.add_list(
        ADMINISTRATOR, depositary("KEN ratification 2004-06-01 | IRN accession 2001-01-01", "2014-01-01")
    )
    assert change.outcome is Outcome.STORED
    assert sorted(action.state for action in change.older) == ["IRN", "KEN"]
    assert stated(store) == {words.strip() for words in FIRST.split("|")}


def test_what_a_newer_list_confirmed_is_not_changed_by_one_from_before(store):
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16", "2014-01-01"))
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16", "2018-01-01"))
    change = store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-01", "2016-01-01"))
    assert (change.changed, len(change.older)) == ((), 1)
    assert stated(store) == {"KEN ratification 2004-06-16"}


def test_a_list_without_rows_and_one_without_signatures_close_nothing_they_do_not_tell_of(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST))
    assert store.add_list(ADMINISTRATOR, depositary("", "2021-01-01")).disappeared == ()
    change = store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16", "2022-01-01"))
    assert [action.state for action in change.disappeared] == ["PER"]
    assert "KEN signature 2000-12-12" in stated(store)


def test_the_past_of_a_state_that_left_stays_when_newer_lists_no_longer_name_it(store):
    left = "BOL accession 1990-01-01 | BOL withdrawal 2012-01-01 | PER accession 1991-01-01"
    store.add_list(ADMINISTRATOR, depositary(left))
    assert store.add_list(ADMINISTRATOR, depositary("PER accession 1991-01-01", "2022-01-01")).disappeared == ()
    assert "BOL accession 1990-01-01" in stated(store)


def test_a_day_of_effect_that_becomes_known_supersedes_the_row(store):
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"))
    change = store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16 2004-09-14", "2020-01-01"))
    assert len(change.changed) == 1
    assert store.actions(PUBLIC)["effective"].tolist() == [datetime(2004, 9, 14)]
    assert store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16", "2021-01-01")).changed == ()


def test_the_same_file_twice_is_one_list_and_its_bytes_are_kept(store):
    finding = Finding("list.unread", Severity.NOTE, Place("list.xml", "", "A1"), {"found": "x"})
    first = store.add_list(ADMINISTRATOR, depositary(FIRST), file("<xml/>", "list.xml"), [finding])
    again = store.add_list(ADMINISTRATOR, depositary(FIRST), file("<xml/>", "list.xml"), [finding])
    assert (first.outcome, again.outcome) == (Outcome.STORED, Outcome.DUPLICATE)
    assert again.number == first.number
    assert store.findings(PUBLIC, first.number, "list") == (finding,)
    assert store.file(ADMINISTRATOR, file("<xml/>").sha256).content == b"<xml/>"


def test_lists_are_learned_in_order_by_the_secretariat_alone(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST), learned=datetime(2020, 1, 1))
    with pytest.raises(StoreError, match="learned on 2020-01-01"):
        store.add_list(ADMINISTRATOR, depositary("", "2021-01-01"), learned=datetime(2019, 1, 1))
    for actor in (PUBLIC, KENYA):
        with pytest.raises(Refused):
            store.add_list(actor, depositary(FIRST, treaty="U"))


def test_lists_that_disagree_only_in_order_are_the_same_list(store):
    store.add_list(ADMINISTRATOR, depositary(FIRST))
    turned = " | ".join(reversed(FIRST.split("|")))
    assert store.add_list(ADMINISTRATOR, depositary(turned)).outcome is Outcome.DUPLICATE


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["KEN", "PER", "TUV", "BOL"]),
        st.sampled_from(["signature", "ratification", "accession", "withdrawal"]),
        st.sampled_from(["1990-01-01", "2004-06-16", "2012-01-01"]),
    ).map(" ".join),
    unique=True,
)


def taken(listed: TreatyList) -> list[Known]:
    return [Known(number, action, listed.known_as_at) for number, action in enumerate(listed.actions)]


@given(ROWS)
def test_a_list_compared_with_itself_changes_nothing(rows):
    listed = depositary(" | ".join(rows))
    found = compare(taken(listed), listed, listed)
    assert (found.new, found.changed, found.disappeared, found.older) == ((), (), (), ())
    assert found.same == len(rows)


@given(ROWS, ROWS)
def test_after_a_newer_complete_list_every_row_of_it_stands_and_nobody_lost_a_past(before, after):
    old, new = depositary(" | ".join(before)), depositary(" | ".join(after), "2020-01-01")
    found = compare(taken(old), new, old)
    closed = {item.number for item, _ in found.changed} | {item.number for item in found.disappeared}
    assert len(closed) == len(found.changed) + len(found.disappeared)
    stands = {item.action for item in taken(old) if item.number not in closed}
    stands |= {*found.new, *(action for _, action in found.changed)}
    assert stands >= set(new.actions)
    left = {action.state for action in old.actions if action.action is ActionKind.WITHDRAWAL}
    assert not left & {item.action.state for item in found.disappeared}


@given(ROWS, ROWS)
def test_an_older_list_beside_a_complete_one_takes_nothing_away_and_adds_nothing(before, after):
    held, older = depositary(" | ".join(before)), depositary(" | ".join(after), "2014-01-01")
    found = compare(taken(held), older, held)
    assert (found.new, found.changed, found.disappeared) == ((), (), ())
    assert found.same + len(found.older) == len(after)


def test_a_list_takes_away_nothing_later_than_itself_nor_of_those_it_is_silent_on(store):
    def act(state: str, day: date) -> TreatyAction:
        return TreatyAction("UNTC:VI-19", state, state, ActionKind.ACCESSION, day, "first")

    kept = (act("AND", date(2022, 12, 2)), act("CSK", date(1991, 6, 4)), act("FRA", date(1990, 12, 31)))
    first = TreatyList("UNTC:VI-19", "first", date(2018, 1, 15), Coverage.COMPLETE, kept)
    later = TreatyList(
        "UNTC:VI-19", "second", date(2020, 11, 9), Coverage.COMPLETE, kept[2:], silent_on=frozenset({"CSK"})
    )
    store.add_list(ADMINISTRATOR, first)
    store.add_list(ADMINISTRATOR, later)
    assert set(store.actions(ADMINISTRATOR)["state"]) == {"AND", "CSK", "FRA"}
    assert store.lists(ADMINISTRATOR)["known_as_at"].item() == pd.Timestamp("2020-11-09")
