"""The data interface asked in this process, as anybody, on any store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date

import httpx
from starlette.applications import Starlette

from desk.reading import Reading, read
from model import PUBLIC, Actor
from serving.api import Face, interface
from store import Store


@dataclass
class Asker:
    """Asks the interface on ``store`` as ``actor``, who may be another one at each question."""

    store: Store
    actor: Actor = PUBLIC
    app: Starlette = field(init=False)

    def __post_init__(self) -> None:
        kept: dict[tuple[str, str | None, str, date | None], Reading] = {}

        def reading(actor: Actor, revision: str, known_on: date | None = None) -> Reading:
            """Kept by role and State as for the pages: one person is given what was read for another."""
            sight = (actor.role, actor.state, revision, known_on)
            if sight not in kept:
                kept[sight] = read(self.store, actor, revision, known_on)
            return kept[sight]

        face = Face(lambda connection: self.actor, lambda: self.store, reading)
        self.app = Starlette(routes=[interface(face)])

    def ask(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """What is answered at ``path`` below ``/api/v1``; other addresses begin with ``/api``."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                address = path if path.startswith("/api") else f"/api/v1{path}"
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, address, headers=named)

        return asyncio.run(asked())
