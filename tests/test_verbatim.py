"""What people, files and mail servers say stands on every page sign by sign as it was written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, sync_playwright

from frame.verbatim import verbatim
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, ROOT, dashboard, free_port, wait_for
from tests.shown import shown
from tests.stores import demonstration_file, facts_file

__all__ = ["demonstration_file", "facts_file"]

NASTY = [
    "[x](http://a.example)",
    "![i](http://a.example/i.png)",
    "http://a.example/b www.a.example WWW.b.example https://c.example",
    "ann@un.example",
    "*a* _b_ **c** ~~d~~ `e`",
    "cost $a$ and $$b$$, $1 to $2",
    ":red[hot] :blue-badge[b] :small[s] :color[x]{foreground=red} :help[why]",
    ":material/home: :material_home: :smile: :+1: :streamlit:",
    "a -- b -> c <- d <-> e >= f <= g ~= h --",
    "<b>bold</b> &amp; <script>alert(1)</script>",
    "# head",
    "- item",
    "1. one",
    "> said",
    "a | b\n--|--\nc | d",
    "one\n\n    code\n===\nend",
    "\\back\\*slash\\",
    "[^1] [r]: http://z.example",
    "::leaf[x] :::box",
]

anything = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
texts = (
    st.sampled_from(NASTY) | st.lists(st.sampled_from([*"\\`*_{}[]()<>#+-.!|~$:@/&= \nab1", "www"]) | anything)
).map("".join)

SCRIPT = """
import json, pathlib, sys
import pandas, streamlit
from frame.verbatim import verbatim

shown = [verbatim(text) for text in json.loads(pathlib.Path(sys.argv[1]).read_text())]
streamlit.table(pandas.DataFrame({"text": shown}), hide_index=True)
for text in shown:
    streamlit.caption(text)
streamlit.radio("which", range(len(shown)), format_func=shown.__getitem__)
streamlit.html('<p class="end">end</p>')
"""


@given(texts)
def test_nothing_is_lost_or_added(text: str) -> None:
    lines = [line.strip() for line in re.split("\r\n|\r|\n", text.strip())]
    assert shown(verbatim(text)) == "\n".join(lines)


@given(texts)
def test_every_mark_stands_for_itself(text: str) -> None:
    left = re.sub(r"\\[!-/:-@\[-`{-~\n]", "", verbatim(text)).replace(":color[]", "")
    assert not re.search(r"[!-/:-@\[-`{-~]", left)


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def page_of_texts(browser: Browser, folder: Path) -> Iterator[Callable[[list[str]], Page]]:
    """A page that shows texts in a table, as captions and to choose from; gives how it is opened."""
    script, said, log, port = folder / "page.py", folder / "texts.json", folder / "page.log", free_port()
    script.write_text(SCRIPT)
    where = [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", *where, str(script), "--", str(said)]
    with log.open("wb") as lines:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=lines, stderr=lines)
    page = browser.new_page()

    def opened(given: list[str]) -> Page:
        said.write_text(json.dumps(given))
        page.goto(f"http://localhost:{port}")
        page.locator(".end").wait_for(timeout=30_000)
        return page

    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process, log)
        yield opened
    finally:
        page.close()
        process.kill()
        process.wait()


def flat(text: str) -> str:
    """The signs of a text, its blanks as a browser shows them."""
    return " ".join(text.split())


@pytest.mark.browser
def test_what_is_shown_is_what_was_written(browser: Browser, tmp_path: Path) -> None:
    with page_of_texts(browser, tmp_path) as opened:

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(texts.filter(flat), min_size=30, max_size=60))
        def stands(more: list[str]) -> None:
            given = [*NASTY, *more]
            page, wanted = opened(given), [flat(text) for text in given]
            for place, selector in {
                "table": "tbody td",
                "caption": "[data-testid=stCaptionContainer]",
                "choice": "[data-testid=stRadio] [role=radiogroup] label",
            }.items():
                page.wait_for_function(f"document.querySelectorAll({selector!r}).length == {len(given)}")
                assert [flat(text) for text in page.locator(selector).all_inner_texts()] == wanted, place
                assert not page.locator(f":is({selector}) :is(a, img, strong, em, code, .katex, [role=img])").count()

        stands()


FILE = "[x](http;a.example) *b* $c$ :red[d] ann@un.example.xlsx"
REASON = "See [x](http://a.example), *not* $a_1$ :red[hot] :material/home: or ann@un.example -- www.a.example"


def drawn(page: Page) -> str:
    """The page when it has been drawn anew."""
    page.locator(".footer").wait_for(timeout=60_000)
    page.wait_for_timeout(700)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=60_000)
    assert not page.locator("[data-testid=stException]").count()
    return page.locator(".stMainBlockContainer").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_file_s_name_and_a_reason_stand_as_written(
    browser: Browser, demonstration_file: Path, tmp_path: Path, width: int, scheme: str
) -> None:
    store = shutil.copy(demonstration_file, tmp_path / "store.sqlite")
    with dashboard(f"sqlite:///{store}", tmp_path / "dashboard.log") as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()

        def send() -> None:
            for words in ("^Yes, the whole return$", "^I send this return on behalf of"):
                page.locator("label").filter(has_text=re.compile(words)).first.click()
                drawn(page)
            page.get_by_role("button", name="Send the return").click()
            page.get_by_text("The return was received.").wait_for(timeout=30_000)

        page.goto(f"{address}/my_return?state=JPN&step=prepare")
        drawn(page)
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("button", name="Download the workbook").click()
        blank = {"name": FILE, "mimeType": "", "buffer": Path(download.value.path()).read_bytes()}
        page.set_input_files("input[type=file]", blank)
        page.get_by_text(f"Read and kept as a draft: {FILE}. Nothing is sent yet.").wait_for(timeout=30_000)
        page.set_input_files("input[type=file]", {"name": f"{FILE}.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
        page.get_by_text(f"“{FILE}.pdf” was not taken.").wait_for(timeout=30_000)
        page.goto(f"{address}/my_return?state=JPN&step=send")
        drawn(page)
        send()
        page.get_by_role("button", name="Begin an amendment").click()
        page.get_by_text("An amendment was begun").wait_for(timeout=30_000)
        page.goto(f"{address}/my_return?state=JPN&step=correct&block=B-D.1")
        drawn(page)
        page.locator("label").filter(has_text=re.compile("^Fully$")).first.click()
        page.get_by_role("button", name="Save to the draft").click()
        page.get_by_text("Saved to the draft").wait_for(timeout=30_000)
        page.goto(f"{address}/my_return?state=JPN&step=send")
        drawn(page)
        page.get_by_label("Why is the return amended?").fill(REASON)
        page.keyboard.press("Tab")
        drawn(page)
        send()

        page.goto(f"{address}/my_return?state=JPN&step=history")
        said = drawn(page)
        assert FILE in said
        assert REASON in said
        versions = page.locator("table.stacked").first
        assert not versions.locator("a, em, strong, .katex").count()
        box = versions.evaluate("one => [one.scrollWidth, one.parentElement.clientWidth]")
        assert box[0] <= box[1], "the versions are wider than the page"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/review")
        drawn(page)
        page.get_by_role("combobox", name="Return to look at").click()
        page.keyboard.type("Japan")
        page.get_by_role("option", name=re.compile("^Japan, .*version 2")).click()
        page.get_by_text("Why it was amended").wait_for(timeout=30_000)
        assert REASON in drawn(page)
        assert not page.locator(".stMainBlockContainer a[href*='a.example'], a[href^='mailto:']").count()
        context.close()
