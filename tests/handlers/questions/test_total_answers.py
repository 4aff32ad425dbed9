"""一共借了多少还了多少: what was borrowed, what was paid and of what, and what is left, as the payments and bills say."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.understanding.slots import Slots
from tests.support.asking import Asker, words
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, returned, settled
from tests.support.people import arrive, buy, pay, repay_next


def plain(shown: object) -> list[str]:
    return words(shown).replace("<b>", "").replace("</b>", "").split("\n")  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["一共借了多少 还了多少", "我到现在总共还进去多少钱了"])
async def test_all_of_it_is_summed_and_told_of_each_order(
    container: Container, clock: MovableClock, said: str
) -> None:
    debtor = await indebted(container, clock)
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    await repay_next(container, debtor.customer)
    own = await container.services.enquiries.own(debtor.customer.id, Slots())
    paid_fen = sum(one.paid_fen for one in await container.services.enquiries.totals(debtor.customer.id, own))
    assert paid_fen
    asking = Asker(container, debtor.customer)
    money = asking.context.t.money
    lines = plain(await asking.says(said))
    assert lines[0] == f"一共借了 ¥4,398.00，已还 {money(paid_fen)}，待还 {money(own.owed_fen)}。"
    assert any(line.startswith("已还的里面，本金 ") for line in lines)
    assert any(line.startswith("小米手机 15：借 ¥3,999.00，") for line in lines)
    assert any(line.startswith("台灯：借 ¥399.00，") for line in lines)


async def test_what_settling_saved_is_told_afterwards(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    clock.move_to(date(2026, 1, 10))
    quote = await container.services.quotes.settlement(debtor.customer.id, debtor.loan_id)
    assert quote.settlement is not None
    receipt = await pay(container, debtor.customer, quote.quote_id)
    asking = Asker(container, debtor.customer)
    money = asking.context.t.money
    lines = plain(await asking.ask("screen.totals", "结清后少付了多少"))
    assert lines[0] == f"一共借了 ¥3,999.00，已还 {money(receipt.amount_fen)}，待还 ¥0.00。"
    assert lines[-1] == f"提前结清，比按期还少付了 {money(quote.settlement.saved_fen)}。"


async def test_where_goods_came_back_it_is_not_said_what_was_paid_of(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    await repay_next(container, debtor.customer)
    await returned(debtor)
    lines = plain(await Asker(container, debtor.customer).ask("screen.totals", "一共还了多少"))
    assert lines[0].startswith("一共借了 ¥3,999.00，已还 ¥357.24，")
    assert not any("已还的里面" in line for line in lines)


async def test_who_never_borrowed_is_shown_their_bills(container: Container) -> None:
    shown = await Asker(container, await arrive(container)).ask("screen.totals", "一共借了多少")
    assert "一共借了" not in words(shown)


async def test_a_settled_loan_counts_as_well(container: Container, clock: MovableClock) -> None:
    debtor = await indebted(container, clock)
    await settled(debtor)
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    lines = plain(await Asker(container, debtor.customer).ask("screen.totals", "总共借了多少"))
    assert lines[0].startswith("一共借了 ¥4,398.00，")
    assert any("提前结清少付了" in line or "已结清" in line for line in lines)
