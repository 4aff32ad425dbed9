"""少还几期 keeps each payment as the customer has it now, also where goods that went back changed it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.wiring import Container
from domain.rules.errors import RuleError
from domain.rules.goods_return import apply_return
from domain.rules.position import on_plan
from domain.rules.prepayment import prepay_loan
from domain.rules.returnable import ReturnableLoan
from domain.terms import Method, OwedPart, PrepayStrategy
from tests.domain.rules.plans import Drawn, drawn, fee_terms, rate_terms, unhurried
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import pay
from tests.support.returning import TEN_DAYS_IN, THOUSAND, bought, open_shop, require_clean_books, send_back

PREPAID_FEN = 20_000


@on_sqlite
@pytest.mark.parametrize("plan_id", ["bank-12", "consumer-12"])
@pytest.mark.parametrize("day", [TEN_DAYS_IN, date(2026, 5, 20)])
async def test_with_200_yuan_prepaid_after_a_return_no_instalment_rises(
    container: Container, clock: MovableClock, plan_id: str, day: date
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, plan_id)
    clock.move_to(TEN_DAYS_IN)
    await send_back(container, customer, order, {THOUSAND: 1})
    before = (await container.services.bills.open_bills(customer.id)).bills
    clock.move_to(day)
    quote = await container.services.quotes.prepayment(
        customer.id, before[0].loan_id, PREPAID_FEN, PrepayStrategy.FEWER
    )
    await pay(container, customer, quote.quote_id)
    await require_clean_books(container)
    after = {
        bill.no: bill.owed_fen for bill in (await container.services.bills.open_bills(customer.id)).bills
    }
    if plan_id == "bank-12":
        assert [bill.owed_fen for bill in before][:2] == [34_854, 34_531]
    assert all(after.get(bill.no, 0) <= bill.owed_fen for bill in before)
    kept = [bill.owed_fen for bill in before if bill.no in after][1:-1]
    assert kept == [after[no] for no in sorted(after)][1:-1]
    assert quote.prepayment is not None
    assert quote.prepayment.payments_after_fen == tuple(after.values())


@unhurried
@given(
    drawn(
        st.one_of(rate_terms((Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL)), fee_terms()),
        least_fen=100_000,
    ),
    st.data(),
)
def test_fewer_instalments_after_a_return_are_none_of_them_higher_than_before(
    plan: Drawn, data: st.DataObject
) -> None:
    assume(plan.terms.periods > 1)
    schedule = plan.schedule()
    paid = data.draw(st.integers(0, plan.terms.periods - 2))
    on = schedule.due_after(paid)
    position = on_plan(schedule, paid, on)
    loan = ReturnableLoan(position.terms, position.start, position.rows, order_fen=position.principal_fen)
    left_fen = loan.open_fen(OwedPart.PRINCIPAL)
    assume(left_fen > 2)
    returned_fen = data.draw(st.integers(1, left_fen - 2))
    after = apply_return(loan, returned_fen, on, received=True).after
    part_fen = data.draw(st.integers(1, left_fen))
    try:
        result = prepay_loan(after, schedule, on, part_fen, PrepayStrategy.FEWER)
    except RuleError:
        return
    new = {
        change.no: change.principal_fen + change.interest_fen + change.fee_fen for change in result.changes
    }
    assert [row.no for row in after.rows if new.get(row.no, 0) > row.payment_fen] == []
