"""The data set: what frictionless and an SDMX reader make of it, its codes for what is missing, and the same bytes."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import sdmx
from frictionless import Package
from openpyxl import load_workbook

from exports.data import codes, download_name, schema, write_data, zipped
from exports.dataset import About

ABOUT = About(date(2026, 3, 31), "a1b2c3d4e5")

ADHERENCE = [
    ("KEN", "404", "D.5", 3, 7, 3 / 7, "some", "A", "F"),
    ("KEN", "404", "D.7.b", 0, 0, None, "", "M", "F"),
    ("TUV", "798", "D.5", 7, 7, 1.0, "all", "A", "F"),
]

REPORTED = [
    ("2026", "KEN", "404", "D.5", 0.75, 0.8, 0.6, 0.8, 5, 4, "large", "", "A", "F"),
    ("2026", "KEN", "404", "D.7.b", None, 0.2, 0.1, 0.9, 5, 1, "", "withheld", "Q", "F"),
    ("2026", "TUV", "798", "D.5", None, None, None, None, 0, 0, "", "no_return", "L", "F"),
]

ANSWERS = [
    ("2026", "KEN", "d5_1", "fully", "Act No. 12 of 2012", "=1+1", "", "", "A", "F"),
    ("2026", "KEN", "d5_2", "", "", "", "", "blank", "O", "F"),
    ("2026", "KEN", "d5_3", "", "", "", "", "confidential", "Q", "N"),
    ("2026", "KEN", "d7b_1", "not_applicable", "", "", "no passports are issued", "not_applicable", "M", "F"),
]


def columns(table: str) -> list[str]:
    (found,) = (each for each in schema() if each.name == table)
    return [field.name for field in found.fields]


def frames() -> dict[str, pd.DataFrame]:
    states = pd.DataFrame(
        [("TUV", "798", "Tuvalu"), ("KEN", "404", "Kenya")], columns=["state", "m49", "name_en"]
    ).reindex(columns=columns("states"))
    provisions = pd.DataFrame(
        [("D.5", "Treaties and measures against terrorism"), ("D.7.b", "Passports")],
        columns=["provision", "short_title"],
    ).reindex(columns=columns("provisions"))
    levels = pd.DataFrame(
        [
            ("adherence_level", "all", "Party to all"),
            ("adherence_level", "some", "Party to some"),
            ("reported_level", "large", "For the larger part"),
            ("missing", "withheld", "Withheld"),
            ("missing", "no_return", "No return"),
            ("missing", "blank", "Left blank"),
            ("missing", "confidential", "For the Secretariat only"),
            ("missing", "not_applicable", "Not applicable"),
            ("action", "accession", "Accession"),
        ],
        columns=["list", "code", "label"],
    )
    answers = [(*row[:7], None, *row[7:]) for row in ANSWERS]
    return {
        "states": states.assign(kind="member"),
        "provisions": provisions,
        "adherence": pd.DataFrame(ADHERENCE, columns=columns("adherence")),
        "reported": pd.DataFrame(REPORTED, columns=columns("reported")),
        "answers": pd.DataFrame(answers, columns=columns("answers")),
        "code_lists": pd.concat([codes(), levels], ignore_index=True).fillna(""),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("data")
    write_data(made, frames(), ABOUT)
    return made


def structure_of(folder: Path) -> sdmx.message.StructureMessage:
    return sdmx.read_sdmx(io.BytesIO((folder / "sdmx" / "structure.xml").read_bytes()))


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "data" / f"{table}.csv").read_text(encoding="utf-8"))))


def test_frictionless_finds_the_package_valid(folder):
    report = Package(folder / "datapackage.json").validate()
    assert report.valid, report.flatten(["resource", "rowNumber", "message"])
    assert len(report.tasks) == len(schema())


def test_frictionless_would_see_a_state_that_is_not_there(tmp_path):
    wrong = frames()
    wrong["adherence"] = wrong["adherence"].replace({"state": {"TUV": "XXX"}})
    write_data(tmp_path, wrong, ABOUT)
    found = Package(tmp_path / "datapackage.json").validate().flatten(["type"])
    assert ["foreign-key"] in found


def test_an_sdmx_reader_reads_structure_and_figures_back(folder):
    message = structure_of(folder)
    structure = message.structure["FIGURES"]
    assert [dimension.id for dimension in structure.dimensions] == [
        "REF_AREA",
        "INDICATOR",
        "PROVISION",
        "CYCLE",
        "TIME_PERIOD",
    ]
    assert message.codelist["CL_AREA"]["404"].name["en"] == "Kenya"
    data = sdmx.read_sdmx(io.BytesIO((folder / "sdmx" / "figures.csv").read_bytes()), format="CSV", structure=structure)
    figures = sdmx.to_pandas(data.data[0])
    assert figures["798", "ADHERENCE", "D_5", "_Z", "2026-03-31"] == 1
    assert figures["404", "REPORTED", "D_5", "2026", "2026-03-31"] == 0.75
    assert pd.isna(figures["798", "REPORTED", "D_5", "2026", "2026-03-31"])


def test_every_code_of_an_observation_is_in_its_list(folder):
    lists = structure_of(folder).codelist
    named = {
        "REF_AREA": "CL_AREA",
        "INDICATOR": "CL_INDICATOR",
        "PROVISION": "CL_PROVISION",
        "CYCLE": "CL_CYCLE",
        "OBS_STATUS": "CL_OBS_STATUS",
        "CONF_STATUS": "CL_CONF_STATUS",
        "LEVEL": "CL_LEVEL",
    }
    observed = csv.DictReader(io.StringIO((folder / "sdmx" / "figures.csv").read_text()))
    for row in observed:
        for column, name in named.items():
            assert row[column] == "" or row[column] in lists[name].items


def test_kinds_of_missing_keep_codes_of_their_own(folder):
    found = {row["missing"]: (row["obs_status"], row["conf_status"]) for row in rows(folder, "answers")}
    found |= {row["missing"]: (row["obs_status"], row["conf_status"]) for row in rows(folder, "reported")}
    assert found == {
        "": ("A", "F"),
        "blank": ("O", "F"),
        "confidential": ("Q", "N"),
        "not_applicable": ("M", "F"),
        "withheld": ("Q", "F"),
        "no_return": ("L", "F"),
    }


def test_states_are_known_by_iso_and_m49(folder):
    assert [(row["state"], row["m49"]) for row in rows(folder, "states")] == [("KEN", "404"), ("TUV", "798")]


def test_what_a_spreadsheet_would_run_is_harmless_in_the_data_too(folder):
    assert rows(folder, "answers")[0]["comment"] == "'=1+1"
    book = load_workbook(folder / "implementation-monitor.xlsx")
    column = columns("answers").index("comment") + 1
    cell = book["answers"].cell(3, column)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_workbook_has_contents_and_a_sheet_a_table(folder):
    book = load_workbook(folder / "implementation-monitor.xlsx")
    assert book.sheetnames == ["Contents", *(table.name for table in schema())]
    listed = {row[0]: row[1] for row in book["Contents"].iter_rows(values_only=True) if row[0] in book.sheetnames}
    assert listed["adherence"] == 3
    assert [cell.value for cell in book["adherence"][2]] == columns("adherence")


def test_parquet_has_the_types_of_the_fields(folder):
    table = pq.read_table(folder / "parquet" / "reported.parquet")
    assert str(table.schema.field("score").type) == "double"
    assert str(table.schema.field("applicable").type) == "int64"
    assert table.column("score").to_pylist() == [0.75, None, None]
    assert b"Weighted mean" in table.schema.field("score").metadata[b"title"]


def test_every_column_that_is_written_is_described(folder):
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8") as lines:
            assert next(csv.reader(lines)) == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["title"] for field in resource["schema"]["fields"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert (
        package["citation"]
        == "United Nations Implementation Monitor, data set as at 31 March 2026, data revision a1b2c3d4e5."
    )


def test_the_same_facts_in_another_order_are_the_same_bytes(folder, tmp_path):
    turned = {name: frame.iloc[::-1] for name, frame in reversed(frames().items())}
    written = write_data(tmp_path, turned, ABOUT)
    for path in written:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes(), path.name
    assert zipped(written, tmp_path) == zipped(reversed(written), tmp_path)


def test_no_file_carries_the_time_at_which_it_was_made(folder):
    made = re.compile(r"20(2[4-9]|3\d)-\d\d-\d\dT(?!00:00:00)")
    for path in [folder / "datapackage.json", folder / "sdmx" / "structure.xml", folder / "README.md"]:
        assert not made.search(path.read_text(encoding="utf-8")), path.name


def test_invented_and_confidential_data_say_so_first(tmp_path):
    write_data(tmp_path, frames(), About(ABOUT.as_at, ABOUT.revision, demonstration=True, confidential=True))
    told = json.loads((tmp_path / "datapackage.json").read_text())["description"]
    assert told.startswith(
        "Demonstration data – invented. Holds answers for the Secretariat only: not for publication."
    )
    assert "**Demonstration data – invented.**" in (tmp_path / "README.md").read_text(encoding="utf-8")
    contents = load_workbook(tmp_path / "implementation-monitor.xlsx")["Contents"]
    assert contents["A2"].value == "Demonstration data – invented."


def test_a_table_without_facts_is_there_with_its_columns(tmp_path):
    write_data(tmp_path, {"code_lists": frames()["code_lists"]}, ABOUT)
    assert rows(tmp_path, "answers") == []
    assert Package(tmp_path / "datapackage.json").validate().valid


def test_a_column_that_is_missing_is_named(tmp_path):
    lacking = frames() | {"adherence": frames()["adherence"].drop(columns="level")}
    with pytest.raises(KeyError, match="level"):
        write_data(tmp_path, lacking, ABOUT)


def test_a_download_says_what_it_is():
    assert download_name("parties-1988-convention", ABOUT.as_at, "csv") == "parties-1988-convention-2026-03-31.csv"
