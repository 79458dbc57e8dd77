"""Collated sheets and exports of the form: one row a State, one return a row."""

from __future__ import annotations

from datetime import date

import pytest

from exports.xlsform import expanded
from language import sentence
from loaders import known
from loaders.collated import read_collated
from loaders.form import form_of
from loaders.form_export import is_form_export, read_form_export
from loaders.questionnaire import questionnaire
from loaders.sheets import Sheet, Value, Workbook
from loaders.wide_table import wide_table
from model import Cycle, Finding, Return, Visibility
from tests.return_workbooks import SMALL

CYCLE = Cycle("2026", "First", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))
TODAY = date(2026, 11, 21)


def table(header: str, *rows: tuple[Value | None, ...], first: int = 1) -> Workbook:
    """A workbook of one sheet: its header (headings between bars), and rows from the next row on."""
    headings = tuple(heading.strip() for heading in header.split("|"))
    cells = {
        (row, column): value
        for row, line in enumerate((headings, *rows), first)
        for column, value in enumerate(line, 1)
        if value not in (None, "")
    }
    return Workbook("t.xlsx", "xlsx", "", "", (Sheet("Data", False, cells),))


def read(book: Workbook, how=read_collated) -> tuple[dict[str, Return], list[Finding]]:
    found, findings = how(book, CYCLE, {"2026": SMALL}.__getitem__, TODAY)
    for finding in findings:
        assert sentence(finding)
    return {sent.state: sent for sent in found}, findings


def values(sent: Return) -> dict[str, str]:
    return {answer.question: answer.value for answer in sent.answers}


def told(book: Workbook, how=read_collated) -> list[tuple[str, str]]:
    return [(f.code, f.place.cell) for f in read(book, how)[1] if f.code != "return.no_consent_column"]


def test_a_collated_sheet_is_one_return_a_row():
    book = table(
        "State | d1_1 | d1_2 | c1_law | c1_cover | x_laws",
        ("Kenya", "Fully", "no", "Partly", "Other officials; all", 3),
        ("Côte d'Ivoire", "Partiellement", None, "Non", None, None),
    )
    found, findings = read(book)
    assert values(found["KEN"]) == {
        "d1_1": "fully",
        "d1_2": "no",
        "c1_law": "partly",
        "c1_cover": "all other",
        "x_laws": "3",
    }
    assert values(found["CIV"]) == {"d1_1": "partly", "c1_law": "no"}
    assert found["CIV"].answers[0].place.cell == "B3"
    assert [(f.code, f.place.cell) for f in findings] == [("return.no_consent_column", "")]


def test_columns_may_carry_the_question_in_full_and_a_title_above_them():
    book = table(
        "Has your State pledged cooperation? | Pays | Has your State taken measures? | c1_law_note | c1_law",
        ("No", "Maroc", "Fully", "law 46-19", "Fully"),
        first=4,
    )
    found, _ = read(book)
    assert values(found["MAR"]) == {"d1_1": "fully", "d1_2": "no", "c1_law": "fully"}
    assert found["MAR"].answers[-1].comment == "law 46-19"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea", "return.state_ambiguous"),
        ("Kenia and others", "return.state_not_known"),
        ("Total", "return.state_not_known"),
        ("European Union", "return.state_not_known"),
        (None, "return.state_missing"),
    ],
)
def test_a_row_whose_state_is_not_certain_is_not_taken(name, code):
    book = table("State | d1_1 | d1_2 | c1_law", (name, "Fully", "No", "No"), ("Uganda", "Fully", "No", "No"))
    assert told(book) == [(code, "A2")]
    assert set(read(book)[0]) == {"UGA"}


def test_two_rows_of_one_state_are_not_taken():
    row = ("Fully", "No", "No")
    book = table("State | d1_1 | d1_2 | c1_law", ("Kenya", *row), ("Uganda", *row), ("Republic of Kenya", *row))
    assert told(book) == [("return.state_twice", "A4")]
    assert set(read(book)[0]) == {"UGA"}


def test_a_table_of_which_no_row_is_taken_is_refused_with_the_reason():
    assert told(table("State | d1_1 | d1_2 | c1_law", ("Atlantis", "Fully", "No", "No"))) == [
        ("return.no_rows_taken", ""),
        ("return.state_not_known", "A2"),
    ]


def test_a_table_without_questions_is_refused():
    assert told(table("State | Capital", ("Kenya", "Nairobi"))) == [("return.no_question_columns", "")]


def test_repeats_fold_down_the_column():
    rows = [(name, "N/A", "No", "No") for name in ("Kenya", "Uganda", "Chad", "Mali")]
    assert told(table("State | d1_1 | d1_2 | c1_law", *rows)) == [("return.reason_missing", "B2:B5")]


def test_blank_answers_of_a_collated_sheet_are_not_told_but_wrong_ones_are():
    book = table("State | d1_1 | d1_2 | c1_law", ("Kenya", "Fuly", None, "No"))
    assert told(book) == [("return.unknown_choice_near", "B2")]


def test_other_columns_are_kept():
    book = table("State | Region | d1_1 | d1_2 | c1_law", ("Kenya", "Africa", "Fully", "No", "No"))
    found, _ = read(book)
    assert told(book) == [("return.columns_unread", "")]
    assert [(place.cell, text) for place, text in found["KEN"].unread] == [("B2", "Africa")]


