"""Another way to reach who stopped the assistant: over a real mail server and a real HTTP server."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import date, time

import pytest

from bot.adapters.channels.fallback import FallbackChannel
from bot.settings import Settings, SettingsError, load_settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.customers.results import CustomerView
from domain.errors import InvalidInput, NotFound
from domain.notices.backup_channel import CODES_A_DAY, MOST_TRIES
from domain.notices.delivery import MAX_ATTEMPTS, DeliveryService
from domain.notices.errors import TooManyCodes
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.spec import NoticeContent
from handlers.ui.signature import Signature
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.mail_server import MailServer, mail_server
from tests.support.people import arrive, buy
from tests.support.plain_server import PlainServer, plain_server

DUE = date(2026, 2, 5)
WORDS = {"title": "验证码", "body": "码 %(code)s"}


class Telegram:
    """Stands for the way over Telegram, which says what it is told to."""

    side_by_side = 1

    def __init__(self) -> None:
        self.outcome = DeliveryOutcome.UNREACHABLE
        self.asked = 0

    async def acquire_slots(self, most: int) -> int:
        return 1

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reachability: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        self.asked += 1
        return Delivery(self.outcome, message_id=1)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def push() -> AsyncIterator[PlainServer]:
    async with plain_server() as running:
        yield running


@pytest.fixture
async def reachable(
    settings: Settings, clock: MovableClock, mail: MailServer, push: PlainServer
) -> AsyncIterator[Container]:
    port = push.url.rsplit(":", 1)[1]
    urls = f"email={mail.url} push=json://127.0.0.1:{port}/push/{{key}}"
    container = build_container(load_settings(**{**dict(settings), "second_channels": urls}), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    yield container
    await container.aclose()


def notices_of(container: Container, telegram: Telegram) -> DeliveryService:
    return delivery_service(
        container, FallbackChannel(telegram, container.outside.backup_channel, Signature(container.cipher))
    )


def code_in(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found is not None, text
    return found[0]


async def choose(
    container: Container, mail: MailServer, customer: CustomerView, address: str = "zhang@example.com"
) -> None:
    service = container.services.backup_channels
    await service.choose(customer.id, "email")
    await service.ask(customer.id, address, **WORDS)
    await service.confirm(customer.id, code_in(mail.words()))


@on_sqlite
async def test_who_stopped_the_assistant_is_told_by_e_mail(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    await buy(reachable, customer)
    await choose(reachable, mail, customer)
    telegram = Telegram()
    notices = notices_of(reachable, telegram)
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"sent": 1}
    to, message = mail.received[-1]
    assert to == "zhang@example.com"
    assert message["subject"] == "分期管家：您有一条通知"
    assert "今天应还 ¥357.24" in mail.words()
    assert "<" not in mail.words()
    (told, *_) = (await reachable.services.preferences.notices(customer.id, 0)).notices
    assert (told.status, told.channel) == ("sent", "email")
    # From now on Telegram is not even asked.
    now = clock.move_to(date(2026, 2, 6), time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"sent": 1}
    assert telegram.asked == 1
    assert "还没收到" in mail.words()


@on_sqlite
@pytest.mark.parametrize("outcome", [DeliveryOutcome.SENT, DeliveryOutcome.UNCERTAIN, DeliveryOutcome.RETRY])
async def test_what_arrived_or_may_have_is_not_sent_again_by_another_channel(
    reachable: Container, mail: MailServer, clock: MovableClock, outcome: DeliveryOutcome
) -> None:
    customer = await arrive(reachable)
    await buy(reachable, customer)
    await choose(reachable, mail, customer)
    telegram = Telegram()
    telegram.outcome = outcome
    notices = notices_of(reachable, telegram)
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    await notices.deliver(now)
    assert len(mail.received) == 1  # the code


@on_sqlite
async def test_what_telegram_did_not_take_in_eight_attempts_goes_by_the_second_channel(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    await buy(reachable, customer)
    await choose(reachable, mail, customer)
    telegram = Telegram()
    telegram.outcome = DeliveryOutcome.RETRY
    notices = notices_of(reachable, telegram)
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    for attempt in range(MAX_ATTEMPTS):
        assert len(mail.received) == 1, attempt  # the code
        await notices.deliver(clock.now())
        clock.advance(minutes=15)
    assert len(mail.received) == 2
    assert (telegram.asked, await notices.deliver(clock.now())) == (MAX_ATTEMPTS, {})
    async with reachable.store.read() as uow:
        row = await uow.customers.get(customer.id)
    assert row is not None
    assert row.blocked_at is None  # Telegram was away, not the customer


@on_sqlite
async def test_where_the_mail_server_refuses_the_customer_is_unreachable(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    await buy(reachable, customer)
    await choose(reachable, mail, customer)
    mail.refuses = True
    notices = notices_of(reachable, Telegram())
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"unreachable": 1}


@on_sqlite
async def test_covered_amounts_are_in_no_mail(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    await buy(reachable, customer)
    await choose(reachable, mail, customer)
    await reachable.services.preferences.hide_amounts(customer.id, hidden=True)
    notices = notices_of(reachable, Telegram())
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    await notices.deliver(now)
    assert "今天应还" in mail.words()
    assert "357" not in mail.words()


@on_sqlite
async def test_an_app_is_reached_over_http(reachable: Container, push: PlainServer) -> None:
    customer = await arrive(reachable)
    service = reachable.services.backup_channels
    await service.choose(customer.id, "push")
    assert await service.ask(customer.id, "abcDEF123456", **WORDS) == "ab****56"
    (received,) = push.received
    assert received.target == "/push/abcDEF123456"
    await service.confirm(customer.id, code_in(json.loads(received.body)["message"]))
    assert (await service.view(customer.id)).mask == "ab****56"


async def test_an_address_is_used_only_after_its_code(reachable: Container, mail: MailServer) -> None:
    customer = await arrive(reachable)
    service = reachable.services.backup_channels
    await service.choose(customer.id, "email")
    await service.ask(customer.id, "zhang@example.com", **WORDS)
    view = await service.view(customer.id)
    assert (view.channel, view.waits) == (None, True)
    right = code_in(mail.words())
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(InvalidInput, match="invalid_input"):
            await service.confirm(customer.id, wrong)
    assert (await service.confirm(customer.id, f" {right[:3]} {right[3:]} ")).channel == "email"


async def test_a_code_is_over_after_so_many_tries_or_minutes(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    service = reachable.services.backup_channels
    await service.choose(customer.id, "email")
    await service.ask(customer.id, "zhang@example.com", **WORDS)
    right = code_in(mail.words())
    for _ in range(MOST_TRIES):
        with pytest.raises(InvalidInput):
            await service.confirm(customer.id, "12")
    with pytest.raises(InvalidInput):
        await service.confirm(customer.id, right)
    await service.ask(customer.id, "zhang@example.com", **WORDS)
    clock.advance(minutes=11)
    with pytest.raises(InvalidInput):
        await service.confirm(customer.id, code_in(mail.words()))
    assert (await service.view(customer.id)).channel is None


async def test_codes_are_sent_so_many_times_a_day_only(
    reachable: Container, mail: MailServer, clock: MovableClock
) -> None:
    customer = await arrive(reachable)
    service = reachable.services.backup_channels
    await service.choose(customer.id, "email")
    for _ in range(CODES_A_DAY):
        await service.ask(customer.id, "zhang@example.com", **WORDS)
    with pytest.raises(TooManyCodes):
        await service.ask(customer.id, "zhang@example.com", **WORDS)
    assert len(mail.received) == CODES_A_DAY
    clock.advance(days=1)
    await service.ask(customer.id, "zhang@example.com", **WORDS)


async def test_what_is_deleted_is_gone_and_what_nobody_offers_cannot_be_chosen(
    reachable: Container, mail: MailServer
) -> None:
    customer = await arrive(reachable)
    await choose(reachable, mail, customer)
    async with reachable.store.read() as uow:
        row = await uow.backup_channels.get(customer.id)
    assert row is not None
    assert "zhang" not in str(row.address_token)
    assert (await reachable.services.backup_channels.remove(customer.id)).channel is None
    async with reachable.store.read() as uow:
        assert await uow.backup_channels.addresses([customer.id]) == {}
    with pytest.raises(NotFound):
        await reachable.services.backup_channels.choose(customer.id, "pigeon")


@pytest.mark.parametrize(
    "wrong", ["email", "email=nonsense://x/{email}", "email=mailto://localhost?to=a@b.cn", "E=json://h/{key}"]
)
def test_a_channel_that_cannot_work_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="SECOND_CHANNELS is wrong"):
        load_settings(second_channels=wrong)
