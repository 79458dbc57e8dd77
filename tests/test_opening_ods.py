"""OpenDocument spreadsheets: every kind of value, what stands around it, and repeats made to break a reader."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from loaders.opening import CellError, Uncached, cell_name
from tests import crafted
from tests.test_opening import opened, told


def table(rows: str, style: str = "") -> str:
    return f'<table:table table:name="S" table:style-name="{style}">{rows}</table:table>'


def cell(attributes: str = "", text: str = "") -> str:
    return f"<table:table-cell {attributes}>{text}</table:table-cell>"


def typed(kind: str, value: str = "", text: str = "") -> str:
    """A cell of a kind, with its value in the attribute of that kind."""
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}
    given = f'office:{name.get(kind, "value")}="{value}"' if value else ""
    return cell(f'office:value-type="{kind}" {given}', f"<text:p>{text}</text:p>")


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cells(rows: str) -> dict[str, object]:
    found = opened("S.ods", crafted.ods(table(rows))).sheets[0].cells
    return {cell_name(*place): value for place, value in found.items()}


VALUES = {
    "a number": (typed("float", "45418"), 45418),
    "a fraction": (typed("float", "0.5"), 0.5),
    "a share": (typed("percentage", "0.25"), 0.25),
    "an amount": (typed("currency", "12.5"), 12.5),
    "a day": (typed("date", "2004-05-06"), date(2004, 5, 6)),
    "a moment": (typed("date", "2004-05-06T14:30:00"), datetime(2004, 5, 6, 14, 30)),
    "a moment in parts of a second": (typed("date", "2004-05-06T00:00:00.000000000"), date(2004, 5, 6)),
    "a day that is none": (typed("date", "2004-13-45", "13/45"), "13/45"),
    "a time of day": (typed("time", "PT14H30M00S"), "14:30:00"),
    "a duration": (typed("time", "PT30H00M00S"), "30:00:00"),
    "true": (typed("boolean", "true"), True),
    "false": (typed("boolean", "false"), False),
    "true, as LibreOffice writes it": (
        cell('table:formula="of:=TRUE()" office:value-type="float" office:value="1"', "<text:p>TRUE</text:p>"),
        True,
    ),
    "text": (typed("string", "", "fully"), "fully"),
    "text of a formula": (typed("string", "fully", "fully"), "fully"),
    "lines": (cell('office:value-type="string"', "<text:p>one</text:p><text:p>two</text:p>"), "one\ntwo"),
    "blanks": (
        typed("string", "", '<text:s text:c="2"/>a\n   b<text:s/><text:tab/>c<text:line-break/>d'),
        "  a b \tc\nd",
    ),
    "text within text": (typed("string", "", "<text:span>fu</text:span><text:a>lly</text:a>"), "fully"),
    "text beside a remark": (
        cell(
            'office:value-type="string"',
            "<office:annotation><dc:date>2026</dc:date><text:p>hidden</text:p></office:annotation><text:p>seen</text:p>",
        ),
        "seen",
    ),
    "text beside a drawing": (typed("string", "", "<draw:frame><text:p>x</text:p></draw:frame>seen"), "seen"),
    "an error": (
        cell(
            'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
            "<text:p>#DIV/0!</text:p>",
        ),
        CellError("#DIV/0!"),
    ),
    "an error of older programs": (
        cell('table:formula="of:=[.A9]" office:value-type="float" office:value="0"', "<text:p>Err:502</text:p>"),
        CellError("Err:502"),
    ),
    "a text that looks like an error": (typed("string", "", "#N/A"), "#N/A"),
    "a formula without a result": (cell('table:formula="of:=SUM([.A1];2)"'), Uncached("SUM([.A1];2)")),
}


@pytest.mark.parametrize("what", VALUES)
def test_every_kind_of_value_is_read(what):
    written, value = VALUES[what]
    assert cells(row(cell(), written)) == {"B1": value}


def test_an_empty_result_is_no_missing_result():
    assert cells(row(cell('table:formula="of:=&quot;&quot;"', "<text:p/>"))) == {}


def test_repeated_cells_and_rows_stand_at_every_place():
    rows = row(cell('table:number-columns-repeated="3"'), times=4)
    rows += row(
        cell('table:number-columns-repeated="2"'),
        typed("float", "1").replace("<table:table-cell ", "<table:table-cell table:number-columns-repeated='2' "),
        times=2,
    )
    rows += row(cell('table:number-columns-repeated="16384"'), times=1048570)
    assert cells(rows) == {"C5": 1, "D5": 1, "C6": 1, "D6": 1}


def test_merged_areas_and_what_they_cover():
    rows = row(
        cell(
            'table:number-columns-spanned="2" table:number-rows-spanned="3" office:value-type="string"',
            "<text:p>a</text:p>",
        ),
        '<table:covered-table-cell office:value-type="string"><text:p>under it</text:p></table:covered-table-cell>',
    )
    sheet = opened("S.ods", crafted.ods(table(rows))).sheets[0]
    assert sheet.merged == ((1, 1, 3, 2),)
    assert dict(sheet.cells) == {(1, 1): "a", (1, 2): "under it"}


def test_groups_and_heads_of_rows_are_read_through_and_what_is_beside_them_is_not():
    rows = (
        "<table:tracked-changes>" + row(typed("float", "9")) + "</table:tracked-changes>"
        "<table:table-row-group><table:table-header-rows>"
        + row(typed("float", "1"))
        + "</table:table-header-rows>"
        + row(typed("float", "2"))
        + "</table:table-row-group><table:shapes>"
        + table(row(typed("float", "9")))
        + "</table:shapes>"
    )
    assert cells(rows) == {"A1": 1, "A2": 2}
    linked = (
        "<table:dde-links><table:dde-link>" + table(row(typed("float", "9"))) + "</table:dde-link></table:dde-links>"
    )
    assert len(opened("S.ods", crafted.ods(table(rows) + linked)).sheets) == 1


def test_hidden_sheets_and_the_subject_are_known():
    meta = '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject>A &amp; B</dc:subject></x>'
    workbook = opened("S.ods", crafted.ods(table("") + table("", "gone"), meta__xml=meta))
    assert [sheet.hidden for sheet in workbook.sheets] == [False, True]


ONE = typed("float", "1")
REPEATED = "<table:table-cell table:number-columns-repeated='{}' "

HOSTILE = {
    "a row repeated to the end of the world": (row(ONE, times=999999999), "open.beyond_grid"),
    "a cell repeated to the end of the world": (
        row(ONE.replace("<table:table-cell ", REPEATED.format(999999999))),
        "open.beyond_grid",
    ),
    "a full sheet in one cell": (
        row(ONE.replace("<table:table-cell ", REPEATED.format(16384)), times=1048576),
        "open.too_many_cells",
    ),
    "cells at opposite corners": (
        row(ONE) + row(times=1048574) + row(cell('table:number-columns-repeated="16383"'), ONE),
        "open.spread_too_far",
    ),
    "a document type": ("<!DOCTYPE a>", "open.doctype"),
    "tags that do not close": ("<table:table-row>", "open.damaged_part"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_would_break_a_reader_of_opendocument_is_refused(what):
    rows, code = HOSTILE[what]
    assert told("S.ods", crafted.ods(table(rows))) == [code]


def test_a_million_blanks_in_one_element_are_cut():
    text = cells(row(typed("string", "", 'a<text:s text:c="999999999"/>b')))["A1"]
    assert len(text) < 20_000


def test_a_locked_damaged_or_empty_document_is_refused():
    manifest = (
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"\x8f\x12\x00"}
    assert told("S.ods", crafted.packed(parts | {"META-INF/manifest.xml": manifest})) == ["open.encrypted"]
    assert told("S.ods", crafted.packed({"mimetype": parts["mimetype"]})) == ["open.damaged"]
    assert told("S.ods", crafted.ods("")) == ["open.no_sheets"]


def test_macros_in_an_opendocument_spreadsheet_are_noted():
    assert told("S.ods", crafted.ods(table(row(ONE)), **{"Basic__Standard__Module1.xml": "<a/>"})) == ["open.macros"]
