"""Which plans somebody can have for an amount that they name, have in the cart or are about to buy; and how much they may
borrow.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.catalog.service import read_cart, require_sold
from domain.checkout.draft import cash_price_fen
from domain.contract import load_lender, load_plan
from domain.dates import business_day
from domain.enquiries.by_price import goods_meant
from domain.enquiries.limits import limits_of
from domain.enquiries.offer_results import (
    MOST_SHOWN,
    USUAL_FEN,
    AmountOf,
    Comparison,
    Limits,
    Offer,
    PeriodRange,
    nearest,
)
from domain.errors import NotFound
from domain.names_said import said_in
from domain.plans.pricing import by_cost, cheapest_per_period_count, lower_cash_price_fen, price_plan
from domain.plans.results import PlanOption
from domain.plans.service import options_for
from domain.ports import Clock
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace


class OfferService:
    """`leaves_to_lender`: what somebody may borrow is found out on the lender's pages."""

    def __init__(self, store: Store, clock: Clock, *, leaves_to_lender: bool = False) -> None:
        self._store = store
        self._clock = clock
        self._leaves_to_lender = leaves_to_lender

    async def limits(self, customer_id: str) -> Limits:
        """Return what is left of each lender's credit line, as far as it is known here."""
        async with self._store.read() as uow:
            return await limits_of(uow, self._clock, customer_id, leaves_to_lender=self._leaves_to_lender)

    async def on_offer(self) -> Offer:
        """Return which numbers of periods there are, and for which amounts."""
        async with self._store.read() as uow:
            plans = [load_plan(plan.spec) for plan, _ in await uow.catalog.plans_with_institutions()]
        ranges = [
            PeriodRange(
                periods,
                min(plan.min_amount_fen for plan in plans if plan.terms.periods == periods),
                max(plan.max_amount_fen for plan in plans if plan.terms.periods == periods),
            )
            for periods in sorted({plan.terms.periods for plan in plans})
        ]
        return Offer(
            tuple(ranges),
            min((one.smallest_fen for one in ranges), default=None),
            max((one.largest_fen for one in ranges), default=None),
        )

    async def deferred(self, amount_fen: int | None) -> tuple[PlanOption, ...]:
        """Return the plans whose first due date comes later (先用后付), each for the amount, or the nearest that it takes;
        the latest first due date first.
        """
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            offered = [
                (load_lender(lender.spec), load_plan(plan.spec))
                for plan, lender in await uow.catalog.plans_with_institutions()
            ]
        found = [
            price_plan(
                lender,
                plan,
                min(max(amount_fen or USUAL_FEN, plan.min_amount_fen), plan.max_amount_fen),
                today,
            )
            for lender, plan in offered
            if plan.terms.deferred_months
        ]
        return tuple(sorted(found, key=lambda one: (-one.schedule[0].due_date.toordinal(), by_cost(one))))

    async def compare(self, amount_fen: int, asked: Sequence[int] = ()) -> Comparison:
        """Return the plans for an amount, whether or not anything is bought for it."""
        async with self._store.read() as uow:
            options = await options_for(uow, self._clock, amount_fen)
        return await self._comparison(amount_fen, AmountOf.WORDS, asked, options)

    async def compare_product(self, product_id: str, asked: Sequence[int] = ()) -> Comparison:
        """Return the plans for one piece of goods. Raises `NotFound`, `ProductWithdrawn`."""
        async with self._store.read() as uow:
            row = await uow.catalog.product(product_id)
            if row is None:
                raise NotFound()
            require_sold(row)
            name, price_fen = LocalText(row.names), row.price_fen
            cash_fen = lower_cash_price_fen([(price_fen, row.cash_price_fen, 1)])
            options = await options_for(uow, self._clock, price_fen, cash_price_fen=cash_fen)
        found = await self._comparison(price_fen, AmountOf.PRODUCT, asked, options)
        return replace(found, product_id=product_id, product_name=name, cash_price_fen=cash_fen)

    async def compare_by_price(self, words: str, asked: Sequence[int] = ()) -> Comparison | None:
        """Return the plans for the cheapest or the dearest of what the words name; None where they name nothing so."""
        async with self._store.read() as uow:
            categories = {row.id: row.names for row in await uow.catalog.categories()}
            found = goods_meant(words, await uow.catalog.products(), categories)
        if found is None:
            return None
        return replace(await self.compare_product(found.id, asked), is_meant_by_words=True)

    async def compare_named(self, words: str, asked: Sequence[int] = ()) -> Comparison | None:
        """Return the plans for the one piece of goods that the words name; None where they name none, or several."""
        async with self._store.read() as uow:
            goods = await uow.catalog.products()
        named = said_in([(one, (LocalText(one.names),)) for one in goods], words)
        if len(named) != 1:
            return None
        return replace(await self.compare_product(named[0].id, asked), is_meant_by_words=True)

    async def compare_own(self, customer_id: str, asked: Sequence[int] = ()) -> Comparison | None:
        """Return the plans for what the customer is about to buy, else for what lies in the cart; None where that is
        nothing.
        """
        async with self._store.read() as uow:
            draft = await uow.drafts.open_of(customer_id)
            if draft is not None:
                amount_fen, cash_fen, of = draft.amount_fen, cash_price_fen(draft), AmountOf.CHECKOUT
            else:
                amount_fen, cash_fen = await _cart(uow, customer_id)
                of = AmountOf.CART
            if not amount_fen:
                return None
            options = await options_for(uow, self._clock, amount_fen, cash_price_fen=cash_fen)
        draft_id = None if draft is None else draft.id
        return await self._comparison(amount_fen, of, asked, options, draft_id)

    async def _comparison(
        self,
        amount_fen: int,
        of: AmountOf,
        asked: Sequence[int],
        options: Sequence[PlanOption],
        draft_id: str | None = None,
    ) -> Comparison:
        offer = await self.on_offer()
        counts = tuple(sorted({option.periods for option in options}))
        meant = set(asked) & set(counts) or nearest(asked, counts) or set(counts)
        found = sorted((one for one in options if one.periods in meant), key=by_cost)
        is_short = len(found) > MOST_SHOWN
        if is_short:
            found = sorted(cheapest_per_period_count(found), key=by_cost)
        return Comparison(
            amount_fen=amount_fen,
            of=of,
            asked=tuple(asked),
            missing=tuple(periods for periods in asked if periods not in counts),
            options=tuple(found),
            counts=counts,
            smallest_fen=offer.smallest_fen,
            largest_fen=offer.largest_fen,
            is_short=is_short,
            draft_id=draft_id,
        )


async def _cart(uow: UnitOfWork, customer_id: str) -> tuple[int, int | None]:
    """Return what the cart comes to, and what that costs paid at once, where it is less."""
    cart = await read_cart(uow, customer_id)
    lines = [(one.product.price_fen, one.product.cash_price_fen, one.quantity) for one in cart.lines]
    return cart.total_fen, lower_cash_price_fen(lines)
