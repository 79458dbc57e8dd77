"""Out, from the command line: ``python -m exports WHAT``. Whoever works at the machine acts as its administrator."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import demonstration
from desk import figures, scope
from desk.dataset import data_frames
from desk.drawn import captioned
from desk.notes import DEPOSITARY, known_then
from desk.reading import Reading, read
from exports.data import write_data
from exports.dataset import About
from exports.picture import FORMATS, PictureError, picture
from exports.prefill import known_positions
from exports.questionnaire import blank_return
from exports.sender import Sender
from exports.table import to_csv, to_xlsx
from exports.word import DocumentError, from_word
from exports.xlsform import xlsform
from founding import LOCAL, founded_store
from loaders import known
from loaders.questionnaire import questionnaire
from model import LANGUAGES, PUBLIC, Choices, Cycle, EntityKind
from report.bundle import bundle
from report.compare import differences_between
from report.document import report
from report.matter import Request, UnknownRequestError, next_session
from store import Store

DONE, NOT_DONE, WRONG_USE = 0, 1, 2

SUBJECTS = {
    "article": "provision",
    "reported": "provision",
    "code-aspects": "provision",
    "treaties-behind": "provision",
    "states-by-level": "provision",
    "state": "state",
    "treaty": "treaty",
    "not-party": "treaty",
}
"""What a figure or table must be told, by its name or the first word of it."""


PARTS = {"declaration": "D.", "code": "C."}
"""The two texts, with the beginning of the codes of their provisions."""

DIFFERS = "What differs between two days"


class UsageError(Exception):
    """Something was asked that there is not; the message is a sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked. Gives 0 when it was done, 1 when it could not be, 2 for wrong usage."""
    said = _parser().parse_args(arguments)
    try:
        work: Callable[[argparse.Namespace], None] = said.work
        work(said)
    except (UsageError, UnknownRequestError) as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    except (PictureError, DocumentError) as trouble:
        print(trouble, file=sys.stderr)
        return NOT_DONE
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m exports", description="Figures, tables, forms and data out.")
    whats = parser.add_subparsers(required=True, metavar="WHAT")

    def what(name: str, told: str, work: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        one = whats.add_parser(name, help=told, description=told)
        one.add_argument("--store", help="the store's URL (default: MONITOR_STORE, else var/monitor.sqlite)")
        one.add_argument("--as-at", type=date.fromisoformat, metavar="DAY", help="the day (default: today)")
        one.set_defaults(work=work)
        return one

    one = what("parties", "who is party to a treaty on a day", parties)
    one.add_argument("--treaty", required=True, help="such as UNTC:VI-19")
    one.add_argument("--json", action="store_true", help="print one object")
    one = what("questionnaire", "the blank return of a State", write_questionnaire)
    one.add_argument("--state", required=True, help="ISO 3166-1 alpha-3, such as KEN")
    one.add_argument("--language", default="en", choices=LANGUAGES)
    one = what("xlsform", "the questionnaire as an XLSForm for ODK or KoboToolbox", write_xlsform)
    for name, told, work in (
        ("figure", "a figure as a picture", write_figure),
        ("table", "a table as CSV or XLSX", write_table),
    ):
        one = what(name, told, work)
        one.add_argument("name", metavar="NAME")
        one.add_argument("--group", default="", help="such as 'African States' or special:SIDS as the pages name them")
        one.add_argument("--provision", default="", help="such as D.5 or C.3")
        one.add_argument("--state", default="", help="ISO 3166-1 alpha-3")
        one.add_argument("--treaty", default="", help="such as UNTC:VI-19")
        one.add_argument("--basis", default="all", choices=("all", "text"), help="text: only the texts' own treaties")
        one.add_argument("--known-on", type=date.fromisoformat, metavar="DAY", help="as it was known on that day")
    for name in ("questionnaire", "xlsform", "figure", "table"):
        whats.choices[name].add_argument("--cycle", default="", help="the reporting cycle (default: the last one)")
        whats.choices[name].add_argument("-o", dest="file", type=Path, required=True, metavar="FILE")
    one = what("data", "the data set", write_data_set)
    one.add_argument("-o", dest="folder", type=Path, required=True, metavar="DIR")
    one.add_argument("--confidential", action="store_true", help="with answers for the Secretariat only")
    one.add_argument("--known-on", type=date.fromisoformat, metavar="DAY", help="as it was known on that day")
    one = what("report", "the report to a session of the Commission", write_report)
    one.add_argument("--session", type=int, help="its number, such as 35 (default: the next after the day)")
    one.add_argument("--articles", default="", help="only these provisions, such as D.5,D.6")
    one.add_argument("--part", choices=tuple(PARTS), help="only one of the two texts")
    one.add_argument("--groups", default="regional", choices=tuple(scope.SCHEMES), help="how States are grouped")
    one.add_argument("--cycle", default="", help="the reporting cycle (default: the last one)")
    one.add_argument("--known-on", type=date.fromisoformat, metavar="DAY", help="as it was known on that day")
    one.add_argument("--secretariat", action="store_true", help="the Secretariat's own copy, not for publication")
    one.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE", help=".docx, .odt, .pdf or .zip")
    one = what("compare", "what differs between two days", compare)
    one.add_argument("days", nargs=2, type=date.fromisoformat, metavar="DAY")
    one.add_argument("--cycle", default="", help="the reporting cycle (default: on each day the last that had opened)")
    one.add_argument("-o", dest="file", type=Path, metavar="FILE", help="the table as .csv or .xlsx")
    one = what("demonstration", "fill a demonstration store with invented returns", fill_demonstration)
    return parser


def parties(said: argparse.Namespace) -> None:
    """The parties to one treaty on a day, as JSON or in words."""
    store, as_at = founded_store(said.store), _day(said)
    _among("treaty", said.treaty, known.treaties())
    found = _reading(store).register.parties(said.treaty, as_at)
    if not said.json:
        print(f"{found.parties} parties to {known.treaties()[said.treaty].short_title}, as at {as_at.isoformat()}:")
        print(", ".join(scope.named(found.states)))
        return
    told = {
        "treaty": found.treaty,
        "as_at": as_at.isoformat(),
        "known_as_at": found.known_as_at.isoformat() if found.known_as_at else None,
        "parties": found.parties,
        "member_states": found.member_states,
        "signatories": found.signatories,
        "states": list(found.states),
    }
    print(json.dumps(told, ensure_ascii=False))


def write_questionnaire(said: argparse.Namespace) -> None:
    """The blank return of one State, filled with what is known of it."""
    store, as_at = founded_store(said.store), _day(said)
    reading = _reading(store)
    cycle = _cycle(reading, said.cycle)
    state = known.states()[_state(said.state)]
    status = reading.register.status(as_at)
    facts = known_positions(status, reading.lists, list(known.treaties()), state.iso3, as_at, said.language)
    before = reading.answers[(reading.answers["state"] == state.iso3) & (reading.answers["cycle"] < cycle.code)]
    last = before[before["cycle"] == before["cycle"].max()] if len(before) else None
    issued = datetime.combine(as_at, time())
    sender = Sender(state, cycle, said.language, issued, reading.revision, reading.demonstration)
    _write(said.file, blank_return(questionnaire(cycle.edition), known.provisions(), sender, facts, last))


def write_xlsform(said: argparse.Namespace) -> None:
    """The form of a cycle for ODK or KoboToolbox."""
    cycle = _cycle(_reading(founded_store(said.store)), said.cycle)
    folder = f"questionnaire/{cycle.edition}"
    tables = {name: known.rows(f"{folder}/{name}.csv") for name in ("survey", "choices", "settings")}
    issued = datetime.combine(_day(said), time())
    _write(said.file, xlsform(tables, known.provisions(), known.states(), cycle.code, issued))


def write_figure(said: argparse.Namespace) -> None:
    """A figure by its name as PNG, SVG or PDF."""
    _among("figure", said.name, figures.FIGURES)
    kind = _kind(said.file, FORMATS)
    reading = _reading(founded_store(said.store), said.known_on)
    _write(said.file, picture(figures.draw(said.name, reading, _choice(said, reading)).figure, kind))


def write_table(said: argparse.Namespace) -> None:
    """A table, or the table behind a figure, by its name as CSV or XLSX."""
    _among("table", said.name, {**figures.TABLES, **figures.FIGURES})
    kind = _kind(said.file, ("csv", "xlsx"))
    reading = _reading(founded_store(said.store), said.known_on)
    choice = _choice(said, reading)
    draw = figures.tabled if said.name in figures.TABLES else figures.draw
    shown = draw(said.name, reading, choice)
    _write(said.file, to_csv(shown.table) if kind == "csv" else to_xlsx(shown.table, shown.caption, choice.language))


def write_data_set(said: argparse.Namespace) -> None:
    """The data set in a folder: what the public may read, or with ``--confidential`` all of it."""
    store, as_at = founded_store(said.store), _day(said)
    actor = LOCAL if said.confidential else PUBLIC
    reading = _warned(read(store, actor, store.revision(actor), said.known_on))
    if said.confidential:
        store.note_view(actor, reading.confided, "data set")
    about = About(as_at, reading.revision, reading.demonstration, said.confidential, said.known_on)
    written = write_data(said.folder, data_frames(reading, as_at), about)
    print(f"{len(written)} files in {said.folder}.", file=sys.stderr)


def write_report(said: argparse.Namespace) -> None:
    """The report to a session, as .docx, .odt or .pdf, or as .zip with all that is behind it."""
    kind = _kind(said.file, ("docx", "odt", "pdf", "zip"))
    store, as_at = founded_store(said.store), _day(said)
    actor = LOCAL if said.secretariat else PUBLIC
    reading = _warned(read(store, actor, store.revision(actor), said.known_on))
    if said.secretariat:
        store.note_view(actor, reading.confided, "report")
    codes = [_among("provision", code, known.provisions()) for code in said.articles.split(",") if code]
    if said.part:
        codes += [code for code in known.provisions() if code.startswith(PARTS[said.part])]
    session, cycle = said.session or next_session(as_at), _cycle(reading, said.cycle).code
    request = Request(as_at, session, cycle, said.groups, tuple(codes), said.known_on)
    made = report(reading, request, told=lambda step: print(step, file=sys.stderr))
    for warning in made.warnings:
        print(warning, file=sys.stderr)
    word = made.word()
    if kind == "zip":
        _write(said.file, bundle(made, word))
    else:
        _write(said.file, word if kind == "docx" else from_word(word, kind))


def compare(said: argparse.Namespace) -> None:
    """What differs between two days, in words and in a table."""
    reading = _reading(founded_store(said.store))
    first, second = sorted(said.days)
    found = differences_between(reading, first, second, _cycle(reading, said.cycle).code if said.cycle else "")
    print("\n".join(found.sentences))
    if said.file:
        caption = captioned(reading, Choices(as_at=second), DIFFERS, "", DEPOSITARY)
        kind = _kind(said.file, ("csv", "xlsx"))
        _write(said.file, to_csv(found.table) if kind == "csv" else to_xlsx(found.table, caption))
    elif len(found.table):
        rows = [list(found.table.columns), *found.table.to_numpy().tolist()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        print()
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def fill_demonstration(said: argparse.Namespace) -> None:
    """150 invented returns, taken in by the real loader."""
    print(f"{demonstration.fill(founded_store(said.store))} invented returns taken.", file=sys.stderr)


def _reading(store: Store, known_on: date | None = None) -> Reading:
    return _warned(read(store, LOCAL, store.revision(LOCAL), known_on))


def _warned(reading: Reading) -> Reading:
    """The reading; where it reaches back before anything was known, that is told first."""
    for told in known_then(reading):
        print(told, file=sys.stderr)
    return reading


def _day(said: argparse.Namespace) -> date:
    return said.as_at or datetime.now(UTC).date()


def _choice(said: argparse.Namespace, reading: Reading) -> Choices:
    """What is asked, as the pages ask it. Raises UsageError for a name that is not known, or a subject not named."""
    needed = next((SUBJECTS[word] for word in (said.name, said.name.partition("-")[0]) if word in SUBJECTS), "")
    if needed and not getattr(said, needed):
        raise UsageError(f"{said.name} is about one {needed}: name it with --{needed}.")
    choice = Choices(as_at=_day(said), cycle=_cycle(reading, said.cycle).code, basis=said.basis)
    if said.provision:
        choice = replace(choice, provision=_among("provision", said.provision, known.provisions()))
    if said.treaty:
        choice = replace(choice, treaty=_among("treaty", said.treaty, known.treaties()))
    if said.state:
        choice = replace(choice, state=_state(said.state))
    if said.group:
        named = {name.partition(":")[2]: name for name in reversed(scope.groups())}
        whole = named.get(said.group, said.group)
        scheme, group = scope.parse(_among("group", whole, scope.groups()))
        choice = replace(choice, scheme=scheme, group=group)
    return replace(choice, known_on=said.known_on)


def _cycle(reading: Reading, asked: str) -> Cycle:
    return reading.cycles[_among("cycle", asked or reading.latest_cycle, reading.cycles)]


def _state(asked: str) -> str:
    kinds = (EntityKind.MEMBER, EntityKind.OBSERVER)
    return _among("State", asked, [code for code, state in known.states().items() if state.kind in kinds])


def _among(what: str, asked: str, there: Iterable[str]) -> str:
    """What was asked, if it is there. Raises UsageError with what there is."""
    names = list(there)
    if asked not in names:
        raise UsageError(f"There is no {what} {asked}. There are: {', '.join(names)}.")
    return asked


def _kind(file: Path, kinds: Sequence[str]) -> str:
    kind = file.suffix.removeprefix(".").lower()
    if kind not in kinds:
        raise UsageError(f"The file's name says what is wanted: one of {', '.join(f'.{each}' for each in kinds)}.")
    return kind


def _write(file: Path, content: bytes) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.")
    file.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
