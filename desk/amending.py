"""Two versions of a return beside each other: cell by cell and figure by figure."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from desk.previewing import figures, figures_table
from desk.request import CONTENT, Request, place_of
from exports.answer_lists import AnswerLists
from language import day_text, place_text, say
from model import Answer, Question, Visibility

FIELDS = {
    "value": "Answer",
    "since": "Since (day)",
    "reason": "Reason, if not applicable",
    "legal_reference": "Legal reference",
    "comment": "Comment",
    "visibility": "For the Secretariat only",
}

COMPARED = ["level", "scored", "applicable", "score"]
"""What of a figure is looked at when two versions are compared."""


def cells_changed(
    before: Iterable[Answer], after: Iterable[Answer], request: Request, language: str = "en"
) -> pd.DataFrame:
    """Every cell in which two versions differ: where (in the workbook as issued), question, what, before, after."""
    old = {answer.question: answer for answer in before}
    new = {answer.question: answer for answer in after}
    lists = AnswerLists(request.edition, language)
    rows = []
    for question in request.edition.questions:
        was, now = (side.get(question.code) or Answer(question.code, "") for side in (old, new))
        for name, word in FIELDS.items():
            if getattr(was, name) != getattr(now, name):
                column = {"value": "answer", "visibility": "secretariat"}.get(name, name)
                where = place_text(place_of(question, request.cycle.edition, language, column))
                label = question.labels.get(language) or question.labels["en"]
                shown = [_shown(answer, name, question, lists, language) for answer in (was, now)]
                rows.append((where, label, say(word, language), *shown))
    heads = ("Cell", "Question", "What", "Before", "After")
    return pd.DataFrame(rows, columns=[say(head, language) for head in heads])


def figures_changed(
    before: Iterable[Answer], after: Iterable[Answer], request: Request, language: str = "en"
) -> pd.DataFrame:
    """The figures in which two versions differ: provision, then level, answered and figure before and after."""
    was, now = (figures(side, request) for side in (before, after))
    differs = (was[COMPARED].fillna({"score": -1.0}) != now[COMPARED].fillna({"score": -1.0})).any(axis=1)
    old, new = (figures_table(side[differs].reset_index(drop=True), language) for side in (was, now))
    provision, level, answered, figure, _ = old.columns
    pairs = {provision: old[provision]}
    for name in (level, answered, figure):
        pairs[say("{what}, before", language, what=name)] = old[name]
        pairs[say("{what}, after", language, what=name)] = new[name]
    return pd.DataFrame(pairs)


def is_same(before: Iterable[Answer], after: Iterable[Answer]) -> bool:
    """Whether two versions say the same, wherever it stands."""
    return _said(before) == _said(after)


def _said(answers: Iterable[Answer]) -> dict[str, tuple[object, ...]]:
    return {
        answer.question: (*(getattr(answer, name) or "" for name in CONTENT), answer.visibility) for answer in answers
    }


def _shown(answer: Answer, name: str, question: Question, lists: AnswerLists, language: str) -> str:
    if name == "value":
        return lists.shown(question.choices, answer.value)
    if name == "since":
        return day_text(answer.since, language) if answer.since else ""
    if name == "visibility":
        return say("Yes", language) if answer.visibility is Visibility.SECRETARIAT else say("No", language)
    return str(getattr(answer, name))
