"""Discrepancies and data quality: where sources differ, and what is not known."""

from __future__ import annotations

from desk.responses import has_returns
from frame import frame, no_returns_yet, reading, section, table

choice = frame(
    "Discrepancies and data quality",
    "Where a return and the depositary differ, where two sources differ, and which lists are held only in part or "
    "not at all. People resolve these; the system only sets them side by side.",
    ("cycle", "as_at"),
)
known = reading()

section("Depositary and return side by side")
if has_returns(known, choice):
    table("discrepancies", choice)
else:
    no_returns_yet()

section("Which lists are held")
table("coverage", choice)

section("Two sources, two days")
table("conflicting-days", choice)

section("Known without a day")
table("leads", choice)
