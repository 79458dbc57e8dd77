"""The blank return in a real LibreOffice: filled by typing, saved in four formats, each read to the same answers."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports.part_sheets import SHEETS, answer_cells, plan
from loaders import known
from model import Answer, Return, Visibility, by_code
from relevance import holds
from tests.blank_returns import EDITION, blank, read_back, said

SYSTEM_PYTHON = "/usr/bin/python3"

pytestmark = pytest.mark.office

TYPED = {
    "a_untc_vi_16": {
        "E": "Party",
        "F": "18 October 2000",
        "G": "Narcotics Act, 1994",
        "H": "Reservation to article 32",
    },
    "a_untc_vi_18": {"E": "Signatory, not party"},
    "d1_1": {"E": "Fully", "H": "Ministries: “Interior”, Justice; café, мир, 法"},
    "d8_5": {"E": "Not applicable", "F": "There are no bank secrecy laws", "I": "Yes"},
    "d9_1": {"E": "Not applicable"},
    "c1_law": {"E": "Partly", "G": "00123"},
    "c1_cover": {"E": "All public officials; The same for every paragraph"},
    "c1_breach": {"E": "Criminal sanction; Disciplinary or administrative measure"},
    "c2_law": {"E": "Fully"},
    "c3_law": {"E": "No"},
    "x_known": {"E": "Public campaigns;Use of mass media", "H": "1 + 1 is two"},
}
"""What a person types, by question and column."""

EXPECTED = [
    Answer("a_untc_vi_16", "party", "Reservation to article 32", "Narcotics Act, 1994", since=date(2000, 10, 18)),
    Answer("a_untc_vi_18", "signatory"),
    Answer("a_untc_vi_19", "party", since=date(1992, 10, 19)),
    Answer("a_untc_xviii_12", "party", since=date(2004, 6, 16)),
    Answer("a_untc_xxvi_8", "not_party"),
    Answer("d1_1", "fully", "Ministries: “Interior”, Justice; café, мир, 法"),
    Answer("d8_5", "not_applicable", reason="There are no bank secrecy laws", visibility=Visibility.SECRETARIAT),
    Answer("d9_1", "not_applicable"),
    Answer("c1_law", "partly", legal_reference="00123"),
    Answer("c1_cover", "all every_paragraph"),
    Answer("c1_breach", "criminal disciplinary"),
    Answer("c2_law", "fully"),
    Answer("c3_law", "no"),
    Answer("x_known", "campaigns media", "1 + 1 is two"),
]

COVER = {"E6": "Wanjiru Kamau", "E8": "w.kamau@example.org", "E9": "12 February 2026", "E10": "Yes, the whole return"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which LibreOffice saved the filled return as xlsx, xls, ods and csv."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "blank.xlsx").write_bytes(blank())
    places = {code: cell.replace("'", "").replace("$", "").split("!") for code, cell in cells().items()}
    typed = [["Cover", cell, text] for cell, text in COVER.items()]
    for code, texts in TYPED.items():
        sheet, cell = places[code]
        typed += [[sheet, letter + cell[1:], text] for letter, text in texts.items()]
    (folder / "typed.json").write_text(json.dumps(typed))
    script = Path(__file__).with_name("office_fill.py")
    subprocess.run(
        [SYSTEM_PYTHON, script, folder / "blank.xlsx", folder / "typed.json", folder], check=True, timeout=180
    )
    return folder


def cells() -> dict[str, str]:
    """Where each question is answered."""
    return answer_cells(plan(EDITION, known.provisions(), "en"), "en")


def returned(folder: Path, kind: str) -> Return:
    # LibreOffice writes the hidden sheets too; a person sends those she sees.
    files = sorted(folder.glob("filled-[A-Z]*.csv")) if kind == "csv" else [folder / f"filled.{kind}"]
    return read_back(files)[0]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_each_format_is_read_to_the_same_answers(saved: Path, kind: str) -> None:
    found = returned(saved, kind)
    assert said(found.answers) == said(EXPECTED)
    assert (found.state, found.cycle, found.consent) == ("KEN", "2026", frozenset("ABCD"))
    assert (found.cover["name"], found.cover["email"], found.cover["day"]) == (
        "Wanjiru Kamau",
        "w.kamau@example.org",
        "2026-02-12",
    )


@pytest.fixture(scope="module")
def checks(saved: Path) -> dict[str, str]:
    """What the last column says of each question, as LibreOffice worked it out."""
    book = load_workbook(saved / "filled.xlsx", data_only=True)
    found = {}
    for code, cell in cells().items():
        sheet, place = cell.replace("'", "").replace("$", "").split("!")
        found[code] = str(book[sheet][f"J{place[1:]}"].value)
    book.close()
    return found


def test_the_check_says_what_is_missing(checks: dict[str, str]) -> None:
    expected = {
        "a_untc_vi_19": "As known",
        "a_untc_vi_16": "Done",
        "a_untc_vi_15": "To answer",
        "d1_2": "To answer",
        "d8_5": "Done",
        "d9_1": "Reason missing",
        "c2_cover": "Not asked",
        "c2_training": "To answer",
        "c3_cover": "Not asked",
        "x_known": "Done",
    }
    assert {code: checks[code] for code in expected} == expected


def test_the_formulas_ask_what_the_rules_ask(checks: dict[str, str]) -> None:
    values = {answer.question: answer.value for answer in EXPECTED}
    by_formula = {code for code, check in checks.items() if check != "Not asked"}
    by_rule = {code for code, question in by_code(EDITION.questions).items() if holds(question.relevance, values)}
    assert by_formula == by_rule


def test_progress_counts_what_is_asked_and_answered(saved: Path, checks: dict[str, str]) -> None:
    book = load_workbook(saved / "filled.xlsx", data_only=True)
    parts = {code: question.part for code, question in by_code(EDITION.questions).items()}
    for part, sheet in SHEETS.items():
        of_part = [check for code, check in checks.items() if parts[code] == part and check != "Not asked"]
        missing = sum(check in {"To answer", "Reason missing"} for check in of_part)
        assert book[sheet]["H3"].value == f"{len(of_part) - missing} of {len(of_part)} answered"
    book.close()
