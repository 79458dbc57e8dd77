"""Back to the page one came from after signing in, and cookies that stay on a secure connection."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, unquote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

WANTED = "monitor_wanted"
MINUTES = 10
LONGEST = 1_000
"""Characters of an address that are remembered."""


class ReturnToPage:
    """ASGI middleware: remembers the page from which sign-in was asked for, and sends the signed-in person back to it.

    Streamlit comes back to the first page and forgets the address. Where the connection is secure, cookies say so.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; touch the answers of sign-in and of coming back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        secure = scope.get("scheme") == "https" or headers.get(b"x-forwarded-proto") == "https"

        async def touched(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = list(message.get("headers", []))
                if scope["path"] == "/auth/login":
                    answer.append((b"set-cookie", _cookie(_page_of(headers.get(b"referer", "")), MINUTES * 60)))
                elif scope["path"] == "/oauth2callback":
                    answer = _sent_back(answer, _wanted(headers.get(b"cookie", "")))
                message["headers"] = [_secured(pair, secure) for pair in answer]
            await send(message)

        await self.app(scope, receive, touched)


def _page_of(referer: str) -> str:
    """The path and query of the page that asked; the first page for anything odd."""
    parts = urlsplit(referer)
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    return page if page.startswith("/") and not page.startswith("//") and len(page) <= LONGEST else "/"


def _cookie(page: str, seconds: int) -> bytes:
    return f"{WANTED}={quote(page, safe='')}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax".encode()


def _wanted(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(WANTED)
    except CookieError:
        return "/"
    return _page_of(unquote(found.value)) if found else "/"


def _sent_back(answer: list[tuple[bytes, bytes]], page: str) -> list[tuple[bytes, bytes]]:
    """The answer with its way to the first page turned to ``page``, and the cookie forgotten."""
    turned = [
        (name, page.encode())
        if name == b"location" and urlsplit(value.decode("latin-1")).path in ("", "/")
        else (name, value)
        for name, value in answer
    ]
    return [*turned, (b"set-cookie", _cookie("/", 0))]


def _secured(pair: tuple[bytes, bytes], secure: bool) -> tuple[bytes, bytes]:
    name, value = pair
    return (name, value + b"; Secure") if secure and name == b"set-cookie" and b"secure" not in value.lower() else pair
