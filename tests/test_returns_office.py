"""A filled return saved by a real LibreOffice in other formats reads to the same answers."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from exports.filling import fill
from exports.questionnaire import blank_return
from exports.sender import Sender
from loaders import known
from loaders.opening import open_workbook
from loaders.questionnaire import questionnaire
from loaders.returns import read_parts
from model import Answer, Return, Severity, Visibility

pytestmark = pytest.mark.office

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""As shown on the screen, which is what a person who saves as CSV gets; without it days come as 06/03/1992."""
TODAY = date(2026, 11, 21)
ANSWERS = (
    Answer("a_untc_vi_19", "party", "Reservation to article 32", "Law 4 of 1994", since=date(1992, 6, 3)),
    Answer("a_untc_xviii_12", "intends"),
    Answer("d1_1", "partly", "First line\nsecond line; with “marks”, été, 中文"),
    Answer("d1_2", "not_applicable", reason="=1+1 is no formula here"),
    Answer("d2_1", "no", legal_reference="00123", visibility=Visibility.SECRETARIAT),
    Answer("c1_law", "fully"),
    Answer("c1_cover", "legislature security"),
    Answer("x_known", "translated media"),
)


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> Path:
    """The return of Kenya with the answers above."""
    sender = Sender(known.states()["KEN"], known.cycles()["2026"], "en", datetime(2026, 1, 5))
    nothing = pd.DataFrame({"treaty": [], "status": [], "since": [], "text": []})
    blank = blank_return(questionnaire("2026"), known.provisions(), sender, nothing)
    path = tmp_path_factory.mktemp("sent") / "KEN.xlsx"
    cover: dict[str, str | date] = {"cover_consent": "part", "cover_consent_b": "yes", "cover_day": date(2026, 2, 20)}
    cover = {code.replace("_b", "_B"): value for code, value in cover.items()}
    path.write_bytes(fill(blank, questionnaire("2026"), "en", ANSWERS, cover))
    return path


def saved_as(path: Path, how: str, folder: Path) -> list[Path]:
    """The file as LibreOffice saves it; as CSV one file a sheet."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    into = folder / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", how, "--outdir", str(into), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return sorted(into.iterdir())


def read(paths: list[Path]) -> tuple[Return, list[str]]:
    workbooks = [open_workbook(path)[0] for path in paths]
    found, findings = read_parts([book for book in workbooks if book], as_at=TODAY)
    assert found is not None
    return found, [finding.code for finding in findings if finding.severity is not Severity.NOTE]


@pytest.mark.parametrize("how", ["xlsx", "ods", "xls", EVERY_SHEET], ids=["xlsx", "ods", "xls", "csv"])
def test_the_same_answers_in_every_format(sent, how, tmp_path):
    first, told = read([sent])
    paths = saved_as(sent, how, tmp_path)
    found, told_again = read([path for path in paths if "_lists" not in path.name and "_return" not in path.name])
    assert _told(found) == _told(first) == {answer.question: _fields(answer) for answer in ANSWERS}
    assert (found.state, found.cycle, found.consent) == ("KEN", "2026", frozenset("B"))
    assert found.cover == {"day": "2026-02-20"}
    assert (told, told_again) == ([], [])


def _told(found: Return) -> dict[str, tuple[object, ...]]:
    return {answer.question: _fields(answer) for answer in found.answers}


def _fields(answer: Answer) -> tuple[object, ...]:
    return answer.value, answer.comment, answer.legal_reference, answer.reason, answer.since, answer.visibility
