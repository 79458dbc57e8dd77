"""What one person may read of the store at one revision, and the frames computed from it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256

import pandas as pd

from compliance.cube import Cube, cube
from compliance.measures import reported_table
from compliance.method import Method
from compliance.register import Register
from loaders import known
from loaders.questionnaire import questionnaire, questions_frame
from model import PUBLIC, Actor, Choices, Coverage, Cycle, EntityKind, Role, Visibility
from store import Store

VIEWS = 64
"""How many days (or days and bases) are kept computed."""

REGISTERS = 2
"""How many states of the lists are kept of today, and as many of past days that somebody asks for."""


@dataclass(frozen=True, eq=False)
class Reading:
    """Frames as the store gives them to ``actor`` at ``revision``; what is computed from them is kept.

    ``register`` holds all that the depositaries' lists say; it is the same one for all who know the same lists.
    ``known_on`` is the past day whose knowledge alone is read, None for all there is.
    """

    actor: Actor
    revision: str
    demonstration: bool
    register: Register
    returns: pd.DataFrame
    answers: pd.DataFrame
    cycles: Mapping[str, Cycle]
    known_on: date | None = None
    first_list_learned: date | None = None

    @cached_property
    def scope(self) -> str:
        """Whose sight this is: two readings of one revision and scope hold the same rows."""
        role = self.actor.role
        return f"{role}:{self.actor.state}" if role in (Role.FOCAL_POINT, Role.CONTRIBUTOR) else str(role)

    @cached_property
    def confided(self) -> frozenset[str]:
        """The States among whose answers are some for the Secretariat only."""
        hidden = self.answers["visibility"] == Visibility.SECRETARIAT
        return frozenset(self.answers.loc[hidden, "state"])

    @cached_property
    def latest_cycle(self) -> str:
        """The cycle that opened last; empty when none has."""
        return max(self.cycles, key=lambda code: (self.cycles[code].opens, code), default="")

    @property
    def actions(self) -> pd.DataFrame:
        """The treaty actions, as the store gives them."""
        return self.register.actions

    @property
    def lists(self) -> pd.DataFrame:
        """The list that stands for each treaty, as the store gives them."""
        return self.register.lists

    @cached_property
    def questions(self) -> pd.DataFrame:
        """The questions of every edition that a cycle uses, with their edition."""
        editions = sorted({cycle.edition for cycle in self.cycles.values()})
        frames = [questions_frame(questionnaire(edition)).assign(edition=edition) for edition in editions]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def cube_on(self, as_at: date) -> Cube:
        """Every reported figure this person may know of, from the returns that had come by the day; counted once.

        A day later than the last return gives the same cube as the last return's day.
        """
        came = self.returns["received"]
        last = min(pd.Timestamp(as_at), came.max().normalize()) if len(came) else pd.Timestamp(as_at)
        return _cube(self, last if len(came) else pd.Timestamp.min)


SECRETARIAT = frozenset({Role.ANALYST, Role.ADMINISTRATOR})


def read(store: Store, actor: Actor, revision: str, known_on: date | None = None) -> Reading:
    """What ``actor`` may read of ``store`` and figures are made of; with ``known_on``, as known at the end of that day.

    Of the returns it is the accepted ones: what waits to be reviewed is in no figure yet.

    The data revision that figures carry is that of the store and of the tables in ``data/`` together. What was known on
    a past day has a revision of its own, that of its content: it stays when more becomes known.
    """
    newest = store.newest_list
    now = Reading(
        actor=actor,
        revision=sha256(f"{revision} {known.revision()}".encode()).hexdigest()[:10],
        demonstration=store.demonstration,
        register=_register_then(store, newest, known_on) if known_on else _register(store, newest),
        returns=_with_parts_shown(store.returns(actor, known_on, accepted_only=True), actor),
        answers=store.answers(actor, known_on, accepted_only=True),
        cycles=store.cycles(actor),
        known_on=known_on,
        first_list_learned=store.first_list_learned(actor),
    )
    return replace(now, revision=_content(now)) if known_on else now


def _of_every_treaty(lists: pd.DataFrame) -> pd.DataFrame:
    """The lists with a row also for each treaty of which none was known then: none held."""
    missing = [code for code in known.treaties() if code not in set(lists["treaty"])]
    if not missing:
        return lists
    none = {"list": 0, "coverage": str(Coverage.NONE), "source": "", "note": ""}
    rows = pd.DataFrame({"treaty": missing, **none}).reindex(columns=lists.columns).astype(lists.dtypes)
    return pd.concat([lists, rows], ignore_index=True)


def _content(reading: Reading) -> str:
    """A revision of what is read, without the numbers and moments that only tell when it was taken in."""
    digest = sha256(known.revision().encode())
    for frame in (reading.actions, reading.lists, reading.returns, reading.answers):
        told = frame.drop(columns=["learned", "list", "return"], errors="ignore")
        digest.update(told.to_csv(index=False).encode())
    return digest.hexdigest()[:10]


@lru_cache(REGISTERS)
def _register(store: Store, newest: int) -> Register:
    """What everybody may know of the lists, ``newest`` being the number of the last one; read once for all."""
    return _registered(store, None)


@lru_cache(REGISTERS)
def _register_then(store: Store, newest: int, known_on: date) -> Register:
    """The same of a past day; kept apart, so that whoever asks for many days does not have today's read again."""
    return _registered(store, known_on)


