"""A return being prepared: uploads, ministries' parts made one, the check in the browser, versions compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import checked
from desk.amending import cells_changed, figures_changed, is_same
from desk.bundling import source_file
from desk.issuing import Issue
from desk.merging import Part, merged, settled
from desk.preparing import (
    OF_ONE_FILE,
    RULES,
    Brought,
    check,
    corrected,
    prepared,
    questions_of,
    read_uploads,
    with_settled,
)
from desk.previewing import figures
from desk.reading import Reading, read, reported
from desk.request import Request
from exports.answer_lists import AnswerLists
from exports.demonstration import invented_answers
from exports.filling import fill
from founding import LOCAL, founded_store
from loaders import known
from model import Answer, Return, Severity, SourceFile, Visibility
from tests.blank_returns import EDITION, ISSUED, blank
from tests.stores import facts_file

__all__ = ["facts_file"]

TODAY = date(2026, 2, 10)
CYCLES = known.cycles()
KENYA = Request("KEN", CYCLES["2026"], TODAY, CYCLES)


def workbook(name: str = "ken.xlsx", cover: Mapping[str, str] | None = None, **answers: str) -> SourceFile:
    """Kenya's workbook, filled in by a person: ``d1_1="fully"``."""
    given = [Answer(code, value) for code, value in answers.items()]
    return source_file(name, fill(blank(), EDITION, "en", given, cover or {}))


def said(brought: Brought) -> list[str]:
    return [finding.code for finding in brought.findings if finding.severity is Severity.BLOCKER]


def rules(findings: tuple) -> set[tuple[str, str, str]]:
    return {(f.code, f.place.sheet, f.place.cell) for f in findings if f.code in RULES}


@pytest.fixture(scope="module")
def reading(facts_file: Path) -> Reading:
    store = founded_store(f"sqlite:///{facts_file}")
    return read(store, LOCAL, store.revision(LOCAL))


# What is uploaded


def test_the_states_own_workbook_is_taken() -> None:
    (one,) = read_uploads([workbook(d1_1="fully")], KENYA)
    assert one.sent is not None
    assert {"d1_1": "fully"}.items() <= {answer.question: answer.value for answer in one.sent.answers}.items()


def test_another_states_workbook_is_refused_in_a_sentence() -> None:
    (one,) = read_uploads([workbook(d1_1="fully")], replace(KENYA, state="PER"))
    assert one.sent is None
    assert said(one) == ["upload.other_state"]
    told = checked.told(one.findings, {})[0]
    assert "Kenya" in told.found
    assert "Peru" in told.mend


def test_an_invented_workbook_and_a_real_one_do_not_mix() -> None:
    invented = source_file("invented.xlsx", blank(demonstration=True))
    assert said(read_uploads([workbook(d1_1="no")], replace(KENYA, demonstration=True))[0]) == ["upload.not_invented"]
    assert said(read_uploads([invented], KENYA)[0]) == ["upload.invented"]
    assert read_uploads([invented], replace(KENYA, demonstration=True))[0].sent


def test_one_bad_file_does_not_keep_the_others_out() -> None:
    pdf = source_file("letter.pdf", b"%PDF-1.7 dear Secretariat")
    bad, good = read_uploads([workbook(d1_1="fully"), pdf], KENYA)
    assert (bad.name, said(bad), bad.sent) == ("letter.pdf", ["open.is_pdf"], None)
    assert good.sent


def test_the_same_file_twice_is_read_once_and_two_of_one_name_are_told_apart() -> None:
    one, other = workbook(d1_1="fully"), workbook(d1_2="no")
    assert [brought.name for brought in read_uploads([one, one, other], KENYA)] == ["ken.xlsx", "ken (2).xlsx"]


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    (one,) = read_uploads([source_file("any.xlsx", content)], KENYA)
    assert one.sent is None
    assert said(one)


# Ministries' parts


def part(name: str, **answers: str) -> Part:
    return Part(name, {code: Answer(code, value) for code, value in answers.items()})


def test_parts_complete_each_other() -> None:
    answers, conflicts = merged([part("a", d1_1="fully"), part("b", d1_2="no"), part("c", d1_1="fully")])
    assert {code: answer.value for code, answer in answers.items()} == {"d1_1": "fully", "d1_2": "no"}
    assert not conflicts


def test_a_comment_of_one_joins_the_answer_of_another() -> None:
    law = Part("law", {"d1_1": Answer("d1_1", "", legal_reference="Act 5", visibility=Visibility.SECRETARIAT)})
    answers, _ = merged([part("a", d1_1="fully"), law])
    assert answers["d1_1"] == Answer("d1_1", "fully", legal_reference="Act 5", visibility=Visibility.SECRETARIAT)


