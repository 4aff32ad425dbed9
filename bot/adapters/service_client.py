"""The HTTP client of a service outside: a payment gateway, a lender's pages, an identity check, a sender of messages."""

from __future__ import annotations

import ssl
from functools import cache

import httpx

from bot.sending.transport import trusted_authorities


def service_client(
    base_url: str, timeout_s: float, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Return a client for this address. The authorities of the whole world are read once for all clients, and only where
    one of them is to say who stands behind it: to read them takes as long as to wire everything else.
    """
    return httpx.AsyncClient(
        base_url=base_url, timeout=timeout_s, transport=transport, verify=_trusted(base_url)
    )


def _trusted(base_url: str) -> ssl.SSLContext:
    if httpx.URL(base_url).scheme == "https":
        return _authorities()
    return ssl.SSLContext(
        ssl.PROTOCOL_TLS_CLIENT
    )  # which trusts nobody, should somebody lead from http to https


_authorities = cache(trusted_authorities)
