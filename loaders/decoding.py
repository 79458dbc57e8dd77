"""Bytes to text: the encoding that is declared, or found, or guessed and then told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from loaders.containers import HEAD_BYTES, wide_encoding

DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,100}?\sencoding|<meta[^>]{0,200}?charset)\s*=\s*["']?([A-Za-z0-9._-]{2,30})""", re.I
)

DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML forbids and no keyboard writes; tabulator and line ends stay."""

GENERAL_PUNCTUATION = 0x2000
"""Treaty lists hold quotation marks, dashes and blanks of this block that lost their upper byte: U+2019 as 0x19."""

SHORTENED = frozenset("\x10\x11\x12\x13\x14\x15\x18\x19\x1a\x1b\x1c\x1d\x1e")
SHORTENED_BLANKS = frozenset("\x02\x03\x04\x05\x06\x07\x08")

LATIN = frozenset({"iso8859-1", "ascii"})
"""Declared so, but written with Windows' dashes and quotation marks more often than not."""

WINDOWS = "cp1252"

DECLARABLE = ("utf-8", "ascii", "iso8859", "cp", "koi8", "mac", "gb", "big5", "euc", "shift_jis")
"""Beginnings of Python's names of encodings that documents are written in; the others are not for documents."""

MAX_FAULTS = 0.05
"""A text with fewer faults than this among its characters beyond ASCII is UTF-8 with a few broken letters."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, whether its encoding had to be guessed, and how many control characters were taken out of it."""

    text: str
    guessed: bool
    controls: int


def decode(content: bytes) -> Decoded:
    """Text of any bytes: by byte order mark, declaration (XML, HTML), UTF-8, and only then Windows-1252.

    Control characters that XML forbids are taken out. Bytes that the encoding does not know become U+FFFD.
    """
    encoding, guessed = _encoding(content)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    clean, controls = without_controls(text)
    return Decoded(clean, guessed, controls)


def without_controls(text: str) -> tuple[str, int]:
    r"""The text without the characters of ``CONTROLS``, and how many they were.

    Those that are what is left of a punctuation mark become that mark again, the others go.

    >>> without_controls("the People\x19s Republic, the United\x02Nations\x01")
    ('the People’s Republic, the United Nations', 3)
    """
    return CONTROLS.subn(_lengthened, text)


def _lengthened(found: re.Match[str]) -> str:
    if found[0] in SHORTENED:
        return chr(GENERAL_PUNCTUATION + ord(found[0]))
    return " " if found[0] in SHORTENED_BLANKS else ""


def without_declaration(text: str) -> str:
    """XML without its declaration, whose encoding is no longer true of decoded text."""
    return DECLARATION.sub("", text, count=1)


def _encoding(content: bytes) -> tuple[str, bool]:
    wide = wide_encoding(content)
    if wide is not None:
        return wide, False
    faults = _faults(content)
    if not faults:
        return "utf-8", False
    declared = DECLARED.search(content, 0, HEAD_BYTES)
    if declared is not None:
        name = _known(declared[1].decode("ascii"))
        if name is not None and name != "utf-8":
            return (WINDOWS if name in LATIN else name), False
    return ("utf-8" if faults < MAX_FAULTS else WINDOWS), True


def _faults(content: bytes) -> float:
    """The share of the characters beyond ASCII that are no UTF-8, 0 for a text that is UTF-8 throughout."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        return text.count("\ufffd") / beyond
    return 0.0


def _known(name: str) -> str | None:
    """Python's name of an encoding that a document may declare, None for any other."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if found.startswith(DECLARABLE) else None
