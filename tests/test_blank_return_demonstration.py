"""Invented returns: real workbooks, marked as invented, the same for the same seed, and readable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from exports.demonstration import Written, write_demonstration
from exports.questionnaire import return_workbook
from loaders import known
from model import EntityKind, Severity, State
from tests.blank_returns import EDITION, FACTS, read_back, sender

MEMBERS = [state for state in known.states().values() if state.kind is EntityKind.MEMBER]


def blank_of(state: State) -> Workbook:
    who = sender(state=state.iso3, demonstration=True)
    return return_workbook(EDITION, known.provisions(), who, FACTS)


def write(folder: Path, count: int = 6) -> list[Written]:
    return write_demonstration(
        folder, EDITION, known.treaties(), MEMBERS, known.cycles()["2026"], blank_of, count=count, seed=7
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    return write(tmp_path_factory.mktemp("demonstration"))


def test_one_workbook_a_state(written: list[Written]) -> None:
    assert len({item.state for item in written}) == len(written) == 6
    assert [item.state for item in written] == sorted(item.state for item in written)


def test_each_says_that_it_is_invented(written: list[Written]) -> None:
    for item in written:
        book = load_workbook(item.path)
        assert book["Cover"]["C4"].value == "Demonstration data: every answer in this workbook is invented."
        assert {key.value: value.value for key, value in book["_return"].iter_rows(max_col=2)}["demonstration"] == "yes"
        book.close()


def test_each_is_read_without_a_blocker_and_every_comment_says_invented(written: list[Written]) -> None:
    for item in written:
        found, findings = read_back([item.path])
        assert found.state == item.state
        assert found.cover["day"] == item.completed.isoformat()
        assert len(found.answers) > 40
        assert Severity.BLOCKER not in {finding.severity for finding in findings}
        said = [text for a in found.answers for text in (a.comment, a.reason, a.legal_reference) if text]
        assert said
        assert all(text.startswith("Invented") for text in said)


def test_nobody_claims_a_day_before_the_treaty_was_in_force_or_after_today(written: list[Written]) -> None:
    treaties = known.treaties()
    for item in written:
        for answer in read_back([item.path])[0].answers:
            question = next(q for q in EDITION.questions if q.code == answer.question)
            if answer.since and question.treaty not in set(FACTS["treaty"]):
                in_force = treaties[question.treaty].in_force
                assert in_force is not None
                assert in_force <= answer.since <= date(2024, 12, 31)


def test_the_same_seed_writes_the_same_bytes(written: list[Written], tmp_path: Path) -> None:
    again = write(tmp_path)
    assert [item.path.read_bytes() for item in again] == [item.path.read_bytes() for item in written]


def test_there_are_not_more_returns_than_states(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="larger than population"):
        write(tmp_path, count=194)
