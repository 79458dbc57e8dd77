"""The reading process: it may hang, starve, or die on a file; the parent says so and reads the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import limits, processes
from loaders.opening import open_content
from tests import crafted
from tests.test_opening import opened, told

GOOD = crafted.xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
STOPPED = crafted.xls([crafted.record(0x0203, b"")])
"""A number without a number: xlrd does not expect it."""


@pytest.fixture
def readers(monkeypatch):
    """Reading processes of this test's own, one at a time."""
    own = processes.Readers(1)
    monkeypatch.setattr(processes, "readers", own)
    yield own
    own.end()


def test_a_process_reads_many_files_and_is_replaced_in_time(readers, monkeypatch):
    monkeypatch.setattr(limits, "FILES_PER_READER", 3)
    for _ in range(7):
        opened("S.xlsx", GOOD)
    assert readers.started == 3


def test_what_the_parent_holds_is_not_the_childs(readers):
    held = b"x" * (limits.MEMORY_KEPT_BYTES + 50_000_000)
    for _ in range(3):
        opened("S.xlsx", GOOD)
    assert readers.started == 1
    assert len(held) > limits.MEMORY_KEPT_BYTES


def test_a_refusal_costs_no_process(readers):
    assert told("S.xlsx", GOOD[:200]) == ["open.cut_short"]
    opened("S.xlsx", GOOD)
    assert readers.started == 1


def test_a_process_that_dies_is_one_sentence_and_the_next_file_is_read(readers):
    assert told("S.xls", STOPPED) in (["open.reader_stopped"], ["open.damaged"])
    opened("S.xlsx", GOOD)


def dying(monkeypatch, code: str) -> None:
    """Starts reading processes that run this code instead."""
    monkeypatch.setattr(processes, "PROGRAM", ("-c", f"import sys, os, signal, time\n{code}"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGABRT)", "open.reader_stopped"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "open.reader_stopped"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "open.too_slow"),
        ("sys.exit(3)", "open.reader_stopped"),
        ("sys.stdin.buffer.readline(); sys.stdout.buffer.write(b'half')", "open.reader_stopped"),
        ("sys.stdout.buffer.write(b'\\0' * 7 + b'\\x09' + b'{}')", "open.reader_stopped"),
        ("sys.stdout.buffer.write(b'\\xff' * 8)", "open.too_much_memory"),
        ("time.sleep(60)", "open.too_slow"),
    ],
)
def test_however_a_process_ends_it_is_one_sentence(readers, monkeypatch, code, said):
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.2)
    monkeypatch.setattr(processes, "WATCH_SECONDS", 0.1)
    dying(monkeypatch, code)
    assert told("S.xlsx", GOOD) == [said]


def test_memory_is_limited_and_the_next_file_is_read(readers):
    # One text of 6 MB, shown by 400 cells: 3 MB packed, more than a process may have once it is laid out.
    text = os.urandom(3_000_000).hex()
    strings = f'<sst xmlns="{crafted.MAIN}" count="1" uniqueCount="1"><si><t>{text}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 401))
    parts = crafted.xlsx_parts({"S": crafted.sheet_xml(rows)}) | {"xl/sharedStrings.xml": strings}
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(
        "</Relationships>",
        f'<Relationship Id="s" Type="{crafted.DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    assert told("S.xlsx", crafted.packed(parts)) in (["open.too_much_memory"], ["open.reader_stopped"])
    opened("S.xlsx", GOOD)


def test_a_process_killed_while_it_waits_costs_nobody_a_file(readers):
    opened("S.xlsx", GOOD)
    os.kill(readers.idle_processes()[0], signal.SIGKILL)
    os.waitid(os.P_PID, readers.idle_processes()[0], os.WEXITED | os.WNOWAIT)
    opened("S.xlsx", GOOD)
    assert readers.started == 2


def test_threads_share_the_processes():
    own = processes.Readers(2)
    files = [crafted.xlsx(f'<row r="1"><c r="A1"><v>{n}</v></c></row>') for n in range(24)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda content: own.read(content, "zip"), files))
    assert [answer["sheets"][0]["rows"] for answer in answers] == [[[1, float(n)]] for n in range(24)]
    assert own.started <= 2
    own.end()


def test_a_forked_copy_uses_processes_of_its_own(readers):
    opened("S.xlsx", GOOD)
    assert threading.active_count() >= 1
    processes._start_anew()
    assert processes.readers is not readers
    assert processes.readers.started == 0


def test_no_secret_reaches_the_reading_process(monkeypatch):
    monkeypatch.setenv("MONITOR_STORE", "postgresql://user:secret@host/store")
    assert "MONITOR_STORE" not in processes.PASSED_ON


MARKS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00", b"<?xml ", b"<html"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mark=MARKS, content=st.binary(max_size=2000))
def test_any_bytes_give_a_workbook_or_one_blocker(mark, content):
    told("any.xlsx", mark + content)


SEEDS = {
    "xlsx": GOOD,
    "xls": crafted.xls([crafted.xls_number(row, 0, row) for row in range(50)]),
    "xlsb": crafted.xlsb([crafted.xlsb_row(0, crafted.xlsb_cell(5, 0, b"\0" * 8))]),
    "ods": crafted.ods("<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"),
    "csv": "a;b\nCôte;2\n".encode("utf-16"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(SEEDS)), data=st.data())
def test_a_good_file_with_bytes_changed_gives_a_workbook_or_one_blocker(kind, data):
    content = bytearray(SEEDS[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    told(f"any.{kind}", bytes(content))
    assert open_content("S.xlsx", GOOD)[0] is not None


ENDLESS = {
    "instructions before the root": b"<?a?>" * 20_000 + b"x",
    "comments that do not end": b"<!--" * 400_000,
    "errors that do not end": b'<worksheet><sheetData><row r="1">' + b'<c r="A1" t="e">' * 100_000,
    "a formula before a desert": b'<worksheet><sheetData><row r="1"><c r="A1"><f>1</f>' + b" " * 1_000_000 + b"x",
    "attributes without an end": b'<worksheet><sheetData><row r="1"><c ' + b't= "e ' * 200_000,
    "quotation marks without an end": b"<worksheet><sheetData>" + b"<c a='" * 200_000,
    "brackets in quotation marks": b"<worksheet><sheetData>" + b"<c s='>'>" * 100_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_no_part_keeps_the_patterns_busy(readers, monkeypatch, what):
    monkeypatch.setattr(limits, "WALL_SECONDS", 8.0)
    parts = crafted.xlsx_parts({"S": ENDLESS[what]})
    assert told("S.xlsx", crafted.packed(parts))[0] not in ("open.too_slow", "open.reader_stopped")


@pytest.mark.parametrize("head", [b"<!---->" * 500, b"<html" * 800, b"<!--" * 1000, b" " * 4000, b"<meta " * 600])
def test_no_beginning_keeps_the_look_at_it_busy(head):
    told("S.xls", head + b"x")


def test_a_process_ends_with_its_parent():
    process = subprocess.Popen(
        [sys.executable, "-m", "loaders.parsing"],
        cwd=processes.PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    process.stdin.close()
    assert process.wait(timeout=20) == 0
