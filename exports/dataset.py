"""What a data set is made of: its tables, their fields, and what is said of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from language import day_text

NAME = "implementation-monitor"
TITLE = (
    "Implementation Monitor: the Declaration on Crime and Public Security and the Code of Conduct for Public Officials"
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "datetime64[us]"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its type (``string``, ``integer``, ``number``, ``boolean``, ``date``), its title and what it refers to.

    ``references`` is a table, ``list:<code list>``, or empty.
    """

    name: str
    type: str
    title: str
    references: str = ""

    @property
    def code_list(self) -> str:
        """The code list of the column, empty for none."""
        return self.references.removeprefix("list:") if self.references.startswith("list:") else ""

    @property
    def table(self) -> str:
        """The table that the column refers to, empty for none."""
        return "" if self.code_list else self.references


@dataclass(frozen=True, eq=False)
class Table:
    """A table of the data set. ``key`` names the columns that no two rows share, empty where there are none."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)

    def holding(self, frame: pd.DataFrame | None) -> Table:
        """The table with the rows of ``frame`` in its own columns, types and order; without rows for None.

        Raises KeyError for a column that the frame has not.
        """
        names = [each.name for each in self.fields]
        given = pd.DataFrame(columns=names) if frame is None else frame[names]
        typed = given.astype({each.name: DTYPES[each.type] for each in self.fields})
        texts = [each.name for each in self.fields if each.type == "string"]
        typed[texts] = typed[texts].fillna("")
        ordered = typed.sort_values(list(self.key) or names, kind="stable", ignore_index=True)
        return replace(self, rows=ordered)


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a data set as a whole: the day and the revision of what is known, and who may read it.

    ``known_on`` is the past day whose knowledge it holds; None for all that is known.
    """

    as_at: date
    revision: str
    demonstration: bool = False
    confidential: bool = False
    known_on: date | None = None

    @property
    def citation(self) -> str:
        """How the data set is cited."""
        then = f"as known on {day_text(self.known_on)}, " if self.known_on else ""
        return (
            f"United Nations Implementation Monitor, data set as at {day_text(self.as_at)}, {then}"
            f"data revision {self.revision}."
        )

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said of it before anything else."""
        invented = ("Demonstration data – invented.",) if self.demonstration else ()
        inside = ("Holds answers for the Secretariat only: not for publication.",) if self.confidential else ()
        return (*invented, *inside)
