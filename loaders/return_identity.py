"""Whose return a workbook is: edition, cycle, State and language, from three places that should agree.

The hidden sheet speaks first, then the marker in the first cell of every sheet, then the document's subject. Office
programs lose one or the other (a CSV keeps only the marker), seldom all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.answers import text_of
from loaders.sheets import Sheet, Workbook, cell_name
from model import LANGUAGES, Finding, Place, Severity

FORM = "implementation-monitor-return"
"""What the hidden sheet says it is."""

HIDDEN_SHEET = "_return"
LISTS_SHEET = "_lists"

ANNOTATION = "IMR-FINDINGS"
"""Stands in the first cell of the sheet of findings that an annotated copy carries: ours, and nobody's answer."""

MARKER = re.compile(r"IMR\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)(?:\|([^|]*))?")
"""Edition, cycle, State, language, and in a sheet the key of the sheet."""

MARKER_ROWS = 12
"""A marker is looked for in so many first rows, for people insert rows above it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose return it is. ``language`` is one of the six, ``state`` an ISO 3166-1 alpha-3 code in capitals."""

    edition: str
    cycle: str
    state: str
    language: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place says of the identity."""

    place: Place
    fields: Mapping[str, str]


def identify(workbook: Workbook) -> tuple[Identity | None, list[Finding]]:
    """Whose return this is, or None without a finding when nothing in it says that it is ours.

    Places that name different States, cycles or editions are a blocker each; a language that is not one of the six is
    read as English.
    """
    claims = _claims(workbook)
    if not claims:
        return None, []
    findings = []
    for name in ("state", "cycle", "edition"):
        finding = _disagreement(name, claims)
        findings += [finding] if finding else []
    if findings:
        return None, findings
    said = {name: next((c.fields[name] for c in claims if c.fields.get(name)), "") for name in claims[0].fields}
    missing = [name for name in ("edition", "cycle", "state") if not said[name]]
    if missing:
        facts = {"missing": ", ".join(missing)}
        return None, [Finding("return.identity_incomplete", Severity.BLOCKER, claims[0].place, facts)]
    language = said["language"] if said["language"] in LANGUAGES else "en"
    return Identity(said["edition"], said["cycle"], said["state"], language), []


def sheet_key(sheet: Sheet) -> str:
    """What the sheet's marker calls it: ``cover``, ``guidance``, ``A`` to ``D``; empty without a marker."""
    match = _marker(sheet)
    return (match[0][5] or "") if match else ""


def is_bookkeeping(sheet: Sheet) -> bool:
    """Whether the sheet is ours and nobody answers on it: the hidden ones, or the findings of an annotated copy."""
    return sheet.name.strip().casefold() in (HIDDEN_SHEET, LISTS_SHEET) or sheet.cells.get((1, 1)) == ANNOTATION


def _claims(workbook: Workbook) -> list[Claim]:
    claims = []
    if hidden := hidden_facts(workbook):
        parts = [hidden.get(name) for name in ("edition", "cycle", "state", "language")]
        claims.append(Claim(Place(workbook.file, HIDDEN_SHEET), _fields(parts)))
    for sheet in workbook.sheets:
        found = _marker(sheet)
        if found and not is_bookkeeping(sheet):
            match, cell = found
            claims.append(Claim(Place(workbook.file, sheet.name, cell), _fields(match.groups())))
    subject = MARKER.fullmatch(workbook.subject.strip())
    if subject:
        claims.append(Claim(Place(workbook.file), _fields(subject.groups())))
    return claims


def _fields(parts: Sequence[str | None]) -> dict[str, str]:
    edition, cycle, state, language = ((part or "").strip() for part in parts[:4])
    return {"edition": edition, "cycle": cycle, "state": state.upper(), "language": language.lower()}


def hidden_facts(workbook: Workbook) -> dict[str, str]:
    """What the hidden sheet says, by key; empty where the file has none of ours (a CSV has not)."""
    for sheet in workbook.sheets:
        if sheet.name.strip().casefold() == HIDDEN_SHEET and (facts := _facts(sheet)).get("form") == FORM:
            return facts
    return {}


def _facts(sheet: Sheet) -> dict[str, str]:
    return {
        text_of(key).casefold(): text_of(sheet.cells[row, column + 1])
        for (row, column), key in sheet.cells.items()
        if (row, column + 1) in sheet.cells
    }


def _marker(sheet: Sheet) -> tuple[re.Match[str], str] | None:
    """The marker of a sheet and where it stands."""
    for row in range(1, MARKER_ROWS + 1):
        for column in (1, 2, 3):
            value = sheet.cells.get((row, column))
            if isinstance(value, str) and "IMR|" in value and (match := MARKER.fullmatch(value.strip())):
                return match, cell_name(row, column)
    return None


def _disagreement(name: str, claims: Sequence[Claim]) -> Finding | None:
    first = next((claim for claim in claims if claim.fields[name]), None)
    if first is None:
        return None
    for claim in claims:
        said = claim.fields[name]
        if said and said != first.fields[name]:
            facts = {"field": name, "here": said, "elsewhere": first.fields[name], "where": first.place.sheet or "-"}
            return Finding("return.identity_disagrees", Severity.BLOCKER, claim.place, facts)
    return None
