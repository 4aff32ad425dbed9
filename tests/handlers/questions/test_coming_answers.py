"""未来30天要还多少 is answered with what automatic debit takes of it, from which card, and what is left to pay by hand."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.understanding.slots import Slots, read_slots
from handlers.questions.own_answers import meant
from tests.support.asking import Asker, labels
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, pay_it_now
from tests.support.people import arrive, buy


async def said(asking: Asker, text: str = "未来30天要还多少") -> str:
    return (await asking.ask("screen.amount_due", text)).html().replace("<b>", "").replace("</b>", "")


async def before_the_second(container: Container, clock: MovableClock) -> Asker:
    debtor = await indebted(container, clock)
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    clock.move_to(date(2026, 1, 20))
    return Asker(container, debtor.customer)


@pytest.mark.parametrize(
    "text", ["未来30天要还多少", "一个月内要还多少", "三十天之内要还多少", "自动扣款会扣多少"]
)
async def test_what_is_due_is_said_with_the_card_that_pays_it(
    container: Container, clock: MovableClock, text: str
) -> None:
    told = await said(await before_the_second(container, clock), text)
    assert told.startswith("从今天到 2月19日（周四）要还 ¥490.24。\n自动扣款会从")
    assert "0018" in told
    assert "扣 ¥490.24，不用自己还" in told
    assert "下次扣款：2月5日（周四）" in told


async def test_in_whatever_words_of_taiwan_it_is_asked_it_is_answered(
    container: Container, clock: MovableClock
) -> None:
    asking = (await before_the_second(container, clock)).speaking("zh_TW")
    for text, until in {
        "未來三十天要繳多少": "2月19日", "接下來30天要繳多少錢": "2月19日", "30天內要繳多少": "2月19日",
        "未來兩週要繳多少": "2月3日", "未來30日應繳多少": "2月19日", "這30天總共要繳多少": "2月19日",
    }.items():  # fmt: skip
        told = (await asking.says(text)).html()
        assert told.startswith(f"從今天到 {until}"), text


async def test_without_automatic_debit_all_of_it_is_paid_by_hand(
    container: Container, clock: MovableClock
) -> None:
    asking = await before_the_second(container, clock)
    await container.services.autopay.revoke(asking.context.customer.id)
    told = await said(asking)
    assert "都要自己还，不会自动扣款。" in told
    shown = await asking.ask("screen.amount_due", "未来30天要还多少")
    assert labels(shown)[0].startswith("还 ¥")


async def test_the_sums_are_those_of_the_bills(container: Container, clock: MovableClock) -> None:
    asking = await before_the_second(container, clock)
    clock.move_to(date(2026, 3, 10))
    enquiries, customer_id = container.services.enquiries, asking.context.customer.id
    own = await enquiries.own(customer_id, Slots())
    (held,) = {bill.loan_id for bill in own.bills if bill.periods == 3}
    found = await enquiries.coming(customer_id, own, 30, {held: None}, debits=True)
    bills = (await container.services.bills.open_bills(customer_id)).bills
    due = [bill for bill in bills if bill.due_date <= date(2026, 4, 9)]
    assert found.total_fen == sum(bill.owed_fen for bill in due) == found.taken_fen + found.by_hand_fen
    assert {bill.loan_id for bill in found.by_hand} == {held}
    assert found.by_hand_fen == sum(bill.owed_fen for bill in due if bill.loan_id == held)
    until_april = await enquiries.coming(customer_id, own, 30, {held: date(2026, 4, 9)}, debits=True)
    assert until_april.by_hand_fen == found.by_hand_fen
    until_march = await enquiries.coming(customer_id, own, 30, {held: date(2026, 3, 20)}, debits=True)
    assert (until_march.by_hand_fen, until_march.taken_fen) == (0, found.total_fen)


async def test_what_is_late_is_said_to_be_in_it(container: Container, clock: MovableClock) -> None:
    asking = await before_the_second(container, clock)
    clock.move_to(date(2026, 3, 10))
    assert "已经过了还款日的也算在内" in await said(asking)


async def test_a_payment_on_its_way_is_in_neither(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 2, 1))
    await pay_it_now(debtor)
    told = await said(Asker(container, debtor.customer))
    assert "正在处理，不用再付一次。" in told
    assert "自动扣款会从" not in told


async def test_who_is_frozen_is_not_debited(container: Container, clock: MovableClock) -> None:
    asking = await before_the_second(container, clock)
    debtor_customer = asking.context.customer
    await container.services.security.freeze(debtor_customer.id)
    told = await said(asking)
    assert "都要自己还" in told
    assert "冻结" in told


async def test_a_day_is_no_number_of_days(container: Container, clock: MovableClock) -> None:
    told = await said(await before_the_second(container, clock), "下个月要还多少")
    assert told.startswith("2月待还 ¥490.24")


async def test_who_owes_nothing_sees_that(container: Container) -> None:
    assert "没有待还的账单" in await said(Asker(container, await arrive(container)))


@pytest.mark.parametrize(
    ("topic", "text", "answered"),
    [
        ("faq.autopay.order", "自动扣款会扣多少", "screen.amount_due"),
        ("faq.autopay.order", "自动扣款先扣哪张卡", "faq.autopay.order"),
        ("faq.plan.periods", "能分24期吗", "screen.plans"),
        ("faq.plan.periods", "最多能分几期", "faq.plan.periods"),
    ],
)
def test_what_the_words_name_decides_what_is_answered(topic: str, text: str, answered: str) -> None:
    assert meant(topic, read_slots(text)) == answered
