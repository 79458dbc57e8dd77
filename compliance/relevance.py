"""Relevance: whether a question was put at all, given what the State answered before.

A question is set aside only where the State's own earlier answers settle that it does not apply. Where an earlier
answer is itself missing, nothing is settled: the question stays asked, and blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

TOKEN = re.compile(r"\s*(?:\$\{(?P<question>\w+)\}|'(?P<text>[^']*)'|(?P<word>[A-Za-z]+)|(?P<sign>!=|=|\(|\)|,))")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known to hold and what is known not to hold, for each State and cycle; neither where it is unknown."""

    yes: np.ndarray
    no: np.ndarray

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)


Heard = Callable[[str, str], Truth]
"""Whether a question was answered with a word."""

Expression = Callable[[Heard], Truth]


@cache
def expression(text: str) -> Expression:
    """The meaning of an XLSForm ``relevant`` cell: ``selected(${q}, 'v')``, ``${q} = 'v'``, ``and``, ``or``, ``not()``.

    Raises ValueError for anything else: a rule that is not understood must not be guessed.
    """
    tokens = list(_tokens(text))
    found = _either(tokens)
    if tokens:
        raise ValueError(f"not understood in a relevance rule: {' '.join(value for _, value in tokens)!r} of {text!r}")
    return found


@cache
def questions_named(text: str) -> tuple[str, ...]:
    """The questions a relevance rule looks at, in order of their first mention."""
    return tuple(dict.fromkeys(value for kind, value in _tokens(text) if kind == "question"))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found or found.lastgroup is None:
            raise ValueError(f"not understood in a relevance rule: {text[place:]!r} of {text!r}")
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


def _either(tokens: list[tuple[str, str]]) -> Expression:
    parts = [_both(tokens)]
    while tokens[:1] == [("word", "or")]:
        tokens.pop(0)
        parts.append(_both(tokens))

    def meaning(heard: Heard) -> Truth:
        truth = parts[0](heard)
        for part in parts[1:]:
            truth |= part(heard)
        return truth

    return meaning


def _both(tokens: list[tuple[str, str]]) -> Expression:
    parts = [_single(tokens)]
    while tokens[:1] == [("word", "and")]:
        tokens.pop(0)
        parts.append(_single(tokens))

    def meaning(heard: Heard) -> Truth:
        truth = parts[0](heard)
        for part in parts[1:]:
            truth &= part(heard)
        return truth

    return meaning


def _single(tokens: list[tuple[str, str]]) -> Expression:
    kind, value = _next(tokens)
    if (kind, value) == ("sign", "("):
        inner = _either(tokens)
        _expect(tokens, ")")
        return inner
    if (kind, value) == ("word", "not"):
        _expect(tokens, "(")
        denied = _either(tokens)
        _expect(tokens, ")")
        return lambda heard: ~denied(heard)
    if (kind, value) == ("word", "selected"):
        _expect(tokens, "(")
        question = _expect(tokens, kind="question")
        _expect(tokens, ",")
        word = _expect(tokens, kind="text")
        _expect(tokens, ")")
        return lambda heard: heard(question, word)
    if kind == "question":
        sign = _expect(tokens, kind="sign")
        word = _expect(tokens, kind="text")
        if sign == "=":
            return lambda heard: heard(value, word)
        if sign == "!=":
            return lambda heard: ~heard(value, word)
    raise ValueError(f"not understood in a relevance rule: {value!r}")


def _next(tokens: list[tuple[str, str]]) -> tuple[str, str]:
    if not tokens:
        raise ValueError("a relevance rule ends too early")
    return tokens.pop(0)


def _expect(tokens: list[tuple[str, str]], sign: str = "", kind: str = "sign") -> str:
    found, value = _next(tokens)
    if found != kind or (sign and value != sign):
        raise ValueError(f"expected {sign or kind!r} in a relevance rule, found {value!r}")
    return value
