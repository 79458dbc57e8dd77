"""A return under review: each answer beside the last return and the depositary's fact, discrepancies first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from compliance.discrepancies import comparisons
from desk.reading import Reading, status
from desk.scope import cited
from exports.answer_lists import AnswerLists
from exports.prefill import UNKNOWN, known_positions
from language import day_text, place_text, say
from loaders import known
from loaders.questionnaire import questionnaire, questions_frame
from model import Place, Question, Questionnaire, ReturnStatus, Visibility

STANDS = {
    ReturnStatus.SUBMITTED: "Waiting for review",
    ReturnStatus.IN_REVIEW: "In review",
    ReturnStatus.SENT_BACK: "Sent back to the State",
    ReturnStatus.ACCEPTED: "Accepted",
}
SHOWN = {
    "first": "Discrepancies and changes",
    "discrepancies": "Discrepancies",
    "changed": "Changed since the last return",
    "secretariat": "For the Secretariat only",
    "all": "All answers",
}
"""What of a return is looked at."""

NOT_KNOWN = "Not known: the list is not held in full"

WRITTEN = ("value", "since", "reason", "legal_reference", "comment")


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a return under review, in words.

    ``differs`` says in which way answer and depositary differ, empty where they do not or cannot be compared; ``coded``
    is the Secretariat's own coding where it is another than what was written.
    """

    question: str
    provision: str
    label: str
    now: str
    before: str
    known: str
    differs: str
    order: int
    changed: bool
    secretariat: bool
    coded: str
    where: str


@dataclass(frozen=True, eq=False)
class Under:
    """A return under review: its answers, those of the return it is set beside, and what the depositaries say.

    ``answers`` and ``before`` are the store's frames of answers of one return each, ``before`` None where there is no
    earlier one; ``sent`` is the one row of the store's returns.
    """

    reading: Reading
    sent: pd.Series
    answers: pd.DataFrame
    before: pd.DataFrame | None
    language: str = "en"

    @cached_property
    def edition(self) -> Questionnaire:
        """The questionnaire that the return answers."""
        return questionnaire(str(self.sent["edition"]))

    @cached_property
    def lines(self) -> list[Line]:
        """Every question that is answered now or was before: discrepancies first, then the order of the questions."""
        now, before = _by_question(self.answers), _by_question(self.before)
        differs, told = self._differences, self._known
        found = [
            self._line(number, question, now.get(question.code), before.get(question.code), differs, told)
            for number, question in enumerate(self.edition.questions)
            if question.code in now or question.code in before
        ]
        return sorted(found, key=lambda line: (not line.differs, line.order))

    @property
    def discrepancies(self) -> int:
        """How many answers contradict the depositary's list."""
        return sum(bool(line.differs) for line in self.lines)

    @property
    def changes(self) -> int:
        """How many answers are others than in the return it is set beside; 0 where there is none."""
        return sum(line.changed for line in self.lines)

    def confides(self, number: int) -> bool:
        """Whether the return with that number keeps answers for the Secretariat only."""
        frames = [self.answers] if self.before is None else [self.answers, self.before]
        return any(((one["return"] == number) & (one["visibility"] == Visibility.SECRETARIAT)).any() for one in frames)

    def shown(self, wanted: str) -> list[Line]:
        """The lines that ``wanted``, one of ``SHOWN``, names."""
        return [
            line
            for line in self.lines
            if wanted == "all"
            or (wanted in ("first", "discrepancies") and line.differs)
            or (wanted in ("first", "changed") and line.changed)
            or (wanted == "secretariat" and line.secretariat)
        ]

    def label(self, code: str) -> str:
        """A question in words, for a list to choose from."""
        question = next((item for item in self.edition.questions if item.code == code), None)
        return f"{_cited(question, self.language)}: {self._text(question)}" if question else code

    def choices(self, code: str) -> dict[str, str]:
        """The values as which an answer can be coded, in words; none for a text."""
        question = next((item for item in self.edition.questions if item.code == code), None)
        offered = self.edition.choices.get(question.choices, ()) if question else ()
        return {choice.value: choice.labels.get(self.language) or choice.labels["en"] for choice in offered}

    @cached_property
    def _words(self) -> AnswerLists:
        return AnswerLists(self.edition, self.language)

    @cached_property
    def _differences(self) -> dict[str, tuple[str, int]]:
        """How an answer and the depositary's list differ, in words and by weight, by question."""
        kinds = known.discrepancy_kinds()
        returns = pd.DataFrame([self.sent[["return", "state", "cycle", "received"]]])
        returns["received"] = pd.to_datetime(returns["received"])
        questions = questions_frame(self.edition)
        compared = comparisons(self.answers, questions, returns, self.reading.register, kinds)
        told = kinds[kinds["discrepancy"]].set_index("kind")["label"]
        rows = compared[compared["kind"].isin(told.index)]
        return {
            question: (_differs(str(told[kind]), since, self.language), order)
            for question, kind, since, order in zip(
                rows["question"], rows["kind"], rows["depositary_since"], rows["order"], strict=True
            )
        }

    @cached_property
    def _known(self) -> dict[str, str]:
        """What the depositary's list says of the State towards each treaty on the day the return was received."""
        day = pd.Timestamp(self.sent["received"]).date()
        treaties = [question.treaty for question in self.edition.questions if question.treaty]
        state = str(self.sent["state"])
        rows = known_positions(status(self.reading, day), self.reading.lists, treaties, state, day, self.language)
        told = rows["text"].where(rows["status"] != UNKNOWN, say(NOT_KNOWN, self.language))
        return dict(zip(rows["treaty"], told, strict=True))

    def _line(
        self,
        number: int,
        question: Question,
        now: pd.Series | None,
        before: pd.Series | None,
        differs: dict[str, tuple[str, int]],
        told: dict[str, str],
    ) -> Line:
        said, order = differs.get(question.code, ("", 0))
        return Line(
            question=question.code,
            provision=_cited(question, self.language),
            label=self._text(question),
            now=self._answer(question, now),
            before=self._answer(question, before),
            known=told.get(question.treaty, ""),
            differs=said,
            order=order * 1_000 + number,
            changed=self.before is not None and _written(now) != _written(before),
            secretariat=now is not None and now["visibility"] == Visibility.SECRETARIAT,
            coded=self._coded(question, now),
            where="" if now is None else place_text(Place("", str(now["sheet"]), str(now["cell"]))),
        )

    def _text(self, question: Question) -> str:
        return question.labels.get(self.language) or question.labels["en"]

    def _answer(self, question: Question, row: pd.Series | None) -> str:
        return "\n".join(self._said(question, row)) if row is not None else ""

    def _said(self, question: Question, row: pd.Series) -> Iterator[str]:
        value = self._words.shown(question.choices, str(row["value"]))
        if value and pd.notna(row["since"]):
            day = day_text(pd.Timestamp(row["since"]).date(), self.language)
            value = say("{answer}, since {day}", self.language, answer=value, day=day)
        yield from (part for part in (value, str(row["reason"])) if part)
        if row["legal_reference"]:
            yield say("Legal reference: {written}", self.language, written=row["legal_reference"])
        if row["comment"]:
            yield say("Comment: {written}", self.language, written=row["comment"])

    def _coded(self, question: Question, row: pd.Series | None) -> str:
        if row is None or not row["coded_value"] or row["coded_value"] == row["value"]:
            return ""
        return self._words.shown(question.choices, str(row["coded_value"]))


