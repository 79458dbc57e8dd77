"""Small returns to read: a questionnaire of eight questions, and workbooks written as tables in a test."""

from __future__ import annotations

from collections.abc import Mapping

from loaders.sheets import Sheet, Value, Workbook
from model import Choice, Question, Questionnaire

LISTS = {
    "scale": {
        "fully": "Fully",
        "partly": "Partly",
        "in_preparation": "In preparation",
        "no": "No",
        "not_applicable": "Not applicable",
    },
    "status": {
        "party": "Party",
        "signatory": "Signatory, not party",
        "not_party": "Not party",
        "no_position": "No position to report",
    },
    "consent": {"whole": "Yes, the whole return", "part": "In part", "no": "No"},
    "cover": {
        "all": "All public officials",
        "security": "Police, customs and armed forces",
        "other": "Other officials",
    },
    "breach": {"criminal": "Criminal sanction", "civil": "Civil liability", "none": "No consequence is provided for"},
}


def question(code: str, part: str, kind: str, label: str, choices: str = "", **more: object) -> Question:
    return Question(code, part, "", kind, {"en": label}, choices=choices, **more)


SMALL = Questionnaire(
    edition="2026",
    questions=(
        question("a_untc_vi_19", "A", "one", "Convention of 1988", "status", treaty="UNTC:VI-19"),
        question("a_untc_xviii_12", "A", "one", "Convention of 2000", "status", treaty="UNTC:XVIII-12"),
        question("d1_1", "B", "scale", "Has your State taken measures?", "scale", required=True),
        question("d1_2", "B", "scale", "Has your State pledged cooperation?", "scale"),
        question("c1_law", "C", "scale", "Is it provided for in law?", "scale"),
        question("c1_cover", "C", "many", "Whom does it cover?", "cover",
                 relevance="selected(${c1_law}, 'fully') or selected(${c1_law}, 'partly')"),
        question("c1_breach", "C", "many", "How are breaches dealt with?", "breach"),
        question("x_laws", "D", "integer", "How many laws are supplied?"),
        question("x_note", "D", "text", "What else should be known?"),
        question("x_day", "D", "day", "When were the texts published?"),
    ),
    choices={
        name: tuple(Choice(name, value, {"en": label}) for value, label in words.items())
        for name, words in LISTS.items()
    },
    settings={},
)  # fmt: skip

HEADER = ("Code", "Provision", "Question", "Known", "Answer", "Reason", "Legal reference", "Comment",
          "For the Secretariat only", "Check")  # fmt: skip

NAMES = {"cover": "Cover", "A": "A Treaties", "B": "B Declaration", "C": "C Code", "D": "D Further information"}

Line = tuple[Value | None, ...]
"""Code, answer, then as far as wanted: day or reason, legal reference, comment, for the Secretariat only."""

CONSENT: list[Line] = [("cover_consent", "Yes, the whole return")]

DAYS: list[Line] = [("a_untc_vi_19", "Party", "1992-06-03"), ("a_untc_xviii_12", "Not party")]
B: list[Line] = [("d1_1", "Fully"), ("d1_2", "No")]
C: list[Line] = [("c1_law", "Partly"), ("c1_cover", "Other officials"), ("c1_breach", "Civil liability")]
D: list[Line] = [("x_laws", 3), ("x_note", "Nothing else"), ("x_day", "2020-02-29")]


def part(key: str, lines: list[Line], name: str = "", first: int = 6, marker: str = "IMR|2026|2026|KEN|en") -> Sheet:
    """A sheet as it is issued: marker in A1, headings in row 5, questions from row ``first`` on, answers in E."""
    cells: dict[tuple[int, int], Value] = {(1, 1): f"{marker}|{key}", (2, 2): "Title"}
    for column, heading in enumerate(HEADER, 1):
        cells[5, column] = "Since (day)" if key == "A" and heading == "Reason" else heading
    for row, (code, *values) in enumerate(lines, first):
        cells[row, 1] = code
        cells |= {(row, column): value for column, value in enumerate(values, 5) if value is not None}
    return Sheet(name or NAMES[key], False, cells)


def identity_sheet(**said: str) -> Sheet:
    says = {
        "form": "implementation-monitor-return",
        "edition": "2026",
        "cycle": "2026",
        "state": "KEN",
        "language": "en",
    }
    pairs = (says | said).items()
    return Sheet("_return", True, {(row, column): text for row, pair in enumerate(pairs, 1) for column, text in
                                   enumerate(pair, 1)})  # fmt: skip


def workbook(*sheets: Sheet, file: str = "KEN.xlsx", kind: str = "xlsx", subject: str = "") -> Workbook:
    return Workbook(file, kind, "0" * 64, subject, sheets)


def whole(replaced: Mapping[str, list[Line]] | None = None, **identity: str) -> Workbook:
    """A return that has nothing to be told, but for the parts that are replaced."""
    parts = {"cover": CONSENT, "A": DAYS, "B": B, "C": C, "D": D} | dict(replaced or {})
    return workbook(identity_sheet(**identity), *(part(key, lines) for key, lines in parts.items()))
