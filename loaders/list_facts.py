"""What a list says of itself in the text around its table: its totals, and the day up to which it is known."""

from __future__ import annotations

import re
from datetime import date

from loaders.list_text import plain
from loaders.sheets import Value
from loaders.treaty_days import one_day

_TOTALS = {
    "parties": re.compile(
        r"\b(?:parties|parties contractantes|partes)\s*:\s*(\d{1,3})\b|\b(\d{1,3})\s+(?:states?\s+)?parties\b",
        re.IGNORECASE,
    ),
    "signatories": re.compile(
        r"\b(?:signatories|signataires|signatarios)\s*:\s*(\d{1,3})\b|\b(\d{1,3})\s+signatories\b", re.IGNORECASE
    ),
}
_AS_AT = re.compile(
    r"(?:\bas\s+(?:at|of|on)|\bétat\s+au|\bsituation\s+au|\bestado\s+al?|\bsituación\s+al?"
    r"|по состоянию на|截至|حتى تاريخ)"
    r"\s*:?\s*(?P<day>\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}|\d{4}-\d{2}-\d{2}|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|\d{1,2}[\s.-]+(?:[^\W\d_]+[\s.-]+){1,3}\d{4}|[^\W\d_]{3,}\.?\s+\d{1,2},?\s+\d{4})",
    re.IGNORECASE,
)


def whole_number(value: Value | None) -> int | None:
    """The number in a cell of totals, None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,3}\s*", value) else None


def stated_total(text: str, of: str) -> int | None:
    """How many ``parties`` or ``signatories`` a text states, None when it states none or several numbers.

    >>> stated_total("Signatories : 23. Parties : 62", "parties"), stated_total("Status: 185 Parties.", "parties")
    (62, 185)
    """
    numbers = {int(one or other) for one, other in _TOTALS[of].findall(plain(text))}
    return numbers.pop() if len(numbers) == 1 else None


def stated_day(text: str) -> date | None:
    """The day that a text gives as the one it is known at; in figures the day comes first.

    >>> stated_day("STATUS AS AT : 04-11-2026 05:00:21 EDT")
    datetime.date(2026, 11, 4)
    """
    for found in _AS_AT.finditer(plain(text)):
        if day := one_day(found["day"], day_first=True):
            return day
    return None
