"""What a server answers, read with httptools from pieces of any size."""

from __future__ import annotations

import zlib

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

# So many bytes one after the other that bring nothing of the body: no head of Telegram's is nearly as long.
HEAD_BYTES = 64 * 1024
_HTTP = ("1.1", "1.0")
_TELLING = frozenset((b"content-length", b"transfer-encoding", b"content-encoding"))
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class MalformedAnswer(Exception):
    """What came is not HTTP, or ended before it was whole. The text holds nothing of what came."""


class AnswerReader:
    """Reads the answers on one connection, one after the other, each after a call of `expect`.

    `status` is 0 until the head is there. When `is_whole`, `keeps_open` tells whether another one may come.
    """

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self.expect()

    def expect(self, *, head_only: bool = False) -> None:
        self.status = 0
        self.is_whole = False
        self.keeps_open = False
        self._head_only = head_only
        self._ends_with_connection = False
        self._fault = ""
        self._told: dict[bytes, bytes] = {}
        self._pieces: list[bytes] = []
        self._bytes_without_body = 0

    def feed(self, piece: bytes) -> None:
        """Take what arrived; nothing is the end of the connection. Raises MalformedAnswer."""
        if not piece:
            self._end()
            return
        had = len(self._pieces)
        try:
            self._parser.feed_data(piece)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self.is_whole:
                raise MalformedAnswer(self._fault or str(error)) from None
            self.keeps_open = False
        self._bytes_without_body = 0 if len(self._pieces) > had else self._bytes_without_body + len(piece)
        if not self.is_whole and self._bytes_without_body > HEAD_BYTES:
            raise MalformedAnswer("a head without an end")

    def body(self) -> bytes:
        """Return the body, unpacked. Raises MalformedAnswer."""
        body = b"".join(self._pieces)
        if not body or self._told.get(b"content-encoding") != b"gzip":
            return body
        unpacking = zlib.decompressobj(_GZIP_WINDOW)
        try:
            content = unpacking.decompress(body)
        except zlib.error:
            raise MalformedAnswer("not gzip") from None
        if not unpacking.eof or unpacking.unused_data:
            raise MalformedAnswer("not one whole piece of gzip")
        return content

    def on_message_begin(self) -> None:
        if self.is_whole:
            raise MalformedAnswer("more than was asked for")  # stops the parser; the answer stays what it is
        self._told = {}

    def on_header(self, name: bytes, value: bytes) -> None:
        key = name.lower()
        if key in _TELLING and not self.status:  # after the head come trailers
            self._told[key] = b", ".join(filter(None, (self._told.get(key), value.lower())))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        self._fault = self._fault_of(status)
        if self._fault:
            raise MalformedAnswer(self._fault)
        if status < 200:
            return
        self.status = status
        self.is_whole = self._head_only
        self._ends_with_connection = not self._told.keys() & {b"content-length", b"transfer-encoding"}

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        if self.status:  # what came before was said in passing (100 to 199)
            self.is_whole = True
            self.keeps_open = self._parser.should_keep_alive()

    def _end(self) -> None:
        if not self._ends_with_connection:
            raise MalformedAnswer("it ended too early")
        self.is_whole = True

    def _fault_of(self, status: int) -> str:
        if self._parser.get_http_version() not in _HTTP or not 100 <= status < 600:
            return "not HTTP/1.1"
        if status == 101:
            return "another protocol"
        if status < 200 or self._head_only:  # whatever it says of a body, it has none
            return ""
        framing = self._told.get(b"transfer-encoding", b"chunked")
        coding = self._told.get(b"content-encoding", b"")
        asked_for = framing == b"chunked" and coding in (b"", b"identity", b"gzip")
        return "" if asked_for else "a coding that was not asked for"
