"""Workbooks in Office Open XML: what calamine does not show, and what is made to break a reader."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from loaders import limits, processes
from loaders.opening import CellError, Uncached, cell_name
from tests import crafted
from tests.test_opening import opened, told

A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRICT = "http://purl.oclc.org/ooxml"


def cells(content: bytes, name: str = "S.xlsx") -> dict[str, object]:
    """The cells of the first sheet by name, when nothing is told of the file."""
    return {cell_name(*place): value for place, value in opened(name, content).sheets[0].cells.items()}


def in_row(inside: str) -> bytes:
    """A workbook whose first row is this."""
    return crafted.xlsx(f'<row r="1">{inside}</row>')


ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_seen_with_its_text(error):
    assert cells(in_row(f'<c r="C1" s="0" t="e"><f>A1/B1</f><v>{error}</v></c>')) == {"C1": CellError(error)}


def test_an_error_beside_an_empty_error_cell_and_a_text_that_looks_like_one():
    content = in_row(
        """<c r="A1" t="e"/><c r="B1" t='e'><v>#N/A</v></c><c r="C1" t="inlineStr"><is><t>#N/A</t></is></c>"""
    )
    assert cells(content) == {"B1": CellError("#N/A"), "C1": "#N/A"}


def test_formulas_without_a_result_are_told_from_those_whose_result_is_empty():
    content = in_row(
        '<c r="A1"><f>IF(B1&lt;1,"a","b")</f></c>'
        '<c r="B1"><f>1+1</f><v></v></c>'
        '<c r="C1"><f t="shared" si="0"/></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="str"><f>A1</f><v>cached</v></c>'
        '<c r="F1"><f>2+2</f><v>4</v></c>'
        '<c r="G1"><f>3+3</f><v/></c>'
    )
    assert cells(content) == {
        "A1": Uncached('IF(B1<1,"a","b")'),
        "B1": Uncached("1+1"),
        "C1": Uncached(""),
        "E1": "cached",
        "F1": 4,
        "G1": Uncached("3+3"),
    }


def test_numbers_that_no_sheet_can_show_are_errors():
    assert cells(in_row('<c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>1e300</v></c>')) == {
        "A1": CellError("#NUM!"),
        "B1": CellError("#NUM!"),
        "C1": 1e300,
    }


def test_cells_without_references_stand_beside_each_other():
    content = crafted.xlsx(
        "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row>"
        '<row r="5"><c><v>3</v></c><c r="E5"><v>4</v></c><c><f>1+1</f></c></row>'
        '<row><c r = "b6"><v>6</v></c></row>'
    )
    assert cells(content) == {
        "A1": 1,
        "B1": CellError("#N/A"),
        "A5": 3,
        "E5": 4,
        "F5": Uncached("1+1"),
        "B6": 6,
    }


def test_rows_and_sheets_out_of_order_keep_their_places():
    content = crafted.xlsx('<row r="7"><c r="C7"><v>7</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>')
    assert cells(content) == {"C7": 7, "B2": 2}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_a_part_in_another_encoding_is_read(encoding):
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding[:6] if encoding.startswith("utf-16") else encoding)
    sheet = crafted.sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>Côte</t></is></c></row>')
    parts = crafted.xlsx_parts({"S": sheet.replace("UTF-8", declared).encode(encoding)})
    assert cells(crafted.packed(parts)) == {"A1": "Côte"}


def test_an_encoding_that_nobody_knows_is_damage():
    sheet = crafted.sheet_xml(A1).replace("UTF-8", "klingon-8")
    assert told("S.xlsx", crafted.packed(crafted.xlsx_parts({"S": sheet}))) == ["open.damaged_part"]


def test_prefixed_names_cdata_and_comments_are_read():
    sheet = (
        f'<x:worksheet xmlns:x="{crafted.MAIN}"><x:sheetData><!-- <c r="XFD1048576"><v>1</v></c> -->'
        '<x:row r="1"><x:c r="A1" t="str"><x:v><![CDATA[a<b]]></x:v></x:c><x:c r="B1" t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c r="C1"><x:f>1+1</x:f></x:c></x:row></x:sheetData>'
        '<x:mergeCells count="1"><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>'
    )
    content = crafted.packed(crafted.xlsx_parts({"S": sheet}))
    assert cells(content) == {"A1": "a<b", "B1": CellError("#N/A"), "C1": Uncached("1+1")}
    assert opened("S.xlsx", content).sheets[0].merged == ((1, 1, 2, 2),)


def test_strict_office_open_xml_is_read():
    sheet = crafted.sheet_xml(
        '<row r="1"><c r="A1" t="d"><v>2004-05-06</v></c></row>', namespace=f"{STRICT}/spreadsheetml/main"
    )
    parts = {
        name: content.replace(crafted.MAIN, f"{STRICT}/spreadsheetml/main").replace(
            crafted.DOCUMENT, f"{STRICT}/officeDocument/relationships"
        )
        for name, content in crafted.xlsx_parts({"S": sheet}).items()
    }
    assert cells(crafted.packed(parts)) == {"A1": date(2004, 5, 6)}


