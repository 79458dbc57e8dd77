"""The focal point's page: whom it is for, and a return's way from the prefilled workbook to an amendment."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from desk.bundling import source_file
from founding import LOCAL
from frame import downloading, sight
from frame.my_return import workplace
from model import PUBLIC, Actor, Answer, Role, Visibility
from store import Act, open_store
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, dashboard
from tests.shown import shown, shown_table
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

ROOT = Path(__file__).resolve().parent.parent
FOCAL = Actor(Role.FOCAL_POINT, "fay@example.org", "JPN")
HELPER = Actor(Role.CONTRIBUTOR, "harry@example.org", "JPN")
ANALYST = Actor(Role.ANALYST, "ann@example.org")


@pytest.fixture
def on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The pages on a copy of one of the stores."""
    file = tmp_path / "store.sqlite"
    shutil.copy(request.getfixturevalue(f"{request.param}_file"), file)
    monkeypatch.setenv("MONITOR_STORE", f"sqlite:///{file}")
    sight.store.cache_clear()
    st.cache_resource.clear()
    yield file
    sight.store().close()
    sight.store.cache_clear()


def opened(monkeypatch: pytest.MonkeyPatch, actor: Actor, page: str = "my_return", **query: str) -> AppTest:
    """A page as somebody sees it."""
    for module in (sight, workplace, downloading):
        monkeypatch.setattr(module, "asking", lambda: actor)
        monkeypatch.setattr(module, "signs_in", lambda: actor is not LOCAL)
    monkeypatch.setattr(downloading, "asking_later", lambda: lambda: actor)
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


