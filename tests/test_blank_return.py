"""The blank return: recognisable, prefilled, locked but for the answers, safe, and read back as it was filled."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText

from exports.filling import fill
from exports.part_sheets import SHEETS, headers
from exports.prefill import known_positions
from loaders.questionnaire import header_words
from model import Answer, Visibility, by_code
from relevance import holds
from tests.blank_returns import EDITION, FACTS, ISSUED, blank, opened, read_back, said

QUESTIONS = by_code(EDITION.questions)
KENYA = opened(blank())


def row_of(book, code: str):
    """The cells of a question's row by the letter of their column."""
    for name in SHEETS.values():
        for row in book[name].iter_rows():
            if row[0].value == code:
                return {cell.column_letter: cell for cell in row}
    raise KeyError(code)


def test_a_sheet_a_part_behind_cover_and_guidance() -> None:
    visible = [sheet.title for sheet in KENYA.worksheets if sheet.sheet_state == "visible"]
    assert visible == ["Cover", "Guidance", "A Treaties", "B Declaration", "C Code", "D Further information"]
    assert KENYA["_return"].sheet_state == "veryHidden"


def test_every_sheet_says_whose_it_is() -> None:
    markers = [sheet["A1"].value for sheet in KENYA.worksheets[:6]]
    assert markers == [f"IMR|2026|2026|KEN|en|{key}" for key in ("cover", "guidance", "A", "B", "C", "D")]
    assert KENYA.properties.subject == "IMR|2026|2026|KEN|en"
    hidden = {key.value: value.value for key, value in KENYA["_return"].iter_rows(max_col=2)}
    assert all(len(digest.partition("=")[2]) == 8 for digest in hidden.pop("known").split())
    assert hidden == {
        "form": "implementation-monitor-return",
        "edition": "2026",
        "cycle": "2026",
        "state": "KEN",
        "language": "en",
        "issued": "2026-01-05T09:30:00Z",
        "revision": "r1",
    }


def test_every_question_stands_in_its_part_once() -> None:
    codes = [cell.value for name in SHEETS.values() for cell in KENYA[name]["A"] if cell.value in QUESTIONS]
    assert codes == list(QUESTIONS)


@pytest.mark.parametrize("part", SHEETS)
def test_headers_are_words_the_reader_knows(part: str) -> None:
    shown = [cell.value for cell in KENYA[SHEETS[part]][5]]
    assert shown == list(headers(part))
    meant = [header_words()[heading] for heading in shown]
    beside = "since" if part == "A" else "reason"
    assert meant == ["code", "provision", "question", "known", "answer", beside, "legal_reference", "comment",
                     "secretariat", "check"]  # fmt: skip


def test_the_question_stands_first_in_its_cell_and_its_guidance_below() -> None:
    cell = row_of(KENYA, "d8_5")["C"].value
    assert isinstance(cell, CellRichText)
    assert str(cell).split("\n") == [QUESTIONS["d8_5"].labels["en"], QUESTIONS["d8_5"].guidance["en"]]


def test_a_depositary_fact_is_shown_and_filled_in() -> None:
    row = row_of(KENYA, "a_untc_vi_19")
    assert row["D"].value == "Party since 19 October 1992 (accession), as known at 10 July 2014"
    assert (row["E"].value, row["F"].value.date()) == ("Party", date(1992, 10, 19))


def test_absence_from_a_complete_list_is_filled_in_and_from_no_list_is_not() -> None:
    assert row_of(KENYA, "a_untc_xxvi_8")["E"].value == "Not party"
    unknown = row_of(KENYA, "a_imo_sua_2005")
    assert (unknown["D"].value, unknown["E"].value) == ("Not known: no list of participants is held", None)


LAST = (
    Answer("d9_1", "partly", comment="=HYPERLINK(\"http://x\")", legal_reference="Act 7"),
    Answer("d8_5", "not_applicable", reason="No bank secrecy", visibility=Visibility.SECRETARIAT),
    Answer("c1_law", "fully"),
    Answer("c1_cover", "judiciary security"),
    Answer("a_imo_sua_1988", "party", since=date(2002, 1, 21)),
    Answer("a_untc_vi_19", "not_party"),
    Answer("a_untc_xxvi_8", "intends"),
)  # fmt: skip


def test_the_last_return_is_filled_in() -> None:
    book = opened(blank(LAST))
    row = row_of(book, "d9_1")
    assert [row[letter].value for letter in "DEG"] == ["Partly", "Partly", "Act 7"]
    row = row_of(book, "d8_5")
    assert [row[letter].value for letter in "EFI"] == ["Not applicable", "No bank secrecy", "Yes"]
    cover = "Judges and prosecutors; Police, customs and armed forces"
    assert [row_of(book, "c1_cover")[letter].value for letter in "DE"] == [cover, cover]
    row = row_of(book, "a_imo_sua_1988")
    assert (row["D"].value, row["E"].value) == ("Party, since 21 January 2002", "Party")