def test_what_differs_is_set_side_by_side_and_chosen() -> None:
    answers, (conflict,) = merged([part("justice", d1_1="fully"), part("police", d1_1="no"), part("tax", d1_1="no")])
    assert not answers
    assert [(name, answer.value) for name, answer in conflict.said] == [("justice", "fully"), ("police, tax", "no")]
    assert conflict.suggested is None
    assert settled([conflict], {"d1_1": 1})["d1_1"].value == "no"


def test_what_was_filled_in_beforehand_speaks_against_nobody() -> None:
    issued = {"a_untc_xviii_14": Answer("a_untc_xviii_14", "signatory")}
    untouched, corrected_part = part("justice", a_untc_xviii_14="signatory"), part("foreign", a_untc_xviii_14="party")
    _, (conflict,) = merged([untouched, corrected_part], issued)
    assert conflict.said[conflict.suggested or 0][0] == "foreign"


values = st.dictionaries(
    st.sampled_from(["d1_1", "d1_2", "d2_1"]), st.sampled_from(["fully", "partly", "no"]), max_size=3
)


@given(st.lists(values, min_size=1, max_size=4))
def test_no_answer_is_lost_or_made_up_whatever_the_order(answers: list[dict[str, str]]) -> None:
    parts = [part(str(number), **given_) for number, given_ in enumerate(answers)]
    agreed, conflicts = merged(parts)
    for code in {code for given_ in answers for code in given_}:
        said_ = {given_[code] for given_ in answers if code in given_}
        found = next((c for c in conflicts if c.question == code), None)
        assert ({agreed[code].value} if code in agreed else {a.value for _, a in found.said}) == said_
    backwards, others = merged(parts[::-1])
    assert backwards == agreed
    assert {c.question for c in others} == {c.question for c in conflicts}


def test_two_workbooks_become_one_return() -> None:
    files = [workbook("justice.xlsx", d1_1="fully", d2_1="no"), workbook("foreign.xlsx", d2_1="partly", d3_1="no")]
    made = prepared(read_uploads(files, KENYA), KENYA)
    assert [conflict.question for conflict in made.conflicts] == ["d2_1"]
    whole = with_settled(made, settled(made.conflicts, {"d2_1": 1}), KENYA)
    answers = {answer.question: answer.value for answer in whole.answers}
    assert (answers["d1_1"], answers["d2_1"], answers["d3_1"]) == ("fully", "partly", "no")
    assert not {finding.code for finding in whole.findings} & OF_ONE_FILE
    assert whole.file
    assert whole.file.name == "justice and 1 more.zip"


def test_a_later_part_is_added_to_the_draft() -> None:
    draft = (Answer("d1_1", "fully"), Answer("d2_1", "no"))
    made = prepared(read_uploads([workbook(d2_1="no", d3_1="partly")], KENYA), KENYA, draft, None, "the draft")
    assert {"d1_1", "d2_1", "d3_1"} <= {answer.question for answer in made.answers}
    assert not made.conflicts
    assert made.file is None


# The check in the browser


@pytest.mark.parametrize("seed", range(4))
def test_the_browser_judges_as_the_workbook_does(reading: Reading, seed: int) -> None:
    issue = Issue(reading, KENYA)
    lists = AnswerLists(EDITION, "en")
    answers = invented_answers(EDITION, known.treaties(), lists, issue.answers(), Random(seed))
    answers[3] = replace(answers[3], since=date(1900, 1, 1))
    answers[-1] = replace(answers[-1], value="", reason="No reason")
    content = issue.filled(answers, {}, "en", ISSUED)
    (one,) = read_uploads([source_file("ken.xlsx", content)], KENYA)
    assert one.sent is not None
    found = check({answer.question: answer for answer in one.sent.answers}, (), KENYA, "en")
    assert rules(found) == rules(one.findings)


def test_an_unreadable_cell_is_told_until_its_question_is_answered_anew() -> None:
    file = workbook(d1_1="maybe so", d1_2="fully")
    made = prepared(read_uploads([file], KENYA), KENYA)
    assert "return.unknown_choice" in {finding.code for finding in made.findings}
    answers, findings = corrected(made.answers, made.findings, [Answer("d2_1", "no")], KENYA, "en")
    assert "return.unknown_choice" in {finding.code for finding in findings}
    blank_rows = [questions_of(finding) for finding in findings if finding.code == "return.blank"]
    assert not any("d1_1" in questions for questions in blank_rows), "what cannot be read is not blank"
    answers, findings = corrected(answers, findings, [Answer("d1_1", "partly")], KENYA, "en")
    assert "return.unknown_choice" not in {finding.code for finding in findings}
    assert {answer.question: answer.value for answer in answers}["d1_1"] == "partly"


