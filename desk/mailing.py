"""What goes out when a cycle opens: for each State a prefilled workbook in its language and a note verbale."""

from __future__ import annotations

import zipfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import IO, Any

import pandas as pd

from compliance.adherence import members_on
from desk import scope
from desk.issuing import Issue
from desk.reading import Reading
from desk.request import Request
from exports.mail_merge import Letter, note_verbale
from exports.reminders import Reminder, as_file, is_address
from exports.table import to_csv
from exports.workbook_style import ZIP_DAY
from loaders import known
from loaders.questionnaire import questionnaire
from model import LANGUAGES, NOTHING, Answer, Cycle, Questionnaire, Role, Visibility

WORKBOOKS, LETTERS, REGISTER = "workbooks", "letters", "register.csv"
"""The folders of a mailing and the table of all that is in it."""

WRITTEN_TO = frozenset({Role.FOCAL_POINT.value, Role.CONTRIBUTOR.value})


@dataclass(frozen=True, eq=False)
class Mailing:
    """Everything that goes out to States for one cycle, as made on one day from one state of knowledge.

    It goes to the Member States, and with ``observers`` to the observer States too.
    """

    reading: Reading
    cycle: Cycle
    day: date
    observers: bool = False

    @cached_property
    def members(self) -> list[str]:
        """The Member States on the day, in the alphabetical order of their English names."""
        states = known.states()
        members = members_on(known.seats(), self.day)
        return [item.iso3 for item in sorted((states[code] for code in members), key=scope.by_name("en"))]

    @cached_property
    def states(self) -> list[str]:
        """All to whom it goes: the Member States, then the observer States where they are included."""
        return [*self.members, *(scope.observer_states() if self.observers else ())]

    def language(self, state: str) -> str:
        """The language in which a State is written to in this cycle."""
        return language_of(state, self.cycle, questionnaire(self.cycle.edition))

    @cached_property
    def elsewhere(self) -> int:
        """How many States are written to in English because their language is not to be had."""
        return sum(known.return_languages().get(state, "en") != self.language(state) for state in self.states)

    def issue(self, state: str) -> Issue:
        """What goes into a State's workbook: what is known, and its answers of the cycle before."""
        request = Request(state, self.cycle, self.day, self.reading.cycles, self.reading.demonstration)
        return Issue(self.reading, request, self._last.get(state, ()))

    def pieces(self, state: str) -> list[tuple[str, bytes]]:
        """The files for one State by their path within the mailing: the workbook and the letter."""
        language, issue = self.language(state), self.issue(state)
        name = issue.file_name(language)
        workbook = issue.workbook(language, datetime.combine(self.day, time.min))
        letter = Letter(known.states()[state], language, name)
        note = note_verbale(letter, self.cycle, self.day, self.reading.demonstration)
        verbale = f"{state}-{self.cycle.code}-note-verbale-{language}.docx"
        return [(f"{WORKBOOKS}/{name}", workbook), (f"{LETTERS}/{verbale}", note)]

    def register(self, focal_points: Mapping[str, Sequence[str]]) -> bytes:
        """The table of the mailing as CSV: State, its formal name, language, workbook, known focal points."""
        rows = []
        for state in self.states:
            language = self.language(state)
            item = known.states()[state]
            names = (item.iso3, item.names["en"], item.formal.get(language) or item.names["en"], language)
            rows.append((*names, self.issue(state).file_name(language), "; ".join(focal_points.get(state, ()))))
        heads = ("code", "state", "formal_name", "language", "workbook", "focal_points")
        return to_csv(pd.DataFrame(rows, columns=list(heads)))

    def write(self, to: IO[bytes], focal_points: Mapping[str, Sequence[str]]) -> Iterator[int]:
        """Write the whole as a ZIP; gives after each State how many are done. One State is held in memory at a time.

        The same day and knowledge give the same bytes.
        """
        with zipfile.ZipFile(to, "w") as held:
            for done, state in enumerate(self.states, 1):
                for path, content in self.pieces(state):
                    # Workbooks and letters are compressed already.
                    held.writestr(zipfile.ZipInfo(path, ZIP_DAY), content)
                yield done
            held.writestr(zipfile.ZipInfo(REGISTER, ZIP_DAY), self.register(focal_points), zipfile.ZIP_DEFLATED)

    @cached_property
    def _last(self) -> dict[str, tuple[Answer, ...]]:
        """The answers of each State's last return of an earlier cycle."""
        opened = {code: cycle.opens for code, cycle in self.reading.cycles.items()}
        returns = self.reading.returns
        earlier = returns[returns["cycle"].isin([code for code, day in opened.items() if day < self.cycle.opens])]
        newest = earlier.assign(opened=earlier["cycle"].map(opened)).sort_values(["opened", "version"])
        numbers = newest.drop_duplicates("state", keep="last")["return"]
        answers = self.reading.answers
        found: dict[str, list[Answer]] = {}
        for row in answers[answers["return"].isin(numbers)].to_dict("records"):
            found.setdefault(row["state"], []).append(_answer(row))
        return {state: tuple(given) for state, given in found.items()}


def language_of(state: str, cycle: Cycle, edition: Questionnaire) -> str:
    """The State's language where the cycle is held in it and the questionnaire is written in it; English otherwise."""
    wanted = known.return_languages().get(state, "en")
    return wanted if wanted in cycle.languages and wanted in languages_of(edition) else "en"


def languages_of(edition: Questionnaire) -> tuple[str, ...]:
    """The official languages in which every question of an edition is written."""
    return tuple(code for code in LANGUAGES if all(question.labels.get(code) for question in edition.questions))


def focal_points(
    access: pd.DataFrame, today: date, addresses: Mapping[str, str] = NOTHING, roles: frozenset[str] = WRITTEN_TO
) -> dict[str, list[str]]:
    """Who is to be written to, by State: those on the access list on the day, focal points before contributors.

    Whoever is listed otherwise than by an address is written to at the one of the last sign-in, by ``addresses``.
    """
    current = access[access["until"].isna() | (access["until"] >= pd.Timestamp(today))]
    found: dict[str, list[str]] = {}
    for role in (Role.FOCAL_POINT.value, Role.CONTRIBUTOR.value):
        rows = current[(current["role"] == role) & (role in roles)]
        for state, subject in zip(rows["state"], rows["subject"], strict=True):
            address = addresses.get(subject, subject)
            if is_address(address) and address not in found.get(state, ()):
                found.setdefault(state, []).append(address)
    return found


def reminders_file(reminders: Iterable[Reminder], sender: str, moment: datetime, to: IO[bytes]) -> None:
    """The reminders as .eml files in a ZIP, one a State."""
    with zipfile.ZipFile(to, "w") as held:
        for drafted in reminders:
            path = zipfile.ZipInfo(f"{drafted.state}-reminder.eml", ZIP_DAY)
            held.writestr(path, as_file(drafted, sender, moment), zipfile.ZIP_DEFLATED)


def _answer(row: Mapping[Hashable, Any]) -> Answer:
    """A row of the store's answers as the answer that it is."""
    return Answer(
        question=row["question"],
        value=row["value"],
        comment=row["comment"],
        legal_reference=row["legal_reference"],
        reason=row["reason"],
        since=None if pd.isna(row["since"]) else row["since"].date(),
        visibility=Visibility(row["visibility"]),
    )
