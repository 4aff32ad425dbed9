"""What is bought within one cycle of a lender (账单日) falls due as one bill: one line and one total, one reminder, one
debit, and one tap to pay."""

from __future__ import annotations

from datetime import date, time

from bot.wiring import Container, delivery_service
from domain.customers.results import CustomerView
from domain.loans.results import BillsView, BillView
from domain.notices.bill_notices import BillsContent
from domain.payments.notices import PaymentContent
from domain.payments.outcome import DEBIT_TOLD_AFTER
from domain.terms import DueDayRule
from domain.value import replace
from handlers.bills.cycles import by_cycle, payable_first
from handlers.bills.views import bills_screen
from handlers.buttons.repayment import PayBatch, QuoteBills, QuoteCycle, StartChoosing
from handlers.notices.views import notice
from handlers.orders.views import order_screen
from handlers.plans.disclosure_views import cost_table
from handlers.repayment.batch import open_choice, quote_cycle
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply, Table
from tests.domain.autopay import test_autopay
from tests.domain.autopay.test_autopay import CARD, Bank, run_at
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.asking import asking, buttons
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.debtors import with_bills
from tests.support.example_loans import shop_with
from tests.support.people import arrive, buy, confirm, read_and_agree, repay_next, verify

bank = test_autopay.bank
T = texts_for("zh_CN")
CYCLE = DueDayRule(25, statement_day=5)
# Within one cycle, of which the bill falls due on the 25th; the phone and the lamp.
FIRST, LAST, NEXT, DUE = date(2026, 1, 6), date(2026, 2, 5), date(2026, 2, 6), date(2026, 2, 25)
TOTAL = "¥1,466.00"
pytestmark = on_sqlite  # nothing here is the database's


async def bought(container: Container, clock: MovableClock, *more: date) -> CustomerView:
    """Somebody with two plans of one cycle, and one of each other day."""
    await shop_with(container, due_day=CYCLE)
    customer = await arrive(container)
    clock.move_to(FIRST, time(12))
    await buy(container, customer, plan_id="consumer-3")
    clock.move_to(LAST, time(12))
    await buy(container, customer, plan_id="consumer-3", product_id="lamp")
    for day in more:
        clock.move_to(day, time(12))
        await buy(container, customer, plan_id="consumer-3")
    return customer


async def my_bills(container: Container, customer: CustomerView) -> tuple[BillsView, Reply]:
    view = await container.services.bills.open_bills(customer.id)
    return view, bills_screen(T, view, with_bills(view.today, *view.bills))


async def test_it_is_one_line_with_one_total_and_one_button(
    container: Container, clock: MovableClock
) -> None:
    customer = await bought(container, clock)
    view, screen = await my_bills(container, customer)
    (table,) = [part for part in screen.parts if isinstance(part, Table)]
    assert [row[0] for row in table.rows if row[0] == "2/25"] == ["2/25"]
    assert (table.rows[0][1], table.rows[0][3]) == ("示例消费金融 2 笔", TOTAL)
    said = screen.html()
    assert "2月25日（周三）这张账单：" in said
    assert "小米手机 15 第 1/3 期 ¥1,333.00" in said
    assert "台灯 第 1/3 期 ¥133.00" in said
    actions = [one.action for one in buttons(screen)]
    assert actions[0] == QuoteCycle(view.bills[0].installment_id)
    assert buttons(screen)[0].label == f"还 {TOTAL}（2 笔）"
    assert StartChoosing() not in actions  # there is nothing else to choose


async def test_what_is_bought_the_day_after_the_statement_stands_on_the_next_bill(
    container: Container, clock: MovableClock
) -> None:
    customer = await bought(container, clock, NEXT)
    view, _ = await my_bills(container, customer)
    assert [len(one) for one in by_cycle(payable_first(view.bills))] == [2, 1]
    assert [len(one) for one in by_cycle(view.bills)] == [2, 3, 3, 1]


