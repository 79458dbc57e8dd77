"""Blank returns for tests: Kenya's, with three depositary facts, and what came back of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook

from exports.questionnaire import blank_return
from exports.sender import Sender
from loaders import known
from loaders.opening import open_workbook
from loaders.questionnaire import questionnaire
from loaders.returns import read_parts
from model import Answer, Finding, Return

EDITION = questionnaire("2026")
ISSUED = datetime(2026, 1, 5, 9, 30)

FACTS = pd.DataFrame(
    [
        ("UNTC:VI-19", "party", "1992-10-19", "Party since 19 October 1992 (accession), as known at 10 July 2014"),
        ("UNTC:XVIII-12", "party", "2004-06-16", "Party since 16 June 2004 (accession), as known at 27 January 2014"),
        ("UNTC:XXVI-8", "not_party", None, "Not party, as known at 15 January 2018"),
        ("IMO:SUA-2005", "unknown", None, "Not known: no list of participants is held"),
    ],
    columns=["treaty", "status", "since", "text"],
)
FACTS["since"] = pd.to_datetime(FACTS["since"])


def sender(state: str = "KEN", language: str = "en", **more: object) -> Sender:
    return Sender(known.states()[state], known.cycles()["2026"], language, ISSUED, "r1", **more)


def blank(last: Iterable[Answer] | None = None, facts: pd.DataFrame = FACTS, **who: object) -> bytes:
    frame = None if last is None else pd.DataFrame([as_row(answer) for answer in last])
    return blank_return(EDITION, known.provisions(), sender(**who), facts, frame)


def as_row(answer: Answer) -> dict[str, object]:
    """An answer as a row of the frame of answers."""
    return {
        "question": answer.question,
        "value": answer.value,
        "comment": answer.comment,
        "legal_reference": answer.legal_reference,
        "reason": answer.reason,
        "since": pd.Timestamp(answer.since) if answer.since else pd.NaT,
        "visibility": str(answer.visibility),
    }


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), rich_text=True)


def read_back(files: Sequence[Path]) -> tuple[Return, list[Finding]]:
    """What the loader makes of the files of one return."""
    books = []
    for file in files:
        book, findings = open_workbook(file)
        assert book is not None, findings
        books.append(book)
    found, findings = read_parts(books)
    assert found is not None, findings
    return found, findings


def said(answers: Iterable[Answer]) -> dict[str, tuple[object, ...]]:
    """What was answered, without the place it was read from."""
    return {
        a.question: (a.value, a.since, a.reason, a.legal_reference, a.comment, a.visibility) for a in answers
    }  # fmt: skip