def waited(since: datetime, now: datetime) -> int:
    """How many whole days have passed."""
    return max((now - since).days, 0)


def queue_shown(queue: pd.DataFrame, cycles: dict[str, str], now: datetime, language: str = "en") -> pd.DataFrame:
    """The store's queue as it is shown, the longest waiting first; ``cycles`` are the names by code."""
    states = known.states()
    return pd.DataFrame(
        {
            say("State", language): [states[code].names[language] for code in queue["state"]],
            say("Days waiting", language): [waited(moment, now) for moment in queue["received"]],
            say("Stands at", language): [say(STANDS[ReturnStatus(word)], language) for word in queue["status"]],
            say("Reviewed by", language): queue["reviewer"],
            say("Open questions", language): queue["questions_open"],
            say("Cycle", language): [cycles.get(code, code) for code in queue["cycle"]],
            say("Version", language): queue["version"],
            say("Received", language): queue["received"].dt.date,
        }
    )


def load(queue: pd.DataFrame) -> list[tuple[str, int]]:
    """How many returns each reviewer has in hand, the most first; returns that nobody has taken up under no name."""
    return [(str(name), int(n)) for name, n in queue["reviewer"].value_counts().items()]


def _cited(question: Question, language: str) -> str:
    return cited(question.provision, language) if question.provision else say("Further information", language)


def _differs(label: str, since: pd.Timestamp, language: str) -> str:
    if pd.isna(since):
        return say(label, language)
    day = day_text(since.date(), language)
    return say("{label} (depositary: {day})", language, label=say(label, language), day=day)


def _by_question(answers: pd.DataFrame | None) -> dict[str, pd.Series]:
    return {} if answers is None else {str(row["question"]): row for _, row in answers.iterrows()}


def _written(row: pd.Series | None) -> tuple[str, ...]:
    return () if row is None else tuple("" if pd.isna(row[name]) else str(row[name]) for name in WRITTEN)
