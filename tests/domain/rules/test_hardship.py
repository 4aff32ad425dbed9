"""A plan in hardship: the figures of docs/rules/hardship-plan.md, and what holds for any loan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.rules.errors import RuleError
from domain.rules.goods_return import apply_return
from domain.rules.hardship import HardshipSchedule, hardship_plan
from domain.rules.position import LoanInstallment, LoanPosition, on_plan
from domain.rules.returnable import ReturnableLoan
from domain.terms import Discount, HardshipOffer, HardshipTerms, Method, OwedPart, PenaltyTerms, PlanTerms
from domain.value import replace
from tests.domain.rules.plans import Drawn, any_drawn, by_rate, example, flat, unhurried, upfront
from tests.domain.rules.test_documentation import table, yuan

ON = date(2026, 7, 15)
TERMS = HardshipTerms()
PENALTY = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None)
OFFERS = {
    "24 months": HardshipOffer(24),
    "24 months, 6 of interest only": HardshipOffer(24, interest_only_months=6),
    "20 % now, then 12 months": HardshipOffer(12, now_pct=Decimal(20)),
    "36 months at 6 %": HardshipOffer(36, annual_rate_pct=Decimal(6)),
}


def late(terms: PlanTerms, on: date = ON) -> LoanPosition:
    return on_plan(example(terms), 4, on, PENALTY)


def plan_of(terms: PlanTerms, offer: HardshipOffer, on: date = ON) -> HardshipSchedule:
    return hardship_plan(late(terms, on), offer, TERMS, on)


@pytest.mark.parametrize(("place", "terms"), [(0, by_rate(Method.EQUAL_INSTALLMENT)), (1, flat())])
def test_the_figures_of_every_offer(place: int, terms: PlanTerms) -> None:
    page = table("hardship-plan.md", "offer | payments", place)
    assert [row[0] for row in page] == list(OFFERS)
    for name, *cells in page:
        plan = plan_of(terms, OFFERS[name])
        paid = [plan.rows[at].payment_fen for at in (0, -2, -1)]
        assert cells == [
            str(len(plan.rows)),
            *map(yuan, (*paid, plan.total_fen, plan.more_fen)),
            plan.ends_on.isoformat(),
        ], name


def test_what_is_owed_goes_in_once_and_penalty_is_set_aside() -> None:
    """2718.68 of principal, 51.10 due and 6.86 accrued of interest, 8.89 of penalty."""
    plan = plan_of(by_rate(Method.EQUAL_INSTALLMENT), OFFERS["24 months"])
    assert sum(row.principal_fen for row in plan.rows) == 271_868
    assert sum(row.carried_fen for row in plan.rows) == 5_110 + 686
    assert plan.waived_fen == 889
    fees = plan_of(flat(), OFFERS["24 months"])
    assert (fees.total_fen, fees.waived_fen) == (266_600 + 19_197, 893)


def test_the_principal_costs_the_rate_that_is_said() -> None:
    """From a due date on, so that every period is a month; the interest that was owed before is no price of the plan."""
    on = date(2026, 7, 5)
    for offer, pct in ((OFFERS["24 months"], 12.0), (OFFERS["36 months at 6 %"], 6.0)):
        plan = plan_of(by_rate(Method.EQUAL_INSTALLMENT), offer, on)
        monthly = pyxirr.irr([-271_868, *(row.principal_fen + row.interest_fen for row in plan.rows)])
        assert monthly is not None
        assert monthly * 1_200 == pytest.approx(pct, abs=0.005)


def test_a_lower_rate_is_taken_and_a_higher_one_never() -> None:
    terms = by_rate(Method.EQUAL_INSTALLMENT)
    assert plan_of(terms, HardshipOffer(24, annual_rate_pct=Decimal(15))) == plan_of(terms, HardshipOffer(24))
    assert plan_of(terms, OFFERS["36 months at 6 %"]).annual_pct == 6


def test_the_first_month_is_far_enough_ahead_on_the_day_of_the_loan() -> None:
    dates = [row.due_date for row in plan_of(flat(), HardshipOffer(24), date(2026, 7, 22)).rows]
    assert dates[:2] == [date(2026, 9, 5), date(2026, 10, 5)]  # 2026-08-05 would be 14 days ahead
    at_end = on_plan(example(flat()), 4, ON)
    rows = tuple(replace(row, due_date=row.due_date + timedelta(days=26)) for row in at_end.rows)
    plan = hardship_plan(replace(at_end, rows=rows), HardshipOffer(24), TERMS, date(2026, 8, 1))
    assert [row.due_date.day for row in plan.rows[:3]] == [31, 30, 31]


def test_an_instalment_paid_in_part_keeps_what_was_paid() -> None:
    loan = late(by_rate(Method.EQUAL_INSTALLMENT))
    begun = replace(loan.rows[4], paid_interest_fen=2_719, paid_principal_fen=1_000)
    loan = replace(loan, rows=(*loan.rows[:4], begun, *loan.rows[5:]))
    plan = hardship_plan(loan, HardshipOffer(24), TERMS, ON)
    change = plan.changes(loan)[0]
    assert change.principal_fen == 1_000 + plan.rows[0].principal_fen
    assert change.interest_fen == 2_719 + plan.rows[0].interest_fen + plan.rows[0].carried_fen


def test_no_plan_that_is_no_longer_or_has_a_month_of_nothing() -> None:
    for terms, offer in (
        (flat(), HardshipOffer(8)),  # eight are left
        (upfront(), HardshipOffer(24, interest_only_months=3)),  # the fee is paid, and there is no interest
    ):
        with pytest.raises(RuleError):
            plan_of(terms, offer)


@pytest.mark.parametrize(("months", "interest_only"), [(61, 0), (6, 6), (0, 0)])
def test_an_offer_has_at_most_60_months_and_some_with_principal(months: int, interest_only: int) -> None:
    with pytest.raises(ValueError, match="1 to 60 months"):
        HardshipOffer(months, interest_only_months=interest_only)


@unhurried
@given(
    drawn=any_drawn(least_fen=10_000),
    paid=st.integers(0, 58),
    days=st.integers(1, 400),
    offer=st.sampled_from(list(OFFERS.values())),
)
def test_any_plan_repays_the_principal_and_what_is_owed_once(
    drawn: Drawn, paid: int, days: int, offer: HardshipOffer
) -> None:
    schedule = drawn.schedule()
    assume(paid < len(schedule.rows))
    on = schedule.rows[paid].due_date + timedelta(days=days)
    loan = on_plan(schedule, paid, on, PENALTY)
    try:
        plan = hardship_plan(loan, offer, TERMS, on)
    except RuleError:
        return
    changes = {change.no: change for change in plan.changes(loan)}
    assert sum(row.principal_fen for row in plan.rows) == loan.open_fen(OwedPart.PRINCIPAL)
    assert sum(row.fee_fen for row in plan.rows) == loan.open_fen(OwedPart.FEE)
    assert all(row.payment_fen > 0 for row in plan.rows)
    assert all(earlier < later for earlier, later in pairwise([on, *(row.due_date for row in plan.rows)]))
    assert len(plan.rows) == offer.months + bool(offer.now_pct)
    before = sum(row.principal_fen for row in loan.rows if row.no in changes)
    assert sum(change.principal_fen for change in changes.values()) == before
    assert plan.annual_pct <= (loan.terms.annual_rate_pct or 0)


def test_a_discount_of_a_percentage_holds_in_the_plan() -> None:
    """Half of 12 % is what an offer of 6 % asks for; of the ten days since the last due date, half is owed."""
    halved = replace(by_rate(Method.EQUAL_INSTALLMENT), discount=Discount(rate_pct=Decimal(50)))
    plan = plan_of(halved, OFFERS["24 months"])
    assert plan.annual_pct == 6
    whole = plan_of(by_rate(Method.EQUAL_INSTALLMENT), OFFERS["24 months"])
    owed_fen = [sum(row.carried_fen for row in each.rows) for each in (plan, whole)]
    assert abs(2 * owed_fen[0] - owed_fen[1]) <= 3  # each instalment and the days are rounded


@pytest.mark.parametrize("waived", [{"free_periods": 6}, {"discount": Discount(per_period_fen=100)}])
def test_what_is_waived_of_periods_to_come_is_not_charged_by_a_plan(waived: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="waives interest of periods to come"):
        plan_of(replace(by_rate(Method.EQUAL_INSTALLMENT), **waived), OFFERS["24 months"])


def test_free_periods_that_are_over_hinder_no_plan_and_fees_are_as_the_discount_left_them() -> None:
    over = replace(by_rate(Method.EQUAL_INSTALLMENT), free_periods=3)
    assert plan_of(over, OFFERS["24 months"]).annual_pct == 12
    less = replace(flat(), discount=Discount(per_period_fen=100))
    assert plan_of(less, OFFERS["24 months"]).more_fen == 0


def test_goods_that_go_back_take_their_interest_along_at_the_plans_rate() -> None:
    """Of 2718.68 at 6 %, 1000.00 go back the day after: by the contract's 12 % the rest would bear more than all did."""
    loan, plan = (
        late(by_rate(Method.EQUAL_INSTALLMENT)),
        plan_of(by_rate(Method.EQUAL_INSTALLMENT), OFFERS["36 months at 6 %"]),
    )
    rows = [
        LoanInstallment(
            row.no, row.due_date, row.principal_fen, interest_fen=row.interest_fen + row.carried_fen
        )
        for row in plan.rows
    ]
    in_plan = ReturnableLoan(
        loan.terms, loan.start, (*loan.rows[:4], *rows), plan=plan.in_plan(), order_fen=399_900
    )
    after = apply_return(in_plan, 100_000, ON + timedelta(days=1), received=True).after
    later = after.rows[5:]
    balances = [sum(row.principal_fen for row in later[at:]) for at in range(len(later))]
    for row, balance_fen in zip(later, balances, strict=True):
        assert row.interest_fen == pytest.approx(balance_fen * 0.06 / 12, abs=1)
