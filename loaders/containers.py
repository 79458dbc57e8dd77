"""What a file is, told from its bytes and never from its name.

Only the first bytes are looked at here: what is inside a ZIP or an OLE container is looked at by the reading process.
"""

from __future__ import annotations

import re
from enum import StrEnum

HEAD_BYTES = 4096


class Look(StrEnum):
    """What the first bytes say."""

    EMPTY = "empty"
    ZIP = "zip"
    OLE = "ole"
    BIFF = "biff"
    XML = "xml"
    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    ARCHIVE = "archive"
    RICH_TEXT = "rich_text"
    WEB_ARCHIVE = "web_archive"
    PROGRAM = "program"
    BINARY = "binary"


MARKS: tuple[tuple[bytes, Look], ...] = (
    (b"PK\x03\x04", Look.ZIP),
    (b"PK\x05\x06", Look.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Look.OLE),
    (b"\x09\x00\x04\x00", Look.BIFF),
    (b"\x09\x02\x06\x00", Look.BIFF),
    (b"\x09\x04\x06\x00", Look.BIFF),
    (b"\x09\x08\x08\x00", Look.BIFF),
    (b"\x09\x08\x10\x00", Look.BIFF),
    (b"%PDF", Look.PDF),
    (b"\x89PNG", Look.PICTURE),
    (b"\xff\xd8\xff", Look.PICTURE),
    (b"GIF87a", Look.PICTURE),
    (b"GIF89a", Look.PICTURE),
    (b"BM", Look.PICTURE),
    (b"II*\x00", Look.PICTURE),
    (b"MM\x00*", Look.PICTURE),
    (b"\x1f\x8b", Look.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Look.ARCHIVE),
    (b"Rar!\x1a\x07", Look.ARCHIVE),
    (b"\xfd7zXZ\x00", Look.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Look.ARCHIVE),
    (b"{\\rtf", Look.RICH_TEXT),
    (b"MIME-Version:", Look.WEB_ARCHIVE),
    (b"\x7fELF", Look.PROGRAM),
    (b"MZ\x90\x00", Look.PROGRAM),
)
"""The longest marks of the formats that people do send; two letters that may begin a text are checked further."""

BITMAP = re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)

HTML = re.compile(
    r"\s*+(?>(?:<!--.*?-->|<\?xml[^>]*\?>)\s*+)*+<(?:!doctype\s+html|html|head|body|table|meta|style|title|script|link|"
    r"div|p|span|font|center|b|br|h[1-6]|ul|tr|thead|tbody)\b(?![:.-])",
    re.I | re.S,
)
"""An element of HTML to begin with, comments and an XML declaration aside."""

XHTML = re.compile(r"<html\b[^>]*http://www\.w3\.org/1999/xhtml", re.I)

ENCODINGS_BY_MARK = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

MARKUP = re.compile(r"<[?!]?[A-Za-z_]|<!--")

NARROW = ("latin-1", "utf-8-sig")

UNWRITTEN = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
"""Characters that no text has more than a stray one of."""

MAX_UNWRITTEN = 0.02

HALF = 0.5


def look(content: bytes) -> Look:
    """What the bytes are; ``TEXT`` for anything that may be a CSV, ``BINARY`` for bytes nobody writes as text."""
    if not content.strip(b"\0 \t\r\n"):
        return Look.EMPTY
    for mark, found in MARKS:
        if content.startswith(mark) and (mark != b"BM" or BITMAP.match(content)):
            return found
    encoding = wide_encoding(content) or "latin-1"
    head = content[:HEAD_BYTES].decode(encoding, "replace").lstrip("\ufeff\0 \t\r\n")
    if HTML.match(head) or XHTML.search(head):
        return Look.HTML
    if MARKUP.match(head):
        return Look.XML
    narrow_zero = encoding in NARROW and b"\0" in content
    return Look.BINARY if narrow_zero or len(UNWRITTEN.findall(head)) > MAX_UNWRITTEN * len(head) else Look.TEXT


def wide_encoding(content: bytes) -> str | None:
    """The encoding that a byte order mark or a pattern of zero bytes gives away, None where there is neither."""
    for mark, encoding in ENCODINGS_BY_MARK:
        if content.startswith(mark):
            return encoding
    head = content[:HEAD_BYTES]
    if len(head) > 1 and b"\0" in head:
        odd, even = head[1::2].count(0) / len(head[1::2]), head[0::2].count(0) / len(head[0::2])
        if odd > HALF and even == 0:
            return "utf-16-le"
        if even > HALF and odd == 0:
            return "utf-16-be"
    return None
