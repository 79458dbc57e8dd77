"""Treaties: one treaty over time and by State, and who is not party."""

from __future__ import annotations

from desk import treaties
from frame import choose_treaty, facts, frame, reading, section, show, show_folded, table

choice = frame(
    "Treaties",
    "Which States are party to which treaty, since when, and up to which day that is known.",
    ("group", "as_at"),
)
choice = choose_treaty(choice)
known = reading()

facts(treaties.headline(known, choice))

section("Parties over time")
show("treaty-over-time", choice)

section("The world")
show("treaty-world", choice)

section("Who is not party")
table("not-party", choice)

section("States and treaties")
show_folded("party-matrix", choice, "Every State against every treaty whose list is held in full")

section("All actions")
table("treaty-actions", choice)
