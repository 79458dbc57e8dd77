"""The data package: what the tables are, in the form of the Frictionless standard, and in words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from exports.dataset import LICENCE, NAME, TITLE, About, Field, Table

CODE_LISTS = "code_lists"


def descriptor(tables: Sequence[Table], files: Mapping[str, bytes], about: About) -> dict[str, Any]:
    """``datapackage.json`` for the tables, with the size and the hash of each CSV file."""
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": TITLE,
        "description": " ".join((*about.marks, about.citation)),
        "version": about.revision,
        "created": f"{about.as_at.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "sources": [
            {"title": "Lists of the depositaries, as named in each row"},
            {"title": "Returns of States (self-assessed)"},
            {"title": "United Nations Statistics Division, Standard Country or Area Codes (M49)"},
        ],
        "citation": about.citation,
        "resources": [_resource(table, files[f"data/{table.name}.csv"], tables) for table in tables],
    }


def _resource(table: Table, content: bytes, tables: Sequence[Table]) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": f"data/{table.name}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": _schema(table, tables),
    }


def _schema(table: Table, tables: Sequence[Table]) -> dict[str, Any]:
    lists = next(other for other in tables if other.name == CODE_LISTS).rows
    known = {str(name): sorted(rows["code"]) for name, rows in lists.groupby("list")}
    schema: dict[str, Any] = {
        "fields": [_field(field, table, known) for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = {other.name: other.key for other in tables}
    links = [
        {
            "fields": [field.name],
            "reference": {"resource": field.table.replace("_", "-"), "fields": [keys[field.table][0]]},
        }
        for field in table.fields
        if field.table and not table.rows[field.name].eq("").any()
    ]
    if links:
        schema["foreignKeys"] = links
    return schema


def _field(field: Field, table: Table, known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    said: dict[str, Any] = {"name": field.name, "type": field.type, "title": field.title}
    constraints: dict[str, Any] = {}
    if field.name in table.key:
        constraints["required"] = True
    if field.code_list:
        constraints["enum"] = list(known[field.code_list])
    return said | ({"constraints": constraints} if constraints else {})


def readme(tables: Sequence[Table], about: About) -> str:
    """The data set explained to whoever opens the folder."""
    lines = [f"# {TITLE}", ""]
    lines += [f"**{mark}**\n" for mark in about.marks]
    lines += [
        f"How to cite: {about.citation}",
        "",
        f"Licence: {LICENCE['title']} ({LICENCE['path']}). The texts of treaties' lists belong to their depositaries.",
        "",
        "| table | rows | what it holds |",
        "| --- | --- | --- |",
        *(f"| `{table.name}` | {len(table.rows)} | {table.description} |" for table in tables),
        "",
        "- `data/`: CSV in UTF-8, comma, LF, days as 2005-07-29, empty for missing. `datapackage.json` describes every "
        "column (`frictionless validate datapackage.json`). A text that a spreadsheet would run as a formula has an "
        "apostrophe before it.",
        "- `parquet/`: the same tables with their types.",
        "- `implementation-monitor.xlsx`: the same tables as a workbook with contents and notes.",
        "- `sdmx/`: the figures of adherence and of reported measures as SDMX-CSV 2.0 and their structure as SDMX-ML "
        "(data structure, code lists, dataflow).",
        "",
        "A missing figure is never a zero: `missing` says why there is none, `obs_status` and `conf_status` say it in "
        "the code lists of SDMX. A level is what a State is party to or reports of itself, not a judgement of it.",
        "",
    ]
    return "\n".join(lines)
