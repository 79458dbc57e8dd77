"""What a newly loaded list changed in what is known of its treaty, as notes for the person who loaded it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from language import day_text
from loaders import known
from model import Finding, Place, Severity, TreatyAction

MOST_NAMED = 40
"""A note names so many acts, and counts the others."""


class Changed(Protocol):
    """One act whose day is another in the new list."""

    @property
    def before(self) -> TreatyAction:
        """As it was known."""

    @property
    def after(self) -> TreatyAction:
        """As the list says it."""


class Change(Protocol):
    """What the store says of a list it has taken."""

    @property
    def treaty(self) -> str:
        """The treaty's code."""

    @property
    def new(self) -> Sequence[TreatyAction]:
        """Acts that were not known."""

    @property
    def changed(self) -> Sequence[Changed]:
        """Acts with another day."""

    @property
    def disappeared(self) -> Sequence[TreatyAction]:
        """Acts that were known and are not in the list."""

    @property
    def same(self) -> int:
        """How many acts were known before."""

    @property
    def older(self) -> Sequence[TreatyAction]:
        """What a newer list says otherwise."""


def list_report(change: Change, file: str) -> list[Finding]:
    """A note with the counts, and one for each kind of change that happened, naming States, acts and days."""
    place, treaty = Place(file), known.treaties()[change.treaty].short_title
    counts = {"new": len(change.new), "changed": len(change.changed), "gone": len(change.disappeared)}
    facts = {"treaty": treaty, "same": str(change.same)} | {name: str(count) for name, count in counts.items()}
    findings = [Finding("upload.list_taken", Severity.NOTE, place, facts)]
    for code, severity, said in (
        ("upload.list_new", Severity.NOTE, [_act(action) for action in change.new]),
        ("upload.list_changed", Severity.NOTE, [_days(changed) for changed in change.changed]),
        ("upload.list_gone", Severity.WARNING, [_act(action) for action in change.disappeared]),
        ("upload.list_older", Severity.NOTE, [_act(action) for action in change.older]),
    ):
        if said:
            more = f"; ... ({len(said)})" if len(said) > MOST_NAMED else ""
            acts = "; ".join(said[:MOST_NAMED]) + more
            findings.append(Finding(code, severity, place, {"treaty": treaty, "acts": acts}))
    return findings


def _act(action: TreatyAction) -> str:
    return f"{_who(action)}, {action.action.value.replace('_', ' ')}, {day_text(action.day)}"


def _days(changed: Changed) -> str:
    return f"{_act(changed.after)} (before: {day_text(changed.before.day)})"


def _who(action: TreatyAction) -> str:
    state = known.states().get(action.state)
    return state.names["en"] if state else action.participant
