"""Downloads are for whoever is asking when they are asked for, though the page was drawn for somebody else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from founding import LOCAL, founded_store
from frame import downloading
from frame.attempting import REFUSED
from model import PUBLIC, Actor, ReturnStatus, Role
from store import Act, Refused, Store
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, dashboard, free_port
from tests.signing_in import provider, sign_in
from tests.stored import ANALYST, file, sent
from tests.stores import facts_file

__all__ = ["facts_file"]

SAID = "your access is another one than when this page was drawn"


@dataclass
class Button:
    """What Streamlit was given for a download, and who is asking by now."""

    now: Actor
    data: Callable[[], bytes] = bytes
    on_click: str | Callable[[], None] = ""
    denied: list[str] = field(default_factory=list)

    def drawn(self, monkeypatch: pytest.MonkeyPatch, signs_in: bool = True) -> Button:
        """A download drawn on a page for whoever is asking."""

        def button(label: str, data: Callable[[], bytes], name: str, mime: str, **rest: object) -> None:
            self.data, self.on_click = data, rest["on_click"]

        monkeypatch.setattr(downloading.st, "download_button", button)
        monkeypatch.setattr(downloading.st, "session_state", {})
        monkeypatch.setattr(downloading, "signs_in", lambda: signs_in)
        monkeypatch.setattr(downloading, "asking", lambda: self.now)
        monkeypatch.setattr(downloading, "asking_later", lambda: lambda: self.now)
        monkeypatch.setattr(downloading, "denying", lambda: self.denied.append)
        downloading.download("The file", lambda: b"content", "file.txt", key="file")
        return self


def test_who_asks_as_before_is_given_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    button = Button(ANALYST).drawn(monkeypatch)
    button.on_click()
    assert button.data() == b"content"
    assert downloading.st.session_state == {}
    assert not button.denied


@pytest.mark.parametrize(
    "now", [PUBLIC, Actor(Role.ADMINISTRATOR, ANALYST.subject), Actor(Role.ANALYST, "somebody else")]
)
def test_who_has_become_another_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, now: Actor) -> None:
    button = Button(ANALYST).drawn(monkeypatch)
    button.now = now
    with pytest.raises(Refused, match=SAID):
        button.data()
    assert button.denied == ["download The file"]
    button.on_click()
    assert SAID in downloading.st.session_state[REFUSED]


def test_the_public_and_the_person_at_this_machine_are_given_it_without_drawing_the_page_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for actor, signs_in in ((PUBLIC, True), (LOCAL, False)):
        button = Button(actor).drawn(monkeypatch, signs_in)
        assert (button.data(), button.on_click) == (b"content", "ignore")


@pytest.fixture
def served(facts_file: Path, tmp_path: Path) -> Iterator[tuple[Store, Page]]:
    """The dashboard with a provider, a return that waits for review, and the browser of an analyst who signed in."""
    url = f"sqlite:///{shutil.copy(facts_file, tmp_path / 'store.sqlite')}"
    store = founded_store(url)
    store.grant(LOCAL, "ann@example.org", Role.ANALYST)
    store.add_return(LOCAL, sent("d5_1 fully | d5_2 partly secret"), file("kenya"), status=ReturnStatus.SUBMITTED)
    port = free_port()
    with (
        provider(tmp_path, ["ann@example.org"], port) as signed,
        dashboard(url, tmp_path / "dashboard.log", port, **signed) as address,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        page = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{address}/review?return=1")
        page.locator(".footer").wait_for(timeout=60_000)
        sign_in(page, "ann")
        page.get_by_role("button", name="The file as it was received").wait_for(timeout=60_000)
        yield store, page
        browser.close()
    store.close()


def taken(page: Page, button: str, path: Path) -> bytes:
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=button, exact=True).first.click()
    download.value.save_as(path)
    return path.read_bytes()


@pytest.mark.browser
def test_a_page_that_has_gone_stale_gives_nothing(served: tuple[Store, Page], tmp_path: Path) -> None:
    store, page = served
    assert taken(page, "The file as it was received", tmp_path / "kenya") == b"kenya"
    address = page.url
    page.goto(address.partition("/review")[0] + "/states?state=KEN")
    page.get_by_text("Table and downloads").first.click()
    assert taken(page, "PNG", tmp_path / "figure.png").startswith(b"\x89PNG")
    page.goto(address)
    page.get_by_role("button", name="The file as it was received").wait_for(timeout=60_000)
    page.wait_for_timeout(1_000)
    store.grant(LOCAL, "ann@example.org", Role.PUBLIC)
    given = len(store.events(LOCAL))
    downloads = []
    page.on("download", lambda given_out: downloads.append(given_out))
    page.get_by_role("button", name="The file as it was received").first.click()
    page.get_by_text(SAID).wait_for(timeout=60_000)
    assert "This page is for the Secretariat" in page.locator(".stMainBlockContainer").inner_text()
    page.wait_for_timeout(1_000)
    assert not downloads
    assert not page.locator("[data-testid=stException]").count()
    done = store.events(LOCAL).iloc[given:]
    assert sorted(done["subject"]) == ["download The file as it was received", "page Review"]
    assert set(done["act"]) == {Act.DENIAL}
    assert set(done["role"]) == {Role.PUBLIC}
    assert set(store.addresses(LOCAL).values()) == {"ann@example.org"}
    page.goto(address)
    page.get_by_text("This page is for the Secretariat").wait_for(timeout=60_000)
    assert len(store.events(LOCAL)) == given + 2, "the same refusal of the same day is recorded once"
