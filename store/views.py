"""Who looked at what a State confided to the Secretariat: every look is on the record, and the State can read of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time

import pandas as pd
from sqlalchemy import Connection, or_, select

from model import Actor
from store.engine import Connected
from store.frames import frame
from store.record import Act, act
from store.rights import SECRETARIAT, Task, require, sight
from store.tables import EVENT

VIEWS = {"seq": "number", "at": "moment", "actor": "text", "role": "text", "act": "text", "subject": "text"}


class Views(Connected):
    """The looks at confidential answers."""

    def views(self, actor: Actor, state: str) -> pd.DataFrame:
        """Who of the Secretariat looked at confidential answers of a State, or took out its files, columns ``VIEWS``.

        For the Secretariat and for that State. Raises Refused for anybody else.
        """
        require(actor, Task.READ_VIEWS, self.clock().date(), state)
        with self.reading() as connection:
            rows = connection.execute(
                select(*(EVENT.c[name] for name in VIEWS), EVENT.c.state, EVENT.c.detail)
                .where(
                    EVENT.c.act.in_([Act.VIEW.value, Act.DOWNLOAD.value]),
                    EVENT.c.role.in_([role.value for role in SECRETARIAT]),
                    or_(EVENT.c.state == state, EVENT.c.state == ""),
                )
                .order_by(EVENT.c.seq)
            ).all()
        mine = [row for row in rows if row.state == state or state in json.loads(row.detail).get("states", ())]
        return frame([tuple(row)[: len(VIEWS)] for row in mine], VIEWS)

    def note_view(self, actor: Actor, states: Iterable[str], subject: str) -> None:
        """Put on the record that the actor read confidential answers of ``states``; once a day for each subject.

        Those who read their own State's, or see none, leave no mark. Whoever keeps frames for others to read, as a
        cache does, calls this for each of them.
        """
        seen = sight(actor, self.clock().date())
        looked = set(states)
        if not (seen.secretariat and looked):
            return
        with self.reading() as connection:
            if looked <= _recorded_today(connection, actor, subject, self.clock()):
                return
        with self.writing() as connection:
            fresh = sorted(looked - _recorded_today(connection, actor, subject, self.clock()))
            if fresh:
                with act(connection, actor, Act.VIEW, self.clock(), subject=subject) as doing:
                    doing.state = fresh[0] if len(fresh) == 1 else ""
                    doing.detail = {"states": fresh}


def _recorded_today(connection: Connection, actor: Actor, subject: str, now: datetime) -> set[str]:
    """The States whose confidential answers the actor is on the record today as having read, under that subject."""
    query = select(EVENT.c.detail).where(
        EVENT.c.act == Act.VIEW.value,
        EVENT.c.actor == actor.subject,
        EVENT.c.subject == subject,
        EVENT.c.at >= datetime.combine(now.date(), time.min),
    )
    return {state for detail in connection.execute(query).scalars() for state in json.loads(detail)["states"]}
