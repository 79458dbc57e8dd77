"""Who is party from which day to which."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.spells import party_on, party_spells
from compliance.standing import party_status
from model import BINDING
from tests.tables import actions

BOLIVIA = "BOL accession 1976-09-23 | BOL withdrawal 2011-06-29 2012-01-01 | BOL accession 2013-01-11"


def parties(acts: pd.DataFrame, day: date, ended: dict[str, date] | None = None) -> set[str]:
    return set(party_on(party_spells(acts, ended), day)["state"])


@pytest.mark.parametrize(
    ("day", "is_party"),
    [
        (date(1976, 9, 22), False),
        (date(1976, 9, 23), True),
        (date(2011, 6, 29), True),
        (date(2011, 12, 31), True),
        (date(2012, 1, 1), False),
        (date(2013, 1, 10), False),
        (date(2013, 1, 11), True),
    ],
)
def test_a_state_that_left_and_came_back_is_party_on_the_right_side_of_each_day(day, is_party):
    assert ("BOL" in parties(actions(BOLIVIA), day)) is is_party


def test_leaving_and_coming_back_makes_two_spells_each_begun_by_its_own_act():
    spells = party_spells(actions(BOLIVIA))
    assert list(spells["since"].dt.date) == [date(1976, 9, 23), date(2013, 1, 11)]
    assert spells["until"].iloc[0].date() == date(2012, 1, 1)
    assert pd.isna(spells["until"].iloc[1])


def test_a_second_binding_act_neither_splits_a_spell_nor_moves_its_beginning():
    spells = party_spells(actions("KEN participation_via_protocol 1973-02-09 | KEN accession 1990-01-01"))
    assert [day.date() for day in spells["since"]] == [date(1973, 2, 9)]
    assert spells["action"].tolist() == ["participation_via_protocol"]


def test_a_withdrawal_without_a_day_of_effect_ends_on_the_day_it_was_notified():
    acts = actions("PRK accession 1985-12-12 | PRK withdrawal 2003-01-10")
    assert parties(acts, date(2003, 1, 9)) == {"PRK"}
    assert parties(acts, date(2003, 1, 10)) == set()


def test_joining_again_after_giving_notice_outlives_the_notice():
    acts = actions("BOL accession 1976-09-23 | BOL withdrawal 2011-06-29 2012-01-01 | BOL accession 2011-12-01")
    assert parties(acts, date(2012, 1, 1)) == {"BOL"}
    assert len(party_spells(acts)) == 1


@pytest.mark.parametrize("action", ["signature", "succession_to_signature", "provisional_application"])
def test_an_act_that_does_not_bind_makes_no_party(action):
    assert party_spells(actions(f"KEN {action} 1990-01-01")).empty


def test_a_state_of_the_past_is_party_until_it_ended():
    acts = actions("YUG ratification 1973-10-15")
    ended = {"YUG": date(2000, 11, 1)}
    assert parties(acts, date(2000, 10, 31), ended) == {"YUG"}
    assert parties(acts, date(2000, 11, 1), ended) == set()
    assert party_status(acts, date(2001, 1, 1), ended).empty


def test_what_is_never_counted_is_no_party_on_any_day():
    acts = actions("TWN ratification 1969-05-12 | TWN signature 1961-03-30")
    assert party_status(acts, date(1970, 1, 1), {"TWN": date(1900, 1, 1)}).empty


FIRST = date(1990, 1, 1)
DAYS = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["AAA", "BBB"]),
        st.sampled_from(["accession", "ratification", "signature", "withdrawal"]),
        DAYS,
        st.integers(0, 10),
    ),
    max_size=8,
)


def frame(acts: list[tuple[str, str, date, int]]) -> pd.DataFrame:
    told = [
        f"{state} {action} {day}" + (f" {day + timedelta(days=wait)}" if action == "withdrawal" else "")
        for state, action, day, wait in acts
    ]
    return actions(" | ".join(told))


def by_the_rule(acts: list[tuple[str, str, date, int]], day: date) -> set[str]:
    """Party: a binding act by that day, and no later notified withdrawal that has taken effect by that day."""
    return {
        state
        for state, action, done, _ in acts
        if action in BINDING
        and done <= day
        and not any(
            other == state and what == "withdrawal" and done < told and told + timedelta(days=wait) <= day
            for other, what, told, wait in acts
        )
    }


@settings(max_examples=60, deadline=None)
@given(ACTS, DAYS)
def test_spells_say_what_the_rule_says(acts, day):
    assert parties(frame(acts), day) == by_the_rule(acts, day)


@settings(max_examples=40, deadline=None)
@given(ACTS, DAYS, st.randoms())
def test_the_order_of_rows_is_irrelevant(acts, day, chance):
    rows = frame(acts)
    shuffled = rows.sample(frac=1, random_state=chance.randint(0, 2**31)).reset_index(drop=True)
    pd.testing.assert_frame_equal(party_spells(rows), party_spells(shuffled))
    pd.testing.assert_frame_equal(party_status(rows, day), party_status(shuffled, day))


@settings(max_examples=40, deadline=None)
@given(ACTS, DAYS, DAYS)
def test_a_further_binding_act_never_takes_a_party_away(acts, day, joined):
    before = parties(frame(acts), day)
    assert before <= parties(frame([*acts, ("AAA", "accession", joined, 0)]), day)


@settings(max_examples=40, deadline=None)
@given(ACTS, DAYS, DAYS)
def test_a_withdrawal_never_makes_a_party(acts, day, left):
    before = parties(frame(acts), day)
    assert parties(frame([*acts, ("AAA", "withdrawal", left, 0)]), day) <= before
