"""The formulas by which a blank return says of each row what is missing, and counts what is done."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_lists import AnswerLists
from exports.workbook_style import ACCENT, FADED, WANTED
from language import say
from model import Question
from relevance import Condition, Either, Equals, Every, Negation, Selected, condition

TO_ANSWER, REASON_MISSING, DAY_MISSING = "To answer", "Reason missing", "Day missing"
NOT_ASKED, DONE = "Not asked", "Done"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def rule_formula(rule: str, cells: Mapping[str, str], lists: AnswerLists) -> str:
    """A relevance rule as a spreadsheet's condition, without the leading ``=``; empty for a question always asked.

    ``cells`` maps a question to the cell of its answer. Raises relevance.RelevanceError for a rule not understood.
    """

    def written(part: Condition) -> str:
        match part:
            case Selected(question, value) if lists.questions[question].kind == "many":
                word = quoted(lists.word(question, value))
                return f"ISNUMBER(FIND(UPPER({word}),UPPER({cells[question]})))"
            case Selected(question, value) | Equals(question, value):
                return f"{cells[question]}={quoted(lists.word(question, value))}"
            case Negation(of):
                return f"NOT({written(of)})"
            case Every(parts):
                return f"AND({','.join(written(one) for one in parts)})"
            case Either(parts):
                return f"OR({','.join(written(one) for one in parts)})"

    return written(condition(rule)) if rule else ""


def check_formula(
    question: Question, asked: str, row: int, words: Mapping[str, str], prefilled: tuple[str, str], language: str
) -> str:
    """What stands in the last column of a question's row: the word for what is still to be done there.

    ``asked`` is the relevance as a formula, empty when always asked; ``words`` maps the values of the question's
    choices to the words shown; ``prefilled`` is the word that stood in the answer cell and what to say while it still
    does (both empty if none).
    """

    def word(text: str) -> str:
        return quoted(say(text, language))

    answer, beside = f"E{row}", f"F{row}"
    told, unchanged = prefilled
    same = f"{answer}={quoted(told)}" if question.part == "A" else f"{answer}=D{row}"
    done = f"IF({same},{word(unchanged)},{word(DONE)})" if told else word(DONE)
    if question.kind == "scale":
        unreasoned = f'AND({answer}={quoted(words["not_applicable"])},TRIM({beside})="")'
        done = f"IF({unreasoned},{word(REASON_MISSING)},{done})"
    if question.part == "A":
        undated = f'AND({answer}={quoted(words["party"])},{beside}="")'
        done = f"IF({undated},{word(DAY_MISSING)},{done})"
    checked = f'IF(TRIM({answer})="",{word(TO_ANSWER)},{done})'
    return f"=IF({asked},{checked},{word(NOT_ASKED)})" if asked else f"={checked}"


def progress_formula(codes: str, checks: str, language: str) -> str:
    """How many of the questions asked are answered, in words, over the columns of codes and of checks (ranges)."""
    unasked, unanswered, unreasoned = (
        f"COUNTIF({checks},{quoted(say(word, language))})" for word in (NOT_ASKED, TO_ANSWER, REASON_MISSING)
    )
    asked = f"COUNTA({codes})-{unasked}"
    return "=" + in_words(
        say("{n} of {of_n} answered", language), n=f"({asked}-{unanswered}-{unreasoned})", of_n=f"({asked})"
    )


def in_words(sentence: str, **numbers: str) -> str:
    """A sentence with ``{names}`` as a formula that puts numbers in their places.

    >>> in_words("{n} of {of_n} answered", n="A1", of_n="A2")
    'A1&" of "&A2&" answered"'
    """
    parts = [sentence]
    for name, number in numbers.items():
        mark = "{" + name + "}"
        parts = [piece for part in parts for piece in _around(part, mark, number)]
    return "&".join(part if part in numbers.values() else quoted(part) for part in parts if part)


def _around(part: str, mark: str, number: str) -> list[str]:
    before, found, after = part.partition(mark)
    return [before, number, after] if found else [part]


def mark_missing(sheet: Worksheet, first: int, last: int, language: str) -> None:
    """Colours that come and go with the check: what is missing, what is not asked, what was filled in for the State."""

    def when(cells: str, checked: tuple[str, ...], **look: Font | PatternFill) -> None:
        tests = [f"$J{first}={quoted(say(word, language))}" for word in checked]
        rule = FormulaRule(formula=[f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]], **look)
        sheet.conditional_formatting.add(f"{cells[0]}{first}:{cells[-1]}{last}", rule)

    wanted = PatternFill("solid", bgColor=WANTED)
    when("E", (TO_ANSWER,), fill=wanted)
    when("F", (REASON_MISSING, DAY_MISSING), fill=wanted)
    when("EI", (NOT_ASKED,), fill=PatternFill("solid", bgColor="FFFFFF"))
    when("BJ", (NOT_ASKED,), font=Font(color=FADED))
    when("J", (TO_ANSWER, REASON_MISSING, DAY_MISSING), font=Font(color=ACCENT, bold=True))


def mark_cover(sheet: Worksheet, always: str, in_part: str, consent: str, part_word: str) -> None:
    """The same colour on the cover: cells ``always`` wanted, and those wanted when consent is given ``in_part``."""
    wanted = PatternFill("solid", bgColor=WANTED)
    first, of_part = (cells.partition(":")[0] for cells in (always, in_part))
    sheet.conditional_formatting.add(always, FormulaRule(formula=[f'TRIM({first})=""'], fill=wanted))
    rule = f'AND({consent}={quoted(part_word)},TRIM({of_part})="")'
    sheet.conditional_formatting.add(in_part, FormulaRule(formula=[rule], fill=wanted))
