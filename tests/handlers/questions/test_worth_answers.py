"""先还哪笔最省 ranks one's own loans by what a yuan saves there, and 多还一点 says what each use of it saves."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wiring import Container
from domain.quotes.results import PrepaymentChoice
from domain.tracked.results import SettlePolicy
from domain.understanding.slots import Slots, read_slots
from handlers.buttons.questions import WeighAmount
from handlers.buttons.repayment import ChoosePrepayment, QuoteSettlement
from handlers.questions.own_answers import meant
from tests.domain.tracked.test_service import noted
from tests.support.asking import Asker, labels, words
from tests.support.clock import MovableClock
from tests.support.debtors import indebted, pay_it_now
from tests.support.people import arrive, buy

MORTGAGE = "房贷 借30万 分360期 每期1363.94 每月15号还"
CASH_LOAN = "现金贷 借1万 分24期 每期513 每月20号还"


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


async def test_what_costs_most_a_year_comes_before_what_saves_most_in_all(container: Container) -> None:
    """A mortgage saves most in all, since it runs for thirty years; a yuan saves most in the loan at 21 %."""
    customer = await arrive(container)
    for said_of_it in (MORTGAGE, CASH_LOAN):
        await noted(container, customer, said_of_it)
    asking = Asker(container, customer)
    for bill in (await container.services.tracked.overview(customer.id)).bills:
        await container.services.tracked.choose_settling(customer.id, bill.bill_id, SettlePolicy.WAIVED)
    told = await said(asking)
    assert told.startswith(
        "加上您自己记的，先还 现金贷 最划算：年化 20.83%（单利），现在还清约省 ¥2,312.00。"
    )
    assert told.index("○ 现金贷：年化 20.83%") < told.index(
        "○ 房贷：年化 3.60%（单利），现在还清约省 ¥191,018.40"
    )


async def test_money_at_hand_settles_what_it_can_and_pays_a_part_of_the_dearest_else(
    container: Container,
) -> None:
    customer = await arrive(container)
    for said_of_it in (MORTGAGE, CASH_LOAN):
        await noted(container, customer, said_of_it)
    asking = Asker(container, customer)
    for typed in ("我有3000闲钱 先还哪笔", "余钱3000先还哪个"):
        told = words(await asking.says(typed))
        assert "您手上的 <b>¥3,000.00</b> 这样用最省" in told
        assert "提前还 ○ 现金贷 一部分 <b>¥3,000.00</b>（年化 20.83% 单利）" in told
        assert "房贷" not in told
    told = words(await asking.says("手里有两万 先还哪个"))
    assert "1. 结清 ○ 现金贷 约 <b>¥10,000.00</b>" in told
    assert "2. 提前还 ○ 房贷 一部分 <b>¥10,000.00</b>" in told


async def test_money_at_hand_is_used_as_a_quote_comes_to(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock, lamp=True)
    shown = await asking.says("我有3000闲钱 先还哪笔")
    own = await container.services.enquiries.own(asking.context.customer.id, Slots())
    (use,) = (await container.services.enquiries.money_plan(own, (), 3_000_00)).uses
    assert use.is_part and use.saving is not None and use.saving.part is not None
    assert use.amount_fen <= 3_000_00
    choice = await container.services.quotes.choices(
        asking.context.customer.id, use.saving.order.loan_id, use.saving.part.asked_fen
    )
    assert isinstance(choice, PrepaymentChoice)
    assert use.saved_fen == max(view.saved_fen for view, _ in choice.options)
    assert f"以后少付 <b>¥{(use.saved_fen or 0) / 100:,.2f}</b>" in words(shown)
    told = words(await asking.says("手上有5000 先还哪笔"))
    assert "1. 结清 小米手机 15 要 <b>¥4,022.99</b>" in told
    assert "还剩 ¥977.01，留着按期还账单。" in told


async def test_money_at_hand_goes_to_what_is_late_first(container: Container, clock: MovableClock) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 3, 10))
    told = words(await asking.says("我有300闲钱 先还哪笔"))
    assert "先还过了还款日的，从最早的一期还起；还了 <b>¥300.00</b>，还差 ¥421.26，罚息只按没还的算。" in told
    assert "提前还" not in told.split("先还过了还款日的", 1)[1].split("请留够")[0]


@pytest.mark.parametrize("said", ["手上有5000 两笔先还哪个最省", "我有5000闲钱 这两笔怎么还划算"])
async def test_which_of_two_comes_first_is_no_question_about_settling_both(
    container: Container, clock: MovableClock, said: str
) -> None:
    shown = await (await asker(container, clock, lamp=True)).ask("faq.early.worth", said)
    assert "1. 结清 小米手机 15 要 <b>¥4,022.99</b>" in shown.html()


async def test_money_that_reaches_for_all_that_is_late_ends_its_penalty(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 3, 10))
    told = words(await asking.says("我有800闲钱 先还哪笔"))
    assert "先还过了还款日的 <b>¥721.26</b>，罚息就不再增加。" in told


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            "年终奖到手一万 两笔全清了还能剩多少",
            "今天全部结清一共 <b>¥4,421.99</b>，¥10,000.00 还了还剩 ¥5,578.01。",
        ),
        ("手上有4000 两笔全部还清够不够", "今天全部结清一共 <b>¥4,421.99</b>，¥4,000.00 还差 ¥421.99。"),
    ],
)
async def test_money_for_all_of_them_is_set_against_what_all_come_to(
    container: Container, clock: MovableClock, said: str, line: str
) -> None:
    shown = await (await asker(container, clock, lamp=True)).ask("faq.early.worth", said)
    assert line in shown.html()


async def test_where_nothing_saves_the_money_is_kept(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    told = words(await Asker(container, customer).says("我有3000闲钱 先还哪笔"))
    assert told.startswith("<b>¥3,000.00</b> 现在提前还哪笔都不省钱，按期还就好，留着备用。")


async def test_whether_the_pay_is_enough_is_answered_from_what_is_due(
    container: Container, clock: MovableClock
) -> None:
    asking = await asker(container, clock)
    clock.move_to(date(2026, 1, 20))
    for typed in ("工资够不够还", "下个月工资够吗", "收入够还吗"):
        told = words(await asking.says(typed))
        assert "¥357.24" in told
    await container.services.income.tell(asking.context.customer.id, "每月10号 8000")
    for typed in ("工资够不够还", "下个月工资够吗"):
        assert "您记的收入日：每月 10 号 ¥8,000.00" in words(await asking.says(typed))


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
