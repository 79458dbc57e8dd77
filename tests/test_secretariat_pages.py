"""The Secretariat's pages as each role: who is let in, and what a person does on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from streamlit.testing.v1 import AppTest

from desk import mailing
from frame import attempting, sight
from frame.secretariat import admission, outgoing
from model import PUBLIC, Actor, Answer, Return, ReturnStatus, Role, Visibility
from store import Act, Store
from tests.serving import free_port
from tests.shown import shown, shown_table
from tests.stored import ANALYST, KENYA, KENYA_HELPER, file
from tests.stores import facts_file

__all__ = ["facts_file"]

ROOT = Path(__file__).resolve().parent.parent
ADMINISTRATOR = Actor(Role.ADMINISTRATOR, "admin@un.example")
SECRETARIAT = ["cycle", "load", "review"]
ADMINISTRATORS = ["access", "record"]


@pytest.fixture
def held(facts_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the pages: the real facts, and one return of Kenya that waits for review."""
    path = tmp_path / "store.sqlite"
    path.write_bytes(facts_file.read_bytes())
    monkeypatch.setenv("MONITOR_STORE", f"sqlite:///{path}")
    sight.store.cache_clear()
    st.cache_resource.clear()
    store = sight.store()
    answers = (
        Answer("a_untc_vi_19", "not_party"),
        Answer("d5_1", "partly", comment="Told in confidence.", visibility=Visibility.SECRETARIAT),
        Answer("c8_law", "fully"),
    )
    given = Return("KEN", "2026", "2026", "en", answers, frozenset("ABCD"))
    store.add_return(KENYA, given, file("first"), status=ReturnStatus.SUBMITTED)
    yield store
    store.close()
    sight.store.cache_clear()


@pytest.fixture
def as_(monkeypatch: pytest.MonkeyPatch):
    """Opens a page as somebody, with a query in its address."""

    def opened(actor: Actor, page: str, **query: str) -> AppTest:
        for module in (sight, admission):
            monkeypatch.setattr(module, "asking", lambda: actor)
        test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        return test.run()

    return opened


def told(test: AppTest) -> list[str]:
    """What became of the last act."""
    assert not test.exception
    return [shown(one.value) for one in (*test.success, *test.error)]


def words(test: AppTest) -> str:
    said = [one.value for one in (*test.markdown, *test.header, *test.get("html")) if hasattr(one, "value")]
    return shown(" ".join(map(str, said)))


@pytest.mark.parametrize("actor", [PUBLIC, KENYA, KENYA_HELPER], ids=lambda actor: actor.role)
@pytest.mark.parametrize("page", SECRETARIAT + ADMINISTRATORS)
def test_whoever_has_no_right_reads_one_sentence(held: Store, as_, actor: Actor, page: str) -> None:
    before = len(held.events(ADMINISTRATOR))
    test = as_(actor, page, **{"return": "1", "stands": "all"})
    assert not test.exception
    assert [one.value.partition(";")[1] for one in test.info] == [";"]
    assert [one.type for one in test.main] == ["main", "title", "info"]
    assert len(held.events(ADMINISTRATOR)) == before


@pytest.mark.parametrize("page", SECRETARIAT + ADMINISTRATORS)
def test_that_a_signed_in_person_typed_the_address_is_on_the_record(held: Store, as_, monkeypatch, page: str) -> None:
    monkeypatch.setattr(admission, "denying", lambda: lambda what: held.deny(KENYA, what))
    title = as_(KENYA, page).title[0].value
    as_(KENYA, page)
    denied = held.events(ADMINISTRATOR, act=Act.DENIAL)
    assert denied[["actor", "subject", "state"]].values.tolist() == [[KENYA.subject, f"page {title}", "KEN"]]


def test_an_act_that_the_store_refuses_is_on_the_record(held: Store, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempting, "denying", lambda: lambda what: held.deny(KENYA, what))
    test = as_(ANALYST, "review", **{"return": "1"})
    monkeypatch.setattr(admission, "asking", lambda: KENYA)
    button(test, "Accept the return").click().run()
    assert list(held.events(ADMINISTRATOR, act=Act.DENIAL)["subject"]) == ["review a return"]
    assert list(held.queue(ADMINISTRATOR)["return"]) == [1]


