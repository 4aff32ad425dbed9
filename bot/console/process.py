"""Where the console runs: in a process of its own (`python -m bot console`), or in the web part of `run` (CONSOLE)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from bot.console.pages import console_app
from bot.console.services import build_services
from bot.run import open_container
from bot.settings import Settings, SettingsError
from bot.web.embedded import serving
from bot.web.host_port import blame
from bot.wiring import Container


def console_of(container: Container, settings: Settings) -> ASGIApp:
    """Build the console on what a process has."""
    token = settings.bot_token.get_secret_value() if settings.bot_token is not None else None
    return console_app(
        build_services(
            container.store,
            container.clock,
            container.cipher,
            above_fen=int(settings.staff_two_persons_above * 100),
            bot_token=token,
        )
    )


async def run_console(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Serve the console, and nothing else. Raises `SettingsError` where the host or the port cannot be had."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ok": True})

    host, port = settings.console_host, settings.console_port
    async with open_container(settings) as container:
        app = Starlette(routes=[Route("/healthz", health), Mount("/", app=console_of(container, settings))])
        try:
            async with serving(app, host, port, name="console"):
                say(f"The console is at http://{host}:{port}/console/. Press Ctrl+C to stop.")
                await stopped.wait()
        except OSError as error:
            raise SettingsError(blame(error, "CONSOLE", host, port)) from None
