"""The file as text and as TOML: what can be wrong before a single key is looked at."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.catalog_file.problems import CatalogFileError, Problem
from domain.patterns import pattern

MAX_FILE_BYTES = 5 * 1024 * 1024

_PARSER_PLACE = pattern(r"\s*\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")
_PARSER_SENTENCES = {
    "Invalid value": 'The value is not valid TOML. Texts stand between quotation marks, like "手机".',
    "Unterminated string": "A text begins here but its closing quotation mark is missing.",
    "Illegal character '\\n'": "The closing quotation mark of a text is missing on this line.",
    "Cannot overwrite a value": "This key stands twice in the same table.",
    "Expected '=' after a key in a key/value pair": "A key, then = and its value are expected on this line.",
    "Expected newline or end of document after a statement": (
        "There is something after the end of the value; one key and value stand on a line."
    ),
}
_CURLY_QUOTES = "“”‘’「」"


def read_text(path: Path) -> str:
    """Return the text of the file, without a byte order mark. Raises CatalogFileError."""
    content = _read_bytes(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "The file is not UTF-8 text; save it in the encoding UTF-8."
        raise CatalogFileError(path, [Problem(f"line {line}", message, line)]) from None


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _whole(path, "This is a directory; give the path of the catalog file itself.")
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise _whole(path, "There is no file at this path.") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise _whole(path, f"The file cannot be read: {reason}.") from None
    if len(content) > MAX_FILE_BYTES:
        raise _whole(path, f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    return content


def _whole(path: Path, message: str) -> CatalogFileError:
    return CatalogFileError(path, [Problem("the file", message)])


def parse_toml(path: Path, text: str) -> dict[str, object]:
    """Return the document. Raises CatalogFileError at the first line that is not TOML: the rest cannot be known."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _whole(path, "Lists or tables are nested too deeply.") from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogFileError(path, [_syntax_problem(text, str(error))]) from None
    except ValueError:
        raise _whole(path, "A number in the file has too many digits.") from None


def _syntax_problem(text: str, said: str) -> Problem:
    place = _PARSER_PLACE.search(said)
    reason = said[: place.start()] if place else said
    lines = text.splitlines()
    line = int(place[1]) if place and place[1] else max(len(lines), 1)
    message = _PARSER_SENTENCES.get(reason, f"This is not valid TOML: {reason}.")
    here = lines[line - 1] if line <= len(lines) else ""
    if any(quote in here for quote in _CURLY_QUOTES) and '"' not in here:
        message = 'Texts stand between straight quotation marks ", not between “ ” or 「 」.'
    return Problem(f"line {line}", message, line)
