"""The Articles page against the same page written the usual way: server, throughput, memory, browser, bytes.

``python -m benchmarks.pages`` starts both on loopback and prints ratios; nothing is asserted.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.invented_store import invented_store
from benchmarks.people import alone, together, views
from tests.serving import BROWSER_ARGUMENTS, CHROMIUM, ROOT, free_port

PEOPLE, EACH = 20, 8
BARS = {"server time": 0.2, "changes a second": 10.0, "memory": 0.7, "in the browser": 0.7, "first visit": 0.35}


@dataclass(frozen=True)
class Side:
    """One running page: where it is, the words of its query, its process."""

    name: str
    port: int
    page: str
    queries: list[str]
    process: psutil.Process


@dataclass(frozen=True)
class Measured:
    """Seconds (cold, warm), views a second, MB, seconds in the browser, bytes of a first and of a repeat visit."""

    cold: float
    warm: float
    rate: float
    memory: float
    browser: float
    first: int
    repeat: int


@contextmanager
def running(name: str, command: list[str], folder: Path, store: str, page: str, prefix: str) -> Iterator[Side]:
    """A page served from ``folder`` on a free port."""
    port = free_port()
    filled = [word.format(port=port) for word in command]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            filled, cwd=folder, env={**os.environ, "MONITOR_STORE": store}, stdout=log, stderr=log
        )
        try:
            _wait(f"http://localhost:{port}/_stcore/health")
            yield Side(name, port, page, views(prefix), psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {address}")


def measured(side: Side) -> Measured:
    """All figures of one side."""
    cold = asyncio.run(alone(side.port, side.page, side.queries))
    warm = asyncio.run(alone(side.port, side.page, side.queries))
    rate = asyncio.run(together(side.port, side.page, side.queries, PEOPLE, EACH))
    memory = side.process.memory_full_info().uss / 1e6
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        first, repeat = _bytes(side, browser)
        redrawn = _redrawn(side, browser)
        browser.close()
    return Measured(median(cold[1:]), median(warm[1:]), rate, memory, redrawn, first, repeat)


def _open(side: Side, page: Page) -> None:
    page.goto(f"http://localhost:{side.port}/{side.page}")
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 6", timeout=60_000)
    page.wait_for_timeout(1_500)


def _redrawn(side: Side, browser: Browser) -> float:
    """The median time from choosing another article to the first figure that names it."""
    page = browser.new_context(bypass_csp=True).new_page()
    _open(side, page)
    taken = []
    for code in ("6", "8", "10", "1", "2"):
        page.get_by_role("combobox", name="Article").last.click()
        option = (
            page.get_by_role("option")
            .filter(has_text=f"D.{code}" if side.name == "usual" else f"Article {code}:")
            .first
        )
        option.wait_for()
        wanted = f"D.{code}: adherence" if side.name == "usual" else f"Article {code}: party"
        script = (
            "wanted => new Promise(done => { const begun = performance.now(); const look = () => "
            "[...document.querySelectorAll('.js-plotly-plot')].some(plot => plot.textContent.includes(wanted)) ? "
            "done(performance.now() - begun) : requestAnimationFrame(look); look(); })"
        )
        begun = time.perf_counter()
        option.click()
        page.evaluate(script, wanted)
        taken.append(time.perf_counter() - begun)
        page.wait_for_timeout(500)
    page.close()
    return median(taken)


def _bytes(side: Side, browser: Browser) -> tuple[int, int]:
    """Bytes over the wire of a first visit with an empty cache, and of a second one."""
    context = browser.new_context(bypass_csp=True)
    numbers = []
    for _ in range(2):
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        received = [0.0]

        def add(event: dict[str, float], received: list[float] = received) -> None:
            received[0] += event["encodedDataLength"]

        def frame(event: dict[str, dict[str, str]], received: list[float] = received) -> None:
            received[0] += len(event["response"]["payloadData"]) * 3 / 4

        network.on("Network.loadingFinished", add)
        network.on("Network.webSocketFrameReceived", frame)
        _open(side, page)
        numbers.append(int(received[0]))
        page.close()
    context.close()
    return numbers[0], numbers[1]


def compared(cycles: int, folder: Path) -> tuple[Measured, Measured]:
    """Ours and the usual page, both on the same store of so many cycles."""
    store = invented_store(folder / f"{cycles}.sqlite", cycles)
    ours = [sys.executable, "-m", "uvicorn", "dashboard:app", "--host", "127.0.0.1", "--port", "{port}"]
    script = str(ROOT / "benchmarks" / "articles_usual.py")
    usual = [sys.executable, "-m", "streamlit", "run", script, "--server.port", "{port}", "--server.headless", "true"]
    with running("ours", ours, ROOT, store, "articles", "regional:") as mine:
        own = measured(mine)
    with running("usual", usual, folder, store, "", "") as theirs:
        return own, measured(theirs)


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as kept:
        ours, usual = compared(10, Path(kept))
        large, _ = compared(100, Path(kept))
    print(f"{'the Articles page':38}{'ours':>12}{'usual':>12}{'ratio':>8}{'bar':>8}")
    rows = [
        ("server time a change, warm, s", ours.warm, usual.warm, BARS["server time"]),
        ("server time a change, never drawn, s", ours.cold, usual.cold, None),
        (f"changes a second, {PEOPLE} people", ours.rate, usual.rate, BARS["changes a second"]),
        ("memory after them, MB", ours.memory, usual.memory, BARS["memory"]),
        ("filter to redrawn in the browser, s", ours.browser, usual.browser, BARS["in the browser"]),
        ("first visit, kB", ours.first / 1e3, usual.first / 1e3, BARS["first visit"]),
    ]
    for name, mine, theirs, bar in rows:
        print(f"{name:38}{mine:12.3f}{theirs:12.3f}{mine / theirs:8.2f}{bar if bar else '':>8}")
    print(f"{'repeat visit, kB (bar 150)':38}{ours.repeat / 1e3:12.1f}")
    print(f"{'at ten times the data':38}{'ours':>12}{'at ten':>12}{'ratio':>8}{'bar':>8}")
    for name, mine, theirs in (
        ("server time a change, warm, s", large.warm, ours.warm),
        ("changes a second", ours.rate, large.rate),
        ("filter to redrawn in the browser, s", large.browser, ours.browser),
        ("memory, MB", large.memory, ours.memory),
    ):
        print(f"{name:38}{theirs:12.3f}{mine:12.3f}{mine / theirs:8.2f}{1.3:>8}")


if __name__ == "__main__":
    main()
