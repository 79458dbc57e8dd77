"""The questionnaire of an edition, read from its reviewable tables, and the scale by which answers are scored.

The tables are an XLSForm's own sheets (survey, choices, settings) with four columns added: part, provision, treaty
and weight. One row of the survey is one question; what accompanies every answer (legal reference, comment, reason)
is not written there but added when a form is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import groupby

import pandas as pd

from loaders.known import rows
from model import Choice, Question, Questionnaire
from relevance import holds

LABEL, HINT = "label::English (en)", "hint::English (en)"

SCALE_LIST = "scale"
"""A choice from this list is scored."""

PLAIN_KINDS = {"text": "text", "integer": "integer", "date": "day"}


@cache
def questionnaire(edition: str) -> Questionnaire:
    """The questionnaire of an edition (``2026``). Raises FileNotFoundError for an edition that is not held."""
    folder = f"questionnaire/{edition}"
    return Questionnaire(
        edition=edition,
        questions=tuple(_question(row) for row in rows(f"{folder}/survey.csv")),
        choices=_choices(rows(f"{folder}/choices.csv")),
        settings=rows(f"{folder}/settings.csv")[0],
    )


def tables(edition: str) -> dict[str, list[dict[str, str]]]:
    """The edition's own tables, as they stand: survey, choices and settings, each a list of rows."""
    return {name: rows(f"questionnaire/{edition}/{name}.csv") for name in ("survey", "choices", "settings")}


def questions_frame(edition: Questionnaire) -> pd.DataFrame:
    """One row a question, in order: question, part, provision, kind, choices, weight, treaty, label, relevance.

    ``weight`` is a number, 0 where the question is not scored; every other column is text, the label in English.
    """
    return pd.DataFrame(
        [
            {
                "question": question.code,
                "part": question.part,
                "provision": question.provision,
                "kind": question.kind,
                "choices": question.choices,
                "weight": question.weight,
                "treaty": question.treaty,
                "label": question.labels["en"],
                "relevance": question.relevance,
            }
            for question in edition.questions
        ]
    )


@cache
def scale() -> dict[str, float]:
    """The score of each word of the scale, 0 to 1; ``not_applicable`` has none and is left out."""
    return {row["value"]: float(row["score"]) for row in rows("scale.csv") if row["score"]}


@cache
def answer_words() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """What people write, by (list of choices, language): pairs of (written, value).

    The first that is written for a value is its label in that language.
    """
    table = sorted(rows("questionnaire/answer_words.csv"), key=lambda row: (row["list_name"], row["language"]))
    return {
        key: tuple((row["written"], row["value"]) for row in group)
        for key, group in groupby(table, key=lambda row: (row["list_name"], row["language"]))
    }


@cache
def header_words() -> dict[str, str]:
    """The heads of columns as people write them, in the six languages -> the column they mean."""
    return {row["written"]: row["column"] for row in rows("questionnaire/headers.csv")}


def relevant(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether the question is asked of a State that gave these answers (question code -> stored value).

    Raises relevance.RelevanceError for a rule outside the part of XPath that is understood.
    """
    return holds(question.relevance, answers)


def _question(row: Mapping[str, str]) -> Question:
    kind, choices = _kind(row["type"])
    return Question(
        code=row["name"],
        part=row["part"],
        provision=row["provision"],
        kind=kind,
        labels={"en": row[LABEL]},
        guidance={"en": row[HINT]},
        choices=choices,
        relevance=row["relevant"],
        weight=float(row["weight"] or 0),
        treaty=row["treaty"],
        required=row["required"] == "yes",
    )


def _kind(xlsform_type: str) -> tuple[str, str]:
    """Our word for the kind of question, and its list of choices. Raises KeyError for a type that is not used here."""
    head, _, choices = xlsform_type.partition(" ")
    if head == "select_one":
        return ("scale" if choices == SCALE_LIST else "one"), choices
    if head == "select_multiple":
        return "many", choices
    return PLAIN_KINDS[head], ""


def _choices(table: list[dict[str, str]]) -> dict[str, tuple[Choice, ...]]:
    """The choices by list, in order.

    Labels are the form's own in English, and in the other languages the first of the words people write.
    """
    labels: dict[tuple[str, str], dict[str, str]] = {}
    for (list_name, language), pairs in answer_words().items():
        for written, value in pairs:
            labels.setdefault((list_name, value), {}).setdefault(language, written)
    return {
        list_name: tuple(
            Choice(list_name, row["name"], labels.get((list_name, row["name"]), {}) | {"en": row[LABEL]})
            for row in group
        )
        for list_name, group in groupby(table, key=lambda row: row["list_name"])
    }
