"""What a State is asked: in which cycle, with which questions, and where each of them stands in the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from exports.cover_sheets import COVER, GUIDANCE
from exports.part_sheets import SHEETS, plan
from language import say
from loaders import known
from loaders.form import Form, form_of
from loaders.questionnaire import questionnaire
from model import Answer, Cycle, Place, Question, Questionnaire

COLUMNS = {"code": "A", "answer": "E", "legal_reference": "G", "comment": "H", "secretariat": "I"}
"""Where a row of the workbook holds what; the day of part A and the reason elsewhere stand in F."""

CONTENT = ("value", "since", "reason", "legal_reference", "comment")
"""What a State writes of one question."""


@dataclass(frozen=True, slots=True)
class Request:
    """One State's return of one cycle, looked at on one day. ``demonstration`` is whether the store is one."""

    state: str
    cycle: Cycle
    today: date
    cycles: Mapping[str, Cycle] = field(hash=False)
    demonstration: bool = False

    @property
    def name(self) -> str:
        """The State's name."""
        return known.states()[self.state].names["en"]

    @property
    def edition(self) -> Questionnaire:
        """The questionnaire of the cycle."""
        return questionnaire(self.cycle.edition)

    @property
    def form(self) -> Form:
        """The questionnaire made ready for reading."""
        return form_of(self.edition)

    @property
    def is_open(self) -> bool:
        """Whether the cycle takes returns on the day."""
        return self.cycle.opens <= self.today <= self.cycle.closes

    def asked(self, answers: Mapping[str, Answer]) -> list[Question]:
        """The questions that are put to a State with these answers; one that hangs on a blank answer is."""
        values = {code: answer.value for code, answer in answers.items() if answer.value}
        return [item for item in self.edition.questions if self.form.is_asked(item.code, values) is not False]


@lru_cache
def rows_of(edition: str, language: str) -> Mapping[str, tuple[str, int]]:
    """Sheet and row of every question in the workbook as it is issued."""
    planned = plan(questionnaire(edition), known.provisions(), language)
    return {
        line.question.code: (say(SHEETS[part], language), line.row)
        for part, lines in planned.items()
        for line in lines
        if line.question
    }


def sheet_names(language: str) -> list[str]:
    """The sheets of a workbook in their order."""
    return [say(name, language) for name in (COVER, GUIDANCE, *SHEETS.values())]


def place_of(question: Question, edition: str, language: str, column: str = "answer") -> Place:
    """The cell of a question in the workbook as it is issued."""
    sheet, row = rows_of(edition, language)[question.code]
    return Place("", sheet, f"{COLUMNS.get(column, 'F')}{row}")


def is_empty(answer: Answer) -> bool:
    """Whether nothing was written."""
    return not any(getattr(answer, name) for name in CONTENT)


def in_order(answers: Iterable[Answer], request: Request) -> tuple[Answer, ...]:
    """The answers in which something was written, in the order of the questionnaire."""
    by_question = {answer.question: answer for answer in answers if not is_empty(answer)}
    return tuple(by_question[code] for code in request.form.questions if code in by_question)
