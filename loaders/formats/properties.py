"""The properties of a document in an OLE container: only its subject is wanted ([MS-OLEPS] has the format)."""

from __future__ import annotations

import codecs
import struct

SET_OFFSET = 44
"""Where the stream says at which byte its first set of properties begins."""

CODE_PAGE, SUBJECT = 1, 3
SHORT, NARROW_TEXT, WIDE_TEXT = 0x02, 0x1E, 0x1F
UTF8_PAGE, UTF16_PAGE = 65001, 1200
MAX_PROPERTIES = 100
MAX_LENGTH = 10_000


def subject(content: bytes) -> str:
    """The subject that a SummaryInformation stream holds, empty when it holds none, or is no such stream."""
    try:
        (start,) = struct.unpack_from("<I", content, SET_OFFSET)
        _, count = struct.unpack_from("<II", content, start)
        places = dict(struct.iter_unpack("<II", content[start + 8 : start + 8 + 8 * min(count, MAX_PROPERTIES)]))
        encoding = "cp1252"
        if CODE_PAGE in places:
            kind, page = struct.unpack_from("<IH", content, start + places[CODE_PAGE])
            encoding = _encoding(page) if kind == SHORT else encoding
        if SUBJECT not in places:
            return ""
        kind, length = struct.unpack_from("<II", content, start + places[SUBJECT])
        text = content[start + places[SUBJECT] + 8 :]
    except struct.error:
        return ""
    if length > MAX_LENGTH or kind not in (NARROW_TEXT, WIDE_TEXT):
        return ""
    wide = kind == WIDE_TEXT
    found = text[: 2 * length if wide else length].decode("utf-16-le" if wide else encoding, "replace")
    return found.partition("\0")[0].strip()


def _encoding(page: int) -> str:
    if page in (UTF8_PAGE, UTF16_PAGE):
        return "utf-8" if page == UTF8_PAGE else "utf-16-le"
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
