"""Opening any file that claims to be a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from loaders.sheets import CellError, Sheet, Uncached, Value, Workbook, cell_name
from model import Finding, Place, Severity

__all__ = ["CellError", "Sheet", "Uncached", "Value", "Workbook", "cell_name", "open_workbook"]


def open_workbook(path: Path) -> tuple[Workbook | None, list[Finding]]:
    """The workbook, or None and a blocker that says why not. First version: to be hardened."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    head = content.lstrip()[:1000].lower()
    if head.startswith(b"<"):
        kind = "html" if b"<html" in head or b"<table" in head else "xml"
        text = content.decode("latin-1" if b"8859" in head else "utf-8", "replace")
        text = "".join(c for c in text if c >= " " or c in "\t\r\n")
        if text.startswith("<?xml"):
            text = text.partition("?>")[2]
        return Workbook(path.name, kind, digest, "", (), text), []
    if content[:2] in (b"PK", b"\xd0\xcf"):
        try:
            return _calamine(path, digest), []
        except CalamineError as trouble:
            return None, [Finding("open.not_a_workbook", Severity.BLOCKER, Place(path.name), {"found": str(trouble)})]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")))
    cells: dict[tuple[int, int], Value] = {
        (r, c): v for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v != ""
    }
    return Workbook(path.name, "csv", digest, "", (Sheet("", False, cells),)), []


def _calamine(path: Path, digest: str) -> Workbook:
    sheets = []
    with CalamineWorkbook.from_path(path) as book:
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            cells: dict[tuple[int, int], Value] = {}
            for r, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
                for c, v in enumerate(row, 1):
                    if v != "":
                        cells[r, c] = _plain(v)
            merged = tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
            sheets.append(Sheet(meta.name, meta.visible != SheetVisibleEnum.Visible, cells, merged))
    return Workbook(path.name, path.suffix.lstrip(".").lower(), digest, "", tuple(sheets))


def _plain(value: str | int | float | bool | date | datetime | time | timedelta) -> Value:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return str(value) if isinstance(value, time | timedelta) else value
