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

    def receipts_of_file(self, sha256: str) -> list[dict[str, Any]]:
        """The receipts of the returns that a file with this hash brought, as ``verify_receipt`` gives them.

        For anybody: whoever can name the hash holds the file.
        """
        query = select(STATE_RETURN.c.receipt).where(STATE_RETURN.c.sha256 == sha256).order_by(STATE_RETURN.c.id)
        with self.reading() as connection:
            codes = connection.execute(query).scalars().all()
        return [receipt for code in codes if (receipt := self.verify_receipt(code))]

    def receipt(self, actor: Actor, number: int) -> dict[str, Any]:
        """The receipt of a return. Raises NotThere unless the actor sees the return in full."""
        with self.reading() as connection:
            self._whole(connection, actor, number)
            row = connection.execute(select(STATE_RETURN).where(STATE_RETURN.c.id == number)).one()
        return receipt_of(dict(row._mapping))
