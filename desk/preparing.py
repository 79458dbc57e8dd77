"""A return being prepared: uploads read, the whole check, and what is told of it. Pure; nothing is kept here.

The rules are those of the loaders: what is completed in the browser is judged as what stands in a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from desk.bundling import kept_together
from desk.merging import Conflict, Part, merged
from desk.request import CONTENT, Request, in_order, place_of
from loaders.entries import Entry
from loaders.findings import cells_of, corner, folded_findings
from loaders.findings import in_order as told_in_order
from loaders.intake import single_sheet_of
from loaders.opening import open_content
from loaders.return_identity import hidden_facts
from loaders.return_sheets import locate
from loaders.returns import read_parts
from loaders.rules import rules_broken
from loaders.sheets import Value, Workbook
from model import Answer, Cycle, Finding, Place, Return, Severity, SourceFile

RULES = frozenset(
    {
        "return.not_asked",
        "return.blank_required",
        "return.blank",
        "return.reason_missing",
        "return.reason_without_answer",
        "return.since_missing",
        "return.since_in_future",
        "return.since_before_adoption",
        "return.since_without_party",
        "return.none_with_others",
    }
)
"""What ``loaders.rules`` tells: found anew whenever an answer changes."""

OF_ONE_FILE = frozenset({"return.parts_missing", "return.rows_missing", "return.csv_of_one_sheet", "return.no_answers"})
"""What is true of a file by itself and not of several together."""

CONSENT = "return.consent"
"""Findings that begin so are settled when the return is submitted: the person says there what may be published."""

QUESTIONS = "question"
"""The fact of a finding that names the questions it is about, by which one is known again when it is mended."""

Rows = dict[tuple[str, str, int], str]
"""The question that stands in a row, by file, sheet and row."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What one file brought, or the CSV sheets of one return together; without ``sent`` it was refused."""

    files: tuple[SourceFile, ...]
    books: tuple[Workbook, ...]
    sent: Return | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """The name of the file, or of the first of several."""
        return self.files[0].name


@dataclass(frozen=True, slots=True)
class Preparation:
    """Answers in the order of the questionnaire with all that is told of them.

    ``conflicts`` are to be settled before anything is saved; ``file`` is what is kept with the draft.
    """

    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    cover: Mapping[str, str]
    language: str
    conflicts: tuple[Conflict, ...] = ()
    file: SourceFile | None = None


def read_uploads(files: Sequence[SourceFile], request: Request) -> list[Brought]:
    """Every file read, refused ones first; the CSV sheets of one return are one. Never raises for what is in a file."""
    refused: list[Brought] = []
    opened: dict[object, list[tuple[SourceFile, Workbook, list[Finding]]]] = {}
    for number, file in enumerate(_distinct(files)):
        book, told = open_content(file.name, file.content)
        if book is None:
            refused.append(Brought((file,), (), None, tuple(told)))
        else:
            opened.setdefault(single_sheet_of(book) or number, []).append((file, book, told))
    read = [_read(together, request) for together in opened.values()]
    return refused + sorted(read, key=lambda brought: brought.sent is not None)


def _distinct(files: Sequence[SourceFile]) -> list[SourceFile]:
    """Each content once, each name once: two files of one name are told apart by a number."""
    found: dict[str, SourceFile] = {}
    names: set[str] = set()
    for file in files:
        if file.sha256 not in found:
            path, number, name = PurePath(file.name), 2, file.name
            while name in names:
                name, number = f"{path.stem} ({number}){path.suffix}", number + 1
            names.add(name)
            found[file.sha256] = replace(file, name=name)
    return list(found.values())


def _read(together: Sequence[tuple[SourceFile, Workbook, list[Finding]]], request: Request) -> Brought:
    files, books = tuple(file for file, _, _ in together), tuple(book for _, book, _ in together)
    opening = [finding for _, _, told in together for finding in told]
    sent, told = read_parts(books, cycles=request.cycles, as_at=request.today)
    if sent is not None and (refusal := _not_ours(sent, books, request)):
        return Brought(files, books, None, (refusal,))
    rows = _rows(books, sent, request)
    findings = tuple(_tagged(finding, rows) for finding in (*opening, *told))
    return Brought(files, books, sent, findings)


