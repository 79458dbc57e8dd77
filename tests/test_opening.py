"""Opening files: told from their bytes, each that is no spreadsheet refused in one sentence."""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from language import sentence
from loaders import limits, opening
from loaders.opening import CellError, Uncached, Workbook, cell_name, open_content, open_workbook
from model import Severity
from tests import crafted


def told(name: str, content: bytes) -> list[str]:
    """The codes of what is told of a file; each has a sentence, and one is a blocker if and only if it is refused."""
    workbook, findings = open_content(name, content)
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    assert len(blockers) == (workbook is None)
    assert all(sentence(finding) for finding in findings)
    return [finding.code for finding in findings]


def opened(name: str, content: bytes) -> Workbook:
    """The workbook, when nothing at all is told of it."""
    workbook, findings = open_content(name, content)
    assert findings == []
    assert workbook is not None
    return workbook


REFUSED = {
    "nothing at all": (b"", "open.empty"),
    "blanks only": (b" \r\n\t\r\n", "open.empty"),
    "zeros only": (b"\0" * 2048, "open.empty"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "open.is_pdf"),
    "a photograph": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "open.is_picture"),
    "a screenshot": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "open.is_picture"),
    "a bitmap": (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00", "open.is_picture"),
    "gzip": (b"\x1f\x8b\x08\x00\x00\x00", "open.is_archive"),
    "rich text": (rb"{\rtf1\ansi Answers}", "open.is_text_document"),
    "a web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "open.is_web_archive"),
    "a program": (b"\x7fELF\x02\x01\x01\x00" + b"\0" * 50, "open.not_a_workbook"),
    "any bytes": (bytes(range(256)) * 4, "open.not_a_workbook"),
    "a ZIP of pictures": (crafted.packed({"a.png": b"\x89PNG", "b.png": b"\x89PNG"}), "open.is_archive"),
    "a ZIP of workbooks": (crafted.packed({"KEN.xlsx": b"PK", "UGA.xlsx": b"PK"}), "open.is_archive"),
    "an empty ZIP": (crafted.packed({}), "open.is_archive"),
    "a Word document": (
        crafted.packed({"[Content_Types].xml": '<Types><x y="wordprocessingml.document.main+xml"/></Types>'}),
        "open.is_text_document",
    ),
    "an OpenDocument text": (
        crafted.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "open.is_text_document",
    ),
    "slides": (
        crafted.packed({"[Content_Types].xml": '<Types><x y="presentationml.slideshow.main+xml"/></Types>'}),
        "open.is_presentation",
    ),
    "Apple Numbers": (crafted.packed({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "open.is_numbers"),
    "an old Word document": (crafted.ole({"WordDocument": b"x"}), "open.is_text_document"),
    "old slides": (crafted.ole({"PowerPoint Document": b"x"}), "open.is_presentation"),
    "an Outlook message": (crafted.ole({"__properties_version1.0": b"x"}), "open.is_message"),
    "another OLE file": (crafted.ole({"Contents": b"x"}), "open.not_a_workbook"),
    "an xlsx with a password": (crafted.ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "open.encrypted"),
    "Excel 2003's XML": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "open.is_xml_workbook",
    ),
    "XML with a document type": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "open.doctype"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("name", ["return.xlsx", "return.csv"])
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(what, name):
    content, code = REFUSED[what]
    assert told(name, content) == [code]


def test_no_file_a_folder_and_a_name_that_cannot_be_are_told(tmp_path):
    for path in (tmp_path / "away.xlsx", tmp_path, Path("a\0b.xlsx")):
        workbook, findings = open_workbook(path)
        assert workbook is None
        assert [finding.code for finding in findings] == ["open.not_found"]


def test_a_file_beyond_the_size_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
    (tmp_path / "big.csv").write_bytes(b"a,b\n" * 1000)
    _, findings = open_workbook(tmp_path / "big.csv")
    assert [finding.code for finding in findings] == ["open.too_large"]
    assert told("big.csv", b"a,b\n" * 1000) == ["open.too_large"]


def written(tmp_path: Path) -> Path:
    """A workbook as a person has it, written by another program than ours."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Answers"
    sheet["B3"], sheet["C3"], sheet["D3"] = "fully", 3, 1.5
    sheet["E3"], sheet["F3"] = date(2004, 5, 6), datetime(2004, 5, 6, 14, 30)
    sheet["G3"], sheet["H3"], sheet["I3"] = True, "  two\nlines ", "=SUM(C3,D3)"
    sheet["J3"] = "#REF!"
    sheet["B5"] = "over four cells"
    sheet.merge_cells("B5:C6")
    book.create_sheet("Notes").sheet_state = "hidden"
    book.create_sheet("_return").sheet_state = "veryHidden"
    book.properties.subject = "IMR|2026|2026|KEN|en"
    path = tmp_path / "return.xlsx"
    book.save(path)
    return path


def test_a_workbook_comes_with_values_at_their_true_places(tmp_path):
    path = written(tmp_path)
    workbook, findings = open_workbook(path)
    assert findings == []
    assert (workbook.file, workbook.kind, workbook.subject) == ("return.xlsx", "xlsx", "IMR|2026|2026|KEN|en")
    assert workbook.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(sheet.name, sheet.hidden) for sheet in workbook.sheets] == [
        ("Answers", False),
        ("Notes", True),
        ("_return", True),
    ]
    answers = workbook.sheets[0]
    assert answers.merged == ((5, 2, 6, 3),)
    found = {cell_name(*place): value for place, value in answers.cells.items()}
    assert found == {
        "B3": "fully",
        "C3": 3,
        "D3": 1.5,
        "E3": date(2004, 5, 6),
        "F3": datetime(2004, 5, 6, 14, 30),
        "G3": True,
        "H3": "  two\nlines ",
        "I3": Uncached("SUM(C3,D3)"),
        "J3": CellError("#REF!"),
        "B5": "over four cells",
    }
    assert isinstance(found["C3"], int)


@pytest.mark.parametrize("ending", ["xls", "csv", "pdf", "", "XLSX"])
def test_the_bytes_decide_and_another_ending_is_only_noted(tmp_path, ending):
    content = written(tmp_path).read_bytes()
    workbook, findings = open_content(f"return.{ending}", content)
    assert workbook.kind == "xlsx"
    noted = [(finding.code, finding.severity, finding.facts["named"]) for finding in findings]
    assert noted == ([] if ending in ("", "XLSX") else [("open.other_type", Severity.NOTE, ending)])


def test_macros_are_left_alone_and_noted():
    parts = crafted.xlsx_parts(
        {"S": crafted.sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')}, "sheet.macroEnabled.main+xml"
    )
    workbook, findings = open_content("return.xlsm", crafted.packed(parts | {"xl/vbaProject.bin": b"\0macro"}))
    assert workbook.kind == "xlsm"
    assert workbook.sheets[0].cells == {(1, 1): 1}
    assert [(finding.code, finding.severity) for finding in findings] == [("open.macros", Severity.NOTE)]


@pytest.mark.parametrize(("row", "column", "name"), [(1, 1, "A1"), (12, 5, "E12"), (9, 27, "AA9"), (2, 16384, "XFD2")])
def test_a_cell_is_named_as_the_sender_sees_it(row, column, name):
    assert cell_name(row, column) == name


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    room = Path(opening.__file__).parent
    used = {code for path in room.rglob("*.py") for code in re.findall(r'"(open\.[a-z_]+)"', path.read_text("utf-8"))}
    with (room.parent / "data/language/en/findings.csv").open(encoding="utf-8", newline="") as lines:
        written = {row["code"] for row in csv.DictReader(lines) if row["code"].startswith("open.")}
    assert used == written
