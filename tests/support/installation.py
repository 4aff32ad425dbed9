"""A prepared database and a sandbox server, to which assistants and deliverers are attached and killed at will."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.processes import Process, running
from tests.support.sandbox_client import SandboxClient

WEBHOOK_SECRET = "a-secret-of-at-least-16"


# Below those a system gives to whoever asks for any port: nobody's outgoing connection takes one before it is used.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Installation:
    """A prepared database and a sandbox server without an assistant."""

    def __init__(self, folder: Path, database_url: str, sandbox: SandboxClient) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.environment = {
            "BOT_TOKEN": "1:sandbox",
            "BOT_API_BASE_URL": sandbox.base_url,
            "CLOCK_URL": f"{sandbox.base_url}/sandbox/clock",
            "PAYMENT_URL": f"{sandbox.base_url}/sandbox/gateway",
            "DATABASE_URL": database_url,
            "DISCLOSURE_READING_S": "0.2",
            "UPDATES_PER_MINUTE": "100000",
        }

    def use_webhook(self) -> str:
        """From now on assistants receive by webhook; answers the address of their web app."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        self.environment |= {
            "WEBHOOK_URL": f"{address}/telegram",
            "WEBHOOK_SECRET": WEBHOOK_SECRET,
            "WEB_PORT": str(port),
        }
        return address

    def serve_metrics(self) -> str:
        """From now on assistants show what they count; answers where."""
        port = free_port()
        self.environment |= {"METRICS_PORT": str(port)}
        return f"http://127.0.0.1:{port}/metrics"

    @asynccontextmanager
    async def assistant(self) -> AsyncIterator[Process]:
        async with running("run", cwd=self.folder, **self.environment) as process:
            await process.line("The assistant is listening")
            yield process

    @asynccontextmanager
    async def deliverer(self) -> AsyncIterator[Process]:
        async with running("deliver", cwd=self.folder, **self.environment) as process:
            await process.line("Delivering notices")
            yield process
