"""One answer cell, read: choice words in six languages, days, numbers, texts, several choices, Yes and No.

Tolerant of how a thing is written, strict of what it means: a word that is nearly a choice is told with a suggestion,
never taken for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from loaders import known
from loaders.answer_days import read_day
from loaders.sheets import CellError, Uncached, Value
from model import NOTHING, Choice, Question, Questionnaire, Severity

ANY_LIST = "*"
"""In the table of answer words: a word that means this value in every list that has the value."""

NEAR_ENOUGH = 72.0
"""Similarity (0 to 100, rapidfuzz) from which a word is worth suggesting."""

SUGGESTIONS = 6
"""How many of a list's words a finding names when none is near."""

SHORT = 100
"""Characters of a person's text that a sentence repeats."""

LONGEST_CHOICE = 16
"""Words of the longest label of a choice."""

_BETWEEN_CHOICES = re.compile(r"[;；؛\n|]")
_BETWEEN_PERHAPS = re.compile(r"[;；؛\n|,،、，]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3}){1,5}")
_WHOLE = re.compile(r"([+-]?\d{1,18})(?:[.,]0{1,18})?")


class Remark(NamedTuple):
    """A finding that does not know its place yet."""

    code: str
    severity: Severity
    facts: Mapping[str, str] = NOTHING


class Reading(NamedTuple):
    """What a cell says: ``value`` is the stored word, empty when nothing could be read."""

    value: str
    remarks: tuple[Remark, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether something stands in the cell that could not be read, in whole or in part."""
        return any(remark.severity is Severity.ERROR for remark in self.remarks)


class Words(NamedTuple):
    """The words of one list of choices: ``values`` by folded word, ``labels`` to show by value."""

    values: Mapping[str, str]
    choices: tuple[Choice, ...]


NO_WORDS = Words({}, ())


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """``text`` without case, accents, blanks and punctuation, to compare words people wrote; doubt (``?``) is kept.

    >>> folded(" Ne s’applique pas. ") == folded("NE S'APPLIQUE PAS")
    True
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum() or c in "?؟")


@cache
def _written() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By list name: the pairs (value, written) of the table of answer words."""
    table: dict[str, list[tuple[str, str]]] = {}
    for row in known.rows("questionnaire/answer_words.csv"):
        table.setdefault(row["list_name"] or ANY_LIST, []).append((row["value"], row["written"]))
    return {name: tuple(pairs) for name, pairs in table.items()}


def words_of(questionnaire: Questionnaire) -> dict[str, Words]:
    """The words of every list of an edition: stored values, labels in every language, and what people write instead.

    Raises ValueError when one word would mean two choices of a list.
    """
    return {name: _words(name, choices) for name, choices in questionnaire.choices.items()}


def _words(name: str, choices: tuple[Choice, ...]) -> Words:
    own = {choice.value for choice in choices}
    pairs = [(choice.value, word) for choice in choices for word in (choice.value, *choice.labels.values())]
    pairs += _written().get(name, ())
    pairs += [pair for pair in _written().get(ANY_LIST, ()) if pair[0] in own]
    values: dict[str, str] = {}
    for value, word in pairs:
        if value in own and values.setdefault(folded(word), value) != value:
            raise ValueError(f"in the list {name}, {word!r} means both {value!r} and {values[folded(word)]!r}")
    return Words(values, choices)


def read_answer(
    value: Value, question: Question, words: Words, language: str = "en", as_at: date | None = None
) -> Reading:
    """The stored word for what stands in an answer cell; the cell is not blank.

    ``words`` are those of the question's list of choices, ``language`` that of the workbook, which decides how
    03/06/1992 is read and in which words suggestions are made.
    """
    if trouble := unreadable(value):
        return Reading("", (trouble,))
    if question.kind == "text":
        return Reading(text_of(value))
    if question.kind == "day":
        day, remarks = day_of(value, language, as_at)
        return Reading(day.isoformat() if day else "", remarks)
    if question.kind == "integer":
        return _whole_number(value)
    if question.kind == "many":
        return _choices(text_of(value), words, language)
    return _choice(value, words, language)


def unreadable(value: Value) -> Remark | None:
    """What to tell of a cell that shows an error or holds a formula without its result."""
    if isinstance(value, CellError):
        return Remark("return.error_cell", Severity.ERROR, {"found": value.text})
    if isinstance(value, Uncached):
        return Remark("return.uncached_formula", Severity.ERROR)
    return None


def text_of(value: Value) -> str:
    """A cell as text, the same whatever the format of the file: ``123`` for 123.0, ISO days, one kind of line end."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
        return "\n".join(line.rstrip() for line in text.strip().split("\n")) if "\n" in text else text.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, CellError):
        return value.text
    return f"={value.formula}" if isinstance(value, Uncached) else str(value)


