"""Workbooks that a State is given: prefilled with what is known, or holding its own draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from openpyxl import Workbook

from desk.reading import Reading, status
from desk.request import CONTENT, Request
from exports.answer_lists import AnswerLists
from exports.filling import fill_workbook
from exports.prefill import Filled, filled_in, known_positions
from exports.questionnaire import return_workbook
from exports.sender import Sender
from exports.workbook_style import to_bytes
from loaders import known
from model import Answer

FILLED = (*CONTENT, "visibility")


@dataclass(frozen=True, eq=False)
class Issue:
    """All that goes into a workbook but the draft: what the depositaries know, and the answers of the last return."""

    reading: Reading
    request: Request
    last: tuple[Answer, ...] = ()

    def workbook(self, language: str, issued: datetime) -> bytes:
        """The workbook filled with what is known; the same knowledge and moment give the same bytes."""
        return to_bytes(self._book(language, issued), issued)

    def filled(self, answers: Iterable[Answer], cover: Mapping[str, str], language: str, issued: datetime) -> bytes:
        """The same workbook with these answers in it and nothing else."""
        book = self._book(language, issued)
        lists = AnswerLists(self.request.edition, language)
        given = {answer.question: answer for answer in answers}
        whole = [given.get(code) or Answer(code, "") for code in self.request.form.questions]
        fill_workbook(book, lists, whole, cover_cells(cover))
        return to_bytes(book, issued)

    def answers(self) -> dict[str, Answer]:
        """What stands in the workbook before anybody wrote in it, by question."""
        before = {answer.question: answer for answer in self.last}
        return {code: _standing(code, row, before) for code, row in self._filled("en").items() if row.value}

    def file_name(self, language: str, what: str = "return") -> str:
        """The name under which a workbook is saved."""
        return f"{self.request.state}-{self.request.cycle.code}-{what}-{language}.xlsx"

    def told(self, language: str = "en") -> dict[str, str]:
        """What is known of each question, in words: the depositary's list, the answer of the last return."""
        return {code: row.told for code, row in self._filled(language).items() if row.told}

    def _filled(self, language: str) -> dict[str, Filled]:
        return filled_in(self._known(language), answers_frame(self.last), AnswerLists(self.request.edition, language))

    def _known(self, language: str) -> pd.DataFrame:
        request = self.request
        treaties = [question.treaty for question in request.edition.questions if question.treaty]
        standing = status(self.reading, request.today)
        return known_positions(standing, self.reading.lists, treaties, request.state, request.today, language)

    def _book(self, language: str, issued: datetime) -> Workbook:
        request = self.request
        sender = Sender(
            known.states()[request.state], request.cycle, language, issued, self.reading.revision, request.demonstration
        )
        told = self._known(language)
        return return_workbook(request.edition, known.provisions(), sender, told, answers_frame(self.last))


def _standing(code: str, row: Filled, before: Mapping[str, Answer]) -> Answer:
    """What stands in a row of the workbook as an answer: that of the last return, where it says the same."""
    if code in before and before[code].value == row.value:
        return before[code]
    return Answer(code, row.value, since=row.beside if isinstance(row.beside, date) else None)


def answers_frame(answers: Iterable[Answer]) -> pd.DataFrame | None:
    """The answers as the workbook wants those of the last return; None without any."""
    rows = [{"question": answer.question} | {name: getattr(answer, name) for name in FILLED} for answer in answers]
    return pd.DataFrame(rows, columns=["question", *FILLED]) if rows else None


def cover_cells(cover: Mapping[str, str]) -> dict[str, str | date]:
    """What goes into the cells of the cover, by their codes."""
    cells: dict[str, str | date] = {
        f"cover_{name}": cover[name] for name in ("name", "office", "email") if cover.get(name)
    }
    if day := cover.get("day"):
        cells["cover_day"] = _day(day)
    if consent := cover.get("consent_on_cover"):
        cells["cover_consent"] = "whole" if set(consent) >= set("ABCD") else "part"
        if cells["cover_consent"] == "part":
            cells |= {f"cover_consent_{part}": "yes" if part in consent else "no" for part in "ABCD"}
    return cells


def _day(text: str) -> str | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
