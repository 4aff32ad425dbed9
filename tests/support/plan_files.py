"""Workbooks with a few cells, written by hand: xlsx, xls and ods as spreadsheets write them, and what nobody should send."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from html import escape

Value = str | int | float | date | None
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML = "http://schemas.openxmlformats.org"
_PARTS = f"{_OOXML}/officeDocument/2006/relationships"
_CELLS = f"{_OOXML}/spreadsheetml/2006/main"
DAY_ZERO = date(1899, 12, 30)


def xlsx(
    rows: Sequence[Sequence[Value]], *, hidden: bool = False, more: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with one sheet; days are numbers that are shown as days."""
    lines = "".join(
        f'<row r="{no}">{"".join(_cell(no, place, value) for place, value in enumerate(row))}</row>'
        for no, row in enumerate(rows, 1)
    )
    return packed_xlsx(lines, hidden=hidden, more=more)


def packed_xlsx(lines: str, *, hidden: bool = False, more: dict[str, bytes] | None = None) -> bytes:
    state = ' state="hidden"' if hidden else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_CELLS}" xmlns:r="{_PARTS}"><sheets>'
        f'<sheet name="Sheet1" sheetId="1"{state} r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationships(
            [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_CELLS}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_CELLS}"><sheetData>{lines}</sheetData></worksheet>',
    }
    return _zipped({name: (_HEAD + text).encode() for name, text in parts.items()} | (more or {}))


def ods(rows: Sequence[Sequence[Value]]) -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'{_HEAD}<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def xls(rows: Sequence[Sequence[Value]]) -> bytes:
    """A workbook as Excel wrote it until 2003: records of one sheet, in a compound file of three kinds of sectors."""
    looks = b"".join(_record(0x00E0, struct.pack("<HHH", 0, shown, 0) + bytes(14)) for shown in (0, 14))
    head = _begin(5) + _record(0x0042, struct.pack("<H", 1200)) + looks
    named = _record(0x0085, struct.pack("<IHBB", len(head) + 22, 0, 6, 0) + b"Sheet1")
    cells = (_xls_cell(row, place, value) for row, one in enumerate(rows) for place, value in enumerate(one))
    book = head + named + _record(0x000A) + _begin(16) + b"".join(cells) + _record(0x000A)
    return _compound(book.ljust(4096, b"\0"))


def bomb(size: int = 200_000_000) -> bytes:
    """A workbook whose sheet unpacks to so many bytes."""
    return packed_xlsx("", more={"xl/sharedStrings.xml": b" " * size})


def endless() -> bytes:
    """A workbook of two cells, one of them as far away as there is."""
    return packed_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="r{no}" Type="{_PARTS}/{kind}" Target="{target}"/>'
        for no, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{lines}</Relationships>'


def _cell(no: int, place: int, value: Value) -> str:
    at = f'r="{chr(ord("A") + place)}{no}"'
    match value:
        case None:
            return ""
        case date():
            return f'<c {at} s="1"><v>{(value - DAY_ZERO).days}</v></c>'
        case str():
            return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case _:
            return f"<c {at}><v>{value}</v></c>"


def _ods_cell(value: Value) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case date():
            said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case str():
            said = 'office:value-type="string"'
        case _:
            said = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {said}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _xls_cell(row: int, place: int, value: Value) -> bytes:
    match value:
        case None:
            return b""
        case str():
            words = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            return _record(0x0204, struct.pack("<HHH", row, place, 0) + words)
        case date():
            return _record(0x0203, struct.pack("<HHHd", row, place, 1, (value - DAY_ZERO).days))
        case _:
            return _record(0x0203, struct.pack("<HHHd", row, place, 0, value))


def _compound(stream: bytes) -> bytes:
    """A file of sectors of 512 bytes: which follows which, the directory, and the stream."""
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    follow = [table, last, *(2 + no for no in range(1, sectors)), last]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0,
    )  # fmt: skip
    places = struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, 1, last, 0) + _entry("Workbook", 2, free, 2, len(stream))
    chain = struct.pack(f"<{len(follow)}I", *follow).ljust(512, b"\xff")
    return head + places + chain + entries.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    free, said = 0xFFFFFFFF, (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", said, len(said), kind, 1, free, free, child, start, size)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
