"""The first two sheets of a blank return: the cover, on which the State signs and consents, and the guidance."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_checks import mark_cover
from exports.answer_lists import AnswerLists
from exports.part_sheets import COLUMNS, FIRST_ROW, HEADER_ROW, SHEETS, TITLES
from exports.sender import Sender
from exports.workbook_style import height_of, lay_out, protect, write_across, write_question, write_text
from language import day_text, say

COVER, GUIDANCE = "Cover", "Guidance"
TITLE = (
    "Questionnaire on the United Nations Declaration on Crime and Public Security and the International Code of "
    "Conduct for Public Officials"
)
COVER_WIDTHS = dict(zip(COLUMNS, (4, 4, 52, 4, 46, 4, 4, 4, 4, 4), strict=True))
GUIDANCE_WIDTHS = dict(zip(COLUMNS, (4, 3, 26, 104, 4, 4, 4, 4, 4, 4), strict=True))
DEMONSTRATION = "Demonstration data: every answer in this workbook is invented."

ABOUT = (
    ("cover_name", "Name of the focal point", ""),
    ("cover_office", "Office", "Ministry or authority, and title"),
    ("cover_email", "E-mail address", ""),
    ("cover_day", "Day of completion", ""),
)
CONSENT = (
    "cover_consent",
    "May the Secretariat publish these answers?",
    "Answers marked “For the Secretariat only” are never published. Without an answer here, nothing is.",
)
CONSENT_TO = "If in part: {title}"


def write_cover(sheet: Worksheet, sender: Sender, lists: AnswerLists) -> None:
    """Who answers, for which State and cycle, by when; what may be published; how far each part has come."""
    language = sender.language
    lay_out(sheet, COVER_WIDTHS, language == "ar")
    write_across(sheet, 2, "CE", say(TITLE, language), "imr title", 66)
    due = day_text(sender.cycle.due, language)
    facts = {"state": sender.name, "cycle": sender.cycle.name, "due": due}
    write_across(sheet, 3, "CE", say("{state}. {cycle}. Please return by {due}.", language, **facts), "imr lead", 22)
    notice = say(DEMONSTRATION, language) if sender.demonstration else ""
    write_across(sheet, 4, "CE", notice, "imr notice", 24 if notice else 8)
    for letter, heading in (("A", "Code"), ("C", "Question"), ("D", ""), ("E", "Answer")):
        write_text(sheet[f"{letter}{HEADER_ROW}"], say(heading, language) if heading else "")
        sheet[f"{letter}{HEADER_ROW}"].style = "imr header"
    row = FIRST_ROW
    for code, label, hint in (*ABOUT, CONSENT):
        _ask(sheet, row, code, say(label, language), say(hint, language) if hint else "")
        row += 1
    sheet[f"E{FIRST_ROW + 3}"].style = "imr day"
    lists.day_until(sheet, sender.cycle.closes).add(f"E{FIRST_ROW + 3}")
    lists.one_of(sheet, "consent").add(f"E{row - 1}")
    yes_no = lists.one_of(sheet, "yes_no")
    for part, title in TITLES.items():
        _ask(sheet, row, f"cover_consent_{part}", say(CONSENT_TO, language, title=say(title, language)), "")
        yes_no.add(f"E{row}")
        row += 1
    wanted = f"E{FIRST_ROW}:E{FIRST_ROW + len(ABOUT)}", f"E{FIRST_ROW + len(ABOUT) + 1}:E{row - 1}"
    mark_cover(sheet, *wanted, f"$E${FIRST_ROW + len(ABOUT)}", lists.words["consent"]["part"])
    _write_progress(sheet, row + 1, language)
    sheet.print_area = f"B1:F{row + 6}"
    protect(sheet)


def _ask(sheet: Worksheet, row: int, code: str, label: str, hint: str) -> None:
    write_text(sheet[f"A{row}"], code)
    sheet[f"A{row}"].style = "imr marker"
    write_question(sheet[f"C{row}"], label, hint)
    sheet[f"C{row}"].style = sheet[f"D{row}"].style = "imr plain"
    sheet[f"E{row}"].style = "imr answer"
    wide = COVER_WIDTHS["C"]
    sheet.row_dimensions[row].height = max(height_of(label, wide) + height_of(hint, wide, 8), 14) + 8


def _write_progress(sheet: Worksheet, row: int, language: str) -> None:
    write_across(sheet, row, "CE", say("Progress", language), "imr heading", 26)
    for number, part in enumerate(SHEETS, 1):
        sheet[f"C{row + number}"].style = sheet[f"D{row + number}"].style = "imr plain"
        write_text(sheet[f"C{row + number}"], say(TITLES[part], language))
        sheet[f"E{row + number}"] = f"='{say(SHEETS[part], language)}'!$H$3"
        sheet[f"E{row + number}"].style = "imr plain"
        sheet.row_dimensions[row + number].height = 18


def guidance(sender: Sender) -> Sequence[tuple[str, str]]:
    """What a person who fills in the workbook should know: (subject, text), in the workbook’s language."""
    language = sender.language
    return tuple((say(subject, language), say(text, language)) for subject, text in GUIDANCE_TEXTS)


def write_guidance(sheet: Worksheet, sender: Sender) -> None:
    """The guidance on one page."""
    language = sender.language
    lay_out(sheet, GUIDANCE_WIDTHS, language == "ar")
    purpose, measure = say(PURPOSE, language), GUIDANCE_WIDTHS["C"] + GUIDANCE_WIDTHS["D"]
    write_across(sheet, 2, "CD", say(GUIDANCE, language), "imr title", 30)
    write_across(sheet, 3, "CD", purpose, "imr lead", height_of(purpose, measure, 10) + 10)
    for row, (subject, text) in enumerate(guidance(sender), FIRST_ROW):
        write_text(sheet[f"C{row}"], subject)
        write_text(sheet[f"D{row}"], text)
        sheet[f"C{row}"].style = "imr subject"
        sheet[f"D{row}"].style = "imr plain"
        sheet.row_dimensions[row].height = height_of(text, GUIDANCE_WIDTHS["D"]) + 6
    sheet.print_area = f"C1:D{row}"
    protect(sheet)


PURPOSE = (
    "On 12 December 1996 the General Assembly adopted the International Code of Conduct for Public Officials "
    "(resolution 51/59) and approved the United Nations Declaration on Crime and Public Security (resolution 51/60). "
    "The answers to this questionnaire serve the reports of the Secretary-General to the Commission on Crime "
    "Prevention and Criminal Justice. They are shown as reported by each State, beside what depositaries of treaties "
    "have registered; States are not ranked."
)

GUIDANCE_TEXTS = (
    (
        "The four parts",
        "A: the treaties that serve the Declaration. B: the measures each article of the Declaration names. C: the "
        "paragraphs of the Code of Conduct. D: legislation supplied, steps to make both texts known, and technical "
        "assistance. Parts may be completed by different authorities.",
    ),
    (
        "Where to write",
        "In the shaded cells; all others are locked. A cell that still needs an answer is yellow, and the column "
        "“Check” says what is missing. The number answered stands above each part and on the cover.",
    ),
    (
        "What is filled in",
        "In part A, what the depositary’s list shows as at the day given; in the other parts, the answers of the last "
        "return. Please correct whatever is not, or no longer, right. What is left as it is counts as confirmed.",
    ),
    (
        "Fully, Partly",
        "“Fully”: everything the question describes is in force and applied. “Partly”: some of it is, or it applies to "
        "some of the cases described; please say which in the comment.",
    ),
    (
        "In preparation, No",
        "“In preparation”: not in force; a draft, a bill or a decision to act exists. “No”: neither in force nor in "
        "preparation.",
    ),
    (
        "Not applicable",
        "The question cannot arise in your State. Please give the reason in the column beside it. The answer is not "
        "counted as “No”.",
    ),
    (
        "No answer",
        "A question may be left open. An open question is shown as not answered; it is not counted as “No”.",
    ),
    (
        "Questions not asked",
        "Some questions follow from others. Where the column “Check” says “Not asked”, nothing need be written.",
    ),
    (
        "Several answers",
        "Some questions allow several answers: please write them in the one cell, with a semicolon between them.",
    ),
    (
        "Position towards a treaty",
        "“Party”: an instrument of ratification, acceptance, approval, accession or succession, or an equivalent act, "
        "has been deposited. “Since (day)” is the day of deposit, not of entry into force for your State.",
    ),
    (
        "Days",
        "Please write a full day, such as 3 June 1992 or 1992-06-03. It is shown as 1992-06-03.",
    ),
    (
        "Legal reference",
        "Title, number, article and day of the law, regulation or code; an Internet address where there is one.",
    ),
    (
        "For the Secretariat only",
        "“Yes” keeps the answer, its comment and its legal reference from publication. It is seen by the Secretariat "
        "and by your State.",
    ),
    (
        "Sending it back",
        "Any spreadsheet program will do; please keep the sheets and the columns as they are. The file may be saved as "
        "xlsx, xls or ods.",
    ),
)