def test_an_answer_taken_away_is_blank_again() -> None:
    answers, findings = corrected([Answer("d1_1", "no")], (), [Answer("d1_1", "")], KENYA, "en")
    assert not answers
    assert any("d1_1" in questions_of(finding) for finding in findings if finding.code == "return.blank")


def test_a_rule_names_the_cell_of_the_workbook_that_is_issued() -> None:
    _, findings = corrected((), (), [Answer("d2_1", "not_applicable")], KENYA, "en")
    (missing,) = [finding for finding in findings if finding.code == "return.reason_missing"]
    assert (missing.place.sheet, missing.place.cell) == ("B Declaration", "F12")


# Workbooks of the draft


def test_a_draft_written_into_a_workbook_comes_back_the_same(reading: Reading) -> None:
    issue = Issue(reading, KENYA)
    draft = [
        Answer("a_untc_vi_19", "not_party", comment="Under review"),
        Answer("d1_1", "not_applicable", reason="No borders", visibility=Visibility.SECRETARIAT),
        Answer("c1_law", "fully", legal_reference="=1+1"),
    ]
    cover = {"name": "Ana", "day": "2026-02-03", "consent_on_cover": "AC"}
    (one,) = read_uploads([source_file("draft.xlsx", issue.filled(draft, cover, "en", ISSUED))], KENYA)
    assert one.sent is not None
    assert is_same(one.sent.answers, draft), "what is blank in the draft is blank in the workbook, known or not"
    assert one.sent.consent == {"A", "C"}
    assert (one.sent.cover["name"], one.sent.cover["day"]) == ("Ana", "2026-02-03")


def test_the_same_knowledge_and_moment_give_the_same_workbook(reading: Reading) -> None:
    issue = Issue(reading, KENYA)
    assert issue.workbook("en", ISSUED) == issue.workbook("en", ISSUED)


def test_the_last_return_is_filled_in(reading: Reading) -> None:
    last = (Answer("d1_1", "partly", comment="As in 2025"),)
    found = Issue(reading, KENYA, last).answers()
    assert found["d1_1"] == last[0]
    assert found["a_untc_vi_19"].value == "party"


# What is told


def test_the_check_is_one_sentence() -> None:
    made = prepared(read_uploads([workbook(d1_1="maybe so")], KENYA), KENYA)
    sentence = checked.summary(made.answers, made.findings, {}, KENYA)
    assert sentence.count(".") == 1
    assert "1 error" in sentence
    assert "can be sent as it is" in sentence
    name = next(one.name for one in checked.to_explain(made.findings, {}))
    assert "1 of them explained" in checked.summary(made.answers, made.findings, {name: "because"}, KENYA)


def test_findings_come_by_sheet_in_the_order_of_the_workbook() -> None:
    made = prepared(read_uploads([workbook(c1_law="perhaps", d1_1="maybe so")], KENYA), KENYA)
    sheets = [sheet for sheet, _ in checked.by_sheet(made.findings, {})]
    assert sheets == ["A Treaties", "B Declaration", "C Code", "D Further information"]


# Figures and versions


def test_the_preview_is_the_figure_that_follows(reading: Reading, facts_file: Path, tmp_path: Path) -> None:
    given_ = (Answer("d1_1", "fully"), Answer("d1_2", "no"), Answer("d9_1", "partly"), Answer("c1_law", "fully"))
    before = figures(given_, KENYA).set_index("provision")
    store = founded_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    sent = Return("KEN", "2026", "2026", "en", given_, frozenset("ABCD"))
    store.add_return(LOCAL, sent, source_file("ken.xlsx", b"x"))
    now = read(store, LOCAL, store.revision(LOCAL))
    rows = reported(now, "2026", store.clock().date())
    after = rows[rows["state"] == "KEN"].set_index("provision")
    store.close()
    for column in ("level", "scored", "applicable"):
        assert before[column].to_dict() == after[column].to_dict()
    assert before["score"]["D.1"] == after["score"]["D.1"] == 0.5


def test_versions_are_compared_cell_by_cell_and_figure_by_figure() -> None:
    first = (Answer("d1_1", "fully"), Answer("d2_1", "no"))
    second = (Answer("d1_1", "partly", comment="Act 7"), Answer("d2_1", "no"))
    cells = cells_changed(first, second, KENYA)
    assert cells[["Cell", "What", "Before", "After"]].to_numpy().tolist() == [
        ["B Declaration, E8", "Answer", "Fully", "Partly"],
        ["B Declaration, H8", "Comment", "", "Act 7"],
    ]
    moved = figures_changed(first, second, KENYA)
    assert moved["Provision"].str.startswith("Article 1:").tolist() == [True]
    assert cells_changed(first, first, KENYA).empty
    assert figures_changed(second, second, KENYA).empty
