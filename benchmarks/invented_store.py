"""A store of invented returns, large enough to measure pages on: all Member States, ten cycles, or a hundred."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.invented_answers import invented
from founding import LOCAL, founded_store
from loaders import known
from model import Answer, Return, SourceFile
from store.tables import ANSWER, RETURN_CONSENT, RETURN_STATUS, STATE_RETURN

FAR = 1_000_000
"""More than any table has rows of one round: what is copied is numbered from here on."""


def invented_store(path: Path, cycles: int) -> str:
    """The URL of a store at ``path`` with about 193 returns in each of ``cycles`` rounds.

    One round is entered return by return, as returns are; the others are copies of its rows, for speed: a store made
    so is good for measuring only.
    """
    url = f"sqlite:///{path}"
    store = founded_store(url)
    store.mark_demonstration(LOCAL)
    answers, _, _, _ = invented(1)
    last = next(iter(known.cycles().values()))
    for number, (state, rows) in enumerate(answers.groupby("state")):
        content = f"invented {state}".encode()
        said = tuple(Answer(question, value) for question, value in zip(rows["question"], rows["value"], strict=True))
        sent = Return(str(state), last.code, last.edition, "en", said, frozenset("ABCD"), {"demonstration": "yes"})
        file = SourceFile(f"{number}.xlsx", content, hashlib.sha256(content).hexdigest())
        store.add_return(LOCAL, sent, file, received=datetime(2026, 2, 1))
    for year in range(2026 - cycles + 1, 2026):
        day = date(year, 1, 5)
        round_ = replace(last, code=str(year), name=str(year), opens=day, due=day, closes=day)
        store.add_cycle(LOCAL, round_)
    store.close()
    _copy(path, cycles, last.code)
    return url


def _copy(path: Path, cycles: int, code: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for number in range(1, cycles):
            moved = {
                "id": f"id + {FAR * number}",
                "return": f'"return" + {FAR * number}',
                "cycle": f"'{2026 - number}'",
                "receipt": f"receipt || '{number}'",
            }
            for table in (STATE_RETURN, ANSWER, RETURN_STATUS, RETURN_CONSENT):
                names = table.c.keys()
                listed = ", ".join(f'"{name}"' for name in names)
                wanted = ", ".join(moved.get(name, f'"{name}"') for name in names)
                own = "cycle" if table is STATE_RETURN else '"return"'
                first = f"= '{code}'" if table is STATE_RETURN else f"< {FAR}"
                copy = f"INSERT INTO {table.name} ({listed}) SELECT {wanted} FROM {table.name} WHERE {own} {first}"
                connection.execute(text(copy))
    engine.dispose()
