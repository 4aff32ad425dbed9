"""Who says whether a person is who they say: the form alone (`local`), or a service of the lender's or a vendor's (`http`).

The service is spoken to in JSON over HTTPS, each side's words signed with a shared secret; docs/identity.md.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx

from domain.identity import NO_ANSWER, IdentityCheck, RejectReason, Verdict, VerdictStatus
from domain.ports import Forged

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
PAUSES_S = (0.2, 1.0)  # before it is asked again under the same id
TIME_HEADER, SIGNATURE_HEADER = "x-timestamp", "x-signature"
MOST_AGE_S = 300
LARGEST_ANSWER = 100_000


class LocalVerifier:
    """Takes whoever passed the checks of form: for a demonstration. Fulfils `domain.ports.IdentityVerifier`."""

    async def check(self, request: IdentityCheck) -> Verdict:
        return Verdict(VerdictStatus.VERIFIED)

    async def aclose(self) -> None:
        """Nothing is held open."""


class HttpVerifier:
    """Fulfils `domain.ports.IdentityVerifier`. `now`: seconds of the machine's clock, which signatures are dated by."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S, transport=transport)
        self._secret = secret
        self._now = now

    async def check(self, request: IdentityCheck) -> Verdict:
        body = json.dumps(
            {
                "check_id": request.check_id,
                "name": request.name,
                "id_number": request.id_number,
                "phone": request.phone,
            },
            ensure_ascii=False,
        ).encode()
        for pause_s in (*PAUSES_S, None):
            answer = await self._post(body)
            if answer is not None:
                check_id, verdict = answer
                return verdict if check_id == request.check_id else NO_ANSWER
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        return NO_ANSWER

    def read(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Verdict]:
        """What the service says by itself: of which check, and what. Raises `Forged`."""
        stamp, given = headers.get(TIME_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
        if not hmac.compare_digest(given.encode(), sign(self._secret, stamp, body).encode()):
            raise Forged
        if not stamp.isascii() or not stamp.isdigit() or abs(self._now() - int(stamp)) > MOST_AGE_S:
            raise Forged
        try:
            said = json.loads(body)
            return str(said["check_id"]), read_verdict(said)
        except (ValueError, KeyError, TypeError):
            raise Forged from None

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _post(self, body: bytes) -> tuple[str, Verdict] | None:
        """None where there was no clear answer and it may be asked again."""
        stamp = str(int(self._now()))
        headers = {
            "content-type": "application/json",
            TIME_HEADER: stamp,
            SIGNATURE_HEADER: sign(self._secret, stamp, body),
        }
        try:
            response = await self._http.post("/checks", content=body, headers=headers)
        except httpx.HTTPError as error:
            logger.warning("the identity service did not answer: %s", type(error).__name__)
            return None
        if not response.is_success:
            logger.warning("the identity service answered %s", response.status_code)
            return None
        try:
            return self.read(response.headers, response.content[:LARGEST_ANSWER])
        except Forged:
            logger.error("an answer of the identity service is not signed as it should be")
            return None


def sign(secret: str, stamp: str, body: bytes) -> str:
    """The time, a full stop and the body, under the secret."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def read_verdict(said: Mapping[str, Any]) -> Verdict:
    """Raises `ValueError`, `KeyError`, `TypeError` where it is none."""
    status = VerdictStatus(said["status"])
    until = said.get("valid_until")
    return Verdict(
        status,
        _reason(said.get("reason")) if status is VerdictStatus.REJECTED else None,
        None if until is None else date.fromisoformat(until),
    )


def _reason(said: object) -> RejectReason:
    return next((reason for reason in RejectReason if reason == said), RejectReason.OTHER)
