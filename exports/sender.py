"""For whom a blank return is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model import Cycle, State


@dataclass(frozen=True, slots=True)
class Sender:
    """The State that is asked, the cycle, the language of the workbook, and from which state of knowledge it is made.

    ``issued`` (UTC) and ``revision`` are written into the workbook: the same sender gives the same bytes.
    """

    state: State
    cycle: Cycle
    language: str
    issued: datetime
    revision: str = ""
    demonstration: bool = False

    @property
    def name(self) -> str:
        """The State's name in the workbook's language."""
        return self.state.names.get(self.language) or self.state.names["en"]

    @property
    def marker(self) -> str:
        """What the first cell of every sheet begins with, and what the document's subject is."""
        return f"IMR|{self.cycle.edition}|{self.cycle.code}|{self.state.iso3}|{self.language}"
