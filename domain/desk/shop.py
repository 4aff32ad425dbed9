"""What the shop offers, as the shop's people see and change it: one product's price, stock and sale, one plan's sale.

What an order or a loan was promised stands in it and is never changed here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from domain import tables as t
from domain.catalog.results import ProductChange, ProductState
from domain.catalog.specs import MAX_PRICE_FEN, MAX_STOCK
from domain.contract import load_lender, load_plan
from domain.dates import business_day
from domain.desk.service import Acted
from domain.errors import DomainError, InvalidInput, NotFound, Stale
from domain.money import plain_yuan
from domain.plans.pricing import price_plan
from domain.ports import Clock
from domain.rules.ceiling import dearest
from domain.rules.errors import RuleError
from domain.staff.log import StaffLog
from domain.staff.types import Member, Outcome, Subject, SubjectKind, Verb
from domain.terms import InstitutionSpec, Method, PlanSpec
from domain.text import LocalText
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import Value


class ShownProduct(Value):
    """`is_shown`: whether customers see it; what is on sale in a category that is withdrawn is not."""

    id: str
    name: LocalText
    category: LocalText
    state: ProductState
    is_shown: bool


class ShownPlan(Value):
    """`rates_pct`: what it costs a year in simple terms (单利), drawn today, of the smallest and of the largest amount; None
    where that cannot be worked out.
    """

    id: str
    lender_id: str
    lender: LocalText
    method: Method
    periods: int
    min_amount_fen: int
    max_amount_fen: int
    rates_pct: tuple[Decimal, Decimal] | None
    on_sale: bool
    is_shown: bool


Shown = TypeVar("Shown", ShownProduct, ShownPlan)


class ShopDesk:
    """Every verb raises `MayNot`, `ReasonMissing`, `NotFound`, and what it refuses; all of it stands in the log."""

    def __init__(self, store: Store, clock: Clock, log: StaffLog, ceiling_pct: Decimal) -> None:
        """`ceiling_pct`: no plan that can cost more a year (单利) is offered again, as none is imported."""
        self._store = store
        self._clock = clock
        self._log = log
        self._ceiling_pct = ceiling_pct

    async def products(self) -> tuple[ShownProduct, ...]:
        """Return every product, also those that are withdrawn, in the order of the shop."""
        async with self._store.read() as uow:
            categories = {row.id: row for row in await uow.catalog.categories(active_only=False)}
            rows = await uow.catalog.products(active_only=False)
            return tuple(_shown_product(row, categories[row.category_id]) for row in rows)

    async def product(self, product_id: str) -> ShownProduct:
        return _the_one(product_id, await self.products())

    async def plans(self) -> tuple[ShownPlan, ...]:
        """Return every plan of every lender, also those that are withdrawn, lender by lender."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            lenders = {row.id: row for row in await uow.catalog.institutions(active_only=False)}
            plans = await uow.catalog.plans(active_only=False)
        shown = (_shown_plan(plan, lenders[plan.institution_id], today) for plan in plans)
        return tuple(sorted(shown, key=lambda one: (one.lender_id, one.periods, one.id)))

    async def plan(self, plan_id: str) -> ShownPlan:
        return _the_one(plan_id, await self.plans())

    async def change_product(
        self, member: Member, product_id: str, seen: ProductState, wanted: ProductState, reason: str
    ) -> Acted:
        """Make it cost, be there and be sold as `wanted`. Raises `Stale` where it is not any more as it was `seen`: a piece
        that was sold meanwhile is not made up.
        """
        subject = Subject(SubjectKind.PRODUCT, product_id)
        await self._log.permit(member, Verb.CHANGE_PRODUCT, subject, reason=reason)
        if not _is_within(wanted):
            raise InvalidInput("product", "out_of_range")
        if wanted.cash_price_fen is not None and wanted.cash_price_fen > wanted.price_fen:
            raise InvalidInput("cash_price", "above_price")
        if seen == wanted:
            await self._log.record(
                member.id, Verb.CHANGE_PRODUCT, subject, reason=reason, outcome=Outcome.UNCHANGED
            )
            return Acted(Outcome.UNCHANGED)

        async def change(uow: UnitOfWork) -> Outcome:
            if await uow.catalog.product(product_id) is None:
                raise NotFound()
            if not await uow.catalog.change_product(ProductChange(product_id, seen, wanted)):
                raise Stale()
            return Outcome.DONE

        return await self._done(member, Verb.CHANGE_PRODUCT, subject, _told(seen, wanted, reason), change)

    async def offer_plan(self, member: Member, plan_id: str, *, on_sale: bool, reason: str) -> Acted:
        """Offer it from now on, or no longer; loans that run keep it."""
        subject = Subject(SubjectKind.PLAN, plan_id)
        await self._log.permit(member, Verb.CHANGE_PLAN, subject, reason=reason)

        async def change(uow: UnitOfWork) -> Outcome:
            found = await uow.catalog.plan(plan_id)
            if found is None:
                raise NotFound()
            plan, lender = found
            if plan.active == on_sale:
                return Outcome.UNCHANGED
            if on_sale and self._is_too_dear(load_lender(lender.spec), load_plan(plan.spec)):
                raise InvalidInput("plan", "too_dear")
            plan.active = on_sale
            return Outcome.DONE

        told = f"{_mark(not on_sale)} → {_mark(on_sale)}. {reason}"
        return await self._done(member, Verb.CHANGE_PLAN, subject, told, change)

    def _is_too_dear(self, lender: InstitutionSpec, plan: PlanSpec) -> bool:
        try:
            return dearest(plan, lender.due_day).simple_pct > self._ceiling_pct
        except RuleError:
            return True

    async def _done(
        self,
        member: Member,
        verb: Verb,
        subject: Subject,
        told: str,
        change: Callable[[UnitOfWork], Awaitable[Outcome]],
    ) -> Acted:
        """Carry it out, with a line of the log before and one after it."""
        await self._log.record(member.id, verb, subject, reason=told, outcome=Outcome.BEGUN)
        try:
            async with self._store.write() as uow:
                outcome = await change(uow)
                await uow.commit()
        except (DomainError, Conflict):
            await self._log.record(member.id, verb, subject, outcome=Outcome.REFUSED)
            raise
        await self._log.record(member.id, verb, subject, outcome=outcome)
        return Acted(outcome)