def _registered(store: Store, known_on: date | None) -> Register:
    return Register(
        actions=store.actions(PUBLIC, known_on),
        lists=_of_every_treaty(store.lists(PUBLIC, known_on)),
        treaties=treaty_days(),
        treaty_provisions=known.treaty_provisions(),
        seats=known.seats(),
        method=method(),
        ended=known.ended(),
    )


def _with_parts_shown(returns: pd.DataFrame, actor: Actor) -> pd.DataFrame:
    """The returns with the parts of each that the actor is shown: what is not shown is confidential, not blank."""
    whole = (returns["state"] == actor.state) | (actor.role in SECRETARIAT)
    return returns.assign(shown=returns["consent"].mask(whole, "ABCD"))


@lru_cache
def method() -> Method:
    """The tables of the method, as ``data/`` has them."""
    return Method(known.scale(), known.levels(), known.missing(), known.constants()["answered_threshold"])


@lru_cache
def treaty_days() -> pd.DataFrame:
    """Treaty, short title, adopted, in_force, depositary, topic: one row an instrument."""
    rows = [
        (treaty.code, treaty.short_title, treaty.adopted, treaty.in_force, treaty.depositary, treaty.topic)
        for treaty in known.treaties().values()
    ]
    frame = pd.DataFrame(rows, columns=["treaty", "short_title", "adopted", "in_force", "depositary", "topic"])
    return frame.assign(adopted=pd.to_datetime(frame["adopted"]), in_force=pd.to_datetime(frame["in_force"]))


def status(reading: Reading, as_at: date) -> pd.DataFrame:
    """Where every participant stands towards every treaty on that day."""
    return _status(reading.register, as_at)


@lru_cache(VIEWS)
def _status(register: Register, as_at: date) -> pd.DataFrame:
    return register.status(as_at)


def counted(reading: Reading, as_at: date, basis: str) -> pd.DataFrame:
    """Which treaties count under which provision on that day, and why the others do not."""
    return _counted(reading.register, as_at, basis)


@lru_cache(VIEWS)
def _counted(register: Register, as_at: date, basis: str) -> pd.DataFrame:
    return register.counted(as_at, basis)


def adherence(reading: Reading, as_at: date, basis: str) -> pd.DataFrame:
    """To how many of the treaties that count each Member State is party, for every article."""
    return _adherence(reading.register, as_at, basis)


@lru_cache(VIEWS)
def _adherence(register: Register, as_at: date, basis: str) -> pd.DataFrame:
    return register.adherence(as_at, basis, provisions=articles())


@lru_cache(VIEWS)
def reported(reading: Reading, cycle: str, as_at: date) -> pd.DataFrame:
    """The reported figures of one cycle, from the returns that had come by the day (``reported_table``)."""
    return reported_table(reading.cube_on(as_at), cycle)


@lru_cache(VIEWS)
def _cube(reading: Reading, last: pd.Timestamp) -> Cube:
    came = reading.returns[reading.returns["received"] < last + pd.Timedelta(days=1)]
    answers = reading.answers[reading.answers["return"].isin(came["return"])]
    coded = answers["coded_value"].fillna("")
    return cube(
        answers.assign(value=coded.where(coded != "", answers["value"])),
        reading.questions,
        method(),
        states=[code for code, state in known.states().items() if state.kind is EntityKind.MEMBER],
        cycles={code: cycle.edition for code, cycle in sorted(reading.cycles.items())},
        returns=came,
        provisions=tuple(known.provisions()),
    )


@lru_cache
def articles() -> tuple[str, ...]:
    """The provisions of the Declaration, in order."""
    return tuple(code for code in known.provisions() if code.startswith("D."))


@lru_cache
def paragraphs() -> tuple[str, ...]:
    """The provisions of the Code, in order."""
    return tuple(code for code in known.provisions() if code.startswith("C."))


def returns_of(reading: Reading, choice: Choices) -> pd.DataFrame:
    """The returns in force for the cycle asked about that had come by the day asked about."""
    rows, next_day = reading.returns, pd.Timestamp(choice.as_at) + pd.Timedelta(days=1)
    return rows[(rows["cycle"] == choice.cycle) & (rows["received"] < next_day)]
