"""Review: what waits, a return beside the last one and beside the depositary, and what is decided on it."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.beside import answers, checked, summary
from frame.secretariat.deciding import clarifications, coding, decide, notes
from frame.secretariat.waiting import choose_return, queue

actor = admitted(
    "Review",
    "What waits for the Secretariat, the longest waiting first. Nothing done here alters what a State wrote.",
)
on = choose_return(actor, queue(actor)) if actor else None
if on:
    summary(on)
    answers(on)
    checked(on)
    clarifications(on)
    coding(on)
    notes(on)
    decide(on)
