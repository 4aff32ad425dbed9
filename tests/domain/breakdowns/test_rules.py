"""What explains an amount is what charges it: every step leads to the schedule's own fen, and its formula gives them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.breakdowns.rules import RowWorkings, drawdown_fee, loan_workings, row_workings
from domain.rules.goods_return import apply_return
from domain.rules.penalty import Accrual, accrued_fen
from domain.rules.position import LoanPosition, on_plan
from domain.rules.prepayment import prepay_loan
from domain.rules.rates import AnnualRates, against_cash_price, annual_rates
from domain.rules.returnable import ReturnableLoan
from domain.rules.schedule import Schedule
from domain.rules.settlement import settle_loan
from domain.rules.steps import (
    BalanceStep,
    ChangedStep,
    DifferenceStep,
    EqualPaymentStep,
    EvenPaymentStep,
    FeeStep,
    InterestStep,
    KeptStep,
    ShareStep,
    annual_rate,
    penalty,
    per_thousand,
    rates_of_month,
    total_fen,
)
from domain.terms import (
    FeeTiming,
    Method,
    OwedPart,
    PenaltyTerms,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)
from domain.value import replace
from tests.domain.rules.formulas import penalty_result, present_value, result_of
from tests.domain.rules.plans import (
    EXAMPLE_FEN,
    START,
    Drawn,
    any_drawn,
    by_rate,
    drawn,
    example,
    fee_terms,
    flat,
    flat_total,
    percents,
    relieved_terms,
    unhurried,
    upfront,
)

LOAN = example(by_rate(Method.EQUAL_INSTALLMENT))
TWELVE = Decimal(12)


def check_formulas(workings: RowWorkings) -> None:
    for steps in (workings.principal, workings.interest, workings.fee):
        for step in steps:
            assert result_of(step) == step.amount_fen, step


def parts_of(workings: RowWorkings) -> tuple[int, int, int]:
    return total_fen(workings.principal), total_fen(workings.interest), total_fen(workings.fee)


# Schedules as agreed


@unhurried
@given(any_drawn() | drawn(relieved_terms()), st.data())
def test_the_steps_of_an_instalment_lead_to_what_is_charged_by_their_own_formulas(
    case: Drawn, data: st.DataObject
) -> None:
    plan = case.schedule()
    row = data.draw(st.sampled_from(plan.rows))
    workings = row_workings(plan, row.no)
    assert parts_of(workings) == (row.principal_fen, row.interest_fen, row.fee_fen)
    assert not workings.is_changed
    check_formulas(workings)


@unhurried
@given(drawn(fee_terms()))
def test_a_fee_at_drawdown_is_explained_beside_the_instalments(case: Drawn) -> None:
    plan = case.schedule()
    step = drawdown_fee(plan)
    assert (step.amount_fen if step else 0) == plan.drawdown_fee_fen
    assert step is None or result_of(step) == step.amount_fen


def test_the_third_instalment_of_the_example_is_its_payment_its_interest_and_the_difference() -> None:
    assert row_workings(LOAN, 3) == RowWorkings(
        3,
        principal=(
            EqualPaymentStep(EXAMPLE_FEN, TWELVE, 12, 35531),
            DifferenceStep(OwedPart.PRINCIPAL, 35531, 3365, 32166),
        ),
        interest=(InterestStep(336521, TWELVE, None, 360, 3365),),
    )


def test_the_last_equal_instalment_pays_the_balance_that_is_left() -> None:
    workings = row_workings(LOAN, 12)
    assert workings.principal == (BalanceStep(35175),)
    assert workings.total_fen == 35527


def test_a_flat_instalment_is_a_twelfth_of_the_fee_and_the_last_takes_the_odd_fen() -> None:
    fee = FeeStep(EXAMPLE_FEN, Decimal("0.6"), 12, 1, row_fee(flat(), 1).rounding, 28793)
    for no, amount_fen, is_rest in ((1, 2399, False), (12, 2404, True)):
        whole, share = row_workings(example(flat()), no).fee
        assert whole == fee
        assert isinstance(share, ShareStep)
        assert (share.amount_fen, share.is_rest, share.is_exact) == (amount_fen, is_rest, False)


def row_fee(terms: object, no: int) -> FeeStep:
    step = row_workings(example(terms), no).fee[0]  # type: ignore[arg-type]
    assert isinstance(step, FeeStep)
    return step


def test_where_the_first_instalment_takes_the_odd_fen_it_is_the_rest() -> None:
    share = row_workings(example(flat(remainder_in=RemainderIn.FIRST)), 1).fee[-1]
    assert isinstance(share, ShareStep)
    assert (share.amount_fen, share.is_rest, share.before) == (2404, True, 11)


def test_a_payment_rounded_as_a_whole_leaves_its_fee_beside_the_principal() -> None:
    plan = example(flat_total("3.6", 3, Rounding.TOTAL_HALF_UP), 139_900)
    _, payment, fee = row_workings(plan, 1).fee
    assert payment == EvenPaymentStep(139_900, 5036, 3, 48312)
    assert fee == DifferenceStep(OwedPart.FEE, 48312, 46633, 1679)


def test_an_upfront_fee_stands_in_the_first_bill_or_at_drawdown() -> None:
    first = example(upfront())
    assert [total_fen(row_workings(first, no).fee) for no in (1, 2)] == [28793, 0]
    drawn_off = example(upfront(timing=FeeTiming.DRAWDOWN))
    step = drawdown_fee(drawn_off)
    assert step is not None
    assert step.amount_fen == 28793
    assert row_workings(drawn_off, 1).fee == ()


def test_an_odd_first_period_is_charged_by_its_days_and_the_next_by_the_month() -> None:
    plan = Drawn(
        EXAMPLE_FEN, by_rate(Method.EQUAL_PRINCIPAL), date(2026, 11, 22), date(2027, 1, 5)
    ).schedule()
    (first,), (second,) = row_workings(plan, 1).interest, row_workings(plan, 2).interest
    assert isinstance(first, InterestStep)
    assert isinstance(second, InterestStep)
    assert (first.days, first.year_days, first.amount_fen) == (44, 360, 5865)
    assert second.days is None


# Loans as they stand


def snapshot(schedule: Schedule, paid: int) -> LoanPosition:
    return on_plan(schedule, paid, schedule.due_after(paid))


def changed(loan: LoanPosition, changes: object) -> LoanPosition:
    by_no = {change.no: change for change in changes}  # type: ignore[attr-defined]
    rows = [
        replace(
            row,
            principal_fen=by_no[row.no].principal_fen,
            interest_fen=by_no[row.no].interest_fen,
            fee_fen=by_no[row.no].fee_fen,
        )
        if row.no in by_no
        else row
        for row in loan.rows
    ]
    return replace(loan, rows=tuple(rows))


def check_loan(loan: LoanPosition, agreed: Schedule) -> list[RowWorkings]:
    """Every instalment's steps lead to what it is scheduled to be."""
    found = [loan_workings(loan, agreed, row.no) for row in loan.rows]
    for row, workings in zip(loan.rows, found, strict=True):
        assert parts_of(workings) == (row.principal_fen, row.interest_fen, row.fee_fen)
        check_formulas(workings)
        for steps in (workings.principal, workings.fee):
            if steps and isinstance(steps[-1], DifferenceStep):
                assert steps[-1].payment_fen == row.payment_fen
    return found


