"""Guarantee and service fees beside interest, by the figures of docs/rules/charges.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.rules.amounts import charge_fen
from domain.rules.errors import RuleError
from domain.rules.goods_return import apply_return
from domain.rules.position import LoanPosition, on_plan, overdue_base_fen
from domain.rules.prepayment import prepay, prepay_loan
from domain.rules.rates import annual_rates, contract_annual_pct
from domain.rules.returnable import ReturnableLoan, ReturnLineCode
from domain.rules.schedule import Schedule, build_schedule
from domain.rules.settlement import settle, settle_loan
from domain.rules.settlement_costs import LineCode
from domain.terms import (
    AllocationTerms,
    Charge,
    ChargeKind,
    Method,
    OwedPart,
    PenaltyBase,
    PlanTerms,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    ReturnTerms,
    UnbilledFees,
)
from domain.text import LocalText
from domain.value import replace
from tests.domain.rules.plans import by_rate, drawn, example, fee_terms, flat, rate_terms, unhurried, upfront
from tests.domain.rules.test_documentation import table, yuan

GUARANTEE = Charge(ChargeKind.GUARANTEE, LocalText({"zh_CN": "示例融资担保"}), Decimal("0.2"))
SERVICE = Charge(ChargeKind.SERVICE, LocalText({"zh_CN": "示例科技服务"}), total_rate_pct=Decimal("1.2"))
DUE_DAY = date(2026, 5, 5)  # of the fourth instalment
TEN_DAYS_LATER = date(2026, 5, 15)
A_THOUSAND_FEN = 100_000


def charged(terms: PlanTerms, *charges: Charge) -> Schedule:
    return example(replace(terms, charges=charges or (GUARANTEE,)))


FLAT = charged(flat())
LOAN = charged(by_rate(Method.EQUAL_INSTALLMENT))


def four_paid(plan: Schedule, on: date = TEN_DAYS_LATER) -> LoanPosition:
    return on_plan(plan, 4, on)


# The schedule


def test_the_table_of_the_page() -> None:
    amounts = [
        [row.principal_fen, row.fee_fen, row.guarantee_fen, row.payment_fen]
        for row in (FLAT.rows[0], FLAT.rows[11])
    ]
    whole = [FLAT.principal_fen, FLAT.total_fee_fen, FLAT.total_charges_fen, FLAT.total_payment_fen]
    told = table("charges.md", "| 1 to 11")
    assert [cells[1:] for cells in told] == [
        [yuan(amount_fen) for amount_fen in row] for row in zip(*amounts, whole, strict=True)
    ]


def test_a_charge_per_period_is_of_the_amount_financed_and_its_remainder_lies_in_the_last() -> None:
    assert [row.guarantee_fen for row in FLAT.rows] == [799] * 11 + [809]  # 95.976 → 95.98
    assert [row.payment_fen for row in FLAT.rows] == [36_523] * 11 + [36_538]
    assert (FLAT.total_fee_fen, FLAT.total_charges_fen, FLAT.total_payment_fen) == (28_793, 9_598, 438_291)


def test_a_total_charge_is_divided_over_the_periods_and_its_remainder_lies_where_the_plan_has_it() -> None:
    plan = charged(flat(remainder_in=RemainderIn.FIRST), SERVICE)
    assert [row.service_fen for row in plan.rows] == [410] + [399] * 11  # 47.988 → 47.99
    assert plan.total_charge_fen(ChargeKind.GUARANTEE) == 0


def test_both_charges_stand_beside_the_interest_and_change_nothing_of_it() -> None:
    plan, plain = (
        charged(by_rate(Method.EQUAL_INSTALLMENT), GUARANTEE, SERVICE),
        example(by_rate(Method.EQUAL_INSTALLMENT)),
    )
    assert [row[:5] for row in plan.rows] == [row[:5] for row in plain.rows]
    assert [row.payment_fen for row in plan.rows] == [36_729] * 11 + [36_746]


def test_the_annual_rate_counts_every_charge() -> None:
    # By bisection to fifty digits: r = 1.439216… % a month, and 1.529528… % with both on the loan.
    rates = annual_rates(FLAT)
    assert (str(rates.simple_pct), str(rates.compound_pct)) == ("17.27", "18.71")
    both = annual_rates(charged(by_rate(Method.EQUAL_INSTALLMENT), GUARANTEE, SERVICE))
    assert (str(both.simple_pct), str(both.compound_pct)) == ("18.35", "19.98")


def test_a_fee_charged_once_leaves_a_charge_in_every_period() -> None:
    plan = charged(upfront())
    assert [row.fee_fen for row in plan.rows] == [28_793] + [0] * 11
    assert [row.guarantee_fen for row in plan.rows] == [799] * 11 + [809]


def test_exactly_half_a_fen_of_a_charge_is_a_fen() -> None:
    assert charge_fen(250, GUARANTEE, 1, 12) == 1
    assert charge_fen(249, GUARANTEE, 1, 12) == 0


@unhurried
@given(
    drawn(rate_terms() | fee_terms()),
    st.lists(st.sampled_from((GUARANTEE, SERVICE)), unique_by=lambda charge: charge.kind),
)
def test_charges_add_up_to_the_fen_and_leave_the_rest_of_the_plan_as_it_is(
    found: tuple[int, PlanTerms, date, date | None], charges: list[Charge]
) -> None:
    amount_fen, terms, start, first_due = found
    plain = build_schedule(amount_fen, terms, start, first_due)
    plan = build_schedule(amount_fen, replace(terms, charges=tuple(charges)), start, first_due)
    assert [row[:5] for row in plan.rows] == [row[:5] for row in plain.rows]
    for charge in charges:
        whole = charge_fen(amount_fen, charge, terms.periods, terms.periods)
        assert plan.total_charge_fen(charge.kind) == whole
    assert plan.total_payment_fen == plain.total_payment_fen + plan.total_charges_fen
    assert min(min(row.guarantee_fen, row.service_fen) for row in plan.rows) >= 0


# Terms


def test_a_plan_has_at_most_one_charge_of_a_kind_and_a_charge_exactly_one_rate_above_0() -> None:
    with pytest.raises(ValueError, match="at most one charge of each kind"):
        replace(flat(), charges=(GUARANTEE, GUARANTEE))
    with pytest.raises(ValueError, match="exactly one"):
        Charge(ChargeKind.SERVICE, GUARANTEE.payee, Decimal(1), Decimal(1))
    with pytest.raises(ValueError, match="exactly one"):
        Charge(ChargeKind.SERVICE, GUARANTEE.payee)
    with pytest.raises(ValueError, match="above 0 %"):
        Charge(ChargeKind.SERVICE, GUARANTEE.payee, Decimal(0))


# A payment


OWED = InstallmentOwed(3, 31_845, 0, 2_399, 161, guarantee_fen=799, service_fen=399)


@pytest.mark.parametrize(
    ("amount_fen", "penalty", "fee", "guarantee", "service", "principal"),
    [
        (161 + 2_399, 161, 2_399, 0, 0, 0),
        (161 + 2_399 + 799, 161, 2_399, 799, 0, 0),
        (161 + 2_399 + 799 + 100, 161, 2_399, 799, 100, 0),
        (40_000, 161, 2_399, 799, 399, 31_845),
    ],
)
def test_a_payment_falls_on_the_charges_right_after_the_fee(
    amount_fen: int, penalty: int, fee: int, guarantee: int, service: int, principal: int
) -> None:
    share = allocate(amount_fen, [OWED]).shares[0]
    assert share == Share(3, penalty, 0, fee, principal, guarantee, service)


def test_charges_go_with_the_fee_wherever_the_lender_has_it() -> None:
    last = AllocationTerms((OwedPart.PRINCIPAL, OwedPart.FEE, OwedPart.INTEREST, OwedPart.PENALTY))
    assert last.every_part == (
        OwedPart.PRINCIPAL,
        OwedPart.FEE,
        OwedPart.GUARANTEE,
        OwedPart.SERVICE,
        OwedPart.INTEREST,
        OwedPart.PENALTY,
    )


def test_penalty_is_charged_on_a_charge_where_it_is_on_a_fee_and_nowhere_else() -> None:
    row = FLAT.rows[2]
    assert overdue_base_fen(row, PenaltyBase.PRINCIPAL) == 33_325
    assert overdue_base_fen(row, PenaltyBase.PRINCIPAL_INTEREST) == 33_325 + 2_399 + 799


def test_the_rate_that_penalty_is_a_multiple_of_is_what_the_lender_itself_charges() -> None:
    assert (str(contract_annual_pct(FLAT)), str(contract_annual_pct(LOAN))) == ("13.03", "12")
    assert FLAT.without_charges() == example(flat())


# Settling


@pytest.mark.parametrize(
    ("policy", "fee_fen", "guarantee_fen"),
    [
        (PrepayPolicy.WAIVED, 0, 0),
        (PrepayPolicy.CURRENT_PERIOD, 2_399, 799),
        (PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, 4_798, 799),
        (PrepayPolicy.REMAINING_DUE, 19_197, 799),
        (PrepayPolicy.PERIOD_SHARE, 774, 258),  # 799 × 10 / 31 = 257.74
    ],
)
def test_settling_asks_for_the_running_periods_charge_and_for_none_of_a_period_to_come(
    policy: PrepayPolicy, fee_fen: int, guarantee_fen: int
) -> None:
    settlement = settle(FLAT, 4, TEN_DAYS_LATER, PrepayTerms(policy))
    assert settlement.amount_fen(LineCode.PRINCIPAL) == 266_600
    assert settlement.amount_fen(LineCode.FEE) == fee_fen
    assert settlement.amount_fen(LineCode.GUARANTEE) == guarantee_fen
    assert settlement.total_fen == 266_600 + fee_fen + guarantee_fen
    # Staying on plan: 8 × 357.24 and 0.05 more, and of the guarantee 7 × 7.99 + 8.09.
    assert settlement.saved_fen == 285_797 + 6_402 - settlement.total_fen
    assert sum(share.guarantee_fen for share in settlement.shares) == guarantee_fen


@pytest.mark.parametrize(
    "policy", [PrepayPolicy.CURRENT_PERIOD, PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, PrepayPolicy.REMAINING_DUE]
)
def test_on_a_due_date_no_period_to_come_has_begun_so_no_charge_is_asked_for(policy: PrepayPolicy) -> None:
    settlement = settle(FLAT, 4, DUE_DAY, PrepayTerms(policy))
    assert settlement.amount_fen(LineCode.GUARANTEE) == 0


def test_by_daily_interest_the_charge_goes_by_the_days_of_its_period() -> None:
    settlement = settle(LOAN, 4, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.DAILY_INTEREST))
    assert [(line.code, line.amount_fen) for line in settlement.lines] == [
        (LineCode.PRINCIPAL, 271_868),
        (LineCode.INTEREST, 906),
        (LineCode.GUARANTEE, 258),
    ]


def test_arrears_hold_the_charges_of_bills_that_are_due() -> None:
    settlement = settle(FLAT, 3, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.WAIVED))
    assert settlement.amount_fen(LineCode.ARREARS) == 33_325 + 2_399 + 799


def test_actual_use_is_one_figure_and_is_refused_where_a_part_of_it_was_somebody_elses() -> None:
    with pytest.raises(RuleError, match="no part is a guarantee or service fee"):
        settle(FLAT, 4, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.ACTUAL_USE))


def test_what_was_paid_of_a_charge_ahead_of_its_day_is_taken_off_what_is_owed_of_it() -> None:
    loan = four_paid(FLAT)
    fifth = replace(loan.rows[4], paid_fee_fen=2_399, paid_guarantee_fen=300)
    ahead = replace(loan, rows=(*loan.rows[:4], fifth, *loan.rows[5:]))
    settlement = settle_loan(ahead, FLAT, TEN_DAYS_LATER, PrepayTerms(PrepayPolicy.CURRENT_PERIOD))
    assert settlement.amount_fen(LineCode.GUARANTEE) == 499


# A part prepaid


def test_smaller_payments_have_the_charge_of_the_smaller_amount() -> None:
    result = prepay(FLAT, A_THOUSAND_FEN, 4, PrepayStrategy.SMALLER)
    # 1,666.00 × 0.2 % × 8 = 26.656 → 26.66: 3.33 each and 3.35; beside 208.25 and a fee of 9.99 or 10.04.
    assert result.payments_fen == (22_157,) * 7 + (22_164,)


def test_fewer_payments_keep_the_charge_they_have_and_those_that_fall_away_have_none() -> None:
    flat_result = prepay(FLAT, A_THOUSAND_FEN, 4, PrepayStrategy.FEWER)
    assert flat_result.payments_fen == (36_523,) * 4 + (33_300 + 2_399 + 799,)
    loan_result = prepay(LOAN, A_THOUSAND_FEN, 4, PrepayStrategy.FEWER)
    assert loan_result.payments_fen == (35_531 + 799,) * 4 + (34_923 + 799,)


def test_a_total_charge_is_for_the_periods_left_by_their_number() -> None:
    plan = charged(flat(), SERVICE)
    result = prepay(plan, A_THOUSAND_FEN, 4, PrepayStrategy.SMALLER)
    # 1,666.00 × 1.2 % × 8 / 12 = 13.328 → 13.33: 1.66 each and 1.71.
    assert [change.service_fen for change in result.changes] == [166] * 7 + [171]


def test_the_running_period_keeps_its_charge_whatever_is_prepaid() -> None:
    result = prepay_loan(four_paid(FLAT), FLAT, TEN_DAYS_LATER, A_THOUSAND_FEN, PrepayStrategy.SMALLER)
    assert [change.guarantee_fen for change in result.changes] == [799] + [333] * 6 + [335]


def test_smaller_payments_do_not_bring_back_fees_that_a_return_ended() -> None:
    """What `unbilled_fees = "waived"` leaves, or a contract that a lender signed without the charge of its plan."""
    ended = tuple(replace(row, fee_fen=0, guarantee_fen=0) for row in four_paid(FLAT).rows[4:])
    loan = replace(four_paid(FLAT), rows=(*four_paid(FLAT).rows[:4], *ended))
    result = prepay_loan(loan, FLAT, FLAT.due_after(4), A_THOUSAND_FEN, PrepayStrategy.SMALLER)
    assert result.payments_fen == (20_825,) * 8
    assert result.interest_fen == 0


# Goods that go back


def returnable(plan: Schedule) -> ReturnableLoan:
    loan = four_paid(plan)
    return ReturnableLoan(loan.terms, loan.start, loan.rows, order_fen=plan.principal_fen)


@pytest.mark.parametrize(
    ("fees", "cut_fen"),
    # 8.09 + 7.99 + 7.99, and of the ninth floor(7.99 × 0.25 / 333.25) = 0.
    [(UnbilledFees.PRO_RATA, 2_407), (UnbilledFees.WAIVED, 6_402), (UnbilledFees.KEPT, 0)],
)
def test_a_return_cuts_a_charge_to_come_as_it_cuts_a_fee(fees: UnbilledFees, cut_fen: int) -> None:
    terms = ReturnTerms(unbilled_fees=fees)
    result = apply_return(returnable(FLAT), A_THOUSAND_FEN, TEN_DAYS_LATER, received=True, terms=terms)
    cuts = {line.code: line.amount_fen for line in result.lines}
    assert cuts.get(ReturnLineCode.GUARANTEE_CUT, 0) == cut_fen
    assert sum(row.guarantee_fen for row in result.after.rows) == 9_598 - cut_fen


def test_before_receipt_the_goods_share_of_paid_charges_goes_back_too() -> None:
    result = apply_return(returnable(FLAT), A_THOUSAND_FEN, TEN_DAYS_LATER, received=False)
    # floor(7.99 × 1,000 / 3,999) = 1.99 of each of the four that are paid.
    assert [change.returned.guarantee_fen for change in result.changes[:4]] == [199] * 4


def test_all_of_it_back_before_receipt_leaves_no_charge() -> None:
    result = apply_return(returnable(FLAT), 399_900, TEN_DAYS_LATER, received=False)
    assert result.cancelled
    assert sum(row.guarantee_fen for row in result.after.rows) == 0
    assert result.costs_returned_fen == 4 * (2_399 + 799)


@pytest.mark.parametrize("received", [True, False])
def test_an_overdue_charge_is_paid_with_the_overdue_fee(received: bool) -> None:
    loan = on_plan(FLAT, 3, TEN_DAYS_LATER)
    whole = ReturnableLoan(loan.terms, loan.start, loan.rows, order_fen=FLAT.principal_fen)
    terms = ReturnTerms(paid_returned_before_receipt=False)
    result = apply_return(
        whole, 399_900 if received else 399_899, TEN_DAYS_LATER, received=received, terms=terms
    )
    lines = {line.code: line.amount_fen for line in result.lines}
    assert lines[ReturnLineCode.OVERDUE_FEE] == 2_399
    assert lines[ReturnLineCode.OVERDUE_GUARANTEE] == 799
