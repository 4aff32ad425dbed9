"""Binding debit cards at the sandbox's gateway, spoken to over HTTP. Numbers and names are in no log and no error."""

from __future__ import annotations

import logging
from typing import Any

import httpx

from bot.adapters.outside_json import read_json
from bot.adapters.service_client import service_client
from domain.autopay.ports import CardBinding, CardRefusal

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
_REFUSALS = {"name_mismatch": CardRefusal.NAME_MISMATCH, "not_debit": CardRefusal.NOT_DEBIT}


class SandboxVault:
    """Fulfils `domain.autopay.ports.CardVault`."""

    gateway = "sandbox"

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = service_client(base_url, TIMEOUT_S, transport)

    async def bind(self, card: CardBinding) -> str | CardRefusal:
        body = {
            "id": card.binding_id,
            "number": card.number,
            "holder_name": card.holder_name,
            "id_number": card.id_number,
            "phone": card.phone,
        }
        try:
            response = await self._http.post("/cards", json=body)
            answer: Any = read_json(response.raise_for_status().content)
        except (httpx.HTTPError, ValueError) as error:
            logger.warning("the gateway did not answer about a card: %s", type(error).__name__)
            return CardRefusal.NO_ANSWER
        if "token" in answer:
            return str(answer["token"])
        return _REFUSALS.get(answer.get("refused", ""), CardRefusal.DECLINED)

    async def unbind(self, token: str) -> bool:
        try:
            response = await self._http.delete(f"/cards/{token}")
        except httpx.HTTPError as error:
            logger.warning("the gateway did not answer about a card: %s", type(error).__name__)
            return False
        return response.is_success

    async def aclose(self) -> None:
        await self._http.aclose()
