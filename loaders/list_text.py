"""The text of a cell in a depositary's list: markup, blanks of every kind and footnote marks taken away."""

from __future__ import annotations

import html
import re
import unicodedata

_MARK = re.compile(r"<(superscript|sup)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_TRAILING = re.compile(r"(?:\s*\(\s*[\d*,\s]+\s*\)|\s*[*†‡§¹²³⁰-⁹]+|(?<=[^\d\s,])\s*\d{1,2}(?:\s*,\s*\d{1,2})*)+\s*$")
NO_ENTRY = frozenset({"", "-", "–", "—", "..", "...", "n/a", "na", "none", "nil"})
"""What a list writes where there is nothing."""


def plain(text: str) -> str:
    """``text`` on one line, without markup; marks set above the line are dropped with what they hold.

    >>> plain("China<superscript>4,5,6</superscript>\\u00a0 (Macao)")
    'China (Macao)'
    """
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if "<" in text:
        text = _TAG.sub("", _MARK.sub("", text))
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())


def marks(text: str) -> tuple[str, ...]:
    """The footnote marks set above the line, in order.

    >>> marks("China<superscript>4,5</superscript>")
    ('4', '5')
    """
    found = "".join(mark[0] for mark in _MARK.finditer(html.unescape(text)))
    return tuple(re.findall(r"\w+", _TAG.sub(" ", found)))


def without_marks(name: str) -> str:
    """A participant's name without the footnote marks that stand behind it.

    >>> without_marks("Bahrain (1)(3)"), without_marks("Burundi (**)"), without_marks("Iran (Islamic Republic of) 4, 5")
    ('Bahrain', 'Burundi', 'Iran (Islamic Republic of)')
    """
    bare = plain(name)
    return _TRAILING.sub("", bare).strip(" ,;:") or bare


def folded(text: str) -> str:
    """``text`` for comparing: letters and figures of any script, small, with single blanks between.

    >>> folded("Date of Notification/Deposit ")
    'date of notification deposit'
    """
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", plain(text)).casefold()).split())


def shortened(text: str, length: int = 300) -> str:
    """The beginning of a long text, cut between words."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"
