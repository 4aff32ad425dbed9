"""WeChat Pay's API v3 over HTTPS: requests signed by us, answers and notifications signed by them, and sealed for us.

What is not signed by WeChat Pay counts as no answer. Only a refusal may come unsigned, as where our own signature was not
taken; TLS says from whom. Nothing of a request or an answer is logged but what it was for and WeChat Pay's own code.

Source: wechatpay-api.gitbook.io/wechatpay-api-v3 (signing, verifying, unsealing).
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate

from bot.adapters.outside_json import read_json
from bot.adapters.payments.rsa_keys import is_signed, sign
from bot.adapters.payments.wechat_certificates import Certificates, PlatformKeys, key_of
from bot.adapters.service_client import service_client
from domain.value import Value

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
MAY_DIFFER_S = 300  # how far their clock and ours may be apart
CERTIFICATES = "/v3/certificates"
_SERIAL = "wechatpay-serial"
_SCHEME = "WECHATPAY2-SHA256-RSA2048"
_TOO_OFTEN, _THEIR_FAULT = 429, 500


@dataclass(frozen=True)
class WechatKeys:
    """Of the merchant: the private key with the serial of its certificate, the APIv3 key; and WeChat Pay's public keys by
    their ids, none where it signs with certificates."""

    own: RSAPrivateKey
    own_serial: str
    shared: bytes = field(repr=False)
    wechats: Mapping[str, RSAPublicKey]


class WechatAnswer(Value):
    """`code` is WeChat Pay's of a refusal, empty of what was done."""

    said: dict[str, Any]
    code: str = ""


class WechatClient:
    """Asks as the merchant `merchant_id`."""

    def __init__(self, server_url: str, merchant_id: str, keys: WechatKeys) -> None:
        self._http = service_client(server_url, TIMEOUT_S)
        self._keys = keys
        self._platform_keys = PlatformKeys(keys.wechats, self._certificates)
        self.merchant_id = merchant_id

    async def ask(
        self, purpose: str, method: str, path: str, content: dict[str, Any] | None = None
    ) -> WechatAnswer | None:
        """Return WeChat Pay's answer; None for anything that is not one, or not clear: the money may have moved."""
        response = await self._sent(purpose, method, path, content)
        if response is None:
            return None
        try:
            must_be_signed = response.is_success or "wechatpay-signature" in response.headers
            if must_be_signed and not await self.is_wechats(response.headers, response.content):
                raise ValueError("signed by somebody else")
            said: Any = read_json(response.content) if response.content else {}
            if not isinstance(said, dict):
                raise ValueError("no answer of WeChat Pay's")
            answer = WechatAnswer(said, "" if response.is_success else str(said["code"]))
        except (ValueError, KeyError, TypeError) as error:
            logger.warning("WeChat Pay did not answer %s: %s", purpose, type(error).__name__)
            return None
        if answer.code:
            logger.warning("WeChat Pay answered %s with %s", purpose, answer.code)
        return answer

    async def is_wechats(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether WeChat Pay signed this, and lately. Header names are in lower case."""
        try:
            late_s = abs(time.time() - int(headers["wechatpay-timestamp"]))
            key = await self._platform_keys.find(headers[_SERIAL])
            return late_s <= MAY_DIFFER_S and key is not None and _is_signed(key, headers, body)
        except (KeyError, ValueError):
            return False

    def unsealed(self, sealed: Mapping[str, str]) -> bytes:
        """Return what is in there. Raises `ValueError`, `KeyError`, `TypeError` where it was not sealed with our key."""
        try:
            return AESGCM(self._keys.shared).decrypt(
                sealed["nonce"].encode(),
                base64.b64decode(sealed["ciphertext"], validate=True),
                sealed.get("associated_data", "").encode(),
            )
        except (InvalidTag, AttributeError):
            raise ValueError("not sealed with our key") from None

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _sent(
        self, purpose: str, method: str, path: str, content: dict[str, Any] | None
    ) -> httpx.Response | None:
        """Return what came back; None where nothing did, or that they cannot say now."""
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        headers = self._headers(method, path, body)
        try:
            response = await self._http.request(method, path, content=body or None, headers=headers)
        except httpx.HTTPError as error:
            logger.warning("WeChat Pay did not answer %s: %s", purpose, type(error).__name__)
            return None
        if response.status_code == _TOO_OFTEN or response.status_code >= _THEIR_FAULT:
            logger.warning("WeChat Pay answered %s with %s", purpose, response.status_code)
            return None
        return response

    def _headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = sign(self._keys.own, f"{method}\n{path}\n{moment}\n{nonce}\n".encode() + body + b"\n")
        named = {
            "mchid": self.merchant_id,
            "nonce_str": nonce,
            "signature": signature,
            "timestamp": moment,
            "serial_no": self._keys.own_serial,
        }
        headers = {
            "accept": "application/json",
            "authorization": f"{_SCHEME} " + ",".join(f'{name}="{value}"' for name, value in named.items()),
        }
        if body:
            headers["content-type"] = "application/json"
        for serial in self._keys.wechats:  # what they are to sign the answer with
            headers[_SERIAL] = serial
        return headers

    async def _certificates(self) -> Certificates | None:
        """Fetch WeChat Pay's certificates, by serial. They are sealed with the key that only they and we have, and the list
        is signed with one of them."""
        response = await self._sent("what it signs with", "GET", CERTIFICATES, None)
        if response is None:
            return None
        try:
            listed: Any = read_json(response.raise_for_status().content)
            found = {
                str(one["serial_no"]): load_pem_x509_certificate(self.unsealed(one["encrypt_certificate"]))
                for one in listed["data"]
            }
            key = key_of(found[response.headers[_SERIAL]])
            if key is None or not _is_signed(key, response.headers, response.content):
                raise ValueError("signed by somebody else")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            logger.warning("WeChat Pay did not say what it signs with: %s", type(error).__name__)
            return None
        return found


def _is_signed(key: RSAPublicKey, headers: Mapping[str, str], body: bytes) -> bool:
    lines = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode() + body + b"\n"
    return is_signed(key, lines, headers["wechatpay-signature"])
