"""Several bills paid with one tap: of each loan an offer of its own, paid one after the other, the oldest first."""

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
from domain.payments.results import BasketOutcome, BasketView, PaymentAwaited, Receipt
from domain.payments.service import RepaymentService
from domain.ports import Clock
from domain.quotes.results import BasketChoice, LoanBills, OfferView
from domain.quotes.service import OfferService
from domain.unit_of_work import Store

MOST_LOANS = 20

# How many bills of each loan, the oldest first; by the loan's place in the choice, from 1.
Counts = Mapping[int, int]


class BasketService:
    def __init__(self, store: Store, clock: Clock, offers: OfferService, repayment: RepaymentService) -> None:
        self._store = store
        self._clock = clock
        self._offers = offers
        self._repayment = repayment

    async def choice(self, customer_id: str) -> BasketChoice:
        """What can be chosen: of each loan the bills that are due, or else the next one; the most urgent loan first."""
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
        return BasketChoice(tuple(loans), today, _version(loans))

    async def offer(self, customer_id: str, counts: Counts, version: int) -> BasketView:
        """What paying so many bills of each loan takes, kept under one nonce. Raises `Stale` where the choice is another
        one by now, or nothing is chosen."""
        choice = await self.choice(customer_id)
        if choice.version != version:
            raise Stale()
        newest, offers = await self._newest(customer_id), []
        for place, count in sorted(counts.items()):
            if not 1 <= place <= len(choice.loans) or not 1 <= count <= len(choice.loans[place - 1].bills):
                raise Stale()
            loan = choice.loans[place - 1]
            amount_fen = sum(bill.owed_fen for bill in loan.bills[:count])
            offers.append(
                await self._offers.amount(customer_id, loan.loan_id, amount_fen, basket=newest.offer_ids)
            )
        return await self._keep(newest, offers)

    def ways(self, basket: BasketView) -> tuple[str, ...]:
        """The gateways that take each part of it, the usual one first."""
        first, *others = [self._repayment.ways(offer.amount_fen) for offer in basket.offers]
        return tuple(way for way in first if all(way in other for other in others))

    async def pay(self, customer_id: str, basket_id: str, way: str | None = None) -> BasketOutcome:
        """Pay one after the other, until one is not paid. Again: what was paid is answered, the rest is tried."""
        offer_ids = await self._offer_ids(customer_id, basket_id)
        receipts: list[Receipt] = []
        for number, offer_id in enumerate(offer_ids):
            left = len(offer_ids) - number
            try:
                answer = await self._repayment.confirm(customer_id, offer_id, way)
            except Stale:
                if not receipts:
                    raise
                return BasketOutcome(tuple(receipts), left, stopped=Stale())
            except Refused as error:
                return BasketOutcome(tuple(receipts), left, stopped=error)
            if isinstance(answer, PaymentAwaited):
                return BasketOutcome(tuple(receipts), left - 1, awaited=answer)
            receipts.append(answer)
        return BasketOutcome(tuple(receipts), 0)

    async def renew(self, customer_id: str, basket_id: str) -> BasketView:
        """The same bills as they stand now, as far as they are open; says what it came to before.

        Raises `Stale` where none of it is.
        """
        newest, offers, was_fen = await self._newest(customer_id), [], 0
        for offer_id in await self._offer_ids(customer_id, basket_id):
            async with self._store.read() as uow:
                old = await uow.quotes.find(offer_id)
            was_fen += old.amount_fen if old else 0
            try:
                offers.append(await self._offers.renew(customer_id, offer_id, basket=newest.offer_ids))
            except (Stale, PaymentInFlight):
                continue
        return await self._keep(newest, offers, was_fen)

    async def _newest(self, customer_id: str) -> t.RepaymentBasket:
        """The customer's newest basket, whose offers may stand in the next one; an empty one where there is none."""
        async with self._store.read() as uow:
            newest = await uow.payments.newest_basket(customer_id)
        return newest or t.RepaymentBasket(customer_id=customer_id, offer_ids=[])

    async def _keep(
        self, newest: t.RepaymentBasket, offers: Sequence[OfferView], was_fen: int | None = None
    ) -> BasketView:
        """Keep the basket, where the newest is not of exactly these offers."""
        offer_ids = [offer.offer_id for offer in offers]
        if not offer_ids:
            raise Stale()
        if offer_ids == newest.offer_ids:
            return BasketView(newest.id, tuple(offers), was_fen)
        basket = t.RepaymentBasket(
            id=new_id(),
            customer_id=newest.customer_id,
            offer_ids=offer_ids,
            created_at=self._clock.now(),
        )
        async with self._store.write() as uow:
            uow.add(basket)
            await uow.commit()
        return BasketView(basket.id, tuple(offers), was_fen)

    async def _offer_ids(self, customer_id: str, basket_id: str) -> list[str]:
        async with self._store.read() as uow:
            basket = await uow.payments.basket(basket_id)
        if basket is None or basket.customer_id != customer_id:
            raise NotFound()
        return list(basket.offer_ids)


def _payable(loan: Sequence[BillView]) -> tuple[BillView, ...]:
    """What every lender takes together; the bills to come not all of them do (`offers.bills_terms`)."""
    bills = sorted(loan, key=lambda bill: bill.no)
    return tuple(bill for bill in bills if bill.state is not BillState.UPCOMING) or tuple(bills[:1])


def _version(loans: Sequence[LoanBills]) -> int:
    """Of what is shown, with its amounts: another list, or another day's penalty, is another version."""
    said = "|".join(f"{bill.installment_id}:{bill.owed_fen}" for loan in loans for bill in loan.bills)
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4]) % 1_000_000_000
