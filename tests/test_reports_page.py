"""The page Reports: who may make a report, what is asked for, and what is taken away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from exports.picture import NO_CHROME, PictureError, Renderer
from exports.word import DocumentError
from frame import sight
from frame.secretariat import admission, reporting
from model import PUBLIC, Actor, Role
from report import pictures
from store import Store
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, dashboard
from tests.stored import ANALYST, KENYA, KENYA_HELPER, file, sent
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

PAGE = Path(__file__).resolve().parent.parent / "pages" / "reports.py"
ADMINISTRATOR = Actor(Role.ADMINISTRATOR, "admin@un.example")
CODE = {"as_at": "2026-03-31", "session": "35", "part": "C."}
"""The shortest report: no treaty stands behind the Code."""


@pytest.fixture
def held(facts_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The real facts and one return: Kenya's, which denies a treaty that it is party to and confides an answer."""
    path = tmp_path / "store.sqlite"
    path.write_bytes(facts_file.read_bytes())
    monkeypatch.setenv("MONITOR_STORE", f"sqlite:///{path}")
    sight.store.cache_clear()
    st.cache_resource.clear()
    store = sight.store()
    answers = sent("a_untc_xviii_14 not_party | d10_1 fully secret | c8_law no")
    store.add_return(ADMINISTRATOR, answers, file("one"), received=datetime(2026, 2, 10))
    yield store
    store.close()
    sight.store.cache_clear()


@dataclass
class Offered:
    """What a download button offers."""

    label: str
    content: Callable[[], bytes]
    name: str


@dataclass
class Opened:
    """The page as it was run, and the downloads that it offered last."""

    test: AppTest
    offered: list[Offered] = field(default_factory=list)

    def make(self) -> Opened:
        """Press the one button."""
        self.offered.clear()
        (button,) = [one for one in self.test.button if one.label == "Make the report"]
        button.click().run()
        assert not self.test.exception
        return self

    def chosen(self, key: str, value: str) -> Opened:
        """Choose something."""
        self.offered.clear()
        self.test.selectbox(key=key).select(value).run()
        assert not self.test.exception
        return self

    @property
    def preview(self) -> str:
        """The report as it reads on the page; empty where none is shown."""
        shown = [one.proto.body for one in self.test.get("html") if 'class="report"' in one.proto.body]
        return shown[0] if shown else ""

    def file(self, kind: str) -> bytes:
        """What is downloaded under a name that ends so."""
        (one,) = [each for each in self.offered if each.name.endswith(kind)]
        return one.content()


@pytest.fixture
def as_(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Opened]:
    """Opens the page as somebody, with a query in its address; no picture is drawn."""

    def refuse(*_: object) -> bytes:
        raise PictureError(NO_CHROME)

    monkeypatch.setattr(pictures, "picture", refuse)
    monkeypatch.setattr(Renderer, "ready", lambda renderer: None)

    def opened(actor: Actor, **query: str) -> Opened:
        for module in (sight, admission):
            monkeypatch.setattr(module, "asking", lambda: actor)
        test = AppTest.from_file(str(PAGE), default_timeout=120)
        for name, value in query.items():
            test.query_params[name] = value
        page = Opened(test)

        def noted(label: str, content: Callable[[], bytes], name: str, *_: object, **__: object) -> bool:
            page.offered.append(Offered(label, content, name))
            return False

        monkeypatch.setattr(reporting.st, "download_button", noted)
        test.run()
        assert not test.exception
        return page

    return opened


@pytest.mark.parametrize("actor", [PUBLIC, KENYA, KENYA_HELPER], ids=lambda actor: actor.role)
def test_whoever_is_not_of_the_secretariat_reads_one_sentence(held: Store, as_, actor: Actor) -> None:
    before = len(held.events(ADMINISTRATOR))
    page = as_(actor, **CODE, copy="own")
    assert [one.value for one in page.test.info] == ["This page is for the Secretariat; your access is another one."]
    assert [one.type for one in page.test.main] == ["main", "title", "info"]
    assert not page.offered
    assert len(held.events(ADMINISTRATOR)) == before


