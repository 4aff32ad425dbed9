"""Repaying loans early that do not stand as planned: paid ahead, in parts, late, or changed before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.allocation import Share
from domain.rules.errors import RuleError
from domain.rules.position import LoanInstallment, LoanPosition, RowChange, on_plan
from domain.rules.prepayment import prepay_loan
from domain.rules.schedule import Schedule
from domain.rules.settlement import Settlement, settle_loan
from domain.terms import (
    Method,
    OwedPart,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)
from domain.value import replace
from tests.domain.rules.plans import (
    Drawn,
    any_drawn,
    by_rate,
    drawn,
    example,
    fee_terms,
    flat,
    flat_total,
    rate_terms,
    unhurried,
    upfront,
)

LOAN = example(by_rate(Method.EQUAL_INSTALLMENT))
FLAT = example(flat())
DUE_DAY = date(2026, 5, 5)
TEN_DAYS_LATER = date(2026, 5, 15)
DAILY = PrepayTerms(PrepayPolicy.DAILY_INTEREST)


def after_four(plan: object = LOAN) -> LoanPosition:
    return on_plan(FLAT if plan is FLAT else LOAN, 4, DUE_DAY)


def partly_paid(
    loan: LoanPosition, no: int, *, principal_fen: int = 0, interest_fen: int = 0
) -> LoanPosition:
    rows = [
        replace(row, paid_principal_fen=principal_fen, paid_interest_fen=interest_fen)
        if row.no == no
        else row
        for row in loan.rows
    ]
    return replace(loan, rows=tuple(rows))


def changed(loan: LoanPosition, changes: Sequence[RowChange]) -> LoanPosition:
    new = {change.no: change for change in changes}
    return loan.with_every_row([_change(row, new.get(row.no))[0] for row in loan.every_row])


def settled(loan: LoanPosition, settlement: Settlement) -> tuple[LoanPosition, int]:
    """The loan once the settlement is carried out, and the money that went over the counter for its instalments."""
    shares = {share.no: share for share in settlement.shares}
    changes = {change.no: change for change in settlement.changes}
    rows, money_fen = [], 0
    for row in loan.every_row:
        after, back_fen = _change(row, changes.get(row.no))
        share = shares.get(row.no, Share(row.no, 0, 0, 0, 0))
        rows.append(_pay(after, share))
        money_fen += share.total_fen - back_fen
    return loan.with_every_row(rows), money_fen


def _change(row: LoanInstallment, change: RowChange | None) -> tuple[LoanInstallment, int]:
    if change is None:
        return row, 0
    paid_interest_fen = min(row.paid_interest_fen, change.interest_fen)
    paid_fee_fen = min(row.paid_fee_fen, change.fee_fen)
    after = replace(
        row,
        principal_fen=change.principal_fen,
        interest_fen=change.interest_fen,
        fee_fen=change.fee_fen,
        paid_interest_fen=paid_interest_fen,
        paid_fee_fen=paid_fee_fen,
    )
    return after, row.paid_interest_fen + row.paid_fee_fen - paid_interest_fen - paid_fee_fen


def _pay(row: LoanInstallment, share: Share) -> LoanInstallment:
    return replace(
        row,
        paid_principal_fen=row.paid_principal_fen + share.principal_fen,
        paid_interest_fen=row.paid_interest_fen + share.interest_fen,
        paid_fee_fen=row.paid_fee_fen + share.fee_fen,
        paid_penalty_fen=row.paid_penalty_fen + share.penalty_fen,
        penalty_fen=row.penalty_fen - share.penalty_fen,
    )


@st.composite
def snapshot(draw: st.DrawFn) -> tuple[Drawn, LoanPosition, date]:
    """Some instalments paid, the next in part, one late with penalty, on any day."""
    plan = draw(any_drawn(least_fen=10_000))
    schedule = plan.schedule()
    rows = list(on_plan(schedule, 0, schedule.start).rows)
    paid = draw(st.integers(0, len(rows) - 1))
    on = schedule.due_after(draw(st.integers(0, len(rows)))) + timedelta(days=draw(st.integers(0, 27)))
    rows[:paid] = [row.paid_up() for row in rows[:paid]]
    started = rows[paid]
    late = started.due_date < on
    rows[paid] = replace(
        started,
        paid_principal_fen=draw(st.integers(0, started.principal_fen)),
        paid_interest_fen=draw(st.integers(0, started.interest_fen)),
        paid_fee_fen=draw(st.integers(0, started.fee_fen)),
        penalty_fen=draw(st.integers(0, 5_000)) if late else 0,
    )
    return (
        plan,
        LoanPosition(schedule.terms, schedule.start, tuple(rows), at_drawdown=_fee(draw, schedule)),
        on,
    )


def _fee(draw: st.DrawFn, schedule: Schedule) -> LoanInstallment | None:
    """The fee at drawdown, where the plan has one: paid, open, or in part. A loan signed before such fees were billed has
    no instalment for it.
    """
    fee_fen = schedule.drawdown_fee_fen
    if not fee_fen or draw(st.booleans()):
        return None
    paid_fen = draw(st.sampled_from((0, fee_fen, fee_fen // 2)))
    return LoanInstallment(0, schedule.start, 0, fee_fen=fee_fen, paid_fee_fen=paid_fen)


@unhurried
@given(snapshot(), st.sampled_from(PrepayPolicy))
def test_a_settlement_pays_all_that_is_open_and_not_a_fen_more(
    case: tuple[Drawn, LoanPosition, date], policy: PrepayPolicy
) -> None:
    plan, loan, on = case
    terms = PrepayTerms(policy, PrepayFeeKind.PERCENT, fee_value=plan.terms.annual_rate_pct or Decimal(1))
    settlement = settle_loan(loan, plan.schedule(), on, terms)
    after, money_fen = settled(loan, settlement)
    assert after.total_open_fen == 0
    fee_fen = sum(line.amount_fen for line in settlement.lines if line.code == "prepay_fee")
    assert money_fen + fee_fen == settlement.total_fen
    assert after.principal_fen == loan.principal_fen
    assert settlement.total_fen + settlement.saved_fen == loan.total_open_fen


def test_what_was_paid_ahead_counts_and_saves_no_interest() -> None:
    """The fifth was paid a week early, with its 27.19 of interest; ten days of use are 9.06 of it."""
    fifth = after_four().rows[4]
    loan = partly_paid(after_four(), 5, principal_fen=fifth.principal_fen, interest_fen=fifth.interest_fen)
    settlement = settle_loan(loan, LOAN, TEN_DAYS_LATER, DAILY)
    assert settlement.total_fen == 271_868 - fifth.principal_fen


PAID_AHEAD = [
    # The running period is paid, and one more is charged; all that is to come; the use at the plan's own rate.
    (
        PrepayPolicy.CURRENT_PERIOD_PLUS_ONE,
        (139_900, flat_total("3.6", 3, Rounding.TOTAL_HALF_UP)),
        date(2026, 1, 28),
        93_267 + 1_679,
    ),
    (
        PrepayPolicy.REMAINING_DUE,
        (139_900, flat_total("2.3", 3, Rounding.FEE_HALF_EVEN_FLOOR, RemainderIn.FIRST)),
        date(2026, 1, 28),
        95_410,
    ),
    (PrepayPolicy.ACTUAL_USE, (399_900, flat("0.6", 11)), date(2026, 1, 30), 364_748),
]


@pytest.mark.parametrize(("policy", "plan", "on", "total_fen"), PAID_AHEAD)
def test_after_the_first_bill_was_paid_ahead_the_policies_ask_for_949_46_954_10_and_3647_48(
    policy: PrepayPolicy, plan: tuple[int, PlanTerms], on: date, total_fen: int
) -> None:
    amount_fen, terms = plan
    agreed = example(terms, amount_fen)
    standing = on_plan(agreed, 0, on)
    loan = replace(standing, rows=(standing.rows[0].paid_up(), *standing.rows[1:]))
    assert settle_loan(loan, agreed, on, PrepayTerms(policy)).total_fen == total_fen


def test_a_part_paid_of_the_running_period_is_taken_off_its_interest() -> None:
    loan = partly_paid(after_four(), 5, interest_fen=500)
    assert settle_loan(loan, LOAN, TEN_DAYS_LATER, DAILY).total_fen == 271_868 + 906 - 500


def test_an_upfront_fee_taken_with_the_first_bill_comes_back_for_the_time_not_used() -> None:
    plan = example(upfront())
    loan = on_plan(plan, 4, DUE_DAY)
    settlement = settle_loan(loan, plan, DUE_DAY, PrepayTerms(PrepayPolicy.ACTUAL_USE))
    back_fen = 266_600 - settlement.total_fen
    assert back_fen > 0
    assert settlement.changes == (RowChange(1, 33_325, 0, 28_793 - back_fen),)


# A part prepaid in the middle of a period


def test_a_part_prepaid_after_ten_days_pays_its_interest_up_to_that_day() -> None:
    """1000.00 × 12 % × 10 / 360 = 3.33; the instalments to come are those of the due date."""
    result = prepay_loan(after_four(), LOAN, TEN_DAYS_LATER, 100_000, PrepayStrategy.SMALLER)
    on_time = prepay_loan(after_four(), LOAN, DUE_DAY, 100_000, PrepayStrategy.SMALLER)
    assert (result.accrued_fen, on_time.accrued_fen) == (333, 0)
    assert result.payments_fen == on_time.payments_fen
    assert result.saved_fen == on_time.saved_fen - 333


def test_the_running_period_of_a_fee_plan_keeps_its_fee() -> None:
    result = prepay_loan(after_four(FLAT), FLAT, TEN_DAYS_LATER, 100_000, PrepayStrategy.SMALLER)
    on_time = prepay_loan(after_four(FLAT), FLAT, DUE_DAY, 100_000, PrepayStrategy.SMALLER)
    assert result.accrued_fen == 0
    assert result.payments_fen[0] - on_time.payments_fen[0] == 2_399 - 999
    assert result.payments_fen[1:] == on_time.payments_fen[1:]


def test_before_the_first_due_date_a_part_can_be_prepaid_too() -> None:
    loan = on_plan(LOAN, 0, LOAN.start)
    result = prepay_loan(loan, LOAN, LOAN.start + timedelta(days=10), 100_000, PrepayStrategy.FEWER)
    assert result.accrued_fen == 333
    assert result.periods < 12


@pytest.mark.parametrize("strategy", [PrepayStrategy.SMALLER, PrepayStrategy.FEWER])
@pytest.mark.parametrize("on", [date(2026, 1, 5), date(2026, 1, 6)])
def test_a_fee_taken_once_stays_with_the_first_bill_also_where_a_part_is_prepaid_on_the_day_of_purchase(
    strategy: PrepayStrategy, on: date
) -> None:
    plan = example(upfront())
    result = prepay_loan(on_plan(plan, 0, on), plan, on, 10_000, strategy)
    assert result.interest_fen == plan.rows[0].fee_fen == 28_793
    assert result.saved_fen == 0


@pytest.mark.parametrize("on", [date(2026, 6, 5), date(2026, 6, 6)])
def test_what_is_due_is_paid_before_a_part_is_prepaid(on: date) -> None:
    with pytest.raises(RuleError, match="before anything is prepaid"):
        prepay_loan(after_four(), LOAN, on, 100_000, PrepayStrategy.FEWER)


def test_what_is_begun_is_paid_before_a_part_is_prepaid() -> None:
    loan = partly_paid(after_four(), 5, interest_fen=1)
    with pytest.raises(RuleError, match="before anything is prepaid"):
        prepay_loan(loan, LOAN, DUE_DAY, 100_000, PrepayStrategy.FEWER)


def test_a_second_part_keeps_the_payment_of_the_first_ones_smaller_plan() -> None:
    first = prepay_loan(after_four(), LOAN, DUE_DAY, 100_000, PrepayStrategy.SMALLER)
    loan = changed(after_four(), first.changes)
    second = prepay_loan(loan, LOAN, DUE_DAY, 50_000, PrepayStrategy.FEWER)
    assert set(second.payments_fen[:-1]) == {22_461}


def test_after_fewer_instalments_a_settlement_asks_for_what_is_left() -> None:
    result = prepay_loan(after_four(), LOAN, DUE_DAY, 100_000, PrepayStrategy.FEWER)
    loan = changed(after_four(), result.changes)
    settlement = settle_loan(loan, LOAN, TEN_DAYS_LATER, DAILY)
    assert settlement.lines[0].amount_fen == 171_868
    assert settlement.lines[1].amount_fen == 573  # 1718.68 × 12 % × 10 / 360
    assert settled(loan, settlement)[0].total_open_fen == 0


longer = st.one_of(
    rate_terms((Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL)).filter(
        lambda terms: (terms.annual_rate_pct or 0) > 0
    ),
    fee_terms(),
).filter(lambda terms: terms.periods > 1)


@unhurried
@given(drawn(longer, least_fen=100_000), st.sampled_from(PrepayStrategy), st.data())
def test_the_principal_of_the_new_plan_is_less_by_the_part_prepaid(
    plan: Drawn, strategy: PrepayStrategy, data: st.DataObject
) -> None:
    schedule = plan.schedule()
    after = data.draw(st.integers(0, plan.terms.periods - 1))
    loan = on_plan(schedule, after, schedule.start)
    left_fen = schedule.balance_after_fen(after)
    if left_fen < 2:
        return
    amount_fen = data.draw(st.integers(1, left_fen - 1))
    on = schedule.due_after(after) + timedelta(days=data.draw(st.integers(0, 20)))
    result = prepay_loan(loan, schedule, on, amount_fen, strategy)
    new = changed(loan, result.changes)
    assert new.principal_fen == loan.principal_fen - (0 if strategy is PrepayStrategy.NEXT else amount_fen)
    assert new.open_fen(OwedPart.PENALTY) == 0
    if strategy is not PrepayStrategy.NEXT:
        assert result.payments_fen == tuple(row.payment_fen for row in new.rows[after:] if row.payment_fen)
