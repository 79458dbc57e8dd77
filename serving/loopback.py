"""Who may reach a dashboard that has no sign-in: the person at this machine, and nobody else."""

from __future__ import annotations

import sys
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

REFUSAL = (
    "This dashboard has no sign-in configured, so it answers on this machine only. To serve it to others, configure an "
    "OpenID Connect provider, or set MONITOR_PUBLIC=yes for a read-only public site. See README, “Deploying”."
)

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class OpenWithoutSignInError(RuntimeError):
    """The dashboard was told to listen to other machines without a sign-in."""


class LocalOnly:
    """ASGI middleware: answers only requests from this machine, under its own name, through no proxy.

    The name is checked because a page from elsewhere can point a name of its own at this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or refuse it in a sentence."""
        if scope["type"] not in ("http", "websocket") or is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "local only"})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSAL.encode()})


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, names it as itself, and passed through no proxy."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    name = host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdigit() else host
    client = scope.get("client")
    return name in LOCAL_NAMES and is_loopback(client[0] if client else "") and b"x-forwarded-for" not in headers


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; a name is not an address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def address_asked_for(configured: str | None, arguments: list[str] | None = None) -> str:
    """The address the server was told to listen on: ``--host`` of uvicorn, else what Streamlit has configured."""
    given = sys.argv[1:] if arguments is None else arguments
    for place, word in enumerate(given):
        if word == "--host" and place + 1 < len(given):
            return given[place + 1]
        if word.startswith("--host="):
            return word.partition("=")[2]
    return configured or "0.0.0.0"


def refuse_open_start(address: str, signs_in: bool, public: bool) -> None:
    """Raise ``OpenWithoutSignInError`` where others could reach a dashboard that takes everybody for administrator."""
    if not (signs_in or public or is_loopback(address)):
        raise OpenWithoutSignInError(f"Asked to listen on {address}. {REFUSAL}")
