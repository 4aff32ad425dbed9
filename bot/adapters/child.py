"""A process of its own for what a stranger sent: without environment, own folder or file, gone when it has answered.

What it runs confines itself first (`bot.adapters.confinement`). What comes in and goes out goes through pipes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Where the interpreter itself is not found without them; of what the assistant knows nothing is in them.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class ChildFailed(Exception):
    """It took too long, or broke off; the text says which."""


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
