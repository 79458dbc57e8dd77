"""What a report is about: what was asked for, and what the store says of it, computed once for all chapters."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from compliance.change import acts_between
from compliance.discrepancies import discrepancies
from compliance.groups import ALL
from compliance.standing import Participation, parties
from desk import scope
from desk.quality import differences
from desk.reading import Reading, adherence, counted, reported, returns_of, status
from exports.word import literal
from language import day_text, listing
from loaders import known
from loaders.questionnaire import questionnaire
from model import Choices, Coverage, Questionnaire, Role, Visibility
from report.sentences import footnote, ordinal

SECRETARIAT = frozenset({Role.ANALYST, Role.ADMINISTRATOR})


class UnknownRequestError(ValueError):
    """What was asked for cannot be had; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the Commission, and the last day of the one before it (None where that is not known)."""

    number: int
    opens: date
    closes: date
    last_closed: date | None

    @property
    def name(self) -> str:
        """``thirty-fifth session``."""
        return f"{ordinal(self.number)} session"

    @property
    def last_name(self) -> str:
        """``thirty-fourth session``."""
        return f"{ordinal(self.number - 1)} session"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be reported: to which session, as at which day, of which cycle, on which provisions, by which groups.

    ``provisions`` empty means both texts whole; an article is asked for with its measures.
    """

    as_at: date
    session: int
    cycle: str
    scheme: str = "regional"
    provisions: tuple[str, ...] = ()
    known_on: date | None = None

    @property
    def choice(self) -> Choices:
        """The same as a reader's choice, so that figures are those of the pages."""
        return Choices(as_at=self.as_at, cycle=self.cycle, scheme=self.scheme, known_on=self.known_on)


def session_of(number: int) -> Session:
    """A session by its number. Raises UnknownRequestError for one that ``data/sessions.csv`` does not have."""
    rows = known.sessions().astype({"session": str})
    opens, closes = days_by(rows, "session", "opens"), days_by(rows, "session", "closes")
    if str(number) not in opens:
        raise UnknownRequestError(f"The {ordinal(number)} session is not in data/sessions.csv; add its days there.")
    first = opens[str(number)]
    last = max((day for day in closes.values() if day < first), default=None)
    return Session(number, first, closes[str(number)], last)


def next_session(day: date) -> int:
    """The number of the first session that opens on the day or later; the last known one where none does."""
    opens = days_by(known.sessions().astype({"session": str}), "session", "opens")
    coming = [number for number, opened in opens.items() if opened >= day]
    return int(min(coming, key=opens.__getitem__) if coming else max(opens, key=opens.__getitem__))


