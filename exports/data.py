"""The data set: tidy tables as CSV and Parquet, a workbook, a data package and SDMX; the same bytes on each run.

Which tables and columns there are, and what each means, is written in ``data/dataset/``.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from exports.data_workbook import data_workbook
from exports.datapackage import descriptor, readme
from exports.dataset import About, Field, Table
from exports.sdmx import sdmx_csv, sdmx_structure
from exports.table import to_csv
from exports.workbook_style import ZIP_DAY

DATASET = Path(__file__).resolve().parent.parent / "data" / "dataset"

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
"""Parquet's type for each type of a field."""


@cache
def schema() -> tuple[Table, ...]:
    """The tables of the data set with their fields, without rows."""
    fields: dict[str, list[Field]] = {}
    for row in _rows("fields.csv"):
        fields.setdefault(row["table"], []).append(Field(row["field"], row["type"], row["title"], row["references"]))
    return tuple(
        Table(row["table"], row["title"], row["description"], tuple(row["key"].split()), tuple(fields[row["table"]]))
        for row in _rows("tables.csv")
    )


def codes() -> pd.DataFrame:
    """The code lists that belong to the data set itself: list, code, label, source."""
    return pd.DataFrame(_rows("codes.csv"), dtype="str")


def _rows(name: str) -> list[dict[str, str]]:
    with (DATASET / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_data(folder: Path, frames: Mapping[str, pd.DataFrame | None], about: About) -> list[Path]:
    """The data set in ``folder`` (made if it is not there), as the files that are returned.

    ``frames`` has a frame for each table of ``schema()`` with its columns (others are left out); a table without a
    frame is written without rows. Rows are sorted by the table's key, else by all columns. Raises KeyError for a
    column that is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = [table.holding(frames.get(table.name)) for table in schema()]
    files: dict[str, bytes] = {f"data/{table.name}.csv": to_csv(table.rows, for_spreadsheet=False) for table in tables}
    files |= {f"parquet/{table.name}.parquet": to_parquet(table) for table in tables}
    files["sdmx/structure.xml"] = sdmx_structure(tables, about)
    files["sdmx/figures.csv"] = sdmx_csv(tables, about)
    files["implementation-monitor.xlsx"] = data_workbook(tables, about)
    files["README.md"] = readme(tables, about).encode()
    package = descriptor(tables, files, about)
    files["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    written = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def to_parquet(table: Table) -> bytes:
    """The table as Parquet, with the types of its fields and their titles."""
    columns = [pa.field(field.name, TYPES[field.type], metadata={"title": field.title}) for field in table.fields]
    arrays = []
    for field in table.fields:
        values = table.rows[field.name]
        plain = values.dt.date if field.type == "date" else values
        arrays.append(pa.array([None if pd.isna(value) else value for value in plain], TYPES[field.type]))
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(columns)), sink, compression="zstd")
    return sink.getvalue()


def zipped(paths: Iterable[Path], folder: Path) -> bytes:
    """The files as one ZIP with names relative to ``folder``; the same files give the same bytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as together:
        for path in sorted(paths):
            part = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_DAY)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            together.writestr(part, path.read_bytes())
    return kept.getvalue()


def download_name(subject: str, as_at: date, suffix: str) -> str:
    """A file name that says what is inside.

    >>> download_name("parties-1988-convention", date(2026, 3, 31), "csv")
    'parties-1988-convention-2026-03-31.csv'
    """
    return f"{subject}-{as_at.isoformat()}.{suffix}"
