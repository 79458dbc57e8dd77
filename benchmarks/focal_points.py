"""Focal points at their page, without a browser: signed in by cookie, they upload a file and send it as in one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter, time
from typing import Any

from httpx import AsyncClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

ISSUER = "https://id.example.org"
PAGE = "my_return"
LASTS = 3_600
"""Seconds that a sign-in of theirs holds."""


def sign_in(port: int, secret: str) -> dict[str, str]:
    """What a dashboard on ``port`` is told of a provider; nobody asks it: cookies signed with ``secret`` are enough."""
    return {
        "MONITOR_OIDC_CLIENT_ID": "monitor",
        "MONITOR_OIDC_CLIENT_SECRET": "only-for-measuring",
        "MONITOR_OIDC_METADATA_URL": f"{ISSUER}/.well-known/openid-configuration",
        "MONITOR_OIDC_REDIRECT_URI": f"http://localhost:{port}/oauth2callback",
        "MONITOR_OIDC_COOKIE_SECRET": secret,
    }


def signed(port: int, secret: str, address: str) -> str:
    """The value of the cookie of a person who has signed in at the dashboard on ``port`` with that e-mail address."""
    claims = {"iss": ISSUER, "sub": address, "email": address, "email_verified": True, "nonce": f"of {address}"}
    held = {"iat": int(time()), "exp": int(time()) + LASTS, "is_logged_in": True, "origin": f"http://localhost:{port}"}
    return create_signed_value(secret, "_streamlit_user", json.dumps(claims | held)).decode()


@dataclass
class FocalPoint:
    """One open page. ``widgets`` are those of the last run with their kinds."""

    socket: Any
    http: AsyncClient
    session: str = ""
    widgets: dict[str, str] = field(default_factory=dict)

    async def look(self, step: str) -> float:
        """Open a step of the page; gives the seconds until it stands there whole."""
        return await self._run(step, {})

    async def upload(self, name: str, content: bytes) -> float:
        """Bring a workbook; gives the seconds until the check of it stands there."""
        begun = perf_counter()
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        await self.socket.send(asked.SerializeToString())
        where: FileURLs = (await self._until("file_urls_response")).file_urls_response.file_urls[0]
        answer = await self.http.put(where.upload_url, files={"file": (name, content)})
        answer.raise_for_status()
        brought = UploadedFileInfo(name=name, size=len(content), file_id=where.file_id, file_urls=where)
        place = self._widget("file_uploader")
        state = WidgetState(id=place)
        state.file_uploader_state_value.uploaded_file_info.append(brought)
        await self._run("prepare", {place: state})
        return perf_counter() - begun

    async def ready_to_send(self) -> None:
        """Go to the last step and confirm, up to the press on “Send the return”."""
        await self.look("send")
        sure = self._widget("checkbox", "sure-")
        await self._run("send", {sure: WidgetState(id=sure, bool_value=True)})

    async def send(self) -> float:
        """Press “Send the return”; gives the seconds until the receipt stands there."""
        sure, button = self._widget("checkbox", "sure-"), self._widget("button", "send")
        pressed = {sure: WidgetState(id=sure, bool_value=True), button: WidgetState(id=button, trigger_value=True)}
        return await self._run("send", pressed)

    def _widget(self, kind: str, key: str = "") -> str:
        return next(name for name in self.widgets if self.widgets[name] == kind and _key_of(name).startswith(key))

    async def _run(self, step: str, widgets: Mapping[str, WidgetState]) -> float:
        """One run of the page, and those that it asks for itself. Raises RuntimeError when it shows an exception."""
        asked = BackMsg()
        asked.rerun_script.query_string = f"step={step}"
        asked.rerun_script.page_name = PAGE
        asked.rerun_script.widget_states.widgets.extend(widgets.values())
        self.widgets.clear()
        begun = perf_counter()
        await self.socket.send(asked.SerializeToString())
        await self._until("script_finished")
        return perf_counter() - begun

    async def _until(self, wanted: str) -> ForwardMsg:
        while True:
            told = ForwardMsg.FromString(await self.socket.recv())
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.session = told.new_session.initialize.session_id
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                self._note(told.delta.new_element)
            if kind == wanted:
                return told

    def _note(self, element: Any) -> None:  # noqa: ANN401 - a protobuf message of one of many kinds
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "exception":
            raise RuntimeError(shown.message)
        if hasattr(shown, "id"):
            self.widgets[shown.id] = kind


def _key_of(widget: str) -> str:
    """The key that a page gave a widget: what follows the digest in its id."""
    return widget.removeprefix("$$ID-").partition("-")[2]


@asynccontextmanager
async def at_my_return(port: int, cookie: str) -> AsyncIterator[FocalPoint]:
    """A focal point whose page stands open."""
    token = generate_xsrf_token_string()
    cookies = f"_streamlit_user={cookie}; _streamlit_xsrf={token}"
    address = f"localhost:{port}"
    async with (
        AsyncClient(
            base_url=f"http://{address}", headers={"Cookie": cookies, "X-Xsrftoken": token}, timeout=120
        ) as http,
        connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
            origin=Origin(f"http://{address}"),
            additional_headers={"Cookie": cookies},
            max_size=None,
        ) as socket,
    ):
        person = FocalPoint(socket, http)
        await person.look("prepare")
        yield person