def short(text: str) -> str:
    """A text short enough to stand in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 4] + " ..."


def day_of(value: Value, language: str, as_at: date | None) -> tuple[date | None, tuple[Remark, ...]]:
    """The day in a cell that is not blank, and what is to be told of how it was read."""
    if trouble := unreadable(value):
        return None, (trouble,)
    reading = read_day(value, language, as_at)
    if not reading.code:
        return reading.day, ()
    facts = {name: short(fact) for name, fact in reading.facts.items()}
    return reading.day, (Remark(reading.code, reading.severity, facts),)


@cache
def _yes_no() -> Mapping[str, bool]:
    pairs = (*_written().get("yes_no", ()), *_written().get("yes", ()))
    words = {folded(written): value == "yes" for value, written in pairs}
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False} | words


def yes_or_no(value: Value) -> bool | None:
    """Whether a cell says Yes or No in any of the six languages; None when it says neither.

    >>> yes_or_no("YES"), yes_or_no(False), yes_or_no("perhaps")
    (True, False, None)
    """
    return _yes_no().get(folded(text_of(value)))


def _whole_number(value: Value) -> Reading:
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text_of(value))
    if whole := _WHOLE.fullmatch(text):
        return Reading(str(int(whole[1])))
    if _GROUPED.fullmatch(text):
        number = str(int(re.sub(r"[^\d+-]", "", text)))
        return Reading(number, (Remark("return.number_read_as", Severity.NOTE, {"found": text, "number": number}),))
    return Reading("", (Remark("return.not_a_number", Severity.ERROR, {"found": short(text)}),))


def _choice(value: Value, words: Words, language: str) -> Reading:
    text = text_of(value)
    found = words.values.get(folded(text))
    if found is None and isinstance(value, bool | int | float) and {"yes", "no"} & set(words.values.values()):
        answer = yes_or_no(value)
        found = None if answer is None else words.values.get("yes" if answer else "no")
    if found is not None:
        return Reading(found)
    return Reading("", (_unknown(text, words, language),))


def _choices(text: str, words: Words, language: str) -> Reading:
    """Several choices in the order of the list, each once, joined by a blank."""
    ways: tuple[Callable[[str], list[str]], ...] = (
        lambda whole: [whole],
        _BETWEEN_CHOICES.split,
        _BETWEEN_PERHAPS.split,
        lambda whole: _run_on(whole, words),
    )
    for way in ways:
        pieces = [piece for piece in way(text) if folded(piece)]
        if pieces and all(folded(piece) in words.values for piece in pieces):
            break
    else:
        pieces = [piece for piece in _BETWEEN_CHOICES.split(text) if folded(piece)]
    chosen = {words.values.get(folded(piece)) for piece in pieces}
    remarks = tuple(_unknown(piece.strip(), words, language) for piece in pieces if folded(piece) not in words.values)
    return Reading(" ".join(choice.value for choice in words.choices if choice.value in chosen), remarks)


def _run_on(text: str, words: Words) -> list[str]:
    """Choices that a form wrote one after the other with only blanks between; empty where that does not fit."""
    tokens = text.split()
    found: list[list[str] | None] = [[]]
    for end in range(1, len(tokens) + 1):
        fits = [
            [*before, piece]
            for begin in range(max(0, end - LONGEST_CHOICE), end)
            if (before := found[begin]) is not None and folded(piece := " ".join(tokens[begin:end])) in words.values
        ]
        found.append(min(fits, key=len, default=None))
    return found[-1] or []


def _unknown(text: str, words: Words, language: str) -> Remark:
    """A word that is none of the choices, with the nearest of them, if any is near, or the choices there are."""
    shown = [choice.labels.get(language) or choice.labels.get("en") or choice.value for choice in words.choices]
    near = process.extractOne(text, shown, scorer=fuzz.WRatio, processor=folded, score_cutoff=NEAR_ENOUGH)
    if near is not None:
        return Remark("return.unknown_choice_near", Severity.ERROR, {"found": short(text), "suggestion": near[0]})
    choices = "; ".join(shown[:SUGGESTIONS]) + ("; ..." if len(shown) > SUGGESTIONS else "")
    return Remark("return.unknown_choice", Severity.ERROR, {"found": short(text), "choices": choices})