def prepaid(schedule: Schedule, paid: int, amount_fen: int, strategy: PrepayStrategy) -> LoanPosition:
    loan, on = snapshot(schedule, paid), schedule.due_after(paid)
    return changed(loan, prepay_loan(loan, schedule, on, amount_fen, strategy).changes)


def test_smaller_instalments_are_explained_by_a_plan_made_anew_on_what_is_left() -> None:
    fifth = check_loan(prepaid(LOAN, 4, 100_000, PrepayStrategy.SMALLER), LOAN)[4]
    assert fifth.anew_from == 5
    assert fifth.principal[0] == EqualPaymentStep(171_868, TWELVE, 8, 22461)
    assert fifth.interest == (InterestStep(171_868, TWELVE, None, 360, 1719),)


def test_fewer_instalments_keep_their_payment_and_bear_interest_on_what_is_left() -> None:
    found = check_loan(prepaid(LOAN, 4, 100_000, PrepayStrategy.FEWER), LOAN)
    assert found[4].principal[0] == EqualPaymentStep(EXAMPLE_FEN, TWELVE, 12, 35531)
    assert found[4].anew_from is None
    assert [row.total_fen for row in found[8:]] == [34923, 0, 0, 0]
    assert isinstance(found[8].principal[0], BalanceStep)


