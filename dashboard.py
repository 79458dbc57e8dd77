"""The application: start-up, routes, middleware. ``streamlit run dashboard.py`` or ``uvicorn dashboard:app``."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit import config

from frame import ready
from frame.sight import asking_by, how, reading_of, signs_in, store
from serving.api import Face, interface
from serving.compression import CompressedFiles
from serving.document import FirstDocument, first_document
from serving.headers import SecurityHeaders
from serving.loopback import LocalOnly, address_asked_for, refuse_open_start
from serving.returning import ReturnToPage

HERE = Path(__file__).resolve().parent
INTERFACE = Path(st.__file__).parent / "static"
DOCUMENT = first_document(INTERFACE / "index.html", "Implementation Monitor")


@asynccontextmanager
async def started(app: st.App) -> AsyncIterator[None]:
    """Found the store and read it once, so that the first reader does not wait; then leave what was read alone."""
    refuse_open_start(address_asked_for(config.get_option("server.address")), signs_in(), how().public)
    ready()
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    "pages/contents.py",
    lifespan=started,
    secrets={"auth": dict(how().auth)} if how().auth else None,
    routes=[
        interface(Face(asking_by, store, reading_of)),
        Mount("/geometry", StaticFiles(directory=HERE / "data" / "geometry")),
        Mount("/fonts", StaticFiles(directory=HERE / "data" / "fonts" / "web")),
    ],
    middleware=[
        *([] if signs_in() or how().public else [Middleware(LocalOnly)]),
        Middleware(ReturnToPage),
        Middleware(SecurityHeaders, document=DOCUMENT),
        Middleware(CompressedFiles, folder=INTERFACE / "static", prefix="/static", lasting=True),
        Middleware(CompressedFiles, folder=HERE / "data" / "geometry", prefix="/geometry"),
        Middleware(FirstDocument, document=DOCUMENT),
    ],
)
