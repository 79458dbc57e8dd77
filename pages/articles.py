"""Articles: one article of the Declaration, what it rests on, and where States stand on it."""

from __future__ import annotations

from desk import overview
from desk.responses import has_returns
from frame import (
    choose_provision,
    facts,
    frame,
    no_returns_yet,
    official_text,
    reading,
    section,
    show,
    show_folded,
    table,
)

choice = frame(
    "Articles",
    "One article of the Declaration: its text, the treaties it rests on, and where States stand.",
    ("group", "cycle", "as_at", "basis"),
)
choice = choose_provision(choice, "D.")
known = reading()

official_text(choice)
facts(overview.provision_headline(known, choice))

section("What it rests on")
table("treaties-behind", choice)

section("Where States stand")
if overview.rests_on_treaties(known, choice):
    show("article-world", choice)
    show("article-by-group", choice)
    show("article-over-time", choice)
    show_folded("article-states", choice, "Which States stand at which level")

section("What States reported")
if has_returns(known, choice):
    show("reported-by-group", choice)
else:
    no_returns_yet()

section("States by level")
table("states-by-level", choice)
