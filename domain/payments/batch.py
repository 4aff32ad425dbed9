"""Several bills paid with one tap: of each loan a quote of its own, paid one after the other, the oldest first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from domain import tables as t
from domain.dates import business_day
from domain.errors import NotFound, Refused, Stale
from domain.ids import new_id
from domain.loans.bills import views_of
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState, BillView
from domain.payments.results import BatchOutcome, BatchView, PaymentAwaited, Receipt
from domain.payments.service import PaymentService
from domain.ports import Clock
from domain.quotes.results import BatchChoice, LoanBills, QuoteView
from domain.quotes.service import QuoteService
from domain.unit_of_work import Store

MOST_LOANS = 20

# How many bills of each loan, the oldest first; by the loan's place in the choice, from 1.
Counts = Mapping[int, int]


class BatchService:
    def __init__(self, store: Store, clock: Clock, quotes: QuoteService, payments: PaymentService) -> None:
        self._store = store
        self._clock = clock
        self._quotes = quotes
        self._payments = payments

    async def choice(self, customer_id: str) -> BatchChoice:
        """Return what can be chosen: of each loan the bills that are due, or else the next one; the most urgent loan
        first.
        """
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            bills = views_of(await uow.installments.open_facts(customer_id, until=today), today)
        by_loan: dict[str, list[BillView]] = {}
        for bill in bills:
            by_loan.setdefault(bill.loan_id, []).append(bill)
        payable = [
            LoanBills(loan_id, _payable(loan))
            for loan_id, loan in by_loan.items()
            if all(bill.state is not BillState.PAYING for bill in loan)
        ]
        loans = sorted(payable, key=lambda loan: (loan.bills[0].due_date, loan.loan_id))[:MOST_LOANS]
        return BatchChoice(tuple(loans), today, _version(loans))

    async def quote(self, customer_id: str, counts: Counts, version: int) -> BatchView:
        """Quote what paying so many bills of each loan takes, kept under one nonce. Raises `Stale` where the choice
        is another one by now, or nothing is chosen.
        """
        choice = await self.choice(customer_id)
        if choice.version != version:
            raise Stale()
        newest, quotes = await self._newest(customer_id), []
        for place, count in sorted(counts.items()):
            if not 1 <= place <= len(choice.loans) or not 1 <= count <= len(choice.loans[place - 1].bills):
                raise Stale()
            loan = choice.loans[place - 1]
            amount_fen = sum(bill.owed_fen for bill in loan.bills[:count])
            quotes.append(
                await self._quotes.amount(customer_id, loan.loan_id, amount_fen, batch=newest.quote_ids)
            )
        return await self._keep(newest, quotes)

    def payment_methods(self, batch: BatchView) -> tuple[str, ...]:
        """Return the gateways that take each part of it, the usual one first."""
        first, *others = [self._payments.payment_methods(quote.amount_fen) for quote in batch.quotes]
        return tuple(
            payment_method for payment_method in first if all(payment_method in other for other in others)
        )

    async def pay(self, customer_id: str, batch_id: str, payment_method: str | None = None) -> BatchOutcome:
        """Pay one after the other, until one is not paid. Again: what was paid is answered, the rest is tried."""
        quote_ids = await self._quote_ids(customer_id, batch_id)
        receipts: list[Receipt] = []
        for number, quote_id in enumerate(quote_ids):
            left = len(quote_ids) - number
            try:
                answer = await self._payments.confirm_quote(customer_id, quote_id, payment_method)
            except Stale:
                if not receipts:
                    raise
                return BatchOutcome(tuple(receipts), left, stopped=Stale())
            except Refused as error:
                return BatchOutcome(tuple(receipts), left, stopped=error)
            if isinstance(answer, PaymentAwaited):
                return BatchOutcome(tuple(receipts), left - 1, awaited=answer)
            receipts.append(answer)
        return BatchOutcome(tuple(receipts), 0)

    async def renew(self, customer_id: str, batch_id: str) -> BatchView:
        """Quote the same bills as they stand now, as far as they are open; say what it came to before.

        Raises `Stale` where none of it is.
        """
        newest, quotes, was_fen = await self._newest(customer_id), [], 0
        for quote_id in await self._quote_ids(customer_id, batch_id):
            async with self._store.read() as uow:
                old = await uow.quotes.find(quote_id)
            was_fen += old.amount_fen if old else 0
            try:
                quotes.append(await self._quotes.renew(customer_id, quote_id, batch=newest.quote_ids))
            except (Stale, PaymentInFlight):
                continue
        return await self._keep(newest, quotes, was_fen)

    async def _newest(self, customer_id: str) -> t.RepaymentBatch:
        """Return the customer's newest batch, whose quotes may stand in the next one; an empty one where there is
        none.
        """
        async with self._store.read() as uow:
            newest = await uow.payments.newest_batch(customer_id)
        return newest or t.RepaymentBatch(customer_id=customer_id, quote_ids=[])

    async def _keep(
        self, newest: t.RepaymentBatch, quotes: Sequence[QuoteView], was_fen: int | None = None
    ) -> BatchView:
        """Keep the batch, where the newest is not of exactly these quotes."""
        quote_ids = [quote.quote_id for quote in quotes]
        if not quote_ids:
            raise Stale()
        if quote_ids == newest.quote_ids:
            return BatchView(newest.id, tuple(quotes), was_fen)
        batch = t.RepaymentBatch(
            id=new_id(),
            customer_id=newest.customer_id,
            quote_ids=quote_ids,
            created_at=self._clock.now(),
        )
        async with self._store.write() as uow:
            uow.add(batch)
            await uow.commit()
        return BatchView(batch.id, tuple(quotes), was_fen)

    async def _quote_ids(self, customer_id: str, batch_id: str) -> list[str]:
        async with self._store.read() as uow:
            batch = await uow.payments.batch(batch_id)
        if batch is None or batch.customer_id != customer_id:
            raise NotFound()
        return list(batch.quote_ids)


def _payable(loan: Sequence[BillView]) -> tuple[BillView, ...]:
    """Return what every lender takes together; not all of them take the bills to come (`quotes.terms.bills_terms`)."""
    bills = sorted(loan, key=lambda bill: bill.no)
    return tuple(bill for bill in bills if bill.state is not BillState.UPCOMING) or tuple(bills[:1])


def _version(loans: Sequence[LoanBills]) -> int:
    """Return the version of what is shown, with its amounts: another list, or another day's penalty, is another
    version.
    """
    said = "|".join(f"{bill.installment_id}:{bill.owed_fen}" for loan in loans for bill in loan.bills)
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4]) % 1_000_000_000
