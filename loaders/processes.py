"""The reading processes: where a stranger's file is parsed, so that only they can hang, run out of memory or die.

Starting one costs 60 ms and reading a return 4 ms, so they are kept and used again. What comes back is JSON: unlike a
pickle or ``marshal`` it can only be data, whatever the file made of the process that wrote it, and decoding it is C.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from loaders import limits

PROJECT = Path(__file__).resolve().parent.parent

LENGTH = struct.Struct(">Q")
"""Before every answer stands its length in bytes."""

MAX_ANSWER_BYTES = 192 * limits.MEBI
"""2 million cells take 40 MB; the parent, which many people share, is not to be filled by one of them."""

WATCH_SECONDS = 1.0

PROGRAM = ("-m", "loaders.parsing")

PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT")
"""All of the environment that a reading process is given: where its libraries are, but no address and no secret."""

OUT_OF_TIME = getattr(signal, "SIGXCPU", None)
"""The signal that ends a process that worked too long; Windows has none."""


class ReaderLostError(Exception):
    """The reading process ended on this file; ``code`` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Reader:
    """One reading process, between two files or at work on one."""

    def __init__(self) -> None:
        self._files = 0
        self._ending = False
        self._late = False
        self._deadline: float | None = None
        self._watch = threading.Lock()
        # In a session of its own, so that a Ctrl-C at the terminal reaches the parent only.
        self._process = subprocess.Popen(
            [sys.executable, "-s", *PROGRAM],
            cwd=PROJECT,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def spent(self) -> bool:
        """Whether this process should not be given another file."""
        return self._ending or self._files >= limits.FILES_PER_READER or self._process.poll() is not None

    @property
    def process_id(self) -> int:
        """The process's id."""
        return self._process.pid

    def read(self, content: bytes, look: str) -> dict[str, Any]:
        """What the process says of the bytes. Raises ReaderLostError when it ended on them."""
        self._files += 1
        with self._watch:
            self._deadline = time.monotonic() + limits.WALL_SECONDS
        answer = self._ask(look.encode() + b"\n" + LENGTH.pack(len(content)), content)
        with self._watch:
            self._deadline = None
        if answer is None:
            raise ReaderLostError(self._why())
        try:
            said: dict[str, Any] = json.loads(answer, parse_constant=_no_number)
            self._ending = self._ending or said["spent"]
        except (ValueError, TypeError, KeyError, RecursionError) as trouble:
            raise ReaderLostError("open.reader_stopped") from trouble
        return said

    def stop_if_late(self) -> None:
        """Kills the process when its time for the file it is at is over."""
        with self._watch:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._late = self._ending = True
                self._process.kill()

    def end(self) -> None:
        """Ends the process; harmless when it is gone already."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _ask(self, head: bytes, content: bytes) -> bytes | None:
        """The answer, or None when the process ended before all of it was there."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        try:
            asked.write(head)
            asked.write(content)
            asked.flush()
        except BrokenPipeError:
            return None
        length_read = answered.read(LENGTH.size)
        if len(length_read) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack(length_read)
        if length > MAX_ANSWER_BYTES:
            raise ReaderLostError("open.too_much_memory")
        answer = answered.read(length)
        return answer if len(answer) == length else None

    def _why(self) -> str:
        ended = self._process.wait()
        return "open.too_slow" if self._late or (OUT_OF_TIME and ended == -OUT_OF_TIME) else "open.reader_stopped"


class Readers:
    """A few reading processes, started when first needed and shared by all threads.

    One more thread looks every second whether one of them is late: a timer a file would cost as much as decoding it.
    """

    def __init__(self, most: int) -> None:
        self._free: list[_Reader] = []
        self._all: set[_Reader] = set()
        self._room = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        self.started = 0

    def read(self, content: bytes, look: str) -> dict[str, Any]:
        """What a reading process says of the bytes, decoded JSON as ``loaders.parsing`` describes it.

        Waits while all of them are at work. Raises ReaderLostError when the process ended on these bytes.
        """
        with self._room:
            reader = self._take()
            whole = False
            try:
                answer = reader.read(content, look)
                whole = True
            finally:
                # Also on KeyboardInterrupt: half an answer may be under way that the next file must not be given.
                self._give_back(reader, whole)
            return answer

    def end(self) -> None:
        """Ends all processes, also those at work: for the end of the program."""
        with self._lock:
            ending, self._all, self._free = self._all, set(), []
        for reader in ending:
            reader.end()

    def idle_processes(self) -> list[int]:
        """The ids of the processes that wait for a file."""
        with self._lock:
            return [reader.process_id for reader in self._free]

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            with self._lock:
                readers = list(self._all)
            for reader in readers:
                reader.stop_if_late()

    def _take(self) -> _Reader:
        while True:
            with self._lock:
                reader = self._free.pop() if self._free else None
            if reader is None:
                reader = _Reader()
                with self._lock:
                    self._all.add(reader)
                    self.started += 1
                    if self._watcher is None:
                        self._watcher = threading.Thread(target=self._watch, name="reading watch", daemon=True)
                        self._watcher.start()
                return reader
            if not reader.spent:
                return reader
            self._give_back(reader, whole=False)

    def _give_back(self, reader: _Reader, whole: bool) -> None:
        """Keeps a process for the next file, or ends it when it is spent or its last answer is not whole."""
        if whole and not reader.spent:
            with self._lock:
                self._free.append(reader)
            return
        with self._lock:
            self._all.discard(reader)
        reader.end()


def _no_number(_name: str) -> list[str]:
    """What stands for NaN and infinity, which no sheet can show: the error that Excel shows instead."""
    return ["e", "#NUM!"]


def _start_anew() -> None:
    """In a forked copy of this process: leave the parent's reading processes to the parent."""
    global readers
    _inherited.append(readers)
    readers = Readers(_most())


def _most() -> int:
    return min(limits.MAX_READERS, os.cpu_count() or 1)


readers = Readers(_most())

_inherited: list[Readers] = []
"""Kept so that a forked copy does not clean up, and complain about, processes that are not its children."""

atexit.register(lambda: readers.end())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
