"""Tables on their way out: the same bytes, real days and numbers, and nothing that a spreadsheet would run."""

import io
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from exports.table import harmless, to_csv, to_xlsx
from model import Caption

CAPTION = Caption(
    "Parties to the 1988 Convention",
    "190 parties",
    "United Nations Treaty Collection",
    date(2014, 7, 10),
    "a1b2c3d4e5",
    notes=("One later action was added from another source.",),
)
TABLE = pd.DataFrame(
    {
        "state": ["CIV", "KEN", "TUV"],
        "name": ["Côte d’Ivoire", "=cmd|' /C calc'!A0", 'Tuvalu, "the" islands'],
        "since": pd.to_datetime(["1991-11-25", None, "2000-02-29"]),
        "treaties": pd.array([7, None, 0], dtype="Int64"),
        "share": [0.5, float("nan"), 1.0],
        "member": [True, False, True],
        "third": pd.array([1 / 3, None, 2], dtype="Float64"),
        "told": pd.array([True, None, False], dtype="boolean"),
    }
)


def sheet(content: bytes, name: str) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


def test_csv_for_a_spreadsheet_is_marked_as_utf_8():
    lines = to_csv(TABLE).decode("utf-8").split("\r\n")
    assert lines == [
        "\ufeffstate,name,since,treaties,share,member,third,told",
        "CIV,Côte d’Ivoire,1991-11-25,7,0.5,true,0.3333333333333333,true",
        "KEN,'=cmd|' /C calc'!A0,,,,false,,",
        'TUV,"Tuvalu, ""the"" islands",2000-02-29,0,1,true,2,false',
        "",
    ]


def test_csv_of_the_data_set_is_plain():
    content = to_csv(TABLE, for_spreadsheet=False)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1", "＋1"],
)
def test_what_a_spreadsheet_would_run_is_made_harmless(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "-3", "+4.5", "-1e6", "5-6", "e-mail: a@b.org", "'quoted'", " plain"])
def test_what_is_harmless_is_left_alone(text):
    assert harmless(text) == text


@given(st.text())
def test_a_harmless_text_never_begins_a_formula_unless_it_is_a_number(text):
    said = harmless(text)
    if said.lstrip(" \u00a0").startswith(("=", "+", "-", "@")):
        float(said)


def test_a_workbook_has_the_table_and_what_is_said_of_it():
    content = to_xlsx(TABLE, CAPTION)
    rows = sheet(content, "Table")
    assert rows[0][0] == "Parties to the 1988 Convention"
    assert rows[1][0] == "190 parties"
    assert rows[3] == ("state", "name", "since", "treaties", "share", "member", "third", "told")
    assert rows[4] == ("CIV", "Côte d’Ivoire", datetime(1991, 11, 25), 7, 0.5, True, 1 / 3, True)
    assert rows[5] == ("KEN", "=cmd|' /C calc'!A0", None, None, None, False, None, None)
    notes = dict(row for row in sheet(content, "Notes"))
    assert notes["Source"] == "United Nations Treaty Collection"
    assert notes["As at"] == "10 July 2014"
    assert notes["Data revision"] == "a1b2c3d4e5"
    assert notes["Note"] == "One later action was added from another source."


def test_a_formula_in_a_workbook_is_text():
    book = load_workbook(io.BytesIO(to_xlsx(TABLE, CAPTION)))
    cell = book["Table"]["B6"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_invented_data_say_so_in_the_workbook():
    from dataclasses import replace

    content = to_xlsx(TABLE, replace(CAPTION, demonstration=True))
    assert sheet(content, "Table")[0][0] == "Demonstration data – invented"
    assert sheet(content, "Notes")[0] == ("Mark", "Demonstration data – invented")


def test_the_same_table_is_the_same_workbook():
    assert to_xlsx(TABLE, CAPTION) == to_xlsx(TABLE.copy(), CAPTION)


def test_an_empty_table_still_has_its_columns():
    assert to_csv(TABLE.head(0)).decode("utf-8-sig") == "state,name,since,treaties,share,member,third,told\r\n"
    assert sheet(to_xlsx(TABLE.head(0), CAPTION), "Table")[3][0] == "state"
