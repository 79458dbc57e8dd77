"""The binary formats: Excel's old workbooks in their OLE container, and xlsb."""

from __future__ import annotations

import struct

import pytest

from loaders import limits
from loaders.opening import CellError, cell_name, open_content
from tests import crafted
from tests.test_opening import opened, told

ONE = crafted.xls_number(2, 1, 45418)


def number(value: float) -> bytes:
    return struct.pack("<d", value)


def xls_text(row: int, column: int, text: str) -> bytes:
    """A text in a cell, in one byte a letter."""
    return crafted.record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))


def xls_merge(*areas: tuple[int, int, int, int]) -> bytes:
    """Merged areas, counted from 0, first and last row before first and last column."""
    return crafted.record(0x00E5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", *a) for a in areas))


def test_an_old_workbook_comes_with_values_errors_and_merged_areas_at_their_places():
    content = crafted.xls([ONE, xls_text(4, 2, "Côte"), crafted.xls_error(5, 3, 0x17), xls_merge((6, 7, 0, 1))])
    sheet = opened("S.xls", content).sheets[0]
    found = {cell_name(*place): value for place, value in sheet.cells.items()}
    assert found == {"B3": 45418, "C5": "Côte", "D6": CellError("#REF!")}
    assert sheet.merged == ((7, 1, 8, 2),)
    assert (sheet.name, sheet.hidden) == ("S000", False)


def xls_formula(row: int, column: int, result: bytes) -> bytes:
    """The formula 1+1 with the eight bytes of its result."""
    formula = b"\x1e\1\0\x1e\1\0\3"
    return crafted.record(0x0006, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 7) + formula)


def test_results_of_formulas_of_an_old_workbook_are_read():
    special = b"\0" * 5 + b"\xff\xff"
    content = crafted.xls(
        [
            xls_formula(0, 0, number(2)),
            xls_formula(2, 0, b"\0" + special),
            crafted.record(0x0207, struct.pack("<HB", 4, 0) + b"seen"),
            xls_formula(3, 0, b"\3" + special),
            xls_formula(4, 0, b"\2\0\x2a" + special[2:]),
            xls_formula(5, 0, b"\1\0\1" + special[2:]),
        ]
    )
    found = {cell_name(*place): value for place, value in opened("S.xls", content).sheets[0].cells.items()}
    assert found == {"A1": 2, "A3": "seen", "A5": CellError("#N/A"), "A6": True}


@pytest.mark.parametrize("hidden", [1, 2])
def test_hidden_and_very_hidden_sheets_are_known(hidden):
    assert opened("S.xls", crafted.xls([ONE], hidden=hidden)).sheets[0].hidden


def test_a_locked_old_workbook_is_refused():
    locked = crafted.record(0x002F, b"\1\0" + b"\0" * 52)
    assert told("S.xls", crafted.xls([ONE], globals_=locked)) == ["open.encrypted"]


def summary(subject: str, page: int) -> bytes:
    """A SummaryInformation stream with a code page and a subject."""
    encoded = subject.encode(f"cp{page}" if page != 65001 else "utf-8") + b"\0"
    properties = struct.pack("<IHxx", 2, page & 0xFFFF) + struct.pack("<II", 0x1E, len(encoded)) + encoded
    head = struct.pack("<IIIIII", 24 + len(properties), 2, 1, 24, 3, 32)
    return b"\xfe\xff\0\0" + b"\0" * 20 + struct.pack("<I", 1) + b"\0" * 16 + struct.pack("<I", 48) + head + properties


@pytest.mark.parametrize(
    ("subject", "page"), [("IMR|2026|2026|KEN|en", 1252), ("Côte d’Ivoire", 65001), ("Отчёт", 1251)]
)
def test_the_subject_of_an_old_workbook_is_read(subject, page):
    streams = {"Workbook": crafted.xls_stream([ONE]), "\5SummaryInformation": summary(subject, page)}
    assert opened("S.xls", crafted.ole(streams)).subject == subject


def test_a_damaged_subject_does_no_harm():
    for broken in (b"", b"\0" * 48, summary("x", 1252)[:70], b"\xff" * 200):
        streams = {"Workbook": crafted.xls_stream([ONE]), "\5SummaryInformation": broken}
        assert opened("S.xls", crafted.ole(streams)).subject == ""


def test_macros_in_an_old_workbook_are_noted():
    streams = {"Workbook": crafted.xls_stream([ONE]), "_VBA_PROJECT_CUR": b"x"}
    assert told("S.xls", crafted.ole(streams)) == ["open.macros"]


LOOPS = {
    "a stream that bites its tail": {2: 2},
    "a stream that goes back": {10: 2},
    "a directory that bites its tail": {1: 1},
}


@pytest.mark.parametrize("what", LOOPS)
def test_a_chain_of_sectors_that_loops_is_refused(what):
    stream = crafted.xls_stream([crafted.xls_number(row, 0, row) for row in range(400)])
    assert told("S.xls", crafted.ole({"Workbook": stream}, chains=LOOPS[what])) == ["open.looping"]


