"""Offers: what a confirmation screen says will be paid and what it does, kept so that exactly that is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain import tables as t
from domain.contract import LoanContract
from domain.dates import at_beijing, business_day
from domain.errors import DomainError, NotFound, Stale
from domain.ids import new_id
from domain.loans.bills import own_installment
from domain.loans.results import BillState
from domain.ports import Clock
from domain.quotes.errors import EarlierBillOpen, QuoteOver, SettleInstead
from domain.quotes.results import OfferKind, OfferView, PrepaymentChoice, PrepaymentView, SettlementView
from domain.quotes.terms import (
    OfferTerms,
    Standing,
    bills_terms,
    new_offer,
    paid_bills,
    prepayment_terms,
    settlement_terms,
    standing_of,
)
from domain.terms import PrepayStrategy, SurplusRule
from domain.unit_of_work import Store, UnitOfWork


class OfferService:
    """Each offer is of one loan. Raises `PaymentInFlight` while a payment of it has no outcome."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Bills

    async def bill(self, customer_id: str, installment_id: str) -> OfferView:
        """What paying this bill in full takes today. Raises `EarlierBillOpen` with the bill that comes first."""
        async with self._store.write() as uow:
            row = await own_installment(uow, customer_id, installment_id)
            standing = await self._standing(uow, customer_id, row.loan_id)
            if all(bill.installment_id != row.id for bill in standing.bills):
                raise Stale()
            oldest = standing.bills[0]
            if oldest.installment_id != row.id:
                raise EarlierBillOpen(no=oldest.no, installment_id=oldest.installment_id)
            return await self._bills(uow, standing, oldest.owed_fen)

    async def oldest(self, customer_id: str, loan_id: str) -> OfferView:
        """What paying the loan's oldest open bill in full takes today."""
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            return await self._bills(uow, standing, standing.bills[0].owed_fen)

    async def amount(self, customer_id: str, loan_id: str, amount_fen: int) -> OfferView:
        """What paying so much does, oldest bill first. Raises `AmountTooLarge`, `AmountTooSmall`."""
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            return await self._bills(uow, standing, amount_fen)

    async def due(self, customer_id: str, loan_id: str, at_most_fen: int | None = None) -> OfferView:
        """What is due or late of the loan, or so much of it. Raises `Stale` where nothing is."""
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            owed_fen = sum(bill.owed_fen for bill in standing.bills if bill.state is not BillState.UPCOMING)
            if not owed_fen:
                raise Stale()
            amount_fen = owed_fen if at_most_fen is None else min(owed_fen, at_most_fen)
            return await self._bills(uow, standing, amount_fen)

    async def newest_offered_loan(self, customer_id: str) -> str | None:
        """The loan the customer last had a repayment shown of: what a typed amount is meant for."""
        async with self._store.read() as uow:
            return await uow.payments.newest_offered_loan(customer_id)

    # Early

    async def settlement(self, customer_id: str, loan_id: str) -> OfferView:
        """What settles the loan today, good until the lender's cut-off. Raises `QuoteOver` after it."""
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            return await self._settlement(uow, standing)

    async def prepayment(
        self, customer_id: str, loan_id: str, asked_fen: int, strategy: PrepayStrategy
    ) -> OfferView:
        """What prepaying does by one strategy. Raises as `offers.prepayment_terms`, and `QuoteOver`."""
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            return await self._prepayment(uow, standing, asked_fen, strategy)

    async def choices(self, customer_id: str, loan_id: str, asked_fen: int) -> OfferView | PrepaymentChoice:
        """What an amount can be used for: what is due; where it is more, the strategies side by side, or settling.

        Raises `AmountTooSmall`, `AmountTooLarge`.
        """
        async with self._store.write() as uow:
            standing = await self._standing(uow, customer_id, loan_id)
            if (
                asked_fen <= standing.due_fen
                or asked_fen == standing.bills[0].owed_fen
                or self._is_late(standing)
            ):
                return await self._bills(uow, standing, asked_fen)
            options = []
            for strategy in (PrepayStrategy.NEXT, *standing.contract.lender.prepay.strategies):
                if strategy is PrepayStrategy.NEXT and not _takes_next(standing):
                    continue
                try:
                    terms, view = prepayment_terms(standing, asked_fen, strategy)
                except SettleInstead:
                    return await self._settlement(uow, standing)
                except DomainError:
                    continue  # not for this amount, or not with this lender
                options.append((view, terms.outside))
            if not any(view.strategy is not PrepayStrategy.NEXT for view, _ in options):
                return await self._bills(uow, standing, asked_fen)
            first = standing.bills[0]
            return PrepaymentChoice(
                loan_id=loan_id,
                title=first.title,
                item_count=first.item_count,
                asked_fen=asked_fen,
                arrears_fen=standing.due_fen,
                options=tuple(options),
            )

    async def renew(self, customer_id: str, offer_id: str) -> OfferView:
        """The same offer as the loan stands now, which says what it came to before. Raises `Stale` where there is none."""
        async with self._store.write() as uow:
            old = await uow.payments.offer(offer_id)
            if old is None or old.customer_id != customer_id:
                raise NotFound()
            standing = await self._standing(uow, customer_id, old.loan_id)
            match OfferKind(old.kind):
                case OfferKind.BILLS:
                    fresh = await self._bills(uow, standing, _asked_again(old, standing))
                case OfferKind.SETTLEMENT:
                    fresh = await self._settlement(uow, standing)
                case OfferKind.PREPAYMENT:
                    strategy = PrepayStrategy(old.strategy or "")
                    fresh = await self._prepayment(uow, standing, old.asked_fen, strategy)
            return replace(fresh, was_fen=old.amount_fen)

    # Making one

    async def _standing(self, uow: UnitOfWork, customer_id: str, loan_id: str) -> Standing:
        loan = await uow.loans.get(loan_id)
        if loan is None or loan.customer_id != customer_id:
            raise NotFound()
        standing = await standing_of(uow, loan, business_day(self._clock.now()))
        if not standing.bills:
            raise Stale()
        return standing

    async def _bills(self, uow: UnitOfWork, standing: Standing, amount_fen: int) -> OfferView:
        return await self._keep(uow, standing, OfferKind.BILLS, amount_fen, bills_terms(standing, amount_fen))

    async def _settlement(self, uow: UnitOfWork, standing: Standing) -> OfferView:
        until = self._open_until(standing)
        terms, view = settlement_terms(standing)
        return await self._keep(
            uow, standing, OfferKind.SETTLEMENT, terms.amount_fen, terms, settlement=view, until=until
        )

    async def _prepayment(
        self, uow: UnitOfWork, standing: Standing, asked_fen: int, strategy: PrepayStrategy
    ) -> OfferView:
        until = self._open_until(standing)
        terms, view = prepayment_terms(standing, asked_fen, strategy)
        return await self._keep(
            uow, standing, OfferKind.PREPAYMENT, asked_fen, terms, prepayment=view, until=until
        )

    def _open_until(self, standing: Standing) -> datetime:
        until = quote_end(standing.contract, standing.today)
        if self._clock.now() >= until:
            raise QuoteOver(cutoff=standing.contract.lender.quote_cutoff)
        return until

    def _is_late(self, standing: Standing) -> bool:
        return self._clock.now() >= quote_end(standing.contract, standing.today)

    async def _keep(
        self,
        uow: UnitOfWork,
        standing: Standing,
        kind: OfferKind,
        asked_fen: int,
        terms: OfferTerms,
        *,
        settlement: SettlementView | None = None,
        prepayment: PrepaymentView | None = None,
        until: datetime | None = None,
    ) -> OfferView:
        offer = t.RepaymentOffer(
            **new_offer(new_id(), standing, kind, asked_fen, terms),
            strategy=prepayment.strategy if prepayment else None,
            created_at=self._clock.now(),
        )
        first = standing.bills[0]
        view = OfferView(
            offer_id=offer.id,
            kind=kind,
            loan_id=standing.loan.id,
            order_id=standing.loan.order_id,
            title=first.title,
            item_count=first.item_count,
            amount_fen=terms.amount_fen,
            bills=paid_bills(standing.bills, terms.shares),
            outside=terms.outside,
            settlement=settlement,
            prepayment=prepayment,
            valid_until=until,
        )
        uow.add(offer)
        await uow.commit()
        return view


def _asked_again(old: t.RepaymentOffer, standing: Standing) -> int:
    """The same part, or the whole bills as they are now. Raises `Stale` where the oldest is paid: the next is another."""
    if standing.bills[0].no != old.shares[0]["no"]:
        raise Stale()
    bills = standing.bills[: len(old.shares)]
    owed_fen = sum(bill.owed_fen for bill in bills)
    without_penalty_fen = owed_fen - sum(bill.left.penalty_fen for bill in bills)
    return old.asked_fen if old.asked_fen < without_penalty_fen else owed_fen


def quote_end(contract: LoanContract, day: date) -> datetime:
    """Until when what was worked out on a day for repaying early holds."""
    return at_beijing(day, contract.lender.quote_cutoff)


def _takes_next(standing: Standing) -> bool:
    return standing.contract.lender.allocation.surplus is SurplusRule.NEXT
