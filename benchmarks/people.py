"""People who use a Streamlit page, without a browser: they open it and change its filters over the real protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, product
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

ARTICLES = ("D.1", "D.2", "D.3", "D.5", "D.6", "D.7", "D.8", "D.10")
GROUPS = ("African States", "Asia-Pacific States", "Eastern European States", "Western European and other States")


def views(prefix: str = "") -> list[str]:
    """Queries of the Articles page, each another article or group; ``prefix`` comes before a group's name."""
    pairs = product(GROUPS, ARTICLES)
    return [urlencode({"provision": article, "group": prefix + group}) for group, article in pairs]


class Person:
    """One open page."""

    def __init__(self, socket: Any, page: str) -> None:  # noqa: ANN401 - a connection
        self._socket, self._page = socket, page

    async def look(self, query: str) -> float:
        """Ask for a view; gives the seconds until the page has run to its end. Raises RuntimeError when it failed."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = self._page
        begun = perf_counter()
        await self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self._socket.recv())
            if told.WhichOneof("type") == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(told.delta.new_element.exception.message)
            if told.WhichOneof("type") == "script_finished":
                return perf_counter() - begun


@asynccontextmanager
async def at_the_page(port: int, page: str) -> Any:  # noqa: ANN401 - gives a Person
    """A person who opens the page."""
    address = f"ws://localhost:{port}/_stcore/stream"
    origin = Origin(f"http://localhost:{port}")
    async with connect(address, subprotocols=[Subprotocol("streamlit")], origin=origin, max_size=None) as socket:
        yield Person(socket, page)


async def alone(port: int, page: str, queries: Sequence[str]) -> list[float]:
    """The seconds each view takes for one person who looks at them in turn."""
    async with at_the_page(port, page) as person:
        return [await person.look(query) for query in queries]


async def together(port: int, page: str, queries: Sequence[str], people: int, each: int) -> float:
    """Views a second when ``people`` look at ``each`` views, all at once, without a pause."""

    async def one(number: int) -> None:
        own: Iterator[str] = cycle([*queries[number:], *queries[:number]])
        async with at_the_page(port, page) as person:
            for _ in range(each):
                await person.look(next(own))

    begun = perf_counter()
    await asyncio.gather(*(one(number) for number in range(people)))
    return people * each / (perf_counter() - begun)
