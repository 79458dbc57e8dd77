"""The days in a cell of a depositary's list: ``22 Apr 2016 a``, ``[14 Nov 1980 a]``, ``30 June 2000 (s)``.

A day between square brackets is no longer participation. A day in figures that can be read in two ways is read only
when the rest of the list shows which figure is the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from loaders.answer_days import read_day
from loaders.list_text import NO_ENTRY, plain, shortened
from loaders.sheets import CellError, Uncached, Value
from model import NOTHING

LONGEST = 200
"""No cell with days is longer; a longer text is a remark."""

_FIGURES = r"(?P<one>\d{1,2})\s*(?P<stroke>[./-])\s*(?P<two>\d{1,2})\s*(?P=stroke)\s*(?P<year>\d{4})"
_DAY = (
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}\S*)?"
    r"|\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|°)?[\s.,º-]*[^\W\d_]+(?:[\s.,-]+[^\W\d_]+){0,3}[\s.,-]*\d{4}(?:\s*г(?:ода|од|\.))?"
    r"|[^\W\d_]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)
_ENTRY = re.compile(
    rf"(?P<open>\[)?\s*(?P<day>{_DAY})\s*(?:\(\s*(?P<held>[^\W\d_]{{1,2}})\s*\)|(?P<bare>[^\W\d_]{{1,2}})(?![^\W\d_]))?"
    r"\s*(?:\(\s*[\d,*]+\s*\)|[*†‡]+)*\s*(?P<close>\])?"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|ero|er|º|°)(?!\w)")
_RUN_TOGETHER = re.compile(r"(?<=\d)(?=[^\W\d_])")
_SEPARATORS = re.compile(r"[\s;,/|]+|(?<!\w)(?:and|et|y)(?!\w)|\(\s*[\d,*]+\s*\)|\*+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One day in a cell.

    ``code`` is as printed, ``style`` how (``bare``, ``small`` or ``capital`` in brackets). ``problem`` names the
    finding when there is something to tell; ``day`` is None when the text could not be read.
    """

    text: str
    day: date | None
    code: str = ""
    style: str = "bare"
    bracketed: bool = False
    problem: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def entries(value: Value, day_first: bool | None = None) -> list[Entry]:
    """The days in a cell, in order; none for a blank.

    ``day_first`` says how ``03/04/2012`` is meant: True 3 April, False 4 March, None not known.

    >>> [(e.day.isoformat(), e.code, e.bracketed) for e in entries("[ 3 Oct\\t 1975 a]")]
    [('1975-10-03', 'a', True)]
    """
    if isinstance(value, datetime):
        return [Entry(value.date().isoformat(), value.date())]
    if isinstance(value, date):
        return [Entry(value.isoformat(), value)]
    if isinstance(value, CellError):
        return [_unread(value.text)]
    if isinstance(value, Uncached):
        return [_unread(f"={value.formula}")]
    if not isinstance(value, str):
        return [_from_number(value)]
    text = plain(value)
    if len(text) > LONGEST:
        return [_unread(text)]
    if text.casefold() in NO_ENTRY:
        return []
    found = list(_ENTRY.finditer(text))
    if not found:
        return [_from_number(text)]
    if _SEPARATORS.sub("", _ENTRY.sub("", text)):
        return [_unread(text)]
    return [_entry(one, day_first) for one in found]


def day_order(values: Iterable[Value]) -> bool | None:
    """Whether the days in figures of a list have the day first (True) or the month (False), None when it is not shown.

    >>> day_order(["03/04/2012", "21/04/2012"]), day_order(["03/04/2012", "04/21/2012"]), day_order(["03/04/2012"])
    (True, False, None)
    """
    first = second = False
    for value in values:
        if isinstance(value, str):
            for figures in re.finditer(_FIGURES, value):
                first |= int(figures["one"]) > 12
                second |= int(figures["two"]) > 12
    return None if first == second else first


def one_day(value: Value, day_first: bool | None = None) -> date | None:
    """The day of a cell that holds exactly one, None for anything else."""
    found = entries(value, day_first)
    return found[0].day if len(found) == 1 else None


def _unread(text: str) -> Entry:
    return Entry(text, None, problem="list.day_unreadable", facts={"found": shortened(text, 80)})


def _from_number(value: str | int | float | bool) -> Entry:
    """A count of days without a date format, or whatever else :func:`read_day` makes of it."""
    reading = read_day(value)
    if reading.day is None:
        return _unread(str(value))
    problem = "list.day_as_number" if reading.code else ""
    return Entry(str(value), reading.day, problem=problem, facts=_facts(str(value), reading.day))


def _facts(found: str, day: date) -> dict[str, str]:
    return {"found": found, "day": day.isoformat()}


def _entry(match: re.Match[str], day_first: bool | None) -> Entry:
    code = match["held"] or match["bare"] or ""
    style = "bare" if not match["held"] else "small" if code.islower() else "capital"
    bracketed = bool(match["open"])
    text = match[0].strip()
    figures = re.fullmatch(_FIGURES, match["day"])
    if figures:
        day, ambiguous = _figures(figures, day_first)
        if ambiguous:
            return Entry(text, None, code, style, bracketed, "list.day_ambiguous", ambiguous)
    else:
        day = read_day(_RUN_TOGETHER.sub(" ", _ORDINAL.sub("", match["day"]))).day
    if day is None:
        return _unread(text)
    return Entry(text, day, code, style, bracketed)


def _figures(match: re.Match[str], day_first: bool | None) -> tuple[date | None, dict[str, str]]:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["stroke"] == "." or one > 12:
        day_first = True
    elif two > 12:
        day_first = False
    if day_first is None and one != two:
        facts = {"found": match[0], "one": f"{year}-{two:02}-{one:02}", "other": f"{year}-{one:02}-{two:02}"}
        return None, facts
    month, day = (one, two) if day_first is False else (two, one)
    try:
        return date(year, month, day), {}
    except ValueError:
        return None, {}
