"""Verification: whether anything in the store was altered, removed, added or put in another order, and where."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, select, text

from store.append_only import guards
from store.engine import Connected
from store.record import EVENT_FIELDS, FIRST, SHORT, event_hash, row_digest, rows_digest
from store.tables import EVENT, FACTS, FILE

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was written: ``where`` names the table (``event`` for the record) and the act."""

    table: str
    seq: int
    sentence: str


class Verification(Connected):
    """The proof that the store is as it was written."""

    def verify(self, head: str | None = None) -> list[Damage]:
        """What is not as it was written, in the order of the record; empty when all is.

        ``head`` is the hash of an event noted down earlier (``store.head``): only with it can be seen that the end of
        the record, with all that belongs to it, was cut off or that everything was written anew.
        """
        with self.reading() as connection:
            return damage_found(connection, head)

    def head(self) -> str:
        """The hash of the last event: note it down elsewhere, and the record up to it can never be changed unseen."""
        with self.reading() as connection:
            found = connection.execute(select(EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).scalar()
        return str(found or FIRST)


def damage_found(connection: Connection, head: str | None = None) -> list[Damage]:
    """What ``Verification.verify`` finds, as one connection sees the store."""
    found = list(_missing_guards(connection))
    try:
        events = [dict(row._mapping) for row in connection.execute(select(EVENT).order_by(EVENT.c.seq))]
    except (ValueError, TypeError):
        return [*found, Damage("event", 0, "The record holds what was never written there.")]
    found += chain_damage(events, head)
    for table in FACTS:
        try:
            found += rows_damage(table, _rows(connection, table), events)
        except (ValueError, TypeError):
            found.append(Damage(table.name, 0, f"A row of {table.name} holds what was never written there."))
    return sorted(found, key=lambda damage: damage.seq)


def chain_damage(events: Iterable[Event], head: str | None = None) -> Iterator[Damage]:
    """What is broken in a chain of events, given by their number: gaps, altered events, a lost head."""
    expected, before, seen = 1, FIRST, {FIRST}
    for event in events:
        seq = event["seq"]
        if seq > expected:
            gone = f"Event {expected} is" if seq == expected + 1 else f"Events {expected} to {seq - 1} are"
            yield Damage("event", expected, f"{gone} missing from the record.")
        elif seq < expected:
            yield Damage("event", seq, f"Event {seq} stands where it does not belong.")
        elif event["prev_hash"] != before:
            yield Damage("event", seq, f"Event {seq} does not follow from the event before it.")
        if event_hash({name: event[name] for name in EVENT_FIELDS}) != event["hash"]:
            yield Damage("event", seq, f"Event {seq} ({event['act']}, {event['subject']}) was altered.")
        expected, before = seq + 1, event["hash"]
        seen.add(before)
    if head is not None and head not in seen:
        yield Damage(
            "event", expected, f"The record no longer holds the event {head}: its end was cut off or rewritten."
        )


def rows_damage(table: Table, rows: Iterable[Mapping[str, Any]], events: Iterable[Event]) -> Iterator[Damage]:
    """What of the rows of a table, ordered by their event, is not as the events say."""
    said = {event["seq"]: _said(event).get(table.name) for event in events}
    subjects = {event["seq"]: event["subject"] for event in events}
    for seq, group in groupby(rows, key=lambda row: row["event"]):
        expected = said.pop(seq, None) or rows_digest(())
        digests = [(row_digest(row), _key(table, row)) for row in group]
        now = rows_digest(digest for digest, _ in digests)
        if now["sha256"] != expected["sha256"]:
            lost = Counter(_short(str(expected["each"])))
            strange = []
            for digest, key in digests:
                short = digest[:SHORT]
                if lost[short]:
                    lost[short] -= 1
                else:
                    strange.append(key)
            yield Damage(table.name, seq, _sentence(table.name, strange, lost.total(), seq, subjects.get(seq, "")))
    for seq, expected in said.items():
        if expected:
            yield Damage(table.name, seq, _sentence(table.name, [], int(expected["n"]), seq, subjects[seq]))


def _said(event: Event) -> Mapping[str, Any]:
    """What an event says of its rows, by table; nothing where its text was spoilt, which the chain tells."""
    try:
        said = json.loads(event["detail"])["rows"]
    except (ValueError, KeyError, TypeError):
        return {}
    return {
        table: entry
        for table, entry in (said.items() if isinstance(said, dict) else ())
        if isinstance(entry, dict) and entry.keys() == {"n", "sha256", "each"} and isinstance(entry["n"], int)
    }


def _short(each: str) -> list[str]:
    return [each[place : place + SHORT] for place in range(0, len(each), SHORT)]


def _key(table: Table, row: Mapping[str, Any]) -> str:
    return ", ".join(str(row[column.name]) for column in table.primary_key)


def _sentence(table: str, strange: list[str], lost: int, seq: int, subject: str) -> str:
    what = []
    altered = min(len(strange), lost)
    if altered:
        what.append(f"{altered} altered")
    if lost > altered:
        what.append(f"{lost - altered} removed")
    if len(strange) > altered:
        what.append(f"{len(strange) - altered} added")
    rows = f" (row {'; '.join(strange[:5])}{'; ...' if len(strange) > 5 else ''})" if strange else ""
    if not what:
        what.append("the digest of it all altered")
    if not subject:
        return f"Event {seq}, which the record does not hold, wrote {len(strange)} into {table}{rows}."
    return f"Of what event {seq} ({subject}) wrote into {table}: {', '.join(what)}{rows}."


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """The rows of a table by their event; of a file also that its bytes are those whose hash is its name."""
    order = [table.c.event, *table.primary_key.columns]
    for row in connection.execute(select(table).order_by(*order).execution_options(yield_per=500)):
        said = dict(row._mapping)
        if table is FILE and hashlib.sha256(said["content"]).hexdigest() != said["sha256"]:
            said["content"] = b"not these bytes"
        yield said


def _missing_guards(connection: Connection) -> Iterator[Damage]:
    engine = connection.dialect.name
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    held = set(connection.execute(text(query)).scalars())
    for table in (EVENT, *FACTS):
        if missing := [name for name in guards(table.name, engine) if name not in held]:
            yield Damage(table.name, 0, f"The guard against changes is gone from {table.name}: {', '.join(missing)}.")
