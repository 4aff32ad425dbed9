"""Goods go back (退货退款), by the figures of docs/rules/returns.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from domain.rules.allocation import InstallmentOwed
from domain.rules.errors import RuleError
from domain.rules.goods_return import apply_return
from domain.rules.position import LoanInstallment
from domain.rules.returnable import (
    PaidOutside,
    ReturnableLoan,
    ReturnLineCode,
    ReturnResult,
)
from domain.rules.schedule import Schedule
from domain.terms import (
    DEFAULT_RETURN_TERMS,
    DayCount,
    FeeTiming,
    Method,
    OwedPart,
    PlanTerms,
    ReturnBucket,
    ReturnTerms,
    Rounding,
    UnbilledFees,
)
from domain.value import names_of, replace
from tests.domain.rules.plans import EXAMPLE_FEN, START, by_rate, example, flat, upfront

FIFTH_DUE = date(2026, 6, 5)
TEN_DAYS_IN = date(2026, 5, 15)  # four are paid, ten days of the fifth period are gone
TEN_DAYS_LATE = date(2026, 6, 15)  # four are paid, the fifth is ten days late
A_THOUSAND_FEN = 100_000


def snapshot(
    schedule: Schedule, paid: int = 4, penalties_fen: Mapping[int, int] | None = None
) -> ReturnableLoan:
    """A loan of which the first `paid` instalments are paid; penalties by number."""
    rows = tuple(
        LoanInstallment(
            row.no,
            row.due_date,
            row.principal_fen,
            row.interest_fen,
            row.fee_fen,
            *((row.principal_fen, row.interest_fen, row.fee_fen) if row.no <= paid else (0, 0, 0)),
            penalty_fen=(penalties_fen or {}).get(row.no, 0),
        )
        for row in schedule.rows
    )
    price_fen = schedule.principal_fen
    fee_fen = schedule.drawdown_fee_fen
    fee = LoanInstallment(0, schedule.start, 0, 0, fee_fen, paid_fee_fen=fee_fen) if fee_fen else None
    return ReturnableLoan(schedule.terms, schedule.start, rows, order_fen=price_fen, at_drawdown=fee)


FLAT = snapshot(example(flat()))
FLAT_LATE = snapshot(example(flat()), penalties_fen={5: 194})
LOAN = snapshot(example(by_rate(Method.EQUAL_INSTALLMENT)))
LOAN_LATE = snapshot(example(by_rate(Method.EQUAL_INSTALLMENT)), penalties_fen={5: 178})


def by_code(result: ReturnResult) -> dict[str, int]:
    return {line.code.value: line.amount_fen for line in result.lines}


def left(result: ReturnResult) -> list[tuple[int, int, int, int]]:
    """Number, principal, interest and fee of the instalments that are still to pay."""
    owed = [row.owed for row in result.after.rows]
    return [
        (one.no, one.principal_fen, one.interest_fen, one.fee_fen)
        for one in owed
        if one != InstallmentOwed(one.no, 0)
    ]


# After receipt


def test_all_goods_after_receipt_clear_the_principal_and_the_rest_is_the_customers() -> None:
    result = apply_return(FLAT, EXAMPLE_FEN, TEN_DAYS_IN, received=True)
    assert by_code(result) == {"unbilled_principal": 266_600, "surplus": 133_300, "fee_cut": 19_197}
    assert result.cancelled
    assert (result.credit_restored_fen, result.to_balance_fen) == (266_600, 133_300)


def test_a_part_after_receipt_lowers_the_last_instalments_first() -> None:
    """1000.00 are three instalments of 333.25 and 0.25 of the ninth."""
    result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    untouched = [(no, 33_325, 0, 2_399) for no in (5, 6, 7, 8)]
    assert left(result) == [*untouched, (9, 33_300, 0, 2_398)]
    assert by_code(result) == {"unbilled_principal": A_THOUSAND_FEN, "fee_cut": 7_203}
    assert not result.cancelled
    assert (result.credit_restored_fen, result.to_balance_fen) == (A_THOUSAND_FEN, 0)


def test_the_fee_of_an_instalment_falls_with_its_own_principal_down_to_a_fen() -> None:
    """Of the ninth, 0.25 of 333.25 goes, and 0.01 of 23.99; the last three go with their whole fees."""
    result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    cuts = {change.no: change.cut.fee_fen for change in result.changes if change.cut.fee_fen}
    assert cuts == {9: 1, 10: 2_399, 11: 2_399, 12: 2_404}


def test_what_is_overdue_is_paid_before_the_unbilled_principal() -> None:
    result = apply_return(FLAT_LATE, A_THOUSAND_FEN, TEN_DAYS_LATE, received=True)
    assert list(by_code(result).items()) == [
        ("overdue_penalty", 194),
        ("overdue_principal", 33_325),
        ("overdue_fee", 2_399),
        ("unbilled_principal", 64_082),
        ("fee_cut", 4_618),
    ]
    assert left(result)[-1] == (11, 2_568, 0, 185)
    assert (result.credit_restored_fen, result.to_balance_fen) == (97_407, 0)


def test_all_goods_of_a_plan_in_arrears_pay_the_arrears_too() -> None:
    result = apply_return(FLAT_LATE, EXAMPLE_FEN, TEN_DAYS_LATE, received=True)
    assert result.cancelled
    assert (result.credit_restored_fen, result.to_balance_fen) == (266_600, 130_707)
    assert result.to_balance_fen == 133_300 - 194 - 2_399


def test_the_oldest_of_two_overdue_instalments_is_paid_first_within_each_part() -> None:
    loan = snapshot(example(flat()), paid=3, penalties_fen={4: 775, 5: 194})
    result = apply_return(loan, 775 + 194 + 33_325 + 1, TEN_DAYS_LATE, received=True)
    covered = {c.no: c.covered for c in result.changes if c.covered.total_fen}
    assert [(c.penalty_fen, c.principal_fen) for c in covered.values()] == [(775, 33_325), (194, 1)]


def test_what_falls_due_today_is_billed_but_not_overdue() -> None:
    result = apply_return(FLAT, 40_000, FIFTH_DUE, received=True)
    assert by_code(result) == {
        "billed_fee": 2_399,
        "billed_principal": 33_325,
        "unbilled_principal": 4_276,
        "fee_cut": 308,
    }


def test_a_bill_that_came_out_before_its_due_date_is_billed() -> None:
    terms = ReturnTerms(billed_before_days=21)
    early = apply_return(FLAT, 40_000, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(early) == by_code(apply_return(FLAT, 40_000, FIFTH_DUE, received=True))
    a_day_less = apply_return(
        FLAT, 40_000, TEN_DAYS_IN, received=True, terms=ReturnTerms(billed_before_days=20)
    )
    assert "billed_fee" not in by_code(a_day_less)


def test_a_lender_may_pay_in_another_order() -> None:
    order = tuple(reversed(DEFAULT_RETURN_TERMS.order))
    result = apply_return(
        FLAT_LATE, A_THOUSAND_FEN, TEN_DAYS_LATE, received=True, terms=ReturnTerms(order=order)
    )
    assert by_code(result) == {"unbilled_principal": A_THOUSAND_FEN, "fee_cut": 7_203}


def test_the_order_names_every_bucket_once() -> None:
    order = DEFAULT_RETURN_TERMS.order
    with pytest.raises(ValueError, match="exactly once"):
        ReturnTerms(order=order[1:])
    with pytest.raises(ValueError, match="exactly once"):
        ReturnTerms(order=(*order, ReturnBucket.OVERDUE_FEE))


@pytest.mark.parametrize("terms", [{"merchant_fee_days": -1}, {"billed_before_days": -1}])
def test_days_of_the_terms_are_not_negative(terms: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        ReturnTerms(**terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "first", list(permutations((ReturnBucket.OVERDUE_FEE, ReturnBucket.OVERDUE_PRINCIPAL)))
)
def test_a_small_refund_goes_to_the_first_bucket_that_is_open(first: tuple[ReturnBucket, ...]) -> None:
    order = (*first, *(bucket for bucket in DEFAULT_RETURN_TERMS.order if bucket not in first))
    result = apply_return(FLAT_LATE, 100, TEN_DAYS_LATE, received=True, terms=ReturnTerms(order=order))
    assert by_code(result) == {first[0].value: 100}


# Fees


def test_a_lender_may_keep_the_fees_to_come() -> None:
    terms = ReturnTerms(unbilled_fees=UnbilledFees.KEPT)
    result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(result) == {"unbilled_principal": A_THOUSAND_FEN}
    assert [fee_fen for *_, fee_fen in left(result)] == [2_399] * 7 + [2_404]


def test_fees_that_are_kept_are_settled_out_of_the_rest_when_no_principal_is_left() -> None:
    terms = ReturnTerms(unbilled_fees=UnbilledFees.KEPT)
    result = apply_return(FLAT, EXAMPLE_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(result) == {
        "unbilled_principal": 266_600,
        "unbilled_fee": 19_197,
        "surplus": 133_300 - 19_197,
    }
    assert result.cancelled


def test_a_lender_may_waive_all_fees_to_come() -> None:
    terms = ReturnTerms(unbilled_fees=UnbilledFees.WAIVED)
    result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(result)["fee_cut"] == 19_197
    assert {fee_fen for *_, fee_fen in left(result)} == {0}


def test_an_upfront_fee_not_billed_yet_falls_by_the_share_of_all_principal() -> None:
    """287.93 × 1000 / 3999 = 72.0005."""
    loan = snapshot(example(upfront()), paid=0)
    result = apply_return(loan, A_THOUSAND_FEN, START + timedelta(days=3), received=True)
    assert by_code(result) == {"unbilled_principal": A_THOUSAND_FEN, "fee_cut": 7_200}
    assert left(result)[0] == (1, 33_325, 0, 28_793 - 7_200)


def test_the_fee_of_an_instalment_without_principal_goes_with_the_principal_of_all() -> None:
    """Seven fen over twelve periods: the last five are fees alone."""
    terms = PlanTerms(Method.FLAT_FEE, 12, fee_per_period_pct=Decimal(100), rounding=Rounding.EACH_HALF_UP)
    loan = snapshot(example(terms, 7), paid=0)
    assert (loan.rows[-1].principal_fen, loan.rows[-1].fee_fen) == (0, 7)
    on = START + timedelta(days=3)
    part = apply_return(loan, 3, on, received=True)
    assert [row.fee_fen for row in part.after.rows] == [7] * 4 + [0] * 3 + [4] * 5
    assert by_code(apply_return(loan, 7, on, received=True)) == {"unbilled_principal": 7, "fee_cut": 84}


def test_an_upfront_fee_that_was_paid_is_kept() -> None:
    result = apply_return(snapshot(example(upfront())), EXAMPLE_FEN, TEN_DAYS_IN, received=True)
    assert by_code(result) == {"unbilled_principal": 266_600, "surplus": 133_300}


def test_a_fee_is_not_cut_below_what_of_it_is_paid() -> None:
    """The fee of the twelfth was paid ahead, its principal was not."""
    last = replace(FLAT.rows[-1], paid_fee_fen=2_404)
    loan = replace(FLAT, rows=(*FLAT.rows[:-1], last))
    result = apply_return(loan, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    assert by_code(result)["fee_cut"] == 7_203 - 2_404


def test_a_principal_paid_ahead_is_not_written_off_and_keeps_its_fee() -> None:
    last = replace(FLAT.rows[-1], paid_principal_fen=33_325)
    loan = replace(FLAT, rows=(*FLAT.rows[:-1], last))
    result = apply_return(loan, 33_325, TEN_DAYS_IN, received=True)
    covered = [change.covered.principal_fen for change in result.changes]
    assert covered == [0] * 10 + [33_325, 0]
    assert left(result)[-1] == (12, 0, 0, 2_404)


def test_a_lender_may_return_the_share_of_the_goods_in_the_fees_paid() -> None:
    """Four times 23.99 × 1000 / 3999 = 5.99; the penalty and the interest stay paid."""
    terms = ReturnTerms(paid_fees_returned=True)
    result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(result)["costs_returned"] == 4 * 599
    assert result.to_balance_fen == result.costs_returned_fen == 4 * 599
    loan = apply_return(LOAN, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert loan.costs_returned_fen == 0


def test_a_fee_that_the_refund_itself_pays_counts_as_paid() -> None:
    terms = ReturnTerms(paid_fees_returned=True)
    result = apply_return(FLAT_LATE, EXAMPLE_FEN, TEN_DAYS_LATE, received=True, terms=terms)
    assert result.costs_returned_fen == 5 * 2_399


def test_a_fee_taken_at_drawdown_is_a_paid_fee() -> None:
    loan = snapshot(example(upfront(timing=FeeTiming.DRAWDOWN)))
    assert apply_return(loan, EXAMPLE_FEN, TEN_DAYS_IN, received=True).costs_returned_fen == 0
    terms = ReturnTerms(paid_fees_returned=True)
    result = apply_return(loan, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert result.costs_returned_fen == 7_200
    assert result.after.at_drawdown is not None
    assert result.after.at_drawdown.paid_fee_fen == result.after.at_drawdown.fee_fen == 28_793 - 7_200


def unpaid_at_drawdown() -> ReturnableLoan:
    """Nothing of it is paid; the fee is 287.93."""
    loan = snapshot(example(upfront(timing=FeeTiming.DRAWDOWN)), paid=0)
    assert loan.at_drawdown is not None
    return replace(loan, at_drawdown=replace(loan.at_drawdown, paid_fee_fen=0))


def test_all_goods_before_receipt_give_nothing_back_of_a_fee_at_drawdown_that_was_not_paid() -> None:
    result = apply_return(unpaid_at_drawdown(), EXAMPLE_FEN, START, received=False)
    assert (result.cancelled, result.to_balance_fen) == (True, 0)
    assert by_code(result) == {"unbilled_principal": EXAMPLE_FEN, "fee_cut": 28_793}


def test_after_receipt_the_price_pays_a_fee_at_drawdown_as_a_billed_fee() -> None:
    result = apply_return(unpaid_at_drawdown(), EXAMPLE_FEN, START, received=True)
    assert by_code(result)["billed_fee"] == 28_793
    assert result.after.total_open_fen == 28_793
    next_day = apply_return(unpaid_at_drawdown(), EXAMPLE_FEN, START + timedelta(days=1), received=True)
    assert by_code(next_day)["overdue_fee"] == 28_793


def test_all_goods_before_receipt_give_back_what_prepaying_cost() -> None:
    """1000.00 prepaid for 3.33 of interest and a fee of 10.00: the price covers less, and so is the customer's."""
    prepaid = tuple(replace(row, principal_fen=row.principal_fen - 12_500) for row in LOAN.rows[4:])
    loan = replace(LOAN, rows=(*LOAN.rows[:4], *prepaid), outside=PaidOutside(333, 1_000))
    result = apply_return(loan, EXAMPLE_FEN, date(2026, 5, 5), received=False)
    assert result.to_balance_fen == 4 * 35_531 + A_THOUSAND_FEN + 1_333
    assert result.after.outside == PaidOutside()
    assert apply_return(loan, EXAMPLE_FEN, date(2026, 5, 5), received=True).costs_returned_fen == 0


