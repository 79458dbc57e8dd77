"""Returns: versions, files, what is in force on a day, and that what was sent comes back as it was."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import (
    PUBLIC,
    Answer,
    Finding,
    Outcome,
    Place,
    Return,
    ReturnStatus,
    Severity,
    SourceFile,
    Visibility,
)
from store import NotThere, Refused, StoreError
from store.answers import ANSWERS
from store.returns import RETURNS
from tests.stored import ADMINISTRATOR, ANALYST, KENYA, KENYA_HELPER, PERU, depositary, file, sent, stated, utc, values


def test_versions_number_on_and_the_same_file_is_one_return(store):
    first = store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"))
    again = store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"))
    second = store.add_return(ADMINISTRATOR, sent("d5_1 fully"), file("two"), reason="new law")
    other = store.add_return(ADMINISTRATOR, sent("d5_1 partly", "PER"), file("one"))
    assert [outcome for outcome, _ in (first, again, second, other)] == [
        Outcome.STORED,
        Outcome.DUPLICATE,
        Outcome.STORED,
        Outcome.STORED,
    ]
    assert [kept.version for _, kept in (first, again, second, other)] == [1, 1, 2, 1]
    assert second[1].supersedes == first[1].number == again[1].number
    everything = store.returns(ADMINISTRATOR, all_versions=True)
    assert everything["version"].tolist() == [1, 2, 1]
    assert store.returns(ADMINISTRATOR)["version"].tolist() == [2, 1]
    assert values(store, ADMINISTRATOR, number=first[1].number) == {"d5_1": "no"}


def test_frames_have_their_columns_and_kinds_even_when_empty(store):
    empty_returns, empty_answers = store.returns(PUBLIC), store.answers(PUBLIC)
    assert (list(empty_returns), list(empty_answers)) == (list(RETURNS), list(ANSWERS))
    store.add_return(ADMINISTRATOR, sent("d5_1 no | c8_law fully secret"), file("one"))
    for empty, full in ((empty_returns, store.returns(PUBLIC)), (empty_answers, store.answers(PUBLIC))):
        assert len(full)
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    received = store.returns(PUBLIC)
    assert received["supersedes"].isna().all()
    assert received["received"].item() == received["accepted"].item()


def test_an_amendment_is_in_force_only_once_it_is_accepted(store, clock):
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"))
    _, second = store.add_return(KENYA, sent("d5_1 fully"), file("two"), status=ReturnStatus.SUBMITTED)
    assert values(store, PUBLIC) == values(store, ANALYST) == {"d5_1": "no"}
    assert store.returns(KENYA, all_versions=True)["status"].tolist() == ["accepted", "submitted"]
    store.accept(ANALYST, second.number)
    assert values(store, PUBLIC) == {"d5_1": "fully"}


def test_a_return_not_yet_accepted_is_seen_by_its_state_and_the_secretariat(store):
    store.add_return(KENYA, sent("d5_1 no"), file("one"), status=ReturnStatus.SUBMITTED)
    assert values(store, KENYA) == values(store, ANALYST) == {"d5_1": "no"}
    assert values(store, ANALYST, accepted_only=True) == values(store, PUBLIC) == values(store, PERU) == {}


def test_what_was_known_on_a_day_is_read_again_for_ever(store):
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), received=datetime(2024, 3, 1, 8))
    store.add_return(ADMINISTRATOR, sent("d5_1 fully"), file("two"), received=datetime(2025, 3, 1, 8))
    assert values(store, PUBLIC, known_on=date(2024, 2, 29)) == {}
    assert values(store, PUBLIC, known_on=date(2025, 2, 28)) == {"d5_1": "no"}
    assert values(store, PUBLIC, known_on=utc("2025-03-01T08:00")) == {"d5_1": "fully"}
    assert store.returns(PUBLIC, known_on=date(2024, 12, 31))["version"].tolist() == [1]


def test_a_moment_with_a_zone_is_kept_in_utc(store):
    vienna = datetime.fromisoformat("2024-03-01T09:00+01:00")
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), received=vienna)
    store.add_list(ADMINISTRATOR, depositary("KEN ratification 2004-06-16"), learned=vienna)
    assert store.returns(PUBLIC)["received"].item() == store.lists(PUBLIC)["learned"].item() == datetime(2024, 3, 1, 8)
    for before, after in ((datetime(2024, 3, 1, 7), datetime(2024, 3, 1, 8)), (utc("2024-03-01T07:59"), vienna)):
        assert stated(store, known_on=before) == set() != stated(store, known_on=after)
        assert values(store, PUBLIC, known_on=before) == {} != values(store, PUBLIC, known_on=after)


def test_all_or_nothing(store):
    before = store.head()
    twice = sent("d5_1 no | d5_1 fully")
    blocked = [Finding("return.identity", Severity.BLOCKER, Place("x"))]
    spoilt = SourceFile("x.xlsx", b"other bytes", file("one").sha256)
    for refused in (
        lambda: store.add_return(ADMINISTRATOR, twice, file("one")),
        lambda: store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), blocked),
        lambda: store.add_return(ADMINISTRATOR, sent("d5_1 no"), spoilt),
        lambda: store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), status=ReturnStatus.DRAFT),
        lambda: store.add_return(ADMINISTRATOR, sent("d5_1 no", state=""), file("one")),
    ):
        with pytest.raises(StoreError):
            refused()
    assert store.head() == before
    assert store.returns(ADMINISTRATOR, all_versions=True).empty


def test_who_may_enter_a_return(store):
    given = {"sent": sent("d5_1 no"), "file": file("one"), "status": ReturnStatus.SUBMITTED}
    for actor in (PUBLIC, PERU, KENYA_HELPER):
        with pytest.raises(Refused):
            store.add_return(actor, **given)
    for own in ({"status": ReturnStatus.ACCEPTED}, {"received": datetime(2020, 1, 1)}):
        with pytest.raises(Refused):
            store.add_return(KENYA, **given | own)
    assert store.add_return(KENYA, **given)[0] is Outcome.STORED


def test_findings_and_files_are_for_those_who_see_the_return_in_full(store):
    finding = Finding("return.ambiguous", Severity.WARNING, Place("r.xlsx", "B", "E9"), {"found": "maybe"})
    _, kept = store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"), [finding])
    for actor in (KENYA, KENYA_HELPER, ANALYST):
        assert store.findings(actor, kept.number) == (finding,)
        assert store.file(actor, kept.sha256).content == b"one"
    for actor in (PUBLIC, PERU):
        with pytest.raises(NotThere):
            store.findings(actor, kept.number)
        with pytest.raises(NotThere):
            store.file(actor, kept.sha256)


def test_a_sheet_that_holds_several_states_is_given_to_none_of_them(store):
    store.add_return(ADMINISTRATOR, sent("d5_1 no", "KEN"), file("collated"))
    store.add_return(ADMINISTRATOR, sent("d5_1 no", "PER"), file("collated"))
    for actor in (KENYA, PERU):
        with pytest.raises(NotThere):
            store.file(actor, file("collated").sha256)


def test_invented_returns_and_real_ones_never_meet(store, opened):
    with pytest.raises(StoreError, match="invented"):
        store.add_return(ADMINISTRATOR, sent("d5_1 no", demonstration="yes"), file("one"))
    assert not store.demonstration
    with pytest.raises(Refused):
        store.mark_demonstration(ANALYST)
    store.mark_demonstration(ADMINISTRATOR)
    store.mark_demonstration(ADMINISTRATOR)
    assert store.demonstration
    assert opened().demonstration
    with pytest.raises(StoreError, match="demonstration data"):
        store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"))
    store.add_return(ADMINISTRATOR, sent("d5_1 no", demonstration="yes"), file("one"))


def test_a_store_with_real_returns_cannot_become_a_demonstration(store):
    store.add_return(ADMINISTRATOR, sent("d5_1 no"), file("one"))
    with pytest.raises(StoreError, match="of their own"):
        store.mark_demonstration(ADMINISTRATOR)


TEXT = st.text(max_size=20)
PLACES = st.builds(Place, st.just("return.xlsx"), st.sampled_from(["A Treaties", "B"]), st.sampled_from(["E12", "F3"]))
GIVEN = st.lists(
    st.builds(
        Answer,
        st.sampled_from([f"{part}{number}" for part in ("a_t", "d1_", "c1_", "x_") for number in range(5)]),
        TEXT,
        TEXT,
        TEXT,
        TEXT,
        st.none() | st.dates(),
        st.sampled_from(Visibility),
        st.none() | PLACES,
    ),
    unique_by=lambda answer: answer.question,
)
SENT = st.builds(
    Return,
    st.just("KEN"),
    st.just("2026"),
    st.just("2026"),
    st.sampled_from(["ar", "fr"]),
    GIVEN.map(tuple),
    st.frozensets(st.sampled_from("ABCD")),
    st.dictionaries(st.sampled_from(["name", "office"]), TEXT),
    st.lists(st.tuples(PLACES, TEXT)).map(tuple),
)


def readable(value: str) -> str:
    return value.replace("\x00", "\u2400")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(SENT)
def test_what_was_sent_comes_back_as_it_was(store, given):
    name = f"file {len(store.returns(ADMINISTRATOR, all_versions=True))}"
    _, kept = store.add_return(ADMINISTRATOR, given, file(name))
    back = store.return_as_sent(ADMINISTRATOR, kept.number)
    assert (back.language, back.consent, dict(back.cover)) == (given.language, given.consent, dict(given.cover))
    assert back.unread == given.unread
    for read, wrote in zip(back.answers, given.answers, strict=True):
        texts = ("value", "comment", "legal_reference", "reason")
        assert [getattr(read, text) for text in texts] == [readable(getattr(wrote, text)) for text in texts]
        assert (read.question, read.since, read.visibility, read.place) == (
            wrote.question,
            wrote.since,
            wrote.visibility,
            wrote.place,
        )
    frame = store.answers(ADMINISTRATOR, number=kept.number)
    assert frame["question"].tolist() == [answer.question for answer in given.answers]
    assert frame["since"].tolist() == [pd.Timestamp(a.since) if a.since else pd.NaT for a in given.answers]


def test_a_receipt_says_what_was_received_and_can_be_checked(store):
    open_, explained = (Finding(code, Severity.WARNING, Place("r")) for code in ("return.a", "return.b"))
    _, kept = store.add_return(ADMINISTRATOR, sent("d5_1 no | c8_law fully"), file("one"), [open_, explained])
    receipt = store.receipt(KENYA, kept.number)
    assert receipt == {
        "state": "KEN",
        "cycle": "2026",
        "edition": "2026",
        "version": 1,
        "sha256": file("one").sha256,
        "answers": 2,
        "warnings": 2,
        "received": receipt["received"],
        "code": receipt["code"],
    }
    assert receipt["received"].startswith("2026-02-01T09:00")
    assert receipt["received"].endswith("Z")
    assert store.verify_receipt(receipt["code"].lower()) == receipt | {"intact": True}
    assert store.verify_receipt("00000-00000-00000-00000") is None
    with pytest.raises(NotThere):
        store.receipt(PERU, kept.number)
