"""Spreadsheets built by hand, byte by byte where need be: what no office program would write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

SECTOR = 512


def sheet_xml(rows: str, after: str = "", namespace: str = MAIN) -> str:
    """A sheet part: ``rows`` goes into sheetData, ``after`` behind it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def xlsx_parts(
    sheets: Mapping[str, str | bytes], main: str = "sheet.main+xml", states: Mapping[str, str] | None = None
) -> dict[str, str | bytes]:
    """The parts of a workbook with these sheet parts by name; ``states`` hides some of them."""
    states = states or {}
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{states.get(name, "visible")}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
        f'{"ms-excel" if "macro" in main else "openxmlformats-officedocument.spreadsheetml"}.{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in enumerate(names, 1)},
    }


def xlsx(rows: str, after: str = "") -> bytes:
    """A workbook with one sheet named S."""
    return packed(xlsx_parts({"S": sheet_xml(rows, after)}))


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def claiming(container: bytes, part: str, size: int) -> bytes:
    """The container, in which a part claims to have another size than it has."""
    changed = bytearray(container)
    with zipfile.ZipFile(io.BytesIO(container)) as opened:
        start = opened.getinfo(part).header_offset
    struct.pack_into("<I", changed, start + 22, size)
    listed = container.rfind(part.encode()) - 46
    struct.pack_into("<I", changed, listed + 24, size)
    return bytes(changed)


def ods(table: str, **parts: str | bytes) -> bytes:
    """An OpenDocument spreadsheet; ``table`` goes into office:spreadsheet."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{name}:office:1.0" '
        f'xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0" xmlns:style="{name}:style:1.0" '
        f'xmlns:draw="{name}:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:automatic-styles><style:style style:name="gone" style:family="table">'
        f'<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    return packed({**mimetype, "content.xml": content, **{k.replace("__", "/"): v for k, v in parts.items()}})


def ole(
    streams: Mapping[str, bytes], chains: Mapping[int, int] | None = None, kinds: Mapping[str, int] | None = None
) -> bytes:
    """An OLE container: header, one sector of table, directory, streams; ``chains`` overrules the table."""
    entries, body, table = [], b"", [0xFFFFFFFD]
    count = len(streams) + 1
    directory_sectors = -(-count // 4)
    table += [*range(2, 1 + directory_sectors), 0xFFFFFFFE]
    for index, (name, content) in enumerate(streams.items(), 1):
        padded = content + b"\0" * (-len(content) % SECTOR) if content else b"\0" * SECTOR
        first, sectors = len(table), len(padded) // SECTOR
        table += [*range(first + 1, first + sectors), 0xFFFFFFFE]
        body += padded
        right = index + 1 if index < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, (kinds or {}).get(name, 2), right, 0xFFFFFFFF, first, max(len(content), 4096)))
    for sector, follows in (chains or {}).items():
        table[sector] = follows
    root = _entry("Root Entry", 5, 0xFFFFFFFF, 1 if streams else 0xFFFFFFFF, 0xFFFFFFFE, 0)
    directory = (root + b"".join(entries)).ljust(directory_sectors * SECTOR, b"\0")
    assert len(table) <= SECTOR // 4, "one sector of table is enough for a small file"
    table_bytes = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    return header + table_bytes + directory + body


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", 0xFFFFFFFF, right, child, first, size)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of an xls stream."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_stream(cells: Sequence[bytes], globals_: bytes = b"", copies: int = 1, hidden: int = 0) -> bytes:
    """A workbook stream with one sheet named S; ``copies`` lists the same sheet again and again."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + b"".join(cells)
    listed = 4 + 8 + 4
    before = len(record(0x0809, begin)) + len(globals_) + listed * copies + 4
    names = b"".join(
        record(0x0085, struct.pack("<IBB", before, hidden, 0) + bytes([4, 0]) + f"S{n:03}".encode())
        for n in range(copies)
    )
    if copies * listed != len(names):
        before += len(names) - copies * listed
        names = b"".join(
            record(0x0085, struct.pack("<IBB", before, hidden, 0) + bytes([4, 0]) + f"S{n:03}".encode())
            for n in range(copies)
        )
    return record(0x0809, begin) + globals_ + names + record(0x000A) + sheet + record(0x000A)


def xls(cells: Sequence[bytes], **more: object) -> bytes:
    """An xls file with one sheet."""
    return ole({"Workbook": xls_stream(cells, **more)})


def xls_number(row: int, column: int, value: float) -> bytes:
    """A number in a cell, counted from 0 as the format does."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def xls_error(row: int, column: int, code: int) -> bytes:
    """An error in a cell."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def binary(kind: int, content: bytes = b"") -> bytes:
    """A record of an xlsb part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(content)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def wide(text: str) -> bytes:
    """A text behind its length, as xlsb writes it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(records: Sequence[bytes], strings: int = 0) -> bytes:
    """An xlsb workbook with one sheet named S of these records; ``strings`` is what its table claims to hold."""
    related = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/worksheet" '
        f'Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{DOCUMENT}/sharedStrings" '
        f'Target="sharedStrings.bin"/></Relationships>'
    )
    listed = struct.pack("<II", 0, 1) + wide("rId1") + wide("S")
    book = binary(131) + binary(143) + binary(156, listed) + binary(144) + binary(132)
    extent = binary(148, struct.pack("<IIII", 0, 10, 0, 10))
    sheet = binary(129) + extent + binary(145) + b"".join(records) + binary(146) + binary(130)
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" ContentType='
        f'"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    )
    return packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": xlsx_parts({})["_rels/.rels"].replace("workbook.xml", "workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": related,
            "xl/sharedStrings.bin": binary(159, struct.pack("<II", strings, strings)) + binary(160),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def xlsb_row(row: int, *cells: bytes) -> bytes:
    """A row, counted from 0, and its cells."""
    return binary(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)) + b"".join(cells)


def xlsb_cell(kind: int, column: int, value: bytes = b"") -> bytes:
    """A cell of a kind: 3 error, 4 truth, 5 number, 6 text."""
    return binary(kind, struct.pack("<II", column, 0) + value)
