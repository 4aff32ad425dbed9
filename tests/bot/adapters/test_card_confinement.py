"""What the process that reads a photo cannot do, tried by code of the test's in its place."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.cards.reader import WORKER, ChildCardReader
from bot.adapters.child import python
from bot.adapters.confinement import MOST_CPU_S, MOST_FILES, MOST_MEMORY
from bot.adapters.screens.reader import ChildScreenReader
from bot.adapters.sheets.reader import ChildSheetReader

SECRETS = {"BOT_TOKEN": "1:planted", "DATABASE_URL": "sqlite:///planted", "FIELD_KEYS": "planted"}
CONFINED = "from bot.adapters.confinement import confine; cut_off = confine()"
FREE = "cut_off = True"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a filter of system calls")


async def reported(code: str, start: str = CONFINED) -> Any:
    """What the code, started as the reader is, put into `found`; it comes back in the place of a name."""
    fields = '"side": "front", "name": found, "id_number": None, "valid_until": None, "long_term": False'
    answer = f'{{{fields}, "cut_off": cut_off}}'
    whole = f"import json, os\n{start}\nfound = None\n{code}\nprint(json.dumps({answer}))"
    return (await ChildCardReader(whole).read(b"a picture")).name


def refused(*calls: str) -> str:
    """Code that finds out which of the calls are refused by the system, and how."""
    tried = "\n".join(
        f"try:\n    {call}\n    found.append('done')\nexcept OSError as error:\n    found.append(type(error).__name__)"
        for call in calls
    )
    return f"import errno, pathlib, signal, socket\nfound = []\n{tried}"


async def test_the_process_starts_with_nothing_of_the_assistants(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    ours = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(ours, True)
    try:
        found = await reported(
            "found = [open('/proc/self/environ').read(), os.getcwd(), sorted(os.listdir('/proc/self/fd')), sys.path]"
        )
    finally:
        os.close(ours)
    environment, folder, descriptors, paths = found
    assert environment == ""
    assert folder == "/"
    assert descriptors == ["0", "1", "2", "3"]  # the last is that of the list itself
    assert "" not in paths


@on_linux
async def test_no_socket_can_be_had() -> None:
    met: list[asyncio.StreamWriter] = []

    def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(writer)
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    calls = (
        f"socket.create_connection(('127.0.0.1', {port})).close()",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()",
        "socket.socket(socket.AF_UNIX).close()",
        "socket.socketpair()",
    )
    async with server:
        assert await reported(refused(*calls)) == ["PermissionError"] * 4
        await asyncio.sleep(0.1)
        assert met == []
        assert await reported(refused(*calls), FREE) == ["done"] * 4  # else this test would show nothing
        await asyncio.sleep(0.1)
        assert len(met) == 1


@on_linux
async def test_nothing_outside_can_be_changed_or_started(tmp_path: Path) -> None:
    held, folder = tmp_path / "held", tmp_path / "folder"
    held.write_text("kept")
    folder.mkdir()
    before = held.stat().st_mode
    calls = (
        f"open({str(held)!r}, 'a').close()",
        f"open({str(held)!r}, 'w').close()",
        f"open({str(tmp_path / 'new')!r}, 'x').close()",
        f"os.truncate({str(held)!r}, 0)",
        f"os.unlink({str(held)!r})",
        f"os.rename({str(held)!r}, {str(tmp_path / 'moved')!r})",
        f"os.link({str(held)!r}, {str(tmp_path / 'linked')!r})",
        f"os.chmod({str(held)!r}, 0o777)",
        f"os.rmdir({str(folder)!r})",
        f"os.mkdir({str(tmp_path / 'made')!r})",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        f"os.kill({os.getpid()}, 0)",
    )
    assert await reported(refused(*calls)) == ["PermissionError"] * len(calls)
    assert held.read_text() == "kept"
    assert held.stat().st_mode == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "held"]


async def test_reading_and_threads_are_left() -> None:
    code = """
import threading
found = [open(json.__file__).read(4)]
threads = [threading.Thread(target=found.append, args=("ran",)) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    assert await reported(code) == ['r"""', "ran", "ran"]


def limits_without_input() -> tuple[bytes, list[str]]:
    """What the worker is limited to when it has been given nothing, and what it says of nothing."""
    child = subprocess.Popen(python(WORKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/", env={})
    place, until = Path(f"/proc/{child.pid}"), time.monotonic() + 60
    while "Seccomp:\t2" not in (place / "status").read_text() and time.monotonic() < until:
        time.sleep(0.02)
    limits = (place / "limits").read_text().splitlines()
    return child.communicate(b"")[0], limits


@on_linux
async def test_limits_hold_before_the_first_byte_is_read() -> None:
    out, limits = await asyncio.to_thread(limits_without_input)
    hard = {line[:26].strip(): line[26:].split()[1] for line in limits}
    assert hard["Max address space"] == str(MOST_MEMORY)
    assert hard["Max cpu time"] == str(MOST_CPU_S)
    assert hard["Max open files"] == str(MOST_FILES)
    assert hard["Max file size"] == hard["Max core file size"] == "0"
    assert json.loads(out) == {"fault": "not_a_picture", "cut_off": True}


async def test_more_memory_than_is_allowed_cannot_be_had() -> None:
    code = f"try:\n    bytearray({MOST_MEMORY})\nexcept MemoryError:\n    found = 'refused'"
    assert await reported(code) == "refused"


async def test_a_machine_without_a_filter_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    reader = ChildCardReader(
        'print(\'{"side": "back", "name": null, "id_number": null,'
        ' "valid_until": null, "long_term": true, "cut_off": false}\')'
    )
    for _ in range(2):
        assert (await reader.read(b"a picture")).long_term
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "a network" in caplog.text


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (ChildScreenReader, '{"pieces": [], "cut_off": false}'),
        (ChildSheetReader, '{"sheets": [], "cut_off": false}'),
    ],
)
async def test_so_it_is_of_screenshots_and_workbooks(
    reader: type[ChildScreenReader] | type[ChildSheetReader], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    child = reader(f"print('{said}')")
    for _ in range(2):
        assert await child.read(b"whatever") == []
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "a network" in caplog.text
