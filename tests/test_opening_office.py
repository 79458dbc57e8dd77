"""What LibreOffice makes of a workbook, saved in each of its formats: the same values at the same places."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from loaders.opening import CellError, Uncached, Workbook, cell_name, open_workbook
from tests.test_opening import written

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with one workbook saved as xlsx, xls, ods, csv and flat XML by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    source = written(folder)
    for ending in ("xlsx", "xls", "ods", "csv", "fods"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                folder / "saved",
                source,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


def saved(folder: Path, ending: str) -> Workbook:
    workbook, findings = open_workbook(folder / "saved" / f"return.{ending}")
    assert findings == []
    return workbook


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_every_format_gives_what_was_written(folder, ending):
    before, _ = open_workbook(folder / "return.xlsx")
    after = saved(folder, ending)
    assert (after.kind, after.subject) == (ending, before.subject)
    assert [(sheet.name, sheet.hidden) for sheet in after.sheets] == [(s.name, s.hidden) for s in before.sheets]
    assert after.sheets[0].merged == before.sheets[0].merged
    expected = dict(before.sheets[0].cells)
    # LibreOffice calculates on the way: the formula that had no result now has one.
    assert expected.pop((3, 9)) == Uncached("SUM(C3,D3)")
    found = dict(after.sheets[0].cells)
    assert found.pop((3, 9)) == 4.5
    assert found == expected
    assert found[3, 10] == CellError("#REF!")


def test_a_csv_holds_the_first_sheet_as_it_is_shown(folder):
    sheet = saved(folder, "csv").sheets[0]
    found = {cell_name(*place): value for place, value in sheet.cells.items()}
    assert found["B3"] == "fully"
    assert found["D3"] == "1.5"
    assert found["H3"].split() == ["two", "lines"]
    assert found["J3"] == "#REF!"


def test_a_flat_document_is_refused_with_its_sentence(folder):
    _, findings = open_workbook(folder / "saved" / "return.fods")
    assert [finding.code for finding in findings] == ["open.is_xml_workbook"]
