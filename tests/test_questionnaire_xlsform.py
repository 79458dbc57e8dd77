"""The same questionnaire as an XLSForm: pyxform accepts the tables as they stand, and the form made of them."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from datetime import datetime

from openpyxl import load_workbook
from pyxform.xls2xform import convert

from exports.xlsform import expanded, xlsform
from loaders import known
from loaders.questionnaire import questionnaire, tables

ISSUED = datetime(2026, 1, 5)


def made() -> bytes:
    return xlsform(tables("2026"), known.provisions(), known.states(), "2026", ISSUED)


def test_pyxform_accepts_the_tables_as_they_stand() -> None:
    assert convert(tables("2026")).warnings == []


def test_odk_validate_finds_nothing_in_the_form() -> None:
    assert convert(io.BytesIO(made()), file_type=".xlsx", validate=True).warnings == []


def test_pyxform_makes_a_form_with_every_question_and_its_companions() -> None:
    form = convert(io.BytesIO(made()), file_type=".xlsx")
    assert form.warnings == []
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(form.xform).iter()}
    for question in questionnaire("2026").questions:
        wanted = {"", "_ref", "_note", "_sec"} | ({"_since"} if question.part == "A" else set())
        wanted |= {"_why"} if question.kind == "scale" else set()
        assert {question.code + ending for ending in wanted} <= names
    assert {"state", "cycle", "edition", "cover_name", "cover_day", "cover_consent", "cover_consent_D"} <= names


def test_a_reason_is_required_only_where_a_question_does_not_apply() -> None:
    form = expanded(tables("2026"), known.provisions(), known.states(), "2026")
    (why,) = (row for row in form["survey"] if row.get("name") == "d9_2_why")
    assert (why["relevant"], why["required"]) == ("selected(${d9_2}, 'not_applicable')", "yes")


def test_193_member_states_and_two_observers_may_answer() -> None:
    form = expanded(tables("2026"), known.provisions(), known.states(), "2026")
    assert sum(row["list_name"] == "state" for row in form["choices"]) == 195


def test_groups_open_and_close() -> None:
    depth = 0
    for row in expanded(tables("2026"), known.provisions(), known.states(), "2026")["survey"]:
        depth += {"begin_group": 1, "end_group": -1}.get(row["type"], 0)
        assert depth >= 0
    assert depth == 0


def test_the_same_form_is_the_same_bytes() -> None:
    assert made() == made()
    assert load_workbook(io.BytesIO(made())).sheetnames == ["survey", "choices", "settings"]
