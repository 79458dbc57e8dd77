"""Receipts: on paper, the same bytes every time; verified by code and by file; nothing more is given away."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.receipts import LEAD, TITLE, VERIFY, file_name, moment_of, moment_text, receipt_lines
from exports.receipt import receipt_pdf
from model import Answer, Cycle, Finding, Place, Severity
from store import Store
from tests.stored import ADMINISTRATOR, CYCLE, KENYA, file

CYCLES: dict[str, Cycle] = {"2026": CYCLE}


@pytest.fixture
def sent(store: Store) -> dict:
    """Kenya's return, sent with one warning open and one explained."""
    store.add_cycle(ADMINISTRATOR, CYCLE)
    open_, explained = (
        Finding("return.since_missing", Severity.WARNING, Place("ken.xlsx", "A Treaties", cell))
        for cell in ("F8", "F9")
    )
    store.save_draft(
        KENYA,
        "KEN",
        "2026",
        [Answer("d1_1", "fully"), Answer("d1_2", "no")],
        file("workbook", "ken.xlsx"),
        findings=[open_, explained],
        explained={"return.since_missing A Treaties F9": "The day is not known."},
    )
    return store.submit(KENYA, "KEN", "2026", "AB")


def test_a_receipt_says_what_was_received(sent: dict) -> None:
    lines = dict(receipt_lines(sent, CYCLES))
    assert lines["State"] == "Kenya"
    assert lines["Cycle"] == "Cycle 2026"
    assert lines["Version"] == "1"
    assert lines["Questions answered"] == "2"
    assert lines["Errors and warnings left open"] == "1"
    assert lines["Received"].startswith("1 February 2026, 09:")
    assert lines["Received"].endswith("UTC")
    assert lines["SHA-256 of the file"] == file("workbook").sha256
    assert file_name(sent) == "receipt-KEN-2026-version-1.pdf"


def test_a_receipt_of_an_amendment_says_who_wished_it_to_those_who_may_know(store: Store, sent: dict) -> None:
    store.save_draft(KENYA, "KEN", "2026", [Answer("d1_1", "partly")])
    amended = store.submit(KENYA, "KEN", "2026", "AB", "A slip of the pen.", asked_by="both")
    own, anybodys = (dict(receipt_lines(amended, CYCLES, *asked)) for asked in (["both"], []))
    assert own["Amends"] == "version 1; asked for by: Both, after a question of the Secretariat"
    assert "Amends" not in anybodys
    assert dict(receipt_lines(amended, CYCLES, ""))["Amends"] == "version 1; asked for by: not said"
    assert "Amends" not in dict(receipt_lines(sent, CYCLES, "both"))


def test_a_receipt_on_paper_is_one_page_and_the_same_bytes(sent: dict, tmp_path: Path) -> None:
    lines = receipt_lines(sent, CYCLES)
    once, twice = (receipt_pdf(TITLE, LEAD, lines, [VERIFY], moment_of(sent)) for _ in range(2))
    assert once == twice
    (tmp_path / "receipt.pdf").write_bytes(once)
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "receipt.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert said.count("\f") == 1
    for value in ("Kenya", sent["code"], moment_text(moment_of(sent))):
        assert value in said
    assert sent["sha256"] in "".join(said.split())


def test_a_receipt_is_verified_by_its_code_as_people_type_it(store: Store, sent: dict) -> None:
    for code in (sent["code"], sent["code"].lower(), f"  {sent['code'].replace('-', ' ')} "):
        found = store.verify_receipt(code)
        assert found is not None
        assert found["intact"]
    assert store.verify_receipt("AAAAA-AAAAA-AAAAA-AAAAA") is None
    assert store.verify_receipt("") is None


def test_a_receipt_is_verified_by_the_file(store: Store, sent: dict) -> None:
    assert [found["code"] for found in store.receipts_of_file(file("workbook").sha256)] == [sent["code"]]
    assert store.receipts_of_file(file("workbook, saved again").sha256) == []


def test_what_was_altered_in_the_store_is_seen_at_the_receipt(store: Store, sent: dict) -> None:
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text('DROP TRIGGER "state_return_no_update"'))
        connection.execute(text("UPDATE state_return SET answers = 99"))
    found = store.verify_receipt(sent["code"])
    assert found is not None
    assert not found["intact"]


def test_the_moment_is_in_utc() -> None:
    receipt = {"received": "2026-02-01T09:00:03Z"}
    assert moment_of(receipt).date() == date(2026, 2, 1)
    assert moment_text(moment_of(receipt)) == "1 February 2026, 09:00:03 UTC"
