"""My return: where a State's return stands, and all that its focal point does with it until it is accepted."""

from __future__ import annotations

from frame import frame
from frame.my_return import choose_step, clarifications, correct, history, prepare, preview, send, standing, work

STEPS = {
    "prepare": prepare,
    "correct": correct,
    "preview": preview,
    "send": send,
    "clarifications": clarifications,
    "history": history,
}

frame("My return")

on = work()
if on:
    standing(on)
    STEPS[choose_step(on)](on)
