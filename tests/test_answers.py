"""How people write answers: words, days, numbers, several choices, Yes and No."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.answer_days import read_day
from loaders.answers import Reading, folded, read_answer, text_of, words_of, yes_or_no
from loaders.questionnaire import questionnaire
from loaders.sheets import Value
from model import LANGUAGES, Choice, Questionnaire, Severity
from tests.return_workbooks import question

EDITION = questionnaire("2026")
WORDS = words_of(EDITION)
TODAY = date(2026, 11, 21)


def read(kind: str, value: Value, choices: str = "", language: str = "en") -> Reading:
    lists = {"scale": "scale", "one": choices, "many": choices}
    asked = question("q", "B", kind, "?", lists.get(kind, ""))
    return read_answer(value, asked, WORDS.get(asked.choices, ({}, ())), language, TODAY)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Fully", "fully"), (" FULLY. ", "fully"), ("fully", "fully"), ("in_preparation", "in_preparation"),
        ("In  Preparation", "in_preparation"), ("Pleinement", "fully"), ("entierement", "fully"),
        ("Полностью", "fully"), ("完全", "fully"), ("كلياً", "fully"), ("N/A", "not_applicable"),
        ("Not\u00a0applicable", "not_applicable"), ("No", "no"),
    ],
)  # fmt: skip
def test_words_in_six_languages(written, value):
    assert read("scale", written) == Reading(value)


def test_every_label_in_every_language_is_its_own_choice():
    for name, choices in EDITION.choices.items():
        for choice in choices:
            assert set(choice.labels) == set(LANGUAGES)
            for label in choice.labels.values():
                assert WORDS[name].values[folded(label)] == choice.value


@pytest.mark.parametrize("written", ["Fuly", "fully?", "Fully/partly", "100", "perhaps", True, 1])
def test_what_is_nearly_a_choice_is_not_taken(written):
    reading = read("scale", written)
    assert reading.value == ""
    assert [remark.severity for remark in reading.remarks] == [Severity.ERROR]


def test_a_suggestion_is_made_in_the_language_of_the_workbook():
    assert read("scale", "Plienement", language="fr").remarks[0].facts["suggestion"] == "Pleinement"
    assert read("scale", "xyzzy", language="fr").remarks[0].facts["choices"].startswith("Pleinement; ")


def test_a_word_for_two_choices_is_a_mistake_of_the_edition():
    twice = (Choice("x", "a", {"en": "Both"}), Choice("x", "b", {"en": "both "}))
    with pytest.raises(ValueError, match="means both"):
        words_of(Questionnaire("0", (), {"x": twice}, {}))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("All public officials", "all"),
        ("Other officials; Police, customs and armed forces", "security other"),
        ("Police, customs and armed forces\nOther officials", "security other"),
        ("security;other;security", "security other"),
        ("security other", "security other"),
        ("Other officials, Civil servants", "civil_service other"),
        ("Other officials;", "other"),
        ("All public officials Police, customs and armed forces Other officials", "all security other"),
        ("Todos los funcionarios públicos", "all"),
    ],
)
def test_several_choices_come_in_the_order_of_the_list(written, value):
    assert read("many", written, "cover") == Reading(value)


def test_a_choice_that_is_unknown_does_not_lose_the_others():
    reading = read("many", "Other officials; Polise, customs and armed forces", "cover")
    assert reading.value == "other"
    assert reading.failed
    assert reading.remarks[0].facts == {
        "found": "Polise, customs and armed forces",
        "suggestion": "Police, customs and armed forces",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123.0, "123"), (0.5, "0.5"), ("00123", "00123"), (True, "TRUE"), (date(2020, 2, 29), "2020-02-29"),
        (datetime(2020, 2, 29), "2020-02-29"), (datetime(2020, 2, 29, 8, 30), "2020-02-29 08:30:00"),
        (" two\r\nlines \r\n", "two\nlines"), ("a\u00a0b", "a b"), ("=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_the_same_text_whatever_the_format_of_the_file(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"), [(3, "3"), (3.0, "3"), ("3.0", "3"), (" 0012 ", "12"), ("٣", "3"), (-1, "-1")]
)
def test_whole_numbers(value, number):
    assert read("integer", value) == Reading(number)


@pytest.mark.parametrize("value", [3.5, "3,5", "three", "3 laws", True])
def test_what_is_no_whole_number(value):
    assert [remark.code for remark in read("integer", value).remarks] == ["return.not_a_number"]


@pytest.mark.parametrize(
    ("value", "said"),
    [("Yes", True), ("OUI", True), ("sí", True), ("Si", True), ("да", True), ("نعم", True), ("是", True), (1.0, True),
     (True, True), ("x", True), ("no", False), ("нет", False), (0, False), (False, False), ("maybe", None), (2, None)],
)  # fmt: skip
def test_yes_and_no(value, said):
    assert yes_or_no(value) is said


def test_an_ods_true_is_yes_where_yes_can_be_chosen():
    assert read("one", 1.0, "yes_no") == Reading("yes")
    assert read("one", False, "yes_no") == Reading("no")


DAY = date(1992, 6, 3)


@pytest.mark.parametrize(
    "written",
    [
        DAY, datetime(1992, 6, 3), datetime(1992, 6, 3, 23, 59), "1992-06-03", "1992/6/3", "1992.06.03", 19920603,
        "19920603", "1992-06-03T00:00:00.000+03:00", "1992-06-03 00:00:00", "3 June 1992", "3rd June, 1992",
        "June 3, 1992", "3-JUN-1992", "Wednesday, 3 June 1992", "03.06.1992", "3 juin 1992", "3 de junio de 1992",
        "3 июня 1992 г.", "1992年6月3日", "٣ يونيو ١٩٩٢", "3 حزيران/يونيه 1992", "3\u00a0June\u00a01992",
        "\u200f3 June 1992", "1992年6月3日星期三",
    ],
)  # fmt: skip
def test_days_in_many_shapes(written):
    reading = read_day(written)
    assert (reading.day, reading.code) == (DAY, "")


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar"])
def test_figures_alone_are_read_where_the_day_can_only_come_first_and_told(language):
    reading = read_day("03/06/1992", language)
    assert (reading.day, reading.code, reading.severity) == (DAY, "return.day_read_as", Severity.NOTE)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("13/06/1992", date(1992, 6, 13)),
        ("06/13/1992", date(1992, 6, 13)),
        ("05/05/1992", date(1992, 5, 5)),
        ("13-06-1992", date(1992, 6, 13)),
    ],
)
def test_figures_that_can_mean_only_one_day_are_read(written, day):
    assert read_day(written) == read_day(day)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_that_may_mean_two_days_are_not_read(language):
    reading = read_day("03/06/1992", language)
    assert reading.day is None
    assert (reading.code, reading.facts["one"], reading.facts["other"]) == (
        "return.day_ambiguous",
        "1992-06-03",
        "1992-03-06",
    )


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3-Jun-92", date(1992, 6, 3)),
        ("3-Jun-12", date(2012, 6, 3)),
        ("13.06.26", date(2026, 6, 13)),
        ("3-Jun-27", None),
    ],
)
def test_years_of_two_figures_are_read_where_only_one_century_is_possible(written, day):
    reading = read_day(written, as_at=TODAY)
    assert (reading.day, reading.code) == (day, "return.day_read_as" if day else "return.day_incomplete")


@pytest.mark.parametrize("written", [1992, "1992", "June 1992", "1992.0"])
def test_a_part_of_a_day_is_no_day(written):
    assert read_day(written).code == "return.day_incomplete"


@pytest.mark.parametrize(
    "written", ["31/02/1992", "32 June 1992", "soon", "3 Juny 1992", True, 0.5, "1-2", "June July 1992 3", "-"]
)
def test_what_is_no_day(written):
    assert read_day(written).code == "return.day_unreadable"


@settings(deadline=None)
@given(
    st.dates(date(1945, 1, 1), date(2049, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["long", "full", "medium"]),
)
def test_a_day_written_out_in_any_language_is_that_day(day, language, width):
    written = format_date(day, "d MMMM y" if width == "medium" else width, locale=language)
    assert read_day(written, language).day == day


@settings(deadline=None)
@given(st.dates(date(1920, 1, 1), date(2049, 12, 31)))
def test_a_serial_is_the_day_a_spreadsheet_means(day):
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    assert read_day(serial).day == read_day(str(int(serial))).day == day


@settings(deadline=None)
@given(st.dates(), st.sampled_from(LANGUAGES))
def test_figures_are_never_read_as_another_day(day, language):
    """Whatever order a person means, the reading is that day, or none."""
    for written in (f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}"):
        assert read_day(written, language).day in (day, None) if day.year > 999 else True


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_gets_an_answer_or_a_remark(text):
    for kind in ("scale", "integer", "day", "many"):
        reading = read(kind, text or "x", "cover")
        assert reading.value or reading.remarks or not folded(text)


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), -1e300, 10**20, "9" * 5000, "3 June " + "9" * 5000, "𐩀 June 𐩁"]
)
def test_what_no_person_writes_is_no_day_and_no_number(value):
    assert read_day(value).code == "return.day_unreadable"
    assert read("integer", value).remarks[0].code == "return.not_a_number"
