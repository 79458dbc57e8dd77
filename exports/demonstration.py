"""Invented returns, to show what the system does: real workbooks, filled in by rule and chance, marked as invented.

Nothing in them says anything of the State whose name they carry. The same seed gives the same files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from exports.answer_lists import AnswerLists
from exports.filling import fill_workbook, prefilled
from exports.workbook_style import to_bytes
from model import Answer, Cycle, Question, Questionnaire, State, Treaty, Visibility
from relevance import holds

INVENTED = "Invented for demonstration."
REASONS = (
    "Invented for demonstration: the subject does not arise in the territory.",
    "Invented for demonstration: there are no such institutions.",
    "Invented for demonstration: the matter is governed by regional law.",
)
COMMENTS = (
    INVENTED,
    "Invented for demonstration: a bill is before parliament.",
    "Invented for demonstration: the measure applies to the central Government only.",
    "Invented for demonstration: a review is planned for next year.",
)
LATEST_CLAIM = date(2024, 12, 31)
"""No invented day of becoming party is later."""


@dataclass(frozen=True, slots=True)
class Temper:
    """How one invented State answers: each a share from 0 to 1."""

    forward: float
    open_questions: float
    reticence: float
    one_code: bool


@dataclass(frozen=True, slots=True)
class Written:
    """An invented return on disk; ``completed`` is the day on its cover, by which a few are late."""

    path: Path
    state: str
    completed: date


def write_demonstration(
    folder: Path,
    questionnaire: Questionnaire,
    treaties: Mapping[str, Treaty],
    states: Sequence[State],
    cycle: Cycle,
    blank_of: Callable[[State], Workbook],
    count: int = 150,
    seed: int = 51_60,
) -> list[Written]:
    """``count`` invented returns as workbooks in ``folder``, one a State, in alphabetical order of the codes.

    ``blank_of`` gives a State's blank return in English, made with ``Sender(demonstration=True)``. Raises ValueError
    when there are fewer States than returns wanted.
    """
    lists = AnswerLists(questionnaire, "en")
    chosen = Random(seed).sample(sorted(states, key=lambda state: state.iso3), count)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for state in sorted(chosen, key=lambda state: state.iso3):
        chance = Random(f"{seed} {state.iso3}")
        book = blank_of(state)
        answers = invented_answers(questionnaire, treaties, lists, prefilled(book, lists), chance)
        completed = _completed(cycle, chance)
        fill_workbook(book, lists, answers, _cover(state, completed, chance))
        path = folder / f"demonstration-{cycle.code}-{state.iso3}.xlsx"
        path.write_bytes(to_bytes(book, book.properties.created))
        written.append(Written(path, state.iso3, completed))
    return written


def invented_answers(
    questionnaire: Questionnaire,
    treaties: Mapping[str, Treaty],
    lists: AnswerLists,
    known: Mapping[str, Answer],
    chance: Random,
) -> list[Answer]:
    """Answers to the questions that are asked, some left open; ``known`` are those that were filled in beforehand."""
    temper = Temper(
        forward=chance.betavariate(2.2, 1.6),
        open_questions=chance.betavariate(1, 9),
        reticence=chance.choice((0, 0, 0, 0.02, 0.1)),
        one_code=chance.random() < 0.55,
    )
    answers: list[Answer] = []
    values: dict[str, str] = {}
    for question in questionnaire.questions:
        if not holds(question.relevance, values):
            continue
        if question.part == "A":
            answer = _position(question, treaties[question.treaty], known.get(question.code), temper, chance)
        elif chance.random() < temper.open_questions:
            continue
        else:
            answer = _measure(question, lists, temper, chance)
        if answer is not None:
            values[question.code] = answer.value
            answers.append(_dressed(answer, temper, chance))
    return answers


def _position(
    question: Question, treaty: Treaty, known: Answer | None, temper: Temper, chance: Random
) -> Answer | None:
    """Mostly what the depositary says; now and then something else, for there to be discrepancies to show."""
    if known is None:
        if chance.random() < 0.35:
            return None
        return _claim(question, treaty, "party" if chance.random() < temper.forward else "not_party", chance)
    turn = chance.random()
    if known.value == "party" and turn < 0.015:
        return Answer(question.code, "not_party")
    if known.value == "party" and known.since and turn < 0.045:
        return replace(known, since=known.since + timedelta(days=chance.choice((-31, -1, 1, 30, 365))))
    if known.value == "signatory" and turn < 0.15:
        return Answer(question.code, "intends")
    if known.value == "not_party" and turn < 0.12:
        return _claim(question, treaty, chance.choice(("party", "intends", "intends", "no_position")), chance)
    return known


def _claim(question: Question, treaty: Treaty, value: str, chance: Random) -> Answer:
    """A position of the State's own; only a treaty in force is claimed, since some day up to ``LATEST_CLAIM``."""
    if value != "party":
        return Answer(question.code, value)
    first = treaty.in_force
    if first is None or first >= LATEST_CLAIM:
        return Answer(question.code, "not_party")
    return Answer(question.code, value, since=first + timedelta(days=chance.randrange((LATEST_CLAIM - first).days)))


