"""The reading process: ``python -m loaders.parsing``, started and watched by ``loaders.processes``.

On its standard input it is given what a file looks like, on a line, then the length of its bytes, then the bytes; no
file is ever written. It answers with one JSON object behind its length, ``{"spent", "refusal": notice}`` or
``{"spent", "kind", "subject", "notices", "sheets"}``, where

- ``spent`` asks to be replaced, and a notice is ``[code, sheet, cell, facts]``;
- a sheet is ``{"name", "hidden", "merged", "rows", "special"}``;
- a row is ``[number, value of column 1, value of column 2, ...]``, with an empty text for an empty cell;
- a value that JSON has no word for is a pair: ``["d", day]`` or ``["t", day and time]``;
- ``special`` holds ``[row, column, "e", error]`` and ``[row, column, "f", formula]``, which go before the rows.

Whatever a format's reader does not expect ends the process: the parent says so in one sentence and starts another.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import struct
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from loaders import limits
from loaders.formats import Content, SheetContent, delimited, ole, package
from loaders.refusal import Notice, RefusalError, number

try:
    import resource
except ImportError:  # Windows has none: there, the parent's watch on the clock and the limits on counts have to do.
    resource = None  # type: ignore[assignment]

FORMATS: dict[str, Callable[[bytes], Content]] = {
    "zip": package.read,
    "ole": ole.read,
    "biff": ole.read_bare,
    "text": delimited.read,
}

LENGTH = struct.Struct(">Q")

MIDNIGHT = time()

STATUS = Path("/proc/self/status")
"""Where Linux tells a process of itself."""

CONTROL = re.compile(r"\\\\|\\(u00(?:0[0-8bce-f]|1[0-9a-f])|u[fF]{3}[eE]|u[fF]{4}|[bf])")
"""In JSON's own escapes: a backslash, which is no control character, or one that XML forbids."""


def main() -> None:
    """Answers until its standard input ends."""
    # Answers go to a copy of standard output; anything a library prints must not get in between.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_for_good()
    # What is imported stays; what a file leaves behind is collected after its answer, when nobody waits.
    gc.disable()
    gc.freeze()
    while look := sys.stdin.buffer.readline().strip():
        (length,) = LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))
        limit_this_file()
        send(answers, answer(sys.stdin.buffer.read(length), look.decode()))
        gc.collect()


def limit_for_good() -> None:
    """Memory, no core dump, and no file may be written, for as long as the process lives."""
    if resource is not None:
        wanted = {resource.RLIMIT_AS: limits.MEMORY_BYTES, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
        for kind, most in wanted.items():
            _, hard = resource.getrlimit(kind)
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            # macOS knows the limit on memory and refuses to set it.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (lower, lower))


def limit_this_file() -> None:
    """Moves the limit on work along: the operating system counts from the start of the process, not of the file."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + limits.CPU_SECONDS, hard))


def answer(content: bytes, look: str) -> bytes:
    """What is said of the bytes, as JSON."""
    try:
        found = FORMATS[look](content)
        cells = json.dumps(sheets(found.sheets), default=pair)
        if CONTROL.search(cells):
            cells, controls = without_controls(cells)
            found.notices.append(Notice("open.control_characters", facts={"count": number(controls)}))
        said = {
            "spent": memory_used() > limits.MEMORY_KEPT_BYTES,
            "kind": found.kind,
            "subject": found.subject,
            "notices": [packed(notice) for notice in found.notices],
        }
        return f'{json.dumps(said)[:-1]}, "sheets": {cells}}}'.encode("ascii")
    except RefusalError as refusal:
        return json.dumps({"spent": False, "refusal": packed(refusal.notice)}).encode("ascii")
    except MemoryError:
        return json.dumps({"spent": True, "refusal": packed(Notice("open.too_much_memory"))}).encode("ascii")


def memory_used() -> int:
    """The most memory this process ever had, in bytes; 0 where the system does not say.

    Linux counts what the parent had when it started this process in ``ru_maxrss``, but not in ``VmHWM``.
    """
    if STATUS.exists():
        peak = re.search(rb"VmHWM:\s*(\d+) kB", STATUS.read_bytes())
        return int(peak[1]) * 1024 if peak else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if resource is not None else 0


def without_controls(cells: str) -> tuple[str, int]:
    """JSON without the escapes of control characters, and how many they were.

    >>> without_controls(r'["a\\u0007b", "C:\\\\u0007"]')
    ('["ab", "C:\\\\\\\\u0007"]', 1)
    """
    count = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal count
        if found[1] is None:
            return found[0]
        count += 1
        return ""

    return CONTROL.sub(kept, cells), count


def send(answers: BinaryIO, said: bytes) -> None:
    """One answer behind its length."""
    answers.write(LENGTH.pack(len(said)))
    answers.write(said)
    answers.flush()


def packed(notice: Notice) -> list[Any]:
    """A notice as a list."""
    return [notice.code, notice.sheet, notice.cell, notice.facts]


def sheets(contents: Iterable[SheetContent]) -> list[dict[str, Any]]:
    """The sheets without their empty rows and the empty ends of rows. Raises RefusalError for too many filled cells."""
    filled = 0
    said = []
    for sheet in contents:
        rows = []
        filled += len(sheet.special)
        _check(filled, sheet)
        for row_number, row in enumerate(sheet.rows, 1):
            empty = row.count("")
            if empty == len(row):
                continue
            filled += len(row) - empty
            _check(filled, sheet)
            while row[-1] == "":
                row.pop()
            rows.append([row_number, *row])
        said.append(
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "merged": sheet.merged,
                "rows": rows,
                "special": sheet.special,
            }
        )
    return said


def _check(filled: int, sheet: SheetContent) -> None:
    if filled > limits.MAX_CELLS:
        raise RefusalError("open.too_many_cells", sheet.name, limit=number(limits.MAX_CELLS))


def pair(value: date | time | timedelta) -> list[str] | str:
    """A value that JSON has no word for; days and times are pairs, durations and times of day are text."""
    if isinstance(value, datetime):
        return ["d", value.date().isoformat()] if value.time() == MIDNIGHT else ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return clock(value)


def clock(value: time | timedelta) -> str:
    """A time of day or a duration as a clock shows it.

    >>> clock(time(14, 30)), clock(timedelta(hours=30))
    ('14:30:00', '30:00:00')
    """
    if isinstance(value, time):
        return value.isoformat("seconds")
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    return f"{'-' if value < timedelta() else ''}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


if __name__ == "__main__":
    main()
