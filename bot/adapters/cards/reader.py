"""Reads photos of ID cards on this machine, each in a process of its own (`bot.adapters.cards.worker`)."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import sys
from collections.abc import Sequence
from datetime import date

from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused

logger = logging.getLogger(__name__)
LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = (sys.executable, "-B", "-m", "bot.adapters.cards.worker")


def card_reader() -> ChildCardReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildCardReader() if importlib.util.find_spec("rapidocr") is not None else None


class ChildCardReader:
    """Fulfils `domain.identity.ports.CardReader`. The picture goes to the child through a pipe and is in no file."""

    def __init__(self, command: Sequence[str] = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._command = command
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def read(self, picture: bytes) -> CardFields:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        async with self._places:
            out = await self._run(picture)
        try:
            said = json.loads(out)
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

    async def _run(self, picture: bytes) -> bytes:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # its libraries talk, of files and pictures
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
