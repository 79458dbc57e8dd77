"""Notes verbales: a letter for each mission, its formal name in it, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from exports.mail_merge import Letter, note_verbale
from loaders import known
from model import Cycle

CYCLE = Cycle("2028", "Second reporting cycle 2028", "2026", date(2028, 1, 3), date(2028, 2, 25), date(2028, 12, 31))
DAY = date(2027, 12, 20)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def letter(state: str, demonstration: bool = False, language: str = "en") -> bytes:
    to = Letter(known.states()[state], language, f"{state}-2028-return-en.xlsx")
    return note_verbale(to, CYCLE, DAY, demonstration)


def paragraphs(document: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return ["".join(text.text or "" for text in line.iter(f"{WORD}t")) for line in root.iter(f"{WORD}p")]


@pytest.mark.parametrize("state", ["KEN", "CIV", "GBR", "STP"])
def test_the_letter_is_to_the_mission(state: str) -> None:
    formal = known.states()[state].formal["en"]
    said = paragraphs(letter(state))
    assert said[1] == f"Reference: 2028/{state}"
    assert said[2].startswith(
        "The Secretariat of the United Nations presents its compliments to the Permanent Mission of"
    )
    assert f"the Permanent Mission of {formal} to the United Nations" in said[2]
    assert said[-1] == f"Permanent Mission of {formal} to the United Nations"
    assert "assurances of its highest consideration." in said[-3]
    assert said[-2] == "20 December 2027"


@pytest.mark.parametrize("state", ["VAT", "PSE"])
def test_an_observer_state_is_addressed_as_one(state: str) -> None:
    formal = known.states()[state].formal["en"]
    said = paragraphs(letter(state))
    assert f"its compliments to the Permanent Observer Mission of {formal} to the United Nations" in said[2]
    assert f"to invite {formal} to report" in said[3]
    assert f"without the consent of {formal}, which" in said[5]
    assert said[-1] == f"Permanent Observer Mission of {formal} to the United Nations"
    whole = " ".join(said)
    assert "Permanent Mission" not in whole
    assert "Government" not in whole
    assert "Member State" not in whole


def test_the_letter_says_what_is_enclosed_and_when_it_is_due() -> None:
    said = " ".join(paragraphs(letter("KEN")))
    for words in ("KEN-2028-return-en.xlsx", "Second reporting cycle 2028", "25 February 2028", "31 December 2028"):
        assert words in said


def test_no_mark_is_left_where_a_state_s_own_words_go() -> None:
    for state in known.return_languages():
        said = "".join(paragraphs(letter(state)))
        assert "\ue000" not in said
        assert "{" not in said


def test_the_same_letter_is_the_same_bytes() -> None:
    assert letter("KEN") == letter("KEN")
    assert letter("KEN") != letter("PER")


def test_what_stands_in_a_name_cannot_break_the_letter() -> None:
    odd = replace(known.states()["KEN"], formal={"en": "A & B <w:p> \\1"})
    said = paragraphs(note_verbale(Letter(odd, "en", "x.xlsx"), CYCLE, DAY))
    assert said[-1] == "Permanent Mission of A & B <w:p> \\1 to the United Nations"


def test_the_name_of_a_cycle_stands_as_an_administrator_wrote_it() -> None:
    odd = replace(CYCLE, name="[Second](x) *cycle* $2026$")
    said = " ".join(paragraphs(note_verbale(Letter(known.states()["KEN"], "en", "x.xlsx"), odd, DAY)))
    assert "[Second](x) *cycle* $2026$" in said


def test_a_demonstration_says_so() -> None:
    assert any("Demonstration" in line for line in paragraphs(letter("KEN", demonstration=True)))
    assert not any("Demonstration" in line for line in paragraphs(letter("KEN")))
