"""Who sees and does what: each role beside each kind of data, and what must never leave the room."""

from datetime import date, timedelta

import pandas as pd
import pytest

from model import PUBLIC, Actor, ReturnStatus, Role
from store import NotThere, Refused
from store.answers import TOLD
from store.rights import MAY, Task, may, part_of, present, sight, visible_parts
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

TODAY = date(2026, 2, 1)
EVERYBODY = {
    "public": PUBLIC,
    "other State": PERU,
    "contributor": KENYA_HELPER,
    "focal point": KENYA,
    "analyst": ANALYST,
    "administrator": ADMINISTRATOR,
}

# One column an actor, in the order of EVERYBODY, asking about Kenya.
ALLOWED = """
LOAD_LIST        no   no   no   no   yes  yes
OPEN_CYCLE       no   no   no   no   no   yes
RECEIVE_RETURN   no   no   no   no   yes  yes
MARK             no   no   no   no   no   yes
SAVE_DRAFT       no   no   yes  yes  no   no
READ_DRAFT       no   no   yes  yes  no   no
SUBMIT           no   no   no   yes  no   no
CONSENT          no   no   no   yes  no   no
READ_WHOLE       no   no   yes  yes  yes  yes
REVIEW           no   no   no   no   yes  yes
NOTE             no   no   no   no   yes  yes
REPLY            no   no   no   yes  yes  yes
FOLLOW           no   no   yes  yes  yes  yes
PROGRESS         no   no   no   no   yes  yes
GRANT            no   no   no   no   no   yes
READ_RECORD      no   no   no   no   no   yes
READ_VIEWS       no   no   yes  yes  yes  yes
"""
TABLE = [row.split() for row in ALLOWED.strip().splitlines()]


def test_the_table_of_rights_is_complete():
    assert [row[0] for row in TABLE] == [task.name for task in Task]
    assert set(MAY) == set(Task)


@pytest.mark.parametrize(
    ("task", "who", "allowed"),
    [(row[0], who, word == "yes") for row in TABLE for who, word in zip(EVERYBODY, row[1:], strict=True)],
)
def test_who_may_do_what_for_kenya(task, who, allowed):
    assert may(EVERYBODY[who], Task[task], TODAY, "KEN") is allowed


@pytest.mark.parametrize("task", Task)
def test_an_access_that_has_ended_or_names_no_state_is_the_publics(task):
    yesterday = TODAY - timedelta(days=1)
    for role in Role:
        assert not may(Actor(role, "x", "KEN", yesterday), task, TODAY, "KEN")
    for role in (Role.CONTRIBUTOR, Role.FOCAL_POINT):
        assert not may(Actor(role, "x"), task, TODAY, "")
        assert sight(Actor(role, "x", ""), TODAY) == sight(PUBLIC, TODAY)


def test_a_file_is_worked_on_by_its_own_state_alone_and_that_is_no_download(store):
    store.add_cycle(ADMINISTRATOR, CYCLE)
    book = file("workbook")
    store.save_draft(KENYA, "KEN", "2026", [answer("d5_1 fully")], book)
    for actor in (KENYA, KENYA_HELPER):
        assert store.own_file(actor, book.sha256) == book
    for actor in (PUBLIC, PERU, ANALYST, ADMINISTRATOR, Actor(Role.FOCAL_POINT, "x", "KEN", TODAY - timedelta(days=1))):
        with pytest.raises(NotThere):
            store.own_file(actor, book.sha256)
    assert "download" not in store.events(ADMINISTRATOR)["act"].tolist()


def test_access_lasts_until_the_end_of_its_last_day():
    actor = Actor(Role.ANALYST, "x", until=TODAY)
    assert present(actor, TODAY) is actor
    assert present(actor, TODAY + timedelta(days=1)) is PUBLIC


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("a_untc_vi_19", "A"),
        ("d7a_2", "B"),
        ("c8_law", "C"),
        ("x_needs", "D"),
        ("cover_name", ""),
        ("", ""),
        ("zz", ""),
    ],
)
def test_a_question_that_belongs_to_no_part_is_never_published(code, part):
    assert part_of(code) == part


@pytest.mark.parametrize(
    ("status", "then", "now", "newest", "seen"),
    [
        (ReturnStatus.ACCEPTED, "ABCD", "ABCD", "ABCD", "ABCD"),
        (ReturnStatus.ACCEPTED, "AB", "ABCD", "ABCD", "AB"),
        (ReturnStatus.ACCEPTED, "ABCD", "B", "ABCD", "B"),
        (ReturnStatus.ACCEPTED, "ABCD", "ABCD", "C", "C"),
        (ReturnStatus.ACCEPTED, "", "", "", ""),
        (ReturnStatus.SUBMITTED, "ABCD", "ABCD", "ABCD", ""),
        (ReturnStatus.IN_REVIEW, "ABCD", "ABCD", "ABCD", ""),
        (ReturnStatus.SENT_BACK, "ABCD", "ABCD", "ABCD", ""),
    ],
)
def test_what_the_public_sees_of_a_return(status, then, now, newest, seen):
    for outsider in (PUBLIC, PERU):
        assert visible_parts(sight(outsider, TODAY), "KEN", status, then, now, newest) == seen
    for insider in (KENYA, KENYA_HELPER, ANALYST, ADMINISTRATOR):
        assert visible_parts(sight(insider, TODAY), "KEN", status, then, now, newest) is None


WHOLE = "a_t party | d5_1 no | d5_2 fully secret | c8_law partly | x_needs training"
SEEN = {"a_t": "party", "d5_1": "no", "d5_2": "fully", "c8_law": "partly", "x_needs": "training"}


