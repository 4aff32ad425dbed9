"""How a customer stands today, read from what the debit run and the notices go by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.cases.casebook import case_view
from domain.cases.types import DISPUTES, CaseKind, CaseStatus
from domain.dates import business_day
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView, CardView
from domain.loans.snapshots import BillFacts
from domain.ports import Clock
from domain.standing.results import DebitState, Pause, ReminderState, Standing
from domain.unit_of_work import Store

_LATE = (BillState.OVERDUE, BillState.GRACE)


class StandingService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, customer_id: str) -> Standing:
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            customer = await uow.customers.get(customer_id)
            facts = await uow.installments.open_facts(customer_id)
            cases = await uow.cases.current_of(customer_id, today)
            has_mandate = await uow.autopay.mandate(customer_id) is not None
            cards = await uow.autopay.debited_cards(customer_id) if has_mandate else ()
            choice = await uow.outbox.choice(customer_id)
        frozen_at = customer.frozen_at if customer is not None else None
        bills = views_of(facts, today)
        pauses = () if frozen_at else tuple(_pauses(bills, facts, cases, today))
        all_paused = bool(bills) and {bill.loan_id for bill in bills} == {one.loan_id for one in pauses}
        debit = DebitState.OFF if not has_mandate else DebitState.ON if cards else DebitState.NO_CARD
        before = choice is None or choice.before != ""
        reminders = ReminderState.ON if before else ReminderState.DUE_DAY
        if frozen_at is not None:
            debit = debit if debit is DebitState.OFF else DebitState.FROZEN
            reminders = ReminderState.FROZEN
        elif all_paused:
            debit = DebitState.PAUSED if debit is DebitState.ON else debit
            reminders = ReminderState.PAUSED
        return Standing(
            today=today,
            frozen_on=business_day(frozen_at) if frozen_at is not None else None,
            bills=bills,
            pauses=pauses,
            waiting=tuple(case_view(case) for case in cases if case.status == CaseStatus.WAITING),
            debit=debit,
            card=CardView(*cards[0]) if cards else None,
            reminders=reminders,
        )


def _pauses(
    bills: Sequence[BillView], facts: Sequence[BillFacts], cases: Sequence[t.Case], today: date
) -> Iterable[Pause]:
    """Yield the pause of each loan with an open bill: of several the one that lasts longest."""
    by_loan: dict[str, t.Case] = {}
    for case in cases:
        if case.loan_id is not None and _holds(case, today):
            known = by_loan.get(case.loan_id)
            by_loan[case.loan_id] = case if known is None or _lasts(case) > _lasts(known) else known
    first: dict[str, BillView] = {}
    for bill in bills:
        first.setdefault(bill.loan_id, bill)
    tomorrow = _owed(views_of(facts, today + timedelta(days=1)))
    owed = _owed(bills)
    for loan_id, case in by_loan.items():
        if loan_id in first:
            bill = first[loan_id]
            yield Pause(
                loan_id=loan_id,
                title=bill.title,
                item_count=bill.item_count,
                until=None if _is_open_dispute(case) else case.pauses_until,
                daily_fen=tomorrow[loan_id] - owed[loan_id] if bill.state in _LATE else 0,
                is_late=bill.state in _LATE,
                case=case_view(case),
            )


def _owed(bills: Iterable[BillView]) -> Mapping[str, int]:
    owed: dict[str, int] = {}
    for bill in bills:
        owed[bill.loan_id] = owed.get(bill.loan_id, 0) + bill.owed_fen
    return owed


def _is_open_dispute(case: t.Case) -> bool:
    return CaseKind(case.kind) in DISPUTES and case.status != CaseStatus.CLOSED


def _holds(case: t.Case, today: date) -> bool:
    return _is_open_dispute(case) or (case.pauses_until is not None and case.pauses_until >= today)


def _lasts(case: t.Case) -> date:
    if _is_open_dispute(case) or case.pauses_until is None:
        return date.max
    return case.pauses_until
