"""A receipt in words: the same lines on screen, on paper and where it is verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from language import day_text, number_text, say
from loaders import known
from model import Cycle

Receipt = Mapping[str, Any]
"""As the store gives it: state, cycle, edition, version, received (ISO, UTC), sha256, answers, warnings, code."""

ASKED_BY = {
    "state": "The State’s Government",
    "secretariat": "The Secretariat",
    "both": "Both, after a question of the Secretariat",
}
"""Who wished an amendment, by the word that is kept."""

TITLE = "Receipt of a return"
LEAD = "The Secretariat has received this return through the Implementation Monitor."
VERIFY = (
    "Whoever holds this receipt can verify it: enter the code on the page “Verify a receipt”, or give the file there. "
    "The SHA-256 is the fingerprint of the file as it was received: any change to the file gives another one."
)
DEMONSTRATION = "Demonstration: this return is invented."


def receipt_lines(
    receipt: Receipt, cycles: Mapping[str, Cycle], asked_by: str | None = None, language: str = "en"
) -> list[tuple[str, str]]:
    """What the receipt says, line by line: what it is, and the value.

    ``asked_by`` says who wished an amendment; None for whoever is not to know it, as one who verifies a receipt.
    """
    amends = []
    if asked_by is not None and receipt["version"] > 1:
        who = asked_for_by(asked_by, language)
        told = say("version {n}; asked for by: {who}", language, n=receipt["version"] - 1, who=who)
        amends.append((say("Amends", language), told))
    state, cycle = known.states().get(receipt["state"]), cycles.get(receipt["cycle"])
    return [
        (say("State", language), state.names[language] if state else receipt["state"]),
        (say("Cycle", language), cycle.name if cycle else receipt["cycle"]),
        (say("Edition of the questionnaire", language), receipt["edition"]),
        (say("Version", language), number_text(receipt["version"], language)),
        *amends,
        (say("Received", language), moment_text(moment_of(receipt), language)),
        (say("Questions answered", language), number_text(receipt["answers"], language)),
        (say("Errors and warnings left open", language), number_text(receipt["warnings"], language)),
        (say("SHA-256 of the file", language), receipt["sha256"]),
        (say("Receipt code", language), receipt["code"]),
    ]


def asked_for_by(asked_by: str, language: str = "en") -> str:
    """Who wished an amendment, in words.

    >>> asked_for_by("state"), asked_for_by("")
    ('The State’s Government', 'not said')
    """
    return say(ASKED_BY.get(asked_by, asked_by), language) if asked_by else say("not said", language)


def moment_of(receipt: Receipt) -> datetime:
    """When the return was received, UTC without a zone."""
    return datetime.fromisoformat(receipt["received"]).replace(tzinfo=None)


def moment_text(moment: datetime, language: str = "en") -> str:
    """A moment as it is written: ``21 November 2026, 14:05:09 UTC``."""
    return f"{day_text(moment.date(), language)}, {moment:%H:%M:%S} UTC"


def file_name(receipt: Receipt) -> str:
    """The name under which a receipt is saved."""
    return f"receipt-{receipt['state']}-{receipt['cycle']}-version-{receipt['version']}.pdf"