async def test_one_tap_leads_to_the_confirmation_of_all_of_it(
    container: Container, clock: MovableClock
) -> None:
    customer = await bought(container, clock, NEXT)
    view, _ = await my_bills(container, customer)
    context, tap = asking(container, customer), QuoteCycle(view.bills[1].installment_id)
    confirmation = await quote_cycle(context, tap)
    assert f"一起还 2 期，<b>{TOTAL}</b>" in confirmation.html()
    assert isinstance(buttons(confirmation)[0].action, PayBatch)
    for loan_id in {bill.loan_id for bill in view.bills[:2]}:
        await repay_next(container, customer, loan_id)
    late = await quote_cycle(context, tap)  # an old button: what there is now is shown
    assert late.toast is not None
    assert late.keyboard == (await open_choice(context, StartChoosing())).keyboard
    assert isinstance(buttons(late)[0].action, QuoteBills)


async def test_one_reminder_tells_of_it_and_pays_all_of_it(container: Container, clock: MovableClock) -> None:
    customer = await bought(container, clock)
    channel = RecordingChannel()
    notices, day = delivery_service(container, channel), date(2026, 2, 22)
    await notices.plan(clock.move_to(day, time(0, 5)))
    await notices.deliver(clock.move_to(day, time(9)))
    (content,) = channel.contents(BillsContent)
    assert len(content.bills) == 2
    shown = notice(T, content)
    view, _ = await my_bills(container, customer)
    assert TOTAL in shown.html()
    assert buttons(shown)[0].action == QuoteCycle(view.bills[0].installment_id)


async def test_a_bill_whose_day_was_moved_or_that_is_being_paid_stands_by_itself(
    container: Container, clock: MovableClock
) -> None:
    customer = await bought(container, clock)
    view, _ = await my_bills(container, customer)
    moved: BillView = replace(view.bills[0], gathered_by=None)
    assert [len(one) for one in by_cycle([moved, view.bills[1]])] == [1, 1]
    assert [one.cycle for one in view.bills[:2]] == [("demo-consumer", DUE)] * 2
    assert not CYCLE.gathers(date(2026, 3, 10))


async def test_before_and_after_signing_the_statement_day_is_said(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, due_day=CYCLE)
    customer = await arrive(container)
    clock.move_to(FIRST, time(12))
    await verify(container, customer)
    checkout, agreements = container.services.checkout, container.services.agreements
    draft_id = (await checkout.start_with(customer.id, "xiaomi-15")).draft_id
    await checkout.choose_periods(customer.id, draft_id, 12)
    await checkout.choose_plan(customer.id, draft_id, "consumer-12")
    disclosed = cost_table(T, await agreements.disclosure(customer.id, draft_id))
    assert ("账单日", "每月 5 日，当天下单的也算在内") in disclosed.rows
    order = await confirm(container, customer, await read_and_agree(container, customer, draft_id))
    said = order_screen(T, order, FIRST).html()
    assert "账单日每月 5 日，还款日每月 25 日。" in said
    await shop_with(container)
    other = await buy(container, await arrive(container, 2), product_id="lamp", plan_id="consumer-3")
    assert "账单日" not in order_screen(T, other, FIRST).html()


async def test_one_message_tells_of_what_was_debited_for_it(bank: Bank, clock: MovableClock) -> None:
    customer = await bought(bank.container, clock)
    autopay = bank.container.services.autopay
    await autopay.add_card(customer.id, CARD, 100, sure=True)
    await autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    assert await run_at(bank.container, clock, DUE, time(9, 1)) == {"posted": 2}
    clock.advance(minutes=1)
    channel = RecordingChannel()
    await delivery_service(bank.container, channel).send_transactional(clock.now() + DEBIT_TOLD_AFTER)
    (content,) = [one for _, one in channel.received if isinstance(one, PaymentContent)]
    assert TOTAL in notice(T, content).html()
