"""A plan that begins later (先用后付), as the customer sees it: beside others, in disclosure and agreement, as a loan."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container, catalog_importer
from domain.checkout.results import AgreementFacts
from domain.plans.pricing import price_plan
from domain.value import replace
from handlers.checkout.agreement import agreement_text
from handlers.plans.options_table import rate_note
from tests.domain.quotes.test_early_repayment import require_clean_books
from tests.handlers.plans.test_terms_on_screens import TODAY, T, disclosure, said
from tests.support.asking import Asker, words
from tests.support.builders import catalog, equal_installment, flat, lender
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

FLAT = flat("consumer-12", 12, "0.6")
LOAN = equal_installment("bank-12", 12, "12", "demo-bank")
FREE = flat("free-12", 12, "0")


@pytest.mark.parametrize(
    ("plan", "free_periods", "told"),
    [
        (FLAT, 0, "第一期晚 2 个月还，不因此多收利息"),
        (LOAN, 0, "第一期晚 2 个月还，这段时间的利息算在第一期"),
        (LOAN, 1, "第一期晚 2 个月还，第一期还款日以前免息"),
        (FREE, 0, "第一期晚 2 个月还，不收利息"),
    ],
)
def test_the_disclosure_and_the_agreement_say_when_it_begins_and_what_becomes_of_the_interest(
    plan: object, free_periods: int, told: str
) -> None:
    assert isinstance(plan, type(FLAT))
    terms = replace(plan.terms, deferred_months=2, free_periods=free_periods)
    option = price_plan(lender(), replace(plan, terms=terms), 399_900, TODAY)
    shown = disclosure(
        lender(),
        terms=terms,
        method=terms.method,
        schedule=option.schedule,
        fee_fen=option.fee_fen,
        interest_fen=option.interest_fen,
    )
    assert told in "\n".join(said(shown))
    agreed = agreement_text(T, AgreementFacts("draft", "张*", "1***1", (), shown)).text
    assert f"先用后付：{told}。" in agreed
    assert f"第一期还款日 {option.schedule[0].due_date.isoformat()}" in agreed
    usual = disclosure(lender(), terms=plan.terms, schedule=option.schedule, fee_fen=option.fee_fen)
    assert "先用后付" not in "\n".join(said(usual))
    assert "先用后付" not in agreement_text(T, AgreementFacts("draft", "张*", "1***1", (), usual)).text


def test_beside_the_others_it_is_said_when_it_begins() -> None:
    plan = replace(FLAT, terms=replace(FLAT.terms, deferred_months=2))
    option = price_plan(lender(), plan, 399_900, date(2026, 1, 5))
    assert rate_note(T, [option]).endswith("\n分 12 期的方案：先用后付，今天下单 2026年4月5日（周日）开始还")
    assert "先用后付" not in rate_note(T, [price_plan(lender(), FLAT, 399_900, TODAY)])


async def begun_later(container: Container) -> None:
    spec = catalog()
    plans = tuple(
        replace(plan, terms=replace(plan.terms, deferred_months=2)) if plan.id == FLAT.id else plan
        for plan in spec.plans
    )
    await catalog_importer(container.store).apply(replace(spec, plans=plans), {})


async def test_the_loan_is_due_as_it_was_disclosed_and_its_books_are_right(
    container: Container, clock: MovableClock
) -> None:
    await begun_later(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=FLAT.id)
    assert [bill.due_date for bill in order.bills[:2]] == [date(2026, 4, 5), date(2026, 5, 5)]
    assert {bill.days_late for bill in order.bills} == {0}
    clock.move_to(date(2026, 3, 20))
    settlement = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert settlement.amount_fen == 399_900 + 23_99  # the lender takes the running period's
    clock.move_to(date(2026, 4, 5))
    await repay_next(container, customer)
    await require_clean_books(container)


async def test_whether_one_can_pay_later_is_answered_from_the_plans(
    container: Container, clock: MovableClock
) -> None:
    asking = Asker(container, await arrive(container))
    assert words(await asking.says("能先用后付吗")).startswith("现在没有先用后付的方案")
    await begun_later(container)
    told = words(await asking.says("能先用后付吗"))
    assert told.startswith("可以先用后付：下面的方案先拿货，第一期晚一些还。")
    assert "¥4,000.00 分 12 期：今天下单，第一期 2026年4月5日（周日）还，每期 ¥357.33" in told
    assert "（单利）" in told
