"""Pictures to send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image


def a_picture(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x99" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_jpeg(width: int, height: int) -> bytes:
    """A grey JPEG, equal bytes each time."""
    written = BytesIO()
    Image.new("RGB", (width, height), "#999999").save(written, "JPEG")
    return written.getvalue()
