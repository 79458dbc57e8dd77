"""Parties and adherence over time."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.series import (
    adherence_cube,
    adherence_over_time,
    participations_over_time,
    parties_on_days,
    parties_over_time,
)
from tests.register import shipped_register
from tests.tables import actions, table

SEATS = table("AAA 1945-10-24 - | BBB 1960-01-01 - | YUG 1945-10-24 2000-10-31", "state from to")
ACTS = actions(
    "AAA accession 1970-01-01 | BBB accession 1955-01-01 | YUG accession 1980-01-01 | VAT accession 1990-01-01"
)


def test_every_step_counts_parties_and_the_member_states_among_them():
    found = parties_over_time(ACTS, SEATS, date(2020, 1, 1), {"YUG": date(2000, 11, 1)})
    assert [(f"{row.day:%Y-%m-%d}", row.parties, row.member_states) for row in found.itertuples()] == [
        ("1955-01-01", 1, 0),
        ("1960-01-01", 1, 1),
        ("1970-01-01", 2, 2),
        ("1980-01-01", 3, 3),
        ("1990-01-01", 4, 3),
        ("2000-11-01", 3, 2),
    ]


@pytest.fixture(scope="module")
def shipped():
    return shipped_register()


def test_the_drug_convention_loses_bolivia_for_a_year(shipped):
    days = [date(2011, 12, 31), date(2012, 1, 1), date(2013, 1, 10), date(2013, 1, 11)]
    assert parties_on_days(shipped.spells, ["UNTC:VI-18"], days).tolist() == [[184, 183, 183, 184]]


@settings(max_examples=12, deadline=None)
@given(st.dates(date(1961, 3, 30), date(2026, 12, 31)), st.sampled_from(["all", "text"]))
def test_many_days_at_once_say_what_one_day_says(shipped, day, basis):
    many = adherence_cube(shipped, [day, day + timedelta(days=400)], basis)
    alone = shipped.adherence(day, basis).set_index(["provision", "state"])
    for place, provision in enumerate(many.provisions):
        sits = many.sits[:, 0]
        states = list(np.array(many.states)[sits])
        one = alone.loc[provision].loc[states]
        assert one["party_to"].tolist() == many.party_to[place, sits, 0].tolist()
        assert set(one["of_treaties"]) == {int(many.of_treaties[place, 0])}
        levels = [many.levels[code] if code >= 0 else "" for code in many.level[place, sits, 0]]
        assert one["level"].tolist() == levels


def test_counts_over_time_sum_to_the_members_of_the_day(shipped):
    found = adherence_over_time(shipped, [date(1990, 12, 31), date(2018, 1, 15)])
    sums = found.groupby(["provision", "day"])[["n", "of_n"]].agg({"n": "sum", "of_n": "first"})
    assert (sums["n"] == sums["of_n"]).all()
    assert set(sums.xs(pd.Timestamp("1990-12-31"), level="day")["of_n"]) == {159}
    assert "D.10" not in found.loc[found["day"] < "2000-01-01", "provision"].tolist()


def test_a_group_is_counted_alone(shipped):
    found = adherence_over_time(shipped, [date(2018, 1, 15)], states=["KEN", "BOL", "VAT"])
    six = found[found["provision"] == "D.6"]
    assert dict(zip(six["level"], six["n"], strict=True)) == {"all": 2, "most": 0, "some": 0, "none": 0}
    assert set(six["of_n"]) == {2}


def test_participations_are_the_sum_of_what_each_is_party_to(shipped):
    day = date(2018, 1, 15)
    found = participations_over_time(shipped, [day]).set_index("provision")
    alone = shipped.adherence(day)
    assert found["n"].to_dict() == alone[alone["of_treaties"] > 0].groupby("provision")["party_to"].sum().to_dict()
    assert found.at["D.6", "of_n"] == 3 * 193
