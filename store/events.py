"""The record as it is read: filtered, exported; and the acts that happen outside the store but belong on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import pandas as pd
from sqlalchemy import select

from model import NOTHING, Actor, Finding, SourceFile
from store.engine import Connected
from store.frames import cutoff, fetched
from store.record import EVENT_FIELDS, Act, act, canonical
from store.rights import Task, require
from store.tables import EVENT

EVENTS = {
    "seq": "number",
    "at": "moment",
    "actor": "text",
    "role": "text",
    "act": "text",
    "subject": "text",
    "state": "text",
    "detail": "text",
    "hash": "text",
}

FROM_OUTSIDE = frozenset(
    {Act.SIGN_IN, Act.SIGN_OUT, Act.UPLOAD, Act.REFUSAL, Act.DOWNLOAD, Act.EXPORT, Act.REMINDER, Act.MERGE}
)
"""What the faces of the system may put on the record; every other act is recorded by what does it."""


class Events(Connected):
    """The record of all acts."""

    def record(
        self, actor: Actor, what: Act, subject: str = "", state: str = "", detail: Mapping[str, object] = NOTHING
    ) -> None:
        """Put an act on the record that the store itself does not see. Raises ValueError for one that it does see."""
        if what not in FROM_OUTSIDE:
            raise ValueError(f"{what.value} is recorded where it is done")
        with self.writing() as connection, act(connection, actor, what, self.clock(), subject=subject) as doing:
            doing.state, doing.detail = state, dict(detail)

    def refuse_upload(
        self, actor: Actor, file: SourceFile, findings: Iterable[Finding], state: str = "", cycle: str = ""
    ) -> None:
        """Put on the record that a file was not taken: name, hash, codes of the findings. Its bytes are not kept."""
        codes = dict(Counter(finding.code for finding in findings))
        detail = {
            "file": file.name,
            "sha256": file.sha256,
            "size": len(file.content),
            "cycle": cycle,
            "findings": codes,
        }
        self.record(actor, Act.REFUSAL, f"file {file.name}", state, detail)

    def events(
        self,
        actor: Actor,
        *,
        act: Act | None = None,
        who: Iterable[str] | None = None,
        state: str | None = None,
        since: date | datetime | None = None,
        until: date | datetime | None = None,
        newest: int | None = None,
    ) -> pd.DataFrame:
        """The record, columns ``EVENTS``, in its order; narrowed to an act, people, a State, a time, the newest few.

        Administrators only. ``detail`` is JSON; ``who`` are subjects, by which the record knows people.
        """
        require(actor, Task.READ_RECORD, self.clock().date())
        query = select(*(EVENT.c[name] for name in EVENTS)).order_by(EVENT.c.seq.desc()).limit(newest)
        if act is not None:
            query = query.where(EVENT.c.act == act.value)
        if who is not None:
            query = query.where(EVENT.c.actor.in_(list(who)))
        if state is not None:
            query = query.where(EVENT.c.state == state)
        if since is not None:
            start = since if isinstance(since, datetime) else datetime.combine(since, datetime.min.time())
            query = query.where(EVENT.c.at >= start)
        if until is not None:
            query = query.where(EVENT.c.at <= cutoff(until))
        with self.reading() as connection:
            return fetched(connection, query, EVENTS).iloc[::-1].reset_index(drop=True)

    def export_events(self, actor: Actor) -> Iterator[str]:
        """The whole record as lines of canonical JSON, hashes included, so that anybody can check the chain.

        Administrators only; the export is the last event in it.
        """
        require(actor, Task.READ_RECORD, self.clock().date())
        with self.writing() as connection, act(connection, actor, Act.EXPORT, self.clock(), subject="record"):
            pass
        with self.reading() as connection:
            for row in connection.execute(select(EVENT).order_by(EVENT.c.seq)):
                yield canonical({name: getattr(row, name) for name in EVENT_FIELDS}) + "\n"
