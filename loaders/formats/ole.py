"""The old container of Office (OLE, "compound file"): its streams, walked without trusting one number in it.

Readers in other languages hang or abort on a chain of sectors that bites its tail; here a chain that is longer than
the file has sectors is refused ([MS-CFB] has the format).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from loaders.formats import Content, xls
from loaders.formats.properties import subject
from loaders.refusal import RefusalError

HEADER = struct.Struct("<8s18x2xHHH6xIIIIIIIII")
"""Signature; byte order, powers of two of the sectors' sizes; then counts and first sectors of the tables."""

HEADER_BYTES = 512
SECTOR_POWERS = (9, 12)
SMALL_POWER = 6
ENTRY_BYTES = 128
ENTRY = struct.Struct("<64sHBxIII36xIQ")
"""Name, its length in bytes, kind, left and right neighbour, first child, first sector, size."""

STREAM = 2
LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers above this are marks: end of a chain, free, part of a table."""

NOBODY = 0xFFFFFFFF
SIZE_BITS = 0xFFFFFFFF
"""Small sectors' writers leave rubbish in the upper half of a size."""

LOCKED = frozenset({"encryptedpackage", "encryptioninfo"})
WORKBOOKS = ("workbook", "book")
MACROS = frozenset({"_vba_project_cur", "vba"})
PROPERTIES = "\x05summaryinformation"
OTHERS = (
    ("worddocument", "open.is_text_document"),
    ("powerpoint document", "open.is_presentation"),
    ("__properties_version1.0", "open.is_message"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage that lies at the root; ``first`` is its first sector."""

    name: str
    kind: int
    first: int
    size: int


def read(content: bytes) -> Content:
    """The workbook in an OLE container. Raises RefusalError when there is none, or none that can be taken safely."""
    container = Container(content)
    names = {entry.name for entry in container.entries}
    if LOCKED & names:
        raise RefusalError("open.encrypted")
    workbook = next((entry for name in WORKBOOKS for entry in container.entries if entry.name == name), None)
    if workbook is None or workbook.kind != STREAM:
        raise RefusalError(next((code for name, code in OTHERS if name in names), "open.not_a_workbook"))
    properties = next((entry for entry in container.entries if entry.name == PROPERTIES), None)
    about = subject(container.stream(properties)) if properties is not None else ""
    return xls.read(container.stream(workbook), about, has_macros=bool(MACROS & names))


def read_bare(content: bytes) -> Content:
    """A workbook of the first versions of Excel, which is a stream without a container."""
    return xls.read(content, "", has_macros=False)


class Container:
    """The sectors of an OLE file and the entries at its root. Raises RefusalError where they make no sense."""

    def __init__(self, content: bytes) -> None:
        if len(content) < HEADER_BYTES:
            raise RefusalError("open.cut_short")
        _, _, power, small_power, _, _, directory, _, cutoff, small_table, _, more, _ = HEADER.unpack_from(content)
        if power not in SECTOR_POWERS or small_power != SMALL_POWER:
            raise RefusalError("open.damaged")
        self._content, self._power, self._cutoff = content, power, cutoff
        self._most = (len(content) >> power) + 1
        self._table = self._sector_table(more)
        root, self.entries = self._directory(directory)
        self._small_table = numbers(self._chain(small_table))
        self._small = self._chain(root.first)[: root.size]

    def stream(self, entry: Entry) -> bytes:
        """The bytes of a stream; fewer than it claims when its chain ends early."""
        if entry.size >= self._cutoff:
            return self._chain(entry.first)[: entry.size]
        found = bytearray()
        for sector in linked(entry.first, self._small_table, len(self._small) >> SMALL_POWER):
            found += self._small[sector << SMALL_POWER : (sector + 1) << SMALL_POWER]
        return bytes(found[: entry.size])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._power
        if start >= len(self._content):
            raise RefusalError("open.cut_short")
        return self._content[start : start + (1 << self._power)]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, linked(first, self._table, self._most)))

    def _sector_table(self, more: int) -> tuple[int, ...]:
        """The table that says of every sector which one follows it; its own sectors are listed from the header on."""
        listed = list(numbers(self._content[HEADER.size : HEADER_BYTES]))
        seen: set[int] = set()
        while more <= LAST_SECTOR:
            if more in seen:
                raise RefusalError("open.looping")
            seen.add(more)
            *further, more = numbers(self._sector(more))
            listed += further
        used = [sector for sector in listed if sector <= LAST_SECTOR]
        if len(used) > self._most:
            raise RefusalError("open.looping")
        return numbers(b"".join(map(self._sector, used)))

    def _directory(self, first: int) -> tuple[Entry, list[Entry]]:
        """The root and what lies at it: a tree of neighbours, walked with a memory of where one was."""
        listed = self._chain(first)
        count = len(listed) // ENTRY_BYTES
        if not count:
            raise RefusalError("open.damaged")
        if len(listed) % (1 << self._power):
            raise RefusalError("open.cut_short")
        root, _, _, waiting_for = self._entry(listed, 0)
        found, waiting, seen = [], [waiting_for], {NOBODY}
        while waiting:
            index = waiting.pop()
            if index in seen or index >= count:
                continue
            seen.add(index)
            entry, left, right, _ = self._entry(listed, index)
            found.append(entry)
            waiting += (left, right)
        return root, found

    def _entry(self, listed: bytes, index: int) -> tuple[Entry, int, int, int]:
        name, length, kind, left, right, child, first, size = ENTRY.unpack_from(listed, index * ENTRY_BYTES)
        text = name[: max(0, min(length, len(name)) - 2)].decode("utf-16-le", "replace").lower()
        small = self._power == SECTOR_POWERS[0]
        return Entry(text, kind, first, size & SIZE_BITS if small else size), left, right, child


def linked(first: int, table: tuple[int, ...], most: int) -> list[int]:
    """The sectors of a chain. Raises RefusalError when it bites its tail or leaves the table."""
    found: list[int] = []
    while first <= LAST_SECTOR:
        if first >= len(table):
            raise RefusalError("open.damaged")
        if len(found) > most:
            raise RefusalError("open.looping")
        found.append(first)
        first = table[first]
    return found


def numbers(content: bytes) -> tuple[int, ...]:
    """Bytes as unsigned numbers of four bytes; an incomplete one at the end is left out."""
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
