"""What a person is called on a page: by the address a colleague would know, never by the provider's own name."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from language import say

HERE = "local"
"""What the record calls whoever works at the machine itself."""


def called(subject: str, addresses: Mapping[str, str], language: str = "en") -> str:
    """The address under which a person signed in; where none is known a mark by which that person is known again.

    >>> called("https://id.example|7", {"https://id.example|7": "ana@example.org"})
    'ana@example.org'
    >>> called("https://id.example|7", {}), called("ana@example.org", {}), called("local", {})
    ('somebody without a known address (cd96be)', 'ana@example.org', 'this machine')
    """
    if subject in addresses:
        return addresses[subject]
    if subject == HERE:
        return say("this machine", language)
    if "|" in subject:
        mark = sha256(subject.encode()).hexdigest()[:6]
        return say("somebody without a known address ({mark})", language, mark=mark)
    return subject


def known_as(text: str, addresses: Mapping[str, str]) -> list[str]:
    """The subjects of those who are called ``text``, and that itself: the record may know a person by it."""
    wanted = text.strip().casefold()
    return [text.strip(), *(subject for subject, address in addresses.items() if address.casefold() == wanted)]
