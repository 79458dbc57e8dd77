"""What every page stands in: who is asking, what is chosen, how a figure is shown, what stands above and below."""

from frame.choosing import choose, choose_provision, choose_state, choose_treaty, chosen
from frame.page import document, footer, frame, masthead
from frame.showing import citation, facts, no_returns_yet, official_text, section, show, show_folded, table
from frame.sight import asking, one_run, reading, ready, store

__all__ = [
    "asking",
    "choose",
    "choose_provision",
    "choose_state",
    "choose_treaty",
    "chosen",
    "citation",
    "document",
    "facts",
    "footer",
    "frame",
    "masthead",
    "no_returns_yet",
    "official_text",
    "one_run",
    "reading",
    "ready",
    "section",
    "show",
    "show_folded",
    "store",
    "table",
]
