"""An edition of the questionnaire prepared for reading: everything that can be looked up is made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from loaders import known
from loaders.answers import NO_WORDS, Reading, Words, folded, read_answer, words_of
from loaders.sheets import Value
from model import Question, Questionnaire, by_code
from relevance import Condition, Either, Equals, Every, Negation, Selected, condition

HELD = 8
"""Editions kept prepared at a time."""


@dataclass(frozen=True, slots=True)
class Form:
    """``words`` by list of choices; ``labels`` by folded label the one question that has it.

    By question, where there is one: ``asked`` its relevance, ``first_day`` on which anybody could act on its treaty.
    """

    questionnaire: Questionnaire
    questions: Mapping[str, Question]
    words: Mapping[str, Words]
    asked: Mapping[str, Condition]
    labels: Mapping[str, str]
    first_day: Mapping[str, date]

    def read(self, value: Value, question: Question, language: str, as_at: date | None) -> Reading:
        """The stored word for an answer cell."""
        return read_answer(value, question, self.words.get(question.choices, NO_WORDS), language, as_at)

    def is_asked(self, code: str, values: Mapping[str, str]) -> bool | None:
        """Whether a State that gave these values is asked; None while it hangs on a question that has no value here."""
        rule = self.asked.get(code)
        return True if rule is None else _holds(rule, values)

    def parts(self) -> tuple[str, ...]:
        """The parts of the questionnaire in order."""
        return tuple(dict.fromkeys(question.part for question in self.questionnaire.questions))


def _holds(rule: Condition, values: Mapping[str, str]) -> bool | None:
    """As ``relevance.holds``, but None where only a question without a value could decide."""
    match rule:
        case Selected(question, value):
            return value in values[question].split() if question in values else None
        case Equals(question, value):
            return values[question] == value if question in values else None
        case Negation(of):
            held = _holds(of, values)
            return None if held is None else not held
        case Every(parts):
            found = {_holds(part, values) for part in parts}
            return False if False in found else None if None in found else True
        case Either(parts):
            found = {_holds(part, values) for part in parts}
            return True if True in found else None if None in found else False


_prepared: dict[int, Form] = {}


def form_of(questionnaire: Questionnaire) -> Form:
    """The edition prepared; the same object again costs nothing. Raises ValueError for one that contradicts itself."""
    held = _prepared.get(id(questionnaire))
    if held is None or held.questionnaire is not questionnaire:
        while len(_prepared) >= HELD:
            _prepared.pop(next(iter(_prepared)))
        held = _prepared[id(questionnaire)] = _prepare(questionnaire)
    return held


def _prepare(questionnaire: Questionnaire) -> Form:
    days = _first_days()
    rules = {question.code: question.relevance for question in questionnaire.questions if question.relevance}
    return Form(
        questionnaire=questionnaire,
        questions=by_code(questionnaire.questions),
        words=words_of(questionnaire),
        asked={code: condition(rule) for code, rule in rules.items()},
        labels=_labels(questionnaire),
        first_day={q.code: days[q.treaty] for q in questionnaire.questions if q.treaty in days},
    )


@cache
def _first_days() -> dict[str, date]:
    """By treaty the day of its adoption, or the first act known where an earlier treaty's acts count for it."""
    days = {code: treaty.adopted.isoformat() for code, treaty in known.treaties().items()}
    for row in known.rows("treaty_actions.csv"):
        days[row["treaty"]] = min(days[row["treaty"]], row["day"])
    return {code: date.fromisoformat(day) for code, day in days.items()}


def _labels(questionnaire: Questionnaire) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for question in questionnaire.questions:
        for label in question.labels.values():
            owners.setdefault(folded(label), set()).add(question.code)
    return {label: codes.pop() for label, codes in owners.items() if label and len(codes) == 1}