def _the_one(wanted: str, among: Sequence[Shown]) -> Shown:
    found = next((one for one in among if one.id == wanted), None)
    if found is None:
        raise NotFound()
    return found


def _shown_product(row: t.Product, category: t.Category) -> ShownProduct:
    state = ProductState(row.price_fen, row.cash_price_fen, row.stock, row.active)
    return ShownProduct(
        row.id, LocalText(row.names), LocalText(category.names), state, row.active and category.active
    )


def _shown_plan(row: t.Plan, lender_row: t.Institution, today: date) -> ShownPlan:
    plan, lender = load_plan(row.spec), load_lender(lender_row.spec)
    return ShownPlan(
        id=row.id,
        lender_id=lender.id,
        lender=lender.name,
        method=plan.terms.method,
        periods=row.periods,
        min_amount_fen=row.min_amount_fen,
        max_amount_fen=row.max_amount_fen,
        rates_pct=_rates_pct(lender, plan, today),
        on_sale=row.active,
        is_shown=row.active and lender_row.active,
    )


def _rates_pct(lender: InstitutionSpec, plan: PlanSpec, today: date) -> tuple[Decimal, Decimal] | None:
    try:
        least, most = (
            price_plan(lender, plan, amount_fen, today).simple_pct
            for amount_fen in (plan.min_amount_fen, plan.max_amount_fen)
        )
    except RuleError:
        return None
    return least, most


def _is_within(state: ProductState) -> bool:
    """Return whether price and stock are such as a catalogue file may name."""
    prices = (state.price_fen, *([] if state.cash_price_fen is None else [state.cash_price_fen]))
    return all(1 <= price <= MAX_PRICE_FEN for price in prices) and 0 <= state.stock <= MAX_STOCK


def _mark(on: bool) -> str:
    return "✓" if on else "✗"


def _told(seen: ProductState, wanted: ProductState, reason: str) -> str:
    """Return what the log keeps beside the reason, in no language: what was, and what is to be."""
    pairs = [
        (_yuan(seen.price_fen), _yuan(wanted.price_fen)),
        (f"({_yuan(seen.cash_price_fen)})", f"({_yuan(wanted.cash_price_fen)})"),
        (f"× {seen.stock}", f"× {wanted.stock}"),
        (_mark(seen.on_sale), _mark(wanted.on_sale)),
    ]
    return ", ".join(f"{before} → {after}" for before, after in pairs if before != after) + f". {reason}"


def _yuan(amount_fen: int | None) -> str:
    return "–" if amount_fen is None else f"¥{plain_yuan(amount_fen)}"
