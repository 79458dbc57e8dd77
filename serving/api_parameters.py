"""What may be asked of the data interface: each parameter once, read from the address and told in its description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException

from desk import scope
from exports.data import codes
from language import day_text
from loaders import known

PER_PAGE = 100
MOST_PER_PAGE = 1_000

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")

EARLIEST_ZONE = timedelta(hours=14)
"""How far the day may be ahead of UTC somewhere on earth: a day that has begun anywhere may be asked for."""

LONGEST_TOLD = 40
"""Characters of a wrong value that are repeated to whoever sent it."""

MOST_TOLD = 12
"""Choices that are named when a wrong one was made; more are in the description."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: ``kind`` is ``text``, ``day`` or ``number`` (1 to ``most``); ``choices`` are all it may be."""

    name: str
    told: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    most: int = 0
    in_path: bool = False

    def read(self, text: str) -> str:
        """``text`` if it is a value of this parameter. Raises HTTPException with a sentence: 400, in a path 404."""
        if self.in_path and text not in self.choices:
            raise HTTPException(404, f"There is no {self.name} {_shortened(text)}; see /api/v1/treaties.")
        if self.choices and text not in self.choices:
            raise HTTPException(400, f"{self.name} cannot be {_shortened(text)}: there are {_told(self.choices)}.")
        if self.kind == "day" and not _is_day(text):
            raise HTTPException(400, f"{self.name} must be a day such as 2026-03-31, not {_shortened(text)}.")
        if self.kind == "number" and not (WHOLE_NUMBER.fullmatch(text) and int(text) <= (self.most or int(text))):
            limit = f"from 1 to {self.most}" if self.most else "from 1"
            raise HTTPException(400, f"{self.name} must be a whole number {limit}, not {_shortened(text)}.")
        return text

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI describes it."""
        schema: dict[str, Any] = {"type": "string"}
        if self.kind == "day":
            schema["format"] = "date"
        if self.kind == "number":
            schema = {"type": "integer", "minimum": 1, "maximum": self.most or 999_999_999}
        if self.choices:
            schema["enum"] = list(self.choices)
        where = "path" if self.in_path else "query"
        return {"name": self.name, "in": where, "required": self.in_path, "description": self.told, "schema": schema}


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by its name; ``treaty in path`` is the treaty that is part of an address."""
    provisions, treaties = tuple(known.provisions()), tuple(known.treaties())
    lists = codes()
    kinds = tuple(lists.loc[lists["list"] == "entity_kind", "code"])
    every = [
        Parameter("as_at", "The day asked about; today (UTC) where none is named.", "day"),
        Parameter("known_on", "As it was known at the end of that day; as it is known now where none is named.", "day"),
        Parameter("cycle", "The reporting cycle, such as 2026; the last that had opened where none is named."),
        Parameter("basis", "all: every treaty that counts; text: those the two texts knew.", choices=("all", "text")),
        Parameter("provision", "An article or measure (D.5, D.7.a) or a paragraph (C.3).", choices=provisions),
        Parameter("group", "A group of Member States, by its membership on the day.", choices=scope.groups()),
        Parameter("state", "A State or other participant, by its code in /states.", choices=tuple(known.states())),
        Parameter("treaty", "A treaty, by its code in /treaties.", choices=treaties),
        Parameter("question", "A question, by its code in /questions."),
        Parameter("kind", "What sort of participant.", choices=kinds),
        Parameter("list", "The name of one code list."),
        Parameter("page", "Which page.", "number"),
        Parameter("per_page", f"Rows on a page, {PER_PAGE} where not said.", "number", most=MOST_PER_PAGE),
        Parameter("format", "json or csv; where not said, the Accept header decides.", choices=("json", "csv")),
    ]
    in_path = Parameter("treaty", "The treaty, by its code in /treaties.", choices=treaties, in_path=True)
    return {each.name: each for each in every} | {"treaty in path": in_path}


def read_all(wanted: Sequence[Parameter], path: Mapping[str, str], query: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values that were given. Raises HTTPException with a sentence for the first that cannot be taken."""
    by_name = {each.name: each for each in wanted}
    given = {name: by_name[name].read(text) for name, text in path.items()}
    for name, text in query:
        if name not in by_name or by_name[name].in_path:
            there = [each.name for each in wanted if not each.in_path]
            what = f"There are {_told(there)}." if there else "There are none."
            raise HTTPException(400, f"There is no parameter {_shortened(name)} here. {what}")
        if name in given:
            raise HTTPException(400, f"{name} is given twice; give it once.")
        given[name] = by_name[name].read(text)
    return given


def day_asked(values: Mapping[str, str]) -> date:
    """The day that the values name, else today in UTC. Raises HTTPException (404) for a day that has not come."""
    now = datetime.now(UTC)
    day = date.fromisoformat(values["as_at"]) if "as_at" in values else now.date()
    if day > (now + EARLIEST_ZONE).date():
        raise HTTPException(404, f"Nothing can be known as at {day_text(day)}: that day has not come.")
    return day


def known_asked(values: Mapping[str, str]) -> date | None:
    """The day whose knowledge is asked for; None for all there is. Raises HTTPException (404) for a day to come."""
    if "known_on" not in values:
        return None
    day = date.fromisoformat(values["known_on"])
    if day > (datetime.now(UTC) + EARLIEST_ZONE).date():
        raise HTTPException(404, f"What will be known on {day_text(day)} cannot be told: that day has not come.")
    return day


def _is_day(text: str) -> bool:
    if not ISO_DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _shortened(text: str) -> str:
    return f"“{text}”" if len(text) <= LONGEST_TOLD else f"“{text[:LONGEST_TOLD]}…”"


def _told(choices: Sequence[str]) -> str:
    """Some choices in words."""
    shown = [f"“{choice}”" for choice in choices[:MOST_TOLD]]
    return ", ".join(shown) if len(choices) <= MOST_TOLD else f"{len(choices)}, such as {shown[0]}"
