"""A plan in hardship: what can be chosen, what it comes to, signing it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.customers.service import require_not_frozen
from domain.dates import at_beijing, business_day
from domain.errors import NotFound, Stale
from domain.hardship.entries import book_plan, keep, lapse, load_plan_row, signed_rows
from domain.hardship.errors import HardshipUnavailable
from domain.hardship.results import (
    HardshipAgreement,
    HardshipChoice,
    HardshipDone,
    HardshipOption,
    HardshipPreview,
    HardshipState,
    NoPlan,
    PlanStatus,
    WhyNoPlan,
)
from domain.hardship.rules import lapses_after, obstacle_of
from domain.ports import Clock, FieldCipher
from domain.rescheduling.loans import OpenLoan, loans_to_pay, named, named_now, open_loan, signer_of
from domain.rescheduling.results import PLAN, MovableLoan, SignedText
from domain.rules.errors import RuleError
from domain.rules.hardship import hardship_plan
from domain.terms import HardshipTerms
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import Value

Sign = Callable[[HardshipAgreement], SignedText]  # the agreement that was read, filled in with these facts


class ShownPlan(Value):
    """What a button confirms: the lender's offer number `place` for a loan as it was, on the day it was shown."""

    loan_id: str
    place: int
    version: int
    today: date

    @classmethod
    def of(cls, shown: HardshipPreview) -> ShownPlan:
        return cls(shown.loan.loan_id, shown.option.place, shown.version, shown.today)


class _Case(Value):
    """A loan today, and the plan that was signed for it."""

    open: OpenLoan
    row: t.HardshipPlan | None

    @property
    def terms(self) -> HardshipTerms:
        return self.open.lender.hardship

    def obstacle(self) -> NoPlan | None:
        if self.open.is_at_lender:
            return NoPlan(WhyNoPlan.AT_LENDER)
        if self.row is not None:
            return NoPlan(WhyNoPlan.SIGNED)
        if self.open.is_returning and self.terms.offers:
            return NoPlan(WhyNoPlan.RETURNING)
        return obstacle_of(self.open.snapshot.bills, self.terms, self.open.today)

    def option(self, place: int) -> HardshipOption:
        """Return what the offer comes to today. Raises `RuleError`; `Stale` where there is none."""
        if not 0 <= place < len(self.terms.offers):
            raise Stale()
        offer = self.terms.offers[place]
        plan = hardship_plan(self.open.snapshot.position, offer, self.terms, self.open.today)
        return HardshipOption(place, offer, plan)

    def options(self) -> tuple[HardshipOption, ...]:
        found: list[HardshipOption] = []
        for place in range(len(self.terms.offers)):
            try:
                found.append(self.option(place))
            except RuleError:
                continue
        return tuple(found)

    def preview(self, place: int) -> HardshipPreview:
        """Return what signing the offer would do. Raises `HardshipUnavailable`, `Stale`."""
        obstacle = self.obstacle()
        if obstacle is not None:
            raise HardshipUnavailable(why=obstacle.why)
        try:
            option = self.option(place)
        except RuleError:
            raise Stale() from None
        snapshot = self.open.snapshot
        return HardshipPreview(
            loan=named(snapshot.bills[0]),
            option=option,
            version=snapshot.loan.version,
            today=self.open.today,
            lapse_days=self.terms.lapse_days,
            bears_interest=snapshot.contract.plan.terms.method.traits.bears_interest,
        )

    def state(self) -> HardshipState | None:
        row, bills = self.row, self.open.snapshot.bills
        if row is None:
            return None
        return HardshipState(
            PlanStatus(row.status),
            business_day(row.signed_at),
            business_day(row.ended_at) if row.ended_at else None,
            row.waived_fen,
            row.lapse_days,
            bills[0].due_date,
            len(bills),
        )


