"""My bills: the next one of every loan is there to be paid, also in a month without a due date."""

from __future__ import annotations

from bot.wiring import Container
from handlers.bills.views import bills_screen
from handlers.buttons.repayment import QuoteRepayment
from handlers.ui.i18n import texts_for
from tests.support.people import arrive, buy


async def test_in_a_month_without_a_due_date_every_loan_shows_its_next_bill(container: Container) -> None:
    customer = await arrive(container)
    orders = [await buy(container, customer, product_id=goods) for goods in ("xiaomi-15", "lamp")]
    stands = await container.services.standing.of(customer.id)
    screen = bills_screen(
        texts_for("zh_CN"), await container.services.bills.current_bills(customer.id), stands
    )
    offered = [
        button.action.installment_id
        for row in screen.keyboard
        for button in row
        if isinstance(button.action, QuoteRepayment)
    ]
    assert sorted(offered) == sorted(order.bills[0].installment_id for order in orders)
    assert "本月没有应还的" in screen.html()
