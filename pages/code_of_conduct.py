"""Code of Conduct: one paragraph or all of them, as States reported them."""

from __future__ import annotations

from desk import overview
from desk.responses import has_returns
from frame import choose_provision, facts, frame, no_returns_yet, official_text, reading, section, show, table

choice = frame(
    "Code of Conduct",
    "The International Code of Conduct for Public Officials, paragraph by paragraph: provided for in law, whom it "
    "covers, how breaches are dealt with, training. All of it is self-assessed.",
    ("group", "cycle", "as_at"),
)
choice = choose_provision(choice, "C.")
known = reading()

official_text(choice)
if has_returns(known, choice):
    facts(overview.provision_headline(known, choice))
    section("The eleven paragraphs")
    show("code-levels", choice)
    section("This paragraph, aspect by aspect")
    show("code-aspects", choice)
    show("reported-by-group", choice)
    section("States by level")
    table("states-by-level", choice)
else:
    no_returns_yet()
