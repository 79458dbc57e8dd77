"""The demonstration store: 150 invented returns, made as real workbooks and taken in by the real loader.

``python demonstration.py`` fills the store that ``MONITOR_STORE`` names, once; it refuses a store that holds returns.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from compliance.standing import party_status
from exports.demonstration import Written, write_demonstration
from exports.prefill import known_positions
from exports.questionnaire import return_workbook
from exports.sender import Sender
from founding import LOCAL, founded_store
from loaders import known
from loaders.opening import open_workbook
from loaders.questionnaire import questionnaire
from loaders.returns import read_return
from model import Cycle, EntityKind, SourceFile, State
from store import Store

ISSUED = datetime(2026, 1, 5)
NOON = time(12)


def fill(store: Store, count: int = 150) -> int:
    """Fill a demonstration store; gives the number of returns taken. A store that is filled already is left alone.

    Raises StoreError for a store that holds returns of States, and RuntimeError for an invented return that the loader
    does not take.
    """
    if store.demonstration and len(store.returns(LOCAL)):
        return 0
    store.mark_demonstration(LOCAL)
    cycle = next(iter(known.cycles().values()))
    members = [state for state in known.states().values() if state.kind is EntityKind.MEMBER]
    with TemporaryDirectory() as folder:
        blank = _blanks(store, cycle)
        form = questionnaire(cycle.edition)
        return _taken(store, write_demonstration(Path(folder), form, known.treaties(), members, cycle, blank, count))


def _blanks(store: Store, cycle: Cycle) -> Callable[[State], Workbook]:
    """Gives the blank return of a State, prefilled with what the depositaries' lists say of it."""
    form, lists = questionnaire(cycle.edition), store.lists(LOCAL)
    status = party_status(store.actions(LOCAL), cycle.opens, known.ended())

    def blank(state: State) -> Workbook:
        sender = Sender(state, cycle, "en", ISSUED, known.revision(), demonstration=True)
        positions = known_positions(status, lists, list(known.treaties()), state.iso3, cycle.opens)
        return return_workbook(form, known.provisions(), sender, positions)

    return blank


def _taken(store: Store, written: Iterable[Written]) -> int:
    number = 0
    for item in written:
        content = item.path.read_bytes()
        workbook, opening = open_workbook(item.path)
        if workbook is None:
            raise RuntimeError(f"{item.path.name} does not open: {opening}")
        sent, findings = read_return(workbook)
        if sent is None:
            raise RuntimeError(f"{item.path.name} is not taken: {findings}")
        file = SourceFile(item.path.name, content, hashlib.sha256(content).hexdigest())
        store.add_return(LOCAL, sent, file, [*opening, *findings], received=datetime.combine(item.completed, NOON))
        number += 1
    return number


if __name__ == "__main__":
    print(f"{fill(founded_store())} invented returns taken.", file=sys.stderr)
