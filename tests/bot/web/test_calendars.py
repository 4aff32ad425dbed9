"""A calendar that is subscribed to, over a real socket: as clients read it, kept on the way by nobody, gone once taken back.

What it says is read by `ics`, too: another library than the one that writes it, with a grammar of its own.
"""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, time

import httpx
import pytest
from icalendar import Calendar
from ics import Calendar as ReadByOthers

from bot.settings import Settings
from bot.web.app import web_app
from bot.web.calendars import A_MINUTE
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import Container
from domain.customers.results import CustomerView
from handlers.history.feed_views import webcal
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import serving
from tests.support.people import arrive, buy

FIRST_DUE = date(2026, 2, 5)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": "https://fenqi.example.com"})


@dataclass
class Server:
    http: httpx.AsyncClient
    address: str

    async def get(self, secret: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"/calendar/{secret}.ics", headers=headers)


@pytest.fixture
async def server(container: Container) -> AsyncIterator[Server]:
    handlers = WebhookHandlers()
    with Webhooks(container, "1:web", lambda: None).attached_to(handlers):
        async with (
            serving(web_app(handlers, None, "")) as address,
            httpx.AsyncClient(base_url=address) as http,
        ):
            yield Server(http, address)


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    """Whoever has a loan due on the fifth from February on, and a note due on the eighth."""
    customer = await arrive(container)
    clock.move_to(date(2026, 1, 5), time(10))
    await buy(container, customer, product_id="lamp")
    tracked = container.services.tracked
    draft = await tracked.begin(customer.id, "车贷 还剩3期 每期1200 每月8号还")
    await tracked.keep(customer.id, draft.draft_id)
    return customer


async def secret_of(container: Container, customer: CustomerView) -> str:
    secret = (await container.services.feeds.make(customer.id)).secret
    assert secret is not None
    return secret


async def test_a_client_reads_bills_and_notes_under_a_webcal_address(
    container: Container, owner: CustomerView, server: Server
) -> None:
    address = webcal(f"{server.address}/calendar/{await secret_of(container, owner)}.ics")
    assert address.startswith("webcal://127.0.0.1:")
    fetched = await asyncio.to_thread(_subscribe, address)
    events = sorted(ReadByOthers(fetched).events)
    days = [(event.begin.date(), event.name) for event in events if event.begin.date() < date(2026, 3, 1)]
    assert days == [
        (date(2026, 1, 8), "自己记的还款日"),
        (FIRST_DUE, "分期还款日"),
        (date(2026, 2, 8), "自己记的还款日"),
    ]
    assert all(event.all_day and event.transparent and len(event.alarms) == 3 for event in events)
    assert "车贷（自己记的）" in events[0].description


def _subscribe(address: str) -> str:
    """Fetch it as calendars do: webcal is HTTP, said so that the calendar opens it."""
    with urllib.request.urlopen(address.replace("webcal://", "http://")) as answer:
        read: str = answer.read().decode()
    return read


async def test_amounts_are_in_it_only_once_they_are_wanted(
    container: Container, owner: CustomerView, server: Server
) -> None:
    secret, feeds = await secret_of(container, owner), container.services.feeds
    bare = await server.get(secret)
    assert bare.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "¥" not in bare.text
    await feeds.show_amounts(owner.id, with_amounts=True)
    assert "¥1\\,200.00" in (await server.get(secret)).text
    await feeds.show_amounts(owner.id, with_amounts=False)
    assert "¥" not in (await server.get(secret)).text


@on_sqlite
async def test_it_is_the_calendar_of_the_file_and_says_how_often_to_ask(
    container: Container, owner: CustomerView, server: Server
) -> None:
    file = Calendar.from_ical((await server.get(await secret_of(container, owner))).content)
    assert (str(file["version"]), file["refresh-interval"].params["VALUE"]) == ("2.0", "DURATION")
    kept = await container.services.calendar.calendar(owner.id)
    assert [event.decoded("dtstart") for event in file.walk("VEVENT")] == [day.day for day in kept.days]
    assert all(event["status"] == "CONFIRMED" for event in file.walk("VEVENT"))


@on_sqlite
async def test_asked_again_it_answers_that_nothing_changed_until_something_did(
    container: Container, owner: CustomerView, server: Server, clock: MovableClock
) -> None:
    secret = await secret_of(container, owner)
    first = await server.get(secret)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    clock.move_to(date(2026, 1, 5), time(18))
    again = await server.get(secret, **{"if-none-match": f'W/{tag}, "other"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    (bill,) = (await container.services.tracked.overview(owner.id)).bills
    await container.services.tracked.mark_paid(owner.id, bill.bill_id, 1)
    changed = await server.get(secret, **{"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    head = await server.http.head(f"/calendar/{secret}.ics")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", changed.headers["etag"])


async def test_what_is_taken_back_is_gone_at_once_and_answers_like_what_never_was(
    container: Container, owner: CustomerView, server: Server
) -> None:
    feeds = container.services.feeds
    first = await secret_of(container, owner)
    never = await server.get("A" * 43)
    second = (await feeds.renew(owner.id, 1)).secret
    assert second is not None
    replaced = await server.get(first)
    assert (await server.get(second)).status_code == 200
    await feeds.stop(owner.id)
    stopped = await server.get(second)
    page = await server.http.get(f"/calendar/{second}")
    odd = await server.get("é" * 9)
    told = [(answer.status_code, answer.content) for answer in (never, replaced, stopped, page, odd)]
    assert told == [(404, b"")] * 5
    assert never.headers.keys() - {"date"} == stopped.headers.keys() - {"date"}


async def test_a_frozen_account_shows_nothing_to_whoever_has_the_address(
    container: Container, owner: CustomerView, server: Server
) -> None:
    secret = await secret_of(container, owner)
    await container.services.security.freeze(owner.id)
    assert (await server.get(secret)).status_code == 404


@on_sqlite
async def test_one_calendar_is_not_asked_for_more_often_than_calendars_do(
    container: Container, owner: CustomerView, server: Server
) -> None:
    secret = await secret_of(container, owner)
    other = await secret_of(container, await arrive(container, 2))
    statuses = [(await server.get(secret)).status_code for _ in range(A_MINUTE + 2)]
    assert statuses[:A_MINUTE] == [200] * A_MINUTE
    refused = await server.get(secret)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert (await server.get(other)).status_code == 200


@on_sqlite
async def test_the_page_leads_a_telephone_to_its_calendar_and_loads_nothing_from_elsewhere(
    container: Container, owner: CustomerView, server: Server
) -> None:
    secret = await secret_of(container, owner)
    page = await server.http.get(f"/calendar/{secret}")
    assert f'href="webcal://fenqi.example.com/calendar/{secret}.ics"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (page.headers["referrer-policy"], page.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    assert (await server.http.get("/identity/form.css")).status_code == 200


@on_sqlite
async def test_nothing_is_read_while_nobody_is_there(container: Container, owner: CustomerView) -> None:
    secret, handlers = await secret_of(container, owner), WebhookHandlers()
    async with serving(web_app(handlers, None, "")) as address, httpx.AsyncClient(base_url=address) as http:
        answer = await http.get(f"/calendar/{secret}.ics")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
