"""The server as a process: its port, its events, its page, its end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.faults import Target
from bot.sandbox.server import KEEP_ALIVE_S, Sandbox, SandboxConfig, running_sandbox
from bot.sending.http_connection import KEPT_S
from domain.value import replace
from tests.bot.sandbox.conftest import PERSON
from tests.bot.sandbox.test_sending import sent
from tests.support.sandbox_client import SandboxClient

PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.sandbox.server import SandboxConfig, serve
ready = lambda url: print(url, flush=True)
asyncio.run(serve(SandboxConfig(port=0, state_path=Path(sys.argv[1])), on_ready=ready))
"""


async def start(state: Path) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        str(state),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    return process, (await process.stdout.readline()).decode().strip()


async def end(process: asyncio.subprocess.Process, by: signal.Signals) -> int:
    os.kill(process.pid, by)
    async with asyncio.timeout(120):
        return await process.wait()


async def next_event(lines: object) -> dict[str, object]:
    async for line in lines:  # type: ignore[attr-defined]  # httpx names no type for it
        if line.startswith("data: "):
            event: dict[str, object] = json.loads(line.removeprefix("data: "))
            return event
    raise AssertionError("the stream ended")


async def test_a_taken_port_gives_way_to_the_next(config: SandboxConfig) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running_sandbox(replace(config, port=port)) as sandbox:
            chosen = int(sandbox.base_url.rsplit(":", 1)[1])
            assert port < chosen < port + 100


def test_the_assistant_leaves_an_idle_connection_before_the_sandbox_closes_it() -> None:
    assert KEPT_S < KEEP_ALIVE_S


async def test_what_was_said_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state" / "sandbox.db"
    process, url = await start(state)
    async with SandboxClient(url) as people:
        await people.say(PERSON, "还在吗")
    assert await end(process, signal.SIGKILL) == -signal.SIGKILL
    process, url = await start(state)
    async with SandboxClient(url) as people:
        assert [message.text for message in await people.messages(PERSON, idle=False)] == ["还在吗"]
        assert (await people.bot("getUpdates")).json()["result"][0]["message"]["text"] == "还在吗"
    assert await end(process, signal.SIGTERM) == 0


async def test_a_shutdown_does_not_wait_for_polls_and_streams(tmp_path: Path) -> None:
    process, url = await start(tmp_path / "sandbox.db")
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        polling = asyncio.create_task(client.get("/bot1:sandbox/getUpdates", params={"timeout": 50}))
        async with client.stream("GET", "/sandbox/events") as stream:
            await next_event(stream.aiter_lines())
            assert await end(process, signal.SIGTERM) == 0
        assert (await polling).json() == {"ok": True, "result": []}


async def test_the_stream_tells_of_messages_typing_and_moves(sandbox: Sandbox, people: SandboxClient) -> None:
    async with people.http.stream("GET", "/sandbox/events") as stream, asyncio.timeout(120):
        lines = stream.aiter_lines()
        first = await next_event(lines)
        assert (first["now"], first["running"], first["typing"]) == ("2026-01-05T10:00:00+08:00", False, [])
        await sent(people, "sendChatAction", action="typing")
        assert (await next_event(lines))["typing"] == [PERSON]
        await sent(people, text="x")
        told = await next_event(lines)
        assert told["typing"] == []
        assert told["revision"] == sandbox.backend.store.messages.revision
        await people.advance("P1D")
        moved = await next_event(lines)
        assert (moved["now"], moved["ran"]) == ("2026-01-06T10:00:00+08:00", [])


async def test_routes_beside_share_the_faults_and_the_clock(config: SandboxConfig) -> None:
    async def pay(request: Request) -> Response:
        fault = request.app.state.backend.faults.take(Target.PAYMENT, "charge")
        return JSONResponse({"fault": fault and fault.kind})

    mounts = [Route("/sandbox/gateway/charge", pay, methods=["POST"])]
    async with (
        running_sandbox(replace(config, mounts=mounts)) as sandbox,
        SandboxClient(sandbox.base_url) as people,
    ):
        await people.fault("timeout", target="payment", method="charge")
        answers = [(await people.http.post("/sandbox/gateway/charge")).json()["fault"] for _ in range(2)]
    assert answers == ["timeout", None]


async def test_the_page_is_served_unless_it_is_turned_off(
    config: SandboxConfig, people: SandboxClient
) -> None:
    page = await people.http.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    async with (
        running_sandbox(replace(config, page=False, state_path=config.state_path.with_name("b.db"))) as bare,
        SandboxClient(bare.base_url) as client,
    ):
        assert (await client.http.get("/")).status_code == 404
        assert (await client.http.get("/healthz")).status_code == 200
