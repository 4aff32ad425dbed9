"""What the chat says of settling after a bill was paid before its day."""

from __future__ import annotations

from datetime import date

from bot.wiring import Container, catalog_importer
from domain.terms import PrepayPolicy, PrepayTerms
from domain.value import replace
from handlers.repayment import early_views
from handlers.ui.i18n import texts_for
from tests.support.builders import catalog, flat, lender
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, pay, repay_next


async def test_3999_over_11_by_actual_use_with_a_bill_paid_ahead_is_settled_for_3647_48_in_the_chat(
    container: Container, clock: MovableClock
) -> None:
    spec, own_rate = catalog(), PrepayTerms(PrepayPolicy.ACTUAL_USE)
    lenders = (lender(prepay=own_rate), *spec.institutions[1:])
    plans = (flat("consumer-11", 11, "0.6"),)
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders, plans=plans), {})
    clock.move_to(date(2026, 1, 5))
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-11")
    clock.move_to(date(2026, 1, 10))
    await repay_next(container, customer)
    clock.move_to(date(2026, 1, 30))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    t = texts_for("zh_CN")
    assert "今天结清共 <b>¥3,647.48</b>" in early_views.quote_screen(t, quote).html()
    asked = early_views.confirm_settlement(t, quote, ("sandbox",), demo=False)
    assert asked.keyboard[0][0].label == "确认结清 ¥3,647.48"
    assert (await pay(container, customer, quote.quote_id)).loan_settled
