"""怎么算的 of repaying early, from the services to the screen: every formula with its numbers comes to what is charged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.wiring import Container
from domain.breakdowns.results import PrepaymentWorkings, SettlementWorkings
from domain.quotes.results import QuoteView
from domain.terms import FeeTier, PrepayFeeKind, PrepayPolicy, PrepayStrategy, PrepayTerms
from domain.value import replace
from handlers.breakdowns.early_views import prepayment_screen, settlement_screen
from handlers.ui.i18n import texts_for
from tests.domain.quotes.test_early_repayment import TEN_DAYS_LATER, four_paid, shop_with
from tests.support.clock import MovableClock

LONGEST = 4096


async def screen(container: Container, customer_id: str, quote: QuoteView, locale: str = "zh_CN") -> str:
    shown = await container.services.breakdowns.quote(customer_id, quote.quote_id)
    t, today = texts_for(locale), container.services.today()
    if isinstance(shown, SettlementWorkings):
        html = settlement_screen(t, shown, today).html()
    else:
        assert isinstance(shown, PrepaymentWorkings)
        html = prepayment_screen(t, shown, today).html()
    assert len(html) <= LONGEST
    return html


@pytest.mark.parametrize(
    ("policy", "plan_id", "formula"),
    [
        (PrepayPolicy.DAILY_INTEREST, "bank-12", "¥2,718.68 × 12% ÷ 360 × 10 天 = ¥9.06（从 5月5日（周二）起算）"),
        (PrepayPolicy.CURRENT_PERIOD, "consumer-12", "收到当期，第 5 期的利息 ¥23.99"),
        (PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, "consumer-12", "第 5 到 6 期的利息加起来 ¥47.98"),
        (PrepayPolicy.REMAINING_DUE, "consumer-12", "第 5 到 12 期的利息加起来 ¥191.97"),
        (PrepayPolicy.PERIOD_SHARE, "consumer-12", "31 天里过了 10 天，¥7.74"),
        (PrepayPolicy.WAIVED, "consumer-12", "不再收之后的利息"),
        (PrepayPolicy.ACTUAL_USE, "consumer-12", "r = 1.086182%"),
        (PrepayPolicy.ACTUAL_USE, "consumer-12", "− 本金 ¥2,666.00 = ¥67.05"),
    ],
)  # fmt: skip
async def test_the_interest_of_a_settlement_is_explained_by_its_policy(
    container: Container, clock: MovableClock, policy: PrepayPolicy, plan_id: str, formula: str
) -> None:
    await shop_with(container, PrepayTerms(policy))
    customer, loan_id = await four_paid(container, clock, plan_id)
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert formula in await screen(container, customer.id, quote)


async def test_fee_arrears_and_saving_of_a_settlement_are_explained(
    container: Container, clock: MovableClock
) -> None:
    terms = PrepayTerms(PrepayPolicy.DAILY_INTEREST, PrepayFeeKind.MONTHS, Decimal(1))
    await shop_with(container, terms)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER.replace(month=6))
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    shown = await screen(container, customer.id, quote)
    assert "已到期：第 5 期还没还的 ¥355.31" in shown
    assert "罚息：¥355.31 × 0.05% × 10 天 = ¥1.78" in shown
    assert "× 12% ÷ 12 × 1 个月 = ¥23.91" in shown
    assert "按期还完还要付 ¥2,844.22" in shown


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ["违约金：¥2,718.68 × 3% = ¥81.56"]),
        (
            {"fee_most_fen": 5_000},
            ["违约金：¥2,718.68 × 3% = ¥81.56", "合同约定最高收 ¥50.00，所以收 ¥50.00"],
        ),
        (
            {"fee_least_fen": 9_000},
            ["违约金：¥2,718.68 × 3% = ¥81.56", "合同约定最低收 ¥90.00，所以收 ¥90.00"],
        ),
        ({"fee_tiers": (FeeTier(4, Decimal(3)),)}, ["违约金：合同约定不收"]),
    ],
)
async def test_a_fee_by_time_is_explained_as_the_one_that_holds_that_day_and_its_bound_is_named(
    container: Container, clock: MovableClock, changes: dict[str, Any], lines: list[str]
) -> None:
    by_time = PrepayTerms(
        PrepayPolicy.DAILY_INTEREST, PrepayFeeKind.PERCENT, fee_tiers=(FeeTier(6, Decimal(3)),)
    )
    await shop_with(container, replace(by_time, **changes))
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    shown = await screen(container, customer.id, quote)
    for line in lines:
        assert line in shown


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize("strategy", [PrepayStrategy.FEWER, PrepayStrategy.SMALLER])
async def test_a_part_is_explained_down_to_the_new_instalments(
    container: Container, clock: MovableClock, strategy: PrepayStrategy, locale: str
) -> None:
    await shop_with(container, PrepayTerms(PrepayPolicy.DAILY_INTEREST))
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, strategy)
    shown = await screen(container, customer.id, quote, locale)
    first = {PrepayStrategy.FEWER: "¥355.31", PrepayStrategy.SMALLER: "¥224.61"}[strategy]
    for amount in ("¥2,718.68", "¥1,000.00", "¥1,718.68", "¥3.33", "¥123.76", first):
        assert amount in shown
