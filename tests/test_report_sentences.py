"""Sentences: numbers as the Organization writes them, no percentage alone, right for none, one, two and all."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.arithmetic import crossfoot, mean, of_n_for
from compliance.responses import Repliers
from exports.word import literal
from model import Share
from report.blocks import Table, disagreements
from report.numerals import letter, roman
from report.sentences import (
    ENOUGH,
    MEMBERS,
    REPLIED,
    Whom,
    averaged,
    broken_down,
    counted,
    number,
    of_all,
    opening,
    ordinal,
    replied_and_party,
    reported,
    spelled,
    subject,
    too_few,
    who,
)
from tests.percentages import bare_percentages

DAY = date(2005, 7, 29)
COUNTS = st.integers(0, 400).flatmap(lambda of_n: st.tuples(st.integers(0, of_n), st.just(of_n)))


@given(COUNTS)
def test_no_sentence_begins_with_figures(counts):
    assert not subject(*counts, REPLIED)[0].isdigit()
    assert subject(*counts, REPLIED)[0].isupper()


@given(COUNTS)
def test_no_percentage_goes_without_n_of_n_and_of_whom(counts):
    said = reported(*counts, "reported it")
    assert not bare_percentages(said)
    assert "%" not in said


@given(COUNTS)
def test_numbers_below_ten_are_in_words_unless_beside_greater_ones(counts):
    n, of_n = counts
    figures = [int(found) for found in re.findall(r"\b\d+\b(?! per cent)", who(n, of_n, REPLIED))]
    assert all(found >= 10 or of_n >= 10 for found in figures)


@given(COUNTS)
def test_none_and_all_need_no_percentage(counts):
    n, of_n = counts
    assert ("per cent" in who(n, of_n, REPLIED)) == (0 < n < of_n)


@given(COUNTS)
def test_some_are_never_none_and_most_never_all(counts):
    said = who(*counts, REPLIED)
    assert "(0 per cent)" not in said
    assert "(100 per cent)" not in said


@given(COUNTS)
def test_too_few_answers_are_said_to_be_too_few(counts):
    n, of_n = counts
    said = reported(n, of_n, "reported it")
    assert said == (too_few(of_n) if of_n < ENOUGH else said)
    assert ("reported it" in said) == (of_n >= ENOUGH)


@given(st.integers(0, 193), st.lists(st.integers(0, 60), max_size=5))
def test_what_is_broken_down_adds_up(n, sizes):
    of_n = n + sum(sizes)
    parts = [(size, f"did {place}") for place, size in enumerate(sizes)]
    said = broken_down(n, of_n, "did it", parts, MEMBERS)
    assert sum(f"did {place}" in said for place, _ in enumerate(sizes)) == sum(size > 0 for size in sizes)
    with pytest.raises(ValueError):
        broken_down(n, of_n + 1, "did it", parts, MEMBERS)


@given(st.text())
def test_what_a_state_wrote_is_never_read_as_markdown(text):
    said = literal(text)
    assert "\n" not in said
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>$^~|]", said)


@pytest.mark.parametrize(
    ("n", "of_n", "said"),
    [
        (0, 0, "No State that replied"),
        (0, 1, "No State that replied"),
        (1, 1, "The one State that replied"),
        (1, 2, "One of the two States that replied (50 per cent)"),
        (2, 2, "Both States that replied"),
        (7, 7, "All seven States that replied"),
        (0, 64, "None of the 64 States that replied"),
        (1, 64, "One of the 64 States that replied (2 per cent)"),
        (23, 64, "Twenty-three of the 64 States that replied (36 per cent)"),
        (64, 64, "All 64 States that replied"),
        (1, 250, "One of the 250 States that replied (less than 1 per cent)"),
    ],
)
def test_none_one_some_and_all_have_their_own_words(n, of_n, said):
    assert subject(n, of_n, REPLIED) == said


def test_more_than_all_is_refused():
    with pytest.raises(ValueError):
        who(3, 2, REPLIED)


def test_numbers_are_spelled_as_the_organization_spells_them():
    assert [spelled(n) for n in (0, 12, 20, 64, 100, 193, 1001)] == [
        "zero",
        "twelve",
        "twenty",
        "sixty-four",
        "one hundred",
        "one hundred and ninety-three",
        "one thousand and one",
    ]
    assert [ordinal(n) for n in (1, 12, 30, 35)] == ["first", "twelfth", "thirtieth", "thirty-fifth"]
    assert (opening(193), number(9), number(9, beside=12), number(10)) == (
        "One hundred and ninety-three",
        "nine",
        "9",
        "10",
    )
    assert [counted(n, Whom("act", "acts")) for n in (0, 1, 2, 12)] == ["no acts", "one act", "two acts", "12 acts"]
    assert ([roman(n) for n in (1, 4, 9, 19, 44)], letter(26), letter(28)) == (
        ["I", "IV", "IX", "XIX", "XLIV"],
        "z",
        "bb",
    )


def test_64_replied_of_whom_50_parties_and_14_signatories_of_107_parties():
    found = Repliers(64, 50, 14, 0, Share(50, 107, "States parties", DAY), Share(50, 64, "States that replied", DAY))
    said = replied_and_party(found)
    assert said == (
        "Of the 64 States that replied, 50 were parties and 14 were signatories; "
        "50 of 107 States parties (47 per cent), as at 29 July 2005, had replied."
    )
    assert not bare_percentages(said)
    assert "33 per cent" not in said
    assert "44 per cent" not in said


@pytest.mark.parametrize("parties", range(44, 130))
def test_44_parties_are_42_per_cent_only_of_104_to_106(parties):
    said = of_all(Share(44, parties, "States parties", date(2007, 11, 30)))
    assert ("(42 per cent)" in said) == (parties in range(104, 107)) == (parties in of_n_for(44, 42))


REGIONS = {"Africa": (31, 35), "Asia": (49, 55), "Americas": (23, 27), "A": (47, 47), "B": (21, 21), "C": (11, 11)}


def regions(total):
    rows = tuple((name, *counts) for name, counts in REGIONS.items())
    return Table("regions", "Replies by region", ("Region", "Replied", "States"), (*rows, total), total=True)


def test_regions_add_up_and_a_total_that_does_not_is_flagged():
    shares = [Share(n, of_n, "States", DAY) for n, of_n in REGIONS.values()]
    assert [share.per_cent for share in shares] == [89, 89, 85, 100, 100, 100]
    summed = crossfoot(Share(190, 196, "States", DAY), shares)
    assert not summed.agrees
    assert of_all(summed.summed) == "182 of 196 States (93 per cent)"
    assert disagreements(regions(("Total", 182, 196))) == []
    assert disagreements(regions(("Total", 190, 196))) == [
        "Replies by region, column Replied: the total says 190, its parts add up to 182."
    ]


def test_level_3_of_5_is_60_per_cent():
    assert of_all(Share(3, 5, "levels", DAY)) == "three of five levels (60 per cent)"


def test_an_average_lists_what_it_is_made_of():
    said = averaged(mean({"law": 100, "practice": 80, "training": 80}), "three aspects")
    assert said == "an average over three aspects of 87 per cent (law, 100; practice, 80; training, 80)"
