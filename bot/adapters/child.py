"""A process of its own for what a stranger sent: without environment, own folder or file, gone when it has answered.

What it runs confines itself first (`bot.adapters.confinement`). What comes in and goes out goes through pipes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

# Where the interpreter itself is not found without them; of what the assistant knows nothing is in them.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class ChildFailed(Exception):
    """It took too long, or broke off; the text says which."""


class Child:
    """Runs code for each thing that a stranger sent. It says one JSON object, with `cut_off`, whether it has no
    network (`confine`), among it. `what`: what is sent, in the log. `side_by_side`: so many run at once.
    """

    def __init__(self, what: str, code: str, timeout_s: float, side_by_side: int) -> None:
        self._what = what
        self._command = python(code)
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(side_by_side)
        self._said_open = False

    async def said_of(self, content: bytes) -> dict[str, Any]:
        """Return what the code says of the content, which goes to it through a pipe and is in no file. Raises
        `ChildFailed`.
        """
        async with self._places:
            try:
                out = await answer_of(self._command, content, self._timeout_s)
            except ChildFailed as failed:
                logger.warning("one of the %s %s", self._what, failed)
                raise
        try:
            said: dict[str, Any] = json.loads(out)
            self._note(cut_off=bool(said["cut_off"]))
        except (ValueError, KeyError, TypeError):
            raise ChildFailed("was answered with nothing that can be read") from None
        return said

    def _note(self, *, cut_off: bool) -> None:
        if not cut_off and not self._said_open:
            self._said_open = True
            logger.warning(
                "%s are read in a process that has a network: this system lets no filter of system calls be set",
                self._what,
            )


def python(code: str) -> Sequence[str]:
    """Return the command that runs the code without environment, own folder or compiled files, on what is installed here."""
    paths = [str(Path(entry).resolve()) for entry in sys.path]
    return sys.executable, "-I", "-B", "-c", f"import sys; sys.path[:] = sys.argv[1:]; {code}", *paths


async def answer_of(command: Sequence[str], content: bytes, timeout_s: float) -> bytes:
    """Return what the child says of the content. Raises `ChildFailed`; however it ends, the child does, too."""
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # its libraries talk, of files and pictures
        cwd=os.sep,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
    )
    try:
        async with asyncio.timeout(timeout_s):
            out, _ = await child.communicate(content)
    except TimeoutError:
        raise ChildFailed(f"was not read within {timeout_s} s") from None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode:
        raise ChildFailed(f"could not be read: it ended with {child.returncode}")
    return out
