"""The lenders' own pages, behind one address; docs/handoff.md is what is agreed with whoever serves it.

Links, look-ups and the lenders' own words are each signed with a key of its own (bot/adapters/signed_messages.py).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.adapters.identity import TIMEOUT_S
from bot.adapters.outside_json import NotJson, read_json
from bot.adapters.service_client import service_client
from bot.adapters.signed_messages import Purpose, our_key, require_signed, signed_headers, their_key
from domain.handoff.types import ApplicationRequest, ApplicationStatus, HandoffStatus, PaymentStatusReport
from domain.ports import InvalidSignature
from domain.terms import AgreedRow

logger = logging.getLogger(__name__)
LARGEST_ANSWER = 100_000
MOST_ROWS = 120
MOST_FEN = 10**12
LONGEST_TEXT = 64

LenderReport = ApplicationStatus | PaymentStatusReport


class Malformed(Exception):
    """It is signed, and not what was agreed; the message names the field and nothing that was in it."""


class HttpLenderPages:
    """Fulfils `domain.handoff.ports.LenderPages`. `now`: seconds of the machine's clock, which signatures are dated by."""

    def __init__(self, base_url: str, secret: str, *, now: Callable[[], float] = time.time) -> None:
        self._base_url = base_url
        self._http = service_client(base_url, TIMEOUT_S)
        self._secret = secret
        self._now = now

    def apply_url(self, application: ApplicationRequest) -> str:
        return self._link(
            "apply",
            {
                "application_id": application.application_id,
                "lender": application.lender_id,
                "plan": application.plan_id,
                "amount_fen": application.amount_fen,
                "periods": application.periods,
            },
        )

    def pay_url(self, payment_id: str, amount_fen: int, contract_no: str) -> str:
        return self._link(
            "pay", {"payment_id": payment_id, "contract_no": contract_no, "amount_fen": amount_fen}
        )

    async def look_up(self, application_id: str) -> ApplicationStatus | None:
        report = await self._asked({"application_id": application_id})
        same = isinstance(report, ApplicationStatus) and report.application_id == application_id
        return report if isinstance(report, ApplicationStatus) and same else None

    async def look_up_payment(self, payment_id: str) -> PaymentStatusReport | None:
        report = await self._asked({"payment_id": payment_id})
        return report if isinstance(report, PaymentStatusReport) and report.payment_id == payment_id else None

    def read(self, headers: Mapping[str, str], body: bytes) -> LenderReport:
        """Read what a lender says by itself. Raises `InvalidSignature`, `NotJson`, `Malformed`."""
        require_signed(their_key(self._secret), headers, body, self._now())
        return read_report(body)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _link(self, page: str, said: Mapping[str, object]) -> str:
        query = urlencode(said)
        return f"{self._base_url}/{page}?{query}&signature={link_signature(self._secret, page, query)}"

    async def _asked(self, said: Mapping[str, str]) -> LenderReport | None:
        """Return the answer; None where there was no clear answer; the next look, or the sweep, asks again."""
        body = json.dumps(said).encode()
        headers = signed_headers(our_key(self._secret, Purpose.LOOKUP_REQUEST), body, self._now())
        try:
            response = await self._http.post("/lookups", content=body, headers=headers)
        except httpx.HTTPError as error:
            logger.warning("the lender's pages did not answer: %s", type(error).__name__)
            return None
        if not response.is_success:
            if response.status_code != httpx.codes.NOT_FOUND:
                logger.warning("the lender's pages answered %s", response.status_code)
            return None
        try:
            return self.read(response.headers, response.content[:LARGEST_ANSWER])
        except (InvalidSignature, NotJson, Malformed) as error:
            logger.error("an answer of the lender's pages is not as agreed: %s", error or "not signed")
            return None


def link_signature(secret: str, page: str, query: str) -> str:
    """Sign the page, a question mark and the rest of the query, with the key of links."""
    return hmac.new(our_key(secret, Purpose.LINK), f"{page}?{query}".encode(), hashlib.sha256).hexdigest()


def read_report(body: bytes) -> LenderReport:
    """Read what a lender says. Raises `NotJson`, `Malformed`."""
    said = read_json(body)
    if not isinstance(said, dict):
        raise Malformed("body")
    return _payment(said) if "payment_id" in said else _application(said)


def _payment(said: Mapping[str, Any]) -> PaymentStatusReport:
    status = _text(said, "status")
    if status not in ("paid", "not_paid"):
        raise Malformed("status")
    if status == "not_paid":
        return PaymentStatusReport(_text(said, "payment_id"), paid=False)
    return PaymentStatusReport(
        _text(said, "payment_id"), True, _whole(said, "amount_fen", least=1), _text(said, "reference")
    )


def _application(said: Mapping[str, Any]) -> ApplicationStatus:
    application_id = _text(said, "application_id")
    try:
        status = HandoffStatus(_text(said, "status"))
    except ValueError:
        raise Malformed("status") from None
    if status is not HandoffStatus.SIGNED:
        return ApplicationStatus(application_id, status)
    rows = said.get("installments")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise Malformed("installments")
    return ApplicationStatus(
        application_id,
        status,
        _text(said, "contract_no"),
        _day(said, "signed_on"),
        tuple(_row(row) for row in rows),
    )


def _row(row: object) -> AgreedRow:
    if not isinstance(row, dict):
        raise Malformed("installments")
    return AgreedRow(
        _whole(row, "no", least=1),
        _day(row, "due_date"),
        _whole(row, "principal_fen"),
        _whole(row, "interest_fen"),
        _whole(row, "fee_fen"),
        # A lender that charges none of these need not say so.
        _whole({"guarantee_fen": 0, **row}, "guarantee_fen"),
        _whole({"service_fen": 0, **row}, "service_fen"),
    )


def _text(said: Mapping[str, Any], field: str) -> str:
    value = said.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT or not value.isprintable():
        raise Malformed(field)
    return value


def _whole(said: Mapping[str, Any], field: str, *, least: int = 0) -> int:
    value = said.get(field)
    if type(value) is not int or not least <= value <= MOST_FEN:
        raise Malformed(field)
    return value


def _day(said: Mapping[str, Any], field: str) -> date:
    try:
        return date.fromisoformat(_text(said, field))
    except ValueError:
        raise Malformed(field) from None
