"""How fast a return is opened, beside bare python-calamine and pandas with openpyxl, in one run.

    python benchmarks/opening.py [FILE.xlsx]

Bars for reading and checking a return: at most 0.25 of pandas, at most 6 times calamine. Opening is the first part of
that; what it leaves is for reading and checking. Without a file, a workbook of the shape of a return is made.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from loaders.opening import open_workbook

ROUNDS = 25

FIRST_ROW = 6

PARTS = {"A Treaties": ("A", 36), "B Declaration": ("B", 45), "C Code": ("C", 33), "D Further information": ("D", 8)}
"""The sheets with questions, and how many of them each has."""

HEADER = (
    "Code",
    "Provision",
    "Question",
    "What is known",
    "Answer",
    "Since",
    "Legal reference",
    "Comment",
    "For the Secretariat only",
    "Check",
)

QUESTION = "Does your State's law provide for this measure, as the article names it, for all whom it is meant to cover?"


def main() -> None:
    """Prints the three times and the two ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else _made(Path(folder) / "return.xlsx")
        readers: dict[str, Callable[[], object]] = {
            "opening": lambda: _opened(path),
            "calamine": lambda: _calamine(path),
            "pandas": lambda: pd.read_excel(path, sheet_name=None, engine="openpyxl"),
        }
        # One round of each in turn, so that whatever else the machine does falls on all of them.
        times: dict[str, list[float]] = {name: [] for name in readers}
        for name, reader in readers.items():
            started = time.perf_counter()
            reader()
            print(f"{name:10} first time {(time.perf_counter() - started) * 1000:7.1f} ms")
        for _ in range(ROUNDS):
            for name, reader in readers.items():
                started = time.perf_counter()
                reader()
                times[name].append(time.perf_counter() - started)
    for name, taken in times.items():
        print(f"{name:10} median {median(taken) * 1000:7.2f} ms, best {min(taken) * 1000:7.2f} ms of {ROUNDS}")
    # On a machine that is busy with other things, the best of many says more than the middle.
    for other, bar in (("pandas", 0.25), ("calamine", 6)):
        middle, best = (of(times["opening"]) / of(times[other]) for of in (median, min))
        print(f"opening / {other:8} {middle:6.3f} (best {best:.3f}); bar for reading and checking: {bar}")


def _opened(path: Path) -> None:
    workbook, findings = open_workbook(path)
    if workbook is None:
        raise SystemExit(f"not opened: {findings}")


def _calamine(path: Path) -> object:
    with CalamineWorkbook.from_path(path) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _made(path: Path) -> Path:
    """A filled return of 122 questions on its eight sheets."""
    book = openpyxl.Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = "Cover"
    _questions(cover, "cover", 9)
    guidance = book.create_sheet("Guidance")
    for row in range(FIRST_ROW, FIRST_ROW + 30):
        guidance.cell(row, 1, QUESTION * 2)
    for title, (key, count) in PARTS.items():
        _questions(book.create_sheet(title), key, count)
    hidden = book.create_sheet("_return")
    hidden.sheet_state = "veryHidden"
    for row, pair in enumerate((("form", "implementation-monitor-return"), ("cycle", "2026"), ("state", "KEN")), 1):
        for column, value in enumerate(pair, 1):
            hidden.cell(row, column, value)
    book.properties.subject = "IMR|2026|2026|KEN|en"
    book.save(path)
    return path


def _questions(sheet: Worksheet, key: str, count: int) -> None:
    sheet["A1"], sheet["A2"], sheet["A3"] = f"IMR|2026|2026|KEN|en|{key}", "Title", f"{count} questions"
    for column, head in enumerate(HEADER, 1):
        sheet.cell(FIRST_ROW - 1, column, head)
    choices = DataValidation("list", formula1='"Fully,Partly,In preparation,No"', showErrorMessage=True)
    sheet.add_data_validation(choices)
    for row in range(FIRST_ROW, FIRST_ROW + count):
        values = (
            f"{key.lower()}{row}_1",
            f"D.{row % 11 + 1}",
            f"{QUESTION} ({row})",
            "Party since 5 May 2004",
            ("Fully", "Partly", "No")[row % 3],
            "6 May 2004",
            f"Penal Code, section {row}",
            f"What was done about question {row} in the past four years, in a sentence or two.",
            "Yes" if row % 7 == 0 else None,
            f'=IF(E{row}="","Missing","")',
        )
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=not 5 <= column <= 9)
        choices.add(f"E{row}")


if __name__ == "__main__":
    main()
