"""Record: every act with its actor, time and subject; narrowed, exported, verified."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.recorded import record
from model import Role

actor = admitted(
    "Record",
    "Every act, with who did it, when and about what. Nothing on it can be changed or removed unseen.",
    (Role.ADMINISTRATOR,),
)
if actor:
    record(actor)
