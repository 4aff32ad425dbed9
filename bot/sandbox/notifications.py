"""The sandbox gateway says by itself what became of a charge: signed, and again until it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.adapters.payments.sandbox import ACKNOWLEDGEMENT, SIGNATURE_HEADER, sign
from bot.supervision.failure import say_if_it_fails

logger = logging.getLogger(__name__)
PAUSES_S = (0.05, 0.5, 2.0, 5.0)
_LOOK_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class Listener:
    """Who wants to be told of a charge: where, and with which key it is to be signed."""

    url: str
    key: str = field(repr=False)


class Notifier:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def announce(
        self, to: Listener, outcome: Callable[[], dict[str, Any] | None], charge_id: str, times: int
    ) -> None:
        """Send the outcome as soon as there is one, `times` times."""
        for _ in range(times):
            task = asyncio.create_task(self._send_when_done(to, outcome, charge_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(say_if_it_fails)

    async def _send_when_done(
        self, to: Listener, outcome: Callable[[], dict[str, Any] | None], charge_id: str
    ) -> None:
        said = outcome()
        while said is not None and said["status"] == "waiting":
            await asyncio.sleep(_LOOK_AGAIN_S)
            said = outcome()
        if said is None:
            return
        body = json.dumps({"id": charge_id, **said}).encode()
        headers = {SIGNATURE_HEADER: sign(to.key, body), "content-type": "application/json"}
        async with httpx.AsyncClient(timeout=5) as http:
            for pause_s in PAUSES_S:
                await asyncio.sleep(pause_s)
                try:
                    answer = await http.post(to.url, content=body, headers=headers)
                except httpx.HTTPError:
                    continue
                if answer.is_success and answer.text == ACKNOWLEDGEMENT:
                    return
        logger.warning("nobody acknowledged the outcome of charge %s", charge_id)