@pytest.mark.parametrize("on", ["facts", "demonstration"], indirect=True)
@pytest.mark.parametrize("actor", [PUBLIC, ANALYST, Actor(Role.ADMINISTRATOR, "boss@example.org")])
def test_whoever_is_of_no_state_reads_one_sentence(on: Path, monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    page = opened(monkeypatch, actor, state="JPN", step="history")
    assert not page.exception
    assert len(page.info) == 1
    assert not [*page.header, *page.button, *page.markdown, *page.table]


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_that_somebody_signed_in_typed_its_address_is_on_the_record(on: Path, monkeypatch) -> None:
    monkeypatch.setattr(workplace, "denying", lambda: lambda what: sight.store().deny(ANALYST, what))
    for _ in range(2):
        opened(monkeypatch, ANALYST)
        opened(monkeypatch, FOCAL)
    denied = sight.store().events(LOCAL, act=Act.DENIAL)
    assert denied[["actor", "subject"]].values.tolist() == [[ANALYST.subject, "page My return"]]


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_the_person_at_this_machine_is_told_that_a_focal_point_signs_in(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, LOCAL)
    assert "after signing in" in page.info[0].value
    assert not [*page.header, *page.button]


@pytest.mark.parametrize("on", ["demonstration"], indirect=True)
def test_in_a_demonstration_one_may_act_as_a_focal_point_and_is_told_so(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, LOCAL, state="JPN")
    assert page.info[0].value.startswith("Demonstration: you act as the focal point of Japan.")
    assert [header.value for header in page.header] == ["Take the workbook", "Bring it back", "The draft"]


@pytest.mark.parametrize(("on", "actor"), [("facts", FOCAL), ("demonstration", HELPER)], indirect=["on"])
@pytest.mark.parametrize("step", ["prepare", "correct", "preview", "send", "clarifications", "history", "elsewhere"])
def test_every_step_opens_with_and_without_a_draft(on: Path, monkeypatch, step: str, actor: Actor) -> None:
    page = opened(monkeypatch, actor, step=step, block="B-D.1")
    assert not page.exception
    begin = [button for button in page.button if button.label.startswith("Begin with")]
    if begin:
        begin[0].click().run()
        assert not page.exception
        store = open_store(f"sqlite:///{on}")
        draft = store.draft(actor, "JPN", "2026")
        store.close()
        assert draft is not None
        assert "party" in {answer.value for answer in draft.answers}


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_a_contributor_prepares_and_cannot_send(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, HELPER, step="correct")
    next(button for button in page.button if button.label.startswith("Begin")).click().run()
    page = opened(monkeypatch, HELPER, step="send")
    assert any("only the focal point of Japan sends" in info.value for info in page.info)
    assert not [button for button in page.button if button.label == "Send the return"]
    page = opened(monkeypatch, FOCAL, step="send")
    assert [button.disabled for button in page.button if button.label == "Send the return"] == [True]


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_a_draft_changed_by_somebody_else_is_not_overwritten(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, FOCAL, step="correct", block="B-D.1")
    next(button for button in page.button if button.label.startswith("Begin")).click().run()
    store = open_store(f"sqlite:///{on}")
    store.save_draft(HELPER, "JPN", "2026", [])
    store.close()
    next(button for button in page.button if button.label == "Save to the draft").click().run()
    assert not page.exception
    assert "changed by somebody else" in page.error[0].value


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_whose_access_was_withdrawn_meanwhile_changes_nothing(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, FOCAL, step="correct", block="B-D.1")
    next(button for button in page.button if button.label.startswith("Begin")).click().run()
    saved = sight.store().draft(FOCAL, "JPN", "2026")
    for module in (sight, workplace):
        monkeypatch.setattr(module, "asking", lambda: PUBLIC)
    next(button for button in page.button if button.label == "Save to the draft").click().run()
    assert not page.exception
    assert shown(page.error[0].value).startswith("Nothing was kept: your sign-in has ended")
    assert not page.button
    assert sight.store().draft(FOCAL, "JPN", "2026") == saved


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_sending_in_a_fresh_session_is_no_download(on: Path, monkeypatch) -> None:
    opened(monkeypatch, FOCAL)
    store = sight.store()
    book = source_file("jpn.xlsx", b"as it was filled in")
    store.save_draft(FOCAL, "JPN", "2026", [Answer("d1_1", "fully")], book)
    page = opened(monkeypatch, FOCAL, step="send")
    page.radio[0].set_value("no").run()
    page.checkbox[0].check().run()
    next(button for button in page.button if button.label == "Send the return").click().run()
    assert not page.exception
    assert shown(page.success[0].value).startswith("The return was received.")
    acts = store.events(LOCAL, state="JPN")["act"].tolist()
    assert acts == [Act.DRAFT, Act.SUBMISSION]
    assert store.events(LOCAL, act=Act.DOWNLOAD).empty


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_a_state_knows_its_people_and_the_officials_by_their_addresses(on: Path, monkeypatch) -> None:
    fay, ann = Actor(Role.FOCAL_POINT, "https://id.example|u-1", "JPN"), Actor(Role.ANALYST, "https://id.example|u-2")
    opened(monkeypatch, fay, step="prepare")
    store = sight.store()
    store.begin_session(fay, "s1", "fay@jpn.example")
    store.begin_session(ann, "s2", "ann@un.example")
    answers = (Answer("d5_1", "partly", visibility=Visibility.SECRETARIAT),)
    store.save_draft(fay, "JPN", "2026", answers)
    number = store.submit(fay, "JPN", "2026", "")["version"]
    store.return_as_sent(ann, number)
    store.save_draft(fay, "JPN", "2026", answers)
    page = opened(monkeypatch, fay, step="history")
    assert not page.exception
    text = "".join(
        [*(shown_table(one.value).to_csv() for one in page.table), *(one.proto.body for one in page.get("html"))]
    )
    assert "id.example" not in text
    assert "ann@un.example,Secretariat,read,return 1" in text
    assert "fay@jpn.example,Focal point,sent" in text
    assert "saved" in text
    assert " by fay@jpn.example" in text


@pytest.mark.parametrize("on", ["facts"], indirect=True)
def test_anybody_may_verify_a_receipt(on: Path, monkeypatch) -> None:
    page = opened(monkeypatch, PUBLIC, "receipt")
    page.text_input(key="receipt-code").input("AAAAA-AAAAA-AAAAA-AAAAA").run()
    assert not page.exception
    assert page.warning[0].value.startswith("No return was received under this code.")


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("store") / "store.sqlite"
    shutil.copy(demonstration_file, file)
    with dashboard(f"sqlite:///{file}", tmp_path_factory.mktemp("log") / "dashboard.log") as where:
        yield where


def settled(page: Page) -> None:
    """Until the page has been drawn anew."""
    page.locator(".footer").wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=60_000)
    page.wait_for_timeout(300)
    assert not page.locator("[data-testid=stException]").count()


def at(page: Page, address: str, step: str, state: str, more: str = "") -> None:
    page.goto(f"{address}/my_return?state={state}&step={step}{more}")
    settled(page)


def taken(page: Page, button: str, path: Path) -> Path:
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(path)
    return path


def written(source: Path, target: Path, **cells: str) -> Path:
    """The workbook with answers written into it as a person does: ``d1_1="Fully"``, another column ``d1_1__H``."""
    book = load_workbook(source)
    for sheet in book.worksheets:
        for row in range(6, sheet.max_row + 1):
            for key, value in cells.items():
                code, _, column = key.partition("__")
                if sheet.cell(row, 1).value == code:
                    sheet[f"{column or 'E'}{row}"] = value
    book.save(target)
    return target


def tick(page: Page, words: str) -> None:
    page.locator("label").filter(has_text=re.compile(words)).first.click()
    settled(page)


def said(page: Page) -> str:
    return page.locator(".stMainBlockContainer").inner_text()