def test_the_depositary_goes_before_the_last_return_and_both_are_shown() -> None:
    book = opened(blank(LAST))
    row = row_of(book, "a_untc_vi_19")
    assert row["E"].value == "Party"
    assert row["D"].value.split("\n")[1] == "Last return: Not party"
    assert row_of(book, "a_untc_xxvi_8")["E"].value == "Not party, steps to become party under way"


def test_without_a_last_return_its_column_is_not_shown() -> None:
    assert KENYA["B Declaration"].column_dimensions["D"].hidden
    assert not opened(blank(LAST))["B Declaration"].column_dimensions["D"].hidden
    assert not KENYA["A Treaties"].column_dimensions["D"].hidden


def test_what_is_not_asked_is_not_filled_in() -> None:
    outside = FACTS.assign(status=FACTS["status"].where(FACTS["treaty"] != "UNTC:XVIII-12", "not_party"))
    protocol = pd.DataFrame(
        [("UNTC:XVIII-12-a", "party", pd.Timestamp(2005, 1, 5), "Party since")], columns=FACTS.columns
    )
    book = opened(blank(facts=pd.concat([outside, protocol], ignore_index=True)))
    assert row_of(book, "a_untc_xviii_12_a")["E"].value is None


def test_only_answer_cells_can_be_written() -> None:
    for name in SHEETS.values():
        sheet = KENYA[name]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for row in sheet.iter_rows(min_row=6):
            is_question = row[0].value in QUESTIONS
            unlocked = {cell.column_letter for cell in row if not cell.protection.locked}
            assert unlocked == (set("EFGHI") if is_question else set()), row[0].coordinate


def test_a_choice_is_refused_unless_it_is_in_the_list() -> None:
    rules = {
        str(area): rule for rule in KENYA["B Declaration"].data_validations.dataValidation for area in rule.sqref.ranges
    }
    rule = rules[row_of(KENYA, "d1_1")["E"].coordinate]
    assert (rule.type, rule.showErrorMessage) == ("list", True)
    sheet, _, area = rule.formula1.replace("'", "").partition("!")
    offered = [cell.value for (cell,) in KENYA[sheet][area.replace("$", "")]]
    assert offered == ["Fully", "Partly", "In preparation", "No", "Not applicable"]


def test_pages_are_a4_one_page_wide_with_the_header_on_each() -> None:
    for name in SHEETS.values():
        sheet = KENYA[name]
        setup = sheet.page_setup
        assert (int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (9, 1, 0)
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.freeze_panes == "A6"
        assert "&P" in sheet.oddFooter.right.text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "#NUM!", "\u200f=1", "00123", "\x00=1+1\x0b"])
def test_whatever_is_written_is_text(text: str) -> None:
    cell = row_of(opened(blank([Answer("d9_1", "no", comment=text)])), "d9_1")["H"]
    assert (cell.data_type, cell.value) == ("s", text.strip("\x00\x0b"))


def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited() -> None:
    cell = row_of(opened(blank(LAST)), "d9_1")["H"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')
    assert cell.quotePrefix


def test_the_same_facts_give_the_same_bytes_and_no_clock_is_in_them() -> None:
    content = blank(LAST)
    assert content == blank(LAST)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"2026-01-05T09:30:00Z") == 2
    assert opened(content).properties.modified == ISSUED


def test_arabic_is_read_from_right_to_left() -> None:
    book = opened(blank(language="ar"))
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets[:6])
    assert row_of(book, "a_untc_vi_19")["E"].value == "طرف"


def test_formulas_stay_within_what_excel_takes() -> None:
    """At most 8,192 characters in a formula, and 255 in a text inside it."""
    for name in SHEETS.values():
        for cell in KENYA[name]["J"]:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                assert len(cell.value) < 8192
                assert max(map(len, cell.value.split('"')[1::2]), default=0) <= 255


def test_a_blank_return_comes_back_with_what_was_filled_in_and_nothing_unread(tmp_path: Path) -> None:
    (tmp_path / "KEN.xlsx").write_bytes(blank())
    found, findings = read_back([tmp_path / "KEN.xlsx"])
    assert {answer.question: answer.value for answer in found.answers} == {
        "a_untc_vi_19": "party",
        "a_untc_xviii_12": "party",
        "a_untc_xxvi_8": "not_party",
    }
    assert found.unread == ()
    assert {finding.code for finding in findings} == {"return.blank", "return.consent_blank"}


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)


