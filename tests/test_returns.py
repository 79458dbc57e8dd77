"""What people do to a workbook before they send it back, and what they are told."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date

import pytest

from language import sentence
from loaders.returns import read_parts, read_return
from loaders.sheets import CellError, Sheet, Uncached, Workbook
from model import Cycle, Finding, Return, Severity, Visibility
from tests.return_workbooks import SMALL, B, D, Line, identity_sheet, part, whole, workbook

CYCLES = {"2026": Cycle("2026", "First", "2026", date(2026, 1, 5), date(2026, 2, 27), date(2026, 12, 31))}
TODAY = date(2026, 11, 21)


def read(*books: Workbook) -> tuple[Return | None, list[Finding]]:
    found, findings = read_parts(books, {"2026": SMALL}.__getitem__, CYCLES, TODAY)
    for finding in findings:
        assert sentence(finding)
    return found, findings


def told(*books: Workbook, also_notes: bool = True) -> list[tuple[str, str]]:
    return [(f.code, f.place.cell) for f in read(*books)[1] if also_notes or f.severity is not Severity.NOTE]


def values(book: Workbook) -> dict[str, str]:
    found, _ = read(book)
    assert found is not None
    return {answer.question: answer.value for answer in found.answers}


def one(code: str, *cells: object) -> Workbook:
    """A return in which one question of part B or D is answered as given."""
    key, lines = ("B", B) if code.startswith("d") else ("D", D)
    return whole({key: [(code, *cells) if line[0] == code else line for line in lines]})


def test_a_complete_return_has_nothing_to_be_told():
    found, findings = read(whole())
    assert findings == []
    assert (found.state, found.cycle, found.edition, found.language) == ("KEN", "2026", "2026", "en")
    assert found.consent == frozenset("ABCD")
    assert values(whole()) == {
        "a_untc_vi_19": "party", "a_untc_xviii_12": "not_party", "d1_1": "fully", "d1_2": "no", "c1_law": "partly",
        "c1_cover": "other", "c1_breach": "civil", "x_laws": "3", "x_note": "Nothing else", "x_day": "2020-02-29",
    }  # fmt: skip
    assert found.answers[0].since == date(1992, 6, 3)
    assert (found.answers[2].place.sheet, found.answers[2].place.cell) == ("B Declaration", "E6")


# Whose return it is


def test_a_demonstration_stays_one():
    assert read(whole(demonstration="yes"))[0].cover == {"demonstration": "yes"}


def test_the_marker_alone_is_enough():
    book = whole()
    without = replace(book, sheets=book.sheets[1:])
    assert read(without) == read(book)


def test_the_subject_alone_is_enough():
    sheet = part("B", B)
    del sheet.cells[1, 1]
    assert read(workbook(sheet, subject="IMR|2026|2026|KEN|fr"))[0].language == "fr"


def test_a_workbook_that_is_not_ours_gets_one_finding():
    assert told(workbook(Sheet("Sheet1", False, {(1, 1): "Dear colleague"}))) == [("return.not_ours", "")]


def test_an_empty_workbook_gets_one_finding():
    assert told(workbook()) == [("return.not_ours", "")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"edition": "1997"}, "return.unknown_edition"),
        ({"edition": "../../data"}, "return.unknown_edition"),
        ({"cycle": "1997"}, "return.unknown_cycle"),
        ({"state": "XKX"}, "return.unknown_state"),
        ({"state": "SUN"}, "return.unknown_state"),
        ({"cycle": ""}, "return.identity_incomplete"),
    ],
)
def test_what_is_not_known_stops_everything(said, code):
    book = workbook(identity_sheet(**said), Sheet("B", False, {(5, 1): "Code", (5, 2): "Answer", (6, 1): "d1_1"}))
    assert told(book) == [(code, "")]


def test_two_states_in_one_workbook_are_a_blocker_at_the_sheet_that_differs():
    foreign = part("B", B, marker="IMR|2026|2026|UGA|en")
    found, findings = read(workbook(identity_sheet(), part("A", []), foreign))
    assert found is None
    assert [(f.code, f.place.sheet, f.place.cell) for f in findings] == [
        ("return.identity_disagrees", "B Declaration", "A1")
    ]
    assert findings[0].facts == {"field": "state", "here": "UGA", "elsewhere": "KEN", "where": "_return"}


def test_an_edition_other_than_the_cycles_is_read_and_told():
    cycles = {"2026": replace(CYCLES["2026"], edition="2030")}
    found, findings = read_return(whole(), {"2026": SMALL}.__getitem__, cycles, TODAY)
    assert found.edition == "2026"
    assert [f.code for f in findings] == ["return.other_edition"]


# Where the answers stand


def test_a_row_inserted_above_the_headings_moves_everything():
    book = whole()
    sheets = tuple(
        replace(s, cells={(row + 3, column): v for (row, column), v in s.cells.items()}) for s in book.sheets
    )
    found, findings = read(replace(book, sheets=sheets))
    assert findings == []
    assert found.answers[2].place.cell == "E9"


def test_columns_are_found_by_their_headings_in_any_language():
    cells = {(1, 1): "IMR|2026|2026|KEN|fr|B", (7, 2): "Commentaire", (7, 4): "RÉPONSE", (7, 9): "Code"}
    cells |= {(8, 9): "d1_1", (8, 4): "Partiellement", (8, 2): "en cours", (9, 9): "d1_2", (9, 4): "Non"}
    found, findings = read(workbook(Sheet("B", False, cells)))
    assert [(a.question, a.value, a.comment) for a in found.answers] == [
        ("d1_1", "partly", "en cours"),
        ("d1_2", "no", ""),
    ]
    assert [f.code for f in findings] == ["return.parts_missing"]


def test_without_an_answer_heading_the_sheet_is_one_error():
    book = whole()
    del book.sheets[3].cells[5, 5]
    assert told(book) == [("return.no_answer_column", "")]


def test_a_lost_code_heading_is_made_up_by_the_codes():
    book = whole()
    del book.sheets[3].cells[5, 1]
    assert values(book)["d1_1"] == "fully"


def test_blank_and_heading_rows_between_questions_are_nothing():
    sheet = part("B", [B[0]])
    sheet.cells.update({(7, 2): "Article 1. Measures", (12, 1): "d1_2", (12, 5): "Partly"})
    assert values(workbook(identity_sheet(), sheet))["d1_2"] == "partly"


def test_a_code_that_is_gone_is_made_up_by_the_text_of_its_question():
    book = whole()
    del book.sheets[3].cells[7, 1]
    book.sheets[3].cells[7, 3] = "Has your State pledged cooperation?\nFor example by treaty."
    assert told(book) == [("return.found_by_question", "A7")]
    assert values(book)["d1_2"] == "no"


def test_the_column_of_codes_may_be_gone_with_the_marker_in_it():
    book = whole()
    sheet = book.sheets[3]
    for row, text in ((6, "Has your State taken measures?"), (7, "Has your State pledged cooperation?")):
        sheet.cells[row, 3] = text
    moved = {(row, column - 1): value for (row, column), value in sheet.cells.items() if column > 1}
    book = replace(book, sheets=(*book.sheets[:3], replace(sheet, cells=moved), *book.sheets[4:]))
    assert values(book)["d1_2"] == "no"
    assert {code for code, _ in told(book)} == {"return.found_by_question"}


def test_a_table_of_ones_own_is_an_extra_sheet():
    book = whole()
    for headings in (("Date", "Comment"), ("Question", "Answer")):
        cells = {(1, 1): headings[0], (1, 2): headings[1], (2, 1): "who?", (2, 2): "me"}
        assert told(replace(book, sheets=(*book.sheets, Sheet("Own", False, cells)))) == [("return.extra_sheet", "")]


def test_a_row_that_is_gone_is_told_with_its_code():
    _, findings = read(whole({"B": B[:1]}))
    assert [(f.code, f.place.sheet, f.facts["codes"]) for f in findings] == [
        ("return.rows_missing", "B Declaration", "d1_2")
    ]


def test_a_part_that_is_gone_is_told():
    book = whole()
    _, findings = read(replace(book, sheets=book.sheets[:-1]))
    assert [(f.code, f.facts["parts"]) for f in findings] == [("return.parts_missing", "D")]


def test_a_code_of_no_question_is_told_and_its_row_kept():
    found, findings = read(whole({"B": [*B, ("d99_1", "Fully")]}))
    assert [(f.code, f.place.cell) for f in findings] == [("return.unknown_code", "A8")]
    assert [(place.cell, text) for place, text in found.unread] == [("A8", "d99_1"), ("E8", "Fully")]


def test_a_question_twice_with_one_answer_is_a_note():
    assert told(whole({"B": [*B, ("d1_1", "fully")]})) == [("return.row_twice", "E8")]
    assert told(whole({"B": [*B, ("d1_1", None)]})) == [("return.row_twice", "E8")]


def test_a_question_twice_with_two_answers_is_an_error_and_neither_is_taken():
    book = whole({"B": [*B, ("d1_1", "Partly"), ("d1_1", "No")]})
    assert told(book) == [("return.conflicting_answers", "E8"), ("return.conflicting_answers", "E9")]
    found, _ = read(book)
    assert "d1_1" not in values(book)
    assert [text for _, text in found.unread] == ["fully", "partly", "no"]


def test_an_answer_merged_over_two_questions_is_read_for_the_first():
    book = whole({"B": [("d1_1", "Partly"), ("d1_2", None)]})
    sheet = replace(book.sheets[3], merged=((6, 5, 7, 5), (2, 2, 2, 10)))
    book = replace(book, sheets=(*book.sheets[:3], sheet, *book.sheets[4:]))
    assert told(book) == [("return.merged_answers", "E6:E7")]
    assert values(book)["d1_1"] == "partly"


# What an answer says


@pytest.mark.parametrize(
    ("code", "cells", "finding", "kept"),
    [
        ("d1_1", (CellError("#REF!"),), ("return.error_cell", "E6"), None),
        ("d1_1", (Uncached("VLOOKUP(1,A:B,2)"),), ("return.uncached_formula", "E6"), None),
        ("d1_1", ("Fulyl",), ("return.unknown_choice_near", "E6"), None),
        ("d1_1", ("42 %",), ("return.unknown_choice", "E6"), None),
        ("d1_1", ("no?",), ("return.unknown_choice_near", "E6"), None),
        ("d1_1", ("Not applicable",), ("return.reason_missing", "F6"), "not_applicable"),
        ("d1_1", (None, "There are no such laws"), ("return.reason_without_answer", "E6"), ""),
        ("d1_1", ("  ",), ("return.blank_required", "E6"), None),
        ("d1_2", (None,), ("return.blank", "E7"), None),
        ("x_laws", ("about twelve",), ("return.not_a_number", "E6"), None),
        ("x_laws", ("1,200",), ("return.number_read_as", "E6"), "1200"),
        ("x_day", (45418,), ("return.day_from_serial", "E8"), "2024-05-06"),
        ("x_day", ("03/06/1992",), ("return.day_ambiguous", "E8"), None),
        ("x_day", ("spring 1992",), ("return.day_unreadable", "E8"), None),
        ("x_day", ("1992",), ("return.day_incomplete", "E8"), None),
    ],
)
def test_a_cell_is_told_where_it_stands(code, cells, finding, kept):
    book = one(code, *cells)
    assert told(book)[0] == finding
    assert values(book).get(code) == kept


def test_what_cannot_be_read_is_kept_and_is_not_blank():
    found, findings = read(one("d1_1", "Fulyl"))
    assert [f.code for f in findings] == ["return.unknown_choice_near"]
    assert findings[0].facts["suggestion"] == "Fully"
    assert [(place.cell, text) for place, text in found.unread] == [("E6", "Fulyl")]


def test_what_hangs_on_an_answer_that_cannot_be_read_is_not_judged():
    lines: list[Line] = [("c1_law", "Prtly"), ("c1_cover", "Other officials"), ("c1_breach", "Civil liability")]
    assert told(whole({"C": lines})) == [("return.unknown_choice_near", "E6")]


def test_an_answer_to_a_question_that_does_not_apply_is_kept_with_a_note():
    lines: list[Line] = [("c1_law", "No"), ("c1_cover", "Other officials"), ("c1_breach", "Civil liability")]
    assert told(whole({"C": lines})) == [("return.not_asked", "E7")]
    assert values(whole({"C": lines}))["c1_cover"] == "other"


def test_a_question_that_does_not_apply_may_be_blank():
    assert told(whole({"C": [("c1_law", "No"), ("c1_cover", None), ("c1_breach", "Civil liability")]})) == []


def test_none_excludes_the_others():
    lines: list[Line] = [
        ("c1_law", "No"),
        ("c1_cover",),
        ("c1_breach", "No consequence is provided for; Civil liability"),
    ]
    assert told(whole({"C": lines})) == [("return.none_with_others", "E8")]


@pytest.mark.parametrize(
    ("answer", "since", "code"),
    [
        ("Party", "2027-01-01", "return.since_in_future"),
        ("Party", "1988-12-19", "return.since_before_adoption"),
        ("Party", None, "return.since_missing"),
        ("Not party", "1992-06-03", "return.since_without_party"),
        ("Party", "03/06/1992", "return.day_ambiguous"),
        ("Party", date(1988, 12, 20), None),
        ("Not party", None, None),
    ],
)
def test_days_of_treaties(answer, since, code):
    lines: list[Line] = [("a_untc_vi_19", answer, since), ("a_untc_xviii_12", "Not party")]
    assert told(whole({"A": lines})) == ([(code, "F6")] if code else [])


@pytest.mark.parametrize(
    ("said", "visibility", "codes"),
    [
        ("Yes", Visibility.SECRETARIAT, []),
        ("oui", Visibility.SECRETARIAT, []),
        (True, Visibility.SECRETARIAT, []),
        ("No", Visibility.OPEN, []),
        (False, Visibility.OPEN, []),
        (None, Visibility.OPEN, []),
        ("please discuss", Visibility.SECRETARIAT, [("return.secretariat_word", "I6")]),
    ],
)
def test_what_may_be_confidential_is_confidential(said, visibility, codes):
    book = one("d1_1", "Fully", None, None, None, said)
    assert told(book) == codes
    assert read(book)[0].answers[2].visibility is visibility


# What may be published


@pytest.mark.parametrize(
    ("lines", "parts", "codes"),
    [
        ([("cover_consent", "oui")], "ABCD", []),
        ([("cover_consent", "No")], "", []),
        ([("cover_consent", None)], "", ["return.consent_blank"]),
        ([("cover_consent", None), ("cover_consent_A", "Yes")], "", ["return.consent_blank"]),
        ([("cover_consent", "In part"), ("cover_consent_A", "Yes"), ("cover_consent_D", "sí")], "AD", []),
        ([("cover_consent", "In part")], "", ["return.consent_no_part"]),
        ([("cover_consent", "Yes"), ("cover_consent_C", "No")], "ABD", ["return.consent_contradicts"]),
        ([("cover_consent", "No"), ("cover_consent_C", "Yes")], "", ["return.consent_contradicts"]),
        ([("cover_consent", "ask us")], "", ["return.consent_word"]),
        ([("cover_consent", CellError("#N/A"))], "", ["return.consent_word"]),
        ([("cover_consent", "In part"), ("cover_consent_A", "maybe"), ("cover_consent_B", "Yes")], "B",
         ["return.consent_word"]),
    ],
)  # fmt: skip
def test_only_what_is_clearly_allowed_is_published(lines, parts, codes):
    found, findings = read(whole({"cover": lines}))
    assert "".join(sorted(found.consent)) == parts
    assert [f.code for f in findings] == codes


def test_the_cover_says_who_sends_it():
    lines: list[Line] = [("cover_name", "A. Otieno"), ("cover_day", date(2026, 2, 1)), ("cover_consent", "No")]
    assert read(whole({"cover": lines}))[0].cover == {"name": "A. Otieno", "day": "2026-02-01"}


# Nothing is dropped


def test_notes_beside_the_answers_and_extra_sheets_are_kept():
    book = whole()
    book.sheets[3].cells.update({(6, 12): "see annex", (30, 3): "Filled by the Ministry of Justice"})
    annex = Sheet("Annex", False, {(1, 1): "Law 12 of 2003", (2, 2): 7})
    found, findings = read(replace(book, sheets=(*book.sheets, annex)))
    assert [(f.code, f.place.sheet, f.place.cell) for f in findings] == [
        ("return.extra_sheet", "Annex", ""),
        ("return.unread_text", "B Declaration", "L6"),
        ("return.unread_text", "B Declaration", "C30"),
    ]
    assert {text for _, text in found.unread} == {
        "see annex",
        "Filled by the Ministry of Justice",
        "Law 12 of 2003",
        "7",
    }


def test_what_was_issued_and_changed_is_told():
    book = whole(known=f"d1_1={zlib.crc32(b'Partly'):08x} d1_2={zlib.crc32(b''):08x}")
    book.sheets[3].cells.update({(6, 4): "Partly", (7, 4): "Yes"})
    assert told(book) == [("return.known_changed", "D7")]


def test_a_return_without_any_answer_is_refused_with_a_reason():
    blank: dict[str, list[Line]] = {
        "A": [("a_untc_vi_19",), ("a_untc_xviii_12",)],
        "B": [("d1_1",), ("d1_2",)],
        "C": [("c1_law",), ("c1_cover",), ("c1_breach",)],
        "D": [("x_laws",), ("x_note",), ("x_day",)],
    }
    found, findings = read(whole(blank))
    assert found is None
    assert (findings[0].code, findings[0].severity) == ("return.no_answers", Severity.BLOCKER)


# Several files, and findings in order


def csv(key: str, lines: list[Line]) -> Workbook:
    return workbook(
        part(key, lines, name="").__class__("", False, part(key, lines).cells), file=f"{key}.csv", kind="csv"
    )


def test_a_csv_of_one_part_is_read_and_says_what_is_not_in_it():
    found, findings = read(csv("B", B))
    assert [a.question for a in found.answers] == ["d1_1", "d1_2"]
    assert [(f.code, f.facts["parts"]) for f in findings] == [("return.csv_of_one_sheet", "Cover, A, C, D")]


def test_csv_files_of_one_return_are_one_return():
    book = whole()
    keys = ("cover", "A", "B", "C", "D")
    files = [
        workbook(replace(sheet, name=""), file=f"{key}.csv", kind="csv")
        for key, sheet in zip(keys, book.sheets[1:], strict=True)
    ]
    found, findings = read(*files)
    assert findings == []
    assert found.consent == frozenset("ABCD")
    assert {a.question: a.value for a in found.answers} == values(book)


def test_what_one_ministry_leaves_blank_another_answers():
    first, second = whole({"B": [("d1_1", "Fully"), ("d1_2",)]}), whole({"B": [("d1_1",), ("d1_2", "Partly")]})
    found, findings = read(first, replace(second, file="justice.xlsx"))
    assert findings == []
    assert [a.value for a in found.answers if a.question.startswith("d1")] == ["fully", "partly"]


def test_ministries_that_disagree_are_told_both_places():
    _, findings = read(whole(), replace(whole({"B": [("d1_1", "No"), B[1]]}), file="justice.xlsx"))
    assert [(f.code, f.place.file, f.place.cell, f.facts["elsewhere"]) for f in findings] == [
        ("return.conflicting_answers", "justice.xlsx", "E6", "KEN.xlsx, B Declaration, E6")
    ]


def test_csv_files_of_one_name_are_two_files():
    first, second = replace(csv("B", B), file="Tabelle1.csv"), replace(csv("D", D), file="Tabelle1.csv")
    first.sheets[0].cells[6, 14] = "kept"
    found, findings = read(first, second)
    assert [f.code for f in findings] == ["return.csv_of_one_sheet", "return.unread_text"]
    assert [text for _, text in found.unread] == ["kept"]


def test_a_flood_of_findings_is_cut_and_counted():
    book = whole()
    book.sheets[3].cells.update({(row, 1): f"code {row}" for row in range(10, 2510)})
    findings = read(book)[1]
    assert len(findings) == 2001
    assert (findings[-1].code, findings[-1].facts) == ("return.more_findings", {"more": "500"})


def test_covers_that_disagree_on_publication_allow_nothing():
    second = replace(whole({"cover": [("cover_consent", "No"), ("cover_name", "B")]}), file="justice.xlsx")
    found, findings = read(whole(), second)
    assert (found.consent, found.cover) == (frozenset(), {"name": "B"})
    assert [(f.code, f.place.file, f.place.cell) for f in findings] == [("return.covers_differ", "justice.xlsx", "E6")]


def test_files_of_two_states_are_not_one_return():
    assert told(whole(), workbook(identity_sheet(state="UGA"), file="UGA.xlsx")) == [("return.identity_disagrees", "")]


def test_repeats_fold_over_headings_and_the_cause_comes_first():
    sheet = part("B", [("d1_1", "Not applicable"), ("heading", None), ("d1_2", "Not applicable")])
    del sheet.cells[7, 1]
    book = whole()
    book = replace(book, sheets=(*book.sheets[:3], sheet, book.sheets[4]))
    assert told(book) == [("return.parts_missing", ""), ("return.reason_missing", "F6:F8")]
