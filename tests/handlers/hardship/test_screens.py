"""What the screens of plans in hardship say: side by side, every payment, the agreement, how one stands, and why not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bot.wiring import Container
from domain.cases.types import CaseKind
from domain.hardship.errors import HardshipUnavailable
from domain.hardship.results import NoPlan, WhyNoPlan
from handlers.buttons.hardship import (
    AgreeHardship,
    ConfirmHardship,
    OpenHardshipAgreement,
    OpenHardshipPlan,
    OpenHardshipPlans,
)
from handlers.buttons.support import AskFor
from handlers.context import Context
from handlers.hardship import handlers, views
from handlers.orders.handlers import show_order
from handlers.support.handlers import ask_for
from handlers.ui.reply import Reply
from tests.domain.hardship.shop import INTEREST_ONLY, JULY_15, LONGER, end_plans, late_loan, sign
from tests.domain.rescheduling.shop import shop_with, some_paid
from tests.support.asking import asking
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite

pytestmark = on_sqlite


def labels(shown: Reply) -> list[str]:
    return [button.label for row in shown.keyboard for button in row]


async def ready(
    container: Container, clock: MovableClock, locale: str = "zh_CN", plan_id: str = "bank-12"
) -> tuple[Context, str]:
    """The loan of docs/rules/hardship-plan.md, on 2026-07-15."""
    customer, loan_id = await late_loan(container, clock, plan_id)
    return asking(container, customer, locale), loan_id


async def test_the_plans_stand_side_by_side_with_what_they_mean(
    container: Container, clock: MovableClock
) -> None:
    context, _ = await ready(container, clock)
    shown = await handlers.show_hardship(context)
    table = next(part for part in shown.parts if not isinstance(part, str))
    assert table.rows == (
        ("分 24 期", "¥130.39", "¥3,119.17", "2028年7月"),
        ("分 24 期，前 6 期不还本金", "¥169.01", "¥3,197.19", "2028年7月"),
        ("先还本金的 20%，再分 12 期", "¥198.07", "¥2,914.01", "2027年7月"),
        ("分 36 期", "¥84.32", "¥3,030.57", "2029年7月"),
    )
    assert "罚息 <b>¥8.89</b> 先放一边，按方案还完就不收了。" in shown.html()
    assert "已经报送的逾期记录不会因为方案改掉" in shown.html()
    assert labels(shown)[-2:] == ["都不合适，和客服商量", "返回"]


async def test_every_payment_is_shown_and_what_the_time_costs(
    container: Container, clock: MovableClock
) -> None:
    context, loan_id = await ready(container, clock)
    shown = await handlers.open_plan(context, OpenHardshipPlan(loan_id, LONGER))
    (_, payments), *_ = shown.folded
    assert not isinstance(payments, str)
    assert (len(payments.rows), payments.rows[0]) == (24, ("5", "8/5", "¥130.39"))
    assert "一共还 <b>¥3,119.17</b>，比现在没还的（罚息不算）多 <b>¥276.73</b>" in shown.html()
    assert "年化 12.00%（单利）" in shown.html()
    free = await handlers.open_plan(context, OpenHardshipPlan(loan_id, INTEREST_ONLY))
    assert "前 6 期不还本金，第一期 8月5日（周三）还 <b>¥19.03</b>；从第 7 期起" in free.html()


async def test_a_loan_with_a_fee_costs_no_more(container: Container, clock: MovableClock) -> None:
    context, loan_id = await ready(container, clock, plan_id="consumer-12")
    shown = await handlers.open_plan(context, OpenHardshipPlan(loan_id, LONGER))
    assert "一样多，不另收利息。" in shown.html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_it_is_read_agreed_to_and_signed_once(
    container: Container, clock: MovableClock, locale: str
) -> None:
    context, loan_id = await ready(container, clock, locale)
    read = await handlers.open_agreement(context, OpenHardshipAgreement(loan_id, LONGER))
    text = read.folded[1][1]
    assert isinstance(text, str)
    assert not re.search(r"%\(|\{", text)
    assert ("2026-08-05" in text, "2028-07-05" in text, "¥8.89" in text) == (True, True, True)
    tick = read.keyboard[0][0].action
    assert isinstance(tick, AgreeHardship)
    ticked = await handlers.agree(context, tick)
    signs = ticked.keyboard[1][0].action
    assert isinstance(signs, ConfirmHardship)
    done = await handlers.confirm(context, signs)
    assert (await handlers.confirm(context, signs)).html() == done.html()
    assert done.html().startswith("✅")
    assert (await handlers.ask_again(context, signs)).html() == done.html()
    bills = (await container.services.bills.open_bills(context.customer.id)).bills
    for bill in (bills[0], bills[-1]):  # 怎么算的 of a bill that the plan made
        await container.services.breakdowns.bill(context.customer.id, bill.installment_id)


async def test_how_it_stands_is_told_until_it_lapses_and_after(
    container: Container, clock: MovableClock
) -> None:
    context, loan_id = await ready(container, clock)
    await sign(container, context.customer, loan_id)
    running = await handlers.open_plans(context, OpenHardshipPlans(loan_id))
    assert "这笔在按展期方案还，下一期是 <b>8月5日（周三）</b>。" in running.html()
    with pytest.raises(HardshipUnavailable):
        await handlers.open_plan(context, OpenHardshipPlan(loan_id, LONGER))
    clock.move_to(date(2026, 8, 8))
    late = await handlers.open_plans(context, OpenHardshipPlans(loan_id))
    assert "有一期过了还款日，最晚 <b>8月15日（周六）</b>还上，方案就继续有效。" in late.html()
    clock.move_to(date(2026, 8, 16))
    await end_plans(container, clock)
    lapsed = await handlers.open_plans(context, OpenHardshipPlans(loan_id))
    assert "展期方案 8月16日（周日）失效了" in lapsed.html()
    assert "放一边的罚息 ¥8.89 已经补进账单。" in lapsed.html()


async def test_hardship_and_the_order_lead_to_it_and_only_where_there_is_one(
    container: Container, clock: MovableClock
) -> None:
    context, loan_id = await ready(container, clock)
    asked = await ask_for(context, AskFor(CaseKind.HARDSHIP, loan_id))
    assert labels(asked)[0] == "看机构的展期方案"
    order_id = (await container.services.bills.open_bills(context.customer.id)).bills[0].order_id
    assert "展期方案" in labels(await show_order(context, order_id))


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_every_reason_is_one_sentence_or_two(
    container: Container, clock: MovableClock, locale: str
) -> None:
    context, loan_id = await ready(container, clock, locale)
    choice = await container.services.hardship.choice(context.customer.id, loan_id)
    for why in set(WhyNoPlan) - {WhyNoPlan.SIGNED}:  # then it is shown
        said = views.why_not(context.t, choice, NoPlan(why, from_day=JULY_15))
        assert 10 < len(said) < 160


async def test_without_a_plan_it_says_why(container: Container, clock: MovableClock) -> None:
    await shop_with(container)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(JULY_15 + timedelta(days=1))
    context = asking(container, customer)
    assert "机构没有给这笔的现成方案" in (await handlers.show_hardship(context)).html()
    asked = await ask_for(context, AskFor(CaseKind.HARDSHIP, loan_id))
    assert "看机构的展期方案" not in labels(asked)
