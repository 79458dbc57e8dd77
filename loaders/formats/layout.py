"""Where the parts of an Office Open XML package lie, and which leads to which.

calamine finds the workbook, its texts and its formats by the names that Excel gives them; another name is allowed, and
then texts are missing and days are numbers. So parts with other names are put in the usual places first.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from html import escape
from xml.etree import ElementTree

from loaders.formats.zip_parts import Part, normal_name
from loaders.refusal import RefusalError

Parts = dict[str, Part]

WORKBOOK = "xl/workbook.xml"

USUAL = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
"""By the kind of relation that leads to them from the workbook."""

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"

MACROS = ("vbaproject.bin", "vbaproject.bin.rels")


def workbook_part(parts: Parts) -> str:
    """The name of the part that is the workbook itself."""
    return next((target for _, kind, target in relations(parts, "") if kind == "officeDocument"), WORKBOOK)


def relations(parts: Parts, source: str) -> list[tuple[str, str, str]]:
    """The relations of a part as (id, last word of the type, name of the other part)."""
    folder = source.rpartition("/")[0]
    name = relations_part(source)
    if name not in parts:
        return []
    found = []
    for element in parsed(parts[name]):
        target = element.get("Target", "")
        if element.get("TargetMode") != "External":
            kind = element.get("Type", "").rpartition("/")[2]
            found.append((element.get("Id", ""), kind, _resolved(folder, target)))
    return found


def relations_part(source: str) -> str:
    """The name of the part that holds the relations of another, or of the package itself."""
    folder, _, file = source.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def in_usual_places(parts: Parts) -> Parts:
    """The parts with workbook, texts and formats where calamine looks for them; the same object when they are there."""
    workbook = workbook_part(parts)
    related = relations(parts, workbook)
    odd = [(kind, target) for _, kind, target in related if target != normal_name(USUAL.get(kind, target))]
    source = parts.get(relations_part(workbook))
    detours = source is not None and (b'"./' in source.content or b'"../' in source.content)
    if workbook not in parts or (workbook == WORKBOOK and not odd and not detours):
        return parts
    moved = {target: USUAL[kind] for kind, target in odd} | {workbook: WORKBOOK}
    placed = {
        normal_name(moved.get(name, name)): replace(part, written=moved.get(name, part.written))
        for name, part in parts.items()
    }
    for origin, found in (("", relations(parts, "")), (WORKBOOK, related)):
        name = relations_part(origin)
        placed[name] = Part(name, _listed(found, moved, parts), name)
    return placed


def _listed(related: list[tuple[str, str, str]], moved: dict[str, str], parts: Parts) -> bytes:
    """A part of relations, each from the root of the package, to parts that may have been moved."""
    listed = "".join(
        f'<Relationship Id="{escape(identity)}" Type="{DOCUMENT}/{escape(kind)}" '
        f'Target="/{escape(moved.get(target, parts[target].written))}"/>'
        for identity, kind, target in related
        if target in parts
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'.encode()


def subject(parts: Parts) -> str:
    """The subject in the document's properties, empty where there is none."""
    named = [target for _, kind, target in relations(parts, "") if kind == "core-properties"]
    for name in (*named, "docprops/core.xml"):
        if name in parts:
            found = parsed(parts[name]).find(SUBJECT)
            return (found.text or "").strip() if found is not None else ""
    return ""


def has_macros(parts: Parts) -> bool:
    """Whether the container holds a macro project or a sheet of old macros."""
    return any(name.endswith(MACROS) or name.startswith("xl/macrosheets/") for name in parts)


def packed(parts: Parts) -> bytes:
    """The parts as a new container, for when they were changed on the way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as container:
        for part in parts.values():
            if part.name.endswith((".xml", ".rels", ".bin")):
                container.writestr(part.written, part.content)
    return out.getvalue()


def _resolved(folder: str, target: str) -> str:
    """The name of the part that a relation leads to."""
    steps: list[str] = []
    for step in (target if target.startswith("/") else f"{folder}/{target}").replace("\\", "/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return normal_name("/".join(steps))


def parsed(part: Part) -> ElementTree.Element:
    """The XML of a part. Raises RefusalError when it is not well-formed."""
    try:
        return ElementTree.fromstring(part.content)
    except ElementTree.ParseError as trouble:
        raise RefusalError("open.damaged_part", part=part.written) from trouble
