"""The signed-in person's cookie, as Streamlit writes it, read outside a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME


def claims_in(cookies: Mapping[str, str]) -> dict[str, Any]:
    """The claims in the cookies of a request; nothing where they are not signed here, for here, by a sign-in."""
    secret = get_cookie_secret()

    def single(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1", "replace")) if secret and value else None

    written = get_cookie_with_chunks(single, USER_COOKIE_NAME)
    try:
        claims = json.loads(written) if written else {}
    except ValueError:
        return {}
    here = get_origin_from_redirect_uri()
    if not isinstance(claims, dict) or not here or claims.get("origin") != here:
        return {}
    return claims if claims.get("is_logged_in") is True else {}
