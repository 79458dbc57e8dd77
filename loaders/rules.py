"""What must hold between the cells of a return, beyond what each says by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from loaders.entries import Entry
from loaders.form import Form
from model import NOTHING, Finding, Severity

NOT_APPLICABLE = "not_applicable"
NONE = "none"
SAME_FOR_ALL = "every_paragraph"
"""Says that an answer holds for every paragraph: it stands beside any other word."""
"""The choice that excludes every other of its list."""

PARTY = "party"
NOT_PARTY = frozenset({"not_party", "intends", "no_position", "signatory"})
"""Positions towards a treaty of which one cannot be party since a day."""


def rules_broken(entries: Mapping[str, Entry], form: Form, as_at: date | None, blanks: bool = True) -> list[Finding]:
    """Everything the entries (by question) say against each other or against what is known.

    ``as_at`` is the day after which nothing can have happened yet, None to leave that out; ``blanks`` whether blank
    answers are told. An answer that could not be read is never called blank, and what hangs on an answer that is not
    there, or not readable, is not judged.
    """
    values = {code: entry.value for code, entry in entries.items() if entry.value and not entry.failed}
    findings: list[Finding] = []
    for code, entry in entries.items():
        findings += _reason(entry)
        findings += _since(entry, form, as_at)
        findings += _choices(entry)
        asked = form.is_asked(code, values)
        if asked is False and entry.value:
            findings.append(_at(entry, "return.not_asked", Severity.NOTE))
        if blanks and asked and not (entry.value or entry.reason or entry.failed):
            findings.append(
                _at(entry, "return.blank_required", Severity.WARNING)
                if entry.question.required
                else _at(entry, "return.blank", Severity.NOTE)
            )
    return findings


def _at(
    entry: Entry, code: str, severity: Severity, column: str = "answer", facts: Mapping[str, str] = NOTHING
) -> Finding:
    return Finding(code, severity, entry.cells.place(column), facts)


def _reason(entry: Entry) -> Iterator[Finding]:
    if entry.value == NOT_APPLICABLE and not entry.reason:
        yield _at(entry, "return.reason_missing", Severity.ERROR, "reason")
    if entry.reason and not entry.value and not entry.failed:
        yield _at(entry, "return.reason_without_answer", Severity.WARNING)


def _since(entry: Entry, form: Form, as_at: date | None) -> Iterator[Finding]:
    if entry.since is None:
        if entry.value == PARTY and entry.cells.holds("since") and entry.cells.value("since") is None:
            yield _at(entry, "return.since_missing", Severity.WARNING, "since")
        return
    first = form.first_day.get(entry.question.code)
    day = {"day": entry.since.isoformat()}
    if as_at and entry.since > as_at:
        yield _at(entry, "return.since_in_future", Severity.ERROR, "since", day)
    elif first and entry.since < first:
        facts = {**day, "first": first.isoformat()}
        yield _at(entry, "return.since_before_adoption", Severity.ERROR, "since", facts)
    if entry.value in NOT_PARTY:
        yield _at(entry, "return.since_without_party", Severity.WARNING, "since", day)


def _choices(entry: Entry) -> Iterator[Finding]:
    words = set(entry.value.split()) - {SAME_FOR_ALL}
    if entry.question.kind == "many" and NONE in words and words != {NONE}:
        yield _at(entry, "return.none_with_others", Severity.ERROR)