@dataclass(frozen=True, eq=False)
class Matter:
    """One reading of the store and one request. All States are codes, in alphabetical order of their names."""

    reading: Reading
    request: Request

    @cached_property
    def choice(self) -> Choices:
        """What the figures are asked with."""
        return self.request.choice

    @cached_property
    def session(self) -> Session:
        """The session reported to."""
        return session_of(self.request.session)

    @cached_property
    def as_at(self) -> date:
        """The day reported of."""
        return self.request.as_at

    @cached_property
    def lead(self) -> str:
        """How a sentence begins that says as at which day: ``As at 31 March 2026,``."""
        return f"As at {day_text(self.as_at)},"

    def cycle_named(self, code: str) -> str:
        """The name of a cycle within a sentence, as an administrator wrote it, in Markdown."""
        return literal(self.reading.cycles[code].name.lower())

    @cached_property
    def own_copy(self) -> bool:
        """Whether this is the Secretariat's own copy, which holds what States have not released."""
        return self.reading.actor.role in SECRETARIAT

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The Member States on the day."""
        return in_order(scope.states_in(self.choice))

    @cached_property
    def groups(self) -> Mapping[str, Sequence[str]]:
        """The groups of the scheme on the day, without the row of all."""
        return {name: states for name, states in scope.by_group(self.choice).items() if name != ALL and states}

    @cached_property
    def group_word(self) -> str:
        """What the groups are called, in the singular."""
        return {"regional": "regional group", "m49": "region"}.get(self.request.scheme, "group")

    @cached_property
    def came(self) -> pd.DataFrame:
        """The returns in force for the cycle that had come by the day, of Member States."""
        rows = returns_of(self.reading, self.choice)
        return rows[rows["state"].isin(self.members)].reset_index(drop=True)

    @cached_property
    def replied(self) -> tuple[str, ...]:
        """The Member States that replied."""
        return in_order(self.came["state"])

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Their answers, as far as the reader sees them."""
        rows = self.reading.answers
        return rows[rows["return"].isin(self.came["return"])].reset_index(drop=True)

    @cached_property
    def quotable(self) -> pd.DataFrame:
        """The answers that may be quoted: also in the Secretariat's own copy only what was not kept for it."""
        return self.answers[self.answers["visibility"] == Visibility.OPEN].reset_index(drop=True)

    @cached_property
    def form(self) -> Questionnaire:
        """The questionnaire of the cycle."""
        return questionnaire(self.reading.cycles[self.request.cycle].edition)

    @cached_property
    def earlier_cycle(self) -> str:
        """The cycle before the one reported of; empty where it is the first."""
        cycles = self.reading.cycles
        opens = cycles[self.request.cycle].opens
        return max((code for code in cycles if cycles[code].opens < opens), key=lambda c: cycles[c].opens, default="")

    @cached_property
    def levels(self) -> pd.DataFrame:
        """The reported level of every State that replied, under every provision: state, provision, level."""
        rows = reported(self.reading, self.request.cycle, self.as_at)
        return rows[rows["state"].isin(self.replied)]

    @cached_property
    def counted(self) -> pd.DataFrame:
        """Which treaties count under which provision on the day, and why others do not."""
        return counted(self.reading, self.as_at, self.choice.basis)

    @cached_property
    def adherence(self) -> pd.DataFrame:
        """To how many of them each Member State is party."""
        return adherence(self.reading, self.as_at, self.choice.basis)

    @cached_property
    def status(self) -> pd.DataFrame:
        """Where every participant stands towards every treaty on the day."""
        return status(self.reading, self.as_at)

    @cached_property
    def _standings(self) -> dict[str, pd.DataFrame]:
        return {str(treaty): rows for treaty, rows in self.status.groupby("treaty")}

    def standings(self, treaty: str) -> pd.DataFrame:
        """Where every participant stands towards one treaty on the day."""
        return self._standings.get(treaty, self.status.head(0))

    def participation(self, treaty: str) -> Participation:
        """The parties to one treaty on the day, counted."""
        return parties(self.standings(treaty), self.reading.lists, treaty, self.as_at, self.members)

    @cached_property
    def acts_since(self) -> pd.DataFrame:
        """What was done towards the treaties since the last session; nothing where that is not known."""
        since = self.session.last_closed
        return acts_between(self.reading.actions, since or self.as_at, self.as_at)

    @cached_property
    def discrepancies(self) -> pd.DataFrame:
        """Where a return and the depositary's list contradict each other."""
        return discrepancies(differences(self.reading, self.choice), known.discrepancy_kinds())

    def wants(self, provision: str) -> bool:
        """Whether the provision is to be reported on, itself or with the article it is a measure of."""
        asked = self.request.provisions
        return not asked or provision in asked or any(provision.startswith(f"{code}.") for code in asked)

    def provisions(self, instrument: str) -> tuple[str, ...]:
        """The provisions of one text (``D.`` or ``C.``) that are to be reported on, in order."""
        return tuple(code for code in known.provisions() if code.startswith(instrument) and self.wants(code))

    def held_in_full(self, treaty: str) -> bool:
        """Whether the list of participants of a treaty is held complete."""
        return treaty in self._held

    def known_up_to(self, treaty: str) -> date | None:
        """Up to which day a treaty's list is known; None where none is held."""
        return self._ends.get(treaty)

    @cached_property
    def _ends(self) -> dict[str, date]:
        return days_by(self.reading.lists, "treaty", "known_as_at")

    @cached_property
    def _held(self) -> frozenset[str]:
        lists = self.reading.lists
        return frozenset(lists.loc[lists["coverage"] == Coverage.COMPLETE, "treaty"])


def days_by(frame: pd.DataFrame, key: str, column: str) -> dict[str, date]:
    """The days of a column by another column; rows without a day are left out."""
    rows = frame.dropna(subset=column)
    return {str(name): day.date() for name, day in zip(rows[key], rows[column], strict=True)}


def in_order(states: Collection[str]) -> tuple[str, ...]:
    """Codes in the alphabetical order of the States' English names."""
    held = known.states()
    return tuple(sorted(set(states), key=lambda code: scope.by_name("en")(held[code])))


def name_of(state: str) -> str:
    """The State's name as UNTERM writes it, in English."""
    return known.states()[state].names["en"]


def named(states: Collection[str]) -> list[str]:
    """The names of States, in alphabetical order."""
    return [name_of(code) for code in in_order(states)]


def titled(treaty: str) -> str:
    """The short title of a treaty as a report writes it, the United Nations in full."""
    return re.sub(r"\bUN\b", "United Nations", known.treaties()[treaty].short_title)


def note_of(did: Collection[str], among: Collection[str], others: str = "All except") -> str:
    """A footnote that says who did something: the shorter of the two lists, and nothing for none or all."""
    rest = set(among) - set(did)
    if not did or not rest:
        return ""
    if len(did) <= len(rest):
        return footnote(listing(named(did)))
    return footnote(f"{others} {listing(named(rest))}")


FEW = 12
"""Up to so many States are named where a footnote says who is excepted."""


def notes_of(
    parts: Mapping[str, Collection[str]], among: Collection[str], others: str = "All except"
) -> dict[str, str]:
    """A footnote for each part of a whole that says who is in it; where most are in one part, the others are named.

    ``parts`` have no State twice and add up to ``among``.
    """
    notes = {name: note_of(states, among, others) for name, states in parts.items()}
    most = max(parts, key=lambda name: len(parts[name]))
    rest = set(among) - set(parts[most])
    if len(parts[most]) > len(rest) > FEW:
        named_once = {name: footnote(listing(named(states))) if states else "" for name, states in parts.items()}
        return named_once | {most: footnote(f"{others} those named in the other footnotes to the present sentence")}
    return notes
