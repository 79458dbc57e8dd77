"""The parts of a ZIP container, each unpacked once and never further than it says it will be.

The list of parts is read with ``zipfile``; unpacking is done here, because ``zipfile`` stops at the size that a part
claims, and the readers behind us do not.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from loaders import limits
from loaders.refusal import RefusalError, megabytes, number

ENTRY_MARK = b"PK\x01\x02"
END_MARK = b"PK\x05\x06"
LOCAL = struct.Struct("<4s22xHH")
"""The head of a part: its mark, 22 bytes that the list repeats, the lengths of name and extra field."""

LOCAL_MARK = b"PK\x03\x04"
LOCKED = 0x1

UNREADABLE = (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, EOFError, OSError)
"""What ``zipfile`` raises for a list of parts that makes no sense."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name as readers look it up, its bytes, and its name as it is written in the container."""

    name: str
    content: bytes
    written: str


def parts(content: bytes) -> Iterator[Part]:
    """Every part of the container, folders left out.

    Raises RefusalError for a container that is cut short, damaged, locked, too large or packed too tightly.
    """
    for entry in _entries(content):
        yield Part(normal_name(entry.filename), _unpacked(content, entry), entry.filename)


def normal_name(name: str) -> str:
    """A part's name without the differences that writers make of it: backslashes, capitals, a leading slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    count = content.count(ENTRY_MARK)
    if count > limits.MAX_PARTS:
        raise RefusalError("open.too_many_parts", count=number(count), limit=number(limits.MAX_PARTS))
    if END_MARK not in content:
        raise RefusalError("open.cut_short")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            entries = [entry for entry in container.infolist() if not entry.is_dir()]
    except UNREADABLE as trouble:
        raise RefusalError("open.damaged") from trouble
    total = sum(entry.file_size for entry in entries)
    if total > limits.MAX_UNPACKED_BYTES:
        raise RefusalError("open.unpacks_too_large", size=megabytes(total), limit=megabytes(limits.MAX_UNPACKED_BYTES))
    for entry in entries:
        if entry.flag_bits & LOCKED:
            raise RefusalError("open.encrypted")
        if entry.file_size > max(limits.RATIO_FROM_BYTES, entry.compress_size * limits.MAX_RATIO):
            raise RefusalError("open.packed_too_tightly", part=entry.filename, size=megabytes(entry.file_size))
    return entries


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    start = entry.header_offset
    if start < 0 or start + LOCAL.size > len(content):
        raise RefusalError("open.cut_short")
    mark, name_length, extra_length = LOCAL.unpack_from(content, start)
    start += LOCAL.size + name_length + extra_length
    packed = content[start : start + entry.compress_size]
    if mark != LOCAL_MARK or len(packed) != entry.compress_size:
        raise RefusalError("open.cut_short")
    if entry.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        unpacked = _inflated(packed, entry)
    else:
        raise RefusalError("open.packed_unusually", part=entry.filename)
    if len(unpacked) != entry.file_size:
        raise RefusalError("open.size_is_wrong", part=entry.filename)
    if zlib.crc32(unpacked) != entry.CRC:
        raise RefusalError("open.damaged_part", part=entry.filename)
    return unpacked


def _inflated(packed: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The part, cut off one byte after the size it claims."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = unpacking.decompress(packed, entry.file_size + 1)
    except zlib.error as trouble:
        raise RefusalError("open.damaged_part", part=entry.filename) from trouble
    if not unpacking.eof and len(unpacked) <= entry.file_size:
        raise RefusalError("open.damaged_part", part=entry.filename)
    return unpacked