@pytest.mark.parametrize("page", ADMINISTRATORS)
def test_an_analyst_is_no_administrator(held: Store, as_, page: str) -> None:
    test = as_(ANALYST, page)
    assert [one.value for one in test.info] == ["This page is for administrators; your access is another one."]
    assert not test.button


@pytest.mark.parametrize("page", SECRETARIAT)
def test_an_analyst_is_let_in(held: Store, as_, page: str) -> None:
    test = as_(ANALYST, page)
    assert not test.exception
    assert not test.info


@pytest.mark.parametrize("page", SECRETARIAT + ADMINISTRATORS)
def test_an_administrator_is_let_in(held: Store, as_, page: str) -> None:
    assert not as_(ADMINISTRATOR, page).exception


def test_only_an_administrator_opens_cycles_and_sends_mail(held: Store, as_) -> None:
    labels = {button.label for button in as_(ANALYST, "cycle").button}
    assert not {"Open the cycle", "Make workbooks and notes verbales"} & labels
    labels = {button.label for button in as_(ADMINISTRATOR, "cycle").button}
    assert {"Open the cycle", "Make workbooks and notes verbales"} <= labels


def test_a_cycle_is_opened(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "cycle")
    key = next(one.key for one in test.text_input if one.label == "Code").removesuffix("-code")
    test.text_input(key=f"{key}-code").input("2030")
    test.text_input(key=f"{key}-name").input("Third cycle")
    test.date_input(key=f"{key}-opens").set_value(date(2030, 1, 7))
    test.date_input(key=f"{key}-due").set_value(date(2030, 3, 1))
    test.date_input(key=f"{key}-closes").set_value(date(2030, 12, 31))
    button(test, "Open the cycle").click().run()
    assert told(test) == ["The cycle is open."]
    kept = held.cycles(ADMINISTRATOR)["2030"]
    assert (kept.name, kept.due, kept.edition) == ("Third cycle", date(2030, 3, 1), "2026")


def test_a_cycle_that_closes_before_it_is_due_is_not_opened(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "cycle")
    key = next(one.key for one in test.text_input if one.label == "Code").removesuffix("-code")
    test.date_input(key=f"{key}-closes").set_value(date(2000, 1, 1))
    button(test, "Open the cycle").click().run()
    assert told(test) == ["A cycle opens before it is due, and closes on the due day or later."]
    assert list(held.cycles(ADMINISTRATOR)) == ["2026"]


def test_who_has_not_is_one_click_away(held: Store, as_) -> None:
    test = as_(ANALYST, "cycle")
    assert "192 of 193 Member States: who has not sent one." in words(test)
    assert "1 of 193 Member States: received." in words(as_(ANALYST, "cycle", stands="received"))


def test_an_observer_state_is_followed_and_not_counted(held: Store, as_) -> None:
    given = Return("VAT", "2026", "2026", "en", (Answer("c8_law", "fully"),), frozenset("ABCD"))
    holy_see = Actor(Role.FOCAL_POINT, "focal@vat.example", "VAT")
    held.add_return(holy_see, given, file("holy see"), status=ReturnStatus.SUBMITTED)
    test = as_(ANALYST, "cycle")
    assert "192 of 193 Member States: who has not sent one." in words(test)
    [table] = [shown_table(one.value) for one in test.table if "Holy See" in set(one.value.get("State", []))]
    assert table[["State", "Stands at", "Versions"]].values.tolist() == [
        ["Holy See", "Received", "1"],
        ["State of Palestine", "Not opened", "0"],
    ]
    assert "not among the 193 Member States" in words(test)


