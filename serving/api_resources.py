"""The tables that the data interface gives: one row here is one address, its parameters and how it is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

import pandas as pd
from starlette.exceptions import HTTPException

from desk import scope
from desk.dataset import FRAMES, Asked, opened_cycles
from desk.notes import DEPOSITARY, SELF_ASSESSED, known_up_to, left_out, sources
from desk.reading import Reading, counted, returns_of, status
from desk.responses import replied
from exports.data import schema
from exports.dataset import Field, Table
from language import day_text
from loaders import known
from model import Choices, Coverage, Share

KEPT = 32
"""How many tables are kept made for the pages of them that follow."""

NARROWING = frozenset({"cycle", "kind", "list", "provision", "question", "state", "treaty"})
"""The parameters that are columns: rows with another value are left out."""

UNITED_NATIONS = "United Nations: UNTERM; Statistics Division (M49)"
RESOLUTIONS = "General Assembly resolutions 51/59 and 51/60"
QUESTIONNAIRE = "The questionnaire"
METHOD = "The method and its code lists"


@dataclass(frozen=True, eq=False)
class Query:
    """What is asked, by whom as far as it shows in the reading, and on which day; ``values`` as they were given."""

    reading: Reading
    as_at: date
    values: Mapping[str, str]

    @property
    def choice(self) -> Choices:
        """The same as the pages ask it."""
        scheme, group = scope.parse(self.values.get("group", ""))
        return Choices(
            as_at=self.as_at,
            cycle=self.values.get("cycle", ""),
            scheme=scheme,
            group=group,
            provision=self.values.get("provision", ""),
            treaty=self.values.get("treaty", ""),
            basis=self.values.get("basis", "all"),
        )

    def in_its_cycle(self) -> Query:
        """The query with its cycle named. Raises HTTPException (404) where it had not opened, or there is none."""
        opened = opened_cycles(self.reading, self.as_at)
        if not opened:
            raise HTTPException(404, f"No reporting cycle had opened by {day_text(self.as_at)}.")
        latest = max(opened, key=lambda code: (self.reading.cycles[code].opens, code))
        cycle = self.values.get("cycle", latest)
        _refuse_unknown("cycle", cycle, opened)
        return replace(self, values={**self.values, "cycle": cycle})


@dataclass(frozen=True, eq=False)
class Found:
    """The rows that answer a query, and what must be said of them: source, of whom out of how many, notes, counts."""

    rows: pd.DataFrame
    source: str
    notes: tuple[str, ...] = ()
    of_n: int | None = None
    of_whom: str = ""
    counts: Mapping[str, int | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """One address below ``/api/v1``: its table, the parameters that narrow it, and the function that finds its rows.

    ``confided`` says whether rows may rest on answers for the Secretariat only, so that looks are recorded.
    """

    path: str
    table: Table
    parameters: tuple[str, ...]
    find: Callable[[Query, Table], Found]
    confided: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """All its parameters, those of pages and format too."""
        return (*self.parameters, *PAGED)

    @property
    def name(self) -> str:
        """What its downloads begin with: ``parties`` for ``/parties/{treaty}``."""
        return self.path.split("/")[1]


PARTIES = Table(
    "parties",
    "Parties to a treaty",
    "Who is party to one treaty on the day, since when and by which act",
    ("state",),
    (
        Field("state", "string", "Party by code", "states"),
        Field("name", "string", "Name in English as in UNTERM, or as the list writes it"),
        Field("member", "boolean", "Whether it is a Member State of the United Nations on the day"),
        Field("since", "date", "Day of the act that made it party"),
        Field("action", "string", "That act", "list:action"),
        Field("signed", "date", "Day of its first signature; empty where it did not sign"),
        Field("participant", "string", "The party as the list writes it"),
    ),
)

LISTS = Table(
    "lists",
    "Lists of participants",
    "The newest list held of each treaty's participants: how much of it, from where, and up to which day",
    ("treaty",),
    (
        Field("treaty", "string", "Treaty", "treaties"),
        Field("coverage", "string", "How much of the list is held", "list:coverage"),
        Field("known_as_at", "date", "Last day for which the list can be relied on"),
        Field("source", "string", "Where the list was read"),
        Field("parties_stated", "integer", "Parties as the list itself counts them; empty where it does not"),
        Field("signatories_stated", "integer", "Signatories as the list itself counts them; empty where it does not"),
        Field("note", "string", "Note"),
        Field("learned", "date", "Day on which this list was learned here"),
    ),
)


def _from(source: str) -> Callable[[Query, Table], Found]:
    """A table as it is, narrowed by the parameters that are its columns."""
    return lambda query, table: Found(_narrowed(_held(table, query), query), source)


def _codes(query: Query, table: Table) -> Found:
    rows = _held(table, query)
    _refuse_unknown("list", query.values.get("list", ""), ["", *rows["list"]])
    return Found(_narrowed(rows, query), METHOD)


def _lists(query: Query, table: Table) -> Found:
    lists = query.reading.lists
    rows = table.holding(lists.assign(learned=lists["learned"].dt.normalize())).rows
    return Found(_narrowed(rows, query), DEPOSITARY)


def _adherence(query: Query, table: Table) -> Found:
    """How many treaties each Member State is party to, of those that count; which are left out stands in the notes."""
    choice = query.choice
    counts = counted(query.reading, query.as_at, choice.basis)
    if choice.provision:
        counts = counts[counts["provision"] == choice.provision]
    whom, of_n = scope.of_whom(choice), len(scope.states_in(choice))
    notes = (*left_out(counts, choice), *known_up_to(counts, choice))
    source = sources(counts.loc[counts["in_count"], "treaty"])
    return Found(_narrowed(_held(table, query), query), source, notes, of_n, whom)


def _parties(query: Query, table: Table) -> Found:
    """The parties to one treaty; where its list is not held in full, those known of, and no number."""
    treaty = query.values["treaty"]
    now = query.reading.register.parties(treaty, query.as_at)
    members = query.reading.register.members(query.as_at)
    rows = status(query.reading, query.as_at)
    rows = rows[(rows["treaty"] == treaty) & (rows["status"] == "party")]
    names = {code: state.names["en"] for code, state in known.states().items()}
    rows = rows.assign(name=rows["state"].map(names).fillna(rows["participant"]), member=rows["state"].isin(members))
    notes: tuple[str, ...] = ()
    if now.known_as_at and now.known_as_at < query.as_at:
        notes = (f"Known up to {day_text(now.known_as_at)}; later acts are not here.",)
    counts: dict[str, int | str | None] = {
        "treaty": treaty,
        "short_title": known.treaties()[treaty].short_title,
        "coverage": now.coverage,
        "known_as_at": now.known_as_at.isoformat() if now.known_as_at else None,
        "parties": now.parties,
        "member_states": now.member_states,
        "signatories": now.signatories,
        "signed_not_party": now.signed_not_party,
    }
    if now.coverage == Coverage.COMPLETE:
        share = Share(now.member_states, len(members), "Member States", query.as_at)
        notes = (f"Party: {share.sentence()}.", *notes)
    else:
        counts |= dict.fromkeys(("parties", "member_states", "signatories", "signed_not_party"))
        notes = ("The list is not held in full: whoever is absent may be party, and no number can be given.", *notes)
    source = sources(pd.Series([treaty]))
    return Found(table.holding(rows).rows, source, notes, len(members), "Member States", counts)


def _of_cycle(query: Query, table: Table) -> Found:
    """What Member States reported, or whether they did, in one cycle."""
    share = replied(query.reading, query.choice)
    notes = (f"Returns received: {share.sentence()}.",)
    return Found(_narrowed(_held(table, query), query), SELF_ASSESSED, notes, share.of_n, share.of_whom)


def _answers(query: Query, table: Table) -> Found:
    """Every question for every State that sent a return: its answer, or why there is none."""
    edition = query.reading.cycles[query.values["cycle"]].edition
    questions = query.reading.questions
    asked = questions.loc[questions["edition"] == edition, "question"]
    _refuse_unknown("question", query.values.get("question", ""), ["", *asked])
    replies = returns_of(query.reading, query.choice)["state"].nunique()
    return Found(_narrowed(_held(table, query), query), SELF_ASSESSED, (), replies, "States that replied")


def _narrowed(rows: pd.DataFrame, query: Query) -> pd.DataFrame:
    """The rows that have the values asked for in the columns of the same name, and are of the group asked for."""
    kept = pd.Series(True, index=rows.index)
    for name in NARROWING & set(query.values) & set(rows.columns):
        kept &= rows[name] == query.values[name]
    if "group" in query.values:
        kept &= rows["state"].isin(scope.states_in(query.choice))
    return rows[kept]


def _held(table: Table, query: Query) -> pd.DataFrame:
    choice = query.choice
    cycles = (choice.cycle,) if choice.cycle else ()
    return _made(table, Asked(query.reading, query.as_at, cycles, choice.basis))


@lru_cache(KEPT)
def _made(table: Table, asked: Asked) -> pd.DataFrame:
    return table.holding(FRAMES[table.name](asked)).rows


def _refuse_unknown(what: str, asked: str, there: Iterable[str]) -> None:
    if asked not in set(there):
        raise HTTPException(404, f"There is no such {what}, or not yet on that day.")


DAYS = ("as_at", "known_on")
FIGURES = (*DAYS, "basis", "provision", "group", "state")
OF_CYCLE = ("cycle", *DAYS)
PAGED = ("page", "per_page", "format")


@cache
def resources() -> tuple[Resource, ...]:
    """Every table of the data interface, in the order in which it is described."""
    tables = {table.name: table for table in schema()}
    lists, actions = ("treaty", "known_on"), (*DAYS, "treaty", "state")
    narrow = (*OF_CYCLE, "provision", "group", "state")
    return (
        Resource("/states", tables["states"], ("kind",), _from(UNITED_NATIONS)),
        Resource("/groups", tables["groups"], ("state",), _from(UNITED_NATIONS)),
        Resource("/provisions", tables["provisions"], (), _from(RESOLUTIONS)),
        Resource("/treaties", tables["treaties"], (), _from(DEPOSITARY)),
        Resource(
            "/treaty-provisions",
            tables["treaty_provisions"],
            (*DAYS, "basis", "provision", "treaty"),
            _from(RESOLUTIONS),
        ),
        Resource("/lists", LISTS, lists, _lists),
        Resource("/actions", tables["treaty_actions"], actions, _from(DEPOSITARY)),
        Resource("/parties/{treaty}", PARTIES, ("treaty in path", *DAYS), _parties),
        Resource("/adherence", tables["adherence"], FIGURES, _adherence),
        Resource("/questions", tables["questions"], (), _from(QUESTIONNAIRE)),
        Resource("/responses", tables["responses"], (*OF_CYCLE, "group", "state"), _of_cycle),
        Resource("/reported", tables["reported"], narrow, _of_cycle, confided=True),
        Resource("/answers", tables["answers"], (*OF_CYCLE, "state", "question"), _answers, confided=True),
        Resource("/codes", tables["code_lists"], ("list",), _codes),
    )


@cache
def treaty_word(treaty: str) -> str:
    """A treaty as the name of a file calls it: ``1988-convention``, after its usual short title."""
    short = (row["written"] for row in known.rows("treaty_titles.csv") if row["treaty"] == treaty and _is_short(row))
    return word(next(short, known.treaties()[treaty].short_title))


def _is_short(row: Mapping[str, str]) -> bool:
    return row["kind"] == "short" and row["language"] == "en"


def word(text: str) -> str:
    """``text`` as part of a file's name.

    >>> word("Latin American and Caribbean States")
    'latin-american-and-caribbean-states'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
