"""Preparing and submitting: drafts kept between visits, one deliberate act, a receipt, amendments with a reason."""

import json
from dataclasses import replace
from datetime import date

import pytest

from model import PUBLIC, Answer, Cycle, Finding, Place, ReturnStatus, Severity
from store import NotThere, Refused, StoreError, WrongStep
from store.files import name_of
from tests.stored import (
    ADMINISTRATOR,
    ANALYST,
    CYCLE,
    KENYA,
    KENYA_HELPER,
    PERU,
    answer,
    file,
    sent,
    values,
)

NO, FULLY = answer("d5_1 no"), answer("d5_1 fully")
DOUBT = Finding("return.ambiguous_day", Severity.WARNING, Place("return.xlsx", "A Treaties", "F9"), {"found": "3/4/05"})
SLIP = Finding("return.unknown_word", Severity.ERROR, Place("return.xlsx", "B Declaration", "E9"), {"found": "mabye"})


@pytest.fixture
def cycle(store):
    store.add_cycle(ADMINISTRATOR, CYCLE)
    return "2026"


def test_a_draft_is_kept_whole_and_every_saving_of_it(store, cycle):
    assert store.draft(KENYA, "KEN", cycle) is None
    first = store.save_draft(
        KENYA_HELPER,
        "KEN",
        cycle,
        [NO, answer("c8_law no secret")],
        file("one"),
        findings=[DOUBT],
        explained={name_of(DOUBT): "It is 3 April."},
        cover={"name": "Ana"},
        language="fr",
    )
    assert first == store.draft(KENYA, "KEN", cycle)
    assert (first.answers, first.findings, first.by) == (
        (NO, answer("c8_law no secret")),
        (DOUBT,),
        KENYA_HELPER.subject,
    )
    assert (first.edition, first.language, first.cover, first.sha256) == (
        "2026",
        "fr",
        {"name": "Ana"},
        file("one").sha256,
    )
    store.save_draft(KENYA, "KEN", cycle, [FULLY])
    assert store.draft(KENYA_HELPER, "KEN", cycle).answers == (FULLY,)
    assert store.draft_versions(KENYA, "KEN", cycle)["by"].tolist() == [KENYA_HELPER.subject, KENYA.subject]


def test_two_who_work_on_the_same_draft_do_not_overwrite_each_other_unseen(store, cycle):
    first = store.save_draft(KENYA, "KEN", cycle, [NO])
    store.save_draft(KENYA_HELPER, "KEN", cycle, [FULLY], based_on=first.number)
    with pytest.raises(WrongStep, match="somebody else"):
        store.save_draft(KENYA, "KEN", cycle, [NO], based_on=first.number)


def test_only_the_focal_point_submits(store, cycle):
    store.save_draft(KENYA_HELPER, "KEN", cycle, [NO])
    for actor in (PUBLIC, PERU, KENYA_HELPER, ANALYST, ADMINISTRATOR):
        with pytest.raises(Refused):
            store.submit(actor, "KEN", cycle, "ABCD")
    store.submit(KENYA, "KEN", cycle, "ABCD")
    assert store.draft(KENYA, "KEN", cycle) is None
    with pytest.raises(NotThere):
        store.submit(KENYA, "KEN", cycle, "ABCD")


def test_the_receipt_counts_what_is_open_and_can_be_checked(store, cycle):
    store.save_draft(
        KENYA, "KEN", cycle, [NO, Answer("c8_law", "")], file("one"),
        findings=[DOUBT, SLIP], explained={name_of(DOUBT): "It is 3 April."},
    )  # fmt: skip
    receipt = store.submit(KENYA, "KEN", cycle, "AB")
    assert (receipt["version"], receipt["answers"], receipt["warnings"]) == (1, 1, 1)
    assert receipt["sha256"] == file("one").sha256
    assert store.verify_receipt(receipt["code"])["intact"]
    assert store.returns(KENYA)["consent"].tolist() == ["AB"]
    assert store.findings(KENYA, 1) == (DOUBT, SLIP)
    assert store.explanations(ANALYST, 1) == {name_of(DOUBT): "It is 3 April."}
    assert store.events(ADMINISTRATOR)["act"].iloc[-1] == "submission"


