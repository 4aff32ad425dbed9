"""The bodies of requests to Telegram: JSON, and forms with files.

JSON costs a third of a form whose fields are JSON themselves.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from json import JSONEncoder
from typing import IO
from uuid import uuid4

from telegram.request import RequestData

Piece = bytes | IO[bytes]
# File name, content, media type: what PTB gives for each file.
File = tuple[str, Piece, str]

CHUNK_BYTES = 64 * 1024
_JSON = "application/json"
_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# How a form's header quotes a name (WHATWG HTML, "multipart/form-data encoding algorithm").
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def body_of(data: RequestData | None, stall_s: float | None) -> Body | None:
    """Return what to send for `data`; None where there is nothing. `stall_s` as in `Body`."""
    if data is None:
        return None
    if data.contains_files:
        return _multipart(data.json_parameters, data.multipart_data, stall_s)
    parameters = data.parameters
    if not parameters:
        return None
    return Body([_ENCODER.encode(parameters).encode()], _JSON, stall_s)


class Body:
    """Pieces sent one after the other, a chunk at a time.

    Args:
        pieces: bytes, or open binary files, which are sent from their beginning and stay open.
        stall_s: how long the connection may take no chunk; then `TimeoutError`. None: for ever.

    """

    def __init__(self, pieces: Sequence[Piece], content_type: str, stall_s: float | None) -> None:
        self._pieces = pieces
        self._stall_s = stall_s
        sizes = [_size(piece) for piece in pieces]
        self._length = None if None in sizes else sum(size for size in sizes if size is not None)
        length = "Transfer-Encoding: chunked" if self._length is None else f"Content-Length: {self._length}"
        # All of it, where it fits into the connection's buffer: writing that never waits.
        self.at_once: bytes | None = None
        if len(pieces) == 1 and isinstance(pieces[0], bytes) and len(pieces[0]) <= CHUNK_BYTES:
            self.at_once = pieces[0]
        self.headers = f"Content-Type: {content_type}\r\n{length}\r\n"

    async def write(self, writer: asyncio.StreamWriter, head: bytes) -> None:
        """Write the request's head and the pieces after it.

        Raises:
            TimeoutError: as `stall_s` says.
            OSError: the connection broke, or a file is no longer as long as it was.

        """
        writer.write(head)
        written = 0
        for piece in self._pieces:
            async for chunk in _chunks(piece):
                written += len(chunk)
                if self._length is None:
                    writer.writelines((b"%x\r\n" % len(chunk), chunk, b"\r\n"))
                else:
                    writer.write(chunk)
                async with asyncio.timeout(self._stall_s):
                    await writer.drain()
        if self._length is None:
            writer.write(b"0\r\n\r\n")
        elif written != self._length:  # the rest would be taken for another request
            raise OSError("a file changed while it was sent")


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


def _multipart(fields: Mapping[str, str], files: Mapping[str, File], stall_s: float | None) -> Body:
    boundary = uuid4().hex
    pieces = [
        *_parts(boundary, ((_disposition(name), value.encode()) for name, value in fields.items())),
        *_parts(boundary, ((_file_head(name, file), file[1]) for name, file in files.items())),
        f"--{boundary}--\r\n".encode(),
    ]
    return Body(pieces, f"multipart/form-data; boundary={boundary}", stall_s)


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
