"""Figures as pictures: PNG, SVG and PDF, the same bytes from run to run and wherever they are asked for.

One Chrome stays up and draws everything. It sees the fonts shipped with the project first, needs no network, and draws
maps from the shipped geometry. What it would write of its own (random identifiers, the time of day) is written over.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
import logging
import os
import re
import struct
import zlib
from collections.abc import Coroutine, Iterator
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import Any

import kaleido
import plotly.graph_objects as go
from choreographer.errors import BrowserClosedError, BrowserFailedError, ChannelClosedError, ChromeNotFoundError

DATA = Path(__file__).resolve().parent.parent / "data"
FONTS = DATA / "fonts"
GEOMETRY = (DATA / "geometry").as_uri() + "/"

FORMATS = ("png", "svg", "pdf")

SCALE = 3
"""Pixels of a PNG for each pixel of the figure: 288 dots per inch at 16 cm."""

FRESH_AFTER = 50
"""Pictures after which the page is loaded again, so that it does not grow."""

PIXELS_PER_METRE = round(96 * SCALE / 0.0254)

PATIENCE = 60
"""Seconds after which a picture is given up; the slowest map takes under two."""

NO_CHROME = (
    "No Chrome or Chromium was found, so no picture can be drawn. Install one (on Debian: apt-get install chromium) or "
    "name it in BROWSER_PATH; tables and data can be had without it."
)

CHROME_FAILED = "Chrome did not start, so no picture can be drawn; tables and data can be had without it."

CHROME_STOPPED = "Chrome stopped while it drew the picture. Ask for the picture again."

GONE = (BrowserClosedError, BrowserFailedError, ChannelClosedError)

FIXED_DAY = b"D:20000101000000+00'00'"
"""Stands in a PDF where Chrome writes the time at which it printed."""

SCRIPTS = {"Latin1": (0x20, 0xFF), "Latin2": (0x100, 0x24F), "Cyrillic": (0x400, 0x52F), "Pi": (0x2000, 0x2BFF)}
"""The pieces of the web fonts and the characters for which each is put inside an SVG."""

WEIGHTS = {"Regular": 400, "SemiBold": 600}


# When Chrome ends, its farewell may come in one piece with what it said last; choreographer then prints a traceback.
# What goes wrong is raised, here and there alike.
logging.getLogger("choreographer.channels.pipe").setLevel(logging.CRITICAL)


class PictureError(RuntimeError):
    """No picture could be drawn; the message is a sentence for the reader."""


class _Pages(kaleido.Kaleido):
    """Kaleido that loads its page again only where it matters, which halves the time of a PNG.

    It loads the page anew after each picture. The pixels do not depend on it; the order of attributes in an SVG does.
    """

    vector = False
    drawn = 0

    async def _conform_tabs(self, tabs: Any = None) -> None:  # noqa: ANN401 - kaleido's own
        """Load the page while it is profiled, which takes two thirds of the time.

        V8 then notes at once where each piece of plotly.js stands. Else it parses all of it again, several times while
        it loads, to find that out.
        """
        wanted = list(tabs or self.tabs.values())
        for tab in wanted:
            await tab.send_command("Profiler.enable")
            await tab.send_command("Profiler.start")
        await super()._conform_tabs(wanted)
        for tab in wanted:
            await tab.send_command("Profiler.disable")

    async def _get_kaleido_tab(self) -> Any:  # noqa: ANN401 - kaleido's own
        tab = await super()._get_kaleido_tab()
        if self.drawn and (self.vector or self.drawn >= FRESH_AFTER):
            await tab.reload()
            self.drawn = 0
        self.drawn += 1
        return tab

    async def _return_kaleido_tab(self, tab: Any) -> None:  # noqa: ANN401 - kaleido's own
        await self.tabs_ready.put(tab)

    async def picture(self, figure: go.Figure, kind: str) -> bytes:
        """The figure as Chrome draws it."""
        self.vector = kind != "png"
        options = {"format": kind, "scale": SCALE if kind == "png" else 1}
        return await self.calc_fig(figure, opts=options, topojson=GEOMETRY)


class Renderer:
    """A Chrome that stays up. Use it as a context manager, or ``shared()`` for the one of this process.

    It may be asked from several threads at once; pictures are drawn one after the other.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._pages: _Pages | None = None
        self._opening = Lock()
        self._drawing = Lock()

    def __enter__(self) -> Renderer:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ready(self) -> None:
        """Start Chrome now, so that the first picture need not wait. Raises PictureError where there is none."""
        self._open()

    def draw(self, figure: go.Figure, kind: str) -> bytes:
        """What Chrome makes of the figure, as it comes; ``picture`` makes it reproducible. Raises PictureError."""
        for _ in range(2):
            self._open()
            assert self._pages is not None
            try:
                with self._drawing:
                    return self._wait(self._pages.picture(figure, kind))
            except GONE:
                self.close()  # Chrome ended since the last picture: once more with a new one
            except NotInTime:
                self.close()
                break
        raise PictureError(CHROME_STOPPED)

    def close(self) -> None:
        """End Chrome; the next picture starts it again."""
        with self._opening:
            if self._pages is not None:
                with suppress(*GONE, NotInTime):
                    self._wait(self._pages.close())
                self._pages = None
            self._end_loop()

    def _open(self) -> None:
        with self._opening:
            if self._pages is not None:
                return
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._loop.run_forever, name="pictures", daemon=True)
            self._thread.start()
            try:
                with _shipped_fonts():
                    self._pages = self._wait(_started())
            except (ChromeNotFoundError, *GONE, NotInTime) as error:
                self._end_loop()
                absent = isinstance(error, ChromeNotFoundError)
                raise PictureError(NO_CHROME if absent else CHROME_FAILED) from error

    def _end_loop(self) -> None:
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the work answers
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