def send(page: Page) -> str:
    """Send with consent for the whole; gives the code of the receipt."""
    tick(page, "^Yes, the whole return$")
    tick(page, "^I send this return on behalf of")
    page.get_by_role("button", name="Send the return").click()
    settled(page)
    page.get_by_text("The return was received.").wait_for(timeout=30_000)
    return page.locator(".receipt dd").last.inner_text()


@pytest.mark.browser
def test_from_the_prefilled_workbook_to_an_amendment(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900}).new_page()
    at(page, address, "prepare", "JPN")
    blank = taken(page, "Download the workbook", tmp_path / "blank.xlsx")

    wrong = written(blank, tmp_path / "wrong.xlsx", d1_1="maybe so", d2_1="Not applicable", d3_1="Fully")
    page.set_input_files("input[type=file]", wrong)
    page.get_by_text("Read and kept as a draft: wrong.xlsx").wait_for(timeout=30_000)
    settled(page)
    assert "“maybe so” is none of the answers to choose from." in said(page)
    assert "2 errors" in said(page)
    annotated = load_workbook(taken(page, "Download it with the findings", tmp_path / "annotated.xlsx"))
    assert "maybe so" in annotated["B Declaration"]["E8"].comment.text

    at(page, address, "correct", "JPN", "&block=B-D.1")
    tick(page, "^Partly$")
    page.get_by_role("button", name="Save to the draft").click()
    page.get_by_text("Saved to the draft").wait_for(timeout=30_000)
    at(page, address, "prepare", "JPN")
    assert "1 error" in said(page)
    mended = load_workbook(taken(page, "Download the draft", tmp_path / "mended.xlsx"))
    assert mended["B Declaration"]["E8"].value == "Partly"

    at(page, address, "send", "JPN")
    code = send(page)
    receipt = taken(page, "Receipt as PDF", tmp_path / "receipt.pdf")
    paper = subprocess.run(["pdftotext", receipt, "-"], capture_output=True, text=True, check=True).stdout
    assert code in paper
    assert "Japan" in paper

    at(page, address, "history", "JPN")
    file = taken(page, "The file as it was received", tmp_path / "received.xlsx")
    page.goto(f"{address}/receipt")
    settled(page)
    page.set_input_files("input[type=file]", file)
    page.get_by_text("nothing of its receipt has changed").wait_for(timeout=30_000)
    assert code in said(page)

    at(page, address, "send", "JPN")
    page.get_by_role("button", name="Begin an amendment").click()
    page.get_by_text("An amendment was begun").wait_for(timeout=30_000)
    settled(page)
    assert "there is nothing to send" in said(page)
    at(page, address, "correct", "JPN", "&block=B-D.1")
    tick(page, "^Fully$")
    page.get_by_role("button", name="Save to the draft").click()
    page.get_by_text("Saved to the draft").wait_for(timeout=30_000)
    at(page, address, "send", "JPN")
    assert "B Declaration, E8 Answer: Partly → Fully" in said(page)
    assert "Figure by figure (1)" in said(page)
    page.get_by_label("Why is the return amended?").fill("A law entered into force.")
    page.keyboard.press("Tab")
    settled(page)
    assert send(page) != code
    at(page, address, "history", "JPN")
    assert "A law entered into force." in said(page)
    assert "superseded" in said(page)
    assert "Asked for by" in said(page)
    assert "version 1; asked for by: The State’s Government" in said(page)
    page.context.close()


@pytest.mark.browser
def test_ministries_parts_are_merged_and_a_wrong_file_loses_nothing(browser: Browser, address: str, tmp_path) -> None:
    page = browser.new_context(accept_downloads=True, viewport={"width": 390, "height": 844}).new_page()
    at(page, address, "prepare", "KEN")
    blank = taken(page, "Download the workbook", tmp_path / "blank.xlsx")
    justice = written(blank, tmp_path / "justice.xlsx", d1_1="Fully", d1_2="Partly")
    foreign = written(blank, tmp_path / "foreign.xlsx", d1_1="No", d2_1="Fully")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 dear Secretariat")
    page.set_input_files("input[type=file]", [justice, foreign, letter])
    page.get_by_text("Before it is kept").wait_for(timeout=30_000)
    settled(page)
    assert "“letter.pdf” was not taken. Nothing else has changed." in said(page)
    assert "One question is answered differently." in said(page)
    assert page.get_by_role("button", name="Keep as draft").is_disabled()
    tick(page, "^No")
    page.get_by_role("button", name="Keep as draft").click()
    page.get_by_text("Read and kept as a draft: justice.xlsx and foreign.xlsx").wait_for(timeout=30_000)
    settled(page)
    book = load_workbook(taken(page, "Download the draft", tmp_path / "merged.xlsx"))["B Declaration"]
    assert [book[cell].value for cell in ("E8", "E9", "E12")] == ["No", "Partly", "Fully"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()
