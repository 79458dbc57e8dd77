"""How many States stand where, group by group, on the day."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.adherence import members_on
from compliance.cube import cube
from compliance.distribution import adherence_distribution, replies_by_question, reported_distribution, shares
from compliance.groups import ALL, NO_GROUP, groups_on
from loaders import known
from tests.register import METHOD
from tests.tables import table

DAY = date(2026, 3, 31)
GROUPS = table(
    "AAA regional North - - | BBB regional North - - | CCC regional South - - | AAA special Small - 2024-12-12"
    " | CCC special Small 2025-01-01 -",
    "state scheme group from to",
)
MEMBERS = ["AAA", "BBB", "CCC", "DDD"]


def test_membership_of_a_group_is_that_of_the_day():
    assert groups_on(GROUPS, "special", MEMBERS, date(2024, 12, 12))["Small"] == ["AAA"]
    assert groups_on(GROUPS, "special", MEMBERS, date(2024, 12, 13))["Small"] == []
    assert groups_on(GROUPS, "special", MEMBERS, date(2025, 1, 1))["Small"] == ["CCC"]


def test_groups_that_part_the_world_add_up_to_all_members():
    found = groups_on(GROUPS, "regional", MEMBERS, DAY)
    assert found == {"North": ["AAA", "BBB"], "South": ["CCC"], NO_GROUP: ["DDD"], ALL: MEMBERS}


def test_a_readers_own_group_counts_members_only():
    found = groups_on(GROUPS, "special", MEMBERS, DAY, {"Mine": ["BBB", "XXX"]})
    assert found["Mine"] == ["BBB"]


def test_a_scheme_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        groups_on(GROUPS, "alphabetical", MEMBERS, DAY)


def test_the_shipped_regional_groups_hold_every_member_once():
    members = members_on(known.seats(), DAY)
    found = groups_on(known.groups(), "regional", members, DAY)
    assert {name: len(part) for name, part in found.items()} == {
        "African States": 54,
        "Asia-Pacific States": 54,
        "Eastern European States": 23,
        "Latin American and Caribbean States": 33,
        "Western European and other States": 29,
        ALL: 193,
    }
    assert "USA" in found["Western European and other States"]
    assert sorted(state for name, part in found.items() if name != ALL for state in part) == members


def test_sao_tome_leaves_the_least_developed_countries_on_its_day():
    members = members_on(known.seats(), DAY)
    for day, there in ((date(2024, 12, 12), True), (date(2024, 12, 13), False)):
        assert ("STP" in groups_on(known.groups(), "special", members, day)["Least developed countries"]) is there


ADHERENCE = table(
    "AAA D.6 all | BBB D.6 most | CCC D.6 none | DDD D.6 all"
    " | AAA D.10 some | BBB D.10 some | CCC D.10 some | DDD D.10 all",
    "state provision level",
)


def test_every_level_is_counted_also_where_nobody_stands():
    found = adherence_distribution(ADHERENCE, groups_on(GROUPS, "regional", MEMBERS, DAY), METHOD)
    six = found[(found["provision"] == "D.6") & (found["group"] == ALL)]
    assert dict(zip(six["level"], six["n"], strict=True)) == {"all": 2, "most": 1, "some": 0, "none": 1}
    assert set(six["of_n"]) == {4}


def test_a_provision_under_which_no_treaty_counts_has_no_distribution():
    nothing = table("AAA D.4 -", "state provision level").fillna({"level": ""})
    found = adherence_distribution(pd.concat([ADHERENCE, nothing]), {ALL: MEMBERS}, METHOD)
    assert "D.4" not in set(found["provision"])
    assert adherence_distribution(nothing, {ALL: MEMBERS}, METHOD).empty


def test_percentages_travel_with_their_n():
    found = adherence_distribution(ADHERENCE, {ALL: MEMBERS}, METHOD)
    first = shares(found, "Member States", DAY)[0]
    assert first.sentence() == "2 of 4 Member States (50 per cent), as at 31 March 2026"


QUESTIONS = table("q1 D.9 1 | q2 D.9 1", "question provision weight").assign(kind="scale", part="B", relevance="")
ANSWERS = table(
    "AAA 2026 q1 fully | AAA 2026 q2 fully | BBB 2026 q1 no | CCC 2028 q1 partly | CCC 2028 q2 partly",
    "state cycle question value",
)


def test_why_there_is_no_figure_is_a_level_of_its_own_and_all_add_up():
    figures = cube(ANSWERS, QUESTIONS, METHOD, states=MEMBERS, cycles=["2026", "2028"])
    found = reported_distribution(figures, "2026", groups_on(GROUPS, "regional", MEMBERS, DAY))
    north = found[found["group"] == "North"]
    assert {level: n for level, n in zip(north["level"], north["n"], strict=True) if n} == {"full": 1, "early": 1}
    every = found[found["group"] == ALL]
    assert {level: n for level, n in zip(every["level"], every["n"], strict=True) if n} == {
        "full": 1,
        "early": 1,
        "no_return": 2,
    }
    assert (
        found.groupby(["provision", "group"])["n"].sum() == found.groupby(["provision", "group"])["of_n"].first()
    ).all()


def test_replies_are_counted_question_by_question_among_those_that_replied():
    figures = cube(ANSWERS, QUESTIONS, METHOD, states=MEMBERS, cycles=["2026", "2028"])
    found = replies_by_question(figures, "2026", {ALL: MEMBERS})
    second = found[found["question"] == "q2"]
    assert {value: n for value, n in zip(second["value"], second["n"], strict=True) if n} == {"fully": 1, "blank": 1}
    assert set(found["of_n"]) == {2}


LEVELS = st.sampled_from(["all", "most", "some", "none"])


@settings(max_examples=40, deadline=None)
@given(st.lists(LEVELS, min_size=4, max_size=4), st.sets(st.sampled_from(MEMBERS)), st.randoms())
def test_counts_sum_to_the_states_counted_in_any_order_of_rows(levels, mine, chance):
    rows = pd.DataFrame({"state": MEMBERS, "provision": "D.6", "level": levels}).astype("str")
    groups = {"Mine": sorted(mine), ALL: MEMBERS}
    found = adherence_distribution(rows, groups, METHOD)
    assert found.groupby("group")["n"].sum().to_dict() == {"Mine": len(mine), ALL: 4}
    mixed = rows.sample(frac=1, random_state=chance.randint(0, 2**31))
    pd.testing.assert_frame_equal(found, adherence_distribution(mixed, groups, METHOD))
