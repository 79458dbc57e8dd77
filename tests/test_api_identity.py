"""Who the data interface takes somebody for: by Streamlit's own cookie, valid, for here, not ended; else the public."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from founding import LOCAL, founded_store
from frame import cookie, sight
from model import PUBLIC, Actor, Role
from serving.identity import SignIn, session_of
from tests.serving import dashboard
from tests.stored import ADMINISTRATOR, file, sent
from tests.stores import facts_file

__all__ = ["facts_file"]

SECRET = "a-secret-of-the-tests-long-enough-to-sign"
HERE = "http://localhost:8501"
NAME = "_streamlit_user"


def cookies(secret: str = SECRET, **claims: object) -> dict[str, str]:
    """What Streamlit sets in the browser of Kenya's focal point after a sign-in, with some claims otherwise."""
    now = int(time.time())
    person = {"iss": "https://id.example", "sub": "7", "nonce": "n1", "iat": now, "exp": now + 600}
    said = {**person, "role": "focal_point", "state": "KEN", "origin": HERE, "is_logged_in": True, **claims}
    found: dict[str, str] = {}
    set_cookie_with_chunks(
        found.__setitem__, lambda name, value: create_signed_value(secret, name, value), NAME, said, cookie_attr_size=90
    )
    return {name: create_signed_value(secret, name, value).decode() for name, value in found.items()}


def connection(carrying: dict[str, str], client: str = "127.0.0.1", host: str = "localhost:8501") -> HTTPConnection:
    carried = "; ".join(f"{name}={value}" for name, value in carrying.items())
    headers = [(b"host", host.encode()), (b"cookie", carried.encode("latin-1"))]
    return HTTPConnection({"type": "http", "headers": headers, "client": (client, 5)})


