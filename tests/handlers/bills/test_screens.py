"""My bills: the next one of every loan is there to be paid, also in a month without a due date."""

from __future__ import annotations

from datetime import date

from bot.wiring import Container
from domain.loans.results import BillsView
from domain.standing.results import DebitState, Standing
from domain.value import replace
from handlers.bills.views import bills_screen
from handlers.buttons.autopay import AddCard, OpenAutopay, OpenMandate
from handlers.buttons.repayment import QuoteRepayment
from handlers.ui.i18n import texts_for
from tests.support.people import arrive, buy

T = texts_for("zh_CN")
TODAY = date(2026, 1, 5)


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


def debit_button(stands: Standing, *, takes_cards: bool = True) -> list[object]:
    screen = bills_screen(T, BillsView(TODAY, stands.bills), stands, takes_cards=takes_cards)
    return [button.action for row in screen.keyboard for button in row if button.label.endswith("自动扣款")]


async def test_automatic_debit_is_offered_by_the_shortest_way_that_is_not_refused(
    container: Container,
) -> None:
    """Off, with a card bound already, its authorization is next; where no card can be charged, nothing is offered."""
    customer = await arrive(container)
    await buy(container, customer)
    stands = await container.services.standing.of(customer.id)
    assert debit_button(stands) == [AddCard()]
    assert debit_button(stands, takes_cards=False) == []
    assert debit_button(replace(stands, has_card=True)) == [OpenMandate()]
    assert debit_button(replace(stands, debit=DebitState.NO_CARD)) == [OpenAutopay()]
    assert debit_button(replace(stands, frozen_on=TODAY)) == [OpenAutopay()]
