"""Reads photos of ID cards on this machine, each in a process of its own (`bot.adapters.cards.worker`)."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused

logger = logging.getLogger(__name__)
LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = "from bot.adapters.cards.worker import main; main()"
# Where the interpreter itself is not found without them; of what the assistant knows nothing is in them.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def card_reader() -> ChildCardReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildCardReader() if importlib.util.find_spec("rapidocr") is not None else None


def python(code: str) -> Sequence[str]:
    """Return the command that runs the code without environment, own folder or compiled files, on what is installed here."""
    paths = [str(Path(entry).resolve()) for entry in sys.path]
    return sys.executable, "-I", "-B", "-c", f"import sys; sys.path[:] = sys.argv[1:]; {code}", *paths


class ChildCardReader:
    """Fulfils `domain.identity.ports.CardReader`. The picture goes to the child through a pipe and is in no file.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._command = python(code)
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._said_open = False

    async def read(self, picture: bytes) -> CardFields:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        async with self._places:
            out = await self._run(picture)
        try:
            said = json.loads(out)
            self._note(bool(said["cut_off"]))
            if "fault" in said:
                raise PictureRefused(PictureFault(said["fault"]))
            until = said["valid_until"]
            return CardFields(
                CardSide(said["side"]),
                said["name"],
                said["id_number"],
                None if until is None else date.fromisoformat(until),
                bool(said["long_term"]),
            )
        except (ValueError, KeyError, TypeError):
            raise PictureRefused(PictureFault.FAILED) from None

    def _note(self, cut_off: bool) -> None:
        if not cut_off and not self._said_open:
            self._said_open = True
            logger.warning(
                "photos are read in a process that has a network: this system lets no filter of system calls be set"
            )

    async def _run(self, picture: bytes) -> bytes:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # its libraries talk, of files and pictures
            cwd=os.sep,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                out, _ = await child.communicate(picture)
        except TimeoutError:
            logger.warning("a photo was not read within %s s", self._timeout_s)
            raise PictureRefused(PictureFault.FAILED) from None
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode:
            logger.warning("reading a photo ended with %s", child.returncode)
            raise PictureRefused(PictureFault.FAILED)
        return out
