"""Keys, made once: a pair takes a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.adapters.payments.alipay import AlipayGateway, alipay_gateway
from bot.adapters.payments.wechat import WechatGateway, wechat_gateway
from bot.settings import Settings
from tests.support.alipay_server import APP_ID, SELLER_ID, AlipayServer, alipay_serving
from tests.support.clock import MovableClock
from tests.support.rsa_keys import make_key, private_file, public_file
from tests.support.wechat_server import (
    APIV3_KEY,
    MERCHANT_ID,
    MERCHANT_SERIAL,
    PUBLIC_KEY_ID,
    Signer,
    WechatServer,
    certified,
    wechat_serving,
)
from tests.support.wechat_server import APP_ID as WECHAT_APP_ID


@dataclass(frozen=True)
class Keys:
    app: RSAPrivateKey
    alipay: RSAPrivateKey
    stranger: RSAPrivateKey

    @property
    def wechat(self) -> RSAPrivateKey:
        """Another shop's affair, so the same pair does."""
        return self.alipay


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


@dataclass
class Wechat:
    gateway: WechatGateway
    server: WechatServer
    keys: Keys


@pytest.fixture
def wechat_settings(keys: Keys, tmp_path: Path) -> dict[str, Any]:
    """By the names of the settings, as who is recognized by certificates."""
    private = tmp_path / "apiclient_key.pem"
    private.write_bytes(private_file(keys.app))
    return {
        "wechat_app_id": WECHAT_APP_ID,
        "wechat_merchant_id": MERCHANT_ID,
        "wechat_private_key_file": private,
        "wechat_certificate_serial": MERCHANT_SERIAL,
        "wechat_apiv3_key": APIV3_KEY,
        "payments_public_url": "https://shop.example",
    }


@pytest.fixture
def wechat_public_key(keys: Keys, tmp_path: Path) -> dict[str, Any]:
    """The settings that are added where it is recognized by its public key."""
    public = tmp_path / "pub_key.pem"
    public.write_bytes(public_file(keys.wechat))
    return {"wechat_public_key_file": public, "wechat_public_key_id": PUBLIC_KEY_ID}


@pytest.fixture
async def wechat(keys: Keys, wechat_settings: dict[str, Any], clock: MovableClock) -> AsyncIterator[Wechat]:
    """Our gateway and the local WeChat Pay it speaks to, which signs with a certificate."""
    async with _wechat(keys, certified(keys.wechat), wechat_settings, clock) as made:
        yield made


@pytest.fixture
async def wechat_by_key(
    keys: Keys, wechat_settings: dict[str, Any], wechat_public_key: dict[str, Any], clock: MovableClock
) -> AsyncIterator[Wechat]:
    """The same, where it signs with its public key's other half and has no certificates."""
    signer = Signer(PUBLIC_KEY_ID, keys.wechat)
    async with _wechat(keys, signer, wechat_settings | wechat_public_key, clock) as made:
        yield made


@asynccontextmanager
async def _wechat(
    keys: Keys, signer: Signer, given: dict[str, Any], clock: MovableClock
) -> AsyncIterator[Wechat]:
    server = WechatServer(keys.app, signer)
    async with wechat_serving(server) as address:
        gateway = wechat_gateway(Settings(wechat_server_url=address, **given), clock)
        yield Wechat(gateway, server, keys)
        await gateway.aclose()
