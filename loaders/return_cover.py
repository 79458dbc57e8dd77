"""The cover of a return: who sends it, and what may be published. What is not clearly allowed is not allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from loaders.answers import NO_WORDS, day_of, folded, short, text_of, unreadable, yes_or_no
from loaders.entries import Cells
from loaders.form import Form
from model import NOTHING, Finding, Severity

CONSENT = "cover_consent"
CONSENT_LIST = "consent"
DAY = "cover_day"


def settled_cover(rows: Mapping[str, Sequence[Cells]]) -> tuple[dict[str, Cells], list[Finding]]:
    """One line of each code where several files have a cover: the first that is filled in.

    Where filled lines differ that is told; where they differ on publication all lines on publication are left out.
    """
    lines: dict[str, Cells] = {}
    findings, disputed = [], False
    for code, several in rows.items():
        filled = [(cells, text_of(value)) for cells in several if (value := cells.value("answer")) is not None]
        lines[code] = filled[0][0] if filled else several[0]
        for cells, text in filled[1:]:
            if folded(text) != folded(filled[0][1]):
                file = filled[0][0].place().file
                findings.append(_warning("return.covers_differ", cells, {"found": short(text), "file": file}))
                disputed |= code.startswith(CONSENT)
    if disputed:
        lines = {code: cells for code, cells in lines.items() if not code.startswith(CONSENT)}
    return lines, findings


def read_cover(rows: Mapping[str, Cells], language: str, as_at: date | None) -> tuple[dict[str, str], list[Finding]]:
    """What the cover says of the sender, by the end of its codes (name, office, email, day as an ISO day)."""
    cover: dict[str, str] = {}
    findings: list[Finding] = []
    for code, cells in rows.items():
        value = cells.value("answer")
        if value is None or code.startswith(CONSENT):
            continue
        if trouble := unreadable(value):
            findings.append(Finding(trouble.code, trouble.severity, cells.place(), trouble.facts))
        elif code == DAY:
            day, remarks = day_of(value, language, as_at)
            cover["day"] = day.isoformat() if day else text_of(value)
            findings += [Finding(remark.code, remark.severity, cells.place(), remark.facts) for remark in remarks]
        else:
            cover[code.removeprefix("cover_")] = text_of(value)
    return cover, findings


def read_consent(rows: Mapping[str, Cells], form: Form) -> tuple[frozenset[str], list[Finding]]:
    """The parts that may be published, and a warning wherever the cover leaves that open or contradicts itself.

    A part is published only when nothing on the cover speaks against it.
    """
    cells = rows.get(CONSENT)
    if cells is None:
        return frozenset(), []
    parts = form.parts()
    by_part, findings = _by_part(rows, parts)
    found = cells.value("answer")
    if found is None:
        return frozenset(), [*findings, _warning("return.consent_blank", cells)]
    said = "" if unreadable(found) else form.words.get(CONSENT_LIST, NO_WORDS).values.get(folded(text_of(found)), "")
    allowed = frozenset(part for part in parts if by_part.get(part) is True)
    refused = frozenset(part for part in parts if by_part.get(part) is False)
    if said == "whole":
        if refused:
            findings.append(_warning("return.consent_contradicts", cells, {"parts": ", ".join(sorted(refused))}))
        return frozenset(parts) - refused, findings
    if said == "part":
        if not allowed:
            findings.append(_warning("return.consent_no_part", cells))
        return allowed, findings
    if said == "no":
        if allowed:
            findings.append(_warning("return.consent_contradicts", cells, {"parts": ", ".join(sorted(allowed))}))
        return frozenset(), findings
    return frozenset(), [*findings, _warning("return.consent_word", cells, {"found": short(text_of(found))})]


def _by_part(rows: Mapping[str, Cells], parts: Sequence[str]) -> tuple[dict[str, bool | None], list[Finding]]:
    said: dict[str, bool | None] = {}
    findings = []
    for part in parts:
        cells = rows.get(f"{CONSENT}_{part.lower()}")
        found = cells.value("answer") if cells else None
        if cells is None or found is None:
            continue
        said[part] = yes_or_no(found)
        if said[part] is None:
            said[part] = False
            findings.append(_warning("return.consent_word", cells, {"found": short(text_of(found))}))
    return said, findings


def _warning(code: str, cells: Cells, facts: Mapping[str, str] = NOTHING) -> Finding:
    return Finding(code, Severity.WARNING, cells.place(), facts)