def test_names_with_backslashes_are_found():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
    content = crafted.packed(parts)
    for name in parts:
        content = content.replace(name.encode(), name.replace("/", "\\").encode())
    assert cells(content) == {"A1": 1}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_parts_with_one_name_the_one_that_was_looked_at_is_read():
    out = io.BytesIO(crafted.xlsx(A1))
    with zipfile.ZipFile(out, "a") as container:
        container.writestr("xl/worksheets/SHEET1.xml", crafted.sheet_xml(A1.replace("<v>1", "<v>2")))
    assert cells(out.getvalue()) == {"A1": 2}


def test_a_type_that_is_listed_for_other_workbooks_decides_nothing():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
    types = parts["[Content_Types].xml"]
    binary = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    parts["[Content_Types].xml"] = types.replace("<Override", binary + "<Override")
    assert opened("S.xlsx", crafted.packed(parts)).kind == "xlsx"


def test_the_workbook_may_have_another_name():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
    renamed = {
        name.replace("workbook.xml", "workbook22.xml"): content.replace("/workbook.xml", "/workbook22.xml")
        for name, content in parts.items()
    }
    assert cells(crafted.packed(renamed)) == {"A1": 1}


def elsewhere(texts: str, formats: str, before: str) -> bytes:
    """A workbook with a text and a day, whose table of texts, formats and relations lie under these names."""
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45418</v></c></row>'
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(rows)})
    parts[f"xl/{texts}"] = f'<sst xmlns="{crafted.MAIN}"><si><t>fully</t></si></sst>'
    cell_formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    parts[f"xl/{formats}"] = f'<styleSheet xmlns="{crafted.MAIN}">{cell_formats}</styleSheet>'
    name = "xl/_rels/workbook.xml.rels"
    more = "".join(
        f'<Relationship Id="{kind}" Type="{crafted.DOCUMENT}/{kind}" Target="{before}{target}"/>'
        for kind, target in (("sharedStrings", texts), ("styles", formats))
    )
    related = parts[name].replace('Target="', f'Target="{before}')
    parts[name] = related.replace("</Relationships>", more + "</Relationships>")
    return crafted.packed(parts)


@pytest.mark.parametrize("before", ["", "/xl/", "../xl/", "./"])
@pytest.mark.parametrize("texts", ["sharedStrings.xml", "texts.xml", "SharedStrings.XML"])
@pytest.mark.parametrize("formats", ["styles.xml", "styles2.xml"])
def test_parts_may_lie_under_other_names(texts, formats, before):
    assert cells(elsewhere(texts, formats, before)) == {"A1": "fully", "B1": date(2024, 5, 6)}


def test_control_characters_leave_a_text_with_a_note():
    content = in_row('<c r="A1" t="str"><v>bell_x0007_ and _x0000_nothing</v></c>')
    assert told("S.xlsx", content) == ["open.control_characters"]


def test_a_chart_sheet_is_left_out_with_a_note():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1), "Chart": f'<chartsheet xmlns="{crafted.MAIN}"/>'})
    name = "xl/_rels/workbook.xml.rels"
    head, _, tail = parts[name].rpartition("relationships/worksheet")
    parts[name] = f"{head}relationships/chartsheet{tail}"
    assert told("S.xlsx", crafted.packed(parts)) == ["open.sheet_without_cells"]


WIDE = '<dimension ref="A1:XFD1048576"/>'
FILLED = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'