def test_nothing_is_made_before_it_is_asked_for(held: Store, as_) -> None:
    page = as_(ANALYST, **CODE)
    assert page.preview == ""
    assert not page.offered
    labels = [one.label for one in page.test.selectbox]
    assert labels == ["Cycle", "Session", "Scope", "Groups", "Copy"]


@pytest.mark.parametrize(
    ("asked", "session", "day"),
    [
        ({"as_at": "2026-03-31"}, "35", date(2026, 3, 31)),
        ({"as_at": "2026-03-31", "session": "34"}, "34", date(2026, 3, 31)),
        ({"as_at": "2026-03-31", "session": "99", "part": "X", "groups": "y", "copy": "z"}, "35", date(2026, 3, 31)),
        ({"as_at": "not a day"}, None, date.today()),
        ({"as_at": "2999-01-01"}, None, date.today()),
    ],
)
def test_what_the_address_says_is_chosen_and_what_it_cannot_mean_is_not(
    held: Store, as_, asked: dict[str, str], session: str | None, day: date
) -> None:
    test = as_(ANALYST, **asked).test
    assert test.date_input(key="as_at").value == day
    assert session is None or test.selectbox(key="session").value == session
    usual = {"part": "", "groups": "regional", "copy": "public"}
    assert {key: test.selectbox(key=key).value for key in usual} == usual


def test_a_choice_is_written_to_the_address_and_hides_the_report_made_before(held: Store, as_) -> None:
    page = as_(ANALYST, **CODE).make()
    assert "Code of Conduct" in page.preview
    page.chosen("groups", "m49")
    assert page.test.query_params["groups"] == "m49"
    assert page.preview == ""
    assert not page.offered
    page.chosen("groups", "regional")
    assert "Code of Conduct" in page.preview, "a report that was made is kept"


@pytest.mark.parametrize(
    ("part", "there", "not_there"),
    [("C.", "International Code of Conduct", "article by article"), ("D.", "article by article", "(paragraph 8)")],
)
def test_the_report_keeps_to_the_scope_session_and_day(held: Store, as_, part: str, there: str, not_there: str) -> None:
    page = as_(ANALYST, **CODE | {"part": part, "session": "34"}).make()
    assert there in page.preview
    assert not_there not in page.preview
    assert "thirty-fourth session" in page.preview
    assert "As at 31 March 2026" in page.preview


def test_groups_are_those_that_were_chosen(held: Store, as_) -> None:
    assert "African States" in as_(ANALYST, **CODE).make().preview
    page = as_(ANALYST, **CODE, groups="m49").make()
    assert "Oceania" in page.preview
    assert "Asia-Pacific States" not in page.preview


def test_downloads_are_named_by_session_and_day_and_hold_the_report(held: Store, as_) -> None:
    page = as_(ANALYST, **CODE).make()
    names = [one.name for one in page.offered]
    assert {"report-35-2026-03-31.docx", "report-35-2026-03-31.zip"} <= set(names)
    assert all(name.startswith("report-35-2026-03-31.") for name in names)
    word = page.file(".docx")
    with zipfile.ZipFile(io.BytesIO(word)) as document:
        assert "Thirty-fifth session" in document.read("word/document.xml").decode()
    with zipfile.ZipFile(io.BytesIO(page.file(".zip"))) as together:
        assert together.read("report.docx") == word
        assert "data/datapackage.json" in together.namelist()
        assert any(name.startswith("tables/") and name.endswith(".xlsx") for name in together.namelist())


