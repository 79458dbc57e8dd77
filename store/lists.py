"""Lists of participants as depositaries publish them, and the treaty actions read from them, as known on any day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Select, and_, func, select

from model import ActionKind, Actor, Coverage, Finding, Outcome, Place, SourceFile, TreatyAction, TreatyList
from store.comparison import Changed, Comparison, Known, compare, rank
from store.engine import in_utc
from store.files import Files, keep_file, keep_findings
from store.frames import cutoff, fetched, frame
from store.record import Act, Audience, Writing, act, canonical
from store.refusals import StoreError
from store.rights import Task, require
from store.tables import ACTION_CLOSING, TREATY_ACTION, TREATY_LIST

ACTIONS = {
    "treaty": "text",
    "state": "text",
    "participant": "text",
    "action": "text",
    "day": "day",
    "effective": "day",
    "source": "text",
    "source_as_at": "text",
    "note": "text",
    "learned": "moment",
    "list": "number",
}
LISTS = {
    "list": "number",
    "treaty": "text",
    "coverage": "text",
    "known_as_at": "day",
    "source": "text",
    "parties_stated": "number?",
    "signatories_stated": "number?",
    "note": "text",
    "learned": "moment",
}


@dataclass(frozen=True, slots=True)
class ListChange:
    """What a list changed in what is known of its treaty.

    ``number`` is the list's number in the store (that of the first one for a duplicate); ``same`` counts rows known
    before; ``older`` holds what an older list says otherwise than the newer one that stands, told and not taken.
    """

    outcome: Outcome
    treaty: str
    number: int
    new: tuple[TreatyAction, ...] = ()
    changed: tuple[Changed, ...] = ()
    disappeared: tuple[TreatyAction, ...] = ()
    same: int = 0
    older: tuple[TreatyAction, ...] = ()


class Lists(Files):
    """Depositary facts: append-only, on two clocks."""

    def add_list(
        self,
        actor: Actor,
        stated: TreatyList,
        file: SourceFile | None = None,
        findings: Iterable[Finding] = (),
        learned: datetime | None = None,
    ) -> ListChange:
        """Keep a list and take from it what is new, changed or gone. The same list twice changes nothing.

        ``learned`` is when we came to know it (UTC; now). Raises Refused unless the actor is of the Secretariat, and
        StoreError when a list learned later is held already.
        """
        require(actor, Task.LOAD_LIST, self.clock().date())
        with self.writing() as connection:
            return self._add(connection, actor, stated, file, tuple(findings), learned)

    def add_lists(
        self, actor: Actor, lists: Iterable[TreatyList], learned: datetime | None = None
    ) -> tuple[ListChange, ...]:
        """Several lists in one transaction, as ``add_list`` does one."""
        require(actor, Task.LOAD_LIST, self.clock().date())
        with self.writing() as connection:
            return tuple(self._add(connection, actor, stated, None, (), learned) for stated in lists)

    @property
    def newest_list(self) -> int:
        """The number of the list that was taken last, 0 where there is none: with it changes what ``actions`` says."""
        with self.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(TREATY_LIST.c.id), 0))).scalar_one())

    def actions(self, actor: Actor, known_on: date | datetime | None = None) -> pd.DataFrame:
        """Treaty actions as known on a day, columns ``ACTIONS``; public. ``effective`` is NaT for the same day."""
        with self.reading() as connection:
            return fetched(connection, _actions(cutoff(known_on)), ACTIONS)

    def lists(self, actor: Actor, known_on: date | datetime | None = None) -> pd.DataFrame:
        """The list that stands for each treaty as known on a day, columns ``LISTS``, by treaty; public.

        A complete list stands before a partial one, then the later one: an older list never lowers ``known_as_at``.
        """
        columns = [TREATY_LIST.c["id" if name == "list" else name] for name in LISTS]
        query = select(*columns).where(TREATY_LIST.c.learned <= cutoff(known_on)).order_by(TREATY_LIST.c.id)
        standing: dict[str, Row[Any]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                held = standing.get(row.treaty)
                if held is None or _rank(row) >= _rank(held):
                    standing[row.treaty] = row
        return frame([standing[treaty] for treaty in sorted(standing)], LISTS)

    def first_list_learned(self, actor: Actor) -> date | None:
        """The day on which the store learned its first list; None where it has none. Public.

        Before it no list was held, whatever day a list itself is of.
        """
        with self.reading() as connection:
            first: object = connection.execute(select(func.min(TREATY_LIST.c.learned))).scalar()
        return frame([(first,)], {"learned": "moment"})["learned"].item().date() if first is not None else None

    def _add(
        self,
        connection: Connection,
        actor: Actor,
        stated: TreatyList,
        file: SourceFile | None,
        findings: tuple[Finding, ...],
        learned: datetime | None,
    ) -> ListChange:
        now = self.clock()
        moment = in_utc(learned) if learned else now
        digest = hashlib.sha256(canonical(_as_read(stated)).encode()).hexdigest()
        sha256 = file.sha256 if file else None
        mine = TREATY_LIST.c.treaty == stated.treaty
        with_file = TREATY_LIST.c.sha256.is_(None) if sha256 is None else TREATY_LIST.c.sha256 == sha256
        twin = select(TREATY_LIST.c.id).where(mine, with_file, TREATY_LIST.c.digest == digest)
        if (number := connection.execute(twin).scalar()) is not None:
            with act(connection, actor, Act.DUPLICATE, now, subject=f"list {number} of {stated.treaty}"):
                return ListChange(Outcome.DUPLICATE, stated.treaty, number)
        latest = connection.execute(select(func.max(TREATY_LIST.c.learned)).where(mine)).scalar()
        if latest is not None and moment < latest:
            raise StoreError(
                "A list of {treaty} was learned on {latest}; one learned before that can no longer be entered.",
                treaty=stated.treaty,
                latest=f"{latest:%Y-%m-%d %H:%M} UTC",
            )
        known, standing = _known(connection, stated.treaty), _standing(connection, stated.treaty)
        found = compare(known, stated, standing)
        with act(connection, actor, Act.LIST, now, audience=Audience.PUBLIC) as doing:
            if file:
                keep_file(doing, file)
            number = _write(doing, stated, found, sha256, digest, moment)
            keep_findings(doing, "list", number, findings)
            doing.subject = f"list {number} of {stated.treaty}"
            doing.detail = {"treaty": stated.treaty, "sha256": sha256, "digest": digest, **_counts(found)}
        return ListChange(
            Outcome.STORED,
            stated.treaty,
            number,
            found.new,
            tuple(Changed(item.action, action) for item, action in found.changed),
            tuple(item.action for item in found.disappeared),
            found.same,
            found.older,
        )


def _write(
    doing: Writing, stated: TreatyList, found: Comparison, sha256: str | None, digest: str, learned: datetime
) -> int:
    number, first = doing.next_id(TREATY_LIST), doing.next_id(TREATY_ACTION)
    row = {"id": number, "treaty": stated.treaty, "source": stated.source, "known_as_at": stated.known_as_at}
    row |= {"coverage": stated.coverage, "note": stated.note, "sha256": sha256, "digest": digest, "learned": learned}
    row |= {"parties_stated": stated.parties_stated, "signatories_stated": stated.signatories_stated}
    doing.insert(TREATY_LIST, [row])
    taken = [*found.new, *(action for _, action in found.changed)]
    doing.insert(
        TREATY_ACTION,
        [_action_row(action) | {"id": first + place, "list": number} for place, action in enumerate(taken)],
    )
    replaced = first + len(found.new)
    closings = [
        {"action": item.number, "why": "changed", "superseded_by": replaced + place}
        for place, (item, _) in enumerate(found.changed)
    ]
    closings += [{"action": item.number, "why": "disappeared"} for item in found.disappeared]
    doing.insert(ACTION_CLOSING, [closing | {"list": number, "learned": learned} for closing in closings])
    return number


def _action_row(action: TreatyAction) -> dict[str, object]:
    place = action.place or Place("")
    return {
        "treaty": action.treaty,
        "state": action.state,
        "participant": action.participant,
        "action": action.action,
        "day": action.day,
        "effective": action.effective,
        "source": action.source,
        "source_as_at": action.source_as_at,
        "note": action.note,
        "sheet": place.sheet,
        "cell": place.cell,
    }


def _as_read(stated: TreatyList) -> dict[str, object]:
    """All that a list says, for its digest; the order of its rows does not matter."""
    return {
        "treaty": stated.treaty,
        "source": stated.source,
        "known_as_at": stated.known_as_at,
        "coverage": stated.coverage,
        "parties": stated.parties_stated,
        "signatories": stated.signatories_stated,
        "note": stated.note,
        "actions": sorted(canonical(_action_row(action)) for action in stated.actions),
    }


def _counts(found: Comparison) -> dict[str, object]:
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "disappeared": len(found.disappeared),
        "same": found.same,
        "older": len(found.older),
    }


def _actions(known: datetime) -> Select[tuple[object, ...]]:
    """The actions that stand at a moment, columns ``ACTIONS``, in the order in which they were learned."""
    action, closing = TREATY_ACTION.c, ACTION_CLOSING.c
    columns = [TREATY_LIST.c.learned if name == "learned" else action[name] for name in ACTIONS]
    return (
        select(*columns)
        .join(TREATY_LIST, TREATY_LIST.c.id == action.list)
        .outerjoin(ACTION_CLOSING, and_(closing.action == action.id, closing.learned <= known))
        .where(TREATY_LIST.c.learned <= known, closing.action.is_(None))
        .order_by(action.id)
    )


def _known(connection: Connection, treaty: str) -> list[Known]:
    query = (
        select(TREATY_ACTION, TREATY_LIST.c.known_as_at)
        .join(TREATY_LIST, TREATY_LIST.c.id == TREATY_ACTION.c.list)
        .outerjoin(ACTION_CLOSING, ACTION_CLOSING.c.action == TREATY_ACTION.c.id)
        .where(TREATY_ACTION.c.treaty == treaty, ACTION_CLOSING.c.action.is_(None))
        .order_by(TREATY_ACTION.c.id)
    )
    return [
        Known(
            row.id,
            TreatyAction(
                row.treaty,
                row.state,
                row.participant,
                ActionKind(row.action),
                row.day,
                row.source,
                row.source_as_at,
                row.effective,
                row.note,
            ),
            row.known_as_at,
        )
        for row in connection.execute(query)
    ]


def _standing(connection: Connection, treaty: str) -> TreatyList | None:
    rows = connection.execute(
        select(TREATY_LIST).where(TREATY_LIST.c.treaty == treaty).order_by(TREATY_LIST.c.id)
    ).all()
    if not rows:
        return None
    row = max(reversed(rows), key=_rank)
    return TreatyList(row.treaty, row.source, row.known_as_at, Coverage(row.coverage), ())


def _rank(row: Row[Any]) -> tuple[bool, bool, date]:
    return rank(Coverage(row.coverage), row.known_as_at)
