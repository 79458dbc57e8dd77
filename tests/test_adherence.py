"""Who is party to what, and to how many of the treaties that count."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.adherence import adherence_by_state, members_on
from compliance.counting import counted_treaties, parent_of
from compliance.standing import parties, party_status
from loaders import known
from tests.register import METHOD, shipped_register
from tests.tables import actions, table

DAY = date(2018, 1, 15)
MAPPING = table(
    "D.6 T named yes | D.6 U named yes | D.6 V existing no | D.7.a T existing yes | D.7.a W since yes"
    " | D.7.c W since yes | D.7.c X since yes | D.10 Y since yes | D.10 Z since yes",
    "provision treaty basis counted",
).assign(reason="because")
TREATIES = table(
    "T 1971-01-01 1976-01-01 | U 1988-01-01 1990-01-01 | V 1961-01-01 1964-01-01 | W 2000-01-01 2003-01-01"
    " | X 2017-01-01 2021-01-01 | Y 2003-01-01 2005-01-01 | Z 2024-01-01 -",
    "treaty adopted in_force",
)
LISTS = table(
    "T complete 2018-01-15 | U complete 2014-07-10 | V complete 2018-01-15 | W partial 2018-01-15"
    " | X complete 2018-01-15 | Y none -",
    "treaty coverage known_as_at",
)


def left_out(as_at: date, basis: str = "all") -> dict[tuple[str, str], str]:
    counted = counted_treaties(MAPPING, TREATIES, LISTS, as_at, basis)
    return {(row.provision, row.treaty): row.left_out for row in counted.itertuples()}


def test_each_treaty_that_does_not_count_says_why():
    assert left_out(DAY) == {
        ("D.6", "T"): "",
        ("D.6", "U"): "",
        ("D.6", "V"): "not_counted",
        ("D.7", "T"): "",
        ("D.7", "W"): "partial_list",
        ("D.7", "X"): "not_in_force",
        ("D.7.a", "T"): "",
        ("D.7.a", "W"): "partial_list",
        ("D.7.c", "W"): "partial_list",
        ("D.7.c", "X"): "not_in_force",
        ("D.10", "Y"): "no_list",
        ("D.10", "Z"): "not_adopted",
    }


def test_the_reader_can_keep_to_the_treaties_the_texts_knew():
    found = left_out(DAY, "text")
    assert found["D.6", "T"] == found["D.7", "T"] == ""
    assert found["D.7", "W"] == "basis"


def test_a_treaty_counts_from_the_day_it_is_in_force():
    assert left_out(date(1975, 12, 31))["D.6", "T"] == "not_in_force"
    assert left_out(date(1976, 1, 1))["D.6", "T"] == ""


def test_a_day_beyond_the_list_is_told():
    counted = counted_treaties(MAPPING, TREATIES, LISTS, DAY).set_index(["provision", "treaty"])
    assert bool(counted.at[("D.6", "T"), "known"])
    assert not counted.at[("D.6", "U"), "known"]
    assert counted.at[("D.6", "U"), "known_as_at"] == pd.Timestamp("2014-07-10")


def test_a_provision_takes_in_the_treaties_of_its_measures_once():
    mapping = table("D.7.a T existing yes | D.7.d T since yes", "provision treaty basis counted").assign(reason="")
    counted = counted_treaties(mapping, TREATIES, LISTS, DAY)
    assert counted.loc[counted["provision"] == "D.7", "treaty"].tolist() == ["T"]


@pytest.mark.parametrize(
    ("provision", "parent"), [("D.7.a", "D.7"), ("D.7", None), ("D.10", None), ("C.11", None), ("D.7.d", "D.7")]
)
def test_a_measure_belongs_to_its_article(provision, parent):
    assert parent_of(provision) == parent


def test_status_says_party_before_anything_else_and_keeps_the_day_of_signature():
    acts = actions(
        "KEN signature 1990-01-01 | KEN ratification 1995-01-01 | UGA signature 1990-02-01"
        " | BOL accession 1976-09-23 | BOL withdrawal 2011-06-29 2012-01-01"
        " | CHE signature 2013-06-03 | CHE provisional_application 2015-01-30"
    )
    status = party_status(acts, DAY).set_index("state")
    assert status["status"].to_dict() == {"BOL": "withdrawn", "CHE": "provisional", "KEN": "party", "UGA": "signatory"}
    assert status["since"].dt.strftime("%Y-%m-%d").to_dict() == {
        "BOL": "2012-01-01",
        "CHE": "2015-01-30",
        "KEN": "1995-01-01",
        "UGA": "1990-02-01",
    }
    assert status.at["KEN", "signed"] == pd.Timestamp("1990-01-01")


def test_signatories_are_all_that_signed_and_those_not_party_are_told_apart():
    acts = actions(
        "KEN signature 1990-01-01 | KEN ratification 1995-01-01 | UGA signature 1990-02-01 | VAT accession 1991-01-01"
    )
    found = parties(party_status(acts, DAY), LISTS, "T", DAY, ["KEN", "UGA"])
    assert (found.parties, found.member_states, found.signatories, found.signed_not_party) == (2, 1, 2, 1)
    assert found.states == ("KEN", "VAT")
    assert found.known_as_at == date(2018, 1, 15)


def test_parties_to_a_treaty_without_a_list():
    nobody = party_status(actions(""), DAY)
    found = parties(nobody, LISTS, "Y", DAY, [])
    assert (found.parties, found.known_as_at, found.coverage) == (0, None, "none")
    with pytest.raises(KeyError):
        parties(nobody, LISTS, "unheard", DAY, [])


def test_a_state_is_party_to_as_many_as_it_joined_and_the_level_follows():
    acts = actions("T KEN accession 1990-01-01 | U KEN accession 1991-01-01 | T UGA accession 1990-01-01")
    counted = counted_treaties(MAPPING, TREATIES, LISTS, DAY)
    figures = adherence_by_state(party_status(acts, DAY), counted, ["KEN", "UGA", "TZA"], METHOD.levels)
    six = figures[figures["provision"] == "D.6"].set_index("state")
    assert six["party_to"].to_dict() == {"KEN": 2, "TZA": 0, "UGA": 1}
    assert six["level"].to_dict() == {"KEN": "all", "TZA": "none", "UGA": "most"}
    ten = figures[figures["provision"] == "D.10"]
    assert ten["adherence"].isna().all()
    assert set(ten["level"]) == {""}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from("TUVWXY")), st.sampled_from("TUVWXY"))
def test_joining_a_further_treaty_never_lowers_adherence(joined, further):
    def figures(treaties: set[str]) -> pd.Series:
        acts = actions(" | ".join(f"{treaty} KEN accession 1995-01-01" for treaty in sorted(treaties)))
        counted = counted_treaties(MAPPING, TREATIES, LISTS, DAY)
        return adherence_by_state(party_status(acts, DAY), counted, ["KEN"], METHOD.levels)["party_to"]

    assert (figures(joined | {further}) >= figures(joined)).all()


GROWTH = (
    "1961 104 | 1962 110 | 1964 115 | 1965 117 | 1966 122 | 1971 132 | 1973 135 | 1980 154 | 1984 159 | 1990 159"
    " | 1991 166 | 1992 179 | 1993 184 | 1996 185 | 1999 188 | 2000 189 | 2002 191 | 2006 192 | 2011 193 | 2025 193"
)


@pytest.mark.parametrize(("year", "members"), [tuple(map(int, row.split())) for row in GROWTH.split("|")])
def test_the_number_of_member_states_is_that_of_the_united_nations_at_the_end_of_the_year(year, members):
    assert len(members_on(known.seats(), date(year, 12, 31))) == members


# By hand, from the depositaries' lists as shipped, as at 15 January 2018.
# Bolivia: of D.1 party to the Convention and the Trafficking Protocol, not to the Smuggling Protocol; of D.5 to
# all but Nuclear Terrorism; of D.7.a to all but Nuclear Terrorism; to neither of D.7.c; of D.7.d to Trafficking alone.
# Kenya: to all but the Arms Trade Treaty.
BY_HAND = (
    "D.1 2 3 3 3 | D.2 1 1 1 1 | D.3 1 1 1 1 | D.4 0 0 0 0 | D.5 5 6 6 6 | D.6 3 3 3 3 | D.7 5 9 8 9"
    " | D.7.a 4 5 5 5 | D.7.b 0 0 0 0 | D.7.c 0 2 1 2 | D.7.d 1 2 2 2 | D.8 4 4 4 4 | D.9 0 0 0 0 | D.10 1 1 1 1"
    " | D.11 0 0 0 0 | C.1 0 0 0 0 | C.2 0 0 0 0 | C.3 0 0 0 0 | C.4 0 0 0 0 | C.5 0 0 0 0 | C.6 0 0 0 0"
    " | C.7 0 0 0 0 | C.8 0 0 0 0 | C.9 0 0 0 0 | C.10 0 0 0 0 | C.11 0 0 0 0"
)


@pytest.fixture(scope="module")
def shipped():
    return shipped_register()


def test_every_provision_by_hand(shipped):
    figures = shipped.adherence(DAY, provisions=list(known.provisions())).set_index(["state", "provision"])
    expected = {row.split()[0]: [int(word) for word in row.split()[1:]] for row in BY_HAND.split("|")}
    assert set(expected) == set(known.provisions())
    for provision, numbers in expected.items():
        found = [
            figures.at[(state, provision), name] for state in ("BOL", "KEN") for name in ("party_to", "of_treaties")
        ]
        assert found == numbers, provision


def test_the_drug_conventions_by_hand_on_both_sides_of_bolivias_return(shipped):
    for day, party_to in ((date(2011, 12, 31), 3), (date(2012, 1, 1), 2), (date(2013, 1, 11), 3)):
        figures = shipped.adherence(day, states=["BOL"], provisions=["D.6"])
        assert (figures["party_to"].item(), figures["of_treaties"].item()) == (party_to, 3)


HEADERS = (
    "UNTC:VI-15 61 154 | UNTC:VI-16 34 184 | UNTC:VI-17 54 126 | UNTC:VI-18 0 186 | UNTC:XVIII-7 25 180"
    " | UNTC:XVIII-5 39 176 | UNTC:XVIII-15 115 113 | UNTC:XXVI-3 165 192 | UNTC:XXVI-4 183 166 | UNTC:XXVI-9 56 3"
    " | UNTC:XVIII-12-a 117 173 | UNTC:XVIII-12-b 112 146 | UNTC:XVIII-12-c 52 115 | UNTC:XXVI-8 130 94"
)


@pytest.mark.parametrize("row", HEADERS.split("|"))
def test_parties_and_signatories_are_those_of_the_depositarys_own_header(shipped, row):
    treaty, signatories, number = row.split()
    found = shipped.parties(treaty, DAY)
    assert (found.signatories, found.parties) == (int(signatories), int(number))
