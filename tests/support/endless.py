"""A test that starts one of everything and never ends, for `tests/e2e/test_interrupted_run.py`, which kills its run."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from tests.support.browser import chromium, found_chromium
from tests.support.databases import HURRIED, postgres_server
from tests.support.processes import running

PIDS_FILE = "ENDLESS_PIDS_FILE"


@pytest.fixture
def server() -> Iterator[psutil.Process]:
    """The suite's own fixtures are not there: they are imported together with all that its tests need."""
    with postgres_server(HURRIED) as databases:
        yield psutil.Process(databases.pid)


async def test_never_ends(server: psutil.Process, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(running("sandbox", "--no-bot", "--port", "0", cwd=tmp_path))
        await sandbox.line("Open ")
        if found_chromium() is not None:
            await stack.enter_async_context(chromium())
        started = [server, *server.children(), *psutil.Process().children(recursive=True)]
        assert sandbox.pid in [process.pid for process in started]
        numbers = [os.getpid(), *(process.pid for process in started)]
        whole = tmp_path / "pids"
        whole.write_text(json.dumps(numbers))
        whole.rename(os.environ[PIDS_FILE])
        await asyncio.Event().wait()
