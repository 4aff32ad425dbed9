"""Alipay's open platform over HTTPS: requests signed by us, answers and notifications signed by them (RSA2).

What is not signed by Alipay counts as no answer. Nothing of a request or an answer is logged but its method and Alipay's own
code.

Source: opendocs.alipay.com/common/02mse7 (signing) and …/02mse3 (verifying).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from bot.adapters.outside_json import read_json
from bot.adapters.payments.rsa_keys import is_signed, sign
from bot.adapters.service_client import service_client
from domain.dates import SHANGHAI
from domain.value import Value

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
OK = "10000"
TRADE_NOT_EXIST = "ACQ.TRADE_NOT_EXIST"
SIGN_TYPE = "RSA2"

Answer = Mapping[str, Any]


class AlipayKeys(Value):
    """Of the application: its private key, and the public one of Alipay that belongs to it."""

    own: RSAPrivateKey
    alipays: RSAPublicKey


class AlipayClient:
    """Asks as the application `app_id`."""

    def __init__(self, server_url: str, app_id: str, keys: AlipayKeys) -> None:
        self._http = service_client(server_url, TIMEOUT_S)
        self._server_url = server_url
        self._keys = keys
        self.app_id = app_id

    async def ask(
        self, method: str, content: Mapping[str, str], notify_url: str | None = None
    ) -> Answer | None:
        """Return Alipay's answer; None for anything that is not one of theirs: the money may have moved."""
        form = self._form(method, content, notify_url)
        try:
            # Alipay reads the body in the encoding that the address names.
            response = await self._http.post(self._server_url, params={"charset": "utf-8"}, data=form)
            answer = self._verified(response, method)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            logger.warning("%s was not answered: %s", method, type(error).__name__)
            return None
        if answer.get("code") != OK and code(answer) != TRADE_NOT_EXIST:
            logger.warning("%s was answered with %s", method, code(answer))
        return answer

    def is_alipays(self, said: Mapping[str, str], signature: str) -> bool:
        """Return whether Alipay signed what a notification says, which is everything but how it is signed."""
        return is_signed(self._keys.alipays, _signed_text(said, but="sign_type"), signature)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _form(self, method: str, content: Mapping[str, str], notify_url: str | None) -> dict[str, str]:
        form = {
            "app_id": self.app_id,
            "method": method,
            "charset": "utf-8",
            "sign_type": SIGN_TYPE,
            "timestamp": f"{datetime.now(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        if notify_url is not None:
            form["notify_url"] = notify_url
        return form | {"sign": sign(self._keys.own, _signed_text(form))}

    def _verified(self, response: httpx.Response, method: str) -> Answer:
        """Return what Alipay answered, and nothing that it did not sign. Raises where that is not all in order."""
        whole: Any = read_json(response.raise_for_status().content)
        text = _value_as_written(response.content.decode(), method.replace(".", "_") + "_response")
        answer = read_json(text)
        if not isinstance(answer, dict) or not is_signed(self._keys.alipays, text.encode(), whole["sign"]):
            raise ValueError("no answer of Alipay's")
        return answer


def code(answer: Answer) -> str:
    """Return the more exact of the codes that it has."""
    return str(answer.get("sub_code") or answer.get("code") or "")


def _signed_text(said: Mapping[str, str], but: str = "") -> bytes:
    return "&".join(f"{name}={value}" for name, value in sorted(said.items()) if name != but).encode()


def _value_as_written(text: str, name: str) -> str:
    """Return the characters of this member's value: they are signed as they stand. Raises `ValueError` without one."""
    value = text[text.index(f'"{name}":') + len(name) + 3 :].lstrip()
    return value[: json.JSONDecoder().raw_decode(value)[1]]
