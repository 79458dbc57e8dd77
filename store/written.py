"""Answers and findings as JSON and back: how a draft is kept, and what a return made in the browser is as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from model import Answer, Finding, Place, Return, Severity, SourceFile, Visibility
from store.record import canonical

Written = dict[str, Any]


def answer_written(answer: Answer) -> Written:
    """An answer as JSON can hold it; what is empty is left out."""
    said = {
        "question": answer.question,
        "value": answer.value,
        "comment": answer.comment,
        "legal_reference": answer.legal_reference,
        "reason": answer.reason,
        "since": answer.since.isoformat() if answer.since else "",
        "visibility": "" if answer.visibility is Visibility.OPEN else answer.visibility.value,
        "place": [answer.place.file, answer.place.sheet, answer.place.cell] if answer.place else "",
    }
    return {name: value for name, value in said.items() if value}


def answer_read(said: Mapping[str, Any]) -> Answer:
    """The answer that ``answer_written`` wrote."""
    return Answer(
        question=said["question"],
        value=said.get("value", ""),
        comment=said.get("comment", ""),
        legal_reference=said.get("legal_reference", ""),
        reason=said.get("reason", ""),
        since=date.fromisoformat(said["since"]) if said.get("since") else None,
        visibility=Visibility(said.get("visibility", Visibility.OPEN)),
        place=Place(*said["place"]) if said.get("place") else None,
    )


def finding_written(finding: Finding) -> Written:
    """A finding as JSON can hold it."""
    place = [finding.place.file, finding.place.sheet, finding.place.cell]
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "place": place,
        "facts": dict(finding.facts),
    }


def finding_read(said: Mapping[str, Any]) -> Finding:
    """The finding that ``finding_written`` wrote."""
    return Finding(said["code"], Severity(said["severity"]), Place(*said["place"]), said["facts"])


def return_document(sent: Return) -> SourceFile:
    """A return that no workbook brought, as a file: JSON, the same bytes for the same answers, cover and consent."""
    said = {
        "form": "implementation-monitor-return",
        "state": sent.state,
        "cycle": sent.cycle,
        "edition": sent.edition,
        "language": sent.language,
        "consent": "".join(sorted(sent.consent)),
        "cover": dict(sent.cover),
        "answers": [answer_written(answer) for answer in sent.answers],
    }
    content = canonical(said).encode()
    return SourceFile(f"{sent.state}-{sent.cycle}.json", content, hashlib.sha256(content).hexdigest())
