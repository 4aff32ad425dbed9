"""Whom the clients of services outside believe, and what it costs to ask."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.adapters import service_client
from tests.support.certificates import Certificates, make_certificates
from tests.support.plain_server import plain_server

TIMEOUT_S = 60.0


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    service_client._authorities.cache_clear()
    yield
    service_client._authorities.cache_clear()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was read of authorities."""
    files = list[object]()
    load = ssl.SSLContext.load_default_certs

    def loading(context: ssl.SSLContext, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH) -> None:
        files.append(context)
        load(context, purpose)

    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", loading)
    return files


async def test_a_service_whose_authority_is_believed_is_spoken_to_and_another_is_not(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.certificate))
    (other := tmp_path / "other").mkdir()
    async with (
        plain_server(certificates.server_context()) as ours,
        plain_server(make_certificates(other).server_context()) as theirs,
        service_client.service_client(f"https://127.0.0.1:{ours.port}", TIMEOUT_S) as to_ours,
        service_client.service_client(f"https://127.0.0.1:{theirs.port}", TIMEOUT_S) as to_theirs,
    ):
        assert (await to_ours.post("/")).status_code == 200
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await to_theirs.post("/")


async def test_authorities_are_read_once_for_all_and_only_where_one_is_asked(read: list[object]) -> None:
    for address in ("http://127.0.0.1:1", "https://127.0.0.1:1", "https://example.invalid"):
        await service_client.service_client(address, TIMEOUT_S).aclose()
    assert len(read) == 1


async def test_who_leads_from_http_to_https_is_believed_nothing(certificates: Certificates) -> None:
    async with (
        plain_server(certificates.server_context()) as theirs,
        service_client.service_client("http://127.0.0.1:1", TIMEOUT_S) as client,
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.post(f"https://127.0.0.1:{theirs.port}/")