class HardshipService:
    """Looking writes nothing; what is confirmed is bound to the loan's version and to the day it was shown on."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def loans(self, customer_id: str) -> tuple[MovableLoan, ...]:
        """Return every loan of the customer with something to pay, by its next due date."""
        async with self._store.read() as uow:
            return await loans_to_pay(uow, customer_id, self._today())

    async def offered(self, customer_id: str, loan_id: str) -> bool:
        """Return whether a plan can be chosen for the loan today, or one was signed for it."""
        async with self._store.read() as uow:
            try:
                case = await self._case(uow, customer_id, loan_id)
            except Stale:
                return False
        return case.row is not None or (case.obstacle() is None and bool(case.options()))

    async def choice(self, customer_id: str, loan_id: str) -> HardshipChoice:
        """Return what can be chosen, or why nothing can. Raises `NotFound`, `Stale` where nothing is left to pay."""
        async with self._store.read() as uow:
            case = await self._case(uow, customer_id, loan_id)
        obstacle, bills = case.obstacle(), case.open.snapshot.bills
        options = () if obstacle else case.options()
        return HardshipChoice(
            loan=named(bills[0]),
            today=case.open.today,
            open_fen=sum(bill.owed_fen for bill in bills),
            late_fen=sum(bill.owed_fen for bill in bills if bill.due_date < case.open.today),
            options=options,
            obstacle=obstacle or (None if options else NoPlan(WhyNoPlan.NOT_OFFERED)),
            signed=case.state(),
        )

    async def agreement(self, customer_id: str, loan_id: str, place: int) -> HardshipAgreement:
        """Return every date and amount, and what the agreement names. Raises `NotFound`, `HardshipUnavailable`, `Stale`."""
        async with self._store.read() as uow:
            case = await self._case(uow, customer_id, loan_id)
            return await self._agreement(uow, case, place)

    async def confirm(self, customer_id: str, shown: ShownPlan, sign: Sign) -> HardshipDone:
        """Book what was shown and signed. A second confirmation of it answers the first one's.

        Raises `NotFound`, `HardshipUnavailable`, `AccountFrozen`; `Stale` where the loan or the day is another since.
        """
        try:
            return await self._confirm(customer_id, shown, sign)
        except Conflict:  # the same tap, a moment earlier
            done = await self.signed(customer_id, shown)
            if done is None:
                raise
            return done

    async def signed(self, customer_id: str, shown: ShownPlan) -> HardshipDone | None:
        """Return what came of a confirmation already; None where nothing did. Raises `NotFound`."""
        async with self._store.read() as uow:
            loan = await uow.loans.get(shown.loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            return await self._signed(uow, shown)

    async def _signed(self, uow: UnitOfWork, shown: ShownPlan) -> HardshipDone | None:
        for row in await uow.reschedulings.of_loan(shown.loan_id):
            if row.kind == PLAN and row.loan_version == shown.version:
                plan = await uow.hardship_plans.of_loan(row.loan_id)
                assert plan is not None
                return await self._done(uow, row, plan)
        return None

    async def _confirm(self, customer_id: str, shown: ShownPlan, sign: Sign) -> HardshipDone:
        async with self._store.write() as uow:
            loan = await uow.loans.lock(shown.loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            if (done := await self._signed(uow, shown)) is not None:
                return done
            now = self._clock.now()
            if loan.version != shown.version or business_day(now) != shown.today:
                raise Stale()
            await require_not_frozen(uow, customer_id)
            case = await self._case(uow, customer_id, loan.id)
            agreement = await self._agreement(uow, case, shown.place)
            rows = signed_rows(case.open.snapshot.position, agreement.preview.plan)
            made, row = await book_plan(uow, loan, agreement.preview, rows, sign(agreement), now)
            done = await self._done(uow, made, row)
            await uow.commit()
            return done

    async def _done(self, uow: UnitOfWork, row: t.Rescheduling, plan: t.HardshipPlan) -> HardshipDone:
        today = self._today()
        loan = await named_now(uow, row.loan_id, today)
        rows = tuple(map(load_plan_row, row.rows))
        return HardshipDone(loan, today, rows, plan.waived_fen, plan.lapse_days)

    async def _agreement(self, uow: UnitOfWork, case: _Case, place: int) -> HardshipAgreement:
        preview = case.preview(place)
        return HardshipAgreement(preview, *await signer_of(uow, self._cipher, case.open.snapshot.loan))

    async def _case(self, uow: UnitOfWork, customer_id: str, loan_id: str) -> _Case:
        found = await open_loan(uow, customer_id, loan_id, self._today())
        return _Case(found, await uow.hardship_plans.of_loan(loan_id))

    def _today(self) -> date:
        return business_day(self._clock.now())

    # How it ends

    async def end_plans(self, now: datetime) -> Mapping[str, int]:
        """Note the plans that were kept to the end; let those lapse of which an instalment is too late."""
        ended = {PlanStatus.KEPT.value: 0, PlanStatus.LAPSED.value: 0}
        today = business_day(now)
        async with self._store.read() as uow:
            running = await uow.hardship_plans.running(today)
        for loan_id, lapse_days, due in running:
            if due is None or today > lapses_after(due, lapse_days):
                status = await self._end(loan_id, now)
                if status is not None:
                    ended[status.value] += 1
        return ended

    async def end_due(self, now: datetime) -> datetime | None:
        """Return from when on `end_plans` finds something, as things stand."""
        async with self._store.read() as uow:
            running = await uow.hardship_plans.running(None)
        days = [lapses_after(due, lapse_days) if due else date.min for _, lapse_days, due in running]
        if not days:
            return None
        first = min(days)
        return now if first == date.min else at_beijing(first + timedelta(days=1), time(0))

    async def _end(self, loan_id: str, now: datetime) -> PlanStatus | None:
        """End one plan, on what its loan is under the lock; None where it goes on, or a payment has no outcome yet."""
        async with self._store.write() as uow:
            loan = await uow.loans.lock(loan_id)
            row = await uow.hardship_plans.of_loan(loan_id)
            if loan is None or row is None or row.status != PlanStatus.ACTIVE:
                return None
            facts = [one for one in await uow.installments.facts_of_loan(loan_id) if one.settled_at is None]
            if any(one.in_flight for one in facts):
                return None
            if not facts:
                await keep(uow, row, now)
            elif business_day(now) > lapses_after(facts[0].due_date, row.lapse_days):
                await lapse(uow, loan, row, now)
            else:
                return None
            status = PlanStatus(row.status)
            await uow.commit()
            return status