@pytest.mark.parametrize("strategy", [PrepayStrategy.SMALLER, PrepayStrategy.FEWER])
@pytest.mark.parametrize(
    "terms",
    [by_rate(Method.EQUAL_INSTALLMENT), by_rate(Method.EQUAL_PRINCIPAL), flat(), flat_total("7.2", 12)],
)
def test_after_a_part_prepaid_on_a_due_date_no_amount_is_left_without_its_formula(
    terms: object, strategy: PrepayStrategy
) -> None:
    plan = example(terms)  # type: ignore[arg-type]
    found = check_loan(prepaid(plan, 4, 100_000, strategy), plan)
    assert not any(workings.is_changed for workings in found)


def test_a_row_that_a_refund_changed_is_explained_where_a_formula_gives_it_and_else_says_so() -> None:
    loan = snapshot(LOAN, 4)
    returned = apply_return(
        ReturnableLoan(loan.terms, loan.start, loan.rows, order_fen=EXAMPLE_FEN),
        100_000,
        date(2026, 5, 15),
        received=True,
    ).after
    found = check_loan(returned, LOAN)
    assert found[4].interest == (ChangedStep(OwedPart.INTEREST, 2042),)  # the running period, by its days
    assert found[5].interest == (InterestStep(139_056, TWELVE, None, 360, 1391),)
    assert found[5].principal == (KeptStep(OwedPart.PRINCIPAL, 33140),)
    assert found[9].principal == (BalanceStep(4492),)


def test_what_settling_early_waived_is_not_explained_by_a_formula_for_it() -> None:
    loan, on = snapshot(LOAN, 4), date(2026, 5, 15)
    settled = settle_loan(loan, LOAN, on, PrepayTerms(PrepayPolicy.DAILY_INTEREST))
    found = check_loan(changed(loan, settled.changes), LOAN)
    assert found[4].interest == (ChangedStep(OwedPart.INTEREST, 906),)
    assert found[5].interest == (ChangedStep(OwedPart.INTEREST, 0),)


@unhurried
@given(
    any_drawn(least_fen=30_000),
    st.integers(0, 100),
    st.integers(1, 99),
    st.sampled_from([PrepayStrategy.SMALLER, PrepayStrategy.FEWER]),
)
def test_whatever_was_prepaid_no_formula_leads_to_another_amount(
    case: Drawn, paid_pct: int, amount_pct: int, strategy: PrepayStrategy
) -> None:
    plan = case.schedule()
    paid = paid_pct * (len(plan.rows) - 1) // 100
    amount_fen = plan.balance_after_fen(paid) * amount_pct // 100
    interest_only = case.terms.method is Method.INTEREST_ONLY
    assume(0 < amount_fen < plan.balance_after_fen(paid))
    assume(not (interest_only and strategy is PrepayStrategy.FEWER))
    check_loan(prepaid(plan, paid, amount_fen, strategy), plan)


# Penalty interest

TERMS = st.builds(
    PenaltyTerms,
    daily_pct=st.decimals(0, 1, places=3),
    multiple=st.none(),
    cap_annual_pct=percents(36),
    grace_days=st.integers(0, 10),
    grace_fen=st.integers(0, 1000),
) | st.builds(PenaltyTerms, multiple=st.decimals(0, 5, places=2), cap_annual_pct=percents(36))