def test_of_what_prepaying_cost_the_fee_is_a_fee_and_the_interest_is_interest() -> None:
    """A lender who returns fees after receipt, too; a quarter and 0.01 of the goods goes back."""
    loan = replace(LOAN, outside=PaidOutside(400, 1_000))
    result = apply_return(
        loan, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=ReturnTerms(paid_fees_returned=True)
    )
    assert result.outside_returned == PaidOutside(prepay_fee_fen=250)


@pytest.mark.parametrize("received", [True, False])
@pytest.mark.parametrize(("days", "returned_fen"), [(15, 7_200), (16, 0)])
def test_the_merchants_fee_goes_back_to_it_within_fifteen_days(
    received: bool, days: int, returned_fen: int
) -> None:
    loan = replace(snapshot(example(flat("0")), paid=0), merchant_fee_fen=28_793)
    result = apply_return(loan, A_THOUSAND_FEN, START + timedelta(days=days), received=received)
    assert result.merchant_fee_returned_fen == returned_fen
    assert by_code(result).get("merchant_fee", 0) == returned_fen
    assert result.after.merchant_fee_fen == 28_793 - returned_fen
    assert result.to_balance_fen == 0  # it is not the customer's


# Interest


def test_interest_to_come_is_that_of_the_smaller_balance() -> None:
    """After the fourth due date 2718.68 are left, 1000.00 go, and 1 % of 1718.68 and so on is charged."""
    result = apply_return(LOAN, A_THOUSAND_FEN, date(2026, 5, 5), received=True)
    assert left(result) == [
        (5, 32_812, 1_719, 0),
        (6, 33_140, 1_391, 0),
        (7, 33_472, 1_059, 0),
        (8, 33_807, 724, 0),
        (9, 34_145, 386, 0),
        (10, 4_492, 45, 0),
    ]


