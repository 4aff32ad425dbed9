"""How a customer stands today, read from what the debit run and the notices go by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, is_open_dispute
from domain.cases.types import CaseKind, CaseStatus
from domain.contract import load_contract
from domain.dates import business_day, month_end
from domain.loans.bills import daily_costs, views_of
from domain.loans.results import BillState, BillView, CardView
from domain.loans.snapshots import BillFacts
from domain.notices.cadence import DAY_BEFORE, REPORT_NOTICE_DAYS
from domain.notices.planner import ContactCadence, read_cadence
from domain.ports import Clock
from domain.standing.results import DebitState, Pause, ReminderState, Standing
from domain.unit_of_work import Store

_LATE = (BillState.OVERDUE, BillState.GRACE)


class StandingService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, customer_id: str) -> Standing:
        return await self._of(customer_id, until=None)

    async def now(self, customer_id: str) -> Standing:
        """Return the same with the bills due until the end of this month, and the next one of each loan, only."""
        return await self._of(customer_id, until=month_end(business_day(self._clock.now())))

    async def _of(self, customer_id: str, until: date | None) -> Standing:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            marks = await uow.standings.marks(customer_id, today)
            facts = await uow.installments.open_facts(customer_id, until)
            cases = await uow.cases.current_of(customer_id, today) if marks.any_case else ()
            cards = await uow.autopay.debited_cards(customer_id) if marks.has_mandate else ()
            bills = views_of(facts, today)
            # Only what is late costs something by the day, and is reported.
            is_late = any(bill.state in _LATE for bill in bills)
            cadence = await read_cadence(uow) if is_late else None
        frozen_at, has_mandate = marks.frozen_at, marks.has_mandate
        daily = daily_costs(facts, today) if is_late else {}
        last_days = _last_promise_days(facts, cadence) if cadence is not None else {}
        pauses = () if frozen_at else tuple(_pauses(bills, daily, cases, last_days, today))
        reported_on, reported = _reported(bills, facts, cadence, today) if cadence is not None else (None, ())
        all_paused = bool(bills) and {bill.loan_id for bill in bills} == {one.loan_id for one in pauses}
        debit = DebitState.OFF if not has_mandate else DebitState.ON if cards else DebitState.NO_CARD
        reminders = _reminders(marks.before, debit)
        if frozen_at is not None:
            debit = debit if debit is DebitState.OFF else DebitState.FROZEN
            reminders = ReminderState.FROZEN
        elif all_paused:
            debit = DebitState.PAUSED if debit is DebitState.ON else debit
            reminders = ReminderState.PAUSED
        if marks.is_unreachable:
            reminders = ReminderState.UNREACHABLE
        return Standing(
            today=today,
            frozen_on=business_day(frozen_at) if frozen_at is not None else None,
            bills=bills,
            pauses=pauses,
            waiting=tuple(case_view(case) for case in cases if case.status == CaseStatus.WAITING),
            debit=debit,
            card=CardView(*cards[0]) if cards else None,
            has_card=marks.has_card,
            reminders=reminders,
            reported_on=reported_on,
            reported=reported,
            paid_off=marks.has_settled and not bills,
            daily_fen=sum(daily[bill.installment_id] for bill in bills if bill.state is BillState.OVERDUE),
        )


def _reminders(before: str | None, debit: DebitState) -> ReminderState:
    """Return when one is reminded; `before` as in the reminders that were chosen."""
    if debit is DebitState.ON and (before is None or str(DAY_BEFORE) in before):
        return ReminderState.DEBITED
    return ReminderState.DUE_DAY if before == "" else ReminderState.ON


def _pauses(
    bills: Sequence[BillView],
    daily: Mapping[str, int],
    cases: Sequence[t.Case],
    last_days: Mapping[str, date],
    today: date,
) -> Iterable[Pause]:
    """Yield the pause of each loan with an open bill: of several the one that lasts longest."""
    first: dict[str, BillView] = {}
    for bill in bills:
        first.setdefault(bill.loan_id, bill)
    by_loan: dict[str, t.Case] = {}
    for case in cases:
        if not _holds(case, today):
            continue
        # Of whoever may not want to live, every loan is paused.
        of = list(first) if case.kind == CaseKind.CARE else [case.loan_id] if case.loan_id is not None else []
        for loan_id in of:
            known = by_loan.get(loan_id)
            by_loan[loan_id] = case if known is None or _lasts(case) > _lasts(known) else known
    for loan_id, case in by_loan.items():
        if loan_id in first:
            bill = first[loan_id]
            yield Pause(
                loan_id=loan_id,
                title=bill.title,
                item_count=bill.item_count,
                until=None if is_open_dispute(case) else case.pauses_until,
                daily_fen=sum(
                    daily[one.installment_id]
                    for one in bills
                    if one.loan_id == loan_id and one.state in _LATE
                ),
                is_late=bill.state in _LATE,
                case=case_view(case),
                may_change=case.promised_on is not None and last_days.get(loan_id, today) > today,
            )


def _last_promise_days(facts: Sequence[BillFacts], cadence: ContactCadence) -> Mapping[str, date]:
    """Return, by loan, the last day on which its first bill can be promised to be paid."""
    first: dict[str, BillFacts] = {}
    for one in facts:
        first.setdefault(one.loan_id, one)
    return {
        loan_id: one.due_date + timedelta(days=cadence.of(load_contract(one.contract).lender.id).promise_days)
        for loan_id, one in first.items()
    }


def _reported(
    bills: Sequence[BillView], facts: Sequence[BillFacts], cadence: ContactCadence, today: date
) -> tuple[date | None, tuple[BillView, ...]]:
    """Return the first day on which a lender reports what is late now, from the day on which that is told beforehand, and
    what it reports.
    """
    days: dict[str, date] = {}
    for one in facts:
        after = cadence.of(load_contract(one.contract).lender.id).reported_after
        if after is not None:
            days[one.installment_id] = one.due_date + timedelta(days=after)
    late = [bill for bill in bills if bill.state is BillState.OVERDUE and bill.installment_id in days]
    near = today + timedelta(days=REPORT_NOTICE_DAYS)
    first = min((day for bill in late if today <= (day := days[bill.installment_id]) <= near), default=None)
    return first, tuple(bill for bill in late if days[bill.installment_id] == first)


def _holds(case: t.Case, today: date) -> bool:
    return is_open_dispute(case) or (case.pauses_until is not None and case.pauses_until >= today)


def _lasts(case: t.Case) -> date:
    if is_open_dispute(case) or case.pauses_until is None:
        return date.max
    return case.pauses_until