@unhurried
@given(
    st.builds(
        Accrual,
        due_date=st.just(START),
        base_fen=st.integers(0, 10_000_000),
        open_fen=st.integers(0, 10_000_000),
        since=st.none() | st.integers(1, 50).map(lambda days: START + timedelta(days=days)),
        carried_fen=st.integers(0, 1000),
    ),
    st.integers(50, 200),
    TERMS,
    percents(36),
)
def test_the_penalty_step_is_what_is_charged_by_its_own_formula(
    accrual: Accrual, days: int, terms: PenaltyTerms, contract_pct: Decimal
) -> None:
    on = START + timedelta(days=days)
    step = penalty(accrual, on, terms, contract_pct, on_principal=False)
    charged_fen = accrued_fen(accrual, on, terms, contract_pct)
    assert (step.total_fen if step else 0) == charged_fen
    assert step is None or penalty_result(step) == charged_fen


@pytest.mark.parametrize(("base_fen", "fen"), [(35531, 178), (32166, 161)])
def test_ten_days_late_at_one_and_a_half_times_12_per_cent(base_fen: int, fen: int) -> None:
    accrual = Accrual(date(2026, 4, 5), base_fen, 35531)
    step = penalty(accrual, date(2026, 4, 15), PenaltyTerms(), TWELVE, on_principal=base_fen == 32166)
    assert step is not None
    assert (step.days, step.total_fen, step.rate.capped) == (10, fen, False)


def test_above_the_cap_the_step_says_so() -> None:
    accrual = Accrual(date(2026, 4, 5), 35531, 35531)
    step = penalty(accrual, date(2026, 4, 15), PenaltyTerms(), Decimal(20), on_principal=False)
    assert step is not None
    assert step.rate.capped


# Rates


@unhurried
@given(any_drawn(least_fen=30_000), st.integers(80, 100))
def test_the_rate_shown_gives_both_annual_rates_and_the_money_received(case: Drawn, cash_pct: int) -> None:
    plan = case.schedule()
    received_fen = plan.principal_fen * cash_pct // 100
    assume(received_fen > plan.drawdown_fee_fen)
    rates = against_cash_price(plan, received_fen)
    assume(rates.simple_pct < 1000)
    step = annual_rate(plan, received_fen - plan.drawdown_fee_fen, rates)
    assert step is not None
    assert rates_of_month(step.monthly_pct) == step.rates == rates
    assert present_value(step) == pytest.approx(step.received_fen, rel=1e-3)


def test_the_flat_plan_of_the_example_costs_1_0862_per_cent_a_month() -> None:
    plan = example(flat())
    step = annual_rate(plan, plan.received_fen, annual_rates(plan))
    assert step is not None
    assert step.monthly_pct == Decimal("1.0862")
    assert step.rates == AnnualRates(Decimal("13.03"), Decimal("13.84"))
    assert [paid.amount_fen for paid in step.payments] == [35724] * 11 + [35729]


def test_an_odd_first_period_is_discounted_by_its_days() -> None:
    plan = Drawn(EXAMPLE_FEN, flat(), date(2026, 11, 22), date(2027, 1, 5)).schedule()
    step = annual_rate(plan, plan.received_fen, annual_rates(plan))
    assert step is not None
    assert not step.regular
    assert (step.payments[0].days, step.rates.simple_pct) == (44, Decimal("12.22"))


def test_a_rate_that_four_decimals_would_round_wrong_has_more() -> None:
    plan = example(flat_total("3.6", 3, Rounding.TOTAL_HALF_UP), 139_900)
    step = annual_rate(plan, plan.received_fen, annual_rates(plan))
    assert step is not None
    assert rates_of_month(step.monthly_pct) == step.rates


def test_a_thousand_yuan_cost_their_share_of_the_cost() -> None:
    assert per_thousand(28793, EXAMPLE_FEN).amount_fen == 7200
