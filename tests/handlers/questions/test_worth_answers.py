"""先还哪笔最省 ranks one's own loans by what settling each today saves, and 多还一点 says what each use of it saves."""

from __future__ import annotations

from datetime import date

from bot.wiring import Container
from domain.understanding.slots import Slots, read_slots
from handlers.buttons.questions import WeighAmount
from handlers.buttons.repayment import ChoosePrepayment, QuoteSettlement
from handlers.questions.own_answers import meant
from tests.support.asking import Asker, labels
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, pay_it_now
from tests.support.people import arrive, buy


async def asker(container: Container, clock: MovableClock, *, lamp: bool = False) -> Asker:
    debtor = await indebted(container, clock)
    if lamp:
        await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    return Asker(container, debtor.customer)


async def said(asking: Asker, text: str = "先还哪笔最省") -> str:
    return (await asking.ask("faq.early.worth", text)).html().replace("<b>", "").replace("</b>", "")


async def test_the_loan_that_saves_most_comes_first_with_its_saving_on_the_button(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock, lamp=True)
    shown = await asking.ask("faq.early.worth", "先还哪笔最省")
    told = await said(asking)
    assert told.startswith("先还 小米手机 15 最省：今天结清一共 ¥4,022.99，比按期还少付 ¥263.94。")
    assert "台灯：结清 ¥399.00，不省钱" in told
    assert "今天全部结清一共 ¥4,421.99。" in told
    assert labels(shown)[0] == "结清小米手机 15，省 ¥263.94"
    assert [type(row[0].action) for row in shown.keyboard].count(QuoteSettlement) == 1


async def test_what_is_said_is_what_the_quote_comes_to(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 3, 10))
    own = await container.services.enquiries.own(asking.context.customer.id, Slots())
    (one,) = await container.services.enquiries.savings(own)
    quote = await container.services.quotes.settlement(asking.context.customer.id, one.order.loan_id)
    assert quote.settlement is not None
    assert (one.amount_fen, one.saved_fen) == (quote.amount_fen, quote.settlement.saved_fen)


async def test_what_is_free_of_interest_saves_nothing(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock, lamp=True)
    shown = await asking.ask("faq.early.worth", "台灯提前还划算吗")
    assert shown.html().startswith("现在提前结清不省钱，按期还就好。")
    assert not any(isinstance(button.action, QuoteSettlement) for row in shown.keyboard for button in row)


async def test_what_is_late_comes_before_repaying_early(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 3, 10))
    assert "有过了还款日的账单，先还它" in await said(asking)


async def test_a_loan_with_a_payment_on_its_way_is_left_out(
    container: Container, clock: MovableClock
) -> None:
    debtor = await indebted(container, clock)
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    await pay_it_now(debtor)
    told = await said(Asker(container, debtor.customer))
    assert "正在处理付款的那笔，出结果后再算。" in told
    assert "小米手机" not in told


async def test_without_a_loan_it_is_told_what_it_depends_on(container: Container) -> None:
    assert "看试算" in await said(Asker(container, await arrive(container)))


async def test_an_amount_to_be_paid_beyond_what_is_due_is_told_what_each_use_of_it_saves(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    text = "多还1500能省多少"
    assert meant("faq.repay.limit", read_slots(text)) == "faq.early.part"
    shown = await asking.ask("faq.early.part", text)
    found = [
        button for row in shown.keyboard for button in row if isinstance(button.action, ChoosePrepayment)
    ]
    assert found
    assert any("省 ¥" in button.label for button in found)
    for typed in ("多还1500 省多少", "多还一千五能省多少利息啊"):  # not asked back, whatever the model thinks
        assert (await asking.says(typed)).keyboard == shown.keyboard


async def test_of_several_orders_it_is_asked_which_one(container: Container, clock: MovableClock) -> None:
    shown = await (await asker(container, clock, lamp=True)).ask("faq.early.part", "多还300能省多少")
    asked = [
        button.label for row in shown.keyboard for button in row if isinstance(button.action, WeighAmount)
    ]
    assert set(asked) == {"小米手机 15", "台灯"}


async def test_settling_all_of_several_orders_is_summed(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock, lamp=True)
    shown = await asking.ask("screen.settle", "两笔都提前还要多少")
    assert "今天全部结清一共 <b>¥4,421.99</b>。" in shown.html()