def _not_ours(sent: Return, books: Sequence[Workbook], request: Request) -> Finding | None:
    """The blocker for a return that is not the one asked for here."""
    wanted = replace(request, state=sent.state)
    place = Place(books[0].file)
    if sent.state != request.state:
        facts = {"found": wanted.name, "wanted": request.name}
        return Finding("upload.other_state", Severity.BLOCKER, place, facts)
    if sent.cycle != request.cycle.code:
        facts = {"found": _cycle_name(request.cycles, sent.cycle), "wanted": request.cycle.name}
        return Finding("upload.other_cycle", Severity.BLOCKER, place, facts)
    invented = any(hidden_facts(book).get("demonstration") == "yes" for book in books)
    if invented and not request.demonstration:
        return Finding("upload.invented", Severity.BLOCKER, place)
    hidden = any(hidden_facts(book) for book in books)
    if hidden and not invented and request.demonstration:
        return Finding("upload.not_invented", Severity.BLOCKER, place)
    return None


def _cycle_name(cycles: Mapping[str, Cycle], code: str) -> str:
    return cycles[code].name if code in cycles else code


def prepared(
    brought: Sequence[Brought],
    request: Request,
    draft: Sequence[Answer] = (),
    issued: Mapping[str, Answer] | None = None,
    draft_name: str = "",
) -> Preparation:
    """The files, and the draft where they are added to it, as one return; those refused are left out.

    ``issued`` are the answers that stood in the workbook when it was issued. Raises ValueError when nothing was taken.
    """
    taken = [(item, item.sent) for item in brought if item.sent]
    if not taken:
        raise ValueError("no file was taken")
    parts = [Part(item.name, {answer.question: answer for answer in sent.answers}) for item, sent in taken]
    language = taken[0][1].language
    file = kept_together([file for item, _ in taken for file in item.files])
    cover = _cover([sent for _, sent in taken], request)
    findings = tuple(finding for item, _ in taken for finding in item.findings if not finding.code.startswith(CONSENT))
    if len(parts) == 1 and not draft:
        return Preparation(in_order(parts[0].answers.values(), request), findings, cover, language, file=file)
    if draft:
        parts.insert(0, Part(draft_name, {answer.question: answer for answer in draft}))
    answers, conflicts = merged(parts, issued)
    told = [finding for finding in findings if finding.code not in OF_ONE_FILE]
    checked = check(answers, told, request, language)
    kept = in_order(answers.values(), request)
    return Preparation(kept, checked, cover, language, conflicts, None if draft else file)


def with_settled(preparation: Preparation, chosen: Mapping[str, Answer], request: Request) -> Preparation:
    """The preparation with the answers that were chosen where parts differed."""
    answers = {answer.question: answer for answer in preparation.answers} | dict(chosen)
    findings = check(answers, preparation.findings, request, preparation.language)
    kept = in_order(answers.values(), request)
    return replace(preparation, answers=kept, findings=findings, conflicts=())


