"""Verify a receipt: whether a return was received as a receipt says, by its code or by the file itself."""

from __future__ import annotations

from frame import frame
from frame.verifying import verify_code, verify_file

frame(
    "Verify a receipt",
    "A receipt says which return was received, when, and from which file. Check it here by its code, or give the file: "
    "it is not kept.",
)
verify_code()
verify_file()
