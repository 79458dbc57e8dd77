"""A receipt checked against the store: by its code, or by the fingerprint of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from desk.receipts import Receipt
from frame.my_return.sending import receipt_shown
from frame.showing import section
from frame.sight import reading, store
from language import say


def verify_code() -> None:
    """The code of a receipt, and what the store holds under it."""
    section("By its code")
    code = st.text_input(
        say("Receipt code"), key="receipt-code", max_chars=60, placeholder="ABCDE-12345-ABCDE-12345", width=420
    )
    if code.strip():
        found = store().verify_receipt(code)
        _told([found] if found else [], say("No return was received under this code. Compare it with the receipt."))


def verify_file() -> None:
    """The file that was sent, and the receipts of what it brought."""
    section("By the file")
    given = st.file_uploader(say("The file as it was sent"), key="receipt-file")
    if given:
        sha256 = hashlib.sha256(given.getvalue()).hexdigest()
        st.caption(say("SHA-256 of this file: {sha256}", sha256=sha256))
        _told(
            store().receipts_of_file(sha256),
            say("No return was received from this very file. A file that was saved again is another file."),
        )


def _told(found: Sequence[Receipt], otherwise: str) -> None:
    if not found:
        st.warning(otherwise)
    for receipt in found:
        if receipt["intact"]:
            st.success(say("This return was received, and nothing of its receipt has changed."))
        else:
            st.error(
                say("A return was received under this code, but the store no longer matches it. Tell the Secretariat.")
            )
        receipt_shown(receipt, reading().cycles)
