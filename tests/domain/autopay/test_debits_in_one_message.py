"""Several loans of one customer debited in the same minutes are one message, and nothing of it is ever lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.wiring import delivery_service
from domain.autopay.debit_run import TELL_AFTER
from domain.customers.results import CustomerView
from domain.loans.tables import Loan
from domain.notices.bill_notices import BillsContent
from domain.notices.delivery import CLAIM_LIFETIME, RETRY_AFTER, DeliveryService
from domain.notices.ports import Delivery, DeliveryOutcome
from domain.orders.results import OrderDetail
from domain.outbox.results import NoticeKind, SkipReason
from domain.payments.notices import PaymentContent
from domain.payments.outcome import DEBIT_TOLD_AFTER
from domain.payments.results import Receipt
from handlers.buttons.documents import SendCertificate, SendReceipt
from handlers.notices.settings_views import notices_page
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from handlers.ui.labels import laid_out
from handlers.ui.reply import Reply
from locales.catalogue import LOCALES
from tests.domain.autopay import test_autopay
from tests.domain.autopay.test_autopay import (
    BILL_FEN,
    CARD,
    DUE,
    Bank,
    open_bills,
    require_clean_books,
    run_at,
    subscribed,
)
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

bank = test_autopay.bank
T = texts_for("zh_CN")
LAMP_FEN = 13_300


@dataclass
class Debited:
    """Somebody with three loans, and their telephone."""

    bank: Bank
    clock: MovableClock
    customer: CustomerView
    orders: list[OrderDetail]
    channel: RecordingChannel

    @property
    def notices(self) -> DeliveryService:
        return delivery_service(self.bank.container, self.channel)

    async def debit(self, day: date = DUE, at: time = time(9, 1)) -> dict[str, int]:
        return await run_at(self.bank.container, self.clock, day, at)

    async def tell(self) -> dict[str, int]:
        """Send what may go out, once the minute is over."""
        return await self.notices.send_transactional(self.clock.now() + DEBIT_TOLD_AFTER)

    async def a_minute_later(self) -> dict[str, int]:
        self.clock.advance(minutes=1)
        return await self.tell()

    @property
    def receipts(self) -> list[list[int]]:
        """What each message of payments says was paid, of every receipt in it."""
        contents = [one for _, one in self.channel.received if isinstance(one, PaymentContent)]
        return [sorted(receipt.amount_fen for receipt in told_by(content)) for content in contents]

    async def record(self) -> Counter[tuple[str, str | None]]:
        page = await self.bank.container.services.preferences.all_notices(self.customer.id)
        return Counter((one.status, one.reason) for one in page.notices if one.kind is NoticeKind.PAYMENT)


@pytest.fixture
async def debited(bank: Bank, clock: MovableClock) -> Debited:
    customer = await subscribed(bank.container, CARD)
    orders = [await buy(bank.container, customer), await lamp(bank, customer)]
    return Debited(bank, clock, customer, orders, RecordingChannel())


async def lamp(bank: Bank, customer: CustomerView) -> OrderDetail:
    return await buy(bank.container, customer, product_id="lamp", plan_id="consumer-3")


def told_by(content: PaymentContent) -> list[Receipt]:
    assert isinstance(content.outcome, Receipt)
    return [content.outcome, *content.also]


def shown(content: PaymentContent, locale: str = "zh_CN") -> Reply:
    return notice(texts_for(locale), content)


def told(debited: Debited) -> PaymentContent:
    (content,) = [one for _, one in debited.channel.received if isinstance(one, PaymentContent)]
    return content


ALL = sorted([BILL_FEN, BILL_FEN, LAMP_FEN])


@on_sqlite
async def test_what_is_debited_of_several_loans_in_one_window_is_one_message(debited: Debited) -> None:
    assert await debited.debit() == {"posted": 3}
    await debited.notices.send_transactional(debited.clock.now())
    assert debited.channel.kinds == [NoticeKind.NEW_CARD]  # word of its own, and at once
    assert await debited.a_minute_later() == {"sent": 1, "skipped": 2}
    assert debited.receipts == [ALL]
    assert await debited.record() == {("sent", None): 1, ("skipped", SkipReason.TOLD_TOGETHER): 2}
    assert await debited.notices.deliver(debited.clock.advance(hours=1)) == {}
    await require_clean_books(debited.bank.container)


@on_sqlite
async def test_the_message_has_the_total_in_front_each_debit_and_a_button_to_each_receipt(
    debited: Debited,
) -> None:
    await debited.debit()
    await debited.a_minute_later()
    content = told(debited)
    for locale in LOCALES:
        t, reply = texts_for(locale), shown(content, locale)
        headline, *debits, play = reply.parts
        assert isinstance(headline, str)
        assert t.money(sum(ALL)) in headline
        assert "3" in headline
        assert len(debits) == 3
        for said, receipt in zip(debits, told_by(content), strict=True):
            assert isinstance(said, str)
            assert receipt.next_bill is not None
            first, next_line = said.split("\n")
            assert t.name(receipt.title) in first
            assert t.money(receipt.amount_fen) in first
            assert t.money(receipt.next_bill.owed_fen) in next_line
        assert isinstance(play, str)
        assert play.startswith("<i>")  # the sandbox's gateway: no money moved
        rows = list(laid_out(reply.keyboard))
        labels = [button.label for row in rows for button in row]
        assert len(labels) == len(set(labels))  # two of them are of the same goods
        files = [
            button.action.payment_id
            for row in rows
            for button in row
            if isinstance(button.action, SendReceipt)
        ]
        assert len(set(files)) == 3
        assert reply.stays  # proof, which no other screen takes the place of


@on_sqlite
async def test_a_loan_that_this_debit_settles_has_its_certificate_in_the_message(debited: Debited) -> None:
    lamp_order = debited.orders[1]
    for _ in range(2):
        await repay_next(debited.bank.container, debited.customer, lamp_order.bills[0].loan_id)
    await debited.debit(date(2026, 4, 5))
    await debited.a_minute_later()
    reply = shown(told(debited))
    assert "这笔分期已经结清，谢谢您。" in reply.html()
    actions = [button.action for row in reply.keyboard for button in row]
    assert [one.order_id for one in actions if isinstance(one, SendCertificate)] == [
        lamp_order.bills[0].order_id
    ]


@on_sqlite
async def test_a_single_debit_is_the_receipt_as_it_always_was(bank: Bank, clock: MovableClock) -> None:
    debited = Debited(bank, clock, await subscribed(bank.container, CARD), [], RecordingChannel())
    assert await debited.debit() == {"posted": 1}
    await debited.a_minute_later()
    said = shown(told(debited))
    assert said.html().startswith(f"✅ 已还 <b>{T.money(BILL_FEN)}</b>")
    assert "支付流水号" in said.html()


@on_sqlite
async def test_one_that_failed_is_not_in_it_and_is_told_after_the_last_window_as_always(
    debited: Debited,
) -> None:
    debited.bank.book.cards.set_balance("0018", BILL_FEN + LAMP_FEN)
    outcomes = await debited.debit()  # in which order is not said, and a part may be taken
    assert outcomes["declined"] == 1
    await debited.a_minute_later()
    assert [(len(one), sum(one)) for one in debited.receipts] == [(2, BILL_FEN + LAMP_FEN)]
    assert set(await debited.debit(at=time(20, 1))) == {"declined"}
    debited.clock.advance(seconds=TELL_AFTER.total_seconds())
    await debited.notices.deliver(debited.clock.now())
    (failed,) = [one for _, one in debited.channel.received if isinstance(one, BillsContent)]
    assert (failed.kind, failed.total_fen) == (NoticeKind.DEBIT_FAILED, BILL_FEN)


@on_sqlite
async def test_one_that_is_found_a_little_later_is_in_it_too(debited: Debited) -> None:
    """Its own minute is not over yet."""
    debited.bank.gateway.lose_next_answer = 1
    assert await debited.debit() == {"posted": 2, "unknown": 1}
    await debited.bank.container.services.payments.reconcile(debited.clock.advance(seconds=59))
    debited.clock.advance(seconds=30)
    await debited.bank.container.services.payments.reconcile(debited.clock.now())
    assert await debited.tell() == {"sent": 2, "skipped": 2}  # and the new card
    assert debited.receipts == [ALL]


async def test_one_that_is_taken_while_the_message_is_on_its_way_is_told_by_itself(debited: Debited) -> None:
    debited.bank.gateway.lose_next_answer = 1
    await debited.debit()
    debited.clock.advance(minutes=2)
    waiting = [debited.bank.container.services.payments]

    async def found() -> None:
        if debited.channel.kinds and waiting:
            await waiting.pop().reconcile(debited.clock.now())

    debited.channel.meanwhile = found  # when the second message leaves, which is of the other two
    await debited.notices.send_transactional(debited.clock.now())
    assert len(debited.receipts[0]) == 2
    await debited.a_minute_later()
    assert sorted(debited.receipts[0] + debited.receipts[1]) == ALL


async def test_two_deliverers_tell_of_all_in_one_message(debited: Debited) -> None:
    await debited.debit()
    debited.clock.advance(minutes=1)
    await asyncio.gather(*(debited.tell() for _ in range(3)))
    assert debited.receipts == [ALL]
    assert await debited.record() == {("sent", None): 1, ("skipped", SkipReason.TOLD_TOGETHER): 2}


async def test_a_death_before_it_is_written_down_leaves_one_uncertain_and_the_others_tell_of_themselves(
    debited: Debited,
) -> None:
    class Dying(RecordingChannel):
        """What is sent is there, and whoever sent it is not heard of again."""

        def __init__(self) -> None:
            super().__init__()
            self.is_over = asyncio.Event()

        async def deliver(self, *what: Any) -> Delivery:
            await super().deliver(*what)
            await self.is_over.wait()
            return Delivery(DeliveryOutcome.UNCERTAIN)

    await debited.debit()
    await debited.notices.send_transactional(debited.clock.now())
    debited.clock.advance(minutes=1)
    dying = Dying()
    service = delivery_service(debited.bank.container, dying)
    dead = asyncio.create_task(service.send_transactional(debited.clock.now()))
    while not dying.received:  # noqa: ASYNC110 - a list tells nobody that it has grown
        await asyncio.sleep(0.01)
    assert [len(told_by(content)) for content in dying.contents(PaymentContent)] == [3]
    await debited.notices.deliver(debited.clock.advance(seconds=CLAIM_LIFETIME.total_seconds() + 1))
    assert [len(one) for one in debited.receipts] == [2]
    assert await debited.record() == {
        ("uncertain", "stopped_while_sending"): 1,
        ("sent", None): 1,
        ("skipped", SkipReason.TOLD_TOGETHER): 1,
    }
    dying.is_over.set()
    assert await dead == {"uncertain": 1, "lost": 2}
    assert len(dying.received) == 1


async def test_a_run_so_slow_that_another_took_over_closes_only_what_still_waits(debited: Debited) -> None:
    await debited.debit()
    await debited.notices.send_transactional(debited.clock.now())
    debited.clock.advance(minutes=1)
    other = delivery_service(debited.bank.container, RecordingChannel())

    async def half_an_hour_passes() -> None:
        debited.channel.meanwhile = lambda: asyncio.sleep(0)
        await other.deliver(debited.clock.advance(minutes=30))

    debited.channel.meanwhile = half_an_hour_passes
    assert await debited.tell() == {"sent": 1, "lost": 2}
    # What the other said while ours was on its way stays as it wrote it.
    assert await debited.record() == {("sent", None): 2, ("skipped", SkipReason.TOLD_TOGETHER): 1}


async def test_one_that_surely_did_not_arrive_is_told_with_the_others(debited: Debited) -> None:
    await debited.debit()
    await debited.notices.send_transactional(debited.clock.now())
    debited.channel.outcomes = [DeliveryOutcome.RETRY]
    await debited.a_minute_later()
    assert debited.receipts == [ALL]  # by the second of the three
    await debited.notices.deliver(debited.clock.advance(seconds=RETRY_AFTER.total_seconds()))
    assert debited.receipts == [ALL]
    assert await debited.record() == {("sent", None): 1, ("skipped", SkipReason.TOLD_TOGETHER): 2}


@on_sqlite
async def test_more_than_fit_are_told_in_several_messages(
    debited: Debited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.payments.notices.MOST_TOGETHER", 2)
    await debited.debit()
    await debited.a_minute_later()
    assert [len(one) for one in debited.receipts] == [2, 1]


async def test_one_whose_contract_cannot_be_read_keeps_the_others_not_waiting(debited: Debited) -> None:
    await debited.debit()
    broken = debited.orders[0].bills[0].loan_id
    async with debited.bank.container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(update(Loan).where(col(Loan.id) == broken).values(contract={"lender": "?"}))
    await debited.a_minute_later()
    assert debited.receipts == [sorted([BILL_FEN, LAMP_FEN])]
    assert await debited.record() == {
        ("sent", None): 1,
        ("skipped", SkipReason.TOLD_TOGETHER): 1,
        ("failed", "fault"): 1,
    }


@on_sqlite
async def test_what_the_customer_paid_themselves_is_told_at_once_and_alone(debited: Debited) -> None:
    """They wait for it, and it is no debit."""
    services = debited.bank.container.services
    debited.clock.move_to(DUE, time(8, 58))
    quote = await services.quotes.oldest(debited.customer.id, debited.orders[0].bills[0].loan_id)
    payment = await services.payments._record(debited.customer.id, quote.quote_id)
    await services.payments._desk.asked(payment, is_new=True)  # and whoever asked died
    assert await debited.debit() == {"posted": 2, "in_flight": 1}
    await services.payments.reconcile(debited.clock.now())
    await debited.tell()
    assert debited.receipts == [[BILL_FEN]]
    await debited.a_minute_later()
    assert sorted(map(len, debited.receipts)) == [1, 2]


@on_sqlite
async def test_amounts_are_covered_in_it_where_they_are_to_be(debited: Debited) -> None:
    await debited.bank.container.services.preferences.hide_amounts(debited.customer.id, hidden=True)
    await debited.debit()
    await debited.a_minute_later()
    said = shown(told(debited)).html()
    assert said.count("¥") == said.count("<tg-spoiler>") == 7  # in all, and of each debit two


@on_sqlite
@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh_CN", "没有单独发：和同一时间扣的几笔一起告诉您了"),
        ("zh_TW", "沒有單獨傳送：和同一時間扣的幾筆一起告訴您了"),
        ("en", "Not sent by itself: one message told you of this debit and the others of that time"),
    ],
)
async def test_the_record_says_with_what_it_was_told(debited: Debited, locale: str, words: str) -> None:
    await debited.debit()
    await debited.a_minute_later()
    page = await debited.bank.container.services.preferences.notices(debited.customer.id, 0)
    assert notices_page(texts_for(locale), page).html().count(words) == 2


@on_sqlite
async def test_nothing_is_said_of_another_customers_debits(
    debited: Debited, bank: Bank, clock: MovableClock
) -> None:
    other = await arrive(bank.container, telegram_id=2)
    await buy(bank.container, other)
    await bank.container.services.autopay.add_card(other.id, CARD, 500, sure=True)
    await bank.container.services.autopay.agree(other.id, version="test", sha256="0" * 64, locale="zh_CN")
    assert await debited.debit() == {"posted": 4}
    await debited.a_minute_later()
    assert sorted(map(len, debited.receipts)) == [1, 3]
    assert len(await open_bills(bank.container, other)) == 11
