"""What has been read so far of one treaty's list: acts, findings, and what the list says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from loaders.list_text import plain, shortened
from loaders.participants import participant
from loaders.treaty_acts import Legend, act_of
from loaders.treaty_days import Entry
from model import ActionKind, Finding, Place, Severity, TreatyAction

TOLD_AS = {"list.day_as_number": Severity.NOTE}
"""How much a day's problem weighs where it is no error: the day was read all the same."""


@dataclass(slots=True)
class ListReading:
    """One treaty's list while it is read.

    ``unread`` counts rows that would have made a participant a party and could not be read; ``parties`` and
    ``signatories`` are the list's own totals; ``as_at`` the day that it gives for itself; ``not_stated`` counts acts
    of which the list does not tell the kind, from ``first_not_stated`` on; ``no_day`` the texts of rows that name no
    participant and hold no day; ``marks`` maps a footnote mark to the
    participants that bear it.
    """

    treaty: str
    source: str
    place: Place
    actions: list[TreatyAction] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: int = 0
    parties: int | None = None
    signatories: int | None = None
    as_at: date | None = None
    header_only: bool = False
    not_stated: int = 0
    first_not_stated: Place | None = None
    no_day: list[str] = field(default_factory=list)
    first_no_day: Place | None = None
    without_legend: dict[str, ActionKind] = field(default_factory=dict)
    marks: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, code: str, severity: Severity, place: Place, facts: Mapping[str, str] | None = None) -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, severity, place, facts or {}))

    def state_of(self, written: str, place: Place, *, binding: bool = True) -> str | None:
        """The code of a participant, None (and a finding) when the name does not lead to exactly one.

        ``binding`` says whether the row would have made a party: it then counts as not read.
        """
        found = participant(written)
        if found.code:
            return found.code
        facts = {"found": shortened(found.name, 120)}
        if found.kind == "other":
            self.tell("list.name_no_participant", Severity.WARNING, place, facts)
            return None
        self.unread += binding
        if found.kind == "ambiguous":
            self.tell("list.name_ambiguous", Severity.ERROR, place, facts | {"meant": found.meant})
        elif found.meant:
            self.tell("list.name_like", Severity.ERROR, place, facts | {"meant": found.meant})
        else:
            self.tell("list.name_unknown", Severity.ERROR, place, facts)
        return None

    def add(
        self, state: str, name: str, act: ActionKind, day: date, place: Place, *,
        effective: date | None = None, note: str = "",
    ) -> None:  # fmt: skip
        """Keeps one act."""
        self.actions.append(
            TreatyAction(
                treaty=self.treaty, state=state, participant=name, action=act, day=day, source=self.source,
                effective=None if effective == day else effective, note=note, place=place,
            )
        )  # fmt: skip

    def without_day(self, written: str, place: Place) -> None:
        """Counts a row that names no participant and holds no day: a footnote, a heading."""
        self.no_day.append(plain(written))
        self.first_no_day = self.first_no_day or place

    def told(self, entry: Entry, name: str, place: Place) -> date | None:
        """The day of an entry; tells of it when there is something to tell, and counts it when it is lost."""
        if entry.problem:
            severity = TOLD_AS.get(entry.problem, Severity.ERROR)
            self.tell(entry.problem, severity, place, {**entry.facts, "participant": name})
        return entry.day

    def act(self, column: Legend, entry: Entry, place: Place, *, name: str, signed: bool) -> ActionKind | None:
        """The act that an entry under a column stands for, None (and a finding) when the legend does not say."""
        act = act_of(column, entry.code, style=entry.style, signed=signed)
        if act is None:
            facts = {"found": entry.text, "code": entry.code, "participant": name}
            self.tell("list.code_unknown" if entry.code else "list.code_missing", Severity.ERROR, place, facts)
        elif entry.code and not column.codes:
            self.without_legend[entry.code] = act
        elif not entry.code and act is ActionKind.CONSENT_TO_BE_BOUND and column.codes.get("P") is not act:
            self.not_stated += 1
            self.first_not_stated = self.first_not_stated or place
        return act
