"""The bodies of requests to Telegram: JSON, and forms with files.

JSON costs a third of a form whose fields are JSON themselves. aiohttp brings forms with files of its own, but none with a
timeout for writing; they also close the caller's file, warn of more than 1 MiB of bytes, and escape a Chinese file name so
that Telegram would show `%E8%B4%A6`.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from json import JSONEncoder
from typing import IO
from uuid import uuid4

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import BytesPayload, Payload
from telegram.request import RequestData

Piece = bytes | IO[bytes]
# File name, content, media type: what PTB gives for each file.
File = tuple[str, Piece, str]

CHUNK_BYTES = 64 * 1024
_JSON = "application/json"
_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# How a form's header quotes a name (WHATWG HTML, "multipart/form-data encoding algorithm").
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def body_of(data: RequestData | None, stall_s: float | None) -> Payload | None:
    """Return what to send for `data`; None where there is nothing. `stall_s` as in `PacedBody`."""
    if data is None:
        return None
    if data.contains_files:
        return _multipart(data.json_parameters, data.multipart_data, stall_s)
    parameters = data.parameters
    if not parameters:
        return None
    content = _ENCODER.encode(parameters).encode()
    if len(content) > CHUNK_BYTES:
        return PacedBody([content], _JSON, stall_s)
    # It fits into the connection's buffer, so writing it never waits.
    return BytesPayload(content, content_type=_JSON)


class PacedBody(Payload):
    """Pieces sent one after the other, a chunk at a time.

    Args:
        pieces: bytes, or open binary files, which are sent from their beginning and stay open.
        stall_s: how long the connection may take no chunk; then `TimeoutError`. None: for ever.

    """

    _autoclose = True

    def __init__(self, pieces: Sequence[Piece], content_type: str, stall_s: float | None) -> None:
        super().__init__(pieces, content_type=content_type)
        self._pieces = pieces
        self._stall_s = stall_s
        sizes = [_size(piece) for piece in pieces]
        self._size = None if None in sizes else sum(size for size in sizes if size is not None)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        raise TypeError("a request's body is written, never read back")

    async def write(self, writer: AbstractStreamWriter) -> None:
        for piece in self._pieces:
            async for chunk in _chunks(piece):
                async with asyncio.timeout(self._stall_s):
                    await writer.write(chunk)


def _size(piece: Piece) -> int | None:
    """Return the size in bytes; None for what is only known by reading it, as a pipe."""
    if isinstance(piece, bytes):
        return len(piece)
    return piece.seek(0, io.SEEK_END) if piece.seekable() else None


async def _chunks(piece: Piece) -> AsyncIterator[bytes | memoryview]:
    if isinstance(piece, bytes):
        view = memoryview(piece)
        for start in range(0, len(view), CHUNK_BYTES):
            yield view[start : start + CHUNK_BYTES]
        return
    if piece.seekable():
        piece.seek(0)
    while chunk := await asyncio.to_thread(piece.read, CHUNK_BYTES):
        yield chunk


def _multipart(fields: Mapping[str, str], files: Mapping[str, File], stall_s: float | None) -> PacedBody:
    boundary = uuid4().hex
    pieces = [
        *_parts(boundary, ((_disposition(name), value.encode()) for name, value in fields.items())),
        *_parts(boundary, ((_file_head(name, file), file[1]) for name, file in files.items())),
        f"--{boundary}--\r\n".encode(),
    ]
    return PacedBody(pieces, f"multipart/form-data; boundary={boundary}", stall_s)


def _parts(boundary: str, parts: Iterable[tuple[str, Piece]]) -> Iterable[Piece]:
    for head, content in parts:
        yield f"--{boundary}\r\n{head}\r\n\r\n".encode()
        yield content
        yield b"\r\n"


def _disposition(name: str) -> str:
    return f'Content-Disposition: form-data; name="{name.translate(_QUOTED)}"'


def _file_head(name: str, file: File) -> str:
    filename, _, media_type = file
    return f'{_disposition(name)}; filename="{filename.translate(_QUOTED)}"\r\nContent-Type: {media_type}'
