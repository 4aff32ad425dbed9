"""Wherever money is play, what says that it was paid or paid back says that, too."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.outbox.results import NoticeKind
from domain.payments.notices import OverpaymentContent, RefundContent
from domain.payments.results import BatchOutcome, MoneyMoved, Receipt
from domain.text import LocalText
from domain.value import replace
from handlers.notices.views import notice
from handlers.repayment.batch_views import outcome_screen
from handlers.repayment.views import receipt_screen
from handlers.ui.i18n import texts_for
from tests.support.people import arrive, buy, pay

T, TODAY = texts_for("zh_CN"), date(2026, 1, 5)
PLAY = "演示环境：钱是模拟的"


@pytest.fixture
async def receipt(container: Container) -> Receipt:
    customer = await arrive(container)
    order = await buy(container, customer)
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    return await pay(container, customer, quote.quote_id)


async def test_a_receipt_of_the_sandboxs_gateway_says_that_no_money_moved(receipt: Receipt) -> None:
    real = replace(receipt, gateway="alipay")
    assert PLAY in receipt_screen(T, receipt, TODAY).html()
    assert PLAY not in receipt_screen(T, real, TODAY).html()
    for one, said in ((receipt, True), (real, False)):
        outcome = outcome_screen(T, "batch", "sandbox", BatchOutcome((one,), 0))
        assert (PLAY in outcome.html()) is said


@pytest.mark.parametrize("is_play", [True, False])
def test_so_does_what_came_too_much_and_what_went_back(is_play: bool) -> None:
    moved = MoneyMoved("loan", LocalText({"zh_CN": "手机"}), 1, 1_000, is_play=is_play)
    for content in (
        OverpaymentContent(NoticeKind.OVERPAYMENT, TODAY, moved),
        RefundContent(NoticeKind.REFUND, TODAY, moved),
    ):
        assert (PLAY in notice(T, content).html()) is is_play
