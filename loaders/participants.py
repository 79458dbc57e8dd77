"""Who a row of a list is about: a State, an observer, an organization that takes part, or a State of the past."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from loaders.known import states
from loaders.list_text import without_marks
from loaders.states import resolve


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant as a list writes it, footnote marks taken away.

    ``code`` is the code in ``data/states.csv``, None when the name does not lead to exactly one; ``kind`` then says
    why (``ambiguous``, ``unknown``, or ``other`` for what takes part in no treaty) and ``meant`` what it may mean.
    """

    name: str
    code: str | None
    kind: str
    meant: str = ""


@cache
def participant(written: str) -> Participant:
    """The participant that ``written`` names."""
    name = without_marks(written)
    found = resolve(name)
    if found.iso3 and found.iso3 in states():
        return Participant(name, found.iso3, found.kind.value)
    codes = found.candidates or (found.suggestion,)
    meant = [states()[code].names["en"] for code in codes if code in states()]
    return Participant(name, None, found.kind.value, ", ".join(meant))
