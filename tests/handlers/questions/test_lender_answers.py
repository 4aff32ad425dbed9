"""Who asks for a lender's number is told the one of each of their own orders, beside the answer."""

from __future__ import annotations

from bot.wiring import Container
from domain.understanding.slots import read_slots
from handlers.questions.lender_answers import own_lenders
from handlers.questions.own_answers import meant
from tests.support.asking import Asker, words
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, settled
from tests.support.people import arrive, buy


async def test_the_number_is_that_of_the_lender_of_each_open_order(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    lamp = await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    asking = Asker(container, debtor.customer)
    line = await own_lenders(asking.context)
    contact = lamp.bills[0].lender_contact
    assert line is not None
    assert {one.partition("：")[0] for one in line.split("\n")} == {"台灯", "小米手机 15"}
    assert f"客服电话 {contact}。" in line
    assert contact in words(await asking.says("机构的客服电话是多少"))
    await settled(debtor)
    assert "小米手机" not in str(await own_lenders(asking.context))


async def test_who_bought_nothing_in_instalments_is_told_of_lenders_in_general(container: Container) -> None:
    assert await own_lenders(Asker(container, await arrive(container)).context) is None


def test_which_of_two_terms_is_better_for_an_amount_is_worked_out() -> None:
    assert meant("faq.plan.compare", read_slots("六千分一年和分两年差多少钱")) == "screen.plans"
    assert meant("faq.plan.compare", read_slots("哪种分期划算")) == "faq.plan.compare"