def test_a_row_of_another_cycle_is_not_taken():
    book = table(
        "State | cycle | d1_1 | d1_2 | c1_law", ("Kenya", 2025, "No", "No", "No"), ("Mali", 2026, "No", "No", "No")
    )
    assert told(book) == [("return.row_of_another", "B2")]


def test_a_table_with_far_too_many_rows_is_no_table_of_returns():
    book = table("State | d1_1 | d1_2 | c1_law", *[("Kenya", "No", "No", "No")] * 2500)
    assert told(book) == [("return.too_many_rows", "")]


KOBO = (
    "_id | _uuid | _submission_time | start | edition | cycle | cover/state | cover/cover_name | cover/cover_consent"
    "| part_a/a_d_6_block/a_untc_vi_19_row/a_untc_vi_19 | part_a/a_d_6_block/a_untc_vi_19_row/a_untc_vi_19_since"
    "| part_b/d1_1_row/d1_1 | part_b/d1_1_row/d1_1_why | part_b/d1_1_row/d1_1_sec | part_b/d1_2_row/d1_2_note"
    "| part_c/c1_cover_row/c1_cover | part_c/c1_cover_row/c1_cover/all | part_c/c1_cover_row/c1_cover/other"
)


def submission(
    number: int, time: str, state: str = "KEN", measures: str = "not_applicable"
) -> tuple[Value | None, ...]:
    return (
        number, f"uuid-{number}", time, "2026-02-01", "2026", "2026", state, "A. Otieno", "whole", "party",
        "1992-10-19",
        measures, "no such crime", "yes", "to be revised", "all other", 1, 1,
    )  # fmt: skip


def test_an_export_of_kobotoolbox_with_groups_companions_and_split_choices():
    book = table(KOBO, submission(7, "2026-02-01T10:00:00"))
    assert is_form_export(wide_table(book, form_of(SMALL)))
    found, findings = read(book, read_form_export)
    sent = found["KEN"]
    assert findings == []
    assert (sent.consent, sent.cover) == (frozenset("ABCD"), {"name": "A. Otieno"})
    answers = {answer.question: answer for answer in sent.answers}
    assert answers["a_untc_vi_19"].since == date(1992, 10, 19)
    assert (answers["d1_1"].value, answers["d1_1"].reason) == ("not_applicable", "no such crime")
    assert answers["d1_1"].visibility is Visibility.SECRETARIAT
    assert (answers["d1_2"].value, answers["d1_2"].comment) == ("", "to be revised")
    assert answers["c1_cover"].value == "all other"
    assert sent.unread == ()


def test_an_export_of_odk_central_with_labels():
    book = table(
        "SubmissionDate | meta-instanceID | KEY | cover-state | part_b-d1_1_row-d1_1 | part_b-d1_2 | part_c-c1_law",
        ("2026-02-01T10:00:00.000Z", "uuid:1", "uuid:1", "Kenya", "Fully", "In preparation", "No"),
    )
    found, _ = read(book, read_form_export)
    assert values(found["KEN"]) == {"d1_1": "fully", "d1_2": "in_preparation", "c1_law": "no"}


def test_labels_of_several_choices_in_one_cell_are_read_from_their_own_columns():
    book = table(
        "_uuid | state | d1_1 | d1_2 | Whom does it cover? | Whom does it cover?/All public officials"
        "| Whom does it cover?/Other officials",
        ("u", "KEN", "Fully", "No", "All public officials Other officials", 1, 1),
        ("u", "UGA", "Fully", "No", "Other officials", 0, 1),
        ("u", "TZA", "Fully", "No", None, 0, 0),
    )
    found, _ = read(book, read_form_export)
    assert [values(found[state]).get("c1_cover") for state in ("KEN", "UGA", "TZA")] == ["all other", "other", None]


def test_of_several_submissions_the_latest_is_taken_and_the_others_named():
    book = table(
        KOBO,
        submission(1, "2026-02-03T10:00:00", measures="fully"),
        submission(2, "2026-02-01T10:00:00", measures="partly"),
        submission(3, "2026-02-02T10:00:00", "UGA", measures="no"),
    )
    found, findings = read(book, read_form_export)
    assert {state: values(sent)["d1_1"] for state, sent in found.items()} == {"KEN": "fully", "UGA": "no"}
    told = [f for f in findings if f.code == "return.earlier_submissions"]
    assert [(f.place.cell, f.facts["others"]) for f in told] == [("G2", "2026-02-01T10:00:00 (G3)")]


@pytest.mark.parametrize("between", ["/", "-"], ids=["KoboToolbox", "ODK Central"])
def test_every_column_of_the_form_we_deploy_is_understood(between):
    edition = questionnaire("2026")
    tables = {name: known.rows(f"questionnaire/2026/{name}.csv") for name in ("survey", "choices", "settings")}
    path: list[str] = []
    names = []
    for row in expanded(tables, known.provisions(), known.states(), "2026")["survey"]:
        if row["type"] == "begin_group":
            path.append(row["name"])
        elif row["type"] == "end_group":
            path.pop()
        elif row["type"] != "note":
            names.append(between.join((*path, row["name"])))
    found = wide_table(table("|".join(["_uuid", *names])), form_of(edition))
    assert {code for code, what in found.columns if what == "answer"} >= {q.code for q in edition.questions}
    assert {what for _, what in found.columns} == {
        "answer", "since", "reason", "legal_reference", "comment", "secretariat",
    }  # fmt: skip
    assert set(found.named) == {"_uuid", "form", "edition", "cycle", "state"}
    assert found.state == found.named["state"]
