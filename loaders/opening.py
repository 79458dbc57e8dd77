"""Opening any file that claims to be a spreadsheet: a workbook, or the one sentence that says why not.

The bytes decide what a file is. Whatever has to be unpacked or parsed is read by a process of its own, which may be
killed, run out of memory or die without harm (``loaders.processes``); nothing in a file is executed, and no address
in it is followed.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from loaders import limits, processes
from loaders.containers import Look, look
from loaders.decoding import decode, without_declaration
from loaders.refusal import Notice, megabytes, number
from loaders.sheets import CellError, Sheet, Uncached, Value, Workbook, area_name, cell_name
from model import Finding, Place, Severity

__all__ = [
    "CellError",
    "Sheet",
    "Uncached",
    "Value",
    "Workbook",
    "area_name",
    "cell_name",
    "open_content",
    "open_workbook",
]

REFUSED = {
    Look.EMPTY: "open.empty",
    Look.PDF: "open.is_pdf",
    Look.PICTURE: "open.is_picture",
    Look.ARCHIVE: "open.is_archive",
    Look.RICH_TEXT: "open.is_text_document",
    Look.WEB_ARCHIVE: "open.is_web_archive",
    Look.PROGRAM: "open.not_a_workbook",
    Look.BINARY: "open.not_a_workbook",
}

SEVERITIES = {
    "open.macros": Severity.NOTE,
    "open.other_type": Severity.NOTE,
    "open.control_characters": Severity.NOTE,
    "open.sheet_without_cells": Severity.NOTE,
    "open.encoding_guessed": Severity.WARNING,
    "open.quotation_marks": Severity.WARNING,
}
"""Of what is told of a file that is read; every other code is a blocker."""

ENDINGS = {
    "xlsx": ("xlsx", "xltx"),
    "xlsm": ("xlsm", "xltm", "xlam"),
    "xls": ("xls", "xlt", "xlm"),
    "xlsb": ("xlsb",),
    "ods": ("ods", "ots"),
    "csv": ("csv", "tsv", "tab", "txt"),
    "xml": ("xml",),
    "html": ("html", "htm", "xhtml"),
}

OTHER_XML = ("urn:schemas-microsoft-com:office:spreadsheet", "urn:oasis:names:tc:opendocument:xmlns:office:1.0")
"""Workbooks that are one XML document: Excel 2003's and LibreOffice's flat form."""

HEAD_CHARACTERS = 5_000

WHOLE_UNTIL = 1e15
"""A float below this that is whole is the number that was typed; beyond it digits are lost already."""


def open_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The workbook in a file and what is to be told of it; None with exactly one blocker when it cannot be taken.

    Never raises for what is in the file, nor for a file that is not there.
    """
    try:
        if not path.is_file():
            return None, [_finding(path.name, Notice("open.not_found"))]
        size = path.stat().st_size
        with path.open("rb") as file:
            content = file.read(limits.MAX_FILE_BYTES + 1)
    except OSError:
        return None, [_finding(path.name, Notice("open.not_found"))]
    if len(content) > limits.MAX_FILE_BYTES:
        return None, [_finding(path.name, _too_large(size))]
    return open_content(path.name, content)


def open_content(name: str, content: bytes) -> tuple[Workbook | None, list[Finding]]:
    """The workbook in bytes that came with a name, as ``open_workbook`` gives it: for a file that was uploaded."""
    if len(content) > limits.MAX_FILE_BYTES:
        return None, [_finding(name, _too_large(len(content)))]
    found = look(content)
    if found in REFUSED:
        return None, [_finding(name, Notice(REFUSED[found]))]
    sha256 = hashlib.sha256(content).hexdigest()
    if found in (Look.XML, Look.HTML):
        return _text(name, content, sha256, found)
    try:
        answer = processes.readers.read(content, found.value)
    except processes.ReaderLostError as lost:
        return None, [_finding(name, Notice(lost.code))]
    if "refusal" in answer:
        return None, [_finding(name, Notice(*answer["refusal"]))]
    sheets = tuple(_sheet(sheet) for sheet in answer["sheets"])
    workbook = Workbook(name, answer["kind"], sha256, answer["subject"], sheets)
    notices = [Notice(*notice) for notice in answer["notices"]]
    return workbook, [_finding(name, notice) for notice in (*_other_type(workbook), *notices)]


def _text(name: str, content: bytes, sha256: str, found: Look) -> tuple[Workbook | None, list[Finding]]:
    """XML and HTML, which the loaders of lists parse: only decoded here."""
    decoded = decode(content)
    head = decoded.text[:HEAD_CHARACTERS]
    if found is Look.XML and any(namespace in head for namespace in OTHER_XML):
        return None, [_finding(name, Notice("open.is_xml_workbook"))]
    if found is Look.XML and "<!DOCTYPE" in decoded.text:
        return None, [_finding(name, Notice("open.doctype", facts={"part": name}))]
    workbook = Workbook(name, found.value, sha256, "", (), without_declaration(decoded.text))
    notices = list(_other_type(workbook))
    if decoded.guessed:
        notices.append(Notice("open.encoding_guessed"))
    if decoded.controls:
        notices.append(Notice("open.control_characters", facts={"count": number(decoded.controls)}))
    return workbook, [_finding(name, notice) for notice in notices]


def _sheet(sheet: dict[str, Any]) -> Sheet:
    cells: dict[tuple[int, int], Value] = {}
    for row, *values in sheet["rows"]:
        for column, value in enumerate(values, 1):
            if value == "":
                continue
            if value.__class__ is float and value.is_integer() and -WHOLE_UNTIL < value < WHOLE_UNTIL:
                value = int(value)
            elif value.__class__ is list:
                value = _marked(*value)
            cells[row, column] = value
    for row, column, mark, text in sheet["special"]:
        cells[row, column] = _marked(mark, text)
    return Sheet(sheet["name"], sheet["hidden"], cells, tuple(tuple(area) for area in sheet["merged"]))


def _marked(mark: str, text: str) -> Value:
    """A value that JSON has no word for, as ``loaders.parsing`` marks it."""
    if mark == "d":
        return date.fromisoformat(text)
    if mark == "t":
        return datetime.fromisoformat(text)
    return CellError(text) if mark == "e" else Uncached(text)


def _other_type(workbook: Workbook) -> list[Notice]:
    """A note when the name says another format than the bytes."""
    ending = Path(workbook.file).suffix.lower().lstrip(".")
    if not ending or ending in ENDINGS[workbook.kind]:
        return []
    return [Notice("open.other_type", facts={"named": ending, "kind": workbook.kind})]


def _too_large(size: int) -> Notice:
    return Notice("open.too_large", facts={"size": megabytes(size), "limit": megabytes(limits.MAX_FILE_BYTES)})


def _finding(name: str, notice: Notice) -> Finding:
    severity = SEVERITIES.get(notice.code, Severity.BLOCKER)
    return Finding(notice.code, severity, Place(name, notice.sheet, notice.cell), notice.facts)
