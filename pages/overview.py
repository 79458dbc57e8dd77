"""Overview: what is known for each article and paragraph, from whom, and as at which day."""

from __future__ import annotations

from desk import overview
from desk.responses import has_returns
from frame import choose_provision, facts, frame, no_returns_yet, reading, section, show, table

choice = frame(
    "Overview",
    "Where States stand on the Declaration on Crime and Public Security and on the International Code of Conduct "
    "for Public Officials: what the depositaries record, and what States report of themselves.",
    ("group", "cycle", "as_at"),
)
known = reading()

facts(overview.headline(known, choice))

section("Treaty adherence under each article")
show("articles-adherence", choice)

section("The world at a glance")
show("article-world", choose_provision(choice, "D."))

section("Measures that States reported")
if has_returns(known, choice):
    show("provisions-reported", choice)
    show("response", choice)
else:
    no_returns_yet()

section("What changed since the last session")
table("changes", choice)
