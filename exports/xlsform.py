"""The questionnaire as an XLSForm that ODK or KoboToolbox can serve: the questions, and what goes with each answer.

The reviewable tables hold one row a question. Here every question gets its companions: ``_since`` (treaties),
``_why`` (why not applicable), ``_ref`` (legal reference), ``_note`` (comment) and ``_sec`` (for the Secretariat only);
and before them all stands what the cover of the workbook asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from openpyxl import Workbook

from exports.cover_sheets import ABOUT, CONSENT, CONSENT_TO
from exports.part_sheets import TITLES, provision_text
from exports.workbook_style import to_bytes, write_text
from language import say
from model import EntityKind, Provision, State

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
"""Survey, choices and settings, each a list of rows."""

LABEL, HINT, MESSAGE = "label::English (en)", "hint::English (en)", "constraint_message::English (en)"
SURVEY = ("type", "name", LABEL, HINT, "relevant", "required", "constraint", MESSAGE, "calculation", "appearance")
CHOICES = ("list_name", "name", LABEL)
SETTINGS = ("form_title", "form_id", "version", "default_language", "instance_name")

REPLYING = (EntityKind.MEMBER, EntityKind.OBSERVER)
"""Who may answer: Member States and observer States."""


def xlsform(
    tables: Tables, provisions: Mapping[str, Provision], states: Mapping[str, State], cycle: str, issued: datetime
) -> bytes:
    """The form as an .xlsx file. The same arguments give the same bytes.

    ``tables`` are those of ``data/questionnaire/<edition>``; ``cycle`` is written into every answer; the document's
    times are ``issued``.
    """
    form = expanded(tables, provisions, states, cycle)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, columns in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        sheet = book.create_sheet(name)
        for number, line in enumerate([dict(zip(columns, columns, strict=True)), *form[name]], 1):
            for column, heading in enumerate(columns, 1):
                write_text(sheet.cell(number, column), line.get(heading, ""))
        sheet.freeze_panes = "A2"
    book.properties.creator = "Implementation Monitor"
    book.properties.title = form["settings"][0]["form_title"]
    book.properties.created = issued
    return to_bytes(book, issued)


def expanded(
    tables: Tables, provisions: Mapping[str, Provision], states: Mapping[str, State], cycle: str
) -> dict[str, list[Row]]:
    """The form's three tables, questions with their companions, in groups by part and provision."""
    own = tables["settings"][0]
    settings = {name: own[name] for name in SETTINGS if name in own}
    settings["instance_name"] = "concat(${state}, ' ', ${cycle})"
    parts = groupby(tables["survey"], key=lambda row: row["part"])
    survey = [*_cover(own["edition"], cycle)]
    for part, questions in parts:
        survey += _grouped(f"part_{part.lower()}", TITLES[part], _part(part, list(questions), provisions))
    names = sorted((state for state in states.values() if state.kind in REPLYING), key=lambda state: state.names["en"])
    who = [{"list_name": "state", "name": state.iso3, LABEL: state.names["en"]} for state in names]
    return {"survey": survey, "choices": [*tables["choices"], *who], "settings": [settings]}


def _grouped(name: str, label: str, inside: Iterator[Row], **more: str) -> Iterator[Row]:
    yield {"type": "begin_group", "name": name, LABEL: label, **more}
    yield from inside
    yield {"type": "end_group"}


def _cover(edition: str, cycle: str) -> Iterator[Row]:
    """Whose answers these are, and what may be published: the codes are those of the workbook's cover."""
    for name, value in (("form", "implementation-monitor-return"), ("edition", edition), ("cycle", cycle)):
        yield {"type": "calculate", "name": name, "calculation": f"'{value}'"}
    yield from _grouped("cover", "Cover", _cover_questions())


def _cover_questions() -> Iterator[Row]:
    yield {"type": "select_one state", "name": "state", LABEL: "State", "required": "yes", "appearance": "minimal"}
    for code, label, hint in ABOUT:
        yield {"type": "date" if code == "cover_day" else "text", "name": code, LABEL: label, HINT: hint}
    code, label, hint = CONSENT
    yield {"type": "select_one consent", "name": code, LABEL: label, HINT: hint}
    for part, title in TITLES.items():
        yield {
            "type": "select_one yes_no",
            "name": f"{code}_{part}",
            LABEL: say(CONSENT_TO, title=title),
            "relevant": f"${{{code}}} = 'part'",
        }


def _part(part: str, questions: Sequence[Row], provisions: Mapping[str, Provision]) -> Iterator[Row]:
    for code, rows in groupby(questions, key=lambda row: row["provision"]):
        if code not in provisions:
            for row in rows:
                yield from _question(row)
            continue
        name = f"{part.lower()}_{code.replace('.', '_').lower()}"
        title = say("{place}. {title}", place=provision_text(code), title=provisions[code].short_title)
        yield from _grouped(f"{name}_block", title, _block(name, rows, part, provisions[code]))


def _block(name: str, rows: Iterator[Row], part: str, provision: Provision) -> Iterator[Row]:
    if part != "A":
        yield {"type": "note", "name": f"{name}_text", LABEL: provision.text}
    for row in rows:
        yield from _question(row)


def _question(row: Row) -> Iterator[Row]:
    """The question and its companions on one screen; the companions wait for an answer."""
    code = row["name"]
    asked = {"relevant": ""}
    group = {"relevant": row["relevant"], "appearance": "field-list"}
    yield from _grouped(f"{code}_row", "", iter([{**row, **asked}, *_companions(row, f"${{{code}}} != ''")]), **group)


def _companions(row: Row, answered: str) -> Iterator[Row]:
    code = row["name"]
    if row["part"] == "A":
        since = f"selected(${{{code}}}, 'party')"
        yield {"type": "date", "name": f"{code}_since", LABEL: "Since (day)", "relevant": since}
    if row["type"] == "select_one scale":
        why = f"selected(${{{code}}}, 'not_applicable')"
        label = "Reason, if not applicable"
        yield {"type": "text", "name": f"{code}_why", LABEL: label, "relevant": why, "required": "yes"}
    in_treaties = row["part"] == "A"
    law, note = ("Implementing law", "Reservations and comments") if in_treaties else ("Legal reference", "Comment")
    yield {"type": "text", "name": f"{code}_ref", LABEL: law, "relevant": answered}
    yield {"type": "text", "name": f"{code}_note", LABEL: note, "relevant": answered, "appearance": "multiline"}
    yield {"type": "select_one yes", "name": f"{code}_sec", LABEL: "For the Secretariat only", "relevant": answered}
