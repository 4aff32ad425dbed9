"""Money that comes late, twice, in another amount or from nobody knows where: posted once, or the customer's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import bot.wiring
from bot.adapters.holidays import ChineseHolidays
from bot.adapters.outside_json import NotJson
from bot.adapters.payments.registry import PaymentMethods
from bot.adapters.payments.sandbox import SIGNATURE_HEADER, SandboxGateway, sign
from bot.settings import Settings
from bot.web.webhooks import Webhooks
from bot.wiring import NOTICES, Container, build_container, catalog_importer
from domain import tables as t
from domain.customers.results import CustomerView
from domain.errors import DomainError
from domain.loans.errors import PaymentInFlight
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind
from domain.payments.gateways import GatewayRegistry
from domain.payments.notices import OverpaymentContent
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.results import PaymentAwaited, PurchaseReceipt, Receipt
from domain.ports import InvalidSignature
from domain.quotes.results import QuoteView
from domain.value import names_of
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.qr_gateway import NAME, QrGateway
from tests.support.returning import require_clean_books

AMOUNT_FEN = 35_724
KEY = "what-the-gateway-signs-with"
DECLINED = ChargeResult(ChargeStatus.DECLINED, reason="cancelled")


@dataclass
class Stage:
    """Somebody who is about to pay the first of twelve bills of ¥357.24 by scanning a code."""

    container: Container
    gateway: QrGateway
    customer: CustomerView
    loan_id: str
    bill_id: str
    channel: RecordingChannel = field(default_factory=RecordingChannel)

    def __post_init__(self) -> None:
        self.notices = DeliveryService(
            self.container.store, self.container.clock, self.channel, ChineseHolidays(), NOTICES
        )

    async def quote(self) -> QuoteView:
        return await self.container.services.quotes.bill(self.customer.id, self.bill_id)

    async def open(self) -> str:
        """Confirm the bill, which opens a payment at the gateway; answers its id."""
        answer = await self.container.services.payments.confirm_quote(
            self.customer.id, (await self.quote()).quote_id
        )
        assert isinstance(answer, PaymentAwaited)
        return answer.payment_id

    async def call_off(self, payment_id: str) -> None:
        assert await self.container.services.payments.cancel(self.customer.id, payment_id) is None

    async def pay(
        self, payment_id: str, amount_fen: int = AMOUNT_FEN, reference: str = "R-1"
    ) -> Receipt | None:
        """The customer pays, and the gateway says so."""
        said = self.gateway.pay(payment_id, amount_fen, reference)
        return await self.arrived(payment_id, said)

    async def arrived(self, payment_id: str, said: ChargeResult, gateway: str = NAME) -> Receipt | None:
        receipt = await self.container.services.payments.handle_webhook(gateway, payment_id, said)
        assert not isinstance(receipt, PurchaseReceipt)
        return receipt

    async def overpaid_fen(self) -> int:
        return (await self.container.services.refunds.overpayment(self.customer.id, self.loan_id)).free_fen

    async def refund_overpayment(self) -> int:
        """Answers what is on its way or back, in fen."""
        overpayment = await self.container.services.refunds.refund_overpayment(self.customer.id, self.loan_id)
        return overpayment.refunded_fen + sum(overpayment.underway)

    async def told(self) -> list[NoticeKind]:
        """What the customer has been told by now."""
        await self.notices.deliver(self.container.clock.now())
        return self.channel.kinds

    async def statuses(self) -> dict[str, int]:
        return await self._count(select(t.Payment))

    async def refunds(self) -> dict[str, int]:
        return await self._count(select(t.Refund))

    async def _count(self, rows: object) -> dict[str, int]:
        counts: dict[str, int] = {}
        async with self.container.engine.connect() as connection:
            for row in await connection.execute(rows):  # type: ignore[call-overload]
                counts[row.status] = counts.get(row.status, 0) + 1
        return counts


@pytest.fixture
async def stage(
    settings: Settings, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    """At the end the books agree, whatever a test did."""
    gateway = QrGateway(tmp_path)
    monkeypatch.setattr(
        bot.wiring, "build_payment_methods", lambda *_: PaymentMethods(GatewayRegistry(gateway))
    )
    container = build_container(settings, clock)
    await catalog_importer(container.store).apply(catalog(), {})
    customer = await arrive(container)
    bill = (await buy(container, customer)).bills[0]
    yield Stage(container, gateway, customer, bill.loan_id, bill.installment_id)
    await require_clean_books(container)
    await container.aclose()
    gateway.close()


@on_sqlite
async def test_somebody_else_can_pay_what_waits_to_be_scanned_for_one_amount_and_as_long(
    stage: Stage, clock: MovableClock
) -> None:
    payments = stage.container.services.payments
    payment_id = await stage.open()
    code = await payments.for_another(payment_id)
    assert code is not None
    assert names_of(code) == ("payment_id", "amount_fen", "gateway", "action", "expires_at")  # nobody's name
    assert (code.amount_fen, code.action.content) == (AMOUNT_FEN, f"https://qr.example.com/{payment_id}")
    assert code.expires_at == clock.now() + timedelta(minutes=15)
    assert await payments.for_another("nobody") is None
    await stage.pay(payment_id)
    assert await payments.for_another(payment_id) is None


@on_sqlite
@pytest.mark.parametrize("over", ["called off", "too late"])
async def test_nobody_else_can_pay_what_is_over(stage: Stage, clock: MovableClock, over: str) -> None:
    payment_id = await stage.open()
    if over == "called off":
        await stage.call_off(payment_id)
    else:
        clock.advance(minutes=15)
    assert await stage.container.services.payments.for_another(payment_id) is None


@on_sqlite
async def test_money_that_comes_after_it_was_called_off_is_posted_if_nothing_has_changed(
    stage: Stage,
) -> None:
    payment_id = await stage.open()
    await stage.call_off(payment_id)
    receipt = await stage.pay(payment_id)
    assert receipt is not None
    assert receipt.amount_fen == AMOUNT_FEN
    assert await stage.statuses() == {"posted": 1}
    assert await stage.overpaid_fen() == 0


@on_sqlite
async def test_money_that_comes_after_the_bill_was_paid_otherwise_is_the_customers(stage: Stage) -> None:
    first = await stage.open()
    await stage.call_off(first)
    await stage.pay(await stage.open(), reference="R-2")
    assert await stage.pay(first, reference="R-1") is None
    assert await stage.statuses() == {"posted": 1, "credited": 1}
    assert await stage.overpaid_fen() == AMOUNT_FEN


@on_sqlite
async def test_the_later_payment_is_credited_where_the_one_called_off_came_first(stage: Stage) -> None:
    first = await stage.open()
    await stage.call_off(first)
    second = await stage.open()
    assert await stage.pay(first, reference="R-1") is not None
    assert await stage.pay(second, reference="R-2") is None
    assert await stage.statuses() == {"posted": 1, "credited": 1}


async def test_one_that_comes_twice_under_two_references_is_credited_once_and_goes_back(stage: Stage) -> None:
    payment_id = await stage.open()
    await stage.pay(payment_id, reference="R-1")
    for _ in range(3):
        await stage.pay(payment_id, reference="R-2")
        await stage.pay(payment_id, reference="R-1")
    assert await stage.overpaid_fen() == AMOUNT_FEN
    assert await stage.refund_overpayment() == AMOUNT_FEN
    assert stage.gateway.refunded_fen() == AMOUNT_FEN
    assert await stage.overpaid_fen() == 0
    assert await stage.told() == [NoticeKind.PAYMENT, NoticeKind.OVERPAYMENT]


async def test_what_comes_twice_at_the_same_time_is_posted_once(stage: Stage) -> None:
    payment_id = await stage.open()
    said = stage.gateway.pay(payment_id, AMOUNT_FEN, "R-1")
    receipts = await asyncio.gather(*(stage.arrived(payment_id, said) for _ in range(4)))
    assert len({receipt.payment_id for receipt in receipts if receipt is not None}) == 1
    assert await stage.statuses() == {"posted": 1}


@on_sqlite
@pytest.mark.parametrize("amount_fen", [AMOUNT_FEN - 1, AMOUNT_FEN + 1, 1, 2 * AMOUNT_FEN])
async def test_another_amount_is_credited_and_the_bill_stays_open(stage: Stage, amount_fen: int) -> None:
    assert await stage.pay(await stage.open(), amount_fen) is None
    assert await stage.overpaid_fen() == amount_fen
    assert (await stage.quote()).amount_fen == AMOUNT_FEN
    assert await stage.told() == [NoticeKind.OVERPAYMENT]


@on_sqlite
@pytest.mark.parametrize("gateway", ["sandbox", "telegram", "nobody", ""])
async def test_what_is_said_in_another_gateways_name_changes_nothing(stage: Stage, gateway: str) -> None:
    payment_id = await stage.open()
    said = ChargeResult(ChargeStatus.SUCCEEDED, reference="X", paid_fen=AMOUNT_FEN)
    assert await stage.arrived(payment_id, said, gateway) is None
    assert await stage.statuses() == {"waiting": 1}


@on_sqlite
async def test_what_is_said_of_an_unknown_payment_changes_nothing(stage: Stage) -> None:
    said = ChargeResult(ChargeStatus.SUCCEEDED, reference="X", paid_fen=AMOUNT_FEN)
    assert await stage.arrived("nobody-made-this-one", said) is None
    assert await stage.statuses() == {}


async def test_a_reference_that_stands_at_another_payment_changes_nothing(stage: Stage) -> None:
    await stage.pay(await stage.open(), reference="R-1")
    bills = await stage.container.services.bills.open_bills(stage.customer.id)
    stage.bill_id = bills.bills[0].installment_id
    second = await stage.open()
    said = ChargeResult(ChargeStatus.SUCCEEDED, reference="R-1", paid_fen=AMOUNT_FEN)
    assert await stage.arrived(second, said) is None
    assert await stage.statuses() == {"posted": 1, "waiting": 1}


@on_sqlite
@pytest.mark.parametrize(
    "headers",
    [{}, {SIGNATURE_HEADER: ""}, {SIGNATURE_HEADER: "0" * 64}, {SIGNATURE_HEADER: "签"}],
)
async def test_a_forged_word_is_refused_and_changes_nothing(stage: Stage, headers: dict[str, str]) -> None:
    payment_id = await stage.open()
    body = b'{"id": "%s", "status": "succeeded", "reference": "X"}' % payment_id.encode()
    webhooks = _webhooks(stage)
    with pytest.raises(InvalidSignature):
        await webhooks.on_payment(NAME, headers, body)
    with pytest.raises(InvalidSignature):  # signed for other words
        await webhooks.on_payment(NAME, {SIGNATURE_HEADER: sign(KEY, b"{}")}, body)
    assert await stage.statuses() == {"waiting": 1}


@on_sqlite
@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        *((body, NotJson) for body in (b"", b"\xff")),
        *(
            (body, InvalidSignature)
            for body in (b"[]", b"null", b'{"id": 1}', b'{"id": "a", "status": "more"}', b'"text"')
        ),
    ],
)
async def test_what_is_signed_but_makes_no_sense_is_refused(
    stage: Stage, body: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await _webhooks(stage).on_payment(NAME, {SIGNATURE_HEADER: sign(KEY, body)}, body)


def _webhooks(stage: Stage) -> Webhooks:
    """A gateway of that name speaks; who waits for its word is told later."""
    stage.container.outside.payment_methods.webhook_sources[NAME] = SandboxGateway(
        "http://gateway.invalid", key=KEY
    )
    return Webhooks(stage.container, "1:late", lambda: None)


@on_sqlite
@pytest.mark.parametrize("status", [ChargeStatus.DECLINED, ChargeStatus.UNKNOWN, ChargeStatus.NOT_FOUND])
async def test_a_late_word_never_takes_back_what_is_posted(stage: Stage, status: ChargeStatus) -> None:
    payment_id = await stage.open()
    await stage.pay(payment_id)
    await stage.arrived(payment_id, ChargeResult(status, reason="late"))
    await stage.arrived(payment_id, ChargeResult(ChargeStatus.WAITING))
    assert await stage.statuses() == {"posted": 1}
    bill = await stage.container.services.bills.bill(stage.customer.id, stage.bill_id)
    assert bill.owed_fen == 0


@on_sqlite
async def test_word_of_the_payment_that_overtakes_word_of_its_end_is_right(stage: Stage) -> None:
    payment_id = await stage.open()
    await stage.arrived(payment_id, DECLINED)
    assert await stage.statuses() == {"void": 1}
    await stage.pay(payment_id)
    await stage.arrived(payment_id, DECLINED)
    assert await stage.statuses() == {"posted": 1}


async def test_paying_back_sends_once_however_often_and_side_by_side_it_is_asked(stage: Stage) -> None:
    await stage.pay(await stage.open(), 1_000)
    asked = await asyncio.gather(*(stage.refund_overpayment() for _ in range(4)))
    assert {*asked, await stage.refund_overpayment()} == {1_000}
    assert stage.gateway.refunded_fen() == 1_000
    assert await stage.refunds() == {"done": 1}


async def test_paying_back_survives_a_lost_answer(stage: Stage, clock: MovableClock) -> None:
    await stage.pay(await stage.open(), 1_000)
    stage.gateway.lose_answers = 2
    assert await stage.refund_overpayment() == 1_000
    assert await stage.refunds() == {"unknown": 1}
    for _ in range(3):
        await stage.container.services.refunds.reconcile(clock.advance(hours=1))
    assert await stage.refunds() == {"done": 1}
    assert stage.gateway.refunded_fen() == 1_000
    assert await stage.told() == [NoticeKind.OVERPAYMENT, NoticeKind.REFUND]


async def test_what_a_gateway_cannot_pay_back_is_left_to_the_staff_and_sent_by_nobody_else(
    stage: Stage, clock: MovableClock
) -> None:
    await stage.pay(await stage.open(), 1_000)
    stage.gateway.pays_back = False
    assert await stage.refund_overpayment() == 1_000
    stage.gateway.pays_back = True  # nothing goes the other way as well
    await stage.refund_overpayment()
    await stage.container.services.refunds.reconcile(clock.advance(hours=1))
    assert await stage.refunds() == {"by_hand": 1}
    (waiting,) = await stage.container.services.refunds.by_hand()
    for _ in range(2):
        await stage.container.services.refunds.paid_by_hand(waiting.refund_id, "BANK-1")
    assert (await stage.refunds(), stage.gateway.refunded_fen()) == ({"done": 1}, 0)
    assert await stage.overpaid_fen() == 0


@on_sqlite
async def test_nothing_goes_back_while_a_payment_is_on_its_way(stage: Stage) -> None:
    await stage.pay(await stage.open(), 1_000)
    await stage.open()
    with pytest.raises(PaymentInFlight):
        await stage.refund_overpayment()
    assert await stage.refunds() == {}


@on_sqlite
async def test_two_credits_go_back_each_by_its_own_payment(stage: Stage) -> None:
    await stage.pay(await stage.open(), 1_000, "R-1")
    await stage.pay(await stage.open(), 2_000, "R-2")
    assert await stage.refund_overpayment() == 3_000
    assert [stage.gateway.refunded_fen(each) for each in ("R-1", "R-2")] == [1_000, 2_000]


@on_sqlite
async def test_the_customer_is_told_once_also_at_night(stage: Stage, clock: MovableClock) -> None:
    payment_id = await stage.open()
    clock.move_to(date(2026, 1, 5), time(23, 30))
    for _ in range(2):
        await stage.pay(payment_id, reference="R-1")
        assert await stage.told() == [NoticeKind.PAYMENT]
    for _ in range(2):
        await stage.pay(payment_id, 700, "R-2")
        assert await stage.told() == [NoticeKind.PAYMENT, NoticeKind.OVERPAYMENT]


@on_sqlite
async def test_a_notice_names_the_money_that_came(stage: Stage) -> None:
    await stage.pay(await stage.open(), 1_000)
    await stage.told()
    (content,) = stage.channel.contents(OverpaymentContent)
    assert (content.money.amount_fen, content.money.loan_id) == (1_000, stage.loan_id)


async def test_much_said_at_once_of_one_loan_is_written_down_without_waiting_for_each_other_for_ever(
    stage: Stage,
) -> None:
    first = await stage.open()
    await stage.call_off(first)
    second = await stage.open()
    repayment, refunds = stage.container.services.payments, stage.container.services.refunds
    for number in range(4):
        said = [
            stage.arrived(
                payment_id, stage.gateway.pay(payment_id, AMOUNT_FEN, f"R-{payment_id}-{number}-{each}")
            )
            for payment_id in (first, second)
            for each in range(3)
        ]
        quote = await _next_quote(stage)
        asked = [refunds.refund_overpayment(stage.customer.id, stage.loan_id)]
        tapped = [repayment.confirm_quote(stage.customer.id, quote.quote_id)] if quote else []
        ends = await asyncio.gather(*said, *asked, *tapped, return_exceptions=True)
        assert [
            end for end in ends if isinstance(end, BaseException) and not isinstance(end, DomainError)
        ] == []


async def _next_quote(stage: Stage) -> QuoteView | None:
    try:
        return await stage.quote()
    except DomainError:
        return None
