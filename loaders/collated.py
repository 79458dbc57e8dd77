"""A collated sheet, as the Secretariat keeps it: one row a State, one column a question, one return a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from loaders import known
from loaders.answers import short, text_of
from loaders.entries import Kept, read_entry
from loaders.findings import folded_findings, in_order
from loaders.form import Form, form_of
from loaders.questionnaire import questionnaire
from loaders.return_cover import CONSENT, read_consent, read_cover
from loaders.return_sheets import COVER
from loaders.rules import rules_broken
from loaders.sheets import Workbook
from loaders.states import NameKind, resolve
from loaders.wide_table import WideCells, WideTable, wide_table
from model import LANGUAGES, Cycle, EntityKind, Finding, Place, Questionnaire, Return, Severity

Takes = tuple[int, str]
"""A row and the State it is of."""

Choose = Callable[[WideTable, Sequence[Takes]], tuple[list[Takes], list[Finding]]]
"""Which of the rows are taken when a State has several, and what is to be told of the others."""

MOST_ROWS = 2000
"""A table of returns has one row a State; one with so many more is something else."""

SERVICE = frozenset({"form", "edition", "cycle", "state", "language"})
"""Columns that say whose the row is."""


def read_collated(
    workbook: Workbook,
    cycle: Cycle,
    questionnaire_of: Callable[[str], Questionnaire] = questionnaire,
    as_at: date | None = None,
) -> tuple[tuple[Return, ...], list[Finding]]:
    """The returns in a collated sheet, one a State, for ``cycle`` and under its edition, and what is to be told.

    A row whose State is not certain is told and not taken; so are both rows of a State that has two.
    """
    form = form_of(questionnaire_of(cycle.edition))
    table = wide_table(workbook, form)
    if table is None:
        return (), [Finding("return.no_question_columns", Severity.BLOCKER, Place(workbook.file))]
    return read_rows(table, form, cycle, as_at, _once_each, frozenset())


def read_rows(
    table: WideTable, form: Form, cycle: Cycle, as_at: date | None, choose: Choose, service: frozenset[str]
) -> tuple[tuple[Return, ...], list[Finding]]:
    """One return for each row that is taken. ``service`` are the columns of the sender's system, which are not told."""
    count = len({row for row, _ in table.sheet.cells})
    if count > MOST_ROWS:
        facts = {"rows": str(count), "most": str(MOST_ROWS)}
        return (), [Finding("return.too_many_rows", Severity.BLOCKER, Place(table.file, table.sheet.name), facts)]
    named, unnamed = _named(table)
    taken, others = choose(table, named)
    findings = [*unnamed, *others, *_columns_told(table, service)]
    returns = []
    for row, state in taken:
        sent, told = _return(table, row, state, form, cycle, as_at, service)
        findings += told
        if sent:
            returns.append(sent)
    if not returns:
        findings.append(Finding("return.no_rows_taken", Severity.BLOCKER, Place(table.file, table.sheet.name)))
    ordered = in_order(findings, [(table.file, table.sheet.name)])
    return tuple(returns), folded_findings(ordered, {})


def _named(table: WideTable) -> tuple[list[Takes], list[Finding]]:
    """The rows with the State each names, and an error for each row that names none for certain."""
    rows, findings = [], []
    for row, cells in table.rows():
        name = text_of(cells[table.state]) if table.state in cells else ""
        found = resolve(name)
        state = known.states().get(found.iso3 or "")
        if found.kind is NameKind.STATE and state and state.kind in (EntityKind.MEMBER, EntityKind.OBSERVER):
            rows.append((row, state.iso3))
            continue
        place = table.place(row, table.state or 1)
        facts = {"found": short(name)}
        if not name:
            findings.append(Finding("return.state_missing", Severity.ERROR, place))
        elif found.kind is NameKind.AMBIGUOUS:
            facts["candidates"] = ", ".join(_name(code) for code in found.candidates)
            findings.append(Finding("return.state_ambiguous", Severity.ERROR, place, facts))
        elif found.kind is NameKind.UNKNOWN and found.suggestion:
            facts["suggestion"] = _name(found.suggestion)
            findings.append(Finding("return.state_near", Severity.ERROR, place, facts))
        else:
            findings.append(Finding("return.state_not_known", Severity.ERROR, place, facts))
    return rows, findings


