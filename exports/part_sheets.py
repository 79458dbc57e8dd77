"""The sheets of a blank return on which a State answers: one for each part of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_checks import check_formula, mark_missing, progress_formula, rule_formula
from exports.answer_lists import AnswerLists
from exports.prefill import Filled
from exports.sender import Sender
from exports.workbook_style import height_of, lay_out, protect, write_across, write_question, write_text
from language import say
from model import Provision, Question, Questionnaire

SHEETS = {"A": "A Treaties", "B": "B Declaration", "C": "C Code", "D": "D Further information"}
TITLES = {
    "A": "Part A. Treaties",
    "B": "Part B. Declaration on Crime and Public Security",
    "C": "Part C. International Code of Conduct for Public Officials",
    "D": "Part D. Further information",
}
INSTRUCTIONS = {
    "A": "For each treaty, please confirm or correct the position of your State, and give the implementing law and any "
    "reservation or declaration. What the depositary’s list shows has been filled in.",
    "B": "For each measure that an article names, please choose one answer. An answer “Not applicable” needs a reason.",
    "C": "For each paragraph of the Code, please say what is laid down, for whom, and with what consequence.",
    "D": "Legislation supplied, steps to make both texts known, and technical assistance needed and offered.",
}
HEADER_ROW, FIRST_ROW = 5, 6
COLUMNS = "ABCDEFGHIJ"
WIDTHS = dict(zip(COLUMNS, (4, 11, 50, 22, 18, 16, 21, 27, 11, 10), strict=True))
STYLES = dict.fromkeys("EFGHI", "imr answer") | {
    "A": "imr marker",
    "B": "imr quiet",
    "C": "imr plain",
    "D": "imr known",
    "J": "imr check",
}
INDENT = 2
"""By how much an indented cell is narrower, as widths are counted."""

LEAST_HEIGHT, SEVERAL_HEIGHT = 26.0, 50.0
"""Of a row, in points: room for an answer of two lines, or for several answers."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a part: a question, or without one a heading or the text of the instrument."""

    row: int
    text: str = ""
    style: str = ""
    question: Question | None = None


Plan = Mapping[str, tuple[Line, ...]]
"""The rows of each part."""


def plan(questionnaire: Questionnaire, provisions: Mapping[str, Provision], language: str) -> Plan:
    """Which row of which part holds what: before the questions of a provision its heading and, in B and C, its text."""
    return {part: tuple(_lines(questionnaire, provisions, part, language)) for part in SHEETS}


def _lines(
    questionnaire: Questionnaire, provisions: Mapping[str, Provision], part: str, language: str
) -> Iterator[Line]:
    row, shown = FIRST_ROW, None
    for question in questionnaire.questions:
        if question.part != part:
            continue
        provision = provisions.get(question.provision)
        if provision and provision != shown:
            for text, style in _headings(provision, shown, part, language):
                yield Line(row, text, style)
                row += 1
            shown = provision
        yield Line(row, question=question)
        row += 1


def _headings(provision: Provision, above: Provision | None, part: str, language: str) -> Iterator[tuple[str, str]]:
    if provision.part and (above is None or above.part != provision.part):
        yield say(provision.part, language), "imr section"
    place, title = provision_text(provision.code, language), say(provision.short_title, language)
    yield say("{place}. {title}", language, place=place, title=title), "imr heading"
    if part != "A":
        yield say(provision.text, language), "imr text"


def provision_text(code: str, language: str = "en") -> str:
    """A provision as it is cited.

    >>> provision_text("D.7.a"), provision_text("C.8")
    ('Article 7 (a)', 'Paragraph 8')
    """
    instrument, number, *letter = code.split(".")
    cited = f"{number} ({letter[0]})" if letter else number
    return say("Article {number}" if instrument == "D" else "Paragraph {number}", language, number=cited)


def answer_cells(rows: Plan, language: str) -> dict[str, str]:
    """For each question its answer cell, with its sheet, as a formula names it."""
    return {
        line.question.code: f"'{say(SHEETS[part], language)}'!$E${line.row}"
        for part, lines in rows.items()
        for line in lines
        if line.question
    }


def write_part(
    sheet: Worksheet,
    part: str,
    lines: tuple[Line, ...],
    sender: Sender,
    lists: AnswerLists,
    filled: Mapping[str, Filled],
    cells: Mapping[str, str],
) -> None:
    """A part on its sheet. ``filled`` holds by question what is known, ``cells`` where every answer stands."""
    language, last_row = sender.language, lines[-1].row
    lay_out(sheet, WIDTHS, language == "ar")
    _write_top(sheet, part, last_row, language)
    offers = _Offers(sheet, lists, sender)
    told = any(filled[line.question.code].told for line in lines if line.question)
    sheet.column_dimensions["D"].hidden = not told
    measure = sum(WIDTHS[letter] for letter in ("BCDE" if told else "BCEF"))
    for line in lines:
        if line.question is None:
            high = height_of(line.text, measure, 9) + 8 if line.style == "imr text" else 28
            write_across(sheet, line.row, "BE" if told else "BF", line.text, line.style, high)
            continue
        _write_row(sheet, line.row, line.question, filled[line.question.code], lists, cells)
        offers.offer(line.row, line.question)
    mark_missing(sheet, FIRST_ROW, last_row, language)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"B1:J{last_row}"
    protect(sheet)