async def _started() -> _Pages:
    pages = _Pages(n=1, timeout=PATIENCE, mathjax=False)
    await pages.open()
    return pages


@contextmanager
def _shipped_fonts() -> Iterator[None]:
    """The environment in which a Chrome that is started finds the project's fonts first."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def shared() -> Renderer:
    """The renderer of this process: started by its first picture, ended with the process."""
    renderer = Renderer()
    atexit.register(renderer.close)
    return renderer


def picture(figure: go.Figure, kind: str, renderer: Renderer | None = None) -> bytes:
    """The figure as ``png``, ``svg`` or ``pdf``: the same bytes whenever and wherever it is drawn.

    A PNG says of itself that it is 16 cm wide, an SVG carries its fonts, a PDF embeds them. Raises ValueError for
    another kind and PictureError, with a sentence, when there is no Chrome.
    """
    if kind not in FORMATS:
        raise ValueError(f"A picture is one of {', '.join(FORMATS)}, not {kind}.")
    drawn = (renderer or shared()).draw(figure, kind)
    return {"png": _sized_png, "svg": _steady_svg, "pdf": _steady_pdf}[kind](drawn)


def _sized_png(drawn: bytes) -> bytes:
    """With a ``pHYs`` chunk after the header, so that a document sets it at its true size."""
    body = b"pHYs" + struct.pack(">IIB", PIXELS_PER_METRE, PIXELS_PER_METRE, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    header = 8 + 25
    return drawn[:header] + chunk + drawn[header:]


def _steady_pdf(drawn: bytes) -> bytes:
    """With a fixed time and a title of its own, each as long as what stood there, so that no offset moves."""
    timed = re.sub(rb"D:\d{14}[+-]\d\d'\d\d'", FIXED_DAY, drawn)
    return timed.replace(b"(Kaleido-fier)", b"(Figure)      ")


def _steady_svg(drawn: bytes) -> bytes:
    """Random identifiers numbered in their order, and the fonts put inside."""
    text = drawn.decode()
    for number, found in enumerate(dict.fromkeys(re.findall(r'"defs-([0-9a-f]{6})"', text))):
        text = re.sub(rf"(?<=[a-z-]){found}", f"{number:06}", text)
    start = text.index(">", text.index("<svg")) + 1
    return (text[:start] + _font_faces(text) + text[start:]).encode()


def _font_faces(text: str) -> str:
    """``@font-face`` rules for the pieces of the fonts that the text of an SVG needs."""
    used = {
        script
        for script, (first, last) in SCRIPTS.items()
        if any(first <= ord(character) <= last for character in set(text))
    }
    faces = [
        f'@font-face{{font-family:"IBM Plex Sans";font-weight:{weight};src:url(data:font/woff2;base64,'
        f'{_encoded(name, script)}) format("woff2");unicode-range:U+{first:04X}-{last:04X}}}'
        for script, (first, last) in SCRIPTS.items()
        if script in used
        for name, weight in WEIGHTS.items()
    ]
    return "<style>" + "".join(faces) + "</style>"


@cache
def _encoded(name: str, script: str) -> str:
    return base64.b64encode((FONTS / "web" / f"IBMPlexSans-{name}-{script}.woff2").read_bytes()).decode()
