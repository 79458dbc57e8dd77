"""Method: how every figure is made, what is not known, and how to cite."""

from __future__ import annotations

from frame import citation, document, frame, section, table

choice = frame("Method", "How every figure is made, what is not known, and how to cite.", ("as_at",))
document("docs/method.md")

section("What is not known")
table("not-known", choice)

section("The operative paragraphs and what answers to them")
table("operative", choice)

section("How to cite")
citation(choice)
