"""The six official languages: what is said at the face, names of States, days, numbers and lists.

English is the language of the source; a catalogue in ``data/language/<language>/`` gives the others. A text that a
catalogue does not have is said in English.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from model import Finding, Place

CATALOGUES = Path(__file__).resolve().parent / "data" / "language"

SMALL_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = CATALOGUES / language / "words.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["english"]: row["text"] for row in csv.DictReader(lines)}


@cache
def _sentences(language: str) -> dict[str, tuple[str, str]]:
    path = CATALOGUES / language / "findings.csv"
    with (path if path.exists() else CATALOGUES / "en" / "findings.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: (row["sentence"], row["mend"]) for row in csv.DictReader(lines)}


def say(text: str, language: str = "en", **facts: object) -> str:
    """``text`` in ``language``, its ``{facts}`` filled in.

    >>> say("{n} of {of_n} Member States", n=3, of_n=193)
    '3 of 193 Member States'
    """
    said = _catalogue(language).get(text, text)
    return said.format(**facts) if facts else said


def place_text(place: Place) -> str:
    """Where a finding stands, as a person would look for it: ``B Declaration, E12``."""
    return ", ".join(part for part in (place.sheet, place.cell) if part)


def sentence(finding: Finding, language: str = "en") -> str:
    """The finding in words: what was found and what to write instead. Raises KeyError for a code without a sentence."""
    found, mend = _sentences(language)[finding.code]
    return " ".join(part.format_map(finding.facts) for part in (found, mend) if part)


def found_and_mend(finding: Finding, language: str = "en") -> tuple[str, str]:
    """The two halves of ``sentence``, for where they stand apart: what was found, what to write (empty if nothing)."""
    found, mend = _sentences(language)[finding.code]
    return found.format_map(finding.facts), mend.format_map(finding.facts)


@cache
def day_text(day: date, language: str = "en") -> str:
    """A day as the Organization writes it: ``29 July 2005``."""
    return format_date(day, "d MMMM y", locale=language)


def day_short(day: date, language: str = "en") -> str:
    """A day for a narrow column, its parts held together: ``29 Jul 2005``."""
    return format_date(day, "d MMM y", locale=language).replace(" ", "\u00a0")


def number_text(number: float, language: str = "en") -> str:
    """A number with the digits and separators of the language."""
    return format_decimal(number, locale=language)


def number_in_words(number: int) -> str:
    """English, as the Organization writes within a sentence: words below 10, figures from 10 on."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else number_text(number)


def listing(items: Iterable[str], language: str = "en") -> str:
    """A list as the Organization writes it, without a comma before the last: ``Albania, Andorra and Angola``.

    >>> listing(["Albania", "Andorra", "Angola"])
    'Albania, Andorra and Angola'
    """
    said = format_list(list(items), locale=language)
    return said.replace(", and ", " and ") if language == "en" else said
