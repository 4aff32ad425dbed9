"""What the screens of new due dates say: which loan, which day, every date and amount, the agreement, done, and why not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bot.wiring import Container
from domain.rescheduling.results import MoveKind, Obstacle, WhyNot
from domain.terms import DeferralTerms, DueDayChangeTerms
from handlers.buttons.orders import OpenOrder
from handlers.buttons.rescheduling import (
    AgreeNewDates,
    ConfirmNewDates,
    OpenDatesAgreement,
    OpenDueDay,
    OpenDueDays,
    OpenNewDates,
)
from handlers.context import Context
from handlers.orders.handlers import show_order
from handlers.rescheduling import handlers, views
from handlers.rescheduling.agreement import agreement_text
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from tests.domain.rescheduling.shop import shop_with, some_paid
from tests.support.asking import Asker, asking
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import buy

pytestmark = on_sqlite
MAY_10 = date(2026, 5, 10)


def labels(shown: Reply) -> list[str]:
    return [button.label for row in shown.keyboard for button in row]


async def ready(
    container: Container, clock: MovableClock, locale: str = "zh_CN", **terms: object
) -> tuple[Context, str]:
    """¥3,999.00 by 等额本息 at 12 %, four instalments paid, on 2026-05-10."""
    await shop_with(container, **terms)
    customer, loan_id = await some_paid(container, clock)
    clock.move_to(MAY_10)
    return asking(container, customer, locale), loan_id


async def test_with_one_loan_the_days_are_offered_at_once(container: Container, clock: MovableClock) -> None:
    context, _ = await ready(container, clock)
    shown = await handlers.show_due_day(context)
    assert "现在下一期是 6月5日（周五，26天后）。" in shown.html()
    assert labels(shown) == ["每月 1 日（下期 6/1）", "每月 20 日（下期 6/20）", "只把下一期延后几天", "返回"]


async def test_with_several_loans_it_is_asked_which(container: Container, clock: MovableClock) -> None:
    context, _ = await ready(container, clock)
    await buy(container, context.customer, product_id="lamp", plan_id="consumer-3")
    shown = await handlers.show_due_day(context)
    assert "想改哪一笔的还款日？" in shown.html()
    assert labels(shown) == ["小米手机 15", "台灯", "返回"]


async def test_every_date_and_amount_is_shown_and_what_it_costs(
    container: Container, clock: MovableClock
) -> None:
    context, loan_id = await ready(container, clock)
    shown = await handlers.open_new_dates(context, OpenNewDates(loan_id, "day", 20))
    table = next(part for part in shown.parts if not isinstance(part, str))
    assert table.rows[0] == ("5", "6/5", "6/20", "¥369.81")
    assert table.rows[-1] == ("12", "27/1/5", "27/1/20", "¥355.27")
    assert len(table.rows) == 8
    assert "一共多付利息 <b>¥14.50</b>" in shown.html()
    assert labels(shown) == ["看协议", "返回"]


async def test_putting_off_shows_only_what_changes(container: Container, clock: MovableClock) -> None:
    context, loan_id = await ready(container, clock)
    choice = await handlers.open_due_days(context, OpenDueDays(loan_id, "later"))
    assert labels(choice) == [
        "晚 3 天，到 6/8",
        "晚 7 天，到 6/12",
        "晚 10 天，到 6/15",
        "改每月的还款日",
        "返回",
    ]
    shown = await handlers.open_new_dates(context, OpenNewDates(loan_id, "later", 10))
    table = next(part for part in shown.parts if not isinstance(part, str))
    assert table.rows == (("5", "6/5", "6/15", "¥365.28"), ("6", "7/5", "7/5", "¥347.34"))
    assert "¥2.00" in shown.html()


async def test_it_is_confirmed_only_once_the_agreement_is_agreed_to(
    container: Container, clock: MovableClock
) -> None:
    context, loan_id = await ready(container, clock)
    read = await handlers.open_agreement(context, OpenDatesAgreement(loan_id, "day", 20))
    assert labels(read) == ["☐ 我已阅读，同意《还款日变更协议》", "返回"]
    tick = read.keyboard[0][0].action
    assert isinstance(tick, AgreeNewDates)
    ticked = await handlers.agree(context, tick)
    assert labels(ticked) == ["☑ 我已阅读，同意《还款日变更协议》", "确认改到每月 20 日", "返回"]
    action = ticked.keyboard[1][0].action
    assert isinstance(action, ConfirmNewDates)
    done = await handlers.confirm(context, action)
    assert done.stays
    assert "第 5 期 6月20日（周六）还 <b>¥369.81</b>" in done.html()
    assert (await handlers.confirm(context, action)).html() == done.html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
@pytest.mark.parametrize(("kind", "value"), [("day", 20), ("later", 10)])
async def test_the_agreement_names_every_date_and_amount(
    container: Container, clock: MovableClock, locale: str, kind: str, value: int
) -> None:
    context, loan_id = await ready(container, clock, locale)
    agreement = await container.services.reschedulings.agreement(
        context.customer.id, loan_id, MoveKind(kind), value
    )
    text = agreement_text(context.t, agreement)
    for row in agreement.preview.rows:
        assert row.due_date.isoformat() in text
        assert context.t.money(row.payment_fen) in text
    assert "%(" not in text
    assert agreement.order_number in text
    assert re.search(r"110101199003070011|张示例", text) is None
    shown = await handlers.open_agreement(context, OpenDatesAgreement(loan_id, kind, value))
    assert all(len(page) <= 4096 for page in shown.pages())


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_every_reason_is_one_calm_sentence(
    container: Container, clock: MovableClock, locale: str
) -> None:
    context, loan_id = await ready(container, clock, locale)
    choice = await container.services.reschedulings.choice(context.customer.id, loan_id, MoveKind.DUE_DAY)
    t, ends = texts_for(locale), "." if locale == "en" else "。"
    said = {
        why: views.why_not(t, choice, Obstacle(why, periods=2, from_day=MAY_10 + timedelta(days=30)))
        for why in WhyNot
    }
    assert len(set(said.values())) == len(WhyNot)
    for why, sentence in said.items():
        assert sentence.endswith((ends, "0001.", "0002.")) and sentence.count("。") <= 1, why
        assert "逾期" not in sentence


async def test_why_not_leads_to_what_can_be_done(container: Container, clock: MovableClock) -> None:
    context, _ = await ready(container, clock)
    clock.move_to(date(2026, 6, 7))
    shown = await handlers.show_due_day(context)
    assert "有账单过了还款日，先还上就能改。" in shown.html()
    assert labels(shown) == ["我的账单", "有困难", "还款日历", "返回"]


async def test_the_order_offers_it_where_the_lender_does(container: Container, clock: MovableClock) -> None:
    context, loan_id = await ready(container, clock)
    (loan,) = await container.services.reschedulings.loans(context.customer.id)
    assert "改还款日" in labels(await _order(context, loan.order_id))
    await shop_with(container, due_day_change=DueDayChangeTerms(), deferral=DeferralTerms())
    assert "改还款日" not in labels(await _order(context, loan.order_id))
    assert "机构不支持改" in (await handlers.open_due_days(context, OpenDueDays(loan_id, "day"))).html()


async def _order(context: Context, order_id: str) -> Reply:
    shown = await show_order(context, order_id)
    assert isinstance(shown, Reply)
    return shown


async def test_the_frequent_questions_lead_there_where_the_lender_allows_it(
    container: Container, clock: MovableClock
) -> None:
    context, _ = await ready(container, clock)
    asker = Asker(container, context.customer)
    for words in ("还款日能改吗？", "能晚几天还吗？"):
        shown = await asker.says(words)
        assert any(button.action == OpenDueDay() for row in shown.keyboard for button in row), words
    await shop_with(container, due_day_change=DueDayChangeTerms(), deferral=DeferralTerms())
    for words in ("还款日能改吗？", "能晚几天还吗？"):
        shown = await asker.says(words)
        assert all(button.action != OpenDueDay() for row in shown.keyboard for button in row), words


@pytest.mark.parametrize("words", ["改还款日", "换个还款日", "推迟几天还", "改繳款日", "change my due date"])
async def test_plain_words_lead_there(container: Container, clock: MovableClock, words: str) -> None:
    context, _ = await ready(container, clock)
    shown = await Asker(container, context.customer).says(words)
    assert any(isinstance(button.action, OpenNewDates) for row in shown.keyboard for button in row)


async def test_who_owes_nothing_has_nothing_to_change(container: Container, clock: MovableClock) -> None:
    context, _ = await ready(container, clock)
    service = container.services
    (loan,) = await service.reschedulings.loans(context.customer.id)
    quote = await service.quotes.settlement(context.customer.id, loan.loan_id)
    await service.payments.confirm_quote(context.customer.id, quote.quote_id)
    shown = await handlers.show_due_day(context)
    assert "没有可以改期或顺延的" in shown.html()
    assert OpenOrder(loan.order_id) not in [b.action for row in shown.keyboard for b in row]
