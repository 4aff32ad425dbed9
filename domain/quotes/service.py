"""Quotes: what a confirmation screen says will be paid and what it does, kept so that exactly that is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from domain.dates import business_day
from domain.errors import DomainError, NotFound, Stale
from domain.ids import new_id
from domain.loans.bills import own_bill
from domain.loans.results import BillState, BillView
from domain.ports import Clock
from domain.quotes.errors import EarlierBillOpen, QuoteOver, SettleInstead
from domain.quotes.loan_snapshot import LoanSnapshot, quote_end, snapshot_of
from domain.quotes.results import PrepaymentChoice, QuoteKind, QuoteView
from domain.quotes.snapshots import QuoteState
from domain.quotes.stored_quote import new_quote, view_of, wanted_by
from domain.quotes.terms import Wanted, prepayment_terms, work_out
from domain.terms import PrepayStrategy, SurplusRule
from domain.unit_of_work import Store, UnitOfWork
from domain.value import Value, replace


class _Use(Value):
    """Where a quote is confirmed: `takes_up` says which of the unpaid ones that say the same may stand there again.

    One nonce is of one place. A debit's or a batch's is never another screen's, or its tap would be answered with what
    became of theirs.
    """

    shown: bool
    takes_up: Callable[[QuoteState], bool]


_SCREEN = _Use(shown=True, takes_up=lambda quote: quote.shown_at is not None)
_CHARGE = _Use(shown=False, takes_up=lambda quote: False)


def _in_batch(quote_ids: Collection[str] | None) -> _Use:
    """Return the use of a batch that may hold these already; that of a screen of its own where there is none."""
    return _SCREEN if quote_ids is None else _Use(shown=False, takes_up=lambda quote: quote.id in quote_ids)


class QuoteService:
    """Each quote is of one loan. Raises `PaymentInFlight` while a payment of it has no outcome.

    Looked at again, what comes to the same is the same quote, as long as no payment was begun of it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Bills

    async def bill(self, customer_id: str, installment_id: str) -> QuoteView:
        """Return what paying this bill in full takes today. Raises `EarlierBillOpen` with the bill that comes first."""
        async with self._store.write() as uow:
            wanted = await own_bill(uow, customer_id, installment_id)
            snapshot = await self._snapshot(uow, customer_id, wanted.loan_id)
            if all(bill.installment_id != installment_id for bill in snapshot.bills):
                raise Stale()
            oldest = snapshot.bills[0]
            if oldest.installment_id != installment_id:
                raise EarlierBillOpen(no=oldest.no, installment_id=oldest.installment_id)
            return await self._keep(uow, snapshot, _bills(oldest.owed_fen))

    async def amount(
        self, customer_id: str, loan_id: str, amount_fen: int, *, batch: Collection[str] | None = None
    ) -> QuoteView:
        """Return what paying so much does, oldest bill first. Raises `AmountTooLarge`, `AmountTooSmall`.

        `batch`: it is confirmed as a part of one; the ids of the quotes of the customer's newest.
        """
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            return await self._keep(uow, snapshot, _bills(amount_fen), _in_batch(batch))

    async def another_amount(self, customer_id: str, loan_id: str) -> BillView:
        """Return the bill that another amount pays first. An amount typed from now on is meant for this loan.

        Raises `Stale` where the customer never saw a quote of it.
        """
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            if not await uow.quotes.show_again(customer_id, loan_id, self._clock.now()):
                raise Stale()
            await uow.commit()
            return snapshot.bills[0]

    async def newest_quoted_loan(self, customer_id: str) -> str | None:
        """Return the loan the customer last had a repayment shown of: what a typed amount is meant for."""
        async with self._store.read() as uow:
            return await uow.quotes.newest_shown_loan(customer_id)

    # To be charged at once, without a screen

    async def oldest(self, customer_id: str, loan_id: str) -> QuoteView:
        """Return what paying the loan's oldest open bill in full takes today."""
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            return await self._keep(uow, snapshot, _bills(snapshot.bills[0].owed_fen), _CHARGE)

    async def due(self, customer_id: str, loan_id: str, at_most_fen: int | None = None) -> QuoteView:
        """Return what is due or late of the loan, or so much of it. Raises `Stale` where nothing is."""
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            owed_fen = sum(bill.owed_fen for bill in snapshot.bills if bill.state is not BillState.UPCOMING)
            if not owed_fen:
                raise Stale()
            amount_fen = owed_fen if at_most_fen is None else min(owed_fen, at_most_fen)
            return await self._keep(uow, snapshot, _bills(amount_fen), _CHARGE)

    # Early

    async def settlement(self, customer_id: str, loan_id: str) -> QuoteView:
        """Return what settles the loan today, good until the lender's cut-off. Raises `QuoteOver` after it."""
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            return await self._keep(uow, snapshot, _SETTLEMENT)

    async def prepayment(
        self, customer_id: str, loan_id: str, asked_fen: int, strategy: PrepayStrategy
    ) -> QuoteView:
        """Return what prepaying does by one strategy. Raises as `terms.prepayment_terms`, and `QuoteOver`."""
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            return await self._keep(uow, snapshot, Wanted(QuoteKind.PREPAYMENT, asked_fen, strategy))

    async def choices(self, customer_id: str, loan_id: str, asked_fen: int) -> QuoteView | PrepaymentChoice:
        """Return what an amount can be used for: what is due; where it is more, the strategies side by side, or
        settling.

        Raises `AmountTooSmall`, `AmountTooLarge`.
        """
        async with self._store.write() as uow:
            snapshot = await self._snapshot(uow, customer_id, loan_id)
            found = self._choices(snapshot, asked_fen)
            return await self._keep(uow, snapshot, found) if isinstance(found, Wanted) else found

    def _choices(self, snapshot: LoanSnapshot, asked_fen: int) -> Wanted | PrepaymentChoice:
        """Return what an amount can only be used for, or the strategies to choose from."""
        first = snapshot.bills[0]
        if asked_fen <= snapshot.due_fen or asked_fen == first.owed_fen or self._is_late(snapshot):
            return _bills(asked_fen)
        options = []
        for strategy in (PrepayStrategy.NEXT, *snapshot.strategies):
            if strategy is PrepayStrategy.NEXT and not _takes_next(snapshot):
                continue
            try:
                terms, view = prepayment_terms(snapshot, asked_fen, strategy)
            except SettleInstead:
                return _SETTLEMENT
            except DomainError:
                continue  # not for this amount, or not with this lender
            options.append((view, terms.outside))
        if not any(view.strategy is not PrepayStrategy.NEXT for view, _ in options):
            return _bills(asked_fen)
        return PrepaymentChoice(
            loan_id=snapshot.loan.id,
            title=first.title,
            item_count=first.item_count,
            asked_fen=asked_fen,
            arrears_fen=snapshot.due_fen,
            options=tuple(options),
        )

    async def renew(
        self, customer_id: str, quote_id: str, *, batch: Collection[str] | None = None
    ) -> QuoteView:
        """Make the same quote as the loan stands now, which says what it came to before. Raises `Stale` where there
        is none.

        `batch`: as of `amount`.
        """
        async with self._store.write() as uow:
            old = await uow.quotes.find(quote_id)
            if old is None or old.customer_id != customer_id:
                raise NotFound()
            snapshot = await self._snapshot(uow, customer_id, old.loan_id)
            wanted = wanted_by(old)
            if wanted.kind is QuoteKind.BILLS:
                wanted = _bills(_asked_again(old, snapshot))
            fresh = await self._keep(uow, snapshot, wanted, _in_batch(batch))
            return replace(fresh, was_fen=old.amount_fen)

    # Making one

    async def _snapshot(self, uow: UnitOfWork, customer_id: str, loan_id: str) -> LoanSnapshot:
        loan = await uow.loans.get(loan_id)
        if loan is None or loan.customer_id != customer_id:
            raise NotFound()
        snapshot = await snapshot_of(uow, loan, business_day(self._clock.now()))
        if not snapshot.bills:
            raise Stale()
        return snapshot

    def _is_late(self, snapshot: LoanSnapshot) -> bool:
        return self._clock.now() >= quote_end(snapshot.contract, snapshot.today)

    async def _keep(
        self, uow: UnitOfWork, snapshot: LoanSnapshot, wanted: Wanted, use: _Use = _SCREEN
    ) -> QuoteView:
        """Keep the quote, where none that says the same can stand there again."""
        if wanted.kind is not QuoteKind.BILLS and self._is_late(snapshot):
            raise QuoteOver(cutoff=snapshot.contract.lender.quote_cutoff)
        figures = work_out(snapshot, wanted)
        quote = new_quote(new_id(), snapshot, wanted, figures.terms, self._clock.now(), shown=use.shown)
        known = [one for one in await uow.quotes.unpaid_beside(quote) if use.takes_up(one)]
        same = next((one for one in known if _says_the_same(one, quote)), None)
        if same is None:
            await uow.quotes.record(quote)
            await uow.commit()
        return view_of(snapshot, same or quote, figures)


def _bills(amount_fen: int) -> Wanted:
    return Wanted(QuoteKind.BILLS, amount_fen)


_SETTLEMENT = Wanted(QuoteKind.SETTLEMENT)


def _says_the_same(one: QuoteState, other: QuoteState) -> bool:
    """Return whether they differ by nothing but when they were made and shown."""
    return replace(one, id=other.id, created_at=other.created_at, shown_at=other.shown_at) == other


def _asked_again(old: QuoteState, snapshot: LoanSnapshot) -> int:
    """Return the same part, or the whole bills as they are now. Raises `Stale` where the oldest is paid: the next is
    another.
    """
    if snapshot.bills[0].no != old.shares[0]["no"]:
        raise Stale()
    bills = snapshot.bills[: len(old.shares)]
    owed_fen = sum(bill.owed_fen for bill in bills)
    without_penalty_fen = owed_fen - sum(bill.left.penalty_fen for bill in bills)
    return old.asked_fen if old.asked_fen < without_penalty_fen else owed_fen


def _takes_next(snapshot: LoanSnapshot) -> bool:
    return snapshot.contract.lender.allocation.surplus is SurplusRule.NEXT
