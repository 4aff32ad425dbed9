"""What a lender is answered over a real socket: each code of the table in docs/handoff.md, and no other."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.lenders import LARGEST_ANSWER
from bot.adapters.signed_messages import signed_headers, their_key
from bot.settings import Settings, load_settings
from bot.web.app import web_app
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import Container, build_container, catalog_importer
from domain.customers.results import CustomerView
from domain.payments.results import PaymentAwaited
from tests.domain.handoff.test_handoff import PRICE, apply_for
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import serving
from tests.support.lender_server import SECRET
from tests.support.people import arrive

DOCUMENTED = Path(__file__).resolve().parents[3] / "docs" / "handoff.md"


@pytest.fixture
async def container(settings: Settings, clock: MovableClock) -> AsyncIterator[Container]:
    own = {"operator_mode": "merchant", "handoff_url": "https://lender.invalid", "handoff_secret": SECRET}
    built = build_container(load_settings(**{**dict(settings), **own}), clock)
    await catalog_importer(built.store).apply(catalog(), {})
    yield built
    await built.aclose()


class Door:
    """Where the lender's word comes in. `answered`: every code that was ever given."""

    def __init__(self, http: httpx.AsyncClient, handlers: WebhookHandlers) -> None:
        self._http = http
        self.handlers = handlers
        self.answered: set[int] = set()

    async def hear(self, said: dict[str, Any] | bytes, *, secret: str = SECRET, age_s: int = 0) -> int:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        headers = signed_headers(their_key(secret), body, time.time() - age_s)
        status = (await self._http.post("/handoff", content=body, headers=headers)).status_code
        self.answered.add(status)
        return status


@pytest.fixture
async def door(container: Container) -> AsyncIterator[Door]:
    handlers = WebhookHandlers()
    async with (
        serving(web_app(handlers, None, "")) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        with Webhooks(container, "1:web", lambda: None).attached_to(handlers):
            yield Door(http, handlers)


def contract(container: Container, application_id: str, *parts: int) -> dict[str, Any]:
    today = container.services.today()
    rows = [
        {
            "no": number,
            "due_date": today.replace(year=today.year + number).isoformat(),
            "principal_fen": part,
            "interest_fen": 0,
            "fee_fen": 0,
        }
        for number, part in enumerate(parts, start=1)
    ]
    said = {"status": "signed", "contract_no": "C-1", "signed_on": today.isoformat(), "installments": rows}
    return {"application_id": application_id, **said}


async def begun(container: Container, customer: CustomerView) -> str:
    """A payment that waits for the lender's word."""
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    quote = await container.services.quotes.bill(customer.id, bill.installment_id)
    answer = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert isinstance(answer, PaymentAwaited)
    return answer.payment_id


@on_sqlite
async def test_every_answer_is_the_documented_one(container: Container, door: Door) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    third = PRICE // 3
    assert await door.hear(contract(container, application_id, third, third)) == 422  # a third is missing
    signed = contract(container, application_id, third, third, third)
    assert [await door.hear(signed) for _ in range(2)] == [200, 200]
    assert await door.hear(signed | {"contract_no": "C-2"}) == 409
    assert await door.hear({"application_id": "nobody's", "status": "open"}) == 404
    assert await door.hear({"application_id": application_id, "status": "perhaps"}) == 422
    assert await door.hear(b"{") == 400
    assert await door.hear(b" " * (LARGEST_ANSWER + 1)) == 413
    assert await door.hear(signed, secret="somebody-elses-secret") == 403
    assert await door.hear(signed, age_s=301) == 403
    door.handlers.detach()
    assert await door.hear(signed) == 503
    table = DOCUMENTED.read_text().partition("| Answer | |")[2].partition("\n\n")[0]
    assert door.answered == set(map(int, re.findall(r"^\| ([0-9]{3}) \|", table, re.MULTILINE)))


@on_sqlite
async def test_that_a_payment_is_not_there_is_409_after_it_was(container: Container, door: Door) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    third = PRICE // 3
    await door.hear(contract(container, application_id, third, third, third))
    payment_id = await begun(container, customer)
    paid = {"payment_id": payment_id, "status": "paid", "amount_fen": third, "reference": "R1"}
    not_paid = {"payment_id": payment_id, "status": "not_paid"}
    assert [await door.hear(paid) for _ in range(2)] == [200, 200]
    assert [await door.hear(not_paid) for _ in range(2)] == [409, 409]
    assert await door.hear(paid) == 200  # as it was said before
    assert await door.hear(paid | {"reference": "R2"}) == 409
    assert len((await container.services.bills.open_bills(customer.id)).bills) == 2
    other = await begun(container, customer)
    assert [await door.hear(not_paid | {"payment_id": other}) for _ in range(2)] == [200, 200]