@st.composite
def returns(draw: st.DrawFn) -> list[Answer]:
    """Answers to the questions that are asked, some left open, as a State might give them."""
    answers: dict[str, Answer] = {}
    values: dict[str, str] = {}
    for question in EDITION.questions:
        choices = [choice.value for choice in EDITION.choices[question.choices]]
        if not holds(question.relevance, values) or draw(st.integers(0, 4)) == 0:
            continue
        if question.kind == "many":
            single = [choice for choice in choices if choice != "none"]
            chosen = draw(st.lists(st.sampled_from(single), min_size=1, max_size=3, unique=True))
            value = " ".join(choice for choice in choices if choice in chosen)
        else:
            value = draw(st.sampled_from(choices))
        values[question.code] = value
        is_party = question.part == "A" and value == "party"
        answers[question.code] = Answer(
            question.code,
            value,
            comment=draw(WORDS),
            legal_reference=draw(WORDS),
            reason="because" if value == "not_applicable" else "",
            since=draw(st.dates(date(1945, 1, 1), date(2026, 1, 1))) if is_party else None,
            visibility=draw(st.sampled_from(Visibility)),
        )
    return list(answers.values())


# A whole workbook is written and read for each: what fails is shown as it is, not made smaller over minutes.
@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(returns())
def test_what_is_filled_in_is_what_is_read(answers: list[Answer]) -> None:
    if not answers:
        return
    empty = blank(facts=FACTS.iloc[:0])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "filled.xlsx"
        file.write_bytes(fill(empty, EDITION, "en", answers, {"cover_name": "A. Person", "cover_consent": "whole"}))
        found, _ = read_back([file])
    assert said(found.answers) == said(answers)
    assert found.cover["name"] == "A. Person"
    assert found.consent == frozenset("ABCD")


def positions(status: str, since: date, signed: date | None = None, known_as_at: date = date(2018, 1, 15)):
    """Kenya's place towards the one treaty it acted on."""
    acted = pd.DataFrame(
        [("T1", "KEN", status, pd.Timestamp(since), "accession", pd.Timestamp(signed) if signed else pd.NaT)],
        columns=["treaty", "state", "status", "since", "action", "signed"],
    )
    lists = pd.DataFrame([("T1", "complete", pd.Timestamp(known_as_at))], columns=["treaty", "coverage", "known_as_at"])
    return known_positions(acted, lists, ["T1"], "KEN", date(2026, 1, 5)).iloc[0]


@pytest.mark.parametrize(
    ("status", "since", "place", "text"),
    [
        ("party", date(1992, 6, 3), "party", "Party since 3 June 1992 (accession), as known at 15 January 2018"),
        ("signatory", date(1997, 4, 1), "signatory", "Signed on 1 April 1997; not party, as known at 15 January 2018"),
        ("withdrawn", date(2012, 1, 1), "not_party",
         "Not party: withdrew with effect from 1 January 2012, as known at 15 January 2018"),
        ("provisional", date(2015, 1, 1), "not_party",
         "Not party, applies provisionally since 1 January 2015, as known at 15 January 2018"),
    ],
)  # fmt: skip
def test_a_position_is_said_with_its_day_and_as_known_at(status: str, since: date, place: str, text: str) -> None:
    found = positions(status, since)
    assert (found["status"], found["text"]) == (place, text)
    assert pd.notna(found["since"]) is (status == "party")


def test_who_signed_and_applies_provisionally_is_a_signatory() -> None:
    assert positions("provisional", date(2015, 1, 1), signed=date(2014, 6, 1))["status"] == "signatory"


def test_an_act_later_than_its_list_is_known_on_its_own_day() -> None:
    assert positions("party", date(2019, 8, 29))["text"].endswith("as known at 29 August 2019")


def test_a_list_known_later_than_asked_is_known_at_the_day_asked() -> None:
    assert positions("party", date(1992, 6, 3), known_as_at=date(2026, 8, 22))["text"].endswith("5 January 2026")


@pytest.mark.parametrize(
    ("coverage", "place", "text"),
    [
        ("complete", "not_party", "Not party, as known at 15 January 2018"),
        ("partial", "unknown", "Not known: only part of the list is held, and it does not name your State"),
        ("none", "unknown", "Not known: no list of participants is held"),
    ],
)
def test_absence_says_only_what_the_list_can_say(coverage: str, place: str, text: str) -> None:
    nobody = pd.DataFrame(columns=["treaty", "state", "status", "since", "action", "signed"])
    day = pd.NaT if coverage == "none" else pd.Timestamp(2018, 1, 15)
    lists = pd.DataFrame([("T1", coverage, day)], columns=["treaty", "coverage", "known_as_at"])
    found = known_positions(nobody, lists, ["T1"], "KEN", date(2026, 1, 5)).iloc[0]
    assert (found["status"], found["text"]) == (place, text)
