"""Files as they were handed in, kept by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union

from model import Actor, Finding, SourceFile
from store.engine import Connected
from store.record import Act, Writing, act, canonical
from store.refusals import NotThere, StoreError
from store.rights import sight
from store.tables import DRAFT, EVENT, FILE, FINDING, STATE_RETURN


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


def keep_findings(doing: Writing, about: str, number: int, findings: Iterable[Finding]) -> None:
    """Keep what a check said of a return, a list or a refused file (``about``), under its number."""
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
                "explained": "",
            }
            for position, finding in enumerate(findings)
        ],
    )


class Files(Connected):
    """What was handed in, byte for byte."""

    def file(self, actor: Actor, sha256: str) -> KeptFile:
        """The file with that hash: for the Secretariat, and for the State when it holds that State's answers only.

        A file taken out by a person is on the record. Raises NotThere when there is none or it is not the actor's.
        """
        seen = sight(actor, self.clock().date())
        with self.reading() as connection:
            found = connection.execute(
                select(FILE, EVENT.c.actor).join(EVENT, EVENT.c.seq == FILE.c.event).where(FILE.c.sha256 == sha256)
            ).first()
            owners = connection.execute(
                union(
                    select(STATE_RETURN.c.state).where(STATE_RETURN.c.sha256 == sha256),
                    select(DRAFT.c.state).where(DRAFT.c.sha256 == sha256),
                )
            ).scalars()
            allowed = seen.secretariat or (seen.own is not None and set(owners) == {seen.own})
        if found is None or not allowed:
            raise NotThere("There is no file with the hash {sha256} for you to read.", sha256=sha256)
        with self.writing() as connection, act(connection, actor, Act.DOWNLOAD, self.clock()) as doing:
            doing.subject, doing.state = f"file {sha256}", seen.own or ""
        return KeptFile(found.name, found.content, found.sha256, found.actor, found.at)
