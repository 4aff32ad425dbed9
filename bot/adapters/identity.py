"""Who says whether a person is who they say: the form alone (`local`), or a service of the lender's or a vendor's (`http`).

The service is spoken to in JSON over HTTPS, each side's words signed by a shared secret; docs/identity.md.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.adapters.outside_json import NotJson, read_json
from bot.adapters.service_client import service_client
from bot.adapters.signed_messages import Purpose, our_key, require_signed, signed_headers, their_key
from domain.identity.types import (
    NO_ANSWER,
    NO_PAGE,
    FaceCheck,
    FacePage,
    IdentityCheck,
    RejectReason,
    Verdict,
    VerdictStatus,
)
from domain.ports import InvalidSignature

logger = logging.getLogger(__name__)
TIMEOUT_S = 10.0
PAUSES_S = (0.2, 1.0)  # before it is asked again under the same id
LARGEST_ANSWER = 100_000
_HERE = ("127.0.0.1", "localhost", "::1")


class LocalVerifier:
    """Takes whoever passed the checks of form: for a demonstration. Fulfils `domain.identity.ports.IdentityVerifier`."""

    async def check(self, request: IdentityCheck) -> Verdict:
        return Verdict(VerdictStatus.VERIFIED)

    async def face(self, request: FaceCheck) -> FacePage:
        return NO_PAGE

    async def aclose(self) -> None:
        """Do nothing: nothing is held open."""


class NobodyVerifies:
    """Knows nothing of anybody: for a merchant, whose lenders verify people themselves. Fulfils
    `domain.identity.ports.IdentityVerifier`.
    """

    async def check(self, request: IdentityCheck) -> Verdict:
        return NO_ANSWER

    async def face(self, request: FaceCheck) -> FacePage:
        return NO_PAGE

    async def aclose(self) -> None:
        """Do nothing: nothing is held open."""


class HttpVerifier:
    """Fulfils `domain.identity.ports.IdentityVerifier`.

    `now`: seconds of the machine's clock, which signatures are dated by.
    """

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._http = service_client(base_url, TIMEOUT_S, transport)
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
        said = await self._asked("/checks", Purpose.CHECK_REQUEST, body, request.check_id)
        return NO_ANSWER if said is None else read_verdict(said)

    async def face(self, request: FaceCheck) -> FacePage:
        body = json.dumps(
            {"check_id": request.check_id, "name": request.name, "id_number": request.id_number},
            ensure_ascii=False,
        ).encode()
        said = await self._asked("/faces", Purpose.FACE_REQUEST, body, request.check_id)
        if said is None:
            return NO_PAGE
        url = said.get("url")
        return FacePage(read_verdict(said), url if isinstance(url, str) and is_safe(url) else None)

    async def _asked(self, path: str, purpose: Purpose, body: bytes, check_id: str) -> dict[str, Any] | None:
        """Return the answer; None where no clear answer came, in spite of asking again."""
        for pause_s in (*PAUSES_S, None):
            said = await self._post(path, our_key(self._secret, purpose), body)
            if said is not None:
                return said if said["check_id"] == check_id else None
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        return None

    def read(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Verdict]:
        """Read what the service says by itself: of which check, and what. Raises `InvalidSignature`, `NotJson`."""
        said = self._read(headers, body)
        return said["check_id"], read_verdict(said)

    def _read(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        require_signed(their_key(self._secret), headers, body, self._now())
        said: Any = read_json(body)
        try:
            read_verdict(said)
            return {**said, "check_id": str(said["check_id"])}
        except (ValueError, KeyError, TypeError):
            raise InvalidSignature from None

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, key: bytes, body: bytes) -> dict[str, Any] | None:
        """Return the answer; None where there was no clear answer and it may be asked again."""
        headers = signed_headers(key, body, self._now())
        try:
            response = await self._http.post(path, content=body, headers=headers)
        except httpx.HTTPError as error:
            logger.warning("the identity service did not answer: %s", type(error).__name__)
            return None
        if not response.is_success:
            logger.warning("the identity service answered %s", response.status_code)
            return None
        try:
            return self._read(response.headers, response.content[:LARGEST_ANSWER])
        except (InvalidSignature, NotJson):
            logger.error("an answer of the identity service is not signed as it should be")
            return None


def is_safe(url: str) -> bool:
    """Return whether a customer may be sent there: by https, or to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


def read_verdict(said: Mapping[str, Any]) -> Verdict:
    """Read the verdict. Raises `ValueError`, `KeyError`, `TypeError` where it is none."""
    status = VerdictStatus(said["status"])
    until = said.get("valid_until")
    return Verdict(
        status,
        _reason(said.get("reason")) if status is VerdictStatus.REJECTED else None,
        None if until is None else date.fromisoformat(until),
    )


def _reason(said: object) -> RejectReason:
    return next((reason for reason in RejectReason if reason == said), RejectReason.OTHER)
