"""A plan in hardship (展期, 个性化分期): what is left of a loan, over more months. Source: docs/rules/hardship-plan.md.

Nothing is charged for what is late: penalty interest is set aside, and interest and fees that are owed already bear none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from domain.dates import add_months
from domain.money import RoundingMode, round_fen
from domain.rules.amounts import equal_payment_fen, interest_of, pay_equally, spread
from domain.rules.day_count import moved_days, year_days
from domain.rules.due_dates import monthly_dates
from domain.rules.errors import RuleError
from domain.rules.position import InPlan, LoanInstallment, LoanPosition, RowChange
from domain.rules.ratio import half_up, percent_ratio
from domain.terms import CHARGE_PARTS, HardshipOffer, HardshipTerms, Method, OwedPart, PlanTerms, RemainderIn
from domain.value import Value

_FEES = (OwedPart.FEE, *CHARGE_PARTS)


class HardshipRow(Value):
    """One payment of the plan, in fen. `carried_fen`: interest that was owed before it began."""

    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    carried_fen: int
    fee_fen: int = 0
    guarantee_fen: int = 0
    service_fen: int = 0

    @property
    def payment_fen(self) -> int:
        return (
            self.principal_fen
            + self.interest_fen
            + self.carried_fen
            + self.fee_fen
            + self.guarantee_fen
            + self.service_fen
        )


class HardshipSchedule(Value):
    """What is paid from `since` on, instead of all that is open; `waived_fen` of penalty interest is set aside meanwhile.

    `annual_pct`: what the principal bears. `open_fen`: what of the loan is open today, penalty aside.
    """

    since: date
    annual_pct: Decimal
    rows: tuple[HardshipRow, ...]
    waived_fen: int
    open_fen: int

    @property
    def total_fen(self) -> int:
        return sum(row.payment_fen for row in self.rows)

    @property
    def more_fen(self) -> int:
        """How much more it comes to than what is open today, penalty aside: the price of the time; below 0 where less."""
        return self.total_fen - self.open_fen

    @property
    def ends_on(self) -> date:
        return self.rows[-1].due_date

    @property
    def usual_fen(self) -> int:
        """What the most months cost, once principal is paid each month."""
        return self.rows[-2].payment_fen if len(self.rows) > 1 else self.rows[-1].payment_fen

    def in_plan(self) -> InPlan:
        """Return what later settlements go by."""
        return InPlan(
            self.since, self.annual_pct, {row.no: row.carried_fen for row in self.rows if row.carried_fen}
        )

    def changes(self, loan: LoanPosition) -> tuple[RowChange, ...]:
        """Return what every instalment is scheduled to be from then on: what of it is paid, and its part of the plan. The
        loan may have fewer instalments than the plan needs.
        """
        was = {row.no: row for row in loan.every_row}
        parts = {row.no: row for row in self.rows}
        open_nos = {row.no for row in loan.every_row if row.total_open_fen}
        return tuple(_change(no, was.get(no), parts.get(no)) for no in sorted(open_nos | parts.keys()))


class _Rest(Value):
    """What is left of a loan on a day, and what its plan is made of."""

    loan: LoanPosition
    on: date
    rows: Sequence[LoanInstallment]
    annual_pct: Decimal

    @property
    def first_no(self) -> int:
        return self.rows[0].no

    @property
    def principal_fen(self) -> int:
        return self.loan.open_fen(OwedPart.PRINCIPAL)

    def owed_interest_fen(self) -> int:
        """Return the interest of what is due, and of the period that is running up to today, as far as it is not paid."""
        if not self.loan.terms.method.traits.bears_interest:
            return 0
        due = [row for row in self.loan.rows if row.due_date <= self.on]
        to_come = [row for row in self.loan.rows if row.due_date > self.on]
        last_due = self.loan.period_start(len(due) + 1)
        years = Fraction(*self.loan.years_between(last_due, self.on)) if self.on > last_due else Fraction(0)
        annual = Fraction(*percent_ratio(self.loan.terms.annual_rate_pct or Decimal(0)))
        balance_fen = sum(row.open_fen(OwedPart.PRINCIPAL) for row in to_come)
        accrued_fen = round_fen(balance_fen * annual * years, RoundingMode.HALF_UP)
        accrued_fen = self.loan.relief.left_fen(len(due) + 1, accrued_fen)
        paid_fen = sum(row.paid_interest_fen for row in to_come)
        return sum(row.open_fen(OwedPart.INTEREST) for row in due) + max(accrued_fen - paid_fen, 0)

    def dates(self, offer: HardshipOffer, first_days: int) -> tuple[date, ...]:
        """Return the day for what is paid at once, where the offer has it, and then the due day of the loan, month after
        month.
        """
        at_once = (self.on + timedelta(days=offer.now_days),) if offer.now_pct else ()
        begun = self.loan.period_start(self.first_no)
        if at_once and at_once[0] <= begun:
            raise RuleError("What is paid ahead reaches beyond the day of the first payment.")
        anchor_day = max(row.due_date.day for row in self.rows)
        not_before = max(self.on + timedelta(days=first_days), max((begun, *at_once)) + timedelta(days=1))
        first = add_months(not_before, 0, anchor_day=anchor_day)
        if first < not_before:
            first = add_months(first, 1, anchor_day=anchor_day)
        return (*at_once, *monthly_dates(first, offer.months, anchor_day=anchor_day))


def hardship_plan(
    loan: LoanPosition, offer: HardshipOffer, terms: HardshipTerms, on: date
) -> HardshipSchedule:
    """Work out what an offer comes to for a loan as it stands `on` a day.

    Raises `RuleError` where it is no longer than what is left, where some month would have nothing to pay, or where a period
    that is open is free or has a sum taken off.
    """
    rows = [row for row in loan.rows if row.total_open_fen]
    if not rows:
        raise RuleError("Nothing of the loan is left to be paid.")
    rows = list(loan.rows[rows[0].no - 1 :])
    if loan.terms.method.traits.bears_interest and any(loan.relief.is_to_come(row.no) for row in rows):
        raise RuleError("The contract waives interest of periods to come, which the plan would charge.")
    rest = _Rest(loan, on, rows, _annual_pct(loan, offer))
    dates = rest.dates(offer, terms.first_days)
    if len(dates) <= len(rows):
        raise RuleError("The plan is no longer than what is left of the loan.")
    parts, interest = _amounts(rest, offer, dates)
    early = len(dates) - (offer.months - offer.interest_only_months)
    carried = _late(rest.owed_interest_fen(), len(dates), early)
    at_once = len(dates) - offer.months
    fees = [_late(loan.open_fen(part), len(dates), at_once) for part in _FEES]
    plan = HardshipSchedule(
        on,
        rest.annual_pct,
        tuple(
            HardshipRow(no, *row)
            for no, row in enumerate(
                zip(dates, parts, interest, carried, *fees, strict=True), start=rest.first_no
            )
        ),
        waived_fen=loan.open_fen(OwedPart.PENALTY),
        open_fen=loan.total_open_fen - loan.open_fen(OwedPart.PENALTY),
    )
    if any(row.payment_fen == 0 for row in plan.rows):
        raise RuleError("Some month of the plan would have nothing to pay.")
    return plan


def _annual_pct(loan: LoanPosition, offer: HardshipOffer) -> Decimal:
    """Return the contract's rate, less its discount, or the offer's where that is less; a fee plan bears nothing more."""
    agreed_pct = loan.terms.annual_rate_pct if loan.terms.method.traits.bears_interest else None
    agreed_pct = agreed_pct or Decimal(0)
    if (discount := loan.relief.discount) and discount.rate_pct is not None:
        agreed_pct = agreed_pct * (100 - discount.rate_pct) / 100
    return agreed_pct if offer.annual_rate_pct is None else min(agreed_pct, offer.annual_rate_pct)


def _amounts(rest: _Rest, offer: HardshipOffer, dates: Sequence[date]) -> tuple[list[int], list[int]]:
    """Return principal and interest of every payment: a part at once, interest only, then equal payments (等额本息)."""
    day_count = rest.loan.terms.day_count
    numerator, denominator = percent_ratio(rest.annual_pct)
    weights = [numerator * days for days in moved_days(day_count, rest.on, dates)]
    base = denominator * year_days(day_count)
    now, divisor = percent_ratio(offer.now_pct)
    first = [half_up(rest.principal_fen * now, divisor)] if offer.now_pct else []
    first += [0] * offer.interest_only_months
    left_fen, months = rest.principal_fen - sum(first), offer.months - offer.interest_only_months
    if left_fen < months:
        raise RuleError("So little is left that not every month would have something to pay.")
    equal = PlanTerms(Method.EQUAL_INSTALLMENT, months, annual_rate_pct=rest.annual_pct)
    payment_fen = equal_payment_fen(left_fen, equal)
    parts = [*first, *pay_equally(left_fen, payment_fen, weights[len(first) :], base).principal_fen]
    return parts, interest_of(rest.principal_fen, parts, weights, base)


def _late(total_fen: int, count: int, early: int) -> list[int]:
    """Spread an amount evenly over the payments after the first `early` ones; the last takes what rounding leaves."""
    each_fen = total_fen // (count - early)
    return [0] * early + spread(total_fen, each_fen, count - early, RemainderIn.LAST)


def _change(no: int, was: LoanInstallment | None, part: HardshipRow | None) -> RowChange:
    row = was or LoanInstallment(no, date.max, 0)
    return RowChange(
        no,
        row.paid_principal_fen + (part.principal_fen if part else 0),
        row.paid_interest_fen + (part.interest_fen + part.carried_fen if part else 0),
        row.paid_fee_fen + (part.fee_fen if part else 0),
        guarantee_fen=row.paid_guarantee_fen + (part.guarantee_fen if part else 0),
        service_fen=row.paid_service_fen + (part.service_fen if part else 0),
    )