def _name(code: str) -> str:
    state = known.states().get(code)
    return state.names["en"] if state else code


def _once_each(table: WideTable, rows: Sequence[Takes]) -> tuple[list[Takes], list[Finding]]:
    """Rows of States that have one row; an error at each further row of the others."""
    of_state: dict[str, list[int]] = {}
    for row, state in rows:
        of_state.setdefault(state, []).append(row)
    findings = [
        Finding(
            "return.state_twice",
            Severity.ERROR,
            table.place(row, table.state),
            {"state": _name(state), "elsewhere": table.place(several[0], table.state).cell},
        )
        for state, several in of_state.items()
        for row in several[1:]
    ]
    return [(row, state) for row, state in rows if len(of_state[state]) == 1], findings


def _columns_told(table: WideTable, service: frozenset[str]) -> list[Finding]:
    """What is said once of the whole table: headings that are no question's, and that nothing may be published."""
    place = Place(table.file, table.sheet.name)
    findings = []
    filled = {column for _, cells in table.rows() for column in cells}
    headings = table.sheet.cells
    others = [text_of(headings[table.header_row, column]) for column in _others(table, service) if column in filled]
    if others:
        findings.append(Finding("return.columns_unread", Severity.NOTE, place, {"columns": short(", ".join(others))}))
    if (CONSENT, "answer") not in table.columns:
        findings.append(Finding("return.no_consent_column", Severity.WARNING, place))
    return findings


def _return(
    table: WideTable, row: int, state: str, form: Form, cycle: Cycle, as_at: date | None, service: frozenset[str]
) -> tuple[Return | None, list[Finding]]:
    for name, wanted in (("cycle", cycle.code), ("edition", cycle.edition)):
        said = table.text(row, name)
        if said not in ("", wanted):
            facts = {"field": name, "found": said, "wanted": wanted}
            place = table.place(row, table.named[name])
            return None, [Finding("return.row_of_another", Severity.ERROR, place, facts)]
    language = table.text(row, "language")
    language = language if language in LANGUAGES else "en"
    held = {code for code, _ in table.columns} | table.split.keys()
    entries = {
        code: read_entry(WideCells(code, table, row), form, language, as_at) for code in form.questions if code in held
    }
    lines = {code: WideCells(code, table, row) for code in held if code.startswith(COVER)}
    cover, cover_told = read_cover(lines, language, as_at)
    consent, consent_told = read_consent(lines, form)
    answers = tuple(answer for entry in entries.values() if (answer := entry.answer()))
    findings = [finding for entry in entries.values() for finding in entry.findings]
    findings += [*rules_broken(entries, form, as_at, blanks=False), *cover_told, *consent_told]
    if not answers:
        empty = Finding("return.row_without_answers", Severity.WARNING, table.place(row, table.state))
        return None, [*findings, empty]
    unread = [*(kept for entry in entries.values() for kept in entry.unread), *_beside(table, row, service)]
    return (
        Return(
            state=state,
            cycle=cycle.code,
            edition=form.questionnaire.edition,
            language=language,
            answers=answers,
            consent=consent,
            cover=cover,
            unread=tuple(unread),
        ),
        findings,
    )


def _beside(table: WideTable, row: int, service: frozenset[str]) -> list[Kept]:
    """The cells of a row in columns that are no question's."""
    cells = table.sheet.cells
    found = [(table.place(row, at), text_of(cells[row, at])) for at in _others(table, service) if (row, at) in cells]
    return [(place, text) for place, text in found if text]


def _others(table: WideTable, service: frozenset[str]) -> list[int]:
    """The columns that hold neither answers, nor whose they are, nor what the sender's system adds."""
    return [at for name, at in table.named.items() if at != table.state and name not in service | SERVICE]
