"""The first document a browser gets: Streamlit's own, under our name and in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import brotli
from starlette.types import ASGIApp, Receive, Scope, Send

from model import LANGUAGES
from serving.compression import accepts_brotli

PRELOADED_FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>', re.DOTALL)

PAGE = re.compile(r"/[a-z_]*")
"""The address of a page: one word below the root. Streamlit asks for its own files below a page's address too."""

NARROW = "monitor_narrow"
"""The cookie by which a small screen makes itself known, so that figures are laid out for it."""

TELL_WIDTH = f"document.cookie='{NARROW}='+(matchMedia('(max-width: 640px)').matches?'yes':'no')+';path=/;SameSite=Lax'"
SAY_WHERE = "window.__streamlit={BACKEND_BASE_URL:location.origin,MAIN_PAGE_BASE_URL:location.origin}"
"""Without it Streamlit's browser side looks for its server below the page's own address first, and errs there."""


def first_document(index: Path, title: str) -> str:
    """Streamlit's ``index.html`` with our title, without the font it would fetch and we do not use.

    Two lines of script tell the browser side where its server is, and us the width of the screen: the lines of a
    figure are broken on the server.
    """
    document = index.read_text(encoding="utf-8").replace("<title>Streamlit</title>", f"<title>{title}</title>")
    return PRELOADED_FONT.sub("", document).replace("</head>", f"<script>{TELL_WIDTH};{SAY_WHERE}</script></head>", 1)


class FirstDocument:
    """ASGI middleware: every page's address answers with the document, its language and direction set."""

    def __init__(self, app: ASGIApp, document: str) -> None:
        self.app = app
        self._document = document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a page's address, or hand the request on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not PAGE.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        language = parse_qs(scope["query_string"].decode("latin-1")).get("language", ["en"])[0]
        language = language if language in LANGUAGES else "en"
        direction = ' dir="rtl"' if language == "ar" else ""
        body = self._document.replace('<html lang="en">', f'<html lang="{language}"{direction}>', 1).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
        ]
        if accepts_brotli(scope):
            body = brotli.compress(body, quality=5)
            headers.append((b"content-encoding", b"br"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
