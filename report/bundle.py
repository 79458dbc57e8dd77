"""Everything behind a report in one ZIP: the document, every figure, every table, and the data set."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from desk.dataset import data_frames
from exports.data import write_data
from exports.dataset import About
from exports.picture import Renderer, picture, shared
from exports.table import to_xlsx
from exports.workbook_style import ZIP_DAY
from model import Caption
from report.blocks import Picture, Table, key_of
from report.document import Report

MARKDOWN = re.compile(r"\\(?=[^\w\s])|\s*\^[a-z]+\^|\*+")
"""What stands in a cell for Word's sake: escapes, letters of notes, bold and italics."""


def bundle(made: Report, document: bytes, renderer: Renderer | None = None) -> bytes:
    """The ZIP: ``report.docx``, ``figures/`` (PNG and SVG), ``tables/`` (XLSX) and ``data/``; the same bytes each time.

    Where the report has tables in place of pictures, there are no figures. Raises PictureError when Chrome ends midway.
    """
    files: dict[str, bytes] = {"report.docx": document}
    for block in made.blocks:
        if isinstance(block, Picture):
            stem = f"figures/{block.name}"
            files[f"{stem}.png"] = made.pictures[block.name]
            files[f"{stem}.svg"] = picture(block.drawn.figure, "svg", renderer or shared())
            files[f"tables/{block.name}.xlsx"] = to_xlsx(block.drawn.table, block.drawn.caption)
        elif isinstance(block, Table):
            files[f"tables/{block.name}.xlsx"] = to_xlsx(frame_of(block), _caption(made, block))
    return _zipped(files | _data_set(made))


def frame_of(table: Table) -> pd.DataFrame:
    """A table of the report as a frame: words without their Markdown, numbers as numbers, signs as printed."""
    rows = [tuple(plain_text(cell) if isinstance(cell, str) else cell for cell in row) for row in table.rows]
    return pd.DataFrame(rows, columns=list(table.head))


def plain_text(cell: str) -> str:
    """A cell as it reads, without Markdown.

    >>> plain_text("UN Convention against Corruption ^b^"), plain_text("*12 Dec 2000* S")
    ('UN Convention against Corruption', '12 Dec 2000 S')
    """
    return MARKDOWN.sub("", cell)


def _caption(made: Report, table: Table) -> Caption:
    reading = made.matter.reading
    notes = (*key_of(table.rows), *(f"({note})" for note in map(plain_text, table.notes)))
    return Caption(
        title=plain_text(table.title),
        count="",
        source=table.source,
        as_at=made.matter.as_at,
        revision=reading.revision,
        notes=notes,
        demonstration=reading.demonstration,
    )


def _data_set(made: Report) -> dict[str, bytes]:
    """The data set of the same reading and day, as ``python -m exports data`` writes it."""
    matter = made.matter
    reading = matter.reading
    about = About(matter.as_at, reading.revision, reading.demonstration, matter.own_copy, reading.known_on)
    with TemporaryDirectory() as folder:
        paths = write_data(Path(folder), data_frames(matter.reading, matter.as_at), about)
        return {f"data/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, ZIP_DAY), files[name], zipfile.ZIP_DEFLATED)
    return held.getvalue()