def _write_top(sheet: Worksheet, part: str, last_row: int, language: str) -> None:
    sheet.row_dimensions[1].height = 9
    write_across(sheet, 2, "BJ", say(TITLES[part], language), "imr title", 30)
    write_across(sheet, 3, "BG", say(INSTRUCTIONS[part], language), "imr lead", 28)
    write_across(sheet, 3, "HJ", "", "imr count", 28)
    codes, checks = (f"{letter}{FIRST_ROW}:{letter}{last_row}" for letter in "AJ")
    sheet["H3"] = progress_formula(codes, checks, language)
    sheet.row_dimensions[4].height = 6
    sheet.row_dimensions[HEADER_ROW].height = 40
    for letter, heading in zip(COLUMNS, headers(part), strict=True):
        write_text(sheet[f"{letter}{HEADER_ROW}"], say(heading, language))
        sheet[f"{letter}{HEADER_ROW}"].style = "imr header"


def headers(part: str) -> tuple[str, ...]:
    """The heads of the columns of a part, in English; each is a row of data/questionnaire/headers.csv."""
    treaties = part == "A"
    return (
        "Code",
        "Provision",
        "Treaty" if treaties else "Question",
        "What is known" if treaties else "Answer in the last return",
        "Answer",
        "Since (day)" if treaties else "Reason, if not applicable",
        "Implementing law" if treaties else "Legal reference",
        "Reservations and comments" if treaties else "Comment",
        "For the Secretariat only",
        "Check",
    )


def _write_row(
    sheet: Worksheet, row: int, question: Question, known: Filled, lists: AnswerLists, cells: Mapping[str, str]
) -> None:
    language = lists.language
    at = {letter: sheet[f"{letter}{row}"] for letter in COLUMNS}
    for letter, style in STYLES.items():
        at[letter].style = "imr day" if letter == "F" and question.part == "A" else style
    label, guidance = _in(question.labels, language), _in(question.guidance, language)
    write_question(at["C"], label, guidance)
    texts = {"A": question.code, "D": known.told, "E": known.answer, "G": known.legal_reference, "H": known.comment}
    texts["B"] = provision_text(question.provision, language) if question.provision else ""
    texts["I"] = lists.words["yes"]["yes"] if known.secretariat else ""
    for letter, text in texts.items():
        write_text(at[letter], text)
    if isinstance(known.beside, str):
        write_text(at["F"], known.beside)
    else:
        at["F"].value = known.beside
    asked = rule_formula(question.relevance, cells, lists).replace(f"'{sheet.title}'!", "")
    words = lists.words.get(question.choices, {})
    at["J"].value = check_formula(question, asked, row, words, (known.answer, known.unchanged), language)
    heights = (
        height_of(label, WIDTHS["C"]) + height_of(guidance, WIDTHS["C"], 8),
        height_of(known.told, WIDTHS["D"] - INDENT, 9),
        height_of(known.answer, WIDTHS["E"] - INDENT),
        SEVERAL_HEIGHT if question.kind == "many" else LEAST_HEIGHT,
        height_of(known.legal_reference, WIDTHS["G"] - INDENT),
        height_of(known.comment, WIDTHS["H"] - INDENT),
    )
    sheet.row_dimensions[row].height = min(max(heights) + 5, 400)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")


class _Offers:
    """The drop-downs of one sheet: one rule for all the cells that offer the same list."""

    def __init__(self, sheet: Worksheet, lists: AnswerLists, sender: Sender) -> None:
        self.sheet, self.lists, self.closes = sheet, lists, sender.cycle.closes
        self.rules: dict[str, DataValidation] = {}

    def offer(self, row: int, question: Question) -> None:
        """The lists of a question's row."""
        if question.choices and question.choices not in self.rules:
            make = self.lists.several_of if question.kind == "many" else self.lists.one_of
            self.rules[question.choices] = make(self.sheet, question.choices)
        if "yes" not in self.rules:
            self.rules["yes"] = self.lists.one_of(self.sheet, "yes")
        if question.part == "A" and "day" not in self.rules:
            self.rules["day"] = self.lists.day_until(self.sheet, self.closes)
        if question.choices:
            self.rules[question.choices].add(f"E{row}")
        self.rules["yes"].add(f"I{row}")
        if question.part == "A":
            self.rules["day"].add(f"F{row}")
