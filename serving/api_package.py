"""The data package as one ZIP, made once for each day and reading, one at a time."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException

from desk.dataset import data_frames
from desk.reading import Reading
from exports.data import write_data, zipped
from exports.dataset import About

KEPT = 4
"""How many packages are kept made; each has some two million bytes."""

MOST_WAITING = 4
"""How many may wait for packages; whoever comes then is told to come again."""

AGAIN = 60
"""Seconds after which to come again."""


class Packages:
    """Makes packages in a thread of their own, so that nobody else waits for one."""

    def __init__(self) -> None:
        self._maker = ThreadPoolExecutor(1, "data-package")
        self._waiting = 0

    async def of(self, reading: Reading, about: About) -> bytes:
        """The data package of the day in ``about``. Raises HTTPException (503) where too many wait already."""
        if self._waiting >= MOST_WAITING:
            again = {"Retry-After": str(AGAIN)}
            raise HTTPException(503, "Packages are being made for others; ask again in a minute.", again)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._maker, _made, reading, about)
        finally:
            self._waiting -= 1


@lru_cache(KEPT)
def _made(reading: Reading, about: About) -> bytes:
    with tempfile.TemporaryDirectory(prefix="monitor-package-") as folder:
        return zipped(write_data(Path(folder), data_frames(reading, about.as_at), about), Path(folder))
