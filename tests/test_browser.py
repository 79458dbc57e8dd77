"""Every page as a person sees it: a real browser, wide and narrow, light and dark; nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, dashboard
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

pytestmark = pytest.mark.browser

PAGES = {
    "": "Overview",
    "articles": "Articles",
    "code_of_conduct": "Code of Conduct",
    "states": "States",
    "treaties": "Treaties",
    "quality": "Discrepancies and data quality",
    "method": "Method",
}
SIZES = [(1440, "light"), (390, "dark")]


@dataclass
class Seen:
    """What went wrong while a page was open."""

    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["facts", "demonstration"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard on each store."""
    store: Path = request.getfixturevalue(f"{request.param}_file")
    with dashboard(f"sqlite:///{store}", tmp_path_factory.mktemp("log") / "dashboard.log") as where:
        yield where


def opened(browser: Browser, address: str, path: str, width: int = 1440, scheme: str = "light") -> tuple[Page, Seen]:
    """A page opened in a window of its own, down to its footer."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    seen = Seen()
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    here = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(here) else seen.elsewhere.append(asked.url))
    page.goto(f"{address}/{path}")
    page.locator(".footer").wait_for(timeout=60_000)
    page.wait_for_timeout(700)
    return page, seen


@pytest.mark.parametrize(("width", "scheme"), SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands(browser: Browser, address: str, path: str, width: int, scheme: str) -> None:
    page, seen = opened(browser, address, path, width, scheme)
    assert page.locator("h1").first.inner_text() == PAGES[path]
    assert "data revision" in page.locator(".footer").inner_text()
    assert not page.locator("[data-testid=stException]").count()
    assert not seen.errors
    assert not seen.elsewhere
    room = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert room <= 0, "the page is wider than the screen"
    page.context.close()


def test_a_map_is_drawn_without_a_network(browser: Browser, address: str) -> None:
    page, seen = opened(browser, address, "articles")
    page.locator(".choroplethlayer path").first.wait_for(timeout=30_000)
    assert page.locator(".choroplethlayer path").count() > 150
    assert "do not imply official endorsement" in page.locator(".js-plotly-plot").first.inner_text()
    assert not seen.elsewhere
    page.context.close()


def test_a_link_reproduces_the_view(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, "articles?provision=D.6&group=regional%3AAfrican+States&as_at=2005-03-08")
    said = page.locator(".stMainBlockContainer").inner_text()
    assert "8 March 2005" in said
    assert "of 53 African States" in said
    page.get_by_role("link", name="Treaties", exact=True).click()
    page.locator("h1", has_text="Treaties").wait_for()
    assert "as_at=2005-03-08" in page.url
    page.context.close()


def test_a_figure_goes_out_as_a_picture_and_a_table(browser: Browser, address: str, tmp_path: Path) -> None:
    page, _ = opened(browser, address, "treaties?treaty=UNTC%3AVI-19&as_at=2005-03-08")
    page.get_by_text("Table and downloads").first.click()
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b"\xef\xbb\xbf"), ("XLSX", b"PK")):
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("button", name=kind, exact=True).first.click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.read_bytes().startswith(begins), file.name
        assert "treaty-over-time-UNTC-VI-19-2005-03-08" in file.name
    page.context.close()


def test_the_demonstration_is_marked_and_the_facts_are_not(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, "")
    said = page.locator(".stMainBlockContainer").inner_text()
    assert ("Demonstration data" in said) == ("make demo" not in said)
    page.context.close()