HOSTILE = {
    "cells at opposite corners": (crafted.xlsx(A1 + FILLED.format(1048576, "XFD")), "open.spread_too_far"),
    "a row beyond the last": (crafted.xlsx(FILLED.format(1048577, "A")), "open.beyond_grid"),
    "row 999999999": (crafted.xlsx(FILLED.format(999999999, "A")), "open.beyond_grid"),
    "row 99999999999999999999": (crafted.xlsx(FILLED.format(99999999999999999999, "A")), "open.beyond_grid"),
    "a column beyond the last": (crafted.xlsx(FILLED.format(1, "XFE")), "open.beyond_grid"),
    "a column of five letters": (crafted.xlsx(FILLED.format(1, "ABCDE")), "open.damaged_sheet"),
    "a corner hidden behind a quoted bracket": (
        crafted.xlsx(A1 + '<row r="1048576"><c s=">" r="XFD1048576"><v>1</v></c></row>'),
        "open.spread_too_far",
    ),
    "cells without references in a far row": (
        crafted.xlsx(A1 + '<row r="1048576"><c r="XFC1048576"><v>1</v></c><c><v>1</v></c></row>'),
        "open.spread_too_far",
    ),
    "a merged area beyond the grid": (
        crafted.xlsx(A1, '<mergeCells><mergeCell ref="A1:ZZZ9999999"/></mergeCells>'),
        "open.beyond_grid",
    ),
    "four billion shared strings": (
        crafted.packed(
            crafted.xlsx_parts({"S": '<!DOCTYPE a [<!ENTITY b "bbbb">]>' + crafted.sheet_xml(A1).partition("?>")[2]})
        ),
        "open.doctype",
    ),
    "a document type in UTF-16": (
        crafted.packed(crafted.xlsx_parts({"S": ('<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet/>').encode("utf-16")})),
        "open.doctype",
    ),
    "a document type in the relations": (
        crafted.packed(
            crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
            | {"xl/worksheets/_rels/sheet1.xml.rels": "<!DOCTYPE a><a/>"}
        ),
        "open.doctype",
    ),
    "a part that is not well-formed": (
        crafted.packed(crafted.xlsx_parts({"S": crafted.sheet_xml(A1)}) | {"xl/workbook.xml": "<workbook><sheets>"}),
        "open.damaged_part",
    ),
    "a sheet that ends in a cell": (
        crafted.packed(crafted.xlsx_parts({"S": '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v>'})),
        "open.damaged_sheet",
    ),
    "a text that is not in the table": (in_row('<c r="A1" t="s"><v>5</v></c>'), "open.damaged_sheet"),
    "no sheet": (crafted.packed(crafted.xlsx_parts({})), "open.no_sheets"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_would_break_a_reader_is_refused_before_it_is_read(what, monkeypatch):
    content, code = HOSTILE[what]
    own = processes.Readers(1)
    monkeypatch.setattr(processes, "readers", own)
    assert told("S.xlsx", content) == [code]
    opened("S.xlsx", crafted.xlsx(A1))
    own.end()
    assert own.started == 1, "no reading process was lost"


def test_formatted_but_empty_cells_do_not_count_for_the_extent():
    content = crafted.xlsx(A1 + '<row r="1048576"><c r="XFD1048576" s="1"/><c r="XFC1048576"></c></row>', WIDE)
    assert cells(content) == {"A1": 1}


def test_a_dimension_that_lies_is_not_believed():
    sheet = crafted.sheet_xml(FILLED.format(9, "J")).replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    assert cells(crafted.packed(crafted.xlsx_parts({"S": sheet}))) == {"J9": 1}


def test_a_sheet_that_is_listed_but_not_there_is_missed():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1), "Gone": crafted.sheet_xml(A1)})
    del parts["xl/worksheets/sheet2.xml"]
    assert told("S.xlsx", crafted.packed(parts)) == ["open.sheet_missing"]


def test_counts_are_bounded(monkeypatch):
    # Limits on what is unpacked hold in the reading process, which takes them from its own start: made here by size.
    sheets = {f"S{n}": crafted.sheet_xml(A1) for n in range(limits.MAX_SHEETS + 1)}
    assert told("S.xlsx", crafted.packed(crafted.xlsx_parts(sheets))) == ["open.too_many_sheets"]
    merges = "<mergeCells>{}</mergeCells>".format('<mergeCell ref="A1:B2"/>' * (limits.MAX_MERGES + 1))
    assert told("S.xlsx", crafted.xlsx(A1, merges)) == ["open.too_many_merges"]
    styles = f'<styleSheet xmlns="{crafted.MAIN}">{"<xf />" * (limits.MAX_STYLES + 1)}</styleSheet>'
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)}) | {"xl/styles.xml": styles}
    assert told("S.xlsx", crafted.packed(parts)) == ["open.too_many_styles"]
    many = {f"{n}.bin": b"" for n in range(limits.MAX_PARTS)}
    assert told("S.xlsx", crafted.packed(crafted.xlsx_parts({"S": crafted.sheet_xml(A1)}) | many)) == [
        "open.too_many_parts"
    ]


def test_bombs_are_not_unpacked():
    plain = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
    blanks = b" " * (limits.RATIO_FROM_BYTES + 1)
    assert told("S.xlsx", crafted.packed(plain | {"xl/blank.xml": blanks})) == ["open.packed_too_tightly"]
    large = crafted.claiming(crafted.packed(plain), "xl/worksheets/sheet1.xml", limits.MAX_UNPACKED_BYTES)
    assert told("S.xlsx", large) == ["open.unpacks_too_large"]


@pytest.mark.parametrize("size", [0, 10, 100_000])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_size_that_lies_is_told(size, method):
    content = crafted.packed(crafted.xlsx_parts({"S": crafted.sheet_xml(A1)}), method)
    assert told("S.xlsx", crafted.claiming(content, "xl/worksheets/sheet1.xml", size)) == ["open.size_is_wrong"]


def test_a_container_cut_anywhere_is_refused():
    content = crafted.xlsx(A1)
    for end in range(4, len(content) - 1, 97):
        assert told("S.xlsx", content[:end]) in (["open.cut_short"], ["open.damaged"])


def test_a_changed_byte_is_noticed_or_does_no_harm():
    content = bytearray(crafted.xlsx(A1))
    start = content.index(b"xl/worksheets/sheet1.xml") + 24
    content[start + 20] ^= 0xFF
    assert told("S.xlsx", bytes(content)) == ["open.damaged_part"]


def test_other_ways_of_packing_and_a_locked_part_are_told():
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(A1)})
    assert told("S.xlsx", crafted.packed(parts, zipfile.ZIP_LZMA)) == ["open.packed_unusually"]
    locked = bytearray(crafted.packed(parts))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert told("S.xlsx", bytes(locked)) == ["open.encrypted"]
