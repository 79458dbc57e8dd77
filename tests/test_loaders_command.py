"""``python -m loaders``: what is taken, what is refused, what is said, what is stored."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from exports.questionnaire import blank_return
from exports.sender import Sender
from founding import LOCAL, founded_store
from loaders import known
from loaders.__main__ import main
from loaders.questionnaire import questionnaire
from store import open_store

NOTHING_KNOWN = pd.DataFrame({"treaty": [], "status": [], "since": [], "text": []})
LIST = 'Participant,"Signature","Ratification, Accession(a)"\nKenya,,19 Oct 1992 a\nMexico,16 Feb 1989,11 Apr 1990\n'


def filled(path: Path, state: str = "KEN", **answers: object) -> Path:
    """The blank return of a State with some answers, saved at ``path``."""
    sender = Sender(known.states()[state], known.cycles()["2026"], "en", datetime(2026, 1, 5))
    path.write_bytes(blank_return(questionnaire("2026"), known.provisions(), sender, NOTHING_KNOWN))
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in range(6, sheet.max_row + 1):
            if sheet.cell(row, 1).value in answers:
                sheet.cell(row, 5, answers[sheet.cell(row, 1).value])
    book.save(path)
    return path


def as_csv(path: Path, sheet: str, into: Path) -> Path:
    """One sheet of a workbook, as a spreadsheet program saves it."""
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    with into.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["" if value is None else value for value in row] for row in rows])
    return into


@pytest.fixture
def no_store(tmp_path, monkeypatch):
    """The name of a store that is not there yet."""
    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("MONITOR_STORE", f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    path = tmp_path_factory.mktemp("founded") / "store.sqlite"
    founded_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(no_store, founded):
    """The URL of a store that knows what is shipped with the project."""
    shutil.copy(founded, no_store)
    return f"sqlite:///{no_store}"


@pytest.fixture
def load(capsys):
    """Runs the command; gives its exit code and the entries of its JSON."""

    def run(*arguments: object) -> tuple[int, list[dict]]:
        code = main([*map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)["files"]

    return run


def codes(entry: dict, *severities: str) -> list[str]:
    return [finding["code"] for finding in entry["findings"] if finding["severity"] in (severities or ("blocker",))]


def test_a_return_is_stored_once(load, store, tmp_path):
    path = filled(tmp_path / "KEN.xlsx", d1_1="Fully", cover_consent="Yes, the whole return")
    code, (entry,) = load(path)
    assert (code, entry["file"], entry["kind"], entry["status"]) == (0, str(path), "return", "stored")
    assert (entry["state"], entry["cycle"]) == ("KEN", "2026")
    assert set(entry["findings"][0]) == {"code", "severity", "sheet", "cell", "message"}
    code, (entry,) = load(path)
    assert (code, entry["status"]) == (0, "duplicate")
    answers = open_store(store).answers(LOCAL)
    assert answers[["state", "question", "value"]].values.tolist() == [["KEN", "d1_1", "fully"]]
    assert answers["cell"].item().startswith("E")


def test_a_new_version_supersedes_and_says_so(load, store, tmp_path):
    load(filled(tmp_path / "first.xlsx", d1_1="Fully"))
    _, (entry,) = load(filled(tmp_path / "second.xlsx", d1_1="Partly"))
    assert "upload.new_version" in codes(entry, "note")
    assert open_store(store).answers(LOCAL)["value"].tolist() == ["partly"]


def test_a_check_stores_nothing_and_makes_no_store(load, no_store, tmp_path):
    code, (entry,) = load(filled(tmp_path / "KEN.xlsx", d1_1="Fulyl", d1_2="No"), "--check")
    assert (code, entry["status"]) == (0, "checked")
    assert codes(entry, "error") == ["return.unknown_choice_near"]
    assert not no_store.exists()


def test_the_first_file_founds_the_store(load, no_store, tmp_path):
    load(filled(tmp_path / "KEN.xlsx", d1_1="Fully"))
    held = open_store(f"sqlite:///{no_store}")
    assert set(held.cycles(LOCAL)) == set(known.cycles())
    assert set(held.lists(LOCAL)["treaty"]) == set(known.treaties())


def test_what_is_refused_says_why_and_the_others_are_taken(load, store, tmp_path):
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear colleague,\nplease find attached\n", encoding="utf-8")
    empty, missing = tmp_path / "empty.xlsx", tmp_path / "missing.xlsx"
    empty.write_bytes(b"")
    good = filled(tmp_path / "KEN.xlsx", d1_1="Fully")
    code, entries = load(letter, empty, missing, good)
    assert code == 1
    assert [entry["status"] for entry in entries] == ["refused", "refused", "refused", "stored"]
    assert [entry["kind"] for entry in entries] == ["unknown", "unknown", "unknown", "return"]
    assert all(codes(entry) for entry in entries[:3])
    assert all(finding["message"] for entry in entries for finding in entry["findings"])


def test_a_refused_return_still_says_whose_it_is(load, tmp_path):
    code, (entry,) = load(filled(tmp_path / "blank.xlsx"), "--check")
    assert (code, entry["status"], entry["state"], entry["cycle"]) == (1, "refused", "KEN", "2026")
    assert codes(entry) == ["return.no_answers"]


def test_an_invented_return_stays_out_of_a_real_store(load, store, tmp_path):
    path = filled(tmp_path / "KEN.xlsx", d1_1="Fully")
    book = openpyxl.load_workbook(path)
    book["_return"].append(["demonstration", "yes"])
    book.save(path)
    code, (entry,) = load(path)
    assert (code, entry["status"], codes(entry)) == (1, "refused", ["upload.not_stored"])


def test_a_list_says_what_it_changes(load, store, tmp_path):
    path = tmp_path / "6-19.csv"
    path.write_text(LIST.replace("19 Oct 1992", "20 Oct 1992"), encoding="utf-8")
    code, (entry,) = load(path, "--treaty", "UNTC:VI-19", "--as-at", "2026-01-31")
    assert (code, entry["kind"], entry["status"]) == (0, "depositary list", "stored")
    assert "upload.list_taken" in codes(entry, "note")
    (changed,) = [finding for finding in entry["findings"] if finding["code"] == "upload.list_changed"]
    assert "Kenya, accession, 20 October 1992 (before: 19 October 1992)" in changed["message"]
    assert load(path, "--treaty", "UNTC:VI-19", "--as-at", "2026-01-31")[1][0]["status"] == "duplicate"


def test_sheets_saved_as_csv_are_one_return(load, store, tmp_path):
    book = filled(tmp_path / "KEN.xlsx", d1_1="Fully", c1_law="No", cover_consent="No")
    sheets = [as_csv(book, sheet, tmp_path / f"{sheet[0]}.csv") for sheet in ("B Declaration", "Cover", "C Code")]
    code, entries = load(*sheets)
    assert (code, [entry["status"] for entry in entries]) == (0, ["stored"] * 3)
    assert {entry["state"] for entry in entries} == {"KEN"}
    assert codes(entries[0], "warning") == ["return.csv_of_one_sheet"]
    assert open_store(store).answers(LOCAL)["value"].tolist() == ["fully", "no"]
    assert [entry["status"] for entry in load(*reversed(sheets))[1]] == ["duplicate"] * 3


def test_a_collated_sheet_is_many_returns(load, store, tmp_path):
    path = tmp_path / "collated.csv"
    path.write_text(
        "State,d1_1,d1_2,c1_law\nKenya,Fully,No,No\nAtlantis,No,No,No\nUganda,Fuly,No,No\n", encoding="utf-8"
    )
    code, (entry,) = load(path, "--cycle", "2026")
    assert (code, entry["kind"], entry["status"]) == (0, "collated returns", "stored")
    assert (entry["state"], entry["cycle"]) == (None, "2026")
    assert [(f["code"], f["cell"]) for f in entry["findings"] if f["severity"] == "error"] == [
        ("return.state_not_known", "A3"),
        ("return.unknown_choice_near", "B4"),
    ]
    held = open_store(store)
    assert sorted(held.returns(LOCAL)["state"]) == ["KEN", "UGA"]
    numbers = held.returns(LOCAL).set_index("state")["return"]
    assert [f.code for f in held.findings(LOCAL, int(numbers["KEN"]))] == ["return.no_consent_column"]


def test_an_export_of_the_form_is_told_apart(load, store, tmp_path):
    path = tmp_path / "form.csv"
    path.write_text(
        "_uuid,_submission_time,cover/state,d1_1,d1_2,c1_law\nu,2026-02-01,KEN,fully,no,no\n", encoding="utf-8"
    )
    _, (entry,) = load(path)
    assert (entry["kind"], entry["status"], entry["state"]) == ("form export", "stored", "KEN")


def test_a_folder_is_its_files(load, store, tmp_path):
    folder = tmp_path / "inbox"
    (folder / "africa").mkdir(parents=True)
    filled(folder / "africa" / "KEN.xlsx", d1_1="Fully")
    (folder / "~$KEN.xlsx").write_bytes(b"lock")
    (folder / ".DS_Store").write_bytes(b"\0")
    _, entries = load(folder)
    assert [(Path(entry["file"]).name, entry["status"]) for entry in entries] == [("KEN.xlsx", "stored")]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--check"], ["x.xlsx", "--cycle", "1990"], ["x.xlsx", "--treaty", "UNTC:I-1"], ["x.xlsx", "--as-at", "May"],
     ["x.xlsx", "--store", "oracle://x"], ["x.xlsx", "--colour"]],
)  # fmt: skip
def test_wrong_usage(arguments, store, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m loaders" in capsys.readouterr().err


def test_a_person_reads_one_line_a_file_and_the_findings_below(store, tmp_path, capsys):
    path = filled(tmp_path / "KEN.xlsx", d1_1="Fulyl", d1_2="No")
    assert main([str(path), "--check"]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{path}: checked (return, Kenya, First reporting cycle 2026), 1 error, 1 warning and ")
    assert (
        "  error    B Declaration, E8: “Fulyl” is none of the answers to choose from. Did you mean “Fully”?"
        in "".join(others)
    )


def test_long_work_tells_how_far_it_is(store, tmp_path, capsys):
    paths = [str(tmp_path / f"{number}.xlsx") for number in range(12)]
    assert main([*paths, "--check"]) == 1
    assert "11 of 12 files" in capsys.readouterr().err
