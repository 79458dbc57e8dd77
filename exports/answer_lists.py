"""The words that can be chosen in a blank return, and the drop-downs that offer them."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from language import say
from model import Questionnaire, by_code

LISTS_SHEET = "_lists"
BETWEEN = "; "
"""Stands between several answers in one cell."""

FIRST_DAY = date(1945, 1, 1)
"""No day asked for is earlier."""

_SERIAL_ZERO = date(1899, 12, 30)


class AnswerLists:
    """The choices of an edition in one language: shown in cells, offered in drop-downs, kept on a hidden sheet."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.language = language
        self.questions = by_code(questionnaire.questions)
        self.words: dict[str, dict[str, str]] = {
            name: {choice.value: choice.labels.get(language) or choice.labels["en"] for choice in choices}
            for name, choices in questionnaire.choices.items()
        }

    def shown(self, list_name: str, value: str) -> str:
        """A stored value as it is shown: choices as words, several with a semicolon between; others as they are."""
        words = self.words.get(list_name)
        return BETWEEN.join(words.get(one, one) for one in value.split()) if words else value

    def word(self, question: str, value: str) -> str:
        """The word by which one choice of a question is shown."""
        return self.words[self.questions[question].choices][value]

    def source(self, list_name: str) -> str:
        """The cells of the hidden sheet that hold a list, as a formula names them."""
        letter = get_column_letter(list(self.words).index(list_name) + 1)
        return f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(self.words[list_name]) + 1}"

    def attach(self, book: Workbook) -> None:
        """The hidden sheet: a column for each list, its name above it."""
        sheet = book.create_sheet(LISTS_SHEET)
        for column, (name, words) in enumerate(self.words.items(), 1):
            for row, text in enumerate((name, *words.values()), 1):
                sheet.cell(row, column, text)
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True

    def one_of(self, sheet: Worksheet, list_name: str) -> DataValidation:
        """A drop-down that refuses any other word."""
        rule = DataValidation("list", formula1=self.source(list_name), allow_blank=True, showErrorMessage=True)
        rule.errorTitle = say("Not in the list", self.language)
        rule.error = say("Please choose one of the answers in the list, or leave the cell empty.", self.language)
        sheet.add_data_validation(rule)
        return rule

    def several_of(self, sheet: Worksheet, list_name: str) -> DataValidation:
        """A drop-down beside which several answers can be written."""
        rule = DataValidation("list", formula1=self.source(list_name), allow_blank=True, showErrorMessage=False)
        rule.showInputMessage = True
        rule.promptTitle = say("Several answers", self.language)
        rule.prompt = say("Choose one answer, or write several with a semicolon between them.", self.language)
        sheet.add_data_validation(rule)
        return rule

    def day_until(self, sheet: Worksheet, last: date) -> DataValidation:
        """A day between ``FIRST_DAY`` and ``last``."""
        rule = DataValidation("date", operator="between", allow_blank=True, showErrorMessage=True)
        rule.formula1, rule.formula2 = (str((day - _SERIAL_ZERO).days) for day in (FIRST_DAY, last))
        rule.errorTitle = say("Not a day", self.language)
        rule.error = say("Please write a full day, such as 3 June 1992.", self.language)
        sheet.add_data_validation(rule)
        return rule
