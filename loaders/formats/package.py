"""A ZIP container: which of the formats that come as one it is, or which other thing."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from html import escape

from loaders.formats import Content, layout, ods, xlsb, xlsx
from loaders.formats.layout import Parts
from loaders.formats.sheet_xml import root_name
from loaders.formats.zip_parts import Part, parts
from loaders.refusal import RefusalError

ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)

DOCTYPE = re.compile(rb"<![Dd][Oo][Cc][Tt][Yy][Pp][Ee]")
"""The capitals are the only right ones; a reader that is generous there must not be reached either."""

MANIFEST = "meta-inf/manifest.xml"
LOCKED = re.compile(rb"<(?:[\w.-]+:)?encryption-data")
"""OpenDocument encrypts part by part, and says so in the manifest."""

ENCODING = re.compile(rb"""^(<\?xml[^>]*?encoding\s*=\s*["'])([A-Za-z0-9._-]+)(["'])""")

XML_ENDINGS = (".xml", ".rels", ".vml")

WITH_MACROS = re.compile(rb"ms-excel\.(?:sheet|template|addin)\.macroEnabled\.main")

OTHERS = (
    (b"wordprocessingml", "open.is_text_document"),
    (b"opendocument.text", "open.is_text_document"),
    (b"presentationml", "open.is_presentation"),
    (b"opendocument.presentation", "open.is_presentation"),
)
"""What the list of types or the mimetype of other documents says."""


def read(content: bytes) -> Content:
    """The workbook in a ZIP container. Raises RefusalError when there is none, or none that can be taken safely."""
    packed = list(parts(content))
    if any(part.name == MANIFEST and LOCKED.search(part.content) for part in packed):
        raise RefusalError("open.encrypted")
    found: Parts = {}
    # Of two parts with one name calamine could take the other; names with backslashes it does not find.
    changed = len({part.name for part in packed}) < len(packed)
    for part in packed:
        plain = plain_xml(part) if part.name.endswith(XML_ENDINGS) else part
        if part.written.lower() != part.name:
            plain = replace(plain, written=part.name)
        changed = changed or plain is not part
        found[part.name] = plain
    kind = kind_of(found)
    if kind == "ods":
        return ods.read(found)
    if kind == "xlsb":
        return xlsb.read(content, found, changed)
    return xlsx.read(content, found, kind, changed)


def kind_of(found: Parts) -> str:
    """``xlsx``, ``xlsm``, ``xlsb`` or ``ods``. Raises RefusalError for any other thing that is kept in a ZIP."""
    mimetype = found["mimetype"].content if "mimetype" in found else b""
    types = found["[content_types].xml"].content if "[content_types].xml" in found else b""
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if xlsb.WORKBOOK in found and layout.WORKBOOK in found:
        # Two workbooks in one: calamine and we could each look at another one.
        raise RefusalError("open.damaged")
    workbook = layout.workbook_part(found)
    if workbook == xlsb.WORKBOOK or (xlsb.WORKBOOK in found and workbook not in found):
        return "xlsb"
    if workbook in found and root_name(found[workbook].content)[0] == b"workbook":
        return "xlsm" if WITH_MACROS.search(types) else "xlsx"
    for sign, code in OTHERS:
        if sign in mimetype or sign in types:
            raise RefusalError(code)
    if "content.xml" in found and b"<office:spreadsheet" in found["content.xml"].content:
        return "ods"
    if any(name.endswith(".iwa") for name in found) or "index.zip" in found:
        raise RefusalError("open.is_numbers")
    raise RefusalError("open.damaged" if workbook in found else "open.is_archive")


def plain_xml(part: Part) -> Part:
    """The part in UTF-8, or itself. Raises RefusalError for a document type or an unknown encoding.

    calamine reads a part in UTF-16 as an empty sheet and CDATA as an empty text; a document type is where an entity
    bomb is declared. Comments are taken out, CDATA becomes ordinary text.
    """
    content = part.content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content[:4]:
        content = _recoded(part, "utf-16")
    else:
        declared = ENCODING.match(content.removeprefix(codecs.BOM_UTF8).lstrip())
        if declared is not None and declared[2].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            content = _recoded(part, declared[2].decode("ascii"))
    # One byte is looked for ten times as fast as two.
    if b"!" in content and b"<!" in content:
        if content.rfind(b"<!--") > content.rfind(b"-->") or content.rfind(b"<![CDATA[") > content.rfind(b"]]>"):
            raise RefusalError("open.damaged_part", part=part.written)
        content = ASIDE.sub(_as_text, content)
        if DOCTYPE.search(content):
            raise RefusalError("open.doctype", part=part.written)
    return part if content is part.content else replace(part, content=content)


def _as_text(found: re.Match[bytes]) -> bytes:
    return escape((found[1] or b"").decode("utf-8", "replace"), quote=False).encode()


def _recoded(part: Part, encoding: str) -> bytes:
    try:
        if encoding == "utf-16" and not part.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16-be" if part.content[:1] == b"\0" else "utf-16-le"
        text = part.content.decode(encoding)
    except (LookupError, UnicodeError) as trouble:
        raise RefusalError("open.damaged_part", part=part.written) from trouble
    return ENCODING.sub(rb"\1UTF-8\3", text.lstrip("\ufeff").lstrip().encode("utf-8"))
