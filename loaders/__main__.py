"""Files in, from the command line: ``python -m loaders FILE... [--check] [--json]``.

Lists and returns in one go, each stored whole or not at all. Whoever works at the machine acts as its administrator.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from desk.loading import Into, Result, load_files
from founding import LOCAL, founded_store
from language import listing, place_text, sentence
from loaders import known
from loaders.intake import Wanted
from model import Cycle, Finding, Outcome, Severity
from store import Store, open_store
from store.engine import store_url

ALL_TAKEN, SOME_REFUSED, WRONG_USE = 0, 1, 2

MANY_FILES = 10
"""From more files than this on, progress is told also where nobody watches a terminal."""


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
    into = Into(store, LOCAL) if store and not said.check else None
    files = list(_files(said.files))
    results = load_files(files, wanted, into, partial(_progress, len(files)))
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


def _progress(total: int, done: int, path: Path | None) -> None:
    if sys.stderr.isatty():
        text = f"{done} of {total} {path.name[:60]}" if path else ""
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    elif total > MANY_FILES and done % max(total // 10, 1) == 0:
        print(f"{done} of {total} files", file=sys.stderr)


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
