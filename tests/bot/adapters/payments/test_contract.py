"""The contract of `domain.payments.ports.PaymentGateway`: every gateway passes the same cases, over a real socket.

Telegram and the lender's own page cannot be asked what became of a charge and pay nothing back by themselves. What they
answer instead stands in test_telegram.py and at the end of this file; that they are paid once is the chat's to prove
(tests/e2e/test_ways_to_pay.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapters.payments.external import ExternalGateway
from bot.adapters.payments.sandbox import SandboxGateway
from domain.payments.ports import (
    CANCELLED,
    Charge,
    ChargeStatus,
    GatewayRefundStatus,
    PaymentGateway,
    RefundRequest,
)
from domain.payments.results import ActionKind
from tests.bot.adapters.payments.conftest import Alipay, Wechat
from tests.support.clock import MovableClock
from tests.support.gateways import FaultyApp, book_in, serving

AMOUNT_FEN = 35_531


class Harness(Protocol):
    """A gateway with the hands of the customer and of the weather."""

    gateway: PaymentGateway

    def pay(self, payment_id: str) -> bool:
        """The customer pays, where that is theirs to do. False where it cannot be paid."""
        ...

    def lose_next_request(self) -> None: ...

    def lose_next_answer(self) -> None: ...

    def refunded_fen(self, payment_id: str) -> int: ...


class SandboxHarness:
    def __init__(self, address: str, app: FaultyApp, folder: Path) -> None:
        self.gateway: PaymentGateway = SandboxGateway(address)
        self._app = app
        self._book = book_in(folder)

    def pay(self, payment_id: str) -> bool:
        outcome = self._book.outcome(payment_id)
        return outcome is not None and outcome["status"] == "succeeded"

    def lose_next_request(self) -> None:
        self._app.lose_next_request = 1

    def lose_next_answer(self) -> None:
        self._app.lose_next_answer = 1

    def refunded_fen(self, payment_id: str) -> int:
        return self._book.refunded_fen(payment_id)

    async def aclose(self) -> None:
        assert isinstance(self.gateway, SandboxGateway)
        await self.gateway.aclose()
        self._book.close()


class CodeHarness:
    """Of those whose code the customer scans."""

    def __init__(self, scanned: Alipay | Wechat) -> None:
        self.gateway: PaymentGateway = scanned.gateway
        self._server = scanned.server

    def pay(self, payment_id: str) -> bool:
        return self._server.pay(payment_id)

    def lose_next_request(self) -> None:
        self._server.lose_next_request = 1

    def lose_next_answer(self) -> None:
        self._server.lose_next_answer = 1

    def refunded_fen(self, payment_id: str) -> int:
        return self._server.refunded_fen(payment_id)


@pytest.fixture
async def sandbox_harness(tmp_path: Path) -> AsyncIterator[Harness]:
    book = book_in(tmp_path)
    app = FaultyApp(book)
    async with serving(app) as address:
        made = SandboxHarness(address, app, tmp_path)
        yield made
        await made.aclose()
    book.close()


@pytest.fixture
def alipay_harness(alipay: Alipay) -> Harness:
    return CodeHarness(alipay)


@pytest.fixture
def wechat_harness(wechat: Wechat) -> Harness:
    return CodeHarness(wechat)


@pytest.fixture
def wechat_by_key_harness(wechat_by_key: Wechat) -> Harness:
    return CodeHarness(wechat_by_key)


@pytest.fixture(params=["sandbox", "alipay", "wechat", "wechat_by_key"])
def harness(request: pytest.FixtureRequest) -> Harness:
    made: Harness = request.getfixturevalue(f"{request.param}_harness")
    return made


def charge(clock: MovableClock, payment_id: str = "pay1", amount_fen: int = AMOUNT_FEN) -> Charge:
    return Charge(
        payment_id=payment_id,
        amount_fen=amount_fen,
        subject="F260105AAAA",
        chat_id=21,
        locale="zh_CN",
        page="https://example.com/pay",
        expires_at=clock.now() + timedelta(minutes=15),
    )


def refund_request(amount_fen: int = AMOUNT_FEN, refund_id: str = "back1") -> RefundRequest:
    return RefundRequest(
        refund_id=refund_id,
        payment_id="pay1",
        reference="whatever",
        amount_fen=amount_fen,
        paid_fen=AMOUNT_FEN,
    )


async def paid(harness: Harness, clock: MovableClock) -> None:
    await harness.gateway.start(charge(clock))
    assert harness.pay("pay1")


async def test_started_and_paid_it_is_found_with_its_amount_and_a_reference(
    harness: Harness, clock: MovableClock
) -> None:
    started = await harness.gateway.start(charge(clock))
    expected = ChargeStatus.WAITING if harness.gateway.customer_acts else ChargeStatus.SUCCEEDED
    assert started.status is expected
    assert harness.pay("pay1")
    found = await harness.gateway.query("pay1")
    assert (found.status, found.paid_fen) == (ChargeStatus.SUCCEEDED, AMOUNT_FEN)
    assert found.reference


async def test_the_same_id_started_twice_is_one_charge(harness: Harness, clock: MovableClock) -> None:
    first, second = [await harness.gateway.start(charge(clock)) for _ in range(2)]
    assert first.status is second.status
    # WeChat Pay gives a new code each time, and the one before is void.
    assert (first.action is None) is (second.action is None)
    assert harness.pay("pay1")
    references = {(await harness.gateway.query("pay1")).reference for _ in range(2)}
    assert len(references) == 1


async def test_started_again_after_it_was_paid_it_answers_that_it_is_paid(
    harness: Harness, clock: MovableClock
) -> None:
    await paid(harness, clock)
    assert (await harness.gateway.start(charge(clock))).status is ChargeStatus.SUCCEEDED


async def test_another_amount_under_the_same_id_is_refused(harness: Harness, clock: MovableClock) -> None:
    await harness.gateway.start(charge(clock))
    with pytest.raises(RuntimeError):
        await harness.gateway.start(charge(clock, amount_fen=1))


async def test_a_start_that_never_arrived_is_unknown_and_then_not_found(
    harness: Harness, clock: MovableClock
) -> None:
    harness.lose_next_request()
    assert (await harness.gateway.start(charge(clock))).status is ChargeStatus.UNKNOWN
    assert (await harness.gateway.query("pay1")).status is ChargeStatus.NOT_FOUND


async def test_a_start_whose_answer_was_lost_is_unknown_and_then_found(
    harness: Harness, clock: MovableClock
) -> None:
    harness.lose_next_answer()
    assert (await harness.gateway.start(charge(clock))).status is ChargeStatus.UNKNOWN
    assert harness.pay("pay1")
    assert (await harness.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED


async def test_an_unanswered_query_is_unknown_and_never_an_exception(
    harness: Harness, clock: MovableClock
) -> None:
    await paid(harness, clock)
    harness.lose_next_answer()
    assert (await harness.gateway.query("pay1")).status is ChargeStatus.UNKNOWN


async def test_nothing_is_known_of_an_id_that_was_never_started(harness: Harness) -> None:
    assert (await harness.gateway.query("never")).status is ChargeStatus.NOT_FOUND


async def test_called_off_before_it_is_paid_it_can_never_be_paid(
    harness: Harness, clock: MovableClock
) -> None:
    called_off = await harness.gateway.cancel("pay1")
    assert (called_off.status, called_off.reason) == (ChargeStatus.DECLINED, CANCELLED)
    started = await harness.gateway.start(charge(clock))
    assert started.status is not ChargeStatus.SUCCEEDED
    assert not harness.pay("pay1")


async def test_called_off_after_it_was_paid_it_stays_paid(harness: Harness, clock: MovableClock) -> None:
    await paid(harness, clock)
    assert (await harness.gateway.cancel("pay1")).status is ChargeStatus.SUCCEEDED
    assert (await harness.gateway.query("pay1")).status is ChargeStatus.SUCCEEDED


async def test_money_goes_back_once_however_often_it_is_asked(harness: Harness, clock: MovableClock) -> None:
    await paid(harness, clock)
    for _ in range(3):
        assert (await harness.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE
    assert harness.refunded_fen("pay1") == AMOUNT_FEN


async def test_more_than_was_paid_never_goes_back(harness: Harness, clock: MovableClock) -> None:
    await paid(harness, clock)
    assert (await harness.gateway.refund(refund_request(30_000))).status is GatewayRefundStatus.DONE
    too_much = await harness.gateway.refund(refund_request(10_000, "back2"))
    assert too_much.status is GatewayRefundStatus.DECLINED
    assert harness.refunded_fen("pay1") == 30_000


async def test_a_refund_whose_answer_was_lost_is_not_made_twice(
    harness: Harness, clock: MovableClock
) -> None:
    await paid(harness, clock)
    harness.lose_next_answer()
    first = await harness.gateway.refund(refund_request())
    assert first.status in (GatewayRefundStatus.UNKNOWN, GatewayRefundStatus.DONE)
    assert (await harness.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE
    assert harness.refunded_fen("pay1") == AMOUNT_FEN


async def test_a_refund_that_never_arrived_is_unknown_and_made_when_asked_again(
    harness: Harness, clock: MovableClock
) -> None:
    await paid(harness, clock)
    harness.lose_next_request()
    assert (await harness.gateway.refund(refund_request())).status is GatewayRefundStatus.UNKNOWN
    assert harness.refunded_fen("pay1") == 0
    assert (await harness.gateway.refund(refund_request())).status is GatewayRefundStatus.DONE


async def test_the_lenders_own_page_is_shown_and_its_word_is_waited_for(clock: MovableClock) -> None:
    gateway: PaymentGateway = ExternalGateway()
    started = await gateway.start(charge(clock))
    assert started.status is ChargeStatus.WAITING
    assert started.action is not None
    assert (started.action.kind, started.action.content) == (ActionKind.PAGE, "https://example.com/pay")
    assert (await gateway.query("pay1")).status is ChargeStatus.WAITING
    assert (await gateway.cancel("pay1")).reason == CANCELLED
    assert (await gateway.refund(refund_request())).status is GatewayRefundStatus.BY_HAND