def test_a_return_is_taken_up_questioned_coded_and_accepted(held: Store, as_) -> None:
    test = as_(ANALYST, "review", **{"return": "1"})
    button(test, "Take up the review").click().run()
    assert told(test) == ["You have taken up this review."]
    test.selectbox(key="ask-1-0-question").select("d5_1")
    test.text_area(key="ask-1-0-text").input("Since when?")
    button(test, "Ask").click().run()
    assert told(test) == ["Asked; the State reads it at once."]
    asked = held.clarifications(KENYA, state="KEN").iloc[0]
    assert (asked["question"], asked["text"]) == ("d5_1", "Since when?")
    test.text_area(key="note-1-0").input("Look again in May.")
    button(test, "Keep the note").click().run()
    assert list(held.notes(ANALYST, 1)["text"]) == ["Look again in May."]
    revision = held.revision(PUBLIC)
    button(test, "Accept the return").click().run()
    assert told(test) == ["Accepted: its answers are in the figures now."]
    assert held.revision(PUBLIC) != revision
    assert "Accept the return" not in {one.label for one in test.button}


def test_a_clarification_without_text_or_day_is_not_asked(held: Store, as_) -> None:
    test = as_(ANALYST, "review", **{"return": "1"})
    test.selectbox(key="ask-1-0-question").select("d5_1")
    button(test, "Ask").click().run()
    assert told(test) == ["A clarification names the question it is about and says what is asked."]
    test.text_area(key="ask-1-0-text").input("Since when?")
    test.date_input(key="ask-1-0-due").set_value(None)
    button(test, "Ask").click().run()
    assert told(test) == ["A clarification names the day by which it is to be answered."]
    assert held.clarifications(ANALYST).empty


def test_a_return_is_sent_back_with_reasons_and_not_without(held: Store, as_) -> None:
    test = as_(ANALYST, "review", **{"return": "1"})
    button(test, "Send it back").click().run()
    assert told(test) == ["A return is sent back with reasons; write them."]
    test.text_area(key="back-reasons-1").input("Part C is empty.")
    button(test, "Send it back").click().run()
    assert told(test) == ["Sent back to the State with your reasons."]
    assert held.steps(KENYA, 1)["note"].iloc[-1] == "Part C is empty."


def test_the_state_sees_who_looked_at_what_it_keeps_for_the_secretariat(held: Store, as_) -> None:
    assert "return 1" not in set(held.views(KENYA, "KEN")["subject"])
    as_(ANALYST, "review", **{"return": "1"})
    as_(ADMINISTRATOR, "review", **{"return": "1"})
    looks = held.views(KENYA, "KEN")
    assert set(looks.loc[looks["subject"] == "return 1", "actor"]) == {ANALYST.subject, ADMINISTRATOR.subject}


def everything(test: AppTest) -> str:
    """All that a page shows: its texts, its tables and what can be chosen."""
    shown = [words(test), *(shown_table(one.value).to_csv() for one in (*test.table, *test.dataframe))]
    return " ".join(
        [*shown, *(one.proto.body for one in test.get("html")), *(str(one.options) for one in test.selectbox)]
    )


def test_no_page_shows_what_the_provider_calls_somebody(held: Store, as_) -> None:
    ann, boss = Actor(Role.ANALYST, "https://id.example|u-1"), Actor(Role.ADMINISTRATOR, "https://id.example|u-2")
    fay = Actor(Role.FOCAL_POINT, "https://id.example|u-3", "KEN")
    for number, (who, address) in enumerate({ann: "ann@un.example", boss: "", fay: "fay@ken.example"}.items()):
        held.begin_session(who, f"s{number}", address)
    held.grant(boss, ann.subject, Role.ANALYST)
    held.start_review(ann, 1)
    asked = held.ask(ann, 1, "d5_1", "Since when?")
    held.reply(fay, asked, "Since 2001.")
    held.reply(boss, asked, "By which law?")
    held.note(ann, 1, "Look again.")
    held.correct_coding(ann, 1, "d5_1", "no", "It says so.")
    shown = {
        page: everything(as_(boss, page, **{"return": "1", "stands": "all"})) for page in SECRETARIAT + ADMINISTRATORS
    }
    for page, text in shown.items():
        assert "id.example" not in text, page
    assert "In hand: ann@un.example: 1" in shown["review"]
    assert "State, fay@ken.example" in shown["review"]
    assert shown["review"].count("ann@un.example, ") >= 4
    assert "Secretariat, somebody without a known address" in shown["review"]
    assert "ann@un.example" in shown["record"]
    assert "ann@un.example" in shown["access"]


