"""Reports: the report to a session of the Commission, chosen, made, looked at and taken away."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.reporting import choose_report, looked_at, made, taken_away

actor = admitted(
    "Reports",
    "A draft of the report to a session of the Commission: every figure in it comes from the store, and an officer "
    "edits it rather than writes it.",
)
report = made(actor, choose_report()) if actor else None
if report:
    taken_away(report)
    looked_at(report)
