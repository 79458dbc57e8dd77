"""An edition of the questionnaire prepared for reading: everything that can be looked up is made once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from loaders import known
from loaders.answers import NO_WORDS, Reading, Words, folded, read_answer, words_of
from loaders.sheets import Value
from model import Question, Questionnaire, by_code
from relevance import Condition, asked_about, condition, holds

HELD = 8
"""Editions kept prepared at a time."""


@dataclass(frozen=True, slots=True)
class Form:
    """``words`` by list of choices; ``labels`` by folded label the one question that has it.

    By question, where there is one: ``asked`` its relevance, ``hangs_on`` the questions that looks at, ``adopted`` the
    day of its treaty.
    """

    questionnaire: Questionnaire
    questions: Mapping[str, Question]
    words: Mapping[str, Words]
    asked: Mapping[str, Condition]
    hangs_on: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    adopted: Mapping[str, date]

    def read(self, value: Value, question: Question, language: str, as_at: date | None) -> Reading:
        """The stored word for an answer cell."""
        return read_answer(value, question, self.words.get(question.choices, NO_WORDS), language, as_at)

    def is_asked(self, code: str, values: Mapping[str, str], unread: Collection[str]) -> bool | None:
        """Whether a State that gave these values is asked; None when it hangs on an answer that could not be read."""
        rule = self.asked.get(code)
        if rule is None:
            return True
        return holds(rule, values) if self.hangs_on[code].isdisjoint(unread) else None

    def parts(self) -> tuple[str, ...]:
        """The parts of the questionnaire in order."""
        return tuple(dict.fromkeys(question.part for question in self.questionnaire.questions))


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
    treaties = known.treaties()
    rules = {question.code: question.relevance for question in questionnaire.questions if question.relevance}
    return Form(
        questionnaire=questionnaire,
        questions=by_code(questionnaire.questions),
        words=words_of(questionnaire),
        asked={code: condition(rule) for code, rule in rules.items()},
        hangs_on={code: frozenset(other for other, _ in asked_about(rule)) for code, rule in rules.items()},
        labels=_labels(questionnaire),
        adopted={q.code: treaties[q.treaty].adopted for q in questionnaire.questions if q.treaty in treaties},
    )


def _labels(questionnaire: Questionnaire) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for question in questionnaire.questions:
        for label in question.labels.values():
            owners.setdefault(folded(label), set()).add(question.code)
    return {label: codes.pop() for label, codes in owners.items() if label and len(codes) == 1}
