"""`python -m bot ask [--json] [--file F]`: what sentences are understood to ask, a line each; no database, no network.

Lines end with a line feed. What is no UTF-8 is read with a replacement character in its place; every line is answered.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from bot.cli.parser import DONE, WRONG, Commands, complain, summary_of
from domain.understanding.reader import Reader, Reading, open_reader

PLACES = 4  # of a confidence
BYTE_ORDER_MARK = "\ufeff"
# What JSON leaves as it is and some read as the end of a line.
_ENDS_OF_LINES = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("ask", help=summary_of("ask"), description=summary_of("ask"))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--file", metavar="F", type=Path, help="instead of the standard input; UTF-8")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    with ExitStack() as opened:
        try:
            source = opened.enter_context(options.file.open("rb")) if options.file else sys.stdin.buffer
        except OSError as error:
            complain(f"{options.file}: {error.strerror}")
            return WRONG
        answer(source, sys.stdout.buffer, as_json=options.json)
    return DONE


def answer(source: Iterable[bytes], out: BinaryIO, *, as_json: bool) -> None:
    """Answer each line as soon as it is there."""
    reader = open_reader()
    for line in _lines(source):
        said = _object(reader, line) if as_json else _sentence(reader, line)
        out.write(said.encode() + b"\n")
        out.flush()


def _lines(source: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(source):
        text = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")
        yield text if number else text.removeprefix(BYTE_ORDER_MARK)


def _object(reader: Reader, text: str) -> str:
    reading = reader.read(text)
    written = json.dumps({"text": text, **described(reading)}, ensure_ascii=False)
    return written.translate(_ENDS_OF_LINES)


def described(reading: Reading) -> dict[str, Any]:
    """Return a reading as outside checks take it."""
    return {
        "intent": reading.intent.value,
        "confidence": round(reading.confidence, PLACES),
        "candidates": [
            {
                "intent": one.intent.value,
                "confidence": round(one.confidence, PLACES),
                "answer_id": one.topic,
            }
            for one in reading.candidates
        ],
        "answer_id": reading.topic,
        "decision": reading.decision.value,
        "intents": [intent.value for intent in reading.intents],
        "slots": reading.slots.as_dict(),
    }


def _sentence(reader: Reader, text: str) -> str:
    reading = reader.read(text)
    intents = " + ".join(intent.value for intent in reading.intents)
    return f"{reading.decision.value:8}{reading.confidence:.2f}  {intents}  {reading.topic or '-'}  {text}"
