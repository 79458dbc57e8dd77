"""Load files: depositaries' lists and returns, by the same loaders as the command line; checked first, then stored."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.loading import load

actor = admitted(
    "Load files",
    "Drop depositaries’ lists and returns here. They are checked first; nothing is stored until you say so.",
)
if actor:
    load(actor)
