"""States: one State, all provisions, beside its groups and never ranked."""

from __future__ import annotations

from desk import states
from frame import choose_state, facts, frame, no_returns_yet, reading, section, show, table

choice = frame(
    "States",
    "One State: the treaties to which it is party, what it reported of itself, and where the two differ.",
    ("cycle", "as_at", "basis"),
)
choice = choose_state(choice)
known = reading()

facts(states.headline(known, choice))

section("Beside its regional group")
show("state-adherence", choice)

section("Treaties")
table("state-treaties", choice)

section("What it reported")
if states.has_return(known, choice):
    show("state-bounds", choice)
    show("state-reported", choice)
    table("state-answers", choice)
    section("Over the cycles")
    table("state-cycles", choice)
    section("Where the depositary and the return differ")
    table("state-discrepancies", choice)
else:
    no_returns_yet()
