"""Between the network and the pages: who is answered, with which headers, and where one is sent back to."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from serving.compression import CompressedFiles
from serving.document import FirstDocument, first_document
from serving.headers import SecurityHeaders, content_policy
from serving.loopback import LocalOnly, OpenWithoutSignInError, address_asked_for, refuse_open_start
from serving.returning import ReturnToPage

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


async def page(scope: dict, receive: Callable, send: Callable) -> None:
    """An application that answers everything with its own name, and sign-in's end with a way to the first page."""
    headers = [(b"content-type", b"text/plain"), (b"set-cookie", b"a=b; Path=/")]
    if scope["path"] == "/oauth2callback":
        headers.append((b"location", b"http://localhost:8501/"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"page"})


def ask(app: Callable, path: str = "/", query: str = "", client: str = "127.0.0.1", **headers: str) -> tuple:
    """Status, headers and body that ``app`` answers."""
    sent: list[dict] = []
    headers = {"host": "localhost:8501", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "scheme": "http",
        "client": (client, 5),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(app(scope, None, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], sent[0]["headers"], body


def value(headers: list, name: bytes) -> bytes:
    return next((value for key, value in headers if key == name), b"")


def test_this_machine_is_answered() -> None:
    assert ask(LocalOnly(page))[2] == b"page"
    assert ask(LocalOnly(page), client="::1", host="[::1]:8501")[0] == 200


@pytest.mark.parametrize(
    "request_from",
    [
        {"client": "192.168.1.4"},
        {"host": "monitor.example.org"},
        {"host": "localhost.example.org:8501"},
        {"host": ""},
        {"x_forwarded_for": "203.0.113.9"},
    ],
)
def test_others_are_refused_in_a_sentence(request_from: dict[str, str]) -> None:
    status, _, body = ask(LocalOnly(page), **request_from)
    assert status == 403
    assert b"no sign-in configured" in body


def test_an_open_start_without_sign_in_is_refused() -> None:
    with pytest.raises(OpenWithoutSignInError):
        refuse_open_start("0.0.0.0", signs_in=False, public=False)
    for signs_in, public, address in ((True, False, "0.0.0.0"), (False, True, "0.0.0.0"), (False, False, "127.0.0.1")):
        refuse_open_start(address, signs_in, public)


def test_the_address_asked_for() -> None:
    assert address_asked_for("localhost", ["dashboard:app", "--host", "0.0.0.0"]) == "0.0.0.0"
    assert address_asked_for("localhost", ["dashboard:app", "--host=10.1.1.1"]) == "10.1.1.1"
    assert address_asked_for("localhost", []) == "localhost"
    assert address_asked_for(None, []) == "0.0.0.0"


def test_every_inline_script_is_in_the_policy_and_no_other() -> None:
    document = first_document(INDEX, "Monitor")
    scripts = re.findall(r"<script>.*?</script>", document, re.DOTALL)
    assert len(re.findall("'sha256-", content_policy(document))) == len(scripts) >= 2
    assert "unsafe-inline" not in content_policy(document).split("style-src")[0]
    assert b"default-src 'none'" in value(ask(SecurityHeaders(page, document))[1], b"content-security-policy")


def test_a_page_answers_with_the_document_in_its_language() -> None:
    app = FirstDocument(page, first_document(INDEX, "Monitor"))
    assert b'<html lang="en">' in ask(app, "/articles")[2]
    assert b'<html lang="ar" dir="rtl">' in ask(app, "/", "language=ar")[2]
    assert b'<html lang="en">' in ask(app, "/", "language=<script>")[2]
    assert brotli.decompress(ask(app, "/", accept_encoding="br")[2]) == ask(app, "/")[2]
    assert ask(app, "/articles/_stcore/health")[2] == ask(app, "/_stcore/health")[2] == b"page"


@pytest.fixture
def compressed(tmp_path: Path) -> CompressedFiles:
    (tmp_path / "long.js").write_text("let a = 1;\n" * 500)
    (tmp_path / "short.js").write_text("a")
    app = CompressedFiles(page, tmp_path, "/static", lasting=True)
    app._waiting.join()
    return app


def test_files_are_answered_compressed(compressed: CompressedFiles) -> None:
    _, headers, body = ask(compressed, "/static/long.js", accept_encoding="gzip, br")
    assert brotli.decompress(body).startswith(b"let a")
    assert b"immutable" in value(headers, b"cache-control")
    assert value(headers, b"content-type") == b"text/javascript"


def test_what_cannot_be_compressed_is_handed_on(compressed: CompressedFiles) -> None:
    assert ask(compressed, "/static/long.js")[2] == b"page"
    assert ask(compressed, "/static/short.js", accept_encoding="br")[2] == b"page"
    assert ask(compressed, "/static/../model.py", accept_encoding="br")[2] == b"page"


def test_signing_in_comes_back_to_the_page_it_was_asked_from() -> None:
    app = ReturnToPage(page)
    cookie = value(
        ask(app, "/auth/login", referer="http://localhost:8501/articles?provision=D.6")[1][::-1], b"set-cookie"
    )
    kept = cookie.partition(b";")[0].decode()
    assert value(ask(app, "/oauth2callback", cookie=kept)[1], b"location") == b"/articles?provision=D.6"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_nobody_is_sent_to_another_site(written: str) -> None:
    location = value(ask(ReturnToPage(page), "/oauth2callback", cookie=f"monitor_wanted={written}")[1], b"location")
    assert location.startswith(b"/")
    assert not location.startswith((b"//", b"/\\"))


def test_cookies_are_secure_where_the_connection_is() -> None:
    assert b"Secure" not in value(ask(ReturnToPage(page))[1], b"set-cookie")
    assert b"Secure" in value(ask(ReturnToPage(page), x_forwarded_proto="https")[1], b"set-cookie")
