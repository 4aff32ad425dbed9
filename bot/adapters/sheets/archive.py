"""Packed workbooks (xlsx, ods), unpacked with an end: what goes on to the library is what was counted, and nothing else."""

from __future__ import annotations

import io
import zipfile
import zlib

from domain.planfiles.results import FileFault, FileRefused

MOST_PARTS = 500
MOST_UNPACKED = 30_000_000  # bytes of all parts together; a sheet of 600 rows has 200,000
# What no cell stands in: pictures, macros, fonts.
_NO_CELLS = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".vml", ".ttf", ".odttf")
_ENCRYPTED = 0x1


def unpacked(content: bytes) -> bytes:
    """Return the workbook with its parts laid side by side, unpacked; an old one (xls) as it is. Raises `FileRefused`."""
    if not content.startswith(b"PK"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _laid_out(packed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        raise FileRefused(FileFault.BROKEN) from None


def _laid_out(packed: zipfile.ZipFile) -> bytes:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise FileRefused(FileFault.TOO_LARGE)
    out, left = io.BytesIO(), MOST_UNPACKED
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for part in parts:
            if part.flag_bits & _ENCRYPTED:
                raise FileRefused(FileFault.LOCKED)
            if part.is_dir() or part.filename.lower().endswith(_NO_CELLS):
                continue
            with packed.open(part) as opened:
                said = opened.read(left + 1)  # whatever the file says of its size
            left -= len(said)
            if left < 0:
                raise FileRefused(FileFault.TOO_LARGE)
            plain.writestr(part.filename, said)
    return out.getvalue()
