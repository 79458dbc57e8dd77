"""How fast returns are read, checked and stored: beside pandas and bare calamine on the same file, and one beside 193.

``python -m benchmarks.loading`` prints ratios; every side runs in the same process, one after the other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter

import pandas as pd
from python_calamine import CalamineWorkbook

from desk.loading import Into, load_files
from exports.answer_lists import AnswerLists
from exports.demonstration import invented_answers
from exports.filling import fill
from exports.questionnaire import blank_return
from exports.sender import Sender
from founding import LOCAL, founded_store
from loaders import known
from loaders.intake import Wanted
from loaders.opening import open_workbook
from loaders.questionnaire import questionnaire
from loaders.returns import read_return
from model import EntityKind, State

BAR_PANDAS, BAR_CALAMINE, BAR_MANY = 0.25, 6.0, 1.2
SINGLES = 8
TODAY = date(2026, 11, 21)
NOTHING_KNOWN = pd.DataFrame({"treaty": [], "status": [], "since": [], "text": []})


def main() -> None:
    """Measure and print."""
    members = [state for state in known.states().values() if state.kind is EntityKind.MEMBER]
    with tempfile.TemporaryDirectory() as folder:
        files = [_filled(Path(folder), state) for state in members]
        _reading(files[0])
        _storing(Path(folder), files)


def _filled(folder: Path, state: State) -> Path:
    """The return of a State with invented answers, as a workbook."""
    edition = questionnaire("2026")
    sender = Sender(state, known.cycles()["2026"], "en", datetime(2026, 1, 5))
    blank = blank_return(edition, known.provisions(), sender, NOTHING_KNOWN)
    lists = AnswerLists(edition, "en")
    answers = invented_answers(edition, known.treaties(), lists, {}, Random(state.iso3))
    path = folder / f"{state.iso3}.xlsx"
    path.write_bytes(fill(blank, edition, "en", answers, {"cover_consent": "whole"}))
    return path


def _reading(path: Path) -> None:
    workbook, _ = open_workbook(path)
    assert workbook is not None
    whole, pandas, calamine, opening, reading = _medians(
        [
            lambda: _read(path),
            lambda: pd.read_excel(path, sheet_name=None, engine="openpyxl"),
            lambda: _bare_calamine(path),
            lambda: open_workbook(path),
            lambda: read_return(workbook, as_at=TODAY),
        ],
        times=25,
    )
    print(f"opening {opening * 1e3:.1f} ms, reading and checking {reading * 1e3:.1f} ms")
    _verdict("a return opened, read and checked against pandas.read_excel", whole, pandas, BAR_PANDAS)
    _verdict("the same against bare python-calamine", whole, calamine, BAR_CALAMINE)


def _read(path: Path) -> object:
    workbook, _ = open_workbook(path)
    return workbook and read_return(workbook, as_at=TODAY)


def _bare_calamine(path: Path) -> object:
    with CalamineWorkbook.from_path(path) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _storing(folder: Path, files: list[Path]) -> None:
    """193 returns into one store; and before and after them single ones, each into a store of its own.

    The mean of each is compared: what else the machine does falls on both.
    """
    ones = [_loaded(folder / f"before{number}.sqlite", [files[number]]) for number in range(SINGLES)]
    many = _loaded(folder / "many.sqlite", files) / len(files)
    ones += [_loaded(folder / f"after{number}.sqlite", [files[number]]) for number in range(SINGLES)]
    _verdict(f"{len(files)} returns loaded and stored, each, against one alone", many, mean(ones), BAR_MANY)


def _loaded(path: Path, files: list[Path]) -> float:
    """Seconds to load the files into a new store that knows what is shipped with the project."""
    store = founded_store(f"sqlite:///{path}")
    taken = _seconds(lambda: load_files(files, Wanted(known.cycles(), today=TODAY), Into(store, LOCAL), _in_silence))
    assert len(store.returns(LOCAL)) == len(files)
    store.close()
    return taken


def _in_silence(done: int, path: Path | None) -> None:
    """Progress that nobody looks at."""


def _medians(works: list[Callable[[], object]], times: int) -> list[float]:
    """The median seconds of each, taken in turns so that what else the machine does falls on all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            seconds.append(_seconds(work))
    return [median(seconds) for seconds in taken]


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _verdict(what: str, ours: float, other: float, bar: float) -> None:
    word = "within" if ours / other <= bar else "MISSES"
    print(f"{what}: {ours / other:.2f}x, {word} the bar of {bar}x ({ours * 1e3:.1f} ms, {other * 1e3:.1f} ms)")


if __name__ == "__main__":
    main()
