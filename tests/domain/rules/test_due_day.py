"""Another due day and one instalment put off: the figures of docs/rules/due-day.md, and what holds for any loan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.dates import add_months
from domain.rules.day_count import is_month
from domain.rules.due_day import Move, change_due_day, put_off
from domain.rules.errors import RuleError
from domain.rules.position import LoanPosition, on_plan
from domain.terms import Charge, ChargeKind, DayCount, Method, PlanTerms
from domain.text import LocalText
from domain.value import replace
from tests.domain.rules.plans import EXAMPLE_FEN, Drawn, any_drawn, by_rate, example, flat, unhurried, upfront
from tests.domain.rules.test_documentation import table, yuan

ON, CEILING = date(2026, 5, 10), Decimal(24)
METHODS = {
    "equal_installment": by_rate(Method.EQUAL_INSTALLMENT),
    "equal_principal": by_rate(Method.EQUAL_PRINCIPAL),
    "interest_only": by_rate(Method.INTEREST_ONLY),
    "flat_fee": flat(),
    "upfront_fee": upfront(),
}


def four_paid(terms: PlanTerms) -> LoanPosition:
    return on_plan(example(terms), 4, ON)


def moved(terms: PlanTerms, day: int, *, on: date = ON, notice_days: int = 3) -> Move:
    return change_due_day(four_paid(terms), day, on, notice_days=notice_days, ceiling_pct=CEILING)


def signed(fen: int) -> str:
    return ("-" if fen < 0 else "") + yuan(abs(fen))


def test_the_figures_of_every_method() -> None:
    rows = table("due-day.md", "method | next instalment before")
    assert [row[0] for row in rows] == list(METHODS)
    for name, *cells in rows:
        later, earlier = moved(METHODS[name], 20), moved(METHODS[name], 1)
        assert cells == [
            yuan(later.before[0].payment_fen),
            yuan(later.first.payment_fen),
            signed(later.extra_fen),
            yuan(earlier.first.payment_fen),
            signed(earlier.extra_fen),
        ], name
        assert later.first.due_date == date(2026, 6, 20)


def test_the_figures_of_every_day_count() -> None:
    rows = table("due-day.md", "day count | interest before")
    assert [row[0] for row in rows] == list(DayCount)
    for name, *cells in rows:
        move = moved(replace(by_rate(Method.EQUAL_INSTALLMENT), day_count=DayCount(name)), 20)
        figures = move.before[0].interest_fen, move.first.interest_fen, move.extra_fen
        assert cells == list(map(signed, figures))


def test_the_period_in_between_goes_by_its_days_and_the_others_cost_what_they_did() -> None:
    """46 days on 2718.68 at 12 % of 360 are 41.69."""
    move = moved(by_rate(Method.EQUAL_INSTALLMENT), 20)
    assert (move.first.interest_fen, move.first.payment_fen) == (4_169, 36_981)
    assert [row.payment_fen for row in move.after[1:]] == [row.payment_fen for row in move.before[1:]]
    assert [row.due_date for row in move.after] == [add_months(date(2026, 6, 20), no) for no in range(8)]


def test_putting_off_by_ten_days_costs_2_00() -> None:
    move = put_off(four_paid(by_rate(Method.EQUAL_INSTALLMENT)), 10, ON, ceiling_pct=CEILING)
    assert move.first.due_date == date(2026, 6, 15)
    assert [row.interest_fen for row in move.after[:2]] == [3_716, 1_594]
    assert move.extra_fen == 200
    assert [row.due_date for row in move.after[1:]] == [row.due_date for row in move.before[1:]]


def test_a_day_that_is_too_near_is_taken_a_month_later() -> None:
    plan = by_rate(Method.EQUAL_INSTALLMENT)
    assert moved(plan, 1, on=date(2026, 5, 29)).first.due_date == date(2026, 6, 1)
    assert moved(plan, 1, on=date(2026, 5, 30)).first.due_date == date(2026, 7, 1)


@pytest.mark.parametrize("terms", [flat(), upfront()])
def test_with_a_fee_nothing_is_moved_to_an_earlier_day(terms: PlanTerms) -> None:
    assert moved(terms, 1).first.due_date == date(2026, 7, 1)
    assert moved(terms, 20).extra_fen == 0


def test_a_guarantee_fee_stays_and_is_a_fee() -> None:
    charge = Charge(
        ChargeKind.GUARANTEE, LocalText({"zh_CN": "示例担保"}), rate_per_period_pct=Decimal("0.1")
    )
    move = moved(replace(by_rate(Method.EQUAL_INSTALLMENT), charges=(charge,)), 1)
    assert move.first.due_date == date(2026, 7, 1)
    assert [row.guarantee_fen for row in move.after] == [row.guarantee_fen for row in move.before]


def test_free_of_interest_both_ways() -> None:
    move = moved(flat("0"), 1)
    assert (move.first.due_date, move.extra_fen) == (date(2026, 6, 1), 0)


def test_interest_does_not_grow_beyond_the_ceiling() -> None:
    """24 % of 360 for 46 days is more than 24 % of 365."""
    terms = by_rate(Method.INTEREST_ONLY, "24")
    move = moved(terms, 20)
    assert move.first.interest_fen == EXAMPLE_FEN * 24 * 46 // 36_500 < EXAMPLE_FEN * 24 * 46 // 36_000


def test_interest_that_a_return_had_cut_stays_cut() -> None:
    loan = four_paid(by_rate(Method.EQUAL_INSTALLMENT))
    rows = tuple(replace(row, interest_fen=1_000) if row.no == 5 else row for row in loan.rows)
    move = change_due_day(replace(loan, rows=rows), 20, ON, notice_days=3, ceiling_pct=CEILING)
    assert move.first.interest_fen == 1_533  # 46/30


def test_what_is_due_in_part_paid_or_the_last_is_not_moved() -> None:
    loan, due = four_paid(flat()), date(2026, 6, 5)
    begun = tuple(replace(row, paid_fee_fen=1) if row.no == 5 else row for row in loan.rows)
    last = on_plan(example(flat()), 11, date(2026, 12, 10))
    for position, on in ((loan, due), (replace(loan, rows=begun), ON), (last, date(2026, 12, 10))):
        with pytest.raises(RuleError):
            change_due_day(position, 20, on, notice_days=3, ceiling_pct=CEILING)


@pytest.mark.parametrize("days", [0, 30, 31])
def test_an_instalment_is_put_off_by_a_day_or_more_and_before_the_next(days: int) -> None:
    with pytest.raises(RuleError):
        put_off(four_paid(flat()), days, ON, ceiling_pct=CEILING)


def test_a_period_is_a_month_whichever_end_the_month_cut_short() -> None:
    assert is_month(date(2026, 1, 31), date(2026, 2, 28))
    assert is_month(date(2026, 2, 28), date(2026, 3, 31))
    assert is_month(date(2026, 2, 28), date(2026, 3, 30))
    assert not is_month(date(2026, 1, 5), date(2026, 2, 6))


@unhurried
@given(
    plan=any_drawn(least_fen=1_000), paid=st.integers(0, 58), days=st.integers(0, 27), day=st.integers(1, 28)
)
def test_any_loan_keeps_its_principal_and_falls_due_on_the_chosen_day(
    plan: Drawn, paid: int, days: int, day: int
) -> None:
    schedule = plan.schedule()
    assume(paid + 2 <= len(schedule.rows))
    on = schedule.due_after(paid) + timedelta(days=days)
    assume(on < schedule.rows[paid].due_date)
    loan = on_plan(schedule, paid, on)
    try:
        move = change_due_day(loan, day, on, notice_days=3, ceiling_pct=CEILING)
    except RuleError:
        return  # nothing of it is open
    again = replace(loan, rows=(*loan.rows[: move.first.no - 1], *move.after))  # dates in order, or it raises
    assert again.principal_fen == loan.principal_fen
    assert all(row.due_date.day == day for row in move.after)
    assert all(later == add_months(earlier, 1) for earlier, later in pairwise(r.due_date for r in move.after))
    assert move.first.due_date >= on + timedelta(days=3)
    assert move.first.due_date > loan.period_start(move.first.no)
    for was, now in zip(move.before, move.after, strict=True):
        assert (now.principal_fen, now.fee_fen, now.guarantee_fen) == (
            was.principal_fen, was.fee_fen, was.guarantee_fen
        )  # fmt: skip
    before, after = loan.interest_days(), again.interest_days()
    for was, now in zip(move.before, move.after, strict=True):
        if before[was.no - 1] == after[was.no - 1]:
            assert now.interest_fen == was.interest_fen
        else:
            assert (now.interest_fen - was.interest_fen) * (after[was.no - 1] - before[was.no - 1]) >= 0


@unhurried
@given(plan=any_drawn(least_fen=1_000), paid=st.integers(0, 58), days=st.integers(1, 27))
def test_any_instalment_put_off_leaves_the_others_where_they_are(plan: Drawn, paid: int, days: int) -> None:
    schedule = plan.schedule()
    assume(paid + 2 <= len(schedule.rows))
    on = schedule.rows[paid].due_date - timedelta(days=1)
    assume(on >= schedule.due_after(paid))
    loan = on_plan(schedule, paid, on)
    try:
        move = put_off(loan, days, on, ceiling_pct=CEILING)
    except RuleError:
        return
    assert [row.due_date for row in move.after[1:]] == [row.due_date for row in move.before[1:]]
    assert move.first.due_date == move.before[0].due_date + timedelta(days=days)
    assert sum(row.principal_fen for row in move.after) == sum(row.principal_fen for row in move.before)