def test_a_reviewer_reads_why_a_return_was_amended_and_who_wished_it(held: Store, as_) -> None:
    held.save_draft(KENYA, "KEN", "2026", [Answer("d5_1", "no")])
    held.submit(KENYA, "KEN", "2026", "", "The Act was repealed.", asked_by="state")
    [told] = as_(ANALYST, "review", **{"return": "2"}).text
    assert told.value == "Why it was amended: The Act was repealed.\nAsked for by: The State’s Government"


@pytest.mark.parametrize("number", ["999", "x", "-1", "1; drop table"])
def test_an_address_of_no_return_is_answered(held: Store, as_, number: str) -> None:
    test = as_(ANALYST, "review", **{"return": number})
    assert not test.exception
    assert "Kenya" not in {one.value for one in test.header}


def test_what_a_state_wrote_is_never_markup(held: Store, as_) -> None:
    given = Return("PER", "2026", "2026", "en", (Answer("d5_1", "no", comment="<script>x</script>"),))
    held.add_return(ADMINISTRATOR, given, file("peru"), status=ReturnStatus.SUBMITTED)
    test = as_(ANALYST, "review", **{"return": "2", "look": "all"})
    shown = "".join(one.proto.body for one in test.get("html"))
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_access_is_given_and_taken_away(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "access")
    test.text_input(key="grant-0-subject").input("Fay@Ken.example")
    test.selectbox(key="grant-0-state").select("KEN")
    test.date_input(key="grant-0-until").set_value(date(2060, 12, 31))
    button(test, "Give access").click().run()
    assert told(test) == ["Fay@Ken.example has access."]
    assert held.access_of("fay@ken.example") == Actor(Role.FOCAL_POINT, "fay@ken.example", "KEN", date(2060, 12, 31))
    test.selectbox(key="withdraw-1").select("fay@ken.example")
    button(test, "Take access away").click().run()
    assert held.access_of("fay@ken.example") == PUBLIC


def test_a_focal_point_is_of_a_state(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "access")
    test.text_input(key="grant-0-subject").input("fay@ken.example")
    button(test, "Give access").click().run()
    assert told(test) == ["A focal point or contributor is of one State; nobody else is of any."]


def test_an_analyst_is_of_no_state(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "access")
    test.selectbox(key="grant-0-role").select(Role.ANALYST).run()
    assert "State" not in {one.label for one in test.selectbox}
    test.text_input(key="grant-0-subject").input("ann@un.example")
    button(test, "Give access").click().run()
    assert held.access_of("ann@un.example").role is Role.ANALYST


def test_the_record_is_narrowed_and_verified(held: Store, as_) -> None:
    test = as_(ADMINISTRATOR, "record")
    test.selectbox(key="record-act").select(Act.RETURN.value).run()
    assert "1 acts, the newest first." in words(test)
    button(test, "Verify the whole record").click().run()
    assert told(test)[0].startswith("Nothing was altered or removed: ")


def test_damage_is_told_where_it_is(held: Store, as_) -> None:
    with held.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER answer_no_update")
        connection.exec_driver_sql("UPDATE answer SET value = 'fully' WHERE question = 'd5_1'")
    test = as_(ADMINISTRATOR, "record")
    button(test, "Verify the whole record").click().run()
    assert "not as they were written" in told(test)[0]


def test_a_list_is_checked_first_and_stored_when_it_is_said(held: Store, as_) -> None:
    content = (
        'Participant,"Signature","Ratification, Accession(a)"\nKenya,,19 Oct 1992 a\nMexico,16 Feb 1989,11 Apr 1990\n'
    )
    before = len(held.lists(ANALYST))
    test = as_(ANALYST, "load")
    test.file_uploader[0].upload("VI-19.csv", content.encode(), "text/csv")
    test.selectbox(key="load-treaty").select("UNTC:VI-19")
    button(test, "Check").click().run()
    assert "Of 1 files: 1 can be stored." in words(test)
    assert len(held.events(ADMINISTRATOR, act=Act.LIST)) == before
    test.button(key="load-store").click().run()
    assert "Of 1 files: 1 stored." in words(test)
    assert held.events(ADMINISTRATOR, act=Act.LIST)["actor"].iloc[-1] == ANALYST.subject


