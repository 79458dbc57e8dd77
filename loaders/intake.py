"""What a file is and what it holds: a return, a table of returns, a depositary's list, or nothing we know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from loaders.collated import read_collated
from loaders.depositary import read_list
from loaders.form import form_of
from loaders.form_export import is_form_export, read_form_export
from loaders.questionnaire import questionnaire
from loaders.return_identity import Identity, identify
from loaders.returns import QuestionnaireOf, read_parts
from loaders.sheets import Workbook
from loaders.wide_table import WideTable, wide_table
from model import Cycle, Finding, Place, Return, Severity, TreatyList

NOT_A_LIST = "list.not_recognised"


class Kind(StrEnum):
    """What a file was taken for."""

    RETURN = "return"
    LIST = "depositary list"
    COLLATED = "collated returns"
    EXPORT = "form export"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read from a file. Nothing read comes with a blocker that says why.

    ``whose`` is known of a return as soon as it can be told, also when it is refused.
    """

    kind: Kind
    findings: tuple[Finding, ...]
    returns: tuple[Return, ...] = ()
    lists: tuple[TreatyList, ...] = ()
    whose: Identity | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known from outside the file: the rounds, and what the person says of the file.

    ``as_at`` is the day up to which a list is known, ``today`` the day after which nothing can have happened yet.
    """

    cycles: Mapping[str, Cycle]
    cycle: str = ""
    treaty: str | None = None
    as_at: date | None = None
    today: date | None = None
    questionnaire_of: QuestionnaireOf = questionnaire


def read_any(workbook: Workbook, wanted: Wanted) -> Intake:
    """Everything in a workbook, whatever it is."""
    identity, findings = identify(workbook)
    if identity or findings:
        return read_one_return((workbook,), wanted)
    if table := _table(workbook, wanted):
        return _read_table(workbook, table, wanted)
    lists, told = read_list(workbook, wanted.treaty, wanted.as_at)
    kind = Kind.UNKNOWN if any(finding.code == NOT_A_LIST for finding in told) else Kind.LIST
    return _certain(Intake(kind, tuple(told), lists=lists), workbook.file)


def read_one_return(workbooks: Sequence[Workbook], wanted: Wanted) -> Intake:
    """One return from the files of one State and cycle."""
    sent, told = read_parts(workbooks, wanted.questionnaire_of, wanted.cycles, wanted.today)
    whose = identify(workbooks[0])[0]
    return _certain(Intake(Kind.RETURN, tuple(told), (sent,) if sent else (), whose=whose), workbooks[0].file)


def single_sheet_of(workbook: Workbook) -> Identity | None:
    """Whose return a CSV is a sheet of; None for any other file. Such files are read together."""
    return identify(workbook)[0] if workbook.kind == "csv" else None


def _table(workbook: Workbook, wanted: Wanted) -> WideTable | None:
    for edition in dict.fromkeys(cycle.edition for cycle in _cycles(wanted)):
        if table := wide_table(workbook, form_of(wanted.questionnaire_of(edition))):
            return table
    return None


def _cycles(wanted: Wanted) -> list[Cycle]:
    return [wanted.cycles[wanted.cycle]] if wanted.cycle else list(wanted.cycles.values())


def _read_table(workbook: Workbook, table: WideTable, wanted: Wanted) -> Intake:
    kind = Kind.EXPORT if is_form_export(table) else Kind.COLLATED
    said = {table.text(row, "cycle") for row, _ in table.rows()} - {""}
    possible = _cycles(wanted)
    if len(possible) > 1:
        possible = [cycle for cycle in possible if cycle.code in said]
    if len(possible) != 1:
        facts = {"known": ", ".join(wanted.cycles)}
        return Intake(kind, (Finding("return.cycle_not_said", Severity.BLOCKER, Place(workbook.file), facts),))
    read: Callable[..., tuple[tuple[Return, ...], list[Finding]]]
    read = read_form_export if kind is Kind.EXPORT else read_collated
    returns, told = read(workbook, possible[0], wanted.questionnaire_of, wanted.today)
    return _certain(Intake(kind, tuple(told), returns), workbook.file)


def _certain(intake: Intake, file: str) -> Intake:
    """The same, and where nothing was read a blocker for certain."""
    blocked = any(finding.severity is Severity.BLOCKER for finding in intake.findings)
    if intake.returns or intake.lists or blocked:
        return intake
    nothing = Finding("upload.nothing_found", Severity.BLOCKER, Place(file))
    return replace(intake, findings=(nothing, *intake.findings))
