"""Clarifications: a question of the Secretariat on an answer, the State's reply, and so on until it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, select

from model import Actor, ReturnStatus
from store.frames import fetched, frame
from store.record import Act, Audience, Writing, act
from store.refusals import NotThere, StoreError, WrongStep
from store.returns import Returns
from store.rights import OF_A_STATE, Task, may, require, sight
from store.tables import CLARIFICATION, CLARIFICATION_MESSAGE, EVENT, STATE_RETURN

CLARIFICATIONS = {
    "clarification": "number",
    "return": "number",
    "state": "text",
    "cycle": "text",
    "question": "text",
    "text": "text",
    "due": "day",
    "asked": "moment",
    "by": "text",
    "stands": "text",
    "last": "moment",
}
THREAD = {"at": "moment", "by": "text", "role": "text", "kind": "text", "text": "text"}


class Clarifications(Returns):
    """Questions and answers between Secretariat and State; nobody else sees them."""

    def ask(self, actor: Actor, number: int, question: str, text: str, due: date | None = None) -> int:
        """Ask the State about its answer to ``question``, to be answered by ``due``; gives the number of it."""
        require(actor, Task.REVIEW, self.clock().date())
        if not (text.strip() and question.strip()):
            raise StoreError("A clarification names the question it is about and says what is asked.")
        with self.writing() as connection:
            version = self._whole(connection, actor, number)
            if version.status is ReturnStatus.SENT_BACK:
                raise WrongStep("This return was sent back; ask when the State has sent it again.")
            with self._said(connection, actor, Act.QUESTION, number, version.state, question) as doing:
                clarification = doing.next_id(CLARIFICATION)
                row = {"id": clarification, "return": number, "question": question, "due": due}
                doing.insert(CLARIFICATION, [row | {"text": text.strip(), "at": doing.at}])
            return clarification

    def reply(self, actor: Actor, clarification: int, text: str) -> None:
        """Add to a clarification: the State's focal point answers, the Secretariat asks on."""
        self._message(actor, clarification, Task.REPLY, Act.REPLY, "reply", text)

    def settle(self, actor: Actor, clarification: int, text: str) -> None:
        """End a clarification, saying how it was settled; the Secretariat's to do."""
        self._message(actor, clarification, Task.REVIEW, Act.SETTLEMENT, "settled", text)

    def clarifications(self, actor: Actor, number: int | None = None, state: str | None = None) -> pd.DataFrame:
        """The clarifications that the actor may follow, columns ``CLARIFICATIONS``, as they were asked.

        Of one return or one State where these are named. ``stands`` is ``asked`` (the State's turn), ``answered`` (the
        Secretariat's turn) or ``settled``; ``last`` is when something was said last.
        """
        seen = sight(actor, self.clock().date())
        with self.reading() as connection:
            query = (
                select(CLARIFICATION, STATE_RETURN.c.state, STATE_RETURN.c.cycle, EVENT.c.actor)
                .join(STATE_RETURN, STATE_RETURN.c.id == CLARIFICATION.c["return"])
                .join(EVENT, EVENT.c.seq == CLARIFICATION.c.event)
                .order_by(CLARIFICATION.c.id)
            )
            rows = [row for row in connection.execute(query) if seen.whole(row.state)]
            turn = turns(connection)
        wanted = [row for row in rows if number in (None, row._mapping["return"]) and state in (None, row.state)]
        return frame([_row(row, *turn.get(row.id, ("asked", row.at))) for row in wanted], CLARIFICATIONS)

    def thread(self, actor: Actor, clarification: int) -> pd.DataFrame:
        """All that was said in a clarification, columns ``THREAD``, the question (kind ``asked``) first."""
        with self.reading() as connection:
            asked = self._clarification(connection, actor, clarification)
            message = CLARIFICATION_MESSAGE.c
            query = (
                select(message.at, EVENT.c.actor, EVENT.c.role, message.kind, message.text)
                .join(EVENT, EVENT.c.seq == message.event)
                .where(message.clarification == clarification)
                .order_by(message.id)
            )
            said = fetched(connection, query, THREAD)
        first = frame([(asked.at, asked.actor, asked.role, "asked", asked.text)], THREAD)
        return pd.concat([first, said], ignore_index=True) if len(said) else first

    def _message(self, actor: Actor, clarification: int, task: Task, what: Act, kind: str, text: str) -> None:
        if not text.strip():
            raise StoreError("An empty reply says nothing; write one.")
        with self.writing() as connection:
            asked = self._clarification(connection, actor, clarification)
            require(actor, task, self.clock().date(), asked.state)
            if turns(connection).get(clarification, ("asked", None))[0] == "settled":
                raise WrongStep("This clarification is settled; nothing can be added.")
            with self._said(connection, actor, what, asked._mapping["return"], asked.state, asked.question) as doing:
                row = {"id": doing.next_id(CLARIFICATION_MESSAGE), "clarification": clarification, "kind": kind}
                doing.insert(CLARIFICATION_MESSAGE, [row | {"text": text.strip(), "at": doing.at}])

    def _clarification(self, connection: Connection, actor: Actor, clarification: int) -> Row[Any]:
        query = (
            select(CLARIFICATION, STATE_RETURN.c.state, EVENT.c.actor, EVENT.c.role)
            .join(STATE_RETURN, STATE_RETURN.c.id == CLARIFICATION.c["return"])
            .join(EVENT, EVENT.c.seq == CLARIFICATION.c.event)
            .where(CLARIFICATION.c.id == clarification)
        )
        row = connection.execute(query).first()
        if row is None or not may(actor, Task.FOLLOW, self.clock().date(), row.state):
            raise NotThere("There is no clarification {number} for you to read.", number=clarification)
        return row

    def _said(
        self, connection: Connection, actor: Actor, what: Act, number: int, state: str, question: str
    ) -> AbstractContextManager[Writing]:
        said = f"return {number}, {question}"
        return act(connection, actor, what, self.clock(), subject=said, state=state, audience=Audience.STATE)


def turns(connection: Connection) -> dict[int, tuple[str, datetime]]:
    """Where each clarification in which something was said stands, and since when, by its number."""
    message = CLARIFICATION_MESSAGE.c
    query = (
        select(message.clarification, message.kind, message.at, EVENT.c.role)
        .join(EVENT, EVENT.c.seq == message.event)
        .order_by(message.id)
    )
    found: dict[int, tuple[str, datetime]] = {}
    for number, kind, at, role in connection.execute(query):
        said_by_state = role in {of_state.value for of_state in OF_A_STATE}
        found[number] = ("settled" if kind == "settled" else "answered" if said_by_state else "asked", at)
    return found


def _row(row: Row[Any], stands: str, last: datetime) -> Sequence[object]:
    return (
        row.id,
        row._mapping["return"],
        row.state,
        row.cycle,
        row.question,
        row.text,
        row.due,
        row.at,
        row.actor,
        stands,
        last,
    )
