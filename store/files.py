"""Files as they were handed in, kept by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from model import NOTHING, Actor, Finding, SourceFile
from store.engine import Connected
from store.record import Act, Writing, act, canonical
from store.refusals import NotThere, StoreError
from store.rights import sight
from store.tables import DRAFT, EVENT, FILE, FINDING, STATE_RETURN, TREATY_LIST


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it came: its name and bytes, who handed it in, and when (UTC)."""

    name: str
    content: bytes
    sha256: str
    by: str
    at: datetime


def keep_file(doing: Writing, file: SourceFile) -> None:
    """Keep the file unless its bytes are kept already. Raises StoreError when the hash is not that of the bytes."""
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise StoreError("The file {name} is not the one whose hash was given.", name=file.name)
    known = doing.connection.execute(select(FILE.c.sha256).where(FILE.c.sha256 == file.sha256)).first()
    if known is None:
        row = {"name": file.name, "size": len(file.content), "content": file.content, "at": doing.at}
        doing.insert(FILE, [row | {"sha256": file.sha256}])


def name_of(finding: Finding) -> str:
    """What a finding is called where it must be recognised again: its code and where it stands."""
    return " ".join(part for part in (finding.code, finding.place.sheet, finding.place.cell) if part)


def keep_findings(
    doing: Writing, about: str, number: int, findings: Iterable[Finding], explained: Mapping[str, str] = NOTHING
) -> None:
    """Keep what a check said of a ``return`` or a ``list`` (``about``) under its number, with what the sender says."""
    first = doing.next_id(FINDING)
    doing.insert(
        FINDING,
        [
            {
                "id": first + position,
                "about": about,
                "number": number,
                "code": finding.code,
                "severity": finding.severity,
                "file": finding.place.file,
                "sheet": finding.place.sheet,
                "cell": finding.place.cell,
                "facts": canonical(dict(finding.facts)),
                "explained": explained.get(name_of(finding), ""),
            }
            for position, finding in enumerate(findings)
        ],
    )


class Files(Connected):
    """What was handed in, byte for byte."""

    def own_file(self, actor: Actor, sha256: str) -> SourceFile:
        """A file of the actor's own State to go on working with: to save it anew with a draft, to send it.

        Not on the record, unlike ``file``: nobody takes anything out. Raises NotThere unless it is that State's alone.
        """
        seen = sight(actor, self.clock().date())
        with self.reading() as connection:
            found = connection.execute(select(FILE).where(FILE.c.sha256 == sha256)).first()
            senders, drafters = _states_of(connection, sha256)
        if found is None or seen.own is None or senders | drafters != {seen.own}:
            raise NotThere("There is no file with the hash {sha256} for you to read.", sha256=sha256)
        return SourceFile(found.name, found.content, found.sha256)

    def file(self, actor: Actor, sha256: str) -> KeptFile:
        """The file with that hash: for the Secretariat, and for the State when it holds that State's answers only.

        A file taken out by a person is on the record. Raises NotThere when there is none or it is not the actor's.
        """
        seen = sight(actor, self.clock().date())
        with self.reading() as connection:
            found = connection.execute(
                select(FILE, EVENT.c.actor).join(EVENT, EVENT.c.seq == FILE.c.event).where(FILE.c.sha256 == sha256)
            ).first()
            senders, drafters = _states_of(connection, sha256)
            owners = senders | drafters
            listed = connection.execute(select(TREATY_LIST.c.id).where(TREATY_LIST.c.sha256 == sha256)).first()
        # What only a draft brought is the State's own affair until it is submitted.
        told = seen.secretariat and (bool(senders) or listed is not None)
        own = seen.own is not None and owners == {seen.own}
        if found is None or not (told or own):
            raise NotThere("There is no file with the hash {sha256} for you to read.", sha256=sha256)
        with self.writing() as connection, act(connection, actor, Act.DOWNLOAD, self.clock()) as doing:
            doing.subject = f"file {sha256}"
            doing.detail = {"states": sorted(owners)}
        return KeptFile(found.name, found.content, found.sha256, found.actor, found.at)


def _states_of(connection: Connection, sha256: str) -> tuple[set[str], set[str]]:
    """The States whose returns a file brought, and those whose drafts."""
    returned = select(STATE_RETURN.c.state).where(STATE_RETURN.c.sha256 == sha256)
    drafted = select(DRAFT.c.state).where(DRAFT.c.sha256 == sha256)
    return set(connection.execute(returned).scalars()), set(connection.execute(drafted).scalars())
