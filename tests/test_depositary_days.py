"""Days, codes and legends as depositaries' lists write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.list_facts import stated_day, stated_total
from loaders.list_text import marks, plain, without_marks
from loaders.treaty_acts import act_of, legend
from loaders.treaty_days import day_order, entries
from loaders.treaty_titles import treaty_by_reference, treaty_by_title
from model import ActionKind

DAYS = st.dates(min_value=date(1945, 1, 1), max_value=date(2049, 12, 31))
CODES = st.sampled_from(["", "a", "A", "AA", "d", "c", "s", "P", "n"])
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(day=DAYS, code=CODES, bracketed=st.booleans(), gap=st.sampled_from([" ", "\t ", "\u00a0", "\u2002 "]))
def test_a_day_of_the_treaty_collection_is_read_back(day, code, bracketed, gap):
    written = f"{day.day:>2} {MONTHS[day.month - 1]}{gap}{day.year} {code}"
    (entry,) = entries(f"[{written}]" if bracketed else written)
    assert (entry.day, entry.code, entry.bracketed, entry.problem) == (day, code, bracketed, "")


@given(day=DAYS, stroke=st.sampled_from("/-"))
def test_a_day_in_figures_is_read_or_left_open_but_never_wrong(day, stroke):
    written = f"{day.day:02}{stroke}{day.month:02}{stroke}{day.year}"
    (entry,) = entries(written)
    assert entry.day in (day, None)
    assert (entry.day is None) is (entry.problem == "list.day_ambiguous")
    (told,) = entries(written, day_first=True)
    assert told.day == day


@given(day=DAYS)
def test_points_put_the_day_first(day):
    (entry,) = entries(f"{day.day:02}.{day.month:02}.{day.year}")
    assert entry.day == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_days(text):
    for entry in entries(text):
        assert entry.day is not None or entry.problem


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30 June 2000 (s)", [("2000-06-30", "s")]),
        ("05-12-2019 (Su)", [("2019-12-05", "Su")]),
        ("12 Aug 2013 n; 12 Aug 2014", [("2013-08-12", "n"), ("2014-08-12", "")]),
        ("2003-06-25T00:00:00", [("2003-06-25", "")]),
        ("November 4, 2003", [("2003-11-04", "")]),
        ("14September 1970", [("1970-09-14", "")]),
        ("18 Oct 2000 a (2)", [("2000-10-18", "a")]),
        ("-", []),
        (" \u00a0 ", []),
        ("n/a", []),
    ],
)
def test_shapes_found_in_real_lists(written, expected):
    found = entries(written, day_first=True)
    assert [(entry.day.isoformat(), entry.code) for entry in found if entry.day] == expected


@pytest.mark.parametrize("written", ["yes", "1992", "Jun 1992", "31 Feb 1992", "3 Jun 92", "3 Jun 1992 pending"])
def test_what_is_no_full_day_is_told(written):
    assert [(entry.day, entry.problem) for entry in entries(written)] == [(None, "list.day_unreadable")]


def test_other_days_show_the_order_of_figures():
    assert day_order(["01/02/2003", "13/02/2003"]) is True
    assert day_order(["01/02/2003", "02/13/2003"]) is False
    assert day_order(["13/02/2003", "02/13/2003"]) is None


def test_a_legend_with_intervening_words():
    column = legend("Provisional application under article 23(n)")
    assert act_of(column, "n") is ActionKind.PROVISIONAL_APPLICATION
    assert act_of(column, "") is ActionKind.PROVISIONAL_APPLICATION


def test_a_succession_to_signature_is_no_succession():
    column = legend("Signature, Succession to signature(d)")
    assert act_of(column, "d") is ActionKind.SUCCESSION_TO_SIGNATURE
    assert act_of(column, "") is ActionKind.SIGNATURE


def test_a_legend_in_french():
    column = legend("Ratification, Adhésion(a), Acceptation(A), Approbation(AA), Succession(d)")
    assert [act_of(column, code) for code in ("", "a", "A", "AA", "d")] == [
        ActionKind.RATIFICATION,
        ActionKind.ACCESSION,
        ActionKind.ACCEPTANCE,
        ActionKind.APPROVAL,
        ActionKind.SUCCESSION,
    ]


@pytest.mark.parametrize(
    ("written", "treaty"),
    [
        ("VI-19.en.xml", "UNTC:VI-19"),
        ("xviii-12-a.fr.xml", "UNTC:XVIII-12-a"),
        ("18-12-c.csv", "UNTC:XVIII-12-c"),
        ("18-12-d.csv", None),
        ("list 2026-11-21.csv", None),
        ("6-190.csv", None),
    ],
)
def test_references(written, treaty):
    assert treaty_by_reference(written) == treaty


@pytest.mark.parametrize(
    ("written", "treaty"),
    [
        ("International Convention against the Taking of Hostages", "UNTC:XVIII-5"),
        ("INTERNATIONAL CONVENTION AGAINST THE TAKING OF HOSTAGES", "UNTC:XVIII-5"),
        ("8. Arms Trade Treaty", "UNTC:XXVI-8"),
        ("12 a. Trafficking in Persons Protocol", "UNTC:XVIII-12-a"),
        ("Convention against Torture", None),
    ],
)
def test_titles(written, treaty):
    assert treaty_by_title(written) == treaty


def test_marks_and_markup_are_taken_from_names():
    assert plain("&lt;i&gt;Treaty&#160;Series &lt;/i&gt;") == "Treaty Series"
    assert marks("Participant<superscript>2,3</superscript>") == ("2", "3")
    assert without_marks("China 4, 5, 6") == "China"
    assert without_marks("Micronesia (Federated States of)") == "Micronesia (Federated States of)"


def test_what_a_list_says_of_itself():
    assert stated_total("Signatories : 23. Parties : 62", "signatories") == 23
    assert stated_total("Status: 185 Parties.", "parties") == 185
    assert stated_total("Parties: 3 Parties: 4", "parties") is None
    assert stated_day("State Parties as of  9-Nov-2020") == date(2020, 11, 9)
    assert stated_day("STATUS AS AT : 13-03-2015 05:00:52 EDT") == date(2015, 3, 13)
    assert stated_day("as of right") is None