def _measure(question: Question, lists: AnswerLists, temper: Temper, chance: Random) -> Answer:
    if question.kind == "scale":
        return _scored(question, temper, chance)
    words = list(lists.words[question.choices])
    words = [word for word in words if word not in {"none", "every_paragraph", "all"}]
    if chance.random() < 0.12 * (1 - temper.forward) and "none" in lists.words[question.choices]:
        chosen = ["none"]
    elif "all" in lists.words[question.choices] and chance.random() < 0.5:
        chosen = ["all"]
    else:
        wanted = chance.sample(words, min(len(words), chance.randint(1, 3)))
        chosen = [word for word in words if word in wanted]
    if temper.one_code and chosen != ["none"] and "every_paragraph" in lists.words[question.choices]:
        chosen.append("every_paragraph")
    return Answer(question.code, " ".join(chosen))


def _scored(question: Question, temper: Temper, chance: Random) -> Answer:
    if chance.random() < 0.035:
        return Answer(question.code, "not_applicable", reason=chance.choice(REASONS))
    height = chance.gauss(temper.forward, 0.28)
    value = "fully" if height > 0.62 else "partly" if height > 0.38 else "in_preparation" if height > 0.24 else "no"
    return Answer(question.code, value)


def _dressed(answer: Answer, temper: Temper, chance: Random) -> Answer:
    """The answer with, now and then, a comment, a legal reference, and a wish for confidence."""
    comment = chance.choice(COMMENTS) if chance.random() < 0.2 else ""
    law = f"Invented Act No. {chance.randint(2, 98)} of {chance.randint(1975, 2024)}, section {chance.randint(1, 60)}"
    return replace(
        answer,
        comment=comment,
        legal_reference=law if chance.random() < 0.3 else "",
        visibility=Visibility.SECRETARIAT if chance.random() < temper.reticence else Visibility.OPEN,
    )


def _completed(cycle: Cycle, chance: Random) -> date:
    """Most in time, most of these in the last weeks; about one in twelve late."""
    if chance.random() < 0.08:
        return cycle.due + timedelta(days=chance.randint(1, 30))
    span = (cycle.due - cycle.opens).days
    return cycle.opens + timedelta(days=round(span * chance.betavariate(3, 1.3)))


def _cover(state: State, completed: date, chance: Random) -> dict[str, str | date]:
    consent = chance.choices(("whole", "part", "no", ""), (72, 18, 6, 4))[0]
    cover: dict[str, str | date] = {
        "cover_name": "Invented focal point",
        "cover_office": "Ministry of Justice (demonstration)",
        "cover_email": f"focal.point@{state.iso3.lower()}.example",
        "cover_day": completed,
        "cover_consent": consent,
    }
    if consent == "part":
        cover |= {f"cover_consent_{part}": chance.choice(("yes", "yes", "no")) for part in "ABCD"}
    return cover
