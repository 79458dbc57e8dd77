"""Cycle: opening a round, what goes out to States, where each of them stands, and reminders."""

from __future__ import annotations

from frame.secretariat.admission import admitted
from frame.secretariat.opening import open_cycle
from frame.secretariat.outgoing import mailing
from frame.secretariat.reminding import reminders
from frame.secretariat.tracker import choose_cycle, observer_states, standing, tracker
from model import Role

actor = admitted("Cycle", "Where each State stands in a reporting cycle, and what goes out to it.")
cycle = choose_cycle() if actor else None
if actor and cycle:
    table = standing(actor, cycle)
    tracker(cycle, table)
    observers = observer_states(actor, cycle)
    if actor.role is Role.ADMINISTRATOR:
        reminders(actor, cycle, table, observers)
        mailing(actor, cycle)
if actor and actor.role is Role.ADMINISTRATOR:
    open_cycle(actor)
