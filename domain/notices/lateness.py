"""What of a customer's bills is late as it is told: which came to a step, what a day more costs, what a lender reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.cases.holds import loans_released, promise_days
from domain.cases.types import AGREED_DAYS
from domain.contract import load_contract
from domain.hardship.results import PlanToTell
from domain.hardship.rules import lapses_after
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView
from domain.loans.snapshots import BillFacts
from domain.notices import cadence as cadence_rules
from domain.notices.content import BillRequest
from domain.notices.planner import ContactCadence
from domain.outbox.steps import is_reached
from domain.terms import NoticeTerms
from domain.value import Value

# The longest that nothing can have been said for.
MADE_UP_DAYS = max(AGREED_DAYS.values())
_LATE = (BillState.GRACE, BillState.OVERDUE)


class Report(StrEnum):
    """What is known of a lender's report to the credit register."""

    MAY = "may"  # its catalogue says no day
    AHEAD = "ahead"  # it says one, which is told before it comes
    PAST = "past"  # that day has passed


def terms_of(cadence: ContactCadence, bill: BillFacts) -> NoticeTerms:
    return cadence.of(load_contract(bill.contract).lender.id)


class LatePlan(Value):
    """A plan in hardship that runs or has lapsed, and the oldest late bill of its loan, as it is told."""

    bill: BillView
    plan: PlanToTell

    @property
    def lapsed_on(self) -> date | None:
        return self.plan.ended_on

    @property
    def last_day(self) -> date:
        """The last day on which the bill can be paid and the plan goes on."""
        return lapses_after(self.bill.due_date, self.plan.lapse_days)


class Lateness:
    """Everything that is late, and which of it came to a step, or was not spoken of for a while until now."""

    def __init__(self, request: BillRequest, facts: Sequence[BillFacts]) -> None:
        holds, self._today = request.known.holds, request.today
        self.bills = tuple(bill for bill in views_of(facts, self._today) if _is_late(bill, self._today))
        # Tomorrow's next, for on the first day after a grace all its days count.
        self._later = [
            {
                bill.installment_id: bill.owed_fen
                for bill in views_of(facts, self._today + timedelta(days=days))
            }
            for days in (1, 2)
        ]
        self._plans = {one.loan_id: one for one in request.known.plans}
        self._terms = {one.installment_id: terms_of(request.day.cadence, one) for one in facts}
        self._since = request.since
        self._again = loans_released(holds, self._since, self._today)
        ends = (one.until for one in holds if one.until and one.loan_id in self._again)
        # What was reached while nothing was said is made up for.
        self._silent_since = min(ends, default=self._today) - timedelta(days=MADE_UP_DAYS)

    def _reached(self, bill: BillView, steps: Sequence[int]) -> bool:
        told = min(self._since, self._silent_since) if bill.loan_id in self._again else self._since
        return is_reached(steps, bill.due_date, told, self._today)

    def reported(self) -> tuple[date, tuple[BillView, ...]] | None:
        """Return when a lender reports the first of those of which that is to be told now, and what it reports then."""
        days = {
            bill.installment_id: bill.due_date + timedelta(days=terms.reported_after or 0)
            for bill in self.bills
            if self._reached(bill, cadence_rules.before_report(terms := self._terms[bill.installment_id]))
        }
        if not days:
            return None
        first = min(days.values())
        return first, tuple(bill for bill in self.bills if days.get(bill.installment_id) == first)

    def daily_of(self, bills: Iterable[BillView]) -> int:
        """Return what a day more of these costs; within a grace that is nothing yet."""
        tomorrow, after = self._later
        late = (bill.installment_id for bill in bills if bill.state is BillState.OVERDUE)
        return sum(after[bill_id] - tomorrow[bill_id] for bill_id in late)

    @property
    def may_promise(self) -> bool:
        """Whether there is a day left that can be named for one of them."""
        return any(
            promise_days(bill.due_date, self._today, self._terms[bill.installment_id].promise_days)
            for bill in self.bills
        )

    @property
    def report(self) -> Report:
        after = ((bill.due_date, self._terms[bill.installment_id].reported_after) for bill in self.bills)
        known = [due + timedelta(days=days) for due, days in after if days is not None]
        if not known:
            return Report.MAY
        return Report.PAST if min(known) < self._today else Report.AHEAD

    @property
    def plans(self) -> tuple[LatePlan, ...]:
        """The plans in hardship that what is late puts at risk, or that lapsed and were not told of."""
        found: dict[str, LatePlan] = {}
        for bill in self.bills:
            plan = self._plans.get(bill.loan_id)
            if plan is not None:
                found.setdefault(bill.loan_id, LatePlan(bill, plan))
        return tuple(one for one in found.values() if one.lapsed_on or self._today <= one.last_day)

    def _is_plan_told(self, one: LatePlan) -> bool:
        if one.lapsed_on is not None:
            return True
        terms = self._terms[one.bill.installment_id]
        return self._reached(one.bill, cadence_rules.before_lapse(terms, one.plan.lapse_days))

    def is_told(self) -> bool:
        return any(map(self._is_plan_told, self.plans)) or any(
            bill.loan_id in self._again or self._reached(bill, self._terms[bill.installment_id].overdue)
            for bill in self.bills
        )


def _is_late(bill: BillView, today: date) -> bool:
    """Return whether the bill is late: not what is being paid just now, nor so little that it counts as paid."""
    return bill.due_date < today and bill.state in _LATE
