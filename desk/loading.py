"""Files taken in: each read, and stored whole or not at all; the same by the command line and on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk.bundling import kept_together, source_file
from loaders import known
from loaders.findings import concerning
from loaders.intake import Intake, Kind, Wanted, read_any, read_one_return, single_sheet_of
from loaders.list_report import list_report
from loaders.opening import open_workbook
from loaders.return_identity import Identity
from loaders.sheets import Workbook
from model import Actor, Finding, Outcome, Place, ReturnStatus, Severity, SourceFile
from store import Store, StoreError


@dataclass(frozen=True, slots=True)
class Into:
    """Where files are stored, on whose behalf, and where a return of theirs stands then."""

    store: Store
    actor: Actor
    status: ReturnStatus = ReturnStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: Path
    kind: Kind
    status: Outcome
    findings: tuple[Finding, ...]
    state: str | None = None
    cycle: str | None = None


def load_files(
    files: Sequence[Path], wanted: Wanted, into: Into | None, progress: Callable[[int, Path | None], None]
) -> list[Result]:
    """One result a file, in their order. CSV files of one return are read together, after all others.

    Without ``into`` the files are only checked. ``progress`` is told before each file how many are
    done, and at the end.
    """
    results: dict[int, Result] = {}
    sheets: dict[Identity, list[tuple[int, Workbook, list[Finding]]]] = {}
    for number, path in enumerate(files):
        progress(number, path)
        workbook, findings = open_workbook(path)
        if workbook is None:
            results[number] = Result(path, Kind.UNKNOWN, Outcome.REFUSED, tuple(findings))
        elif identity := single_sheet_of(workbook):
            sheets.setdefault(identity, []).append((number, workbook, findings))
        else:
            intake = read_any(workbook, wanted)
            results[number] = _taken(path, [path], replace(intake, findings=(*findings, *intake.findings)), into)
    for together in sheets.values():
        numbers, workbooks = [number for number, _, _ in together], [workbook for _, workbook, _ in together]
        intake = read_one_return(workbooks, wanted)
        opening = [finding for _, _, findings in together for finding in findings]
        intake = replace(intake, findings=(*opening, *intake.findings))
        whole = _taken(files[numbers[0]], [files[number] for number in numbers], intake, into)
        for number in numbers:
            mine = tuple(finding for finding in whole.findings if finding.place.file == files[number].name)
            results[number] = replace(whole, file=files[number], findings=mine)
    progress(len(files), None)
    return [results[number] for number in range(len(files))]


def _taken(path: Path, files: Sequence[Path], intake: Intake, into: Into | None) -> Result:
    """What becomes of what was read: stored, or only checked where nothing is to be."""
    whose = intake.returns or ((intake.whose,) if intake.whose else ())
    states, cycles = {item.state for item in whose}, {item.cycle for item in whose}
    result = Result(
        path,
        intake.kind,
        Outcome.CHECKED,
        intake.findings,
        states.pop() if len(states) == 1 else None,
        cycles.pop() if len(cycles) == 1 else None,
    )
    if not intake.returns and not intake.lists:
        return replace(result, status=Outcome.REFUSED)
    if into is None:
        return result
    try:
        file = kept_together([source_file(one.name, one.read_bytes()) for one in files])
        outcomes, told = _stored(intake, file, into)
    except StoreError as refusal:
        refused = Finding("upload.not_stored", Severity.BLOCKER, Place(path.name), {"why": str(refusal)})
        return replace(result, status=Outcome.REFUSED, findings=(refused, *result.findings))
    status = Outcome.STORED if Outcome.STORED in outcomes else Outcome.DUPLICATE
    return replace(result, status=status, findings=(*result.findings, *told))


def _stored(intake: Intake, file: SourceFile, into: Into) -> tuple[list[Outcome], list[Finding]]:
    outcomes: list[Outcome] = []
    told: list[Finding] = []
    for sent in intake.returns:
        findings = intake.findings if len(intake.returns) == 1 else concerning(intake.findings, sent)
        outcome, received = into.store.add_return(into.actor, sent, file, findings, status=into.status)
        outcomes.append(outcome)
        if outcome is Outcome.STORED and received.version > 1:
            facts = {"state": known.states()[sent.state].names["en"], "version": str(received.version)}
            told.append(Finding("upload.new_version", Severity.NOTE, Place(file.name), facts))
    for stated in intake.lists:
        change = into.store.add_list(into.actor, stated, file, intake.findings)
        outcomes.append(change.outcome)
        if change.outcome is Outcome.STORED:
            told += list_report(change, file.name)
    return outcomes, told
