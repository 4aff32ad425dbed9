"""还了怎么还显示没还 is answered from the customer's own last payment: what became of it, what is shown, what comes next."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.cases.types import CaseKind
from domain.history.results import PaymentOutcome
from domain.understanding.slots import Slots
from domain.value import replace
from handlers.buttons.questions import OpenTopic, RateAnswer
from handlers.buttons.repayment import OpenPayment, QuoteRepayment
from handlers.buttons.support import AskFor, OpenAgent, WriteToPerson
from handlers.questions.arrival_views import AGAIN, arrived
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Button, Reply
from tests.support.asking import Asker, buttons, words
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, paid, pay_it_now, settled
from tests.support.people import arrive, buy, repay_next

KIND = ("我昨天还了怎么今天还显示没还是不是没到账", "还了没到账", "明明还了还显示待还")
NEXT_DAY = date(2026, 1, 6)


def plain(shown: Reply) -> str:
    return words(shown).replace("<b>", "").replace("</b>", "")


def reports(shown: Reply) -> list[Button]:
    return [
        one
        for one in buttons(shown)
        if isinstance(one.action, AskFor) and one.action.kind == CaseKind.PAID_ELSEWHERE
    ]


def pays(shown: Reply) -> list[str]:
    return [one.label for one in buttons(shown) if isinstance(one.action, QuoteRepayment)]


@pytest.mark.parametrize("said", KIND)
async def test_where_no_payment_is_found_it_says_so_calmly_and_what_to_check(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await Asker(container, (await indebted(container, clock)).customer).says(said)
    text = plain(shown)
    assert text.startswith("在这里没有查到您的还款。")
    assert "2月5日（周四）　小米手机 15　第 1/12 期　¥357.24" in text
    assert "请看看银行或支付 App 里有没有扣款成功的记录。" in text
    assert reports(shown)[0].style == "primary"
    assert not pays(shown)  # whoever may have paid is not led to pay twice
    assert [b.label for b in buttons(shown) if b.action == AGAIN] == ["刷新"]
    assert any(isinstance(b.action, OpenAgent) for b in buttons(shown))


@pytest.mark.parametrize("said", KIND)
async def test_what_was_received_is_said_first_and_then_which_other_bill_is_shown(
    container: Container, clock: MovableClock, said: str
) -> None:
    debtor = await indebted(container, clock)
    await paid(debtor)
    clock.move_to(NEXT_DAY)
    text = plain(await Asker(container, debtor.customer).says(said))
    assert text.startswith("1月5日（周一）还的 ¥357.24 已经到账（小米手机 15）。")
    assert "现在显示待还的是另一期：3月5日（周四）　小米手机 15　第 2/12 期　¥357.24。" in text


async def test_a_part_that_was_paid_is_told_as_that(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    quotes = container.services.quotes
    quote = await quotes.amount(debtor.customer.id, debtor.loan_id, 100_00)
    await container.services.payments.confirm_quote(debtor.customer.id, quote.quote_id)
    text = plain(await Asker(container, debtor.customer).says(KIND[1]))
    assert text.startswith("1月5日（周一）还的 ¥100.00 已经到账")
    assert "这一期只还了一部分，所以还显示待还：2月5日（周四）　小米手机 15　第 1/12 期　¥257.24。" in text


async def test_what_is_on_its_way_is_not_to_be_paid_again(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    await pay_it_now(debtor)
    clock.move_to(NEXT_DAY)
    shown = await Asker(container, debtor.customer).says(KIND[0])
    assert plain(shown).startswith("1月5日（周一）的 ¥357.24 还在处理（小米手机 15），有结果我会告诉您")
    assert isinstance(buttons(shown)[0].action, OpenPayment)
    assert not pays(shown)


async def test_what_was_refused_can_be_paid_again_unless_the_bank_took_it(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    own = await container.services.enquiries.own(debtor.customer.id, Slots())
    await pay_it_now(debtor)
    (made,) = (await container.services.history.payments(debtor.customer.id, 0)).payments
    refused = replace(made, outcome=PaymentOutcome.NOT_TAKEN)
    shown = arrived(texts_for("zh_CN"), own, [refused], None, None)
    text = plain(shown)
    assert text.startswith("1月5日（周一）的 ¥357.24 没有付成（小米手机 15），没有扣款。")
    assert "银行显示钱已经扣了的，先不要再还" in text
    assert pays(shown) == ["还 ¥357.24（小米手机 15）"]
    assert reports(shown)


async def test_yesterday_is_the_day_they_say_they_paid_on(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    await paid(debtor)
    clock.move_to(date(2026, 1, 10))
    text = plain(await Asker(container, debtor.customer).says(KIND[0]))
    assert text.startswith("1月9日（周五）没有您的还款。\n1月5日（周一）还的 ¥357.24 已经到账")


async def test_only_payments_of_the_order_that_is_named_count(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    lamp = await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    await repay_next(container, debtor.customer, lamp.bills[0].loan_id)
    asking = Asker(container, debtor.customer)
    assert plain(await asking.says("手机那笔还了没到账")).startswith("在这里没有查到您的还款。")
    assert "已经到账（台灯）" in plain(await asking.says("台灯那笔还了没到账"))


async def test_who_reported_it_already_is_told_that_it_is_being_checked(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    await container.services.support.paid_elsewhere(debtor.customer.id, debtor.loan_id)
    shown = await Asker(container, debtor.customer).says(KIND[0])
    assert "正在核对，有结果会告诉您。" in plain(shown)
    assert not reports(shown)
    assert any(isinstance(b.action, WriteToPerson) for b in buttons(shown))


async def test_where_nothing_is_left_it_says_that(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    await settled(debtor)
    text = plain(await Asker(container, debtor.customer).says(KIND[2]))
    assert "已经到账" in text
    assert "现在没有待还的账单。" in text


async def test_who_never_bought_anything_gets_the_general_answer(container: Container) -> None:
    shown = await Asker(container, await arrive(container)).says(KIND[0])
    assert any(isinstance(b.action, RateAnswer) for b in buttons(shown))


async def test_to_see_what_came_of_it_meanwhile_the_answer_is_asked_for_again(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    asking = Asker(container, debtor.customer)
    before = await asking.ask("faq.bill.paid_still_shown")
    await paid(debtor)
    assert isinstance(AGAIN, OpenTopic)
    assert plain(await asking.ask("faq.bill.paid_still_shown")) != plain(before)
