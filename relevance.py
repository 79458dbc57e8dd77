"""When a question is asked: the small part of XPath that the questionnaire uses, read once and judged on answers.

Understood: ``selected(${question}, 'value')``, ``${question} = 'value'``, ``${question} != 'value'``, ``and``, ``or``,
``not(...)`` and brackets. Anything else is refused with a sentence, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

TOKEN = re.compile(
    r"""\s*(?:
        (?P<question>\$\{[A-Za-z_][\w.-]*\})
      | (?P<value>'[^']*'|"[^"]*")
      | (?P<word>[A-Za-z][\w-]*)
      | (?P<sign>!=|=|\(|\)|,)
    )""",
    re.VERBOSE,
)


class RelevanceError(ValueError):
    """A relevance rule that says something this reader does not understand."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The value is among those chosen for the question."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Equals:
    """The answer to the question is this value and nothing else."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Negation:
    """The condition does not hold."""

    of: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All of the conditions hold; true when there are none."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the conditions holds."""

    of: tuple[Condition, ...]


Condition = Selected | Equals | Negation | Every | Either

ALWAYS = Every(())


@cache
def condition(rule: str) -> Condition:
    """The rule as a tree; ``ALWAYS`` for an empty one. Raises RelevanceError for what is not understood.

    >>> condition("not(selected(${c1_law}, 'no'))")
    Negation(of=Selected(question='c1_law', value='no'))
    """
    return _Reader(rule).whole() if rule.strip() else ALWAYS


def holds(rule: str | Condition, answers: Mapping[str, str]) -> bool:
    """Whether the rule is met by the answers: question code -> stored value, several choices separated by a blank.

    >>> holds("selected(${c1_cover}, 'every_paragraph')", {"c1_cover": "all every_paragraph"})
    True
    >>> holds("selected(${c1_cover}, 'every_paragraph')", {})
    False
    """
    match condition(rule) if isinstance(rule, str) else rule:
        case Selected(question, value):
            return value in answers.get(question, "").split()
        case Equals(question, value):
            return answers.get(question, "") == value
        case Negation(of):
            return not holds(of, answers)
        case Every(parts):
            return all(holds(part, answers) for part in parts)
        case Either(parts):
            return any(holds(part, answers) for part in parts)


def asked_about(rule: str | Condition) -> Iterator[tuple[str, str]]:
    """Every (question, value) the rule looks at, in its order."""
    match condition(rule) if isinstance(rule, str) else rule:
        case Selected(question, value) | Equals(question, value):
            yield question, value
        case Negation(of):
            yield from asked_about(of)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from asked_about(part)


class _Reader:
    """Recursive descent over the tokens of one rule."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.tokens = list(self._tokens())
        self.next = 0

    def _tokens(self) -> Iterator[tuple[str, str]]:
        position, text = 0, self.rule.rstrip()
        while position < len(text):
            found = TOKEN.match(text, position)
            if found is None:
                raise RelevanceError(f"Not understood at {position + 1} in the rule {self.rule!r}.")
            kind = str(found.lastgroup)
            said = found.group(kind)
            yield kind, said[2:-1] if kind == "question" else said[1:-1] if kind == "value" else said
            position = found.end()

    def _is(self, kind: str, said: str) -> bool:
        return self.next < len(self.tokens) and self.tokens[self.next] == (kind, said)

    def _take(self, kind: str, said: str | None = None) -> str:
        found = self.tokens[self.next] if self.next < len(self.tokens) else ("end", "the end")
        if found[0] != kind or (said is not None and found[1] != said):
            wanted = repr(said) if said else f"a {kind}"
            raise RelevanceError(f"{wanted} was expected and {found[1]!r} was found in the rule {self.rule!r}.")
        self.next += 1
        return found[1]

    def whole(self) -> Condition:
        read = self._either()
        if self.next < len(self.tokens):
            raise RelevanceError(f"{self.tokens[self.next][1]!r} is not understood in the rule {self.rule!r}.")
        return read

    def _either(self) -> Condition:
        parts = [self._every()]
        while self._is("word", "or"):
            self.next += 1
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self) -> Condition:
        parts = [self._single()]
        while self._is("word", "and"):
            self.next += 1
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _single(self) -> Condition:
        if self._is("sign", "("):
            return self._bracketed()
        if self._is("word", "not"):
            self.next += 1
            return Negation(self._bracketed())
        if self._is("word", "selected"):
            self.next += 1
            self._take("sign", "(")
            question = self._take("question")
            self._take("sign", ",")
            read = Selected(question, self._take("value"))
            self._take("sign", ")")
            return read
        question = self._take("question")
        if self._is("sign", "!="):
            self.next += 1
            return Negation(Equals(question, self._take("value")))
        self._take("sign", "=")
        return Equals(question, self._take("value"))

    def _bracketed(self) -> Condition:
        self._take("sign", "(")
        read = self._either()
        self._take("sign", ")")
        return read