def test_blockers_stop_a_submission_and_nothing_else_does(store, cycle):
    blocker = Finding("return.identity", Severity.BLOCKER, Place("return.xlsx"))
    store.save_draft(KENYA, "KEN", cycle, [NO], findings=[SLIP, blocker])
    with pytest.raises(StoreError, match="keeps it out"):
        store.submit(KENYA, "KEN", cycle, "ABCD")
    store.save_draft(KENYA, "KEN", cycle, [NO], findings=[SLIP])
    assert store.submit(KENYA, "KEN", cycle, "ABCD")["warnings"] == 1


def test_answers_completed_in_the_browser_are_sent_as_a_document_of_their_own(store, cycle):
    store.save_draft(KENYA, "KEN", cycle, [NO], file("ministry one"))
    store.save_draft(KENYA, "KEN", cycle, [FULLY], file("ministry two"))
    receipt = store.submit(KENYA, "KEN", cycle, "ABCD")
    document = json.loads(store.file(KENYA, receipt["sha256"]).content)
    assert (document["state"], document["consent"]) == ("KEN", "ABCD")
    assert document["answers"][0]["value"] == "fully"
    assert store.file(KENYA, file("ministry one").sha256).content == b"ministry one"


def test_an_amendment_says_why_and_what_has_not_changed_is_no_amendment(store, cycle):
    store.save_draft(KENYA, "KEN", cycle, [NO], file("one"))
    store.submit(KENYA, "KEN", cycle, "ABCD")
    store.accept(ANALYST, 1)
    store.save_draft(KENYA, "KEN", cycle, [NO], file("one"))
    with pytest.raises(StoreError, match="say why"):
        store.submit(KENYA, "KEN", cycle, "ABCD")
    with pytest.raises(StoreError, match="received before"):
        store.submit(KENYA, "KEN", cycle, "ABCD", "a new law")
    store.save_draft(KENYA, "KEN", cycle, [FULLY], file("two"))
    assert store.submit(KENYA, "KEN", cycle, "ABCD", "a new law", asked_by="Parliament")["version"] == 2
    both = store.returns(KENYA, all_versions=True)
    assert both["reason"].tolist() == ["", "a new law"]
    assert both["asked_by"].tolist() == ["", "Parliament"]
    assert both["supersedes"].tolist()[1] == 1
    assert values(store, PUBLIC) == {"d5_1": "no"}


def test_a_cycle_takes_returns_between_its_days_and_only_if_there_is_one(store, cycle, clock):
    with pytest.raises(NotThere):
        store.save_draft(KENYA, "KEN", "2031", [NO])
    store.save_draft(KENYA, "KEN", cycle, [NO])
    for day in ("2026-01-04", "2027-01-01"):
        clock.set(day)
        with pytest.raises(WrongStep, match="takes no returns"):
            store.submit(KENYA, "KEN", cycle, "ABCD")
    clock.set("2026-12-31")
    assert store.submit(KENYA, "KEN", cycle, "ABCD")["version"] == 1


def test_a_draft_can_be_put_aside_and_parts_have_names(store, cycle):
    store.save_draft(KENYA, "KEN", cycle, [NO])
    with pytest.raises(StoreError, match="parts A, B, C and D"):
        store.submit(KENYA, "KEN", cycle, "AZ")
    store.discard_draft(KENYA_HELPER, "KEN", cycle)
    assert store.draft(KENYA, "KEN", cycle) is None
    assert store.draft_versions(KENYA, "KEN", cycle)["ended"].tolist() == ["", "discarded"]
    with pytest.raises(NotThere):
        store.discard_draft(KENYA, "KEN", cycle)


def test_cycles_are_opened_by_administrators_and_the_newest_word_stands(store, cycle):
    later = replace(CYCLE, due=date(2026, 4, 1), languages=("en", "fr"))
    with pytest.raises(Refused):
        store.add_cycle(ANALYST, later)
    store.add_cycle(ADMINISTRATOR, later)
    store.add_cycle(ADMINISTRATOR, Cycle("2021", "Before", "2021", *[date(2021, 1, 1)] * 3))
    assert store.cycles(PUBLIC)["2026"] == later
    assert list(store.cycles(PUBLIC)) == ["2021", "2026"]


def test_a_submitted_return_waits_for_review(store, cycle):
    store.save_draft(KENYA, "KEN", cycle, [NO])
    store.submit(KENYA, "KEN", cycle, "ABCD")
    assert store.returns(ANALYST)["status"].tolist() == [ReturnStatus.SUBMITTED]
    assert store.return_as_sent(KENYA, 1).answers == sent("d5_1 no").answers
