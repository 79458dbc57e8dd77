"""Reporting cycles: which rounds there are, with which edition, until when."""

from __future__ import annotations

from sqlalchemy import Connection, select

from model import Actor, Cycle
from store.engine import Connected
from store.record import Act, Audience, act
from store.rights import Task, require
from store.tables import CYCLE


class Cycles(Connected):
    """The rounds; the newest row of a cycle stands."""

    def add_cycle(self, actor: Actor, cycle: Cycle) -> None:
        """Open a cycle, or change its days; nothing happens when it stands so already. Administrators only."""
        require(actor, Task.OPEN_CYCLE, self.clock().date())
        with self.writing() as connection:
            if standing_cycles(connection).get(cycle.code) == cycle:
                return
            now = self.clock()
            with act(
                connection, actor, Act.CYCLE, now, subject=f"cycle {cycle.code}", audience=Audience.PUBLIC
            ) as doing:
                said = {name: getattr(cycle, name) for name in ("code", "name", "edition", "opens", "due", "closes")}
                said |= {"languages": " ".join(cycle.languages)}
                doing.insert(CYCLE, [said | {"id": doing.next_id(CYCLE), "learned": now}])
                doing.detail = said

    def cycles(self, actor: Actor) -> dict[str, Cycle]:
        """Every cycle by its code, in the order of their opening; public."""
        with self.reading() as connection:
            found = standing_cycles(connection)
        return dict(sorted(found.items(), key=lambda item: (item[1].opens, item[0])))


def standing_cycles(connection: Connection) -> dict[str, Cycle]:
    """The cycles as they stand now, by code."""
    return {
        row.code: Cycle(row.code, row.name, row.edition, row.opens, row.due, row.closes, tuple(row.languages.split()))
        for row in connection.execute(select(CYCLE).order_by(CYCLE.c.id))
    }
