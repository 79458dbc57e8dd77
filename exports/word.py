"""A text in Markdown as a Word document in the look of a Commission document; by way of it as ODT and PDF.

Pandoc does it, from a template and a reference document of our own (``data/report``). The same text and pictures give
the same bytes in any time zone and locale: no clock is read, and every part of the container has one fixed time.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

LOOK = Path(__file__).resolve().parent.parent / "data" / "report"
TEMPLATE = LOOK / "document.openxml"

PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/settings.xml",
    "word/header1.xml",
    "word/header2.xml",
    "word/footer1.xml",
    "word/footer2.xml",
    "word/_rels/document.xml.rels",
)
"""The parts of the reference document, in the order in which they are put together."""

ZIP_DAY = (1980, 1, 1, 0, 0, 0)

READ_AS = "markdown-smart-yaml_metadata_block-auto_identifiers-citations-tex_math_dollars-example_lists"
"""Markdown without what could change a text: no curly quotes made of straight ones, no metadata, no formulas."""

TABLE = re.compile(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" ?/>.*?</w:tbl>', re.DOTALL)
CELL_STYLE = re.compile(r'(<w:pStyle w:val="Compact" ?/>)')
ANNEX_HEADING = re.compile(
    r'(<w:pStyle w:val="Heading1" ?/>)(</w:pPr>(?:<w:bookmarkStart [^>]*>)?<w:r><w:br w:type="page"/>)'
)

TAG = re.compile("<[^>]*>")

FEW_ROWS, FEW_LETTERS = 14, 1500
"""A table of up to so many rows (its head among them) and letters is kept on one page with the first of its notes."""

PATIENCE = 180
"""Seconds after which a conversion is given up; the longest report takes a tenth of it."""

NO_OFFICE = (
    "ODT and PDF are made from the Word document by LibreOffice, which was not found. Install it (on Debian: apt-get "
    "install libreoffice-writer) or name its program in SOFFICE_PATH; the Word document can be had without it."
)
OFFICE_FAILED = "LibreOffice did not convert the document. The Word document can be had without it."


class DocumentError(RuntimeError):
    """A document could not be made; the message is a sentence for the reader."""


def reference_document(mark: str = "") -> bytes:
    """The document whose styles, numbering, headers and page are taken over; ``mark`` stands at the head of each page.

    The same mark gives the same bytes.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in PARTS:
            text = (LOOK / name).read_text(encoding="utf-8")
            if name.startswith("word/header"):
                text = text.replace("{mark}", mark.replace("&", "&amp;").replace("<", "&lt;"))
            package.writestr(zipfile.ZipInfo(name, ZIP_DAY), text)
    return held.getvalue()


def literal(text: str) -> str:
    """Text as somebody wrote it, so that no mark in it is read as Markdown: on one line, every sign escaped.

    >>> print(literal("a *b* [c](d) <e>"))
    a \\*b\\* \\[c\\]\\(d\\) \\<e\\>
    """
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() and sign != " " else sign for sign in line)


def to_word(text: str, about: Mapping[str, str], pictures: Mapping[str, bytes], day: date, mark: str = "") -> bytes:
    """The text as .docx.

    ``about`` holds title, subtitle, abstract, organ, session, place, item and the document's properties (subject,
    description, keywords), each in Markdown; ``pictures`` are the bytes by the path that the text names; ``day`` is
    written where a document says when it was made. Raises DocumentError when pandoc does not take it.
    """
    with TemporaryDirectory() as folder:
        here = Path(folder)
        for name, content in pictures.items():
            path = here / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (here / "reference.docx").write_bytes(reference_document(mark))
        (here / "about.json").write_text(json.dumps(dict(about)), encoding="utf-8")
        made = datetime(day.year, day.month, day.day, tzinfo=UTC)
        arguments = [
            *("--to=docx", f"--template={TEMPLATE}", "--reference-doc=reference.docx", "--metadata-file=about.json"),
            *("--figure-caption-position=above", "--table-caption-position=above", "--output=report.docx"),
        ]
        _pandoc(arguments, text, here, {"SOURCE_DATE_EPOCH": str(int(made.timestamp()))})
        return _finished((here / "report.docx").read_bytes())


def to_html(text: str) -> str:
    """The text as HTML for a look at it before it is taken away; pictures are left out by not being named."""
    with TemporaryDirectory() as folder:
        return _pandoc(["--to=html5", "--wrap=none"], text, Path(folder), {}).decode()


def from_word(document: bytes, kind: str) -> bytes:
    """A Word document as ``odt`` or ``pdf``. Raises DocumentError, with a sentence, where LibreOffice is not found."""
    program = _office()
    if not program:
        raise DocumentError(NO_OFFICE)
    with TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "report.docx").write_bytes(document)
        # A profile of its own: a LibreOffice that is open on the same machine would otherwise take the document over.
        profile = f"-env:UserInstallation={(here / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", kind, "--outdir", folder, str(here / "report.docx")]
        _run(command, b"", here, {}, OFFICE_FAILED)
        made = here / f"report.{kind}"
        if not made.exists():
            raise DocumentError(OFFICE_FAILED)
        return made.read_bytes()


def _finished(document: bytes) -> bytes:
    """The document with what pandoc has no word for: pictures flush with the text, tables that break well."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for part in made.infolist():
            content = made.read(part)
            if part.filename == "word/document.xml":
                content = _set_in_pages(content.decode()).encode()
            package.writestr(zipfile.ZipInfo(part.filename, ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _set_in_pages(body: str) -> str:
    """The body of a document with what keeps its pages in order.

    Where nothing says how far text stays from a picture, LibreOffice takes an eighth of an inch, and a picture as wide
    as the text stands out at the right. No row of a table goes over two pages, nor does a table of a few rows. The
    title of an annex stands under its number, without the indent of a chapter's.
    """
    body = body.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    body = ANNEX_HEADING.sub(r'\1<w:ind w:left="0" w:firstLine="0"/>\2', body)
    return TABLE.sub(lambda found: _kept_together(found[0]), body)


def _kept_together(table: str) -> str:
    table = table.replace("<w:trPr>", "<w:trPr><w:cantSplit/>")
    table = table.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    if table.count("<w:tr>") > FEW_ROWS or len(TAG.sub("", table)) > FEW_LETTERS:
        return table
    return CELL_STYLE.sub(r"\1<w:keepNext/>", table)


def office_is_there() -> bool:
    """Whether ODT and PDF can be had."""
    return bool(_office())


def _office() -> str:
    return os.environ.get("SOFFICE_PATH") or shutil.which("soffice") or shutil.which("libreoffice") or ""


def _pandoc(arguments: list[str], text: str, folder: Path, environment: Mapping[str, str]) -> bytes:
    # Every pipe table is to keep the widths that its second line gives: hence the narrow "columns".
    command = [pypandoc.get_pandoc_path(), f"--from={READ_AS}", "--columns=10", *arguments]
    return _run(command, text.encode(), folder, environment, "The document could not be put together.")


def _run(command: list[str], given: bytes, folder: Path, environment: Mapping[str, str], failed: str) -> bytes:
    try:
        done = subprocess.run(
            command,
            input=given,
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DocumentError(failed) from error
    return done.stdout