OUTSIDERS = {who: EVERYBODY[who] for who in ("public", "other State")}
INSIDERS = {who: actor for who, actor in EVERYBODY.items() if who not in OUTSIDERS}


def test_published_in_part(store):
    store.add_return(ADMINISTRATOR, sent(WHOLE, consent="AB"), file("one"))
    for actor in OUTSIDERS.values():
        assert values(store, actor) == {"a_t": "party", "d5_1": "no", "d5_2": ""}
        hidden = store.answers(actor).set_index("question").loc["d5_2"]
        assert hidden["visibility"] == "secretariat"
        assert hidden[list(TOLD)].tolist() == [""] * len(TOLD)
        assert pd.isna(hidden["since"])
        shown = store.returns(actor)
        assert shown["consent"].tolist() == ["AB"]
        assert shown[["sha256", "file", "reason", "asked_by"]].eq("").all(axis=None)
    for actor in INSIDERS.values():
        assert values(store, actor) == SEEN
        assert store.returns(actor)["sha256"].tolist() == [file("one").sha256]


def test_not_published_at_all(store):
    _, kept = store.add_return(ADMINISTRATOR, sent(WHOLE, consent=""), file("one"))
    for actor in OUTSIDERS.values():
        assert store.returns(actor).empty
        assert values(store, actor) == values(store, actor, number=kept.number) == {}
        assert values(store, actor, all_versions=True) == {}
    for actor in INSIDERS.values():
        assert values(store, actor) == values(store, actor, number=kept.number) == SEEN


def test_an_expired_focal_point_sees_what_the_public_sees(store, clock):
    store.add_return(ADMINISTRATOR, sent(WHOLE, consent="AB"), file("one"))
    ended = Actor(Role.FOCAL_POINT, "focal@ken.example", "KEN", date(2026, 2, 10))
    assert values(store, ended) == SEEN
    clock.set("2026-02-11")
    assert values(store, ended) == values(store, PUBLIC)


def test_what_is_withdrawn_from_the_public_is_not_found_in_the_past_either(store, clock):
    _, first = store.add_return(ADMINISTRATOR, sent("d5_1 no | d5_2 fully | c8_law no"), file("one"))
    clock.set("2026-03-01")
    assert values(store, PUBLIC) == {"d5_1": "no", "d5_2": "fully", "c8_law": "no"}
    store.change_consent(KENYA, first.number, "B")
    then = date(2026, 2, 1)
    assert values(store, PUBLIC) == values(store, PUBLIC, known_on=then) == {"d5_1": "no", "d5_2": "fully"}
    amended = sent("d5_1 fully | d5_2 fully secret", consent="BC")
    store.add_return(KENYA, amended, file("two"), status=ReturnStatus.SUBMITTED)
    assert values(store, PUBLIC) == values(store, PUBLIC, known_on=then) == {"d5_1": "no", "d5_2": ""}
    assert values(store, KENYA, known_on=then) == {"d5_1": "no", "d5_2": "fully", "c8_law": "no"}
    with pytest.raises(Refused):
        store.change_consent(ANALYST, first.number, "ABCD")


def test_drafts_notes_and_clarifications_are_for_their_own_eyes(store):
    store.add_cycle(ADMINISTRATOR, CYCLE)
    store.save_draft(KENYA_HELPER, "KEN", "2026", [answer("d5_1 no")])
    _, kept = store.add_return(KENYA, sent(WHOLE), file("one"), status=ReturnStatus.SUBMITTED)
    store.note(ANALYST, kept.number, "ask about the decree")
    store.ask(ANALYST, kept.number, "d5_1", "Which law?")
    for who, actor in EVERYBODY.items():
        own, secretariat = who in {"contributor", "focal point"}, who in {"analyst", "administrator"}
        assert _gives(lambda a=actor: store.draft(a, "KEN", "2026")) is own
        assert _gives(lambda a=actor: store.notes(a, kept.number)) is secretariat
        assert bool(len(store.clarifications(actor))) is (own or secretariat)
        assert _gives(lambda a=actor: store.thread(a, 1)) is (own or secretariat)
        assert _gives(lambda a=actor: store.events(a)) is (who == "administrator")
        assert _gives(lambda a=actor: store.access_list(a)) is (who == "administrator")
        assert _gives(lambda a=actor: store.progress(a, "2026")) is secretariat
        assert _gives(lambda a=actor: store.queue(a)) is secretariat
        assert _gives(lambda a=actor: store.views(a, "KEN")) is (own or secretariat)
        assert _gives(lambda a=actor: store.confidential_answers(a, "KEN", "2026")) is (own or secretariat)
        assert _gives(lambda a=actor: store.return_as_sent(a, kept.number)) is (own or secretariat)
        assert _gives(lambda a=actor: store.steps(a, kept.number)) is (own or secretariat)


def _gives(reading) -> bool:
    try:
        return reading() is not None
    except (Refused, NotThere):
        return False


def test_a_file_that_only_a_draft_brought_is_the_states_own(store):
    store.add_cycle(ADMINISTRATOR, CYCLE)
    store.save_draft(KENYA, "KEN", "2026", [answer("d5_1 no")], file("draft"))
    assert store.file(KENYA_HELPER, file("draft").sha256).content == b"draft"
    for actor in (PUBLIC, PERU, ANALYST, ADMINISTRATOR):
        with pytest.raises(NotThere):
            store.file(actor, file("draft").sha256)