def test_without_libreoffice_pdf_and_odt_are_not_offered_and_it_is_said_why(held: Store, as_, monkeypatch) -> None:
    monkeypatch.setattr(reporting, "office_is_there", lambda: False)
    page = as_(ANALYST, **CODE).make()
    assert [one.name.rpartition(".")[2] for one in page.offered] == ["docx", "zip"]
    assert any("need LibreOffice" in one.value for one in page.test.markdown)


def test_warnings_and_length_are_told(held: Store, as_) -> None:
    page = as_(ANALYST, **CODE).make()
    assert any("Tables stand in place of the figures." in one.value for one in page.test.warning)
    assert any("words" in one.value and "as at 31 March 2026" in one.value for one in page.test.markdown)


@pytest.mark.parametrize("actor", [ANALYST, ADMINISTRATOR], ids=lambda actor: actor.role)
def test_the_secretariats_own_copy_has_the_discrepancies_and_is_on_the_record(held: Store, as_, actor: Actor) -> None:
    whole = {"as_at": "2026-03-31", "session": "35", "part": "D."}
    assert "Discrepancies outstanding" not in as_(actor, **whole).make().preview
    seen = _looks(held, actor)
    page = as_(actor, **whole, copy="own").make()
    assert "Discrepancies outstanding" in page.preview
    assert _looks(held, actor) > seen
    with zipfile.ZipFile(io.BytesIO(page.file(".docx"))) as document:
        heads = [document.read(name).decode() for name in document.namelist() if "header" in name]
    assert any("For the Secretariat only" in head for head in heads)


def _looks(store: Store, actor: Actor) -> int:
    """How often a look of somebody at what Kenya confided for a report is on the record."""
    views = store.views(KENYA, "KEN")
    return int(((views["actor"] == actor.subject) & (views["subject"].str.contains("report"))).sum())


def test_what_cannot_be_put_together_is_told_in_a_sentence(held: Store, as_, monkeypatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise DocumentError("The document could not be put together.")

    monkeypatch.setattr(reporting, "report", fails)
    page = as_(ANALYST, **CODE).make()
    assert [(one.label, one.state) for one in page.test.status] == [
        ("The document could not be put together.", "error")
    ]
    assert page.preview == ""
    assert not page.offered


@pytest.mark.browser
def test_a_report_is_made_looked_at_and_taken_away_in_a_browser(demonstration_file: Path, tmp_path: Path) -> None:
    with dashboard(f"sqlite:///{demonstration_file}", tmp_path / "log") as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/reports?part=C.&session=35&as_at=2026-03-31")
        page.get_by_role("button", name="Make the report").click(timeout=60_000)
        page.get_by_text("How it reads").wait_for(timeout=120_000)
        shown = page.locator(".report").inner_text()
        assert "The International Code of Conduct for Public Officials" in shown
        assert "At the request of the office that issues it" in shown
        files = {}
        for name in ("Word", "ZIP: figures, tables, data"):
            with page.expect_download(timeout=120_000) as download:
                page.get_by_role("button", name=name, exact=True).click()
            path = tmp_path / download.value.suggested_filename
            download.value.save_as(path)
            files[path.name] = path
        assert not errors
        browser.close()
    assert set(files) == {"report-35-2026-03-31.docx", "report-35-2026-03-31.zip"}
    word = files["report-35-2026-03-31.docx"].read_bytes()
    with zipfile.ZipFile(io.BytesIO(word)) as document:
        body = document.read("word/document.xml").decode()
        assert "Thirty-fifth session" in body
        assert "Demonstration data – invented" in document.read("word/header1.xml").decode()
    with zipfile.ZipFile(files["report-35-2026-03-31.zip"]) as together:
        assert together.read("report.docx") == word
        assert together.read("figures/code-levels.png").startswith(b"\x89PNG")
        assert together.read("figures/code-levels.svg").startswith(b"<svg")
        assert together.read("tables/code-levels.xlsx").startswith(b"PK")
        assert "data/answers.csv" in {name.replace("data/data/", "data/") for name in together.namelist()}
