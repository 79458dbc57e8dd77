"""Access: who may do what, for which State, until when."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.granting import access
from model import Role

actor = admitted(
    "Access",
    "Who may do what, for which State, until when. Whoever is not on this list sees what the public sees.",
    (Role.ADMINISTRATOR,),
)
if actor:
    access(actor)
