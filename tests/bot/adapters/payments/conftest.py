"""Keys, made once: a pair takes a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from Cryptodome.PublicKey import RSA

from bot.adapters.payments.alipay import AlipayGateway, alipay_gateway
from bot.settings import Settings
from tests.support.alipay_server import APP_ID, SELLER_ID, AlipayServer, alipay_serving
from tests.support.clock import MovableClock


@dataclass(frozen=True)
class Keys:
    app: RSA.RsaKey
    alipay: RSA.RsaKey
    stranger: RSA.RsaKey


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(*(RSA.generate(2048) for _ in range(3)))


@pytest.fixture
def key_files(keys: Keys, tmp_path: Path) -> dict[str, Any]:
    """By the names of the settings."""
    private, public = tmp_path / "app.pem", tmp_path / "alipay.pem"
    private.write_bytes(keys.app.export_key())
    public.write_bytes(keys.alipay.public_key().export_key())
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
        yield Alipay(alipay_gateway(settings, clock), server)
