"""Delivering updates to the webhook the bot set."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import httpx

from bot.sandbox.backend import Backend

logger = logging.getLogger(__name__)

_TIMEOUT_S = 30.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_LOOK_S = 5.0


async def deliver_updates(backend: Backend) -> None:
    """Deliver one update after the other, each until the bot answers 2xx. Ends with its task."""
    pause_s = _FIRST_PAUSE_S
    async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client:
        while True:
            webhook = backend.store.settings.get("webhook")
            first = backend.store.updates.first() if webhook else None
            if webhook is None or first is None:
                await backend.hub.changed(_LOOK_S)
                continue
            seq, update = first
            error = await _post(client, webhook, update)
            if error is None:
                backend.store.updates.drop(seq)
                backend.hub.notify()
                pause_s = _FIRST_PAUSE_S
            else:
                _note_error(backend, error)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


async def _post(client: httpx.AsyncClient, webhook: dict[str, Any], update: dict[str, Any]) -> str | None:
    """Post the update and return what went wrong, None where the bot took the update."""
    secret = webhook.get("secret_token")
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        answer = await client.post(webhook["url"], json=update, headers=headers)
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}"
    if answer.is_success:
        return None
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"


def _note_error(backend: Backend, message: str) -> None:
    """Note the error for getWebhookInfo. The webhook may have been changed meanwhile."""
    webhook = backend.store.settings.get("webhook")
    if webhook:
        noted = {**webhook, "last_error_message": message, "last_error_date": int(time.time())}
        backend.store.settings.put("webhook", noted)
    logger.debug("webhook delivery failed: %s", message)
