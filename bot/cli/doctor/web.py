"""The web servers: whether their ports are free, or the assistant's already."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence

from bot.cli.doctor.lines import Line, Subject
from bot.cli.doctor.reach import status_of
from bot.settings import Settings, is_here
from bot.web.host_port import blame, opened

_EVERYWHERE = ("0.0.0.0", "")  # noqa: S104 - looked for, not listened on


async def check(settings: Settings) -> Sequence[Line]:
    lines: list[Line] = []
    if settings.web_port is not None:
        lines.append(await _port("WEB", settings.web_host, settings.web_port, "/healthz"))
    if settings.metrics_port is not None:
        lines.append(await _port("METRICS", settings.metrics_host, settings.metrics_port, "/metrics"))
        lines += _open_metrics(settings.metrics_host)
    return lines


async def _port(name: str, host: str, port: int, path: str) -> Line:
    subject = Subject(f"{name}_PORT")
    try:
        (await opened(host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_ours(host, port, path):
            return subject.ok(f"an assistant is at {port} already.")
        return subject.fail(blame(error, name, host, port))
    return subject.ok(f"{port} on {host} is free.")


async def _is_ours(host: str, port: int, path: str) -> bool:
    at = "127.0.0.1" if host in _EVERYWHERE else host
    return await status_of(f"http://{at}:{port}{path}") == 200


def _open_metrics(host: str) -> Iterator[Line]:
    if not is_here(f"//{host}"):
        yield Subject("METRICS_HOST").warn(
            f"{host} is reached from outside: see that a firewall keeps others away."
        )
