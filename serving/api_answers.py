"""How the data interface answers: pages, JSON and CSV, names of downloads, tags by data revision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.notes import known_then
from desk.reading import SECRETARIAT, Reading
from exports.data import download_name
from exports.dataset import LICENCE, About
from exports.table import to_csv, values_of
from loaders import known
from serving.api_parameters import PER_PAGE
from serving.api_resources import Found, Query, Resource, treaty_word, word

ROOT = "/api/v1"
VERSION = (Path(__file__).resolve().parent.parent / "VERSION").read_text(encoding="utf-8").strip()

JSON, CSV, ZIP, PROBLEM = "application/json", "text/csv", "application/zip", "application/problem+json"

PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Vary": "Accept, Cookie",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What one person was answered is kept for nobody else, and asked for again before it is used again."""

IN_NAMES = ("cycle", "provision", "group", "state", "question", "kind", "list")
"""The parameters that a download's name tells, in this order."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of ``total`` rows; ``size`` rows on a page."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page; 1 where there is no row."""
        return max(1, -(-self.total // self.size))

    @property
    def rows(self) -> slice:
        """Which rows stand on it."""
        return slice((self.number - 1) * self.size, self.number * self.size)


def page_asked(values: Mapping[str, str], total: int, as_csv: bool) -> Page:
    """The page that is asked for; a CSV is whole unless a page of it is. Raises HTTPException (404) past the last."""
    if as_csv and not {"page", "per_page"} & set(values):
        return Page(1, max(1, total), total)
    page = Page(int(values.get("page", 1)), int(values.get("per_page", PER_PAGE)), total)
    if page.number > page.last:
        raise HTTPException(404, f"There is no page {page.number}; the last is {page.last}.")
    return page


def wants_csv(request: Request, values: Mapping[str, str]) -> bool:
    """Whether CSV is asked for: by ``format``, else where the Accept header likes it better than JSON."""
    if "format" in values:
        return values["format"] == "csv"
    liked = {JSON: 0.0, CSV: 0.0}
    for part in request.headers.get("accept", "").split(","):
        kind, *details = (each.strip() for each in part.lower().split(";"))
        if kind in liked:
            liked[kind] = max(liked[kind], next((_quality(each) for each in details if each.startswith("q=")), 1.0))
    return liked[CSV] > liked[JSON]


def _quality(detail: str) -> float:
    try:
        return float(detail.removeprefix("q="))
    except ValueError:
        return 0.0


def tag(revision: str, path: str, values: Mapping[str, str], as_at: date, kind: str) -> str:
    """What changes whenever the answer may: with what this person may read, with the question, with our own tables.

    ``revision`` is the store's word for this person's sight: two people who see different things have different tags.
    """
    said = [VERSION, known.revision(), revision, path, sorted(values.items()), as_at.isoformat(), kind]
    return f'W/"{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether whoever asks has this answer already."""
    known_tags = (each.strip() for each in request.headers.get("if-none-match", "").split(","))
    return any(each == "*" or each.removeprefix("W/") == etag.removeprefix("W/") for each in known_tags)


def not_modified(etag: str) -> Response:
    """The answer to whoever has it already."""
    return Response(status_code=304, headers={**PRIVATE, "ETag": etag})


def about(reading: Reading, as_at: date, confided: bool) -> About:
    """What is said of an answer; ``confided`` whether it may rest on answers for the Secretariat only."""
    inside = confided and holds_more_than_public(reading)
    return About(as_at, reading.revision, reading.demonstration, inside, reading.known_on)


def holds_more_than_public(reading: Reading) -> bool:
    """Whether the reading has anything of the returns that the public may not read: in whole what is kept back."""
    returns = reading.returns
    whole = reading.actor.role in SECRETARIAT
    own = reading.actor.state in reading.confided
    return (whole and bool(reading.confided)) or own or bool((returns["shown"] != returns["consent"]).any())


def answered(
    request: Request, resource: Resource, query: Query, found: Found, page: Page, kept: Mapping[str, str], as_csv: bool
) -> Response:
    """The answer with that page, as CSV or JSON; ``kept`` are the headers by which it is kept."""
    links = _links(request, query.values, page)
    told = about(query.reading, query.as_at, resource.confided)
    rows = found.rows.iloc[page.rows]
    whole = page.last == 1
    part = "" if whole else f"-page-{page.number}"
    name = download_name(_subject(resource, query) + part, query.as_at, "csv" if as_csv else "json")
    headers = {
        **kept,
        "X-Total-Count": str(page.total),
        "Link": ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if rel != "csv"),
        "Content-Disposition": f'{"attachment" if as_csv else "inline"}; filename="{name}"',
    }
    if as_csv:
        content = to_csv(_signed(rows, found, told), for_spreadsheet=False)
        return Response(content, headers=headers, media_type=CSV)
    body = _described(resource, query, found, told) | _paged(page, links) | {"rows": _records(rows)}
    return Response(to_json(body), headers=headers, media_type=JSON)


def to_json(body: Mapping[str, Any]) -> bytes:
    """The same bytes for the same facts, names of States readable in it."""
    return (json.dumps(body, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8", "replace")


def _described(resource: Resource, query: Query, found: Found, told: About) -> dict[str, Any]:
    return {
        "resource": resource.name,
        "title": resource.table.title,
        "description": resource.table.description,
        "as_at": told.as_at.isoformat(),
        "known_on": told.known_on.isoformat() if told.known_on else None,
        "revision": told.revision,
        "source": found.source,
        "of": {"n": found.of_n, "whom": found.of_whom} if found.of_n is not None else None,
        "counts": dict(found.counts),
        "notes": [*known_then(query.reading), *found.notes],
        "marks": list(told.marks),
        "licence": LICENCE["name"],
        "citation": told.citation,
    }


def _paged(page: Page, links: Mapping[str, str]) -> dict[str, Any]:
    return {
        "total": page.total,
        "page": page.number,
        "per_page": page.size,
        "pages": page.last,
        "links": dict(links),
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON holds them: days as 2005-07-29, null for a missing day or number."""
    columns = {name: [_plain(value) for value in values_of(rows[name])] for name in rows.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    return value.isoformat() if isinstance(value, date | datetime) else value


def _signed(rows: pd.DataFrame, found: Found, told: About) -> pd.DataFrame:
    """The rows with what must go along with them wherever the file goes: day, revision, source, of whom, marks."""
    then = {"known_on": told.known_on.isoformat()} if told.known_on else {}
    more = {"as_at": told.as_at.isoformat(), **then, "revision": told.revision}
    if "source" not in rows.columns:
        more["source"] = found.source
    if found.of_n is not None:
        more["of_whom"] = f"{found.of_n} {found.of_whom}"
    return rows.assign(**more, mark=" ".join(told.marks))


def _links(request: Request, values: Mapping[str, str], page: Page) -> dict[str, str]:
    """The addresses of this page and its neighbours, and of the whole table as CSV."""
    asked = {name: value for name, value in values.items() if name in request.query_params}
    numbers = {"self": page.number, "first": 1, "prev": page.number - 1, "next": page.number + 1, "last": page.last}
    there = {rel: number for rel, number in numbers.items() if 1 <= number <= page.last}
    path = quote(request.url.path)
    sized = {**asked, "per_page": str(page.size)}
    links = {rel: f"{path}?{urlencode({**sized, 'page': number})}" for rel, number in there.items()}
    whole = {name: value for name, value in asked.items() if name not in ("page", "per_page")}
    if page.last == 1:
        links = dict.fromkeys(links, f"{path}?{urlencode(asked)}" if asked else path)
    return links | {"csv": f"{path}?{urlencode({**whole, 'format': 'csv'})}"}


def _subject(resource: Resource, query: Query) -> str:
    """What a download is about: ``parties-1988-convention``, ``adherence-D.5-african-states-text``."""
    values = query.values
    named = {name: values[name] for name in IN_NAMES if name in values}
    if "group" in named:
        named["group"] = word(named["group"].partition(":")[2])
    treaty = [treaty_word(values["treaty"])] if "treaty" in values else []
    basis = ["text"] if values.get("basis") == "text" else []
    then = [f"known-on-{values['known_on']}"] if "known_on" in values else []
    return "-".join([resource.name, *treaty, *named.values(), *basis, *then])
