"""Receipts: what a sender holds in hand, and how anybody who has one can check it against the store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from model import Actor
from store.reception import receipt_of
from store.returns import Returns
from store.tables import STATE_RETURN


class Receipts(Returns):
    """The receipts of returns."""

    def verify_receipt(self, code: str) -> dict[str, Any] | None:
        """The receipt with that code, as dict; ``intact`` says whether it still matches. None when there is none."""
        wanted = "-".join(code.strip().upper().replace(" ", "-").split("-"))
        with self.reading() as connection:
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.receipt == wanted)).first()
        if row is None:
            return None
        receipt = receipt_of(dict(row._mapping))
        return {**receipt, "code": row.receipt, "intact": receipt["code"] == row.receipt}

    def receipt(self, actor: Actor, number: int) -> dict[str, Any]:
        """The receipt of a return. Raises NotThere unless the actor sees the return in full."""
        with self.reading() as connection:
            self._whole(connection, actor, number)
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
        return receipt_of(dict(row._mapping))
