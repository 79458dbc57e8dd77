"""What a new list changes in what was known: laws, and the cases that people will ask about."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.list_changes import COLUMNS, list_changes
from model import ActionKind

ACTS = st.tuples(
    st.sampled_from(["UNTC:VI-18", "UNTC:VI-19"]),
    st.sampled_from(["BOL", "KEN", "PER"]),
    st.sampled_from(list(ActionKind)),
    st.dates(min_value=pd.Timestamp(1990, 1, 1).date(), max_value=pd.Timestamp(1990, 1, 6).date()),
)
LISTS = st.lists(ACTS, max_size=12, unique=True)


def frame(rows) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["treaty", "state", "action", "day"]).astype({"action": "str"})
    return table.assign(day=pd.to_datetime(table["day"]).astype("datetime64[s]"))


def known(*lines: str) -> pd.DataFrame:
    """Lines of ``STATE action day`` of one treaty."""
    return frame(("UNTC:VI-18", *line.split()) for line in lines)


def changes(before: pd.DataFrame, after: pd.DataFrame, **told) -> list[tuple[str, str, str]]:
    table = list_changes(before, after, **told)
    return [(row.change, row.state, row.action) for row in table.itertuples() if row.change != "same"]


def columns(table: pd.DataFrame, day: str) -> list[tuple]:
    return sorted(table[table[day].notna()][["treaty", "state", day]].itertuples(index=False, name=None))


@given(LISTS)
@settings(max_examples=60, deadline=None)
def test_the_same_list_changes_nothing(rows):
    assert set(list_changes(frame(rows), frame(rows))["change"]) <= {"same"}


@given(LISTS, LISTS)
@settings(max_examples=100, deadline=None)
def test_every_act_is_accounted_for_once(before, after):
    treaties = {row[0] for row in after}
    table = list_changes(frame(before), frame(after))
    old = sorted((t, s, pd.Timestamp(d)) for t, s, _, d in before if t in treaties)
    assert columns(table, "day_before") == old
    assert columns(table, "day_after") == sorted((t, s, pd.Timestamp(d)) for t, s, _, d in after)


@given(LISTS, LISTS, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_is_irrelevant(before, after, chance):
    shuffled = list(before), list(after)
    for rows in shuffled:
        chance.shuffle(rows)
    pd.testing.assert_frame_equal(list_changes(frame(before), frame(after)), list_changes(*map(frame, shuffled)))


@given(LISTS, LISTS)
@settings(max_examples=60, deadline=None)
def test_each_change_means_what_it_says(before, after):
    table = list_changes(frame(before), frame(after))
    assert list(table.columns) == list(COLUMNS)
    new, gone = table[table["change"] == "new"], table[table["change"] == "disappeared"]
    moved = table[table["change"] == "changed_day"]
    assert new["day_before"].isna().all()
    assert gone["day_after"].isna().all()
    assert (moved["day_before"] != moved["day_after"]).all()
    assert moved[["day_before", "day_after"]].notna().all(axis=None)


@given(LISTS, LISTS)
@settings(max_examples=60, deadline=None)
def test_from_a_list_held_in_part_nothing_disappears(before, after):
    assert "disappeared" not in set(list_changes(frame(before), frame(after), whole=False)["change"])


def test_new_parties_changed_days_and_disappeared_rows():
    before = known("KEN accession 1972-11-18", "PER ratification 1977-09-12", "MLI accession 1995-10-31")
    after = known("KEN accession 1972-11-18", "PER ratification 1977-09-13", "PLW accession 1998-08-19")
    assert changes(before, after) == [
        ("disappeared", "MLI", "accession"),
        ("changed_day", "PER", "ratification"),
        ("new", "PLW", "accession"),
    ]


def test_a_first_list_is_all_new():
    after = known("KEN accession 1972-11-18")
    assert changes(after.iloc[:0], after) == [("new", "KEN", "accession")]


def test_a_list_of_parties_only_takes_no_signature_away():
    before = known("PER signature 1972-03-25", "PER ratification 1977-09-12")
    assert changes(before, known("PER ratification 1977-09-12")) == []


def test_a_list_with_signatures_that_leaves_one_out_does():
    before = known("PER signature 1972-03-25", "CHL signature 1972-03-25")
    assert changes(before, known("PER signature 1972-03-25")) == [("disappeared", "CHL", "signature")]


def test_a_list_of_current_parties_says_nothing_of_an_earlier_stay():
    before = known("BOL accession 1976-09-23", "BOL withdrawal 2011-06-29", "BOL accession 2013-01-11")
    assert changes(before, known("BOL accession 2013-01-11")) == []


@pytest.mark.parametrize(("past", "expected"), [(("CSK",), []), ((), [("disappeared", "CSK", "accession")])])
def test_states_of_the_past_stand_in_no_table(past, expected):
    before = known("CSK accession 1991-06-04", "CZE succession 1993-12-30")
    assert changes(before, known("CZE succession 1993-12-30"), past_states=past) == expected


def test_an_act_without_its_kind_is_matched_with_the_one_known():
    before = known("KEN accession 1972-11-18", "PER ratification 1977-09-12")
    after = known("KEN consent_to_be_bound 1972-11-18", "PER consent_to_be_bound 1977-12-09")
    assert changes(before, after) == [("changed_day", "PER", "ratification")]


def test_another_act_is_another_act():
    before, after = known("KEN accession 1972-11-18"), known("KEN ratification 1972-11-18")
    assert changes(before, after) == [("new", "KEN", "ratification"), ("disappeared", "KEN", "accession")]
