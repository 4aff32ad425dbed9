"""What holds for every refund, whatever the plan, the lender's terms and how far the loan is paid."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.money import RoundingMode, round_fen
from domain.rules.goods_return import apply_return
from domain.rules.position import LoanInstallment
from domain.rules.returnable import COSTS, COVERING, PaidOutside, ReturnableLoan, ReturnResult
from domain.rules.schedule import Row, Schedule
from domain.terms import DayCount, OwedPart, ReturnBucket, ReturnTerms, UnbilledFees
from domain.value import replace
from tests.domain.rules.plans import Drawn, any_drawn, drawn, rate_terms, unhurried
from tests.domain.rules.test_goods_return import snapshot

return_terms = st.builds(
    ReturnTerms,
    order=st.permutations(tuple(ReturnBucket)).map(tuple),
    unbilled_fees=st.sampled_from(UnbilledFees),
    paid_fees_returned=st.booleans(),
    paid_returned_before_receipt=st.booleans(),
    merchant_fee_days=st.integers(0, 60),
    billed_before_days=st.integers(0, 40),
)


class LoanSnapshot(NamedTuple):
    """A loan on a day."""

    loan: ReturnableLoan
    on: date


@st.composite
def snapshots(draw: st.DrawFn) -> LoanSnapshot:
    """Some instalments paid in full, anything paid of the others, overdue or ahead of time."""
    schedule = draw(any_drawn()).schedule()
    on = draw(st.dates(schedule.start, schedule.rows[-1].due_date + timedelta(days=40)))
    paid = draw(st.integers(0, len(schedule.rows)))
    partly = draw(st.integers(paid, min(paid + 3, len(schedule.rows))))
    rows = tuple(_row(draw, row, on, paid, partly) for row in schedule.rows)
    loan = ReturnableLoan(
        schedule.terms,
        schedule.start,
        rows,
        order_fen=schedule.principal_fen + draw(st.sampled_from((0, 0, 1, 50_000))),
        outside=PaidOutside(draw(st.integers(0, 5_000)), draw(st.integers(0, 5_000))),
        merchant_fee_fen=draw(st.integers(0, 50_000)),
        at_drawdown=_at_drawdown(draw, schedule, on),
    )
    return LoanSnapshot(loan, on)


def _at_drawdown(draw: st.DrawFn, schedule: Schedule, on: date) -> LoanInstallment | None:
    """The fee at drawdown, where the plan has one: paid, open, or in part."""
    if not schedule.drawdown_fee_fen:
        return None
    fee = Row(0, schedule.start, 0, 0, schedule.drawdown_fee_fen, schedule.drawdown_fee_fen, 0)
    return _row(draw, fee, on, draw(st.integers(-1, 0)), 0)


def _row(draw: st.DrawFn, row: Row, on: date, paid: int, partly: int) -> LoanInstallment:
    amounts = (row.principal_fen, row.interest_fen, row.fee_fen)
    done = (0, 0, 0)
    if row.no <= paid:
        done = amounts
    elif row.no <= partly:
        principal_fen, interest_fen, fee_fen = (draw(st.integers(0, most)) for most in amounts)
        done = (principal_fen, interest_fen, fee_fen)
    late = row.due_date < on
    penalties = (
        (draw(st.integers(0, 3_000)), draw(st.integers(0, 3_000)))
        if late and row.no <= partly + 2
        else (0, 0)
    )
    return LoanInstallment(row.no, row.due_date, *amounts, *done, *penalties)


amounts = st.fractions(0, 1)  # of the goods that are left


def part_of(share: Fraction, whole_fen: int) -> int:
    return max(1, int(share * whole_fen))


class Refund(NamedTuple):
    """What came of goods for an amount that went back."""

    case: LoanSnapshot
    amount_fen: int
    terms: ReturnTerms
    result: ReturnResult


def the_amount_is_what_it_covers_and_the_surplus(refund: Refund) -> None:
    covered_fen = sum(change.covered.total_fen for change in refund.result.changes)
    assert covered_fen + refund.result.surplus_fen == refund.amount_fen
    told = [line for line in refund.result.lines if line.code in COVERING]
    assert sum(line.amount_fen for line in told) == refund.amount_fen
    assert all(line.amount_fen > 0 for line in refund.result.lines)
    assert len({line.code for line in refund.result.lines}) == len(refund.result.lines)


def the_principal_is_paid_written_off_or_still_to_pay(refund: Refund) -> None:
    paid_fen = sum(row.paid_principal_fen for row in refund.case.loan.rows)
    assert (
        refund.result.after.open_fen(OwedPart.PRINCIPAL) + paid_fen + refund.result.credit_restored_fen
        == refund.case.loan.principal_fen
    )
    assert refund.result.after.returned_fen == refund.amount_fen


def every_cost_is_covered_cut_or_still_to_pay_and_what_goes_back_was_paid(refund: Refund) -> None:
    for before, change in zip(refund.case.loan.every_row, refund.result.changes, strict=True):
        covered, cut, returned = change.covered, change.cut, change.returned
        for one in (covered, cut, returned):
            assert min(one.penalty_fen, one.interest_fen, one.fee_fen, one.principal_fen) >= 0
        assert (cut.principal_fen, returned.principal_fen) == (0, 0)
        for part in COSTS:
            name = f"{part}_fen"
            pays, falls, back = (getattr(one, name) for one in (covered, cut, returned))
            assert before.open_fen(part) == pays + falls + change.after.open_fen(part)
            assert change.after.paid_fen(part) == before.paid_fen(part) + pays - back


def unbilled_principal_goes_from_the_last_period_backwards(refund: Refund) -> None:
    billed_until = refund.case.on + timedelta(days=refund.terms.billed_before_days)
    unbilled = [change for change in refund.result.changes if change.after.due_date > billed_until]
    for earlier, later in pairwise(unbilled):
        if earlier.covered.principal_fen:
            assert later.after.open_fen(OwedPart.PRINCIPAL) == 0


def no_instalment_ever_costs_more_than_before(refund: Refund) -> None:
    for before, after in zip(refund.case.loan.every_row, refund.result.after.every_row, strict=True):
        assert all(after.open_fen(part) <= before.open_fen(part) for part in OwedPart)


def a_refund_that_leaves_a_surplus_leaves_nothing_to_pay(refund: Refund) -> None:
    if refund.result.surplus_fen:
        assert refund.result.cancelled


LAWS = (
    the_amount_is_what_it_covers_and_the_surplus,
    the_principal_is_paid_written_off_or_still_to_pay,
    every_cost_is_covered_cut_or_still_to_pay_and_what_goes_back_was_paid,
    unbilled_principal_goes_from_the_last_period_backwards,
    no_instalment_ever_costs_more_than_before,
    a_refund_that_leaves_a_surplus_leaves_nothing_to_pay,
)


@unhurried
@given(snapshots(), amounts, st.booleans(), return_terms)
def test_every_law_of_one_refund_holds(
    case: LoanSnapshot, share: Fraction, received: bool, terms: ReturnTerms
) -> None:
    amount_fen = part_of(share, case.loan.goods_left_fen)
    result = apply_return(case.loan, amount_fen, case.on, received=received, terms=terms)
    for law in LAWS:
        law(Refund(case, amount_fen, terms, result))


@unhurried
@given(snapshots(), amounts, amounts, st.booleans(), return_terms)
def test_two_refunds_never_give_back_more_than_one(
    case: LoanSnapshot, first: Fraction, second: Fraction, received: bool, terms: ReturnTerms
) -> None:
    assume(case.loan.goods_left_fen > 1)
    first_fen = min(part_of(first, case.loan.goods_left_fen), case.loan.goods_left_fen - 1)
    second_fen = part_of(second, case.loan.goods_left_fen - first_fen)
    one = apply_return(case.loan, first_fen + second_fen, case.on, received=received, terms=terms)
    before = apply_return(case.loan, first_fen, case.on, received=received, terms=terms)
    after = apply_return(before.after, second_fen, case.on, received=received, terms=terms)
    assert before.to_balance_fen + _gain(after) <= _gain(one)
    merchant_fen = before.merchant_fee_returned_fen + after.merchant_fee_returned_fen
    assert merchant_fen <= one.merchant_fee_returned_fen


def _gain(result: ReturnResult) -> int:
    """What the customer gets, less what is still to pay."""
    return result.to_balance_fen - result.after.total_open_fen


@unhurried
@given(snapshots(), return_terms)
def test_all_goods_before_receipt_always_cancel_and_restore_all_credit(
    case: LoanSnapshot, terms: ReturnTerms
) -> None:
    loan = case.loan
    result = apply_return(loan, loan.goods_left_fen, case.on, received=False, terms=terms)
    assert result.cancelled
    assert result.credit_restored_fen == loan.open_fen(OwedPart.PRINCIPAL)
    if terms.paid_returned_before_receipt:
        paid_fen = sum(row.paid_fen(part) for row in loan.every_row for part in OwedPart)
        deposit_fen = loan.order_fen - loan.principal_fen
        assert result.to_balance_fen == paid_fen + loan.outside.total_fen + deposit_fen


@unhurried
@given(snapshots(), amounts, st.permutations(tuple(ReturnBucket)).map(tuple))
def test_a_bucket_is_paid_only_when_those_before_it_are_empty(
    case: LoanSnapshot, share: Fraction, order: tuple[ReturnBucket, ...]
) -> None:
    amount_fen = part_of(share, case.loan.goods_left_fen)
    terms = ReturnTerms(order=order)
    result = apply_return(case.loan, amount_fen, case.on, received=True, terms=terms)
    paid = {line.code.value: line.amount_fen for line in result.lines}
    open_fen = dict.fromkeys(order, 0)
    for row in case.loan.every_row:
        stage = "overdue" if row.due_date < case.on else "billed" if row.due_date == case.on else "unbilled"
        for part in OwedPart:
            if f"{stage}_{part}" in open_fen:
                open_fen[ReturnBucket(f"{stage}_{part}")] += row.open_fen(part)
    left_fen = amount_fen
    for bucket in order:
        assert paid.get(bucket.value, 0) == min(left_fen, open_fen[bucket])
        left_fen -= paid.get(bucket.value, 0)


@unhurried
@given(drawn(rate_terms(day_counts=(DayCount.MONTHLY,))), amounts, st.data())
def test_interest_after_a_refund_on_a_due_date_is_that_of_the_balance(
    plan: Drawn, share: Fraction, data: st.DataObject
) -> None:
    """By Fraction, month by month."""
    schedule = plan.schedule()
    paid = data.draw(st.integers(0, len(schedule.rows) - 1))
    loan = snapshot(schedule, paid)
    result = apply_return(loan, part_of(share, loan.order_fen), schedule.due_after(paid), received=True)
    assert schedule.terms.annual_rate_pct is not None
    monthly = Fraction(schedule.terms.annual_rate_pct) / 1200
    balance_fen = result.after.open_fen(OwedPart.PRINCIPAL)
    for row in result.after.rows[paid:]:
        assert row.interest_fen == round_fen(balance_fen * monthly, RoundingMode.HALF_UP)
        balance_fen -= row.principal_fen


@unhurried
@given(snapshots(), amounts, st.booleans())
def test_a_loan_without_costs_to_come_owes_exactly_the_goods_less(
    case: LoanSnapshot, share: Fraction, received: bool
) -> None:
    """With every cost at nothing, a refund is plain subtraction."""
    rows = [
        replace(
            row,
            interest_fen=0,
            fee_fen=0,
            penalty_fen=0,
            paid_interest_fen=0,
            paid_fee_fen=0,
            paid_penalty_fen=0,
        )
        for row in case.loan.every_row
    ]
    loan = replace(case.loan.with_every_row(rows), outside=PaidOutside())
    amount_fen = part_of(share, loan.goods_left_fen)
    result = apply_return(loan, amount_fen, case.on, received=received)
    open_fen = loan.open_fen(OwedPart.PRINCIPAL)
    assert result.after.total_open_fen == max(0, open_fen - amount_fen)
    assert result.to_balance_fen == max(0, amount_fen - open_fen)