def test_the_mailing_is_made_while_the_page_goes_on(held: Store, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing.Mailing, "states", ["KEN", "PER"])
    outgoing._MADE.clear()
    test = as_(ADMINISTRATOR, "cycle")
    button(test, "Make workbooks and notes verbales").click().run()
    assert not test.exception
    for thread in [one for one in threading.enumerate() if one.name == "mailing"]:
        thread.join(60)
    test.run()
    assert any(one.proto.label.startswith("Download the ZIP") for one in test.get("download_button"))
    [made] = outgoing._MADE.values()
    assert made.done == 2
    assert made.path.stat().st_mode & 0o077 == 0
    made.path.unlink()
    outgoing._folder().cleanup()
    outgoing._folder.cache_clear()
    outgoing._MADE.clear()


def test_reminders_go_by_the_mail_server(held: Store, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    class Postbox:
        async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
            taken.append(envelope.rcpt_tos)
            return "250 OK"

    port = free_port()
    named = {"HOST": "127.0.0.1", "PORT": str(port), "FROM": "monitor@un.example", "SECURITY": "none"}
    for name, value in named.items():
        monkeypatch.setenv(f"MONITOR_SMTP_{name}", value)
    held.grant(ADMINISTRATOR, "focal@per.example", Role.FOCAL_POINT, "PER")
    held.grant(ADMINISTRATOR, "focal@ken.example", Role.FOCAL_POINT, "KEN")
    control = Controller(Postbox(), hostname="127.0.0.1", port=port)
    control.start()
    try:
        test = as_(ADMINISTRATOR, "cycle")
        test.button(key="remind-send").click().run()
    finally:
        control.stop()
    assert told(test) == ["1 reminder was sent."]
    assert taken == [["focal@per.example"]]
    assert held.events(ADMINISTRATOR, act=Act.REMINDER)["state"].tolist() == ["PER"]


def test_observer_states_are_reminded_and_written_to_where_they_are_included(held: Store, as_) -> None:
    def reminders() -> int:
        [label] = [one.proto.label for one in test.get("download_button") if "reminders" in one.proto.label]
        return int(label.partition("(")[2].rstrip(")"))

    held.grant(ADMINISTRATOR, "focal@vat.example", Role.FOCAL_POINT, "VAT")
    test = as_(ADMINISTRATOR, "cycle")
    assert reminders() == 192
    assert "One ZIP for all 193 Member States:" in words(test)
    test.checkbox(key="remind-observers-2026").check()
    test.checkbox(key="mailing-observers-2026").check().run()
    assert not test.exception
    assert reminders() == 194
    assert "For 1 of them the address" in words(test)
    assert "One ZIP for all 193 Member States and 2 observer States:" in words(test)
    assert "192 of 193 Member States: who has not sent one." in words(test)
    test.multiselect(key="remind-2026").set_value(["VAT"]).run()
    assert reminders() == 1


def test_an_access_that_was_ended_meanwhile_decides_nothing(held: Store, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    test = as_(ANALYST, "review", **{"return": "1"})
    for module in (sight, admission):
        monkeypatch.setattr(module, "asking", lambda: PUBLIC)
    button(test, "Accept the return").click().run()
    assert list(held.queue(ADMINISTRATOR)["return"]) == [1]
    assert not test.button


def button(test: AppTest, label: str):
    return next(one for one in test.button if one.label == label)


def test_the_menu_offers_each_role_its_pages(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = {}
    for actor in (PUBLIC, KENYA, ANALYST, ADMINISTRATOR):
        monkeypatch.setattr("frame.asking", lambda actor=actor: actor)
        test = AppTest.from_file(str(ROOT / "pages" / "contents.py"), default_timeout=60).run()
        assert not test.exception
        offered[actor.role] = {one.proto.label for one in test.get("page_link")}
    assert not {"Cycle", "Review", "Access", "Record"} & (offered[Role.PUBLIC] | offered[Role.FOCAL_POINT])
    assert {"Cycle", "Load files", "Review"} <= offered[Role.ANALYST]
    assert not {"Access", "Record"} & offered[Role.ANALYST]
    assert {"Access", "Record"} <= offered[Role.ADMINISTRATOR]
