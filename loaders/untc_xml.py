"""Status lists in the XML of the United Nations Treaty Collection.

Files as the server sends them, and files that others have stored: control characters left over from cut letters, bare
ampersands, markup escaped within the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from loaders.end_notes import read_notes
from loaders.list_reading import ListReading
from loaders.list_text import plain
from loaders.participants_table import Row, columns_of, read_rows
from loaders.treaty_titles import settled_treaty, treaty_by_reference
from model import Finding, Place, Severity

TABLE = "Participants/Table/TGroup"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_CHAPTER = re.compile(r"\b[IVXL]+\s*$")


def is_untc_xml(text: str) -> bool:
    """Whether a text is such a file, whatever its name: by the elements that every one of them has."""
    return "<ExternalData" in text and "<Treaty" in text


def read_xml(text: str, file: str, given: str | None) -> tuple[list[ListReading], list[Finding]]:
    """The lists of a file, usually one, and what concerns the file; ``given`` is the treaty's code if it was said."""
    place = Place(file)
    cleaned = _BARE_AMPERSAND.sub("&amp;", _CONTROL.sub("", text))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(cleaned.encode("utf-8"), parser)
    except etree.XMLSyntaxError as trouble:
        facts = {"line": str(trouble.lineno), "reason": plain(trouble.msg or "")}
        return [], [Finding("list.xml_broken", Severity.BLOCKER, place, facts)]
    readings: list[ListReading] = []
    findings: list[Finding] = []
    for element in root.iter("Treaty"):
        reading, told = _read_treaty(element, place, given)
        findings += told
        if reading:
            readings.append(reading)
    return readings, findings


def _read_treaty(element: etree._Element, place: Place, given: str | None) -> tuple[ListReading | None, list[Finding]]:
    reference, title = _reference(element), _title(element)
    written = f"{reference} {title}".strip()
    treaty, findings = settled_treaty(given, treaty_by_reference(reference), written, place)
    if treaty is None:
        return None, findings
    source = f"United Nations Treaty Collection, {reference or title}, XML ({place.file})"
    reading = ListReading(treaty, source, replace(place, sheet="Participants"), findings=findings)
    status = element.find("Header/ExternalData/Status")
    if status is not None:
        reading.parties, reading.signatories = _number(status, "Parties"), _number(status, "Signatories")
    group = element.find(TABLE)
    if group is None or group.find("Tbody/Rows/Row") is None:
        reading.header_only = True
        return reading, []
    heads = {index: _text(entry) for index, entry in enumerate(group.iterfind("Thead/Row/Entry"))}
    read_rows(reading, columns_of({i: head for i, head in heads.items() if i}), _rows(group, reading.place), True)
    read_notes(reading, _notes(element), replace(place, sheet="EndNotes"))
    return reading, []


def _reference(element: etree._Element) -> str:
    """``XVIII-12-a``, from the chapter's head and the numbers in the treaty's own header."""
    chapter = _CHAPTER.search(element.findtext("Header/Chapter/Header") or "")
    data = element.find("Header/ExternalData")
    if chapter is None or data is None:
        return ""
    numbers = [(data.findtext(tag) or "").strip() for tag in ("Numsect", "Subnumsect")]
    return "-".join([chapter[0].strip(), *filter(None, numbers)])


def _title(element: etree._Element) -> str:
    data = element.find("Header/ExternalData")
    if data is None:
        return ""
    return plain(data.findtext("Subtitlesect") or data.findtext("Titlesect") or "")


def _number(status: etree._Element, tag: str) -> int | None:
    digits = re.match(r"\s*(\d+)", status.findtext(tag) or "")
    return int(digits[1]) if digits else None


def _text(entry: etree._Element) -> str:
    return "".join(entry.itertext())


def _rows(group: etree._Element, table: Place) -> Iterator[Row]:
    for number, row in enumerate(group.iterfind("Tbody/Rows/Row"), 1):
        name, *cells = [*(_text(entry) for entry in row.iterfind("Entry"))] or [""]
        yield Row(name, dict(enumerate(cells, 1)), replace(table, cell=f"row {number}"), {})


def _notes(element: etree._Element) -> Iterator[tuple[str, str]]:
    for note in element.iterfind("EndNotes/Note"):
        text = " ".join(_text(part) for part in note if part.tag.casefold() == "text")
        yield (note.findtext("index") or "").strip(), text
