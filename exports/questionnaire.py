"""The blank return: a workbook for one State and one cycle, filled with what is known, locked but for the answers.

Cover, guidance and one sheet a part. What comes back is recognised by a hidden sheet, by the first cell of every sheet
and by the document's subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.answer_lists import AnswerLists
from exports.cover_sheets import COVER, GUIDANCE, TITLE, write_cover, write_guidance
from exports.part_sheets import SHEETS, answer_cells, plan, write_part
from exports.prefill import Filled, filled_in
from exports.sender import Sender
from exports.workbook_style import add_styles, sign_pages, to_bytes, write_text
from language import say
from model import Provision, Questionnaire

FORM = "implementation-monitor-return"
IDENTITY_SHEET = "_return"


def blank_return(
    questionnaire: Questionnaire,
    provisions: Mapping[str, Provision],
    sender: Sender,
    known: pd.DataFrame,
    last: pd.DataFrame | None = None,
) -> bytes:
    """The blank return as an .xlsx file; the same arguments give the same bytes.

    ``known`` has treaty, status, since, text (``exports.prefill.known_positions``); ``last`` the answers of the State's
    last return: question, value, comment, legal_reference, reason, since, visibility. What both say is filled in.
    """
    return to_bytes(return_workbook(questionnaire, provisions, sender, known, last), sender.issued)


def return_workbook(
    questionnaire: Questionnaire,
    provisions: Mapping[str, Provision],
    sender: Sender,
    known: pd.DataFrame,
    last: pd.DataFrame | None = None,
) -> Workbook:
    """As ``blank_return``, before it is saved."""
    language = sender.language
    book = Workbook()
    add_styles(book, language == "ar")
    lists = AnswerLists(questionnaire, language)
    filled = filled_in(known, last, lists)
    cover, guidance = book.worksheets[0], book.create_sheet(say(GUIDANCE, language))
    cover.title = say(COVER, language)
    write_cover(cover, sender, lists)
    write_guidance(guidance, sender)
    rows = plan(questionnaire, provisions, language)
    cells = answer_cells(rows, language)
    for part, lines in rows.items():
        sheet = book.create_sheet(say(SHEETS[part], language))
        write_part(sheet, part, lines, sender, lists, filled, cells)
    for sheet, key in zip(book.worksheets, ("cover", "guidance", *SHEETS), strict=True):
        _sign(sheet, sender, key)
    lists.attach(book)
    _attach_identity(book, sender, filled)
    _describe(book, sender)
    return book


def _sign(sheet: Worksheet, sender: Sender, key: str) -> None:
    """The marker in the first cell, by which a single sheet saved as CSV is known too, and the foot of the page."""
    write_text(sheet["A1"], f"{sender.marker}|{key}")
    sheet["A1"].style = "imr marker"
    name = f"{sender.name}. {sender.cycle.name}. {sheet.title}"
    sign_pages(sheet, name, say("Page {page} of {pages}", sender.language))


def _attach_identity(book: Workbook, sender: Sender, filled: Mapping[str, Filled]) -> None:
    """The hidden sheet by which the return is known again; it remembers what was shown as known, to see it changed."""
    sheet = book.create_sheet(IDENTITY_SHEET)
    said = {
        "form": FORM,
        "edition": sender.cycle.edition,
        "cycle": sender.cycle.code,
        "state": sender.state.iso3,
        "language": sender.language,
        "issued": f"{sender.issued:%Y-%m-%dT%H:%M:%SZ}",
        "revision": sender.revision,
        "known": " ".join(f"{code}={crc32(row.told.encode()):08x}" for code, row in filled.items() if row.told),
    } | ({"demonstration": "yes"} if sender.demonstration else {})
    for row, (key, value) in enumerate(said.items(), 1):
        sheet.cell(row, 1, key)
        write_text(sheet.cell(row, 2), value)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def _describe(book: Workbook, sender: Sender) -> None:
    """The document's properties; its only times are the sender's."""
    about = book.properties
    about.title = f"{say(TITLE, sender.language)}: {sender.name}"
    about.subject = sender.marker
    about.creator = "Implementation Monitor"
    about.language = sender.language
    about.created = about.modified = sender.issued
