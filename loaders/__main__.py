"""Files in, from the command line: ``python -m loaders FILE... [--check] [--json]``.

Lists and returns in one go, each stored whole or not at all. Whoever works at the machine acts as its administrator.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from founding import LOCAL, founded_store
from language import listing, place_text, sentence
from loaders import known
from loaders.findings import concerning
from loaders.intake import Intake, Kind, Wanted, read_any, read_one_return, single_sheet_of
from loaders.list_report import list_report
from loaders.opening import open_workbook
from loaders.return_identity import Identity
from loaders.sheets import Workbook
from model import Cycle, Finding, Outcome, Place, Severity, SourceFile
from store import Store, StoreError, open_store
from store.engine import store_url

ALL_TAKEN, SOME_REFUSED, WRONG_USE = 0, 1, 2

MANY_FILES = 10
"""From more files than this on, progress is told also where nobody watches a terminal."""

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The only time the parts of a ZIP of ours carry: the same files give the same bytes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: Path
    kind: Kind
    status: Outcome
    findings: tuple[Finding, ...]
    state: str | None = None
    cycle: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Load or check the files named. Gives 0 when all were taken, 1 when any was refused, 2 for wrong usage."""
    parser = _parser()
    said = parser.parse_args(arguments)
    try:
        store = _existing_store(said.store) if said.check else founded_store(said.store)
    except (ValueError, OSError, SQLAlchemyError) as trouble:
        parser.error(f"the store cannot be opened: {trouble}")
    cycles = store.cycles(LOCAL) if store else known.cycles()
    if said.cycle and said.cycle not in cycles:
        parser.error(f"the cycle {said.cycle} is not known; known are: {', '.join(cycles)}")
    if said.treaty and said.treaty not in known.treaties():
        parser.error(f"the treaty {said.treaty} is not known; known are: {', '.join(known.treaties())}")
    wanted = Wanted(cycles, said.cycle or "", said.treaty, said.as_at, datetime.now(UTC).date())
    results = load_files(list(_files(said.files)), wanted, None if said.check else store)
    if store:
        store.close()
    print(_as_json(results) if said.json else _as_text(results, cycles))
    return SOME_REFUSED if any(result.status is Outcome.REFUSED for result in results) else ALL_TAKEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m loaders", description="Load returns and depositaries' lists.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder of files")
    parser.add_argument("--check", action="store_true", help="say what would be found, store nothing")
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--store", help="the store's URL (default: MONITOR_STORE, else var/monitor.sqlite)")
    parser.add_argument("--treaty", help="the treaty a list is about, such as UNTC:VI-19")
    parser.add_argument("--as-at", type=date.fromisoformat, metavar="DAY", help="the day up to which a list is known")
    parser.add_argument("--cycle", help="the cycle of a table of returns that does not say it")
    return parser


def _existing_store(url: str | None) -> Store | None:
    """The store if there is one, for what it knows of cycles; a check makes none."""
    meant = store_url(url)
    if meant.get_backend_name() == "sqlite" and not Path(str(meant.database)).exists():
        return None
    return open_store(url)


