"""The data interface: ``/api/v1/``, read-only, each answer as far as whoever asks may read.

Its addresses are the rows of ``serving.api_resources.resources()``; the description is made from the same rows.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from desk.reading import Reading
from exports.data import download_name
from exports.dataset import LICENCE, NAME, TITLE
from model import PUBLIC, Actor
from serving.api_answers import (
    CSV,
    JSON,
    PRIVATE,
    PROBLEM,
    ROOT,
    ZIP,
    about,
    answered,
    is_known,
    not_modified,
    page_asked,
    tag,
    to_json,
    wants_csv,
)
from serving.api_openapi import openapi
from serving.api_package import Packages
from serving.api_parameters import Parameter, day_asked, known_asked, parameters, read_all
from serving.api_resources import DAYS, Query, Resource, resources
from store import Act, Store

READERS = 2
"""Threads in which answers are found: more would only take turns, and pages need theirs."""

FAILED = "The answer could not be made. The administrator of this site finds the reason in its log."

PACKAGE = DAYS
"""The parameters of the data package."""

Answering = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Face:
    """How the interface learns who asks, at which revision, and what that person may read, now or as known on a day."""

    asking: Callable[[HTTPConnection], Actor]
    store: Callable[[], Store]
    reading: Callable[[Actor, str, date | None], Reading]


@dataclass(frozen=True, eq=False)
class Visit:
    """One request, understood: who asks for what, as at which day; ``kind`` is the media type of the answer.

    ``known_on`` is the past day whose knowledge is asked for.
    """

    actor: Actor
    revision: str
    values: Mapping[str, str]
    as_at: date
    known_on: date | None
    kind: str
    etag: str


def interface(face: Face) -> Mount:
    """All addresses below ``/api``."""
    readers, packages = ThreadPoolExecutor(READERS, "data-interface"), Packages()

    def in_thread(work: Callable[[Request], Response]) -> Answering:
        async def answering(request: Request) -> Response:
            return await asyncio.get_running_loop().run_in_executor(readers, work, request)

        return answering

    def of_resource(resource: Resource) -> Answering:
        return in_thread(lambda request: _rows(request, resource, face))

    async def package(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        visit = await loop.run_in_executor(readers, _visit, request, PACKAGE, ZIP, face)
        if is_known(request, visit.etag):
            return not_modified(visit.etag)
        reading = await loop.run_in_executor(readers, face.reading, visit.actor, visit.revision, visit.known_on)
        content = await packages.of(reading, about(reading, visit.as_at, True))
        if request.method == "GET":
            await loop.run_in_executor(readers, _record_package, visit, reading, face)
        subject = f"{NAME}-known-on-{visit.known_on.isoformat()}" if visit.known_on else NAME
        name = f'attachment; filename="{download_name(subject, visit.as_at, "zip")}"'
        return Response(content, 200, {**PRIVATE, "ETag": visit.etag, "Content-Disposition": name}, ZIP)

    routes = [
        Route("/v1/", in_thread(lambda request: _index(request, face)), methods=["GET"]),
        Route("/v1/openapi.json", in_thread(lambda request: _described(request, face)), methods=["GET"]),
        Route("/v1/package", package, methods=["GET"]),
        *(Route(f"/v1{each.path}", of_resource(each), methods=["GET"]) for each in resources()),
    ]
    mount = Mount("/api", Starlette(routes=routes, exception_handlers={HTTPException: _problem, Exception: _failed}))
    # As it comes it lets an address with a line break in it pass by, which would be answered by another's page.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


def _visit(request: Request, names: Sequence[str], kind: str, face: Face) -> Visit:
    """Who asks for what. Raises HTTPException with a sentence for a question that cannot be understood."""
    values = read_all(_wanted(names), request.path_params, request.query_params.multi_items())
    as_at, known_on = day_asked(values), known_asked(values)
    actor = face.asking(request)
    revision = face.store().revision(actor)
    kind = CSV if kind == JSON and wants_csv(request, values) else kind
    return Visit(actor, revision, values, as_at, known_on, kind, tag(revision, request.url.path, values, as_at, kind))


def _wanted(names: Sequence[str]) -> list[Parameter]:
    return [parameters()[name] for name in names]


def _rows(request: Request, resource: Resource, face: Face) -> Response:
    """A page of a table, or that it is known already."""
    visit = _visit(request, resource.asked, JSON, face)
    if is_known(request, visit.etag):
        return not_modified(visit.etag)
    reading = face.reading(visit.actor, visit.revision, visit.known_on)
    query = Query(reading, visit.as_at, visit.values)
    if "cycle" in resource.parameters:
        query = query.in_its_cycle()
    found = resource.find(query, resource.table)
    page = page_asked(visit.values, len(found.rows), visit.kind == CSV)
    if resource.confided and request.method == "GET":
        seen = reading.confided & frozenset(found.rows["state"].iloc[page.rows])
        face.store().note_view(visit.actor, seen, "data interface")
    return answered(request, resource, query, found, page, {**PRIVATE, "ETag": visit.etag}, visit.kind == CSV)


def _record_package(visit: Visit, reading: Reading, face: Face) -> None:
    """Put on the record who took out what the public may not read; the public leaves no trace."""
    face.store().note_view(visit.actor, reading.confided, "data package")
    if visit.actor != PUBLIC:
        days = {"as_at": visit.as_at.isoformat()} | {name: visit.values[name] for name in DAYS if name in visit.values}
        face.store().record(visit.actor, Act.EXPORT, "data package", detail=days)


def _index(request: Request, face: Face) -> Response:
    """What there is, under which addresses."""
    visit = _visit(request, (), "index", face)
    if is_known(request, visit.etag):
        return not_modified(visit.etag)
    reading = face.reading(visit.actor, visit.revision, None)
    told = about(reading, visit.as_at, False)
    there = [
        {"path": ROOT + each.path, "title": each.table.title, "description": each.table.description}
        for each in resources()
    ]
    whole = {"path": f"{ROOT}/package", "title": "Data package", "description": "All tables of the data set as a ZIP"}
    body = {
        "title": TITLE,
        "description": "Each address is told of in the description named here as openapi.",
        "openapi": f"{ROOT}/openapi.json",
        "as_at": visit.as_at.isoformat(),
        "revision": told.revision,
        "marks": list(told.marks),
        "licence": LICENCE["name"],
        "citation": told.citation,
        "cycles": sorted(reading.cycles),
        "resources": [*there, whole],
    }
    return Response(to_json(body), headers={**PRIVATE, "ETag": visit.etag}, media_type=JSON)


def _described(request: Request, face: Face) -> Response:
    """The description of the interface itself: the same for everybody."""
    read_all((), {}, request.query_params.multi_items())
    etag = tag("", request.url.path, {}, date.min, JSON)
    if is_known(request, etag):
        return not_modified(etag)
    return Response(to_json(openapi(resources(), PACKAGE)), headers={**PRIVATE, "ETag": etag}, media_type=JSON)


def _problem(request: Request, problem: Exception) -> Response:
    """What went wrong, in one sentence (RFC 9457)."""
    assert isinstance(problem, HTTPException)
    phrase = HTTPStatus(problem.status_code).phrase
    sentences = {405: "This interface only gives: use GET.", 404: "There is nothing at this address; see /api/v1/."}
    told = problem.detail if problem.detail != phrase else sentences.get(problem.status_code, phrase)
    return _told(problem.status_code, told, problem.headers or {})


def _failed(request: Request, trouble: Exception) -> Response:
    return _told(500, FAILED, {})


def _told(status: int, sentence: str, headers: Mapping[str, str]) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    kept = {**headers, "Cache-Control": "no-store"}
    return Response(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), status, kept, PROBLEM)