def test_tables_that_loop_or_lie_are_refused():
    content = bytearray(crafted.xls([ONE]))
    sector = len(content) // 512 - 1
    further = content + b"\xff" * 508 + struct.pack("<I", sector)
    struct.pack_into("<I", further, 68, sector)
    assert told("S.xls", bytes(further)) == ["open.looping"]
    often = content.copy()
    struct.pack_into("<109I", often, 76, *[0] * 109)
    assert told("S.xls", bytes(often)) == ["open.looping"]
    sectors = content.copy()
    struct.pack_into("<H", sectors, 30, 31)
    assert told("S.xls", bytes(sectors)) == ["open.damaged"]


def test_an_old_workbook_cut_anywhere_is_refused():
    content = crafted.xls([crafted.xls_number(row, 0, row) for row in range(400)])
    for end in range(8, len(content) - 512, 311):
        assert told("S.xls", content[:end])[0] in ("open.cut_short", "open.damaged", "open.looping")


def test_one_sheet_listed_a_thousand_times_is_refused():
    assert told("S.xls", crafted.xls([ONE], copies=500)) == ["open.looping"]


def test_two_cells_at_opposite_corners_of_an_old_sheet_are_read():
    content = crafted.xls([crafted.xls_number(0, 0, 1), crafted.xls_number(65535, 255, 2)])
    assert dict(opened("S.xls", content).sheets[0].cells) == {(1, 1): 1, (65536, 256): 2}


def test_records_that_are_no_workbook_are_refused():
    assert told("S.xls", crafted.ole({"Workbook": b"\xff" * 3000})) == ["open.damaged"]
    assert told("S.xls", b"\x09\x08\x10\x00" + b"\xff" * 50) == ["open.damaged"]


def test_a_binary_workbook_comes_with_values_errors_and_merged_areas_at_their_places():
    content = crafted.xlsb(
        [
            crafted.xlsb_row(2, crafted.xlsb_cell(5, 1, number(2.5)), crafted.xlsb_cell(6, 3, crafted.wide("Côte"))),
            crafted.xlsb_row(5, crafted.xlsb_cell(3, 0, b"\x17"), crafted.xlsb_cell(4, 1, b"\1")),
            crafted.binary(176, struct.pack("<IIII", 6, 7, 0, 1)),
        ]
    )
    sheet = opened("S.xlsb", content).sheets[0]
    found = {cell_name(*place): value for place, value in sheet.cells.items()}
    assert found == {"B3": 2.5, "D3": "Côte", "A6": CellError("#REF!"), "B6": True}
    assert sheet.merged == ((7, 1, 8, 2),)


def test_short_and_rich_cells_of_a_binary_workbook_are_not_passed_over():
    content = crafted.xlsb(
        [
            crafted.xlsb_row(
                1,
                crafted.xlsb_cell(5, 2, number(1)),
                crafted.binary(16, b"\0" * 4 + number(2.5)),
                crafted.binary(12, b"\0" * 4),
                crafted.binary(17, b"\0" * 4 + crafted.wide("x" * 200)),
                crafted.binary(14, b"\0" * 4 + b"\x2a"),
                crafted.xlsb_cell(62, 9, b"\1" + crafted.wide("rich") + b"\0" * 8),
            ),
        ]
    )
    found = {cell_name(*place): value for place, value in opened("S.xlsb", content).sheets[0].cells.items()}
    assert found == {"C2": 1, "D2": 2.5, "F2": "x" * 200, "G2": CellError("#N/A"), "J2": "rich"}


FAR = [
    crafted.xlsb_row(0, crafted.xlsb_cell(5, 0, number(1))),
    crafted.xlsb_row(1048575, crafted.xlsb_cell(5, 16383, number(2))),
]

HOSTILE = {
    "cells at opposite corners": (crafted.xlsb(FAR), "open.spread_too_far"),
    "a row beyond the last": (
        crafted.xlsb([crafted.xlsb_row(999999999, crafted.xlsb_cell(5, 0, number(1)))]),
        "open.beyond_grid",
    ),
    "four billion strings": (crafted.xlsb([], strings=4294967295), "open.too_many_strings"),
    "a record that is longer than the part": (crafted.xlsb([b"\x05\xff\xff\xff\x7f"]), "open.damaged_part"),
    "merges": (
        crafted.xlsb([crafted.binary(176, struct.pack("<IIII", 0, 1, 0, 1))] * (limits.MAX_MERGES + 1)),
        "open.too_many_merges",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_would_break_a_reader_of_binary_workbooks_is_refused(what):
    content, code = HOSTILE[what]
    assert told("S.xlsb", content) == [code]


def test_two_workbooks_in_one_container_are_refused():
    both = crafted.xlsx_parts({"S": crafted.sheet_xml("")}) | {"xl/workbook.bin": b"x"}
    assert open_content("S.xlsx", crafted.packed(both))[0] is None
