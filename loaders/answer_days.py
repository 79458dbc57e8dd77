"""A day as people write it in a cell: real dates, ISO, words in six languages, figures with strokes, bare serials.

What can be read in two ways is not read; what was read by a rule that the sender cannot see is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from math import isfinite

from babel import Locale

from model import NOTHING, Severity

DAY_FIRST = frozenset({"ar", "es", "fr", "ru"})
"""Languages in which 03/06/1992 can only be 3 June; in English it may be either, in Chinese the year comes first."""

SERIALS = range(7306, 54790)
"""Bare numbers taken for a spreadsheet's count of days: 1 January 1920 to 1 January 2050."""

FIRST_YEAR = 1945
"""Years of two figures are read as from here on: no day asked for is earlier."""

_EPOCH = date(1899, 12, 30)
_TIME = r"(?:[T ]+\d{1,2}:\d{2}.*)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?\s*(?:(?:星期|周).)?{_TIME}"
)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}})\.?{_TIME}")
_NUMBER = re.compile(r"\d{1,12}(?:\.0{1,12})?")
_FIGURES = re.compile(r"[0-9]{1,4}")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ero|re|o|a|º|°)")
_FILLERS = frozenset({"de", "del", "of", "the", "le", "el", "г", "года", "год", "عام", "سنة"})
_MORE_MONTHS = {"يونيه": 6, "يوليه": 7, "sept": 9, "set": 9}
_MONTH_LOCALES = ("ar", "ar_SY", "ar_DZ", "ar_MA", "en", "es", "fr", "ru", "zh")


@dataclass(frozen=True, slots=True)
class DayReading:
    """``day`` is None when the cell could not be read; ``code`` names the finding, if there is one."""

    day: date | None
    code: str = ""
    severity: Severity = Severity.ERROR
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def read_day(value: object, language: str = "en", as_at: date | None = None) -> DayReading:
    """The day that ``value`` (a cell, not blank) means; ``as_at`` bounds years written with two figures.

    >>> read_day("3 juin 1992").day
    datetime.date(1992, 6, 3)
    >>> read_day("03/06/1992").code, read_day("03/06/1992", "fr").day
    ('return.day_ambiguous', datetime.date(1992, 6, 3))
    """
    if isinstance(value, datetime):
        return DayReading(value.date())
    if isinstance(value, date):
        return DayReading(value)
    if isinstance(value, bool):
        return _unreadable(str(value))
    if isinstance(value, int | float):
        return _from_number(float(value), f"{value:g}" if value < 1e6 else f"{value:.0f}")
    return _from_text(str(value), language, as_at)


def _unreadable(found: str) -> DayReading:
    return DayReading(None, "return.day_unreadable", facts={"found": found})


def _incomplete(found: str) -> DayReading:
    return DayReading(None, "return.day_incomplete", facts={"found": found})


def _from_number(number: float, found: str) -> DayReading:
    if not isfinite(number):
        return _unreadable(found)
    whole = int(number)
    if whole == number and 1800 <= whole <= 2100:
        return _incomplete(found)
    if whole in SERIALS:
        day = _EPOCH + timedelta(whole)
        return DayReading(day, "return.day_from_serial", Severity.NOTE, {"found": found, "day": day.isoformat()})
    if whole == number and 18000101 <= whole <= 21001231:
        return _of(whole // 10000, whole // 100 % 100, whole % 100, found)
    return _unreadable(found)


def _of(year: int, month: int, day: int, found: str) -> DayReading:
    try:
        return DayReading(date(year, month, day))
    except ValueError:
        return _unreadable(found)


def _from_text(found: str, language: str, as_at: date | None) -> DayReading:
    text = "".join(_plain(character) for character in unicodedata.normalize("NFKC", found)).strip()
    if _NUMBER.fullmatch(text):
        return _from_number(float(text), found)
    if match := _YEAR_FIRST.fullmatch(text):
        return _of(int(match[1]), int(match[2]), int(match[3]), found)
    if match := _YEAR_LAST.fullmatch(text):
        return _from_figures(match, language, as_at, found)
    return _from_words(text, as_at, found)


def _plain(character: str) -> str:
    """Figures of any script as ASCII; marks of direction away."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character


def _full_year(text: str, as_at: date | None) -> int | None:
    if len(text) > 2:
        return int(text)
    years = [year for year in (1900 + int(text), 2000 + int(text)) if year >= FIRST_YEAR]
    years = [year for year in years if as_at is None or year <= as_at.year]
    return years[0] if len(years) == 1 else None


def _from_figures(match: re.Match[str], language: str, as_at: date | None, found: str) -> DayReading:
    """``03/06/1992`` and its kin: with full stops the day always comes first."""
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4], as_at)
    if year is None:
        return _incomplete(found)
    if second > 12:
        reading, told = _of(year, first, second, found), False
    elif first > 12 or first == second or match[2] == ".":
        reading, told = _of(year, second, first, found), False
    elif language in DAY_FIRST:
        reading, told = _of(year, second, first, found), True
    else:
        readings = [_of(year, *pair, found).day for pair in ((second, first), (first, second))]
        one, other = (day.isoformat() for day in readings if day)
        return DayReading(None, "return.day_ambiguous", facts={"found": found, "one": one, "other": other})
    return _told(reading, found) if told or len(match[4]) == 2 else reading


def _told(reading: DayReading, found: str) -> DayReading:
    if reading.day is None:
        return reading
    return DayReading(
        reading.day, "return.day_read_as", Severity.NOTE, {"found": found, "day": reading.day.isoformat()}
    )


def _from_words(text: str, as_at: date | None, found: str) -> DayReading:
    months: set[int] = set()
    numbers: list[str] = []
    tokens = list(_tokens(text))
    while tokens:
        token = tokens.pop(0)
        if tokens and f"{token} {tokens[0]}" in _months():
            token = f"{token} {tokens.pop(0)}"
        month = _months().get(token)
        ordinal = _ORDINAL.fullmatch(token)
        if month:
            months.add(month)
        elif _FIGURES.fullmatch(token) or ordinal:
            numbers.append(ordinal[1] if ordinal else token)
        elif token not in _FILLERS and token not in _weekdays():
            return _unreadable(found)
    if len(months) != 1:
        return _unreadable(found)
    if len(numbers) == 1:
        return _incomplete(found)
    if len(numbers) != 2 or min(map(len, numbers)) > 2:
        return _unreadable(found)
    numbers.sort(key=len, reverse=len(numbers[0]) == 4)
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    full = _full_year(year, as_at)
    if full is None:
        return _incomplete(found)
    reading = _of(full, months.pop(), int(day), found)
    return _told(reading, found) if len(year) == 2 else reading


def _tokens(text: str) -> Iterator[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    for token in re.split(r"[\s,،./\-–]+", bare):
        if token:
            yield token


@cache
def _months() -> dict[str, int]:
    """Words for the months in the six official languages, short and long, as folded tokens joined by a blank."""
    words = {" ".join(_tokens(word)): month for word, month in _MORE_MONTHS.items()}
    for name in _MONTH_LOCALES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in Locale.parse(name).months[context][width].items():
                    words.setdefault(" ".join(_tokens(word)), number)
    return words


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        token
        for name in _MONTH_LOCALES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for word in Locale.parse(name).days[context][width].values()
        for token in _tokens(word)
    )