@dataclass
class Kept:
    """A store that knows one ended session and nobody by the access list."""

    ended: str = ""

    def session_ended(self, session: str) -> bool:
        return session == self.ended

    def begin_session(self, actor: Actor, session: str, address: str = "") -> None:
        pass

    def access_of(self, subjects: list[str]) -> Actor:
        return PUBLIC


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Sign-in by claims on ``HERE``."""
    kept = Kept()
    monkeypatch.setattr(cookie, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(cookie, "get_origin_from_redirect_uri", lambda: HERE)
    monkeypatch.setattr(sight, "how", lambda: SignIn({"client_id": "m"}, "role", "state", public=False))
    monkeypatch.setattr(sight, "store", lambda: kept)
    return kept


def test_the_focal_point_is_known_by_the_cookie(kept: Kept) -> None:
    assert sight.asking_by(connection(cookies())) == Actor(Role.FOCAL_POINT, "https://id.example|7", "KEN")


def test_a_cookie_in_pieces_is_put_together(kept: Kept) -> None:
    pieces = cookies(groups=[sha256(bytes([number])).hexdigest() for number in range(200)])
    assert len(pieces) > 1
    assert sight.asking_by(connection(pieces)).state == "KEN"
    pieces.popitem()
    assert sight.asking_by(connection(pieces)) is PUBLIC


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nonce": ""},
        {"origin": "https://elsewhere.example"},
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"role": "owner"},
        {"state": "ATL"},
        {"sub": ""},
    ],
)
def test_a_cookie_that_does_not_hold_is_the_publics(kept: Kept, claims: dict[str, object]) -> None:
    assert sight.asking_by(connection(cookies(**claims))) is PUBLIC


def test_a_sign_in_that_was_ended_is_nobodys(kept: Kept) -> None:
    kept.ended = session_of({"nonce": "n1"})
    assert sight.asking_by(connection(cookies())) is PUBLIC
    assert sight.asking_by(connection(cookies(nonce="n2"))).state == "KEN"


def test_no_cookie_and_one_signed_elsewhere_are_the_publics(kept: Kept) -> None:
    assert sight.asking_by(connection({})) is PUBLIC
    assert sight.asking_by(connection(cookies(secret="another secret"))) is PUBLIC


def test_the_other_cookie_does_not_pass_for_it(kept: Kept) -> None:
    signed = create_signed_value(SECRET, "_streamlit_user_tokens", json.dumps({"is_logged_in": True})).decode()
    assert sight.asking_by(connection({NAME: signed})) is PUBLIC


TAMPERED = st.tuples(st.integers(0, 400), st.characters(codec="latin-1", exclude_characters=";, \r\n\0"))


@given(TAMPERED)
def test_a_cookie_with_another_letter_is_the_publics(change: tuple[int, str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cookie, "get_cookie_secret", lambda: SECRET)
        patched.setattr(cookie, "get_origin_from_redirect_uri", lambda: HERE)
        (value,) = cookies().values()
        place, letter = change[0] % len(value), change[1]
        other = value[:place] + letter + value[place + 1 :]
        # The last letter of a signature holds bits that say nothing.
        assert cookie.claims_in({NAME: other}) == {} or other == value or place == len(value) - 1


def test_without_sign_in_this_machine_is_the_administrator_and_others_the_public(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sight, "signs_in", lambda: False)
    for public, here in ((False, LOCAL), (True, PUBLIC)):
        monkeypatch.setattr(sight, "how", lambda public=public: SignIn({}, "", "", public=public))
        assert sight.asking_by(connection({})) is here
        assert sight.asking_by(connection({}, client="192.168.1.4")) is PUBLIC
        assert sight.asking_by(connection({}, host="elsewhere.example")) is PUBLIC


@pytest.fixture(scope="module")
def running(facts_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The real dashboard with a provider configured, and a return of Kenya's with an answer in confidence."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copy(facts_file, folder / "store.sqlite")
    url = f"sqlite:///{folder / 'store.sqlite'}"
    store = founded_store(url)
    store.add_return(
        ADMINISTRATOR, sent("d5_1 fully | d5_2 partly secret"), file("kenya"), received=datetime(2026, 2, 1)
    )
    store.close()
    provider = {
        "MONITOR_OIDC_CLIENT_ID": "monitor",
        "MONITOR_OIDC_CLIENT_SECRET": "only-for-tests",
        "MONITOR_OIDC_METADATA_URL": "http://localhost:9/none",
        "MONITOR_OIDC_REDIRECT_URI": f"{HERE}/oauth2callback",
        "MONITOR_OIDC_COOKIE_SECRET": SECRET,
        "MONITOR_ROLE_CLAIM": "role",
        "MONITOR_STATE_CLAIM": "state",
    }
    with dashboard(url, folder / "log", **provider) as address:
        yield address, url


def ask(address: str, path: str, carried: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, asked of the running dashboard with those cookies."""
    asked = Request(f"{address}/api/v1{path}")
    asked.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in carried.items()))
    try:
        with urlopen(asked, timeout=60) as answer:
            return answer.status, dict(answer.headers.items()), answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers.items()), refusal.read().decode()


def confided(address: str, carried: dict[str, str]) -> str:
    """The value of Kenya's answer in confidence, as it is given to whoever carries those cookies."""
    _, _, body = ask(address, "/answers?state=KEN&question=d5_2&as_at=2026-06-30", carried)
    (row,) = json.loads(body)["rows"]
    return row["value"]


def test_the_running_dashboard_gives_each_their_own(running: tuple[str, str]) -> None:
    address, url = running
    assert confided(address, {}) == ""
    assert confided(address, cookies()) == "partly"
    assert confided(address, cookies(state="PER")) == ""
    assert confided(address, cookies(role="analyst", state=None, nonce="n3")) == "partly"
    assert confided(address, cookies(secret="another secret")) == ""
    store = founded_store(url)
    store.end_session(ADMINISTRATOR, session_of({"nonce": "n1"}))
    store.close()
    assert confided(address, cookies()) == ""


def test_the_running_dashboard_serves_it_under_its_own_headers(running: tuple[str, str]) -> None:
    address, _ = running
    status, headers, _ = ask(address, "/states", {})
    named = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert named["cross-origin-resource-policy"] == "same-origin"
    assert named["x-content-type-options"] == "nosniff"
    assert not [name for name in named if name.startswith("access-control")]
    for path in ("/nothing", "/../../etc/passwd", "/parties/%2e%2e", "/states?page=x"):
        status, headers, body = ask(address, path, {})
        assert 400 <= status < 500
        assert "Traceback" not in body
