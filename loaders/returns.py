"""A returned questionnaire, in any format a spreadsheet program saves: identity first, then everything in one pass.

``read_return`` is a pure function of what was opened: no clock, no store. The same rules serve the command line and
the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from loaders import known
from loaders.entries import Entry, Kept, read_entry, settled
from loaders.findings import folded_findings, in_order
from loaders.form import Form, form_of
from loaders.questionnaire import questionnaire
from loaders.return_cover import read_consent, read_cover, settled_cover
from loaders.return_identity import Identity, hidden_facts, identify, is_bookkeeping, sheet_key
from loaders.return_leftovers import changed_knowledge, extra_sheet, leftovers
from loaders.return_sheets import COVER, Located, Row, locate, merged_answers, with_rows_by_text
from loaders.rules import rules_broken
from loaders.sheets import Sheet, Workbook
from model import Cycle, EntityKind, Finding, Place, Questionnaire, Return, Severity

QuestionnaireOf = Callable[[str], Questionnaire]
"""The questionnaire of an edition; raises FileNotFoundError or KeyError for one that is not held."""

GUIDANCE = "guidance"

MOST_TOLD = 2000
"""Findings that are told one by one."""

_EDITION = re.compile(r"[A-Za-z0-9_-]{1,20}")


def read_return(
    workbook: Workbook,
    questionnaire_of: QuestionnaireOf = questionnaire,
    cycles: Mapping[str, Cycle] | None = None,
    as_at: date | None = None,
) -> tuple[Return | None, list[Finding]]:
    """The return in a workbook, and everything there is to tell of it, in the order of the workbook.

    ``cycles`` are the reporting rounds by code (those shipped with the project when left out), ``as_at`` the day after
    which nothing can have happened yet. None never comes without a blocker that says why; a workbook that is not ours
    gives None and ``return.not_ours``.
    """
    return read_parts((workbook,), questionnaire_of, cycles, as_at)


def read_parts(
    workbooks: Sequence[Workbook],
    questionnaire_of: QuestionnaireOf = questionnaire,
    cycles: Mapping[str, Cycle] | None = None,
    as_at: date | None = None,
) -> tuple[Return | None, list[Finding]]:
    """One return out of several files of one State and cycle: the sheets of a workbook saved as CSV, ministries' parts.

    What one file leaves blank another may answer; what two files answer differently is an error, and neither is taken.
    """
    identity, findings = _identity(workbooks)
    if identity is None:
        return None, findings
    form, findings = _form(identity, workbooks[0].file, questionnaire_of, known.cycles() if cycles is None else cycles)
    if form is None:
        return None, findings
    pairs = [(book.file, sheet) for book in workbooks for sheet in book.sheets if not is_bookkeeping(sheet)]
    located = _located(pairs, form)
    rows: dict[str, list[Row]] = {}
    for row in (row for sheet in located for row in sheet.rows):
        rows.setdefault(row.code, []).append(row)
    hidden_by_merging, merged = merged_answers(located)
    entries = {
        code: _entry(rows[code], form, identity.language, as_at, code in hidden_by_merging)
        for code in form.questions
        if code in rows
    }
    cover, consent, cover_findings = _cover(workbooks, rows, form, identity.language, as_at)
    unread, leftover_findings = _unread(workbooks, located, entries, identity.language)
    answers = tuple(answer for entry in entries.values() if (answer := entry.answer()))
    findings += [
        *([] if answers else [Finding("return.no_answers", Severity.BLOCKER, Place(workbooks[0].file))]),
        *_absent(workbooks, located, rows, form),
        *(finding for sheet in located for finding in sheet.findings),
        *merged,
        *(finding for entry in entries.values() for finding in entry.findings),
        *rules_broken(entries, form, as_at),
        *cover_findings,
        *leftover_findings,
    ]
    told = _as_told(findings, pairs, located)
    if not answers:
        return None, told
    return (
        Return(
            state=identity.state,
            cycle=identity.cycle,
            edition=identity.edition,
            language=identity.language,
            answers=answers,
            consent=consent,
            cover=cover,
            unread=unread,
        ),
        told,
    )


def _identity(workbooks: Sequence[Workbook]) -> tuple[Identity | None, list[Finding]]:
    """Whose return all the files are; a blocker when one is nobody's or another's."""
    first: Identity | None = None
    for workbook in workbooks:
        identity, findings = identify(workbook)
        place = Place(workbook.file)
        if identity is None:
            return None, findings or [Finding("return.not_ours", Severity.BLOCKER, place)]
        first = first or identity
        for name in ("state", "cycle", "edition"):
            here, there = getattr(identity, name), getattr(first, name)
            if here != there:
                facts = {"field": name, "here": here, "elsewhere": there, "where": workbooks[0].file}
                return None, [Finding("return.identity_disagrees", Severity.BLOCKER, place, facts)]
    return first, []


def _form(
    identity: Identity, file: str, questionnaire_of: QuestionnaireOf, cycles: Mapping[str, Cycle]
) -> tuple[Form | None, list[Finding]]:
    """The edition's form, or None and the one blocker: edition, cycle or State is not known."""

    def refused(code: str, **facts: str) -> tuple[None, list[Finding]]:
        return None, [Finding(code, Severity.BLOCKER, Place(file), facts)]

    try:
        edition = questionnaire_of(identity.edition) if _EDITION.fullmatch(identity.edition) else None
    except (FileNotFoundError, KeyError):
        edition = None
    if edition is None:
        return refused("return.unknown_edition", found=identity.edition)
    cycle = cycles.get(identity.cycle)
    if cycle is None:
        return refused("return.unknown_cycle", found=identity.cycle, known=", ".join(cycles))
    state = known.states().get(identity.state)
    if state is None or state.kind not in (EntityKind.MEMBER, EntityKind.OBSERVER):
        return refused("return.unknown_state", found=identity.state)
    if cycle.edition == identity.edition:
        return form_of(edition), []
    facts = {"edition": identity.edition, "cycle": cycle.code, "wanted": cycle.edition}
    return form_of(edition), [Finding("return.other_edition", Severity.WARNING, Place(file), facts)]


