"""Review: each step from where the return stands, questions and replies, and codings that leave the answer alone."""

from datetime import date, datetime

import pandas as pd
import pytest

from model import PUBLIC, ReturnStatus
from store import Act, NotThere, Refused, StoreError, WrongStep
from store.reviews import blank_return
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


@pytest.fixture
def waiting(store):
    """The number of a return that waits for review."""
    return submitted(store, "d5_1 no | c8_law partly", "one")


def submitted(store, answers, text, state=KENYA, cycle="2026"):
    given = sent(answers, state.state, cycle=cycle)
    return store.add_return(state, given, file(text), status=ReturnStatus.SUBMITTED)[1].number


STEPS = {
    "start": lambda store, number: store.start_review(ANALYST, number),
    "accept": lambda store, number: store.accept(ANALYST, number, "all clear"),
    "send_back": lambda store, number: store.send_back(ANALYST, number, "part B is empty"),
}


# What was done before, what is tried now, and where the return stands then (or why it cannot be done).
LIFE = """
-          start      in_review
-          accept     accepted
-          send_back  sent_back
start      accept     accepted
start      send_back  sent_back
start      start      ! in review
accept     start      ! accepted
accept     accept     ! accepted
accept     send_back  ! accepted
send_back  start      ! sent back to the State
send_back  accept     ! sent back to the State
send_back  send_back  ! sent back to the State
"""


def test_each_step_from_where_the_return_stands(store):
    for row, line in enumerate(LIFE.strip().splitlines()):
        before, step, stands = line.split(maxsplit=2)
        number = submitted(store, "d5_1 no", f"file {row}", cycle=f"{2000 + row}")
        if before != "-":
            STEPS[before](store, number)
        if stands.startswith("!"):
            with pytest.raises(WrongStep, match=f"This return is {stands[2:]};"):
                STEPS[step](store, number)
        else:
            STEPS[step](store, number)
            assert store.steps(ANALYST, number)["status"].tolist()[-1] == stands


def test_only_the_secretariat_reviews(store, waiting):
    for actor in (PUBLIC, PERU, KENYA, KENYA_HELPER):
        for refused in (
            lambda a=actor: store.start_review(a, waiting),
            lambda a=actor: store.accept(a, waiting),
            lambda a=actor: store.send_back(a, waiting, "no"),
            lambda a=actor: store.ask(a, waiting, "d5_1", "why?"),
            lambda a=actor: store.note(a, waiting, "a note"),
            lambda a=actor: store.correct_coding(a, waiting, "d5_1", "fully", "because"),
        ):
            with pytest.raises(Refused):
                refused()
    with pytest.raises(NotThere):
        store.accept(ANALYST, 99)


def test_a_version_that_was_amended_is_no_longer_reviewed(store, waiting):
    second = submitted(store, "d5_1 fully", "two")
    with pytest.raises(WrongStep, match="later version"):
        store.accept(ANALYST, waiting)
    store.accept(ANALYST, second)
    assert values(store, PUBLIC) == {"d5_1": "fully"}


def test_the_state_reads_why_its_return_came_back_but_not_the_notes(store, waiting):
    with pytest.raises(StoreError, match="reasons"):
        store.send_back(ANALYST, waiting, " ")
    store.send_back(ANALYST, waiting, "part B is empty")
    assert store.steps(KENYA, waiting)["note"].tolist() == ["", "part B is empty"]
    second = submitted(store, "d5_1 fully", "two")
    store.accept(ANALYST, second, "compare the decree")
    store.note(ANALYST, second, "the decree is not public")
    assert store.steps(KENYA, second)["note"].tolist() == ["", ""]
    assert store.steps(ANALYST, second)["note"].tolist() == ["", "compare the decree"]
    assert store.steps(ANALYST, second)["by"].tolist() == [KENYA.subject, ANALYST.subject]
    assert store.notes(ANALYST, second)["text"].tolist() == ["the decree is not public"]


def test_a_coding_is_a_record_beside_the_answer(store, waiting):
    store.accept(ANALYST, waiting)
    store.correct_coding(ANALYST, waiting, "d5_1", "partly", "the comment names an Act in force")
    shown = store.answers(PUBLIC).set_index("question")
    assert shown.loc["d5_1", ["value", "coded_value"]].tolist() == ["no", "partly"]
    assert shown.loc["c8_law", ["value", "coded_value"]].tolist() == ["partly", "partly"]
    assert store.return_as_sent(KENYA, waiting).answers[0].value == "no"
    store.correct_coding(ADMINISTRATOR, waiting, "d5_1", "no", "the Act was repealed")
    assert store.answers(PUBLIC).set_index("question").loc["d5_1", "coded_value"] == "no"
    assert store.codings(KENYA, waiting)["by"].tolist() == [ANALYST.subject, ADMINISTRATOR.subject]
    with pytest.raises(NotThere):
        store.correct_coding(ANALYST, waiting, "d9_9", "no", "x")
    with pytest.raises(StoreError, match="the reason"):
        store.correct_coding(ANALYST, waiting, "d5_1", "no", "")


