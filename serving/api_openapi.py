"""The description of the data interface (OpenAPI 3.1), made from the table of its addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exports.dataset import LICENCE, TITLE, Field
from serving.api_answers import CSV, JSON, PROBLEM, ROOT, VERSION, ZIP
from serving.api_parameters import parameters
from serving.api_resources import Resource

TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
}

TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0}
TEXTS = {"type": "array", "items": TEXT}
DAY = {"type": "string", "format": "date"}

INTRODUCTION = (
    "What is known of States and the Declaration on Crime and Public Security and the International Code of Conduct "
    "for Public Officials: facts of the depositaries and what States report of themselves, never blended. Read-only. "
    "Whoever is not signed in is given what is public; whoever is signed in, in the same browser, what that person "
    "may read. A level is what a State is party to or reports of itself, not a judgement of it."
)

HEADERS = {
    "ETag": {"required": True, "description": "Changes with the data revision and the question.", "schema": TEXT},
    "Cache-Control": {"required": True, "description": "Always private.", "schema": TEXT},
}
NAMED = {"Content-Disposition": {"required": True, "description": "A name that says what it is.", "schema": TEXT}}
COUNTED = {
    "X-Total-Count": {"required": True, "description": "Rows in all.", "schema": NUMBER},
    "Link": {"required": True, "description": "self, first, prev, next, last (RFC 8288).", "schema": TEXT},
}

PROBLEMS = {
    "400": "A parameter that is not one, or a value that it cannot have; one sentence says which.",
    "404": "There is no such thing, or not on that day.",
    "405": "Only GET.",
    "500": "The answer could not be made.",
}


def openapi(resources: Sequence[Resource], of_package: Sequence[str]) -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, Any] = {
        "/": _alone("index", "What there is", [], _answer({JSON: {"schema": _object(_index(), open_to_more=True)}})),
        "/openapi.json": _alone("openapi", "This description", [], _answer({JSON: {"schema": {"type": "object"}}})),
        "/package": _package(of_package),
    }
    paths |= {each.path: _of(each) for each in resources}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": INTRODUCTION,
            "license": {"name": LICENCE["title"], "url": LICENCE["path"]},
        },
        "servers": [{"url": ROOT}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _object({"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT})},
        },
    }


def _of(resource: Resource) -> dict[str, Any]:
    """One table: its parameters and what it answers."""
    table = resource.table
    row = _object({field.name: _field(field) for field in table.fields})
    body = _object(_envelope() | {"rows": {"type": "array", "items": row}})
    answer = _answer({JSON: {"schema": body}, CSV: {"schema": TEXT}}, NAMED | COUNTED)
    return _alone(resource.name, table.title, list(resource.asked), answer, f"{table.description}.")


def _package(names: Sequence[str]) -> dict[str, Any]:
    answer = _answer({ZIP: {"schema": {"type": "string", "format": "binary"}}}, NAMED)
    told = "All tables as CSV and Parquet, a workbook, datapackage.json (Frictionless) and SDMX, in one ZIP."
    described = _alone("package", "Data package", list(names), answer, told)
    described["get"]["responses"]["503"] = _trouble("Too many packages are being made; ask again later.")
    return described


def _alone(name: str, title: str, names: list[str], answer: dict[str, Any], told: str = "") -> dict[str, Any]:
    """A path with its one operation."""
    responses = {"200": answer, "304": {"description": "Known already, by If-None-Match."}}
    responses |= {status: _trouble(why) for status, why in PROBLEMS.items()}
    asked = [parameters()[each].described() for each in names]
    return {
        "get": {
            "operationId": name,
            "summary": title,
            "description": told or title,
            "parameters": asked,
            "responses": responses,
        }
    }


def _answer(content: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": "The answer.", "headers": HEADERS | (more or {}), "content": content}


def _trouble(why: str) -> dict[str, Any]:
    return {"description": why, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _field(field: Field) -> dict[str, Any]:
    where = f" (list “{field.code_list}” in /codes)" if field.code_list else ""
    return TYPES[field.type] | {"description": field.title + where}


def _object(properties: dict[str, Any], open_to_more: bool = False) -> dict[str, Any]:
    whole = {"type": "object", "required": list(properties), "properties": properties}
    return whole if open_to_more else whole | {"additionalProperties": False}


def _said() -> dict[str, Any]:
    """What every answer says of itself."""
    return {"title": TEXT, "description": TEXT, "as_at": DAY, "revision": TEXT, "licence": TEXT, "citation": TEXT} | {
        "marks": TEXTS | {"description": "What must be said before anything else: invented, not for publication."}
    }


def _index() -> dict[str, Any]:
    return _said() | {"cycles": TEXTS, "resources": {"type": "array", "items": {"type": "object"}}}


def _envelope() -> dict[str, Any]:
    of = _object({"n": NUMBER, "whom": TEXT})
    return _said() | {
        "known_on": {"type": ["string", "null"], "format": "date", "description": "The day whose knowledge is used."},
        "resource": TEXT,
        "source": TEXT,
        "of": {"anyOf": [of, {"type": "null"}], "description": "Of whom the figures are, and how many these are."},
        "counts": {"type": "object", "description": "Counts over all rows, where there are any."},
        "notes": TEXTS | {"description": "What was left out, up to which day it is known, how many replied."},
        "total": NUMBER,
        "page": NUMBER,
        "per_page": NUMBER,
        "pages": NUMBER,
        "links": {"type": "object", "additionalProperties": TEXT},
    }
