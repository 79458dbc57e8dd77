"""One question as it was answered: all its cells read together, wherever they stand.

The same for a row of our workbook and for the columns of a form's export: what differs is only where a value lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from loaders.answers import Remark, day_of, short, text_of, unreadable, yes_or_no
from loaders.form import Form
from loaders.sheets import Value
from model import Answer, Finding, Place, Question, Severity, Visibility

Kept = tuple[Place, str]
"""Something a State wrote that no answer took, and where."""

CONTENT = ("value", "since", "reason", "legal_reference", "comment")
"""What two rows of one question may disagree on."""


class Cells(Protocol):
    """The cells of one question, by what they hold."""

    @property
    def code(self) -> str:
        """The question."""

    def value(self, column: str) -> Value | None:
        """What stands there, None when blank."""

    def holds(self, column: str) -> bool:
        """Whether there is such a column at all."""

    def place(self, column: str = "answer") -> Place:
        """Where it stands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with what was read for it.

    ``failed`` means that something stands in the answer cell that could not be read: the answer is unknown, not blank.
    """

    question: Question
    cells: Cells
    value: str = ""
    since: date | None = None
    reason: str = ""
    legal_reference: str = ""
    comment: str = ""
    visibility: Visibility = Visibility.OPEN
    failed: bool = False
    findings: tuple[Finding, ...] = ()
    unread: tuple[Kept, ...] = ()

    def answer(self) -> Answer | None:
        """The answer, None when nothing was written that could be read."""
        if not any(getattr(self, name) for name in CONTENT):
            return None
        return Answer(
            question=self.question.code,
            value=self.value,
            comment=self.comment,
            legal_reference=self.legal_reference,
            reason=self.reason,
            since=self.since,
            visibility=self.visibility,
            place=self.cells.place(),
        )


def read_entry(cells: Cells, form: Form, language: str, as_at: date | None) -> Entry:
    """Every cell of one question. Never raises: what cannot be read is a finding, and kept."""
    question = form.questions[cells.code]
    findings: list[Finding] = []
    unread: list[Kept] = []

    def tell(column: str, found: Value, remarks: Sequence[Remark]) -> None:
        if not remarks:
            return
        place = cells.place(column)
        findings.extend(Finding(remark.code, remark.severity, place, remark.facts) for remark in remarks)
        if any(remark.severity is Severity.ERROR for remark in remarks):
            unread.append((place, text_of(found)))

    value, failed = "", False
    if (found := cells.value("answer")) is not None:
        reading = form.read(found, question, language, as_at)
        value, failed = reading.value, reading.failed
        tell("answer", found, reading.remarks)
    since = None
    if (found := cells.value("since")) is not None:
        since, remarks = day_of(found, language, as_at)
        tell("since", found, remarks)
    texts = {}
    for column in ("reason", "legal_reference", "comment"):
        if (found := cells.value(column)) is not None:
            trouble = unreadable(found)
            texts[column] = "" if trouble else text_of(found)
            tell(column, found, (trouble,) if trouble else ())
    visibility = Visibility.OPEN
    if (found := cells.value("secretariat")) is not None:
        said = yes_or_no(found)
        visibility = Visibility.OPEN if said is False else Visibility.SECRETARIAT
        if said is None:
            remark = Remark("return.secretariat_word", Severity.WARNING, {"found": short(text_of(found))})
            tell("secretariat", found, (remark,))
    return Entry(
        question, cells, value, since, **texts, visibility=visibility, failed=failed,
        findings=tuple(findings), unread=tuple(unread),
    )  # fmt: skip


def settled(entries: Sequence[Entry]) -> Entry:
    """One entry of several rows of one question: what they say together, and an error for each thing they dispute.

    Where two rows say different things neither is taken; both are kept.
    """
    if len(entries) == 1:
        return entries[0]
    base = next((entry for entry in entries if entry.value), entries[0])
    findings = [finding for entry in entries for finding in entry.findings]
    unread = [kept for entry in entries for kept in entry.unread]
    said: dict[str, Any] = {}
    disputed = False
    for name in CONTENT:
        written = [entry for entry in entries if getattr(entry, name)]
        said[name] = getattr(written[0], name) if written else getattr(base, name)
        if len({getattr(entry, name) for entry in written}) > 1:
            disputed = True
            said[name] = None if name == "since" else ""
            others = [entry for entry in written if getattr(entry, name) != getattr(written[0], name)]
            findings += [_conflict(name, written[0], entry) for entry in others]
            unread += [(entry.cells.place(_column(name)), str(getattr(entry, name))) for entry in written]
    if not disputed:
        findings += _repeats(entries)
    confidential = any(entry.visibility is Visibility.SECRETARIAT for entry in entries)
    return replace(
        base,
        **said,
        visibility=Visibility.SECRETARIAT if confidential else Visibility.OPEN,
        failed=disputed or any(entry.failed for entry in entries),
        findings=tuple(findings),
        unread=tuple(unread),
    )


def _column(name: str) -> str:
    return "answer" if name == "value" else name


def _conflict(name: str, first: Entry, second: Entry) -> Finding:
    column = _column(name)
    here, there = second.cells.place(column), first.cells.place(column)
    file = there.file if there.file != here.file else ""
    facts = {
        "found": short(str(getattr(second, name))),
        "other": short(str(getattr(first, name))),
        "elsewhere": ", ".join(filter(None, (file, there.sheet, there.cell))),
    }
    return Finding("return.conflicting_answers", Severity.ERROR, here, facts)


def _repeats(entries: Sequence[Entry]) -> list[Finding]:
    """That a question has a second row in the same file; ministries' files repeat questions by nature."""
    first, findings = entries[0].cells.place(), []
    for entry in entries[1:]:
        place = entry.cells.place()
        if place.file == first.file:
            facts = {"elsewhere": ", ".join(filter(None, (first.sheet, first.cell)))}
            findings.append(Finding("return.row_twice", Severity.NOTE, place, facts))
    return findings
