"""Keys, made once: a pair takes a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.adapters.payments.alipay import AlipayGateway, alipay_gateway
from bot.settings import Settings
from tests.support.alipay_server import APP_ID, SELLER_ID, AlipayServer, alipay_serving
from tests.support.clock import MovableClock
from tests.support.rsa_keys import make_key, private_file, public_file


@dataclass(frozen=True)
class Keys:
    app: RSAPrivateKey
    alipay: RSAPrivateKey
    stranger: RSAPrivateKey


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(*(make_key() for _ in range(3)))


@pytest.fixture
def key_files(keys: Keys, tmp_path: Path) -> dict[str, Any]:
    """By the names of the settings."""
    private, public = tmp_path / "app.pem", tmp_path / "alipay.pem"
    private.write_bytes(private_file(keys.app))
    public.write_bytes(public_file(keys.alipay))
    return {"alipay_private_key_file": private, "alipay_public_key_file": public}


@dataclass
class Alipay:
    gateway: AlipayGateway
    server: AlipayServer


@pytest.fixture
async def alipay(keys: Keys, key_files: dict[str, Any], clock: MovableClock) -> AsyncIterator[Alipay]:
    """Our gateway and the local Alipay it speaks to."""
    server = AlipayServer(keys.app, keys.alipay, keys.stranger)
    async with alipay_serving(server) as address:
        settings = Settings(
            alipay_app_id=APP_ID,
            alipay_seller_id=SELLER_ID,
            alipay_server_url=address,
            payments_public_url="https://shop.example",
            **key_files,
        )
        made = Alipay(alipay_gateway(settings, clock), server)
        yield made
        await made.gateway.aclose()
