"""Where a server listens, and whose fault it is where it cannot: the host's, or the port's. Loads no web server."""

from __future__ import annotations

import asyncio
import errno
import socket

# What no other port on the same host would mend.
_OF_HOST = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)


async def opened(host: str, port: int) -> socket.socket:
    """Return a socket that has the port, to be closed by who asked. Raises OSError where it cannot be had.

    A name is looked up beside whatever else goes on.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    # asyncio turns Nagle's algorithm off only where the protocol is named: 40 ms on every answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(found[0][4])
    except OSError:
        listener.close()
        raise
    return listener


def blame(error: OSError, name: str, host: str, port: int) -> str:
    """Return the sentence that says which setting, `name` with _HOST or with _PORT, is wrong, and why."""
    reason = error.strerror or type(error).__name__
    if isinstance(error, socket.gaierror) or error.errno in _OF_HOST:
        return f"{name}_HOST is wrong: {host} is no address of this machine ({reason})."
    return f"{name}_PORT is wrong: {port} cannot be used ({reason})."
