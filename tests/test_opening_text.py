"""Delimited text, XML and HTML: encodings and delimiters found, nothing guessed in silence."""

from __future__ import annotations

import pytest

from loaders import limits
from loaders.opening import cell_name, open_content
from tests import crafted
from tests.test_opening import opened, told


def cells(content: bytes, *codes: str) -> dict[str, object]:
    """The cells of a CSV by name; of which exactly ``codes`` are told."""
    workbook, findings = open_content("S.csv", content)
    assert [finding.code for finding in findings] == list(codes)
    assert workbook.kind == "csv"
    return {cell_name(*place): value for place, value in workbook.sheets[0].cells.items()}


TABLE = "State;Parties\nCôte d’Ivoire;1,5\nŢurkiye;00123\n"
FOUND = {"A1": "State", "B1": "Parties", "A2": "Côte d’Ivoire", "B2": "1,5", "A3": "Ţurkiye", "B3": "00123"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found(encoding, delimiter, end):
    text = TABLE.replace("1,5", '"1,5"').replace(";", delimiter).replace("\n", end)
    assert cells(text.encode(encoding)) == FOUND


def test_a_text_of_windows_is_read_with_a_warning():
    content = "State;Note\nCôte d’Ivoire;–\n".encode("cp1252")
    assert cells(content, "open.encoding_guessed") == {
        "A1": "State",
        "B1": "Note",
        "A2": "Côte d’Ivoire",
        "B2": "–",
    }


def test_one_broken_letter_does_not_spoil_the_others():
    content = TABLE.encode() * 20 + b"caf\xe9;1\n"
    assert cells(content, "open.encoding_guessed")["A2"] == "Côte d’Ivoire"


def test_blank_rows_lines_in_cells_and_quotation_marks_keep_their_places():
    content = b'a,b\n\n"two\nlines","said ""yes"""\n,,x\n'
    assert cells(content) == {"A1": "a", "B1": "b", "A3": "two\nlines", "B3": 'said "yes"', "C4": "x"}


def test_a_delimiter_announced_to_excel_is_believed_and_is_no_row():
    assert cells(b"sep=;\r\na,b;c\r\n") == {"A1": "a,b", "B1": "c"}


def test_a_table_of_parties_is_not_taken_for_another_format():
    # Excel takes these letters for the format SYLK.
    assert cells(b"ID;Party\n1;Kenya\n") == {"A1": "ID", "B1": "Party", "A2": "1", "B2": "Kenya"}


def test_a_single_column_needs_no_delimiter():
    assert cells(b"State\nKenya\nUganda\n") == {"A1": "State", "A2": "Kenya", "A3": "Uganda"}


@pytest.mark.parametrize("content", [b'a,b\n"never closed,c\nd,e\n', b'a,b\nc,"d"e\n'])
def test_quotation_marks_that_make_no_sense_are_told(content):
    _, findings = open_content("S.csv", content)
    assert [(finding.code, finding.place.cell) for finding in findings] == [("open.quotation_marks", "A2")]


def test_control_characters_leave_a_text_with_a_note():
    content = b"State,Note\n" + b"Kenya,the United\x02Nations\n" + b"Uganda,x\n" * 20
    assert cells(content, "open.control_characters")["B2"] == "the United Nations"


HOSTILE = {
    "five million commas": (b"a" + b"," * 5_000_000, "open.beyond_grid"),
    "two million lines": (b"a\n" * 1_048_577, "open.beyond_grid"),
    "a quotation mark never closed": (b'a,"' + b"b" * (limits.MAX_FIELD_CHARACTERS + 1), "open.field_too_long"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_would_break_a_reader_of_text_is_refused(what):
    content, code = HOSTILE[what]
    assert told("S.csv", content) == [code]


def test_too_many_filled_cells_are_refused():
    rows = limits.MAX_CELLS // 1000 + 1
    assert told("S.csv", (b",".join([b"1"] * 1000) + b"\n") * rows) == ["open.too_many_cells"]


def test_xml_is_decoded_without_its_declaration_and_shortened_punctuation_is_restored():
    content = b'<?xml version="1.0" encoding="iso-8859-1"?>\n<a>the People\x19s Republic \xabC\xf4te\xbb\x01</a>'
    workbook, findings = open_content("list.xml", content)
    assert (workbook.kind, workbook.sheets) == ("xml", ())
    assert workbook.text == "\n<a>the People’s Republic «Côte»</a>"
    assert [finding.code for finding in findings] == ["open.control_characters"]


def test_xml_that_is_utf_8_whatever_it_declares_is_read_as_utf_8():
    content = '<?xml version="1.0" encoding="iso-8859-1"?><a>Côte</a>'.encode()
    assert opened("list.xml", content).text == "<a>Côte</a>"


@pytest.mark.parametrize(
    "head",
    [
        "<html>",
        "<!DOCTYPE html>\n<html>",
        "\ufeff<table>",
        "<!-- saved -->\n<HTML>",
        '<?xml version="1.0"?>\n<html>',
        "<font size=1>",
        '<meta charset="utf-8">',
    ],
)
def test_a_web_page_called_xls_is_known_as_one(head):
    workbook, findings = open_content("list.xls", f"{head}<table><tr><td>Côte</td></tr></table>".encode())
    assert workbook.kind == "html"
    assert "Côte" in workbook.text
    assert [finding.code for finding in findings] == ["open.other_type"]


def test_a_web_page_declares_its_encoding():
    content = '<html><meta charset="windows-1251"><p>Отчёт</p></html>'.encode("cp1251")
    assert "Отчёт" in opened("list.html", content).text


def test_an_encoding_that_is_not_for_documents_is_not_believed():
    content = b'<?xml version="1.0" encoding="unicode_escape"?><a>\\u0041\xe9</a>'
    assert told("list.xml", content) == ["open.encoding_guessed"]
    assert crafted.MAIN not in open_content("list.xml", content)[0].text
