"""Findings made fit to be read: the cause before what follows from it, the order of the workbook, repeats as ranges."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from loaders.sheets import area_name, column_number
from model import Finding, Place, Return, Severity

WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}
"""From blocker (0) to note (3)."""

MANY = 3
"""How many different values a folded note names before it says that there are more."""

_CELL = re.compile(r"([A-Z]+)(\d+)")
_AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")

Corner = tuple[int, int]
"""Row and column of a finding's first cell; (0, 0) for what concerns a whole sheet."""


def corner(cell: str) -> Corner:
    """Where a cell or range begins, as (row, column).

    >>> corner("E12"), corner("N9:N24"), corner("")
    ((12, 5), (9, 14), (0, 0))
    """
    match = _CELL.match(cell)
    return (int(match[2]), column_number(match[1])) if match else (0, 0)


def in_order(findings: Iterable[Finding], sheets: Sequence[tuple[str, str]]) -> list[Finding]:
    """Blockers, then what concerns the file and whole sheets, then cell by cell in the order of the workbook.

    ``sheets`` are the (file, sheet) pairs in order. A finding on a whole sheet comes before those on cells of any
    sheet: it is their cause.
    """
    order = {pair: number for number, pair in enumerate(sheets, 1)}

    def rank(finding: Finding) -> tuple[bool, bool, int, Corner, int, str]:
        place = finding.place
        return (
            finding.severity is not Severity.BLOCKER,
            bool(place.cell),
            order.get((place.file, place.sheet), 0),
            corner(place.cell),
            WEIGHT[finding.severity],
            finding.code,
        )

    return sorted(findings, key=rank)


def folded_findings(
    findings: Sequence[Finding], rows: Mapping[tuple[str, str], Collection[int]] | None = None
) -> list[Finding]:
    """Findings of one code in neighbouring cells of one column as one finding with a range (``N9:N24``).

    Errors and warnings fold when they say the same; notes fold also when they do not, and then name the first few
    values. ``rows`` holds by (file, sheet) the rows that carry questions: what lies between two of them does not
    part them. Keeps the order of the first of each.
    """
    runs: dict[tuple[object, ...], list[list[Finding]]] = {}
    kept: list[list[Finding]] = []
    following = {pair: _following(numbers) for pair, numbers in (rows or {}).items()}
    for finding in findings:
        single = _CELL.fullmatch(finding.place.cell)
        if not single:
            kept.append([finding])
            continue
        place = finding.place
        said = () if finding.severity is Severity.NOTE else tuple(sorted(finding.facts.items()))
        of_kind = runs.setdefault((finding.code, finding.severity, place.file, place.sheet, single[1], said), [])
        after = following.get((place.file, place.sheet), {})
        if of_kind and _follows(of_kind[-1][-1], int(single[2]), after):
            of_kind[-1].append(finding)
        else:
            of_kind.append([finding])
            kept.append(of_kind[-1])
    return [_one(run) for run in kept]


def _following(rows: Collection[int]) -> dict[int, int]:
    return dict(pairwise(sorted(rows)))


def _follows(last: Finding, row: int, after: Mapping[int, int]) -> bool:
    previous = corner(last.place.cell)[0]
    return row in (previous + 1, after.get(previous))


def _one(run: Sequence[Finding]) -> Finding:
    first = run[0]
    if len(run) == 1:
        return first
    (top, column), (bottom, _) = corner(first.place.cell), corner(run[-1].place.cell)
    place = Place(first.place.file, first.place.sheet, area_name((top, column, bottom, column)))
    facts = {name: _several([finding.facts.get(name, "") for finding in run]) for name in first.facts}
    return Finding(first.code, first.severity, place, facts)


def _several(values: Sequence[str]) -> str:
    different = list(dict.fromkeys(values))
    return ", ".join(different[:MANY]) + (", ..." if len(different) > MANY else "")


def cells_of(cell: str) -> list[Corner]:
    """Every (row, column) of a cell or range, none for a whole sheet.

    >>> cells_of("N9:N11")
    [(9, 14), (10, 14), (11, 14)]
    """
    area = _AREA.fullmatch(cell)
    if not area:
        return [corner(cell)] if cell else []
    rows = range(int(area[2]), int(area[4]) + 1)
    columns = range(column_number(area[1]), column_number(area[3]) + 1)
    return [(row, column) for row in rows for column in columns]


def concerning(findings: Iterable[Finding], sent: Return) -> list[Finding]:
    """Of the findings on a table of returns those on the row of one return, and those on the whole table."""
    rows = {corner(answer.place.cell)[0] for answer in sent.answers if answer.place}
    return [
        finding
        for finding in findings
        if not finding.place.cell or not rows.isdisjoint(row for row, _ in cells_of(finding.place.cell))
    ]
