"""Which line a key of a TOML text stands in: the standard parser throws it away, an operator needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.patterns import pattern

Path = tuple[str | int, ...]

# Longest first: a multi-line string may hold brackets, signs of comment and lines that look like headers.
_TOKEN = pattern(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<open>[\[{])"
    r"|(?P<close>[\]}])"
    r"|(?P<newline>\n)"
    r"|[^\"'#\[\]{}\n]+"
    r"|.",
    re.DOTALL,
)
_DEPTH = 6  # every prefix of a key is kept, so depth costs its square
_KEY_PART = pattern(r"""\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")


class Lines:
    """The lines of one TOML text, which is known to be valid.

    A path is like `("products", 2, "name", "en")`, counted from 0.
    """

    def __init__(self, text: str) -> None:
        self._line_of: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        prefix: Path = ()
        for line, statement in _statements(text.replace("\r\n", "\n")):
            header = statement.startswith("[")
            parts = _dotted(statement.lstrip("[") if header else statement)
            if statement.startswith("[["):
                prefix = self._next_of_array(parts)
            elif header:
                prefix = self._resolve(parts)
            self._note(prefix if header else (*prefix, *parts), line)

    def find(self, path: Path) -> int | None:
        """Return the line of `path`, or of the nearest thing around it that has one."""
        for length in range(len(path), 0, -1):
            line = self._line_of.get(path[:length])
            if line is not None:
                return line
        return None

    def _next_of_array(self, parts: Path) -> Path:
        array = (*self._resolve(parts[:-1]), *parts[-1:])
        self._counts[array] = self._counts.get(array, 0) + 1
        return self._resolve(parts)

    def _resolve(self, parts: Path) -> Path:
        """`parts` of a header, with the index of the latest element after each name of an array."""
        path: Path = ()
        for part in parts:
            path = (*path, part)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._line_of.setdefault(path[:length], line)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each header or `key = value` with the line it begins in, comments left out."""
    line, first_line, depth = 1, 1, 0
    pieces: list[str] = []
    for token in _TOKEN.finditer(text):
        piece, kind = token[0], token.lastgroup
        if kind == "newline" and depth == 0:
            yield from _statement(first_line, pieces)
            pieces = []
        elif kind != "comment":
            pieces.append(piece)
        depth += (kind == "open") - (kind == "close")
        line += piece.count("\n")
        if not pieces:
            first_line = line
    yield from _statement(first_line, pieces)


def _statement(line: int, pieces: list[str]) -> Iterator[tuple[int, str]]:
    statement = "".join(pieces).strip()
    if statement:
        yield line, statement


def _dotted(text: str) -> Path:
    """Return the names of a dotted key at the start of `text`, as deep as a catalog goes."""
    parts: list[str] = []
    position = 0
    while len(parts) < _DEPTH and (match := _KEY_PART.match(text, position)):
        parts.append(next(group for group in match.groups() if group is not None))
        position = match.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return tuple(parts)