def test_what_is_hidden_stays_hidden_when_it_is_coded(store):
    number = submitted(store, "d5_1 no secret", "one")
    store.accept(ANALYST, number)
    store.correct_coding(ANALYST, number, "d5_1", "partly", "x")
    assert store.answers(PUBLIC)["coded_value"].tolist() == [""]
    assert store.answers(ANALYST)["coded_value"].tolist() == ["partly"]


def test_a_coding_counts_from_its_day_on(store, waiting, clock):
    store.accept(ANALYST, waiting)
    clock.set("2026-03-01")
    store.correct_coding(ANALYST, waiting, "d5_1", "partly", "x")
    assert store.answers(PUBLIC, known_on=date(2026, 2, 28))["coded_value"].tolist() == ["no", "partly"]
    assert store.answers(PUBLIC)["coded_value"].tolist() == ["partly", "partly"]


def test_a_clarification_goes_to_and_fro_until_it_is_settled(store, waiting):
    number = store.ask(ANALYST, waiting, "d5_1", "Which law?", date(2026, 3, 1))
    other = store.ask(ANALYST, waiting, "c8_law", "Since when?")
    stands = lambda: store.clarifications(KENYA).set_index("clarification").loc[number, "stands"]  # noqa: E731
    assert stands() == "asked"
    with pytest.raises(Refused):
        store.reply(KENYA_HELPER, number, "Act 5")
    with pytest.raises(NotThere):
        store.reply(PERU, number, "Act 5")
    store.reply(KENYA, number, "Act 5")
    assert stands() == "answered"
    store.reply(ANALYST, number, "Of which year?")
    assert stands() == "asked"
    store.reply(KENYA, number, "Of 2001")
    store.settle(ANALYST, number, "Act 5 of 2001")
    assert stands() == "settled"
    with pytest.raises(WrongStep, match="settled"):
        store.reply(KENYA, number, "and more")
    thread = store.thread(KENYA_HELPER, number)
    assert thread["kind"].tolist() == ["asked", "reply", "reply", "reply", "settled"]
    assert thread["text"].tolist() == ["Which law?", "Act 5", "Of which year?", "Of 2001", "Act 5 of 2001"]
    listed = store.clarifications(ANALYST, number=waiting, state="KEN")
    assert listed["due"].tolist() == [datetime(2026, 3, 1), pd.NaT]
    assert listed["question"].tolist() == ["d5_1", "c8_law"]
    assert store.queue(ANALYST)["questions_open"].tolist() == [1]
    assert len(store.thread(KENYA, other)) == 1
    with pytest.raises(StoreError):
        store.ask(ANALYST, waiting, "d5_1", " ")
    with pytest.raises(StoreError):
        store.reply(KENYA, other, "")


def test_the_queue_holds_what_waits_the_longest_waiting_first(store, waiting, clock):
    clock.set("2026-02-03")
    second = submitted(store, "d5_1 no", "two", PERU)
    store.start_review(ANALYST, second)
    queue = store.queue(ADMINISTRATOR)
    assert queue["state"].tolist() == ["KEN", "PER"]
    assert queue["reviewer"].tolist() == ["", ANALYST.subject]
    store.accept(ANALYST, waiting)
    assert store.queue(ANALYST)["return"].tolist() == [second]


def test_progress_tells_how_far_each_state_is(store, clock):
    store.add_cycle(ADMINISTRATOR, CYCLE)
    store.record(PERU, Act.DOWNLOAD, blank_return("2026"), "PER")
    store.record(ADMINISTRATOR, Act.DOWNLOAD, blank_return("2026"), "TUV")
    assert store.progress(ANALYST, "2026")[["state", "stage"]].to_numpy().tolist() == [["PER", "opened"]]
    store.save_draft(PERU, "PER", "2026", [answer("d5_1 no")])
    submitted(store, "d5_1 no", "one")
    clock.set("2026-02-20")
    second = submitted(store, "d5_1 fully", "two")
    store.start_review(ANALYST, second)
    progress = store.progress(ANALYST, "2026").set_index("state")
    assert progress["stage"].to_dict() == {"KEN": "in_review", "PER": "in_preparation"}
    assert (progress.loc["KEN", "first"].day, progress.loc["KEN", "last"].day) == (1, 20)
    assert progress.loc["PER", "version"] == 0
    store.discard_draft(PERU, "PER", "2026")
    assert store.progress(ANALYST, "2026").set_index("state").loc["PER", "stage"] == "opened"
