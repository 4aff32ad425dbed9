"""我还欠多少 and the like are answered from one's own bills: the right ones, and each amount as the services know it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from time import monotonic

import pytest

from bot.wiring import Container
from domain.loans.results import BillState
from domain.understanding.slots import Slots
from handlers.buttons.questions import AskOfOrder, RepayAmount, WeighAmount
from handlers.buttons.repayment import ConfirmRepayment, PayBy, QuoteRepayment
from handlers.questions.follow_ups import follow_up
from handlers.questions.own_answers import ANSWERS, repay_amount, weigh_amount
from handlers.questions.own_lines import next_debit_line
from handlers.ui.reply import Reply
from tests.support.asking import Asker, buttons, labels
from tests.support.clock import MovableClock
from tests.support.debtors import STATES, Debtor, State, freeze, indebted, pay_it_now, settled
from tests.support.people import arrive, buy, pay, repay_next

LATE = date(2026, 3, 10)  # two of twelve bills are late then


async def asker(container: Container, clock: MovableClock, *states: State, lamp: bool = False) -> Asker:
    """Somebody with a phone of ¥357.24 a month from 2026-02-05 on, on 2026-01-05; `lamp`: and one of ¥133.00 three times."""
    debtor = await indebted(container, clock)
    if lamp:
        await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    for state in states:
        await state(debtor)
    return Asker(container, debtor.customer)


async def said(asking: Asker, topic: str, text: str) -> str:
    return (await asking.ask(f"screen.{topic}", text)).html().replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("下个月要还多少", "2月待还 ¥357.24"),
        ("4月份那期多少", "4月待还 ¥357.24"),
        ("明年1月还多少", "2027年1月待还 ¥357.29"),
        ("第3期要还多少", "第 3 期应还 ¥357.24，还款日 4月5日（周日，90天后）。"),
        (
            "下下期多少",
            "第 3 期应还 ¥357.24，还款日 4月5日（周日，90天后）。\n这期是第 1 期，2月5日（周四）。",
        ),
        (
            "下一期多少",
            "第 1 期应还 ¥357.24，还款日 2月5日（周四，31天后）。\n再下一期是 3月5日（周四），应还 ¥357.24。",
        ),
        ("最后一期多少", "第 12 期应还 ¥357.29，还款日 2027年1月5日（周二，365天后）。"),
        ("2月5号那天还多少", "2月5日（周四）待还 ¥357.24"),
    ],
)
async def test_the_bill_that_the_words_name_is_the_one_that_is_answered(
    container: Container, clock: MovableClock, text: str, answer: str
) -> None:
    assert (await said(await asker(container, clock), "amount_due", text)).startswith(answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("这个月要还多少", "1月没有应还的。"),
        ("明年3月还多少", "2027年3月没有应还的。"),
        ("第15期多少", "您的分期没有第 15 期。"),
        ("15号要还多少", "1月15日（周四）没有应还的。"),
    ],
)
async def test_where_nothing_is_due_it_says_so_and_names_the_next(
    container: Container, clock: MovableClock, text: str, answer: str
) -> None:
    told = await said(await asker(container, clock), "amount_due", text)
    assert told.startswith(answer)
    assert "下一期 2月5日（周四，31天后）应还 ¥357.24。" in told


async def test_several_orders_are_summed_and_each_is_named(container: Container, clock: MovableClock) -> None:
    told = await said(await asker(container, clock, lamp=True), "amount_due", "下个月要还多少")
    assert told.startswith("2月待还 ¥490.24")
    assert "2月5日（周四）　小米手机 15　第 1/12 期　¥357.24" in told
    assert "2月5日（周四）　台灯　第 1/3 期　¥133.00" in told


@pytest.mark.parametrize("text", ["台灯下个月还多少", "檯燈下個月還多少".replace("檯", "台")])
async def test_a_word_for_the_goods_leaves_the_others_out(
    container: Container, clock: MovableClock, text: str
) -> None:
    told = await said(await asker(container, clock, lamp=True), "amount_due", text)
    assert told.startswith("2月待还 ¥133.00")
    assert "手机" not in told


async def test_what_is_late_stands_beside_what_was_asked_about(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    clock.move_to(LATE)
    told = await said(asking, "amount_due", "这个月要还多少")
    assert told.startswith("3月待还 ¥358.13")
    assert "⚠️ 另有 1 期过了还款日，今天还清共 ¥363.13；加在一起 ¥721.26。" in told
    later = await asking.ask("screen.amount_due", "下个月要还多少")
    assert "⚠️ 有 2 期过了还款日，今天一起还清共 <b>¥721.26</b>。" in later.html()
    assert labels(later)[0] == "还 ¥363.13（小米手机 15）"  # the first of them, and not the one to come


async def test_what_is_paid_is_said_to_be_paid(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 2, 5))
    await repay_next(container, debtor.customer)
    asking = Asker(container, debtor.customer)
    assert (await said(asking, "amount_due", "这个月要还多少")).startswith("2月的 ¥357.24 已经还清了。")
    assert (await said(asking, "amount_due", "第1期多少")).startswith("第 1 期的 ¥357.24 已经还清了。")
    assert (await said(asking, "due_date", "下次什么时候还")).startswith(
        "下次还款日是 3月5日（周四，28天后）"
    )


async def test_a_payment_on_its_way_is_not_asked_for_again(container: Container, clock: MovableClock) -> None:
    shown = await (await asker(container, clock, pay_it_now)).ask("screen.amount_due", "下个月要还多少")
    assert "正在处理" in shown.html()
    assert not any(isinstance(b.action, QuoteRepayment) for row in shown.keyboard for b in row)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("下次什么时候还", "下次还款日是 2月5日（周四，31天后），应还 ¥357.24。"),
        ("下下期什么时候", "第 3 期的还款日是 4月5日（周日，90天后），应还 ¥357.24。"),
        ("第3期几号", "第 3 期的还款日是 4月5日（周日，90天后），应还 ¥357.24。"),
    ],
)
async def test_the_day_that_is_asked_about_comes_first(
    container: Container, clock: MovableClock, text: str, answer: str
) -> None:
    assert (await said(await asker(container, clock), "due_date", text)).startswith(answer)


@pytest.mark.parametrize("text", ["下期什么时候还", "下一期几号", "下個期幾號還"])
async def test_the_next_period_is_what_is_paid_next_and_the_one_after_it_is_named_behind(
    container: Container, clock: MovableClock, text: str
) -> None:
    told = await said(await asker(container, clock), "due_date", text)
    assert told.startswith(
        "下次还款日是 2月5日（周四，31天后），应还 ¥357.24。\n再下一期是 3月5日（周四），应还 ¥357.24。"
    )


@pytest.mark.parametrize("text", ["下次什么时候还", "下回几号", "下下次什么时候还"])
async def test_the_next_time_is_the_next_payment_and_needs_no_counting(
    container: Container, clock: MovableClock, text: str
) -> None:
    told = await said(await asker(container, clock), "due_date", text)
    assert ("3月5日" in told) is text.startswith("下下")
    assert "再下一期" not in told
    assert "这期是" not in told


async def test_a_period_that_is_due_today_is_this_one(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 2, 5))
    assert (await said(asking, "due_date", "下下期什么时候")).startswith(
        "第 3 期的还款日是 4月5日（周日，59天后），应还 ¥357.24。\n这期是第 1 期，2月5日（周四）。"
    )
    assert "再下一期是 3月5日（周四），应还 ¥357.24。" in await said(asking, "due_date", "下期什么时候还")


async def test_a_period_that_is_paid_before_its_day_is_over_is_this_one_too(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 2, 5))
    await repay_next(container, debtor.customer)
    asking = Asker(container, debtor.customer)
    told = await said(asking, "due_date", "下下期什么时候")
    assert told.startswith("第 3 期的还款日是 4月5日（周日，59天后），应还 ¥357.24。")
    assert "这期是第 1 期，2月5日（周四），已经还了。" in told
    told = await said(asking, "due_date", "下期什么时候还")
    assert told.startswith("下次还款日是 3月5日（周四，28天后）")
    assert "再下一期" not in told
    clock.move_to(date(2026, 2, 6))
    assert (await said(asking, "amount_due", "下下期多少")).startswith(
        "第 4 期应还 ¥357.24，还款日 5月5日（周二，88天后）。\n这期是第 2 期，3月5日（周四）。"
    )


async def test_whoever_is_late_is_counted_from_what_comes_next(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    clock.move_to(LATE)
    told = await said(asking, "amount_due", "下下期多少")
    assert told.startswith(
        "第 5 期应还 ¥357.24，还款日 6月5日（周五，87天后）。\n这期是第 3 期，4月5日（周日）。"
    )
    assert "⚠️ 有 2 期过了还款日" in told


async def test_the_last_period_is_the_one_before_this_and_not_the_month_before(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    for day in (date(2026, 2, 3), date(2026, 3, 4)):
        clock.move_to(day)
        await repay_next(container, debtor.customer)
    clock.move_to(date(2026, 3, 20))
    asking = Asker(container, debtor.customer)
    assert (await said(asking, "amount_due", "上期多少")).startswith("第 2 期的 ¥357.24 已经还清了。")
    assert (await said(asking, "amount_due", "上上期多少")).startswith("第 1 期的 ¥357.24 已经还清了。")
    told = await said(asking, "due_date", "上期哪天还的")
    assert told.startswith("3月5日（周四）　小米手机 15　第 2/12 期")
    assert "3月4日（周三）还的 ¥357.24 已经到账" in told


async def test_the_last_period_of_who_is_late_is_the_late_one_and_before_the_first_is_none(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    assert "前面没有更早的一期。" in await said(asking, "amount_due", "上期多少")
    clock.move_to(LATE)
    assert (await said(asking, "amount_due", "上期多少")).startswith("第 2 期应还 ¥358.13")
    assert (await said(asking, "amount_due", "上上期多少")).startswith("第 1 期应还 ¥363.13")


async def test_where_there_are_not_so_many_periods_it_says_so(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    clock.move_to(date(2026, 2, 20))
    told = await said(asking, "due_date", "台灯下下期什么时候还")
    assert "没有下下期了。" in told
    assert "这期是第 2 期，3月5日（周四）。" in told
    told = await said(asking, "amount_due", "下下期多少")  # of the phone, as every loan is counted by itself
    assert "小米手机 15　第 4/12 期" in told
    assert "台灯" not in told


async def test_all_that_is_owed_is_told_with_what_is_late_and_what_comes_next(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    clock.move_to(LATE)
    own = await container.services.enquiries.own(asking.context.customer.id, Slots())
    bills = (await container.services.bills.open_bills(asking.context.customer.id)).bills
    assert own.owed_fen == sum(bill.owed_fen for bill in bills)
    told = await said(asking, "total_owed", "我还欠多少")
    assert told.startswith("⚠️ 有 4 期过了还款日")
    assert f"\n您一共待还 {asking.context.t.money(own.owed_fen)}\n" in told
    assert "下一期 4月5日（周日，26天后）应还 ¥490.24。" in told
    assert "台灯：还剩 3 期" in told


async def test_periods_left_are_told_by_order_with_the_last_day_and_the_principal(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    told = await said(asking, "periods_left", "还剩几期")
    assert (
        "小米手机 15：还剩 12 期（一共 12 期），最后一期 2027年1月5日（周二）；待还 ¥4,286.93，其中本金 ¥3,999.00。"
        in told
    )
    assert "台灯：还剩 3 期（一共 3 期），最后一期 4月5日（周日）；待还 ¥399.00，其中本金 ¥399.00。" in told
    assert "台灯" not in await said(asking, "periods_left", "手机还剩几期")


async def test_what_is_settled_is_said_to_be_so_where_it_is_named(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, settled)
    assert (await said(asking, "periods_left", "手机还剩几期")).startswith("小米手机 15：已经还清了")
    assert (await said(asking, "total_owed", "我还欠多少")).startswith("🧾 现在没有待还的账单。")


async def test_why_an_amount_is_what_it_is_names_principal_and_interest(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    told = await said(asking, "why_amount", "为什么是357不是333")  # which order is plain from the amount
    assert told.startswith("小米手机 15　第 1/12 期：¥357.24\n本金 ¥333.25 ＋ 利息 ¥23.99")
    assert "没有利息" in await said(asking, "why_amount", "台灯为什么这么多")


async def test_which_order_is_asked_where_several_may_be_meant(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await asker(container, clock, lamp=True)).ask("screen.why_amount", "为什么这么多")
    asked = [b for row in shown.keyboard for b in row if isinstance(b.action, AskOfOrder)]
    assert {button.label for button in asked} == {"小米手机 15", "台灯"}


async def test_a_frozen_account_is_told_what_it_owes(container: Container, clock: MovableClock) -> None:
    told = await said(await asker(container, clock, freeze), "total_owed", "我还欠多少")
    assert told.startswith("您一共待还 ¥4,286.93")
    assert "冻结" in told


@pytest.mark.parametrize("topic", [topic for topic in ANSWERS if topic.startswith("screen.")])
async def test_whoever_never_bought_anything_is_answered_too(container: Container, topic: str) -> None:
    shown = await Asker(container, await arrive(container)).ask(topic, "")
    assert shown.html()
    assert labels(shown)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_every_question_has_an_answer_however_one_stands(
    container: Container, clock: MovableClock, state: Callable[[Debtor], Awaitable[None]]
) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(LATE)
    await state(debtor)
    asking = Asker(container, debtor.customer)
    for topic in ANSWERS:
        assert (await asking.ask(topic, "")).html()


# Paying


def confirms(shown: Reply) -> list[str]:
    return [b.label for row in shown.keyboard for b in row if isinstance(b.action, ConfirmRepayment | PayBy)]


@pytest.mark.parametrize(("text", "amount"), [("帮我还200", "¥200.00"), ("先还六百行不", "¥600.00")])
async def test_an_amount_leads_to_the_confirmation_of_exactly_that_and_pays_nothing(
    container: Container, clock: MovableClock, text: str, amount: str
) -> None:
    asking = await asker(container, clock)
    shown = await asking.ask("screen.repay", text)
    assert shown.html().startswith(f"还 <b>{amount}</b>：小米手机 15")
    assert confirms(shown)
    assert not (await container.services.history.payments(asking.context.customer.id, 0)).payments


async def test_more_than_the_loan_takes_is_settled_with_less(
    container: Container, clock: MovableClock
) -> None:
    told = await said(await asker(container, clock), "repay", "帮我还99999块")
    assert "这笔分期用不了这么多，今天结清只要 ¥4,022.99" in told


async def test_two_amounts_are_asked_about(container: Container, clock: MovableClock) -> None:
    shown = await (await asker(container, clock)).ask("screen.repay", "还300还是还500")
    assert not confirms(shown)
    assert labels(shown)[:2] == ["还 ¥300.00", "还 ¥500.00"]


async def test_an_amount_of_one_of_several_orders_is_asked_about_unless_it_is_named(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    shown = await asking.ask("screen.repay", "帮我还100")
    assert not confirms(shown)
    (lamp,) = [b.action for row in shown.keyboard for b in row if b.label == "台灯"]
    assert isinstance(lamp, RepayAmount)
    chosen = await repay_amount(asking.context, lamp)
    assert isinstance(chosen, Reply)
    assert chosen.html().startswith("还 <b>¥100.00</b>：台灯")
    assert (await said(asking, "repay", "手机先还100块")).startswith("还 ¥100.00：小米手机 15")


async def test_a_payment_on_its_way_is_the_answer_to_paying_again(
    container: Container, clock: MovableClock
) -> None:
    shown = await (await asker(container, clock, pay_it_now)).ask("screen.repay", "帮我还200")
    assert not confirms(shown)


@pytest.mark.parametrize("text", ["帮我还200", "我要还款", "多还一千"])
async def test_while_a_payment_has_no_outcome_it_is_shown_and_none_is_refused(
    container: Container, clock: MovableClock, text: str
) -> None:
    asking = await asker(container, clock)
    customer_id, services = asking.context.customer.id, container.services
    (bill, *_) = (await services.bills.open_bills(customer_id)).bills
    quote = await services.quotes.oldest(customer_id, bill.loan_id)
    await services.payments._record(customer_id, quote.quote_id)
    for shown in (
        await asking.ask("screen.repay", text),
        await repay_amount(asking.context, RepayAmount(bill.loan_id, 20_000)),
        await weigh_amount(asking.context, WeighAmount(bill.loan_id, 100_000)),
    ):
        assert isinstance(shown, Reply)
        assert not confirms(shown)
        assert "不用再付一次" in shown.html()
        assert "¥357.24" in shown.html()


async def test_what_was_paid_last_is_told_with_how_it_stands(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 2, 5))
    await repay_next(container, debtor.customer)
    clock.move_to(date(2026, 3, 1))
    asking = Asker(container, debtor.customer)
    told = await said(asking, "last_payment", "上个月还了吗")
    assert told.startswith("2月5日（周四）　小米手机 15　第 1/12 期　¥357.24　已还")
    assert "2月5日（周四）还的 ¥357.24 已经到账（小米手机 15）。" in told
    assert (await said(asking, "last_payment", "我昨天还的到账没")).startswith(
        "2月28日（周六）没有您的还款。"
    )


async def test_a_payment_without_an_outcome_is_said_to_be_on_its_way(
    container: Container, clock: MovableClock
) -> None:
    told = await said(await asker(container, clock, pay_it_now), "last_payment", "我今天还的到账没")
    assert "1月5日（周一）的 ¥357.24 还在处理" in told


async def test_being_late_costs_what_the_contract_says(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock)
    told = await said(asking, "overdue_cost", "逾期三天罚多少")
    bill = (await container.services.bills.open_bills(asking.context.customer.id)).bills[0]
    clock.move_to(date(2026, 2, 8))
    late = await container.services.bills.bill(asking.context.customer.id, bill.installment_id)
    assert told.startswith(
        f"小米手机 15 第 1/12 期：逾期 3 天（到 2月8日（周日）），罚息 {asking.context.t.money(late.penalty_fen)}"
    )
    clock.move_to(date(2026, 2, 6))
    assert f"罚息一共 {asking.context.t.money(late.penalty_fen)}" in await said(
        asking, "overdue_cost", "再拖两天罚几块"
    )


async def test_settling_is_quoted_for_the_order_that_is_named(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    assert (await said(asking, "settle", "手机今天结清省多少")).startswith(
        "今天结清共 ¥4,022.99，比按期还少 ¥263.94。"
    )


async def test_what_was_paid_beside_the_principal_is_summed_and_told_of_each_order(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    clock.move_to(date(2026, 2, 3))
    for _ in range(2):  # the lamp's, which costs nothing beside its price, and the phone's
        await repay_next(container, asking.context.customer)
    own = await container.services.enquiries.own(asking.context.customer.id, Slots())
    told = await said(asking, "cost_paid", "我总共付了多少利息")
    total = sum(bill.cost_fen for bill in own.bills if bill.state is BillState.PAID)
    assert total
    assert told.startswith(f"到今天，您一共付了利息等费用 {asking.context.t.money(total)}。")
    assert "小米手机 15　" in told
    assert "台灯　" in told


async def test_what_was_paid_for_a_settled_loan_is_what_was_paid_less_what_was_lent(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 2, 3))
    paid_fen = await repay_next(container, debtor.customer)
    clock.move_to(date(2026, 2, 20))
    quote = await container.services.quotes.settlement(debtor.customer.id, debtor.loan_id)
    paid_fen += (await pay(container, debtor.customer, quote.quote_id)).amount_fen
    asking = Asker(container, debtor.customer)
    told = await said(asking, "cost_paid", "我总共付了多少利息")
    assert told.startswith(f"到今天，您一共付了利息等费用 {asking.context.t.money(paid_fen - 3_999_00)}。")


async def test_who_lost_their_work_is_offered_help_whatever_the_model_thinks(
    container: Container, clock: MovableClock
) -> None:
    assert "和客服商量" in labels(await (await asker(container, clock)).says("我被裁了 怎么办呀"))


async def test_the_next_debit_is_named_with_day_amount_and_card(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    line = await next_debit_line(asking.context)
    assert line is not None
    assert line.startswith("下次扣款：2月5日（周四） ")
    assert "<b>¥357.24</b>" in line
    assert "0018" in line
    await container.services.autopay.revoke(asking.context.customer.id)
    assert await next_debit_line(asking.context) is None


# Going on


@pytest.mark.parametrize(
    ("topic", "before", "words", "answer"),
    [
        ("amount_due", "下个月要还多少", "那台灯呢", "1月没有应还的。"),
        ("amount_due", "台灯这个月要还多少", "那下个月呢", "2月待还 ¥133.00"),
        ("due_date", "下次什么时候还", "下下期呢", "还款日是 4月5日"),
        ("total_owed", "我还欠多少", "那下个月呢", "2月待还 ¥490.24"),
        ("periods_left", "手机还剩几期", "那台灯呢", "台灯：还剩 3 期"),
        ("amount_due", "手机下个月要还多少", "为什么", "小米手机 15　第 1/12 期：¥357.24"),
    ],
)
async def test_what_goes_on_keeps_the_topic(
    container: Container, clock: MovableClock, topic: str, before: str, words: str, answer: str
) -> None:
    asking = await asker(container, clock, lamp=True)
    await asking.ask(f"screen.{topic}", before)
    shown = await follow_up(asking.context, words)
    assert isinstance(shown, Reply)
    assert shown.html().replace("<b>", "").replace("</b>", "").startswith(answer)


@pytest.mark.parametrize("words", ["那我能不能晚两天还呢", "那怎么退货呢", "那你是谁呢", "在吗"])
async def test_another_question_is_no_follow_up(
    container: Container, clock: MovableClock, words: str
) -> None:
    asking = await asker(container, clock)
    await asking.ask("screen.amount_due", "这个月要还多少")
    assert await follow_up(asking.context, words) is None


async def test_the_topic_is_forgotten_after_ten_minutes(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = await asker(container, clock)
    await asking.ask("screen.plans", "4000分12期每期多少")
    assert await follow_up(asking.context, "那6期呢") is not None
    now = monotonic()
    monkeypatch.setattr("handlers.context.monotonic", lambda: now + 601)
    assert await follow_up(asking.context, "那6期呢") is None


async def test_why_is_about_the_bill_that_was_just_answered(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    clock.move_to(LATE)
    await asking.ask("screen.amount_due", "下个月要还多少")
    shown = await follow_up(asking.context, "为什么")
    assert isinstance(shown, Reply)
    assert shown.html().startswith("<b>小米手机 15</b>　第 3/12 期：<b>¥357.24</b>")


async def test_an_amount_is_not_offered_for_an_order_on_which_less_is_owed(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    asker = Asker(container, customer)
    own = (await container.services.enquiries.own(customer.id, Slots())).open_orders
    least = min(one.owed_fen for one in own)
    both, one = [
        [
            button
            for button in buttons(await asker.ask("screen.repay", f"帮我还{yuan}"))
            if isinstance(button.action, RepayAmount)
        ]
        for yuan in (least // 100, least // 100 + 1)
    ]
    assert (len(both), len(one)) == (2, 1)
