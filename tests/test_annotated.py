"""The sender's own workbook with the findings in its cells: it can be read by a person, mended, and sent again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from exports.annotated import MARKER, annotated
from language import sentence
from loaders.opening import open_content
from loaders.return_identity import ANNOTATION
from loaders.returns import read_return
from loaders.sheets import CellError, Sheet, Uncached, Workbook
from model import Finding, Place, Severity
from tests.return_workbooks import SMALL, B, D, Line, whole

TODAY = date(2026, 11, 21)
WRONG: dict[str, list[Line]] = {
    "B": [("d1_1", "Fulyl"), ("d1_2", "Not applicable")],
    "D": [("x_laws", 3), ("x_note", "=HYPERLINK(1)"), D[2]],
}


def check(book: Workbook) -> list[Finding]:
    return read_return(book, {"2026": SMALL}.__getitem__, as_at=TODAY)[1]


def saved(book: Workbook) -> bytes:
    """The same workbook as a file."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for sheet in book.sheets:
        into = made.create_sheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            into.cell(row, column, value).data_type = "s" if isinstance(value, str) else "n"
        into.sheet_state = "hidden" if sheet.hidden else "visible"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(params=["xlsx", "ods"], ids=["written into", "copied"])
def result(request):
    """A wrong return, annotated: of an xlsx the workbook itself, of anything else a copy of its values."""
    book = replace(whole(WRONG), kind=request.param)
    findings = check(book)
    return book, findings, annotated(saved(book), book.kind, findings, book.sheets)


def test_every_cell_found_is_marked_and_says_why(result):
    _, findings, content = result
    made = opened(content)
    assert [(f.code, f.place.cell) for f in findings] == [
        ("return.unknown_choice_near", "E6"),
        ("return.reason_missing", "F7"),
    ]
    for finding in findings:
        cell = made[finding.place.sheet][finding.place.cell]
        assert cell.comment.text == f"Error: {sentence(finding)}"
        assert cell.fill.fgColor.rgb != made["B Declaration"]["E7"].fill.fgColor.rgb


def test_the_first_sheet_lists_all_with_links(result):
    _, findings, content = result
    first = opened(content).worksheets[0]
    assert first.title == "Findings"
    rows = list(first.iter_rows(min_row=6, min_col=2, values_only=True))
    assert rows == [
        (str(number), "Error", "B Declaration", f.place.cell, sentence(f)) for number, f in enumerate(findings, 1)
    ]
    assert first["E6"].hyperlink.location == "'B Declaration'!E6"


def test_what_comes_back_reads_as_what_was_sent(result):
    book, findings, content = result
    again, _ = open_content("again.xlsx", content)
    assert [(f.code, f.place.sheet, f.place.cell) for f in check(again)] == [
        (f.code, f.place.sheet, f.place.cell) for f in findings
    ]
    assert {sheet.name for sheet in again.sheets} == {"Findings", *(sheet.name for sheet in book.sheets)}
    assert next(sheet for sheet in again.sheets if sheet.name == "_return").hidden


def test_text_that_looks_like_a_formula_is_no_formula(result):
    _, _, content = result
    cell = opened(content)["D Further information"]["E7"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_same_findings_give_the_same_bytes(kind):
    book = whole(WRONG)
    sent, findings = saved(book), check(book)
    assert annotated(sent, kind, findings, book.sheets) == annotated(sent, kind, findings, book.sheets)


def test_the_reader_of_returns_knows_the_sheet():
    assert MARKER == ANNOTATION


def test_a_csv_has_one_sheet_without_a_name():
    sheet = Sheet("", False, {(1, 1): "=1+1", (2, 2): CellError("#REF!"), (3, 1): Uncached("SUM(A1)"), (4, 1): TODAY})
    finding = Finding("return.error_cell", Severity.ERROR, Place("x.csv", "", "B2"), {"found": "#REF!"})
    made = opened(annotated(b"", "csv", [finding], [sheet]))
    assert [cell.value for cell in made["Sheet"]["A"]] == ["=1+1", None, "=SUM(A1)", made["Sheet"]["A4"].value]
    assert {cell.data_type for cell in made["Sheet"]["A"][:3]} == {"s", "n"}
    assert made["Sheet"]["B2"].comment.text.startswith("Error: ")


def test_a_range_is_marked_cell_by_cell():
    finding = Finding("return.blank", Severity.NOTE, Place("x.xlsx", "B Declaration", "E6:E7"))
    made = opened(annotated(saved(whole()), "xlsx", [finding], whole().sheets))
    assert [bool(made["B Declaration"][cell].comment) for cell in ("E5", "E6", "E7", "E8")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_workbook_with_a_merge_over_everything_is_copied():
    book = whole({"B": B})
    bomb = replace(book.sheets[0], merged=((1, 1, 1_048_576, 16_384),))
    made = opened(annotated(b"not even a workbook", "xlsx", [], [bomb, *book.sheets[1:]]))
    assert made["B Declaration"]["E6"].value == "Fully"


def test_a_workbook_that_cannot_be_written_into_again_is_copied():
    made = opened(annotated(b"not a container", "xlsx", check(whole()), whole().sheets))
    assert made["B Declaration"]["E6"].value == "Fully"
    assert made.worksheets[0]["B3"].value == "Nothing needs to be mended."
