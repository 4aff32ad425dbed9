"""Bots as processes of their own, put under a load; what the load cost them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300
TOKEN = "1:benchmark"
OURS = ("-m", "bot", "run")


def baseline(name: str) -> tuple[str, ...]:
    """The arguments of one of the baselines' scripts."""
    return ("-m", f"tests.benchmarks.baselines.{name}")


@dataclass(frozen=True)
class Cost:
    """Of answering the whole load: CPU of the bot's process, time that passed, and memory at the end in bytes."""

    cpu_s: float
    seconds: float
    in_order: bool
    memory: int


@dataclass(frozen=True)
class Demand:
    """`count` updates of `chats` people, words or taps, and how long each Bot API call takes."""

    count: int
    chats: int
    latency_s: float = 0
    tap: str | None = None
    words: str = "/bills"
    flood: bool = False

    @property
    def arguments(self) -> list[str]:
        given = {
            "--count": self.count,
            "--chats": self.chats,
            "--latency-s": self.latency_s,
            "--tap": self.tap,
            "--words": self.words,
        }
        told = [str(part) for name, value in given.items() if value is not None for part in (name, value)]
        return [*told, "--flood"] if self.flood else told


async def put_under(demand: Demand, bot: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Start the server and the bot, hand out the updates once the bot asks, wait until all are answered."""
    server = await _python("-m", "tests.benchmarks.load_server", *demand.arguments, stdin=PIPE, stdout=PIPE)
    process = None
    try:
        async with asyncio.timeout(PATIENCE_S):
            url = f"http://127.0.0.1:{int(await _line(server))}"
            process = await _python(*bot, stdout=DEVNULL, env={**environment, "BOT_API_BASE_URL": url})
            assert (await _line(server)) == "polled"
            seen = psutil.Process(process.pid)
            before_s = _cpu_s(seen)
            assert server.stdin is not None
            server.stdin.write(b"go\n")
            answer = json.loads(await _line(server))
            return Cost(
                _cpu_s(seen) - before_s, answer["seconds"], answer["in_order"], seen.memory_info().rss
            )
    finally:
        for running in (process, server):
            if running is not None and running.returncode is None:
                running.kill()
                await running.wait()


async def _python(
    *arguments: str, stdin: int = DEVNULL, stdout: int, env: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=stdin,
        stdout=stdout,
        env={**os.environ, "BOT_TOKEN": TOKEN, **(env or {})},
        cwd=ROOT,
    )


async def _line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