def _files(named: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named; what office programs and file systems leave lying is skipped."""
    for path in named:
        if path.is_dir():
            yield from (
                inside
                for inside in sorted(path.rglob("*"))
                if inside.is_file() and not inside.name.startswith((".", "~$"))
            )
        else:
            yield path


def load_files(files: Sequence[Path], wanted: Wanted, store: Store | None) -> list[Result]:
    """One result a file, in their order. CSV files of one return are read together, after all others."""
    results: dict[int, Result] = {}
    sheets: dict[Identity, list[tuple[int, Workbook, list[Finding]]]] = {}
    for number, path in enumerate(files):
        _progress(number, len(files), path)
        workbook, findings = open_workbook(path)
        if workbook is None:
            results[number] = Result(path, Kind.UNKNOWN, Outcome.REFUSED, tuple(findings))
        elif identity := single_sheet_of(workbook):
            sheets.setdefault(identity, []).append((number, workbook, findings))
        else:
            intake = read_any(workbook, wanted)
            results[number] = _taken(path, [path], replace(intake, findings=(*findings, *intake.findings)), store)
    for together in sheets.values():
        numbers, workbooks = [number for number, _, _ in together], [workbook for _, workbook, _ in together]
        intake = read_one_return(workbooks, wanted)
        opening = [finding for _, _, findings in together for finding in findings]
        intake = replace(intake, findings=(*opening, *intake.findings))
        whole = _taken(files[numbers[0]], [files[number] for number in numbers], intake, store)
        for number in numbers:
            mine = tuple(finding for finding in whole.findings if finding.place.file == files[number].name)
            results[number] = replace(whole, file=files[number], findings=mine)
    _progress(len(files), len(files), None)
    return [results[number] for number in range(len(files))]


def _progress(done: int, total: int, path: Path | None) -> None:
    if sys.stderr.isatty():
        text = f"{done} of {total} {path.name[:60]}" if path else ""
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    elif total > MANY_FILES and done % max(total // 10, 1) == 0:
        print(f"{done} of {total} files", file=sys.stderr)


def _taken(path: Path, files: Sequence[Path], intake: Intake, store: Store | None) -> Result:
    """What becomes of what was read: stored, or only checked where there is no store."""
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
    if store is None:
        return result
    try:
        outcomes, told = _stored(intake, _source(files), store)
    except StoreError as refusal:
        refused = Finding("upload.not_stored", Severity.BLOCKER, Place(path.name), {"why": str(refusal)})
        return replace(result, status=Outcome.REFUSED, findings=(refused, *result.findings))
    status = Outcome.STORED if Outcome.STORED in outcomes else Outcome.DUPLICATE
    return replace(result, status=status, findings=(*result.findings, *told))


def _stored(intake: Intake, file: SourceFile, store: Store) -> tuple[list[Outcome], list[Finding]]:
    outcomes: list[Outcome] = []
    told: list[Finding] = []
    for sent in intake.returns:
        findings = intake.findings if len(intake.returns) == 1 else concerning(intake.findings, sent)
        outcome, received = store.add_return(LOCAL, sent, file, findings)
        outcomes.append(outcome)
        if outcome is Outcome.STORED and received.version > 1:
            facts = {"state": known.states()[sent.state].names["en"], "version": str(received.version)}
            told.append(Finding("upload.new_version", Severity.NOTE, Place(file.name), facts))
    for stated in intake.lists:
        change = store.add_list(LOCAL, stated, file, intake.findings)
        outcomes.append(change.outcome)
        if change.outcome is Outcome.STORED:
            told += list_report(change, file.name)
    return outcomes, told


def _source(files: Sequence[Path]) -> SourceFile:
    """The file as it is kept; several files of one return are kept as a ZIP of them, the same bytes every time."""
    content, name = files[0].read_bytes(), files[0].name
    if len(files) > 1:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as together:
            for number, path in enumerate(sorted(files, key=lambda path: (path.name, path))):
                together.writestr(zipfile.ZipInfo(f"{number + 1}-{path.name}", ZIP_DAY), path.read_bytes())
        content, name = held.getvalue(), f"{files[0].stem} and {len(files) - 1} more.zip"
    return SourceFile(name, content, hashlib.sha256(content).hexdigest())


def _as_json(results: Sequence[Result]) -> str:
    return json.dumps(
        {
            "files": [
                {
                    "file": str(result.file),
                    "kind": result.kind,
                    "status": result.status,
                    "state": result.state,
                    "cycle": result.cycle,
                    "findings": [
                        {
                            "code": finding.code,
                            "severity": finding.severity,
                            "sheet": finding.place.sheet,
                            "cell": finding.place.cell,
                            "message": sentence(finding),
                        }
                        for finding in result.findings
                    ],
                }
                for result in results
            ]
        },
        ensure_ascii=False,
        indent=1,
    )


def _as_text(results: Sequence[Result], cycles: Mapping[str, Cycle]) -> str:
    lines = []
    for result in results:
        state, cycle = known.states().get(result.state or ""), cycles.get(result.cycle or "")
        whose = (state.names["en"] if state else result.state, cycle.name if cycle else result.cycle)
        what = ", ".join(filter(None, (result.kind.value, *whose)))
        lines.append(f"{result.file}: {result.status.value} ({what}){_counted(result.findings)}")
        for finding in result.findings:
            where = f"{place_text(finding.place)}: " if place_text(finding.place) else ""
            lines.append(f"  {finding.severity.value:<8} {where}{sentence(finding)}")
    return "\n".join(lines)


def _counted(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    said = [f"{counts[kind]} {kind.value}{'s' if counts[kind] > 1 else ''}" for kind in Severity if counts[kind]]
    return f", {listing(said)}" if said else ""


if __name__ == "__main__":
    raise SystemExit(main())
