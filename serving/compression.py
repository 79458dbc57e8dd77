"""The interface's own files, compressed once at start instead of never.

Streamlit serves its JavaScript uncompressed; compressed, a first visit carries about a third of the bytes.
"""

from __future__ import annotations

import mimetypes
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from threading import Thread

import brotli
from starlette.types import ASGIApp, Receive, Scope, Send

QUALITY = 5
"""Brotli's level: higher ones gain a few per cent and cost seconds at start."""

SMALLEST = 1_024
"""Below this many bytes a file is sent as it is: the headers would weigh more than what is saved."""

COMPRESSIBLE = frozenset({".js", ".css", ".json", ".svg", ".txt", ".map"})

DAY = 86_400
YEAR = 365 * DAY


class CompressedFiles:
    """ASGI middleware: answers for the files of ``folder`` below ``prefix``, from memory, in brotli.

    ``lasting`` files carry their own hash in their name and may be kept by browsers for good; others for a day.
    Compression runs in a thread of its own, so that start-up does not wait;
    until a file is ready, and for browsers without brotli, the request goes on to ``app``.
    """

    def __init__(self, app: ASGIApp, folder: Path, prefix: str, lasting: bool = False) -> None:
        self.app = app
        self._kept = f"public, immutable, max-age={YEAR}" if lasting else f"public, max-age={DAY}"
        self._bodies: dict[str, bytes] = {}
        files = [path for path in folder.rglob("*") if path.suffix in COMPRESSIBLE and path.stat().st_size > SMALLEST]
        self._waiting = Thread(target=self._compress, args=(files, folder, prefix), daemon=True)
        self._waiting.start()

    def _compress(self, files: list[Path], folder: Path, prefix: str) -> None:
        with ThreadPoolExecutor() as pool:
            for path, body in zip(files, pool.map(_compressed, files), strict=True):
                self._bodies[f"{prefix}/{path.relative_to(folder).as_posix()}"] = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the compressed file, or hand the request on."""
        body = self._bodies.get(scope["path"]) if scope["type"] == "http" else None
        if body is None or not accepts_brotli(scope):
            await self.app(scope, receive, send)
            return
        etag = b'"' + blake2b(body, digest_size=8).hexdigest().encode() + b'"'
        headers = [
            (b"content-type", (mimetypes.guess_type(scope["path"])[0] or "application/octet-stream").encode()),
            (b"content-encoding", b"br"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", self._kept.encode()),
            (b"vary", b"accept-encoding"),
            (b"etag", etag),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def accepts_brotli(scope: Scope) -> bool:
    """Whether the browser says it reads brotli."""
    return any(name == b"accept-encoding" and b"br" in value for name, value in scope["headers"])


def _compressed(path: Path) -> bytes:
    return brotli.compress(path.read_bytes(), quality=QUALITY)
