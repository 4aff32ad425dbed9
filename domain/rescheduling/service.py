"""Another due day and one instalment put off: what can be chosen, what it does, and signing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain import tables as t
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import NotFound, Stale
from domain.ports import Clock, FieldCipher
from domain.rescheduling.entries import book_move, load_row, moved_rows
from domain.rescheduling.errors import NotMovable
from domain.rescheduling.loans import OpenLoan, loans_to_pay, named, named_now, open_loan, signer_of
from domain.rescheduling.results import (
    MovableLoan,
    MoveAgreement,
    MoveChoice,
    MoveDone,
    MoveKind,
    MoveOption,
    MovePreview,
    Obstacle,
    SignedText,
    WhyNot,
)
from domain.rescheduling.rules import deferral_obstacle, due_day_obstacle, state_obstacle, values_of
from domain.rules.due_day import Move, change_due_day, put_off
from domain.rules.errors import RuleError
from domain.terms import DeferralTerms, DueDayChangeTerms
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import Value


class _Case(OpenLoan):
    """A loan today, with all that decides whether and how its due dates move."""

    ceiling_pct: Decimal

    @property
    def change(self) -> DueDayChangeTerms:
        return self.lender.due_day_change

    @property
    def deferral(self) -> DeferralTerms:
        return self.lender.deferral

    def obstacle(self, kind: MoveKind) -> Obstacle | None:
        if self.is_at_lender:
            return Obstacle(WhyNot.AT_LENDER)
        position = self.snapshot.position
        by_terms = (
            due_day_obstacle(self.change, position, self._days_of(kind), self.today)
            if kind is MoveKind.DUE_DAY
            else deferral_obstacle(self.deferral, position, is_used=bool(self._days_of(kind)))
        )
        if by_terms is not None and by_terms.why is WhyNot.NOT_OFFERED:
            return by_terms
        if self.snapshot.plan is not None:
            return Obstacle(WhyNot.IN_PLAN)
        if self.is_returning:
            return Obstacle(WhyNot.RETURNING)
        return state_obstacle(self.snapshot.bills, position, self.today) or by_terms

    @property
    def is_offered(self) -> bool:
        return not self.is_at_lender and bool(self.change.days or self.deferral.most_days)

    def _days_of(self, kind: MoveKind) -> list[date]:
        return [business_day(row.agreed_at) for row in self.earlier if row.kind == kind]

    def move(self, kind: MoveKind, value: int) -> Move:
        """Return what it would do. Raises `NotMovable`, `Stale` for a value that is none, `RuleError` for one that changes
        nothing.
        """
        obstacle = self.obstacle(kind)
        if obstacle is not None:
            raise NotMovable(why=obstacle.why)
        if value not in values_of(kind, self.change, self.deferral):
            raise Stale()
        position, today = self.snapshot.position, self.today
        if kind is MoveKind.DEFERRAL:
            return put_off(position, value, today, ceiling_pct=self.ceiling_pct)
        notice_days = self.change.notice_days
        found = change_due_day(position, value, today, notice_days=notice_days, ceiling_pct=self.ceiling_pct)
        if [row.due_date for row in found.before] == [row.due_date for row in found.after]:
            raise RuleError("The due day is this one already.")
        return found

    def options(self, kind: MoveKind) -> tuple[MoveOption, ...]:
        found: list[MoveOption] = []
        for value in values_of(kind, self.change, self.deferral):
            try:
                move = self.move(kind, value)
            except RuleError:
                continue
            found.append(MoveOption(value, move.first.due_date, move.extra_fen))
        return tuple(found)

    def preview(self, kind: MoveKind, value: int, move: Move) -> MovePreview:
        loan = self.snapshot.loan
        return MovePreview(
            loan=named(self.snapshot.bills[0]),
            kind=kind,
            value=value,
            version=loan.version,
            today=self.today,
            rows=moved_rows(move),
            extra_fen=move.extra_fen,
            periods=loan.periods,
            bears_interest=self.snapshot.contract.plan.terms.method.traits.bears_interest,
        )


Sign = Callable[[MoveAgreement], SignedText]  # the agreement that was read, filled in with these facts


class ReschedulingService:
    """Looking writes nothing; what is confirmed is bound to the loan's version and to the day it was shown on.

    `ceiling_pct`: what no interest by days goes beyond, per cent a year.
    """

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, *, ceiling_pct: Decimal) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._ceiling_pct = ceiling_pct

    async def loans(self, customer_id: str) -> tuple[MovableLoan, ...]:
        """Return every loan of the customer with something to pay, by its next due date."""
        async with self._store.read() as uow:
            return await loans_to_pay(uow, customer_id, business_day(self._clock.now()))

    async def offered(self, customer_id: str, order_id: str | None = None) -> frozenset[str]:
        """Return the open loans (of one order) whose lender moves due dates at all, whatever stands in the way today."""
        loans = [one for one in await self.loans(customer_id) if order_id in (None, one.order_id)]
        async with self._store.read() as uow:
            cases = [await self._case(uow, customer_id, one.loan_id) for one in loans]
        return frozenset(case.snapshot.loan.id for case in cases if case.is_offered)

    async def require_offered(self, customer_id: str) -> None:
        """Raise `NotMovable` where no lender of the customer's moves due dates."""
        if not await self.offered(customer_id):
            raise NotMovable(why=WhyNot.NOT_OFFERED)

    async def choice(self, customer_id: str, loan_id: str, kind: MoveKind) -> MoveChoice:
        """Return what can be chosen, or why nothing can. Raises `NotFound`, `Stale` where nothing is left to pay."""
        async with self._store.read() as uow:
            case = await self._case(uow, customer_id, loan_id)
        obstacle = case.obstacle(kind)
        other = MoveKind.DEFERRAL if kind is MoveKind.DUE_DAY else MoveKind.DUE_DAY
        options = () if obstacle else case.options(kind)
        return MoveChoice(
            loan=named(case.snapshot.bills[0]),
            kind=kind,
            today=case.today,
            options=options,
            obstacle=obstacle or (None if options else Obstacle(WhyNot.NOT_OFFERED)),
            other_kind=case.obstacle(other) is None and bool(case.options(other)),
        )

    async def agreement(self, customer_id: str, loan_id: str, kind: MoveKind, value: int) -> MoveAgreement:
        """Return every date and amount, and what the agreement names. Raises `NotFound`, `NotMovable`, `Stale`."""
        async with self._store.read() as uow:
            case = await self._case(uow, customer_id, loan_id)
            return await self._agreement(uow, case, kind, value, _move(case, kind, value))

    async def confirm(self, customer_id: str, shown: ShownMove, sign: Sign) -> MoveDone:
        """Book what was shown and signed. A second confirmation of it answers the first one's.

        Raises `NotFound`, `NotMovable`, `AccountFrozen`; `Stale` where the loan or the day is another since.
        """
        try:
            return await self._confirm(customer_id, shown, sign)
        except Conflict:  # a second tap at the same moment
            return await self._confirm(customer_id, shown, sign)

    async def signed(self, customer_id: str, shown: ShownMove) -> MoveDone | None:
        """Return what was signed of this already; None where nothing was. Raises `NotFound`."""
        async with self._store.read() as uow:
            loan = await uow.loans.get(shown.loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            return await self._signed(uow, shown)

    async def _signed(self, uow: UnitOfWork, asked: ShownMove) -> MoveDone | None:
        for row in await uow.reschedulings.of_loan(asked.loan_id):
            if (row.loan_version, row.kind, row.value) == (asked.version, asked.kind, asked.value):
                return await self._done(uow, row)
        return None

    async def _confirm(self, customer_id: str, asked: ShownMove, sign: Sign) -> MoveDone:
        async with self._store.write() as uow:
            loan = await uow.loans.lock(asked.loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            if (signed := await self._signed(uow, asked)) is not None:
                return signed
            now = self._clock.now()
            if loan.version != asked.version or business_day(now) != asked.today:
                raise Stale()
            await require_not_frozen(uow, customer_id)
            case = await self._case(uow, customer_id, loan.id)
            move = _move(case, asked.kind, asked.value)
            agreement = await self._agreement(uow, case, asked.kind, asked.value, move)
            row = await book_move(uow, loan, agreement, move, sign(agreement), now)
            done = await self._done(uow, row)
            await uow.commit()
            return done

    async def _done(self, uow: UnitOfWork, row: t.Rescheduling) -> MoveDone:
        today = business_day(self._clock.now())
        rows = tuple(map(load_row, row.rows))
        loan = await named_now(uow, row.loan_id, today)
        return MoveDone(loan, MoveKind(row.kind), row.value, today, rows, row.extra_fen)

    async def _agreement(
        self, uow: UnitOfWork, case: _Case, kind: MoveKind, value: int, move: Move
    ) -> MoveAgreement:
        signer = await signer_of(uow, self._cipher, case.snapshot.loan)
        return MoveAgreement(case.preview(kind, value, move), *signer)

    async def _case(self, uow: UnitOfWork, customer_id: str, loan_id: str) -> _Case:
        found = await open_loan(uow, customer_id, loan_id, business_day(self._clock.now()))
        return _Case(found.snapshot, found.lender, found.earlier, found.is_returning, self._ceiling_pct)


class ShownMove(Value):
    """What a button confirms: a change of a loan as it was, on the day it was shown."""

    loan_id: str
    kind: MoveKind
    value: int
    version: int
    today: date

    @classmethod
    def of(cls, shown: MovePreview) -> ShownMove:
        return cls(shown.loan.loan_id, shown.kind, shown.value, shown.version, shown.today)


def _move(case: _Case, kind: MoveKind, value: int) -> Move:
    try:
        return case.move(kind, value)
    except RuleError:
        raise Stale() from None
