"""Review: taking up a return, accepting it or sending it back, notes of the Secretariat, corrections of its coding.

Nothing here alters what a State wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from model import Actor, ReturnStatus
from store.clarifications import turns
from store.frames import fetched, frame
from store.receipts import Receipts
from store.reception import set_status
from store.record import Act, Audience, act
from store.refusals import NotThere, StoreError, WrongStep
from store.rights import SECRETARIAT, Task, may, require
from store.tables import ANSWER, CLARIFICATION, CODING, DRAFT, EVENT, RETURN_STATUS, REVIEW_NOTE
from store.versions import Version, versions

STEPS = {"at": "moment", "status": "text", "by": "text", "role": "text", "note": "text"}
NOTES = {"at": "moment", "by": "text", "text": "text"}
CODINGS = {
    "return": "number",
    "question": "text",
    "value": "text",
    "reason": "text",
    "at": "moment",
    "by": "text",
}
QUEUE = {
    "return": "number",
    "state": "text",
    "cycle": "text",
    "version": "number",
    "status": "text",
    "received": "moment",
    "reviewer": "text",
    "questions_open": "number",
}
PROGRESS = {"state": "text", "stage": "text", "first": "moment", "last": "moment", "version": "number"}

UNDER_WAY = frozenset({ReturnStatus.SUBMITTED, ReturnStatus.IN_REVIEW})
WORDS = {
    ReturnStatus.DRAFT: "a draft",
    ReturnStatus.SUBMITTED: "waiting for review",
    ReturnStatus.IN_REVIEW: "in review",
    ReturnStatus.SENT_BACK: "sent back to the State",
    ReturnStatus.ACCEPTED: "accepted",
}


def blank_return(cycle: str) -> str:
    """What the blank return of a cycle is called on the record: a State that took it out has opened the cycle."""
    return f"blank return for {cycle}"


class Reviews(Receipts):
    """What the Secretariat does with a return."""

    def start_review(self, actor: Actor, number: int) -> None:
        """Take up a return that waits. Raises WrongStep when it does not wait (any more)."""
        self._step(actor, number, ReturnStatus.IN_REVIEW, Act.REVIEW, "", frozenset({ReturnStatus.SUBMITTED}))

    def accept(self, actor: Actor, number: int, note: str = "") -> None:
        """Accept a return: its answers stand from now on. ``note`` is for the Secretariat's eyes."""
        self._step(actor, number, ReturnStatus.ACCEPTED, Act.ACCEPTANCE, note, UNDER_WAY)

    def send_back(self, actor: Actor, number: int, reasons: str) -> None:
        """Return it to the State with ``reasons``, which it will read."""
        if not reasons.strip():
            raise StoreError("A return is sent back with reasons; write them.")
        self._step(actor, number, ReturnStatus.SENT_BACK, Act.SENDING_BACK, reasons.strip(), UNDER_WAY)

    def steps(self, actor: Actor, number: int) -> pd.DataFrame:
        """Where a return stood since when, columns ``STEPS``. A State does not read the notes on acceptance."""
        status = RETURN_STATUS.c
        query = (
            select(status.at, status.status, EVENT.c.actor, EVENT.c.role, status.note)
            .join(EVENT, EVENT.c.seq == status.event)
            .where(status["return"] == number)
            .order_by(status.id)
        )
        with self.reading() as connection:
            self._whole(connection, actor, number)
            found = fetched(connection, query, STEPS)
        if not may(actor, Task.NOTE, self.clock().date()):
            found.loc[found["status"].eq(ReturnStatus.ACCEPTED), "note"] = ""
        return found

    def note(self, actor: Actor, number: int, text: str) -> None:
        """Write a note on a return that only the Secretariat reads."""
        require(actor, Task.NOTE, self.clock().date())
        if not text.strip():
            raise StoreError("An empty note says nothing; write one.")
        with self.writing() as connection:
            version = self._whole(connection, actor, number)
            with act(connection, actor, Act.NOTE, self.clock(), audience=Audience.SECRETARIAT) as doing:
                doing.subject, doing.state = f"return {number}", version.state
                row = {"id": doing.next_id(REVIEW_NOTE), "return": number, "text": text.strip(), "at": doing.at}
                doing.insert(REVIEW_NOTE, [row])

    def notes(self, actor: Actor, number: int) -> pd.DataFrame:
        """The Secretariat's notes on a return, columns ``NOTES``; for the Secretariat alone."""
        require(actor, Task.NOTE, self.clock().date())
        note = REVIEW_NOTE.c
        query = (
            select(note.at, EVENT.c.actor, note.text)
            .join(EVENT, EVENT.c.seq == note.event)
            .where(note["return"] == number)
            .order_by(note.id)
        )
        with self.reading() as connection:
            return fetched(connection, query, NOTES)

    def correct_coding(self, actor: Actor, number: int, question: str, value: str, reason: str) -> None:
        """Code an answer otherwise than it was read: a record of its own beside what the State wrote, with its reason.

        To take a correction back, correct to the value as written.
        """
        require(actor, Task.REVIEW, self.clock().date())
        if not (value.strip() and reason.strip()):
            raise StoreError("A correction of our coding names the value and the reason.")
        with self.writing() as connection:
            version = self._whole(connection, actor, number)
            answered = select(ANSWER.c.position).where(ANSWER.c["return"] == number, ANSWER.c.question == question)
            if connection.execute(answered).first() is None:
                raise NotThere("This return has no answer to {question}.", question=question)
            shown = Audience.PUBLIC if version.status is ReturnStatus.ACCEPTED else Audience.STATE
            with act(connection, actor, Act.CODING, self.clock(), audience=shown) as doing:
                doing.subject, doing.state = f"return {number}, {question}", version.state
                row = {"id": doing.next_id(CODING), "return": number, "question": question, "at": doing.at}
                doing.insert(CODING, [row | {"value": value.strip(), "reason": reason.strip()}])
                doing.detail = {"value": value.strip()}

    def codings(self, actor: Actor, number: int) -> pd.DataFrame:
        """The corrections of our own coding of a return, columns ``CODINGS``, in their order."""
        coding = CODING.c
        query = (
            select(coding["return"], coding.question, coding.value, coding.reason, coding.at, EVENT.c.actor)
            .join(EVENT, EVENT.c.seq == coding.event)
            .where(coding["return"] == number)
            .order_by(coding.id)
        )
        with self.reading() as connection:
            self._whole(connection, actor, number)
            return fetched(connection, query, CODINGS)

    def queue(self, actor: Actor) -> pd.DataFrame:
        """The returns that wait for the Secretariat, columns ``QUEUE``, the longest waiting first."""
        require(actor, Task.REVIEW, self.clock().date())
        with self.reading() as connection:
            waiting = [item for item in self._newest(connection) if item.status in UNDER_WAY]
            reviewer, questions = _reviewers(connection), _open_questions(connection)
        rows = [
            (
                item.number,
                item.state,
                item.cycle,
                item.version,
                item.status.value,
                item.received,
                reviewer.get(item.number, "") if item.status is ReturnStatus.IN_REVIEW else "",
                questions.get(item.number, 0),
            )
            for item in sorted(waiting, key=lambda item: (item.received, item.number))
        ]
        return frame(rows, QUEUE)

    def progress(self, actor: Actor, cycle: str) -> pd.DataFrame:
        """Where each State stands in a cycle, columns ``PROGRESS``, by State; a State without a row has not opened it.

        ``stage`` is ``opened``, ``in_preparation``, ``submitted``, ``in_review``, ``sent_back`` or ``accepted``;
        ``first`` and ``last`` are the first and the last delivery, ``version`` 0 where nothing was delivered.
        """
        require(actor, Task.PROGRESS, self.clock().date())
        drafts = select(DRAFT.c.state, DRAFT.c.ended).where(DRAFT.c.cycle == cycle).order_by(DRAFT.c.id)
        opened = select(EVENT.c.state).where(
            EVENT.c.act == Act.DOWNLOAD.value,
            EVENT.c.subject == blank_return(cycle),
            EVENT.c.role.not_in([role.value for role in SECRETARIAT]),
        )
        with self.reading() as connection:
            delivered = [item for item in versions(connection, self.clock()) if item.cycle == cycle]
            stages = dict.fromkeys(connection.execute(opened).scalars(), "opened")
            kept = {row.state: row.ended for row in connection.execute(drafts)}
        stages |= {state: "in_preparation" for state, ended in kept.items() if not ended}
        first: dict[str, Version] = {}
        last: dict[str, Version] = {}
        for item in sorted(delivered, key=lambda item: item.version):
            first.setdefault(item.state, item)
            last[item.state] = item
        stages |= {state: item.status.value for state, item in last.items()}
        rows = [
            (
                state,
                stages[state],
                first[state].received if state in first else None,
                last[state].received if state in last else None,
                last[state].version if state in last else 0,
            )
            for state in sorted(stages)
            if state
        ]
        return frame(rows, PROGRESS)

    def _step(
        self, actor: Actor, number: int, to: ReturnStatus, what: Act, note: str, allowed: frozenset[ReturnStatus]
    ) -> None:
        require(actor, Task.REVIEW, self.clock().date())
        with self.writing() as connection:
            version = self._whole(connection, actor, number)
            if version.newest != number:
                raise WrongStep("A later version of this return has been received; review that one.")
            if version.status not in allowed:
                raise WrongStep("This return is {status}; that step is not open now.", status=WORDS[version.status])
            shown = Audience.PUBLIC if to is ReturnStatus.ACCEPTED and version.consent_now else Audience.STATE
            with act(connection, actor, what, self.clock(), audience=shown) as doing:
                doing.subject = f"return of {version.state} for {version.cycle}, version {version.version}"
                doing.state, doing.detail = version.state, {"return": number}
                set_status(doing, number, to, note.strip(), doing.at)

    def _newest(self, connection: Connection) -> Sequence[Version]:
        return [item for item in versions(connection, self.clock()) if item.newest == item.number]


def _reviewers(connection: Connection) -> dict[int, str]:
    """Who took up a return last, by its number."""
    query = (
        select(RETURN_STATUS.c["return"], EVENT.c.actor)
        .join(EVENT, EVENT.c.seq == RETURN_STATUS.c.event)
        .where(RETURN_STATUS.c.status == ReturnStatus.IN_REVIEW.value)
        .order_by(RETURN_STATUS.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _open_questions(connection: Connection) -> dict[int, int]:
    """How many clarifications of a return are not settled, by its number."""
    settled = {number for number, (stands, _) in turns(connection).items() if stands == "settled"}
    asked = connection.execute(select(CLARIFICATION.c.id, CLARIFICATION.c["return"]))
    return Counter(number for clarification, number in asked if clarification not in settled)