def corrected(
    answers: Iterable[Answer],
    findings: Iterable[Finding],
    changed: Iterable[Answer],
    request: Request,
    language: str,
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """The answers with some written anew, and the check of them all.

    What was told of a cell that could not be read goes when its question has been answered anew.
    """
    anew = {answer.question: answer for answer in changed}
    whole = {answer.question: answer for answer in answers} | anew
    told = [
        finding
        for finding in findings
        if finding.code not in OF_ONE_FILE and not (questions_of(finding) and questions_of(finding) <= anew.keys())
    ]
    kept = in_order(whole.values(), request)
    return kept, check({answer.question: answer for answer in kept}, told, request, language)


def check(
    answers: Mapping[str, Answer], told: Iterable[Finding], request: Request, language: str
) -> tuple[Finding, ...]:
    """All that is to be told of these answers: the rules applied anew, beside what else was told of the files."""
    kept = [finding for finding in told if finding.code not in RULES]
    unreadable = {
        code
        for finding in kept
        if finding.severity is Severity.ERROR
        for code in questions_of(finding)
        if not (code in answers and answers[code].value)
    }
    entries = {}
    rows: Rows = {}
    for code, question in request.form.questions.items():
        answer = answers.get(code) or Answer(code, "")
        cells = _Cells(answer, request, language)
        content = {name: getattr(answer, name) for name in CONTENT}
        entries[code] = Entry(question, cells, **content, visibility=answer.visibility, failed=code in unreadable)
        place = cells.place()
        rows[place.file, place.sheet, corner(place.cell)[0]] = code
    found = _folded(rules_broken(entries, request.form, request.today), rows)
    return tuple(told_in_order([*kept, *(_tagged(finding, rows) for finding in found)], _sheets(rows, kept)))


def _folded(findings: Sequence[Finding], rows: Rows) -> list[Finding]:
    numbers: dict[tuple[str, str], list[int]] = {}
    for file, sheet, row in rows:
        numbers.setdefault((file, sheet), []).append(row)
    return folded_findings(told_in_order(findings, list(numbers)), numbers)


def _sheets(rows: Rows, told: Iterable[Finding]) -> list[tuple[str, str]]:
    """Every sheet in the order in which questions stand, then those that have none."""
    pairs = dict.fromkeys((file, sheet) for file, sheet, _ in rows)
    sheets = list(dict.fromkeys(sheet for _, sheet in pairs))
    pairs |= dict.fromkeys((finding.place.file, finding.place.sheet) for finding in told)
    place = {sheet: number for number, sheet in enumerate(sheets)}
    return sorted(pairs, key=lambda pair: place.get(pair[1], -1))


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where an answer stands in the workbook as issued, which is what a draft is written into."""

    answer: Answer
    request: Request
    language: str

    @property
    def code(self) -> str:
        return self.answer.question

    def value(self, column: str) -> Value | None:
        return getattr(self.answer, "value" if column == "answer" else column, None) or None

    def holds(self, column: str) -> bool:
        return (column == "since") is (self.request.form.questions[self.code].part == "A") or column == "answer"

    def place(self, column: str = "answer") -> Place:
        return place_of(self.request.form.questions[self.code], self.request.cycle.edition, self.language, column)


def _cover(returns: Sequence[Return], request: Request) -> dict[str, str]:
    """What the covers say, the first that says it; ``consent_on_cover`` is what all that allow anything allow."""
    cover: dict[str, str] = {}
    for sent in returns:
        cover |= {name: text for name, text in sent.cover.items() if name not in cover}
    allowed = [sent.consent for sent in returns if sent.consent]
    cover["consent_on_cover"] = "".join(sorted(frozenset.intersection(*allowed))) if allowed else ""
    return cover | demonstration_mark(request)


def demonstration_mark(request: Request) -> dict[str, str]:
    """What marks a return of a demonstration as invented."""
    return {"demonstration": "yes"} if request.demonstration else {}


def questions_of(finding: Finding) -> frozenset[str]:
    """The questions a finding is about; none for what concerns a sheet or a file."""
    return frozenset(finding.facts.get(QUESTIONS, "").split())


def _tagged(finding: Finding, rows: Rows) -> Finding:
    file, sheet = finding.place.file, finding.place.sheet
    found = dict.fromkeys(rows.get((file, sheet, row), "") for row, _ in cells_of(finding.place.cell))
    codes = " ".join(code for code in found if code)
    return replace(finding, facts={**finding.facts, QUESTIONS: codes}) if codes else finding


def _rows(books: Sequence[Workbook], sent: Return | None, request: Request) -> Rows:
    found = [locate(book.file, sheet, request.form) for book in books for sheet in book.sheets]
    rows = {
        (row.file, row.sheet.name, row.number): row.code
        for located in found
        if located
        for row in located.rows
        if row.code in request.form.questions
    }
    for answer in sent.answers if sent else ():
        if answer.place:
            rows[answer.place.file, answer.place.sheet, corner(answer.place.cell)[0]] = answer.question
    return rows
