"""The focal point's page in its steps: take the workbook, bring it back, mend it, send it, follow it."""

from frame.my_return.answering import correct
from frame.my_return.following import clarifications, history
from frame.my_return.sending import preview, send
from frame.my_return.uploading import prepare
from frame.my_return.workplace import choose_step, standing, work

__all__ = [
    "choose_step",
    "clarifications",
    "correct",
    "history",
    "prepare",
    "preview",
    "send",
    "standing",
    "work",
]
