"""Who a row of a list is about: a State, an observer, an organization that takes part, or a State of the past."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from loaders.known import states
from loaders.list_text import without_marks
from loaders.states import resolve

LONGEST_NAME = 400
"""No participant's name is longer, with its footnote marks; a longer text is a remark."""


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


@lru_cache(maxsize=4096)
def participant(written: str) -> Participant:
    """The participant that ``written`` names."""
    name = without_marks(written[:LONGEST_NAME])
    found = resolve(name)
    if found.iso3 and found.iso3 in states():
        return Participant(name, found.iso3, found.kind.value)
    codes = found.candidates or (found.suggestion,)
    meant = [states()[code].names["en"] for code in codes if code in states()]
    return Participant(name, None, found.kind.value, ", ".join(meant))