def _located(pairs: Sequence[tuple[str, Sheet]], form: Form) -> list[Located]:
    """The sheets that carry questions; rows are found by code, and by the text of the question where a code is gone."""
    located = [found for file, sheet in pairs if (found := locate(file, sheet, form))]
    held = {row.code for sheet in located for row in sheet.rows}
    sheets = [with_rows_by_text(sheet, form.questions.keys() - held, form) for sheet in located]
    return [sheet for sheet in sheets if sheet.rows or sheet.findings or sheet_key(sheet.sheet) in form.parts()]


def _entry(rows: Sequence[Row], form: Form, language: str, as_at: date | None, hidden: bool) -> Entry:
    entry = settled([read_entry(row, form, language, as_at) for row in rows])
    return replace(entry, failed=True) if hidden else entry


def _cover(
    workbooks: Sequence[Workbook], rows: Mapping[str, Sequence[Row]], form: Form, language: str, as_at: date | None
) -> tuple[dict[str, str], frozenset[str], list[Finding]]:
    """What the cover says of the sender, the parts that may be published, and what is to be told of both."""
    lines, disputes = settled_cover({code: found for code, found in rows.items() if code.startswith(COVER)})
    cover, told = read_cover(lines, language, as_at)
    consent, more = read_consent(lines, form)
    if any(hidden_facts(book).get("demonstration") == "yes" for book in workbooks):
        cover["demonstration"] = "yes"
    return cover, consent, [*disputes, *told, *more]


def _absent(
    workbooks: Sequence[Workbook], located: Sequence[Located], rows: Mapping[str, object], form: Form
) -> list[Finding]:
    """Parts that are not in the files at all, and single rows that are gone from a part that is."""
    findings = []
    unreadable = {sheet_key(sheet.sheet) for sheet in located if not sheet.layout.columns}
    missing: dict[str, list[str]] = {}
    held = {form.questions[code].part for code in rows if code in form.questions}
    for question in form.questionnaire.questions:
        if question.code not in rows:
            missing.setdefault(question.part, []).append(question.code)
    absent = [part for part in form.parts() if part not in held and part not in unreadable]
    if not any(code.startswith(COVER) for code in rows) and "cover" not in unreadable:
        absent.insert(0, "Cover")
    file = workbooks[0].file
    if absent:
        code = "return.csv_of_one_sheet" if all(book.kind == "csv" for book in workbooks) else "return.parts_missing"
        findings.append(Finding(code, Severity.WARNING, Place(file), {"parts": ", ".join(absent)}))
    for part, codes in missing.items():
        if part in held:
            sheet = next(s for s in located for row in s.rows if row.code in form.questions
                         and form.questions[row.code].part == part)  # fmt: skip
            place = Place(sheet.file, sheet.sheet.name)
            findings.append(Finding("return.rows_missing", Severity.WARNING, place, {"codes": ", ".join(codes)}))
    return findings


def _unread(
    workbooks: Sequence[Workbook], located: Sequence[Located], entries: Mapping[str, Entry], language: str
) -> tuple[tuple[Kept, ...], list[Finding]]:
    """What stands in the files and became no answer, and the notes on it."""
    unread = [kept for entry in entries.values() for kept in entry.unread]
    findings: list[Finding] = []
    ours = {id(found.sheet): found for found in located}
    for book in workbooks:
        issued = dict(pair.split("=", 1) for pair in hidden_facts(book).get("known", "").split() if "=" in pair)
        for sheet in book.sheets:
            found = ours.get(id(sheet))
            if found:
                results = [leftovers(found, language), changed_knowledge(found, issued)]
            elif is_bookkeeping(sheet) or sheet_key(sheet) == GUIDANCE:
                continue
            else:
                results = [extra_sheet(book.file, sheet)]
            for kept, told in results:
                unread += kept
                findings += told
    return tuple(unread), findings


def _as_told(
    findings: Sequence[Finding], pairs: Sequence[tuple[str, Sheet]], located: Sequence[Located]
) -> list[Finding]:
    """In the order of the workbook, repeats folded; of a file with a flood of findings the first and their number."""
    rows = {(sheet.file, sheet.sheet.name): [row.number for row in sheet.rows] for sheet in located}
    told = folded_findings(in_order(findings, [(file, sheet.name) for file, sheet in pairs]), rows)
    if len(told) <= MOST_TOLD:
        return told
    facts = {"more": str(len(told) - MOST_TOLD)}
    return [*told[:MOST_TOLD], Finding("return.more_findings", Severity.NOTE, Place(pairs[0][0]), facts)]
