"""What a return does to guarantee and service fees is said by their names, and of the instalments which part it is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.outbox.results import NoticeKind
from domain.returns.notices import ReturnContent
from domain.terms import OwedPart
from domain.value import replace
from handlers.breakdowns.return_views import workings_screen
from handlers.notices.views import notice
from handlers.orders.views import order_screen
from handlers.returns.views import ask_receipt, preview_screen
from handlers.ui import cost_names
from handlers.ui.i18n import texts_for
from tests.support.charged_plans import FLAT_ID, LOAN_ID, borrowed
from tests.support.clock import MovableClock
from tests.support.returning import EVERYTHING, TEN_DAYS_LATE, THOUSAND, send_back

T = texts_for("zh_CN")


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on it."""
    return "sqlite"


@pytest.mark.parametrize(
    ("locale", "headed", "of_the_first"),
    [
        (
            "zh_CN",
            "已付的利息、担保费和服务费，按退货 ¥1,000.00 占",
            ("第 1 期的利息：¥39.99 ×", "第 1 期的担保费：¥7.99 ×", "第 1 期的服务费：¥3.99 ×"),
        ),
        (
            "zh_TW",
            "已付的利息、擔保費和服務費，按退貨 ¥1,000.00 占",
            ("第 1 期的利息：¥39.99 ×", "第 1 期的擔保費：¥7.99 ×", "第 1 期的服務費：¥3.99 ×"),
        ),
        (
            "en",
            "The part of interest, guarantee fee and service fee already paid is refunded by",
            (
                "No. 1, interest: ¥39.99 ×",
                "No. 1, guarantee fee: ¥7.99 ×",
                "No. 1, service fee: ¥3.99 ×",
            ),
        ),
    ],
)
async def test_of_each_cost_that_goes_back_it_is_said_which_one_it_is(
    container: Container, clock: MovableClock, locale: str, headed: str, of_the_first: tuple[str, ...]
) -> None:
    t = texts_for(locale)
    customer, order = await borrowed(container, clock, LOAN_ID, paid=4)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {THOUSAND: 1})
    text = workings_screen(t, preview, "1").html()
    for said in (headed, *of_the_first):
        assert said in text
    lines = [line for line in text.splitlines() if "÷ ¥3,999.00" in line]
    assert len({line.partition("¥")[0] for line in lines}) == len(lines) == 12


@pytest.mark.parametrize(
    ("locale", "cut", "back"),
    [
        ("zh_CN", "利息、担保费、服务费和罚息少收 ¥", "已付的利息、担保费和服务费会退给您 ¥"),
        ("zh_TW", "利息、擔保費、服務費和遲延利息少收 ¥", "已付的利息、擔保費和服務費會退給您 ¥"),
        (
            "en",
            "interest, guarantee fee, service fee and late interest reduced by ¥",
            "of the interest, guarantee fee and service fee you paid is refunded.",
        ),
    ],
)
async def test_preview_order_and_notice_name_what_falls_away_and_goes_back(
    container: Container, clock: MovableClock, locale: str, cut: str, back: str
) -> None:
    t = texts_for(locale)
    customer, order = await borrowed(container, clock, LOAN_ID, paid=4)
    clock.move_to(TEN_DAYS_LATE)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, EVERYTHING)
    text = preview_screen(t, preview, "1", TEN_DAYS_LATE).html()
    assert cut in text
    assert back in text
    booked = await send_back(container, customer, order, EVERYTHING)
    detail = await container.services.orders.order(customer.id, order.summary.order_id)
    assert cut in order_screen(t, detail, TEN_DAYS_LATE).html()
    assert cut in notice(t, ReturnContent(NoticeKind.RETURN, TEN_DAYS_LATE, (booked,))).html()


async def test_what_the_price_pays_of_costs_is_named_before_and_after(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, FLAT_ID)
    order_id = order.summary.order_id
    await container.services.returns.confirm_receipt(customer.id, order_id)
    day = date(2026, 2, 15)
    clock.move_to(day)
    preview = await container.services.returns.preview(customer.id, order_id, {THOUSAND: 1})
    assert "抵利息、担保费和罚息 ¥" in preview_screen(T, preview, "1", day).html()
    booked = await send_back(container, customer, order, {THOUSAND: 1})
    told = notice(T, ReturnContent(NoticeKind.RETURN, day, (booked,))).html()
    assert "抵了利息、担保费和罚息 ¥" in told
    assert booked.costs_paid == preview.costs_paid == {OwedPart.FEE, OwedPart.GUARANTEE, OwedPart.PENALTY}
    assert booked.costs_cut == preview.costs_cut == {OwedPart.FEE, OwedPart.GUARANTEE}


@pytest.mark.parametrize(
    ("plan_id", "said"),
    [(FLAT_ID, "已付的利息和费用一般不退"), ("consumer-12", "已付的利息一般不退")],
)
async def test_before_receipt_is_confirmed_it_is_said_what_is_kept(
    container: Container, clock: MovableClock, plan_id: str, said: str
) -> None:
    _, order = await borrowed(container, clock, plan_id)
    assert said in ask_receipt(T, order).html()


async def test_without_charges_the_sentences_are_what_they_were(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, "consumer-12", paid=4)
    clock.move_to(TEN_DAYS_LATE)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {THOUSAND: 1})
    text = preview_screen(T, preview, "1", TEN_DAYS_LATE).html() + workings_screen(T, preview, "1").html()
    for said in (
        "利息和罚息少收 ¥",
        "已付的利息等费用会退给您 ¥",
        "已付的利息等费用，按退货",
        "第 1 期：¥23.99 ×",
    ):
        assert said in text
    assert "担保费" not in text
    assert "服务费" not in text


def test_what_is_named_is_named_once_penalty_interest_after_the_fees() -> None:
    every = frozenset(OwedPart) - {OwedPart.PRINCIPAL}
    assert cost_names.parts(T, every) == "利息、担保费、服务费和罚息"
    assert cost_names.parts(T, frozenset({OwedPart.SERVICE})) == "服务费"
    assert cost_names.parts(texts_for("en"), {OwedPart.FEE, OwedPart.GUARANTEE}, "early repayment fee") == (
        "interest, guarantee fee and early repayment fee"
    )


async def test_a_fee_for_prepaying_that_goes_back_is_named_too(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, LOAN_ID, paid=4)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {THOUSAND: 1})
    outside = replace(preview.result.outside_returned, prepay_fee_fen=100, prepay_interest_fen=0)
    with_fee = replace(preview, result=replace(preview.result, outside_returned=outside))
    assert cost_names.returned(T, with_fee) == "利息、担保费、服务费和违约金"
