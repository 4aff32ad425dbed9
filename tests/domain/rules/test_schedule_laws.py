"""What holds for every schedule, whatever the amount, the terms and the dates."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given

from domain.rules.amounts import total_fee_fen
from domain.terms import DayCount, Method, RemainderIn
from tests.domain.rules.plans import Drawn, any_drawn, drawn, fee_terms, rate_terms, unhurried


@unhurried
@given(any_drawn())
def test_the_principal_parts_make_the_amount(case: Drawn) -> None:
    assert sum(row.principal_fen for row in case.schedule().rows) == case.principal_fen


@unhurried
@given(drawn(fee_terms()))
def test_the_fee_parts_make_the_fee(case: Drawn) -> None:
    plan = case.schedule()
    assert plan.total_fee_fen == total_fee_fen(case.principal_fen, case.terms)
    assert plan.total_interest_fen == 0


@unhurried
@given(any_drawn())
def test_no_part_and_no_balance_is_ever_negative(case: Drawn) -> None:
    for row in case.schedule().rows:
        assert min(row.principal_fen, row.interest_fen, row.fee_fen, row.balance_fen) >= 0


@unhurried
@given(any_drawn())
def test_balances_chain_and_a_payment_is_the_sum_of_its_parts(case: Drawn) -> None:
    plan = case.schedule()
    for row in plan.rows:
        assert row.balance_fen == plan.balance_after_fen(row.no - 1) - row.principal_fen
        assert row.payment_fen == row.principal_fen + row.interest_fen + row.fee_fen
    assert plan.rows[-1].balance_fen == 0
    assert plan.total_payment_fen + plan.drawdown_fee_fen == (
        case.principal_fen + plan.total_interest_fen + plan.total_fee_fen
    )


@unhurried
@given(any_drawn())
def test_instalments_are_numbered_from_one_and_fall_due_in_order(case: Drawn) -> None:
    plan = case.schedule()
    assert [row.no for row in plan.rows] == list(range(1, case.terms.periods + 1))
    dates = [plan.start, *(row.due_date for row in plan.rows)]
    assert all(earlier < later for earlier, later in pairwise(dates))


MONTHLY_ANNUITY = rate_terms((Method.EQUAL_INSTALLMENT,), (DayCount.MONTHLY,))


@unhurried
@given(drawn(MONTHLY_ANNUITY, least_fen=30_000))
def test_equal_installments_are_equal_but_the_last(case: Drawn) -> None:
    payments = [row.payment_fen for row in case.schedule().rows]
    assert len(set(payments[:-1])) <= 1
    # Half a fen of rounding a period, grown at the plan's own rate of at most 3 % a month.
    assert abs(payments[-1] - payments[0]) <= 1.03**case.terms.periods * case.terms.periods


@unhurried
@given(drawn(MONTHLY_ANNUITY))
def test_the_smallest_equal_installments_stop_when_nothing_is_left(case: Drawn) -> None:
    rows = case.schedule().rows
    owing = [row.payment_fen for row in rows[:-1] if row.balance_fen]
    assert len(set(owing)) <= 1


@unhurried
@given(drawn(rate_terms((Method.EQUAL_PRINCIPAL,)), least_fen=30_000))
def test_equal_principal_is_equal_but_where_the_remainder_is(case: Drawn) -> None:
    parts = [row.principal_fen for row in case.schedule().rows]
    odd = parts.pop(0 if case.terms.remainder_in is RemainderIn.FIRST else -1)
    assert len(set(parts)) <= 1
    assert all(abs(odd - part) <= case.terms.periods for part in parts)


@unhurried
@given(drawn(fee_terms(), least_fen=30_000))
def test_flat_payments_are_equal_but_where_the_remainder_and_the_upfront_fee_are(case: Drawn) -> None:
    plan = case.schedule()
    assume(
        plan.total_fee_fen == 0 or plan.total_fee_fen >= case.terms.periods**2
    )  # else it runs out on the way
    rows = list(plan.rows)
    rows.pop(0 if case.terms.remainder_in is RemainderIn.FIRST else -1)
    later = rows[1:] if case.terms.method is Method.UPFRONT_FEE else rows
    assert len({row.payment_fen for row in later}) <= 1
