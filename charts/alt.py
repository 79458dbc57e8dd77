"""What a figure says, in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from language import day_text, say
from model import Caption

MOST = 20
"""Facts that are read out; a longer figure names its table for the rest."""


def alt_text(caption: Caption, facts: Sequence[str], language: str = "en") -> str:
    """The caption's own words (title and n/N where it has none), the facts of the figure and the day, as sentences.

    >>> from datetime import date
    >>> alt_text(Caption("Replies", "2 of 3 States", "returns", date(2026, 3, 31)), ["African States: 2 of 3"])
    'Replies. 2 of 3 States. African States: 2 of 3. As at 31 March 2026.'
    """
    told = [*([caption.alt] if caption.alt else [caption.title, caption.count]), *facts[:MOST]]
    if len(facts) > MOST:
        told.append(say("{n} further rows are in the table", language, n=len(facts) - MOST))
    told.append(say("As at {day}", language, day=day_text(caption.as_at, language)))
    if caption.demonstration:
        told.append(say("Demonstration data – invented", language))
    return " ".join(text.rstrip(".") + "." for text in told if text)