def test_the_running_period_keeps_its_interest_for_the_days_that_are_gone() -> None:
    """Of the fifth, 27.19, goes 10.00 × 21 / 31 days = 6.77."""
    result = apply_return(LOAN, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    assert left(result)[0] == (5, 32_812, 2_719 - 677, 0)
    assert [interest_fen for _, _, interest_fen, _ in left(result)[1:]] == [1_391, 1_059, 724, 386, 45]
    assert by_code(result) == {"unbilled_principal": A_THOUSAND_FEN, "interest_cut": 6_729}


def test_the_first_period_runs_from_the_drawdown() -> None:
    """39.99 of interest, and 10.00 × 21 / 31 days of it go."""
    loan = snapshot(example(by_rate(Method.EQUAL_INSTALLMENT)), paid=0)
    result = apply_return(loan, A_THOUSAND_FEN, START + timedelta(days=10), received=True)
    assert left(result)[0] == (1, 31_532, 3_999 - 677, 0)


def test_the_second_period_runs_from_the_first_due_date() -> None:
    """Of 36.84, on 3683.68, go 10.00 × 18 / 28 days = 6.42."""
    loan = snapshot(example(by_rate(Method.EQUAL_INSTALLMENT)), paid=1)
    result = apply_return(loan, A_THOUSAND_FEN, date(2026, 2, 15), received=True)
    assert left(result)[0] == (2, 31_847, 3_684 - 642, 0)


def test_interest_to_come_is_counted_in_the_days_of_its_own_periods() -> None:
    """The first instalment is paid; the 28 days to 2026-03-05 on 1000.00 less: 2684.45 × 12 % × 28 / 365."""
    terms = replace(by_rate(Method.EQUAL_INSTALLMENT), day_count=DayCount.ACTUAL_365)
    loan = snapshot(example(terms), paid=1)
    result = apply_return(loan, A_THOUSAND_FEN, date(2026, 2, 5), received=True)
    balance_fen = loan.open_fen(OwedPart.PRINCIPAL) - A_THOUSAND_FEN
    assert balance_fen == 268_445
    assert left(result)[0][2] == 2_471


def test_interest_below_that_of_the_plan_is_not_raised_by_a_refund() -> None:
    """A lender forgave most of the sixth's interest."""
    sixth = replace(LOAN.rows[5], interest_fen=100)
    loan = replace(LOAN, rows=(*LOAN.rows[:5], sixth, *LOAN.rows[6:]))
    result = apply_return(loan, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    assert left(result)[1] == (6, 33_140, 100, 0)
    assert result.changes[5].cut.interest_fen == 0


def test_interest_for_the_days_gone_is_settled_when_no_principal_is_left() -> None:
    """27.19 less 27.1868 × 21 / 31 days, down to 18.41."""
    result = apply_return(LOAN, EXAMPLE_FEN, TEN_DAYS_IN, received=True)
    assert by_code(result) == {
        "unbilled_principal": 271_868,
        "unbilled_interest": 878,
        "surplus": 127_154,
        "interest_cut": 11_498,
    }
    assert result.cancelled


def test_a_plan_goes_on_while_interest_for_the_days_gone_is_owed() -> None:
    loan = snapshot(example(by_rate(Method.EQUAL_INSTALLMENT)), paid=0)
    result = apply_return(loan, EXAMPLE_FEN, START + timedelta(days=10), received=True)
    assert left(result) == [(1, 0, 1_290, 0)]
    assert not result.cancelled


def test_overdue_interest_is_paid_in_full_and_not_cut() -> None:
    result = apply_return(LOAN_LATE, A_THOUSAND_FEN, TEN_DAYS_LATE, received=True)
    assert by_code(result) == {
        "overdue_penalty": 178,
        "overdue_interest": 2_719,
        "overdue_principal": 32_812,
        "unbilled_principal": 64_291,
        "interest_cut": 3_994,
    }
    assert left(result)[0] == (6, 33_140, 1_963, 0)


def test_interest_first_principal_last_pays_less_interest_and_less_at_the_end() -> None:
    loan = snapshot(example(by_rate(Method.INTEREST_ONLY)))
    result = apply_return(loan, A_THOUSAND_FEN, date(2026, 5, 5), received=True)
    assert left(result) == [*((no, 0, 2_999, 0) for no in range(5, 12)), (12, 299_900, 2_999, 0)]


def test_interest_of_a_period_that_is_billed_early_stays_whole() -> None:
    """The sixth has not begun: it is charged on the smaller balance from its first day."""
    terms = ReturnTerms(billed_before_days=21)
    result = apply_return(LOAN, 35_531 + A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
    assert by_code(result)["billed_interest"] == 2_719
    assert left(result)[0] == (6, 33_140, 1_391, 0)


# Before receipt


def test_all_goods_before_receipt_cancel_the_plan_and_all_that_was_paid_goes_back() -> None:
    result = apply_return(FLAT, EXAMPLE_FEN, TEN_DAYS_IN, received=False)
    assert by_code(result) == {
        "unbilled_principal": 266_600,
        "surplus": 133_300,
        "fee_cut": 19_197,
        "costs_returned": 9_596,
    }
    assert result.cancelled
    assert result.to_balance_fen == 4 * 35_724
    assert result.credit_restored_fen == 266_600


def test_before_receipt_no_penalty_and_no_arrears_are_owed() -> None:
    result = apply_return(LOAN_LATE, EXAMPLE_FEN, TEN_DAYS_LATE, received=False)
    assert by_code(result) == {
        "overdue_principal": 32_812,
        "unbilled_principal": 239_056,
        "surplus": 128_032,
        "penalty_cut": 178,
        "interest_cut": 12_376,
        "costs_returned": 14_092,
    }
    assert result.cancelled
    assert result.to_balance_fen == 4 * 35_531


def test_a_penalty_that_was_paid_goes_back_before_receipt() -> None:
    fourth = replace(FLAT.rows[3], paid_penalty_fen=54)
    loan = replace(FLAT, rows=(*FLAT.rows[:3], fourth, *FLAT.rows[4:]))
    assert apply_return(loan, EXAMPLE_FEN, TEN_DAYS_IN, received=False).to_balance_fen == 4 * 35_724 + 54


def test_a_part_before_receipt_lowers_principal_before_costs_and_its_share_of_paid_costs_goes_back() -> None:
    result = apply_return(FLAT_LATE, A_THOUSAND_FEN, TEN_DAYS_LATE, received=False)
    assert by_code(result) == {
        "overdue_principal": 33_325,
        "unbilled_principal": 66_675,
        "fee_cut": 4_804,
        "costs_returned": 4 * 599,
    }
    assert left(result)[0] == (5, 0, 0, 2_399)
    assert result.after.rows[4].penalty_fen == 194
    assert not result.cancelled


def test_a_part_that_clears_the_principal_is_not_yet_all_the_goods() -> None:
    """Its price pays the arrears' costs, which fall away only with the last of the goods."""
    result = apply_return(FLAT_LATE, 270_000, TEN_DAYS_LATE, received=False)
    assert by_code(result) == {
        "overdue_principal": 33_325,
        "unbilled_principal": 233_275,
        "overdue_penalty": 194,
        "overdue_fee": 2_399,
        "surplus": 3_400 - 194 - 2_399,
        "fee_cut": 16_798,
        "costs_returned": 4 * 1_619 + 130 + 1_619,
    }


def test_the_rest_of_the_goods_gives_back_the_rest_of_the_costs() -> None:
    first = apply_return(FLAT_LATE, 270_000, TEN_DAYS_LATE, received=False)
    second = apply_return(first.after, EXAMPLE_FEN - 270_000, TEN_DAYS_LATE, received=False)
    assert first.to_balance_fen + second.to_balance_fen == 4 * 35_724
    assert (second.cancelled, first.credit_restored_fen, second.credit_restored_fen) == (True, 266_600, 0)


def test_a_share_of_the_costs_is_that_of_the_goods_still_kept() -> None:
    """Half of the goods, then half of the other half: 23.99 leaves 12.00, and 12.00 leaves 6.00."""
    loan = replace(FLAT, order_fen=400_000)
    first = apply_return(loan, 200_000, TEN_DAYS_IN, received=False)
    second = apply_return(first.after, 100_000, TEN_DAYS_IN, received=False)
    assert (first.costs_returned_fen, second.costs_returned_fen) == (4 * 1_199, 4 * 600)


def test_a_lender_may_keep_what_was_paid_of_costs_before_receipt() -> None:
    terms = ReturnTerms(paid_returned_before_receipt=False)
    result = apply_return(FLAT_LATE, EXAMPLE_FEN, TEN_DAYS_LATE, received=False, terms=terms)
    assert result.cancelled
    assert (result.to_balance_fen, result.costs_returned_fen) == (133_300, 0)
    # Fees that go back even after receipt do so before it, penalty and interest do not.
    fees = replace(terms, paid_fees_returned=True)
    assert (
        apply_return(FLAT, EXAMPLE_FEN, TEN_DAYS_IN, received=False, terms=fees).costs_returned_fen == 9_596
    )
    assert apply_return(LOAN, EXAMPLE_FEN, TEN_DAYS_IN, received=False, terms=fees).costs_returned_fen == 0


def test_fees_to_come_are_never_kept_before_receipt() -> None:
    kept = ReturnTerms(unbilled_fees=UnbilledFees.KEPT)
    waived = ReturnTerms(unbilled_fees=UnbilledFees.WAIVED)
    cuts = [
        by_code(apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=False, terms=terms))["fee_cut"]
        for terms in (kept, waived)
    ]
    assert cuts == [7_203, 19_197]


def test_a_deposit_beside_the_loan_goes_back_with_the_surplus() -> None:
    loan = replace(FLAT, order_fen=EXAMPLE_FEN + 50_000)
    result = apply_return(loan, EXAMPLE_FEN + 50_000, TEN_DAYS_IN, received=False)
    assert result.surplus_fen == 133_300 + 50_000


def test_the_goods_not_received_do_not_cancel_the_debt_for_those_that_were() -> None:
    """The first return paid 25.93 of arrears; so much of the principal stays owed after the second."""
    loan = snapshot(example(flat()), paid=0, penalties_fen={1: 194})
    day = date(2026, 2, 15)
    first = apply_return(loan, A_THOUSAND_FEN, day, received=True)
    second = apply_return(first.after, EXAMPLE_FEN - A_THOUSAND_FEN, day, received=False)
    assert second.after.open_fen(OwedPart.PRINCIPAL) == 194 + 2_399
    assert not second.cancelled


# What composes, and what is refused


def test_a_second_refund_starts_where_the_first_ended() -> None:
    first = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    second = apply_return(first.after, EXAMPLE_FEN - A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    assert second.cancelled
    assert second.to_balance_fen == 133_300
    assert second.after.goods_left_fen == 0


def test_a_paid_plan_gives_all_to_the_customer() -> None:
    loan = snapshot(example(flat()), paid=12)
    result = apply_return(loan, EXAMPLE_FEN, date(2027, 2, 1), received=True)
    assert by_code(result) == {"surplus": EXAMPLE_FEN}
    assert (result.cancelled, result.credit_restored_fen) == (True, 0)


@pytest.mark.parametrize(
    ("loan", "amount_fen", "on", "words"),
    [
        (FLAT, 0, TEN_DAYS_IN, "1 to 399900 fen"),
        (FLAT, EXAMPLE_FEN + 1, TEN_DAYS_IN, "1 to 399900 fen"),
        (replace(FLAT, returned_fen=EXAMPLE_FEN), 1, TEN_DAYS_IN, "1 to 0 fen"),
        (FLAT, 1, START - timedelta(days=1), "before the drawdown"),
        (FLAT_LATE, 1, FIFTH_DUE, "whose due date is over"),
    ],
)
def test_what_is_no_refund_is_refused(loan: ReturnableLoan, amount_fen: int, on: date, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        apply_return(loan, amount_fen, on, received=True)


@pytest.mark.parametrize(
    "part", ["principal_fen", "interest_fen", "fee_fen", "penalty_fen", "paid_penalty_fen", "paid_fee_fen"]
)
def test_no_part_of_an_instalment_is_negative(part: str) -> None:
    with pytest.raises(RuleError, match="negative"):
        LoanInstallment(**{"no": 1, "due_date": FIFTH_DUE, "principal_fen": 5, part: -1})  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["principal", "interest", "fee"])
def test_no_part_is_paid_beyond_what_is_scheduled(part: str) -> None:
    amounts = {"principal_fen": 5, f"{part}_fen": 5, f"paid_{part}_fen": 6}
    with pytest.raises(RuleError, match="paid beyond"):
        LoanInstallment(no=1, due_date=FIFTH_DUE, **amounts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": ()}, "all its instalments"),
        ({"rows": FLAT.rows[1:]}, "numbered from 1"),
        ({"rows": (FLAT.rows[0], replace(FLAT.rows[0], no=2))}, "in order"),
        ({"start": FLAT.rows[0].due_date}, "after the drawdown"),
        ({"order_fen": EXAMPLE_FEN - 1}, "at least what the loan financed"),
        ({"returned_fen": EXAMPLE_FEN + 1}, "no more is refunded"),
        ({"returned_fen": -1}, "No amount"),
        ({"merchant_fee_fen": -1}, "No amount"),
    ],
)
def test_what_is_no_loan_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(RuleError, match=words):
        replace(FLAT, **change)


@pytest.mark.parametrize("part", names_of(PaidOutside))
def test_nothing_negative_was_paid_beside_the_instalments(part: str) -> None:
    with pytest.raises(RuleError, match="negative"):
        PaidOutside(**{part: -1})


def test_every_bucket_has_a_line_of_its_name() -> None:
    assert {bucket.value for bucket in ReturnBucket} <= {code.value for code in ReturnLineCode}
