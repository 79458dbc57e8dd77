"""Answers written into a blank return, as a person would write them: in the workbook's words, in the answer cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_lists import AnswerLists
from exports.part_sheets import SHEETS
from exports.workbook_style import to_bytes, write_text
from language import say
from model import Answer, Questionnaire, Visibility


def fill(
    blank: bytes,
    questionnaire: Questionnaire,
    language: str,
    answers: Iterable[Answer],
    cover: Mapping[str, str | date],
) -> bytes:
    """The blank return (.xlsx) with these answers in it. Raises KeyError for a question it does not have."""
    book = load_workbook(io.BytesIO(blank))
    lists = AnswerLists(questionnaire, language)
    fill_workbook(book, lists, answers, cover)
    return to_bytes(book, book.properties.modified)


def fill_workbook(
    book: Workbook, lists: AnswerLists, answers: Iterable[Answer], cover: Mapping[str, str | date]
) -> None:
    """As ``fill``, in an open workbook. ``cover`` holds by code (``cover_name``) what stands on the cover, a choice as
    its stored word."""
    places = rows_of(book, lists.language)
    for answer in answers:
        sheet, row = places[answer.question]
        shown = lists.shown(lists.questions[answer.question].choices, answer.value)
        for letter, text in (("E", shown), ("G", answer.legal_reference), ("H", answer.comment)):
            write_text(sheet[f"{letter}{row}"], text)
        if lists.questions[answer.question].part == "A":
            sheet[f"F{row}"].value = answer.since
        else:
            write_text(sheet[f"F{row}"], answer.reason)
        secret = answer.visibility is Visibility.SECRETARIAT
        write_text(sheet[f"I{row}"], lists.words["yes"]["yes"] if secret else "")
    for code, value in cover.items():
        sheet, row = places[code]
        if isinstance(value, date):
            sheet[f"E{row}"].value = value
        else:
            list_name = "consent" if code == "cover_consent" else "yes_no" if code.startswith("cover_consent") else ""
            write_text(sheet[f"E{row}"], lists.shown(list_name, value))


def rows_of(book: Workbook, language: str) -> dict[str, tuple[Worksheet, int]]:
    """Where each question, and each line of the cover, stands: by its code, the sheet and the row."""
    sheets = [book.worksheets[0], *(book[say(name, language)] for name in SHEETS.values())]
    return {
        str(cell.value): (sheet, cell.row)
        for sheet in sheets
        for (cell,) in sheet.iter_rows(min_row=6, max_col=1)
        if cell.value
    }


def prefilled(book: Workbook, lists: AnswerLists) -> dict[str, Answer]:
    """The answers that stand in a blank return before anybody wrote in it, by question."""
    found = {}
    for code, (sheet, row) in rows_of(book, lists.language).items():
        shown = sheet[f"E{row}"].value
        if code not in lists.questions or not shown:
            continue
        values = {label: value for value, label in lists.words.get(lists.questions[code].choices, {}).items()}
        since = sheet[f"F{row}"].value
        day = since if isinstance(since, date) else None
        chosen = [values.get(part.strip(), part.strip()) for part in str(shown).split(";")]
        found[code] = Answer(code, " ".join(chosen), since=day)
    return found
