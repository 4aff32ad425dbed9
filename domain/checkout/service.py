"""The checkout, step by step. The answers so far are one draft row, so any step can be taken up again after anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import tables as t
from domain.catalog.errors import CartEmpty
from domain.catalog.goods import wanted_lines
from domain.catalog.service import read_cart
from domain.checkout.draft import (
    DraftDesk,
    answered,
    cash_price_fen,
    forget_plan,
    own_open_draft,
    plan_on_offer,
    plans_on_offer,
)
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.contract import load_lender, load_plan
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import Stale, StepMissing
from domain.identity.facts import is_served, require_age, require_served, verified_id_number
from domain.identity.record import forget_id_number, forget_name
from domain.ids import new_id
from domain.plans.credit_lines import credit_left_fen, require_credit
from domain.plans.pricing import by_cost, cheapest_per_period_count, price_plan
from domain.plans.results import PlanOption
from domain.plans.service import options_for, require_options
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace

# Prices and dates of a plan hold for a day; nobody should find yesterday's checkout half done next week.
CHECKOUT_LIFETIME = timedelta(hours=24)


class CheckoutService:
    """`leaves_to_lender`: who somebody is, what they may borrow and the contract are its affair, on its own pages."""

    def __init__(
        self, store: Store, clock: Clock, cipher: FieldCipher, *, leaves_to_lender: bool = False
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._leaves_to_lender = leaves_to_lender
        self._desk = DraftDesk(clock, cipher, leaves_to_lender)

    # Beginning, looking, leaving

    async def start_from_cart(self, customer_id: str) -> CheckoutView:
        async with self._store.write() as uow:
            cart = await read_cart(uow, customer_id)
            if not cart.lines:
                raise CartEmpty()
            wanted = [(line.product.id, line.quantity) for line in cart.lines]
            return await self._start(uow, customer_id, wanted, from_cart=True)

    async def start_with(self, customer_id: str, product_id: str, periods: int | None = None) -> CheckoutView:
        """Buy one piece of one product now, whatever lies in the cart; in `periods`, where they are chosen with it."""
        async with self._store.write() as uow:
            view = await self._start(uow, customer_id, [(product_id, 1)], from_cart=False)
        return view if periods is None else await self.choose_periods(customer_id, view.draft_id, periods)

    async def current(self, customer_id: str) -> CheckoutView | None:
        async with self._store.read() as uow:
            draft = await uow.drafts.open_of(customer_id)
            return None if draft is None else await self._desk.view(uow, draft)

    async def cancel(self, customer_id: str, draft_id: str) -> None:
        """Give up this checkout and no other. What was typed for verification stays."""
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            draft.status = t.DraftStatus.CANCELLED
            await uow.commit()

    async def cancel_current(self, customer_id: str) -> bool:
        """Give up whichever checkout is open; whether there was one."""
        async with self._store.write() as uow:
            draft = await uow.drafts.open_of(customer_id)
            if draft is None:
                return False
            draft.status = t.DraftStatus.CANCELLED
            await uow.commit()
            return True

    async def expire(self, now: datetime) -> dict[str, int]:
        """Close every checkout that was not confirmed within its time (the sweep)."""
        async with self._store.write() as uow:
            closed = await uow.drafts.cancel_open_from_before(now - CHECKOUT_LIFETIME)
            await uow.commit()
            return {"closed": closed}

    async def expire_due(self, _: datetime) -> datetime | None:
        """Return from when on `expire` has something to do."""
        async with self._store.read() as uow:
            oldest = await uow.drafts.oldest_open()
        return oldest + CHECKOUT_LIFETIME if oldest else None

    async def back(self, customer_id: str, draft_id: str, step: str) -> CheckoutView:
        """Take back the answer before `step`. From a screen of an earlier step nothing changes: two taps go back once."""
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            view = await self._desk.view(uow, draft)
            if view.step != step:
                return view
            if step == CheckoutStep.CONFIRM:
                draft.disclosure_read_at = draft.agreed_at = None
            elif step in (
                CheckoutStep.CARD,
                CheckoutStep.FACE,
                CheckoutStep.DISCLOSURE,
                CheckoutStep.HANDOFF,
            ):
                forget_plan(draft)
            elif step in (CheckoutStep.ID_NUMBER, CheckoutStep.PHONE, CheckoutStep.CARD_READ):
                await _forget_identity_answer(uow, customer_id)
            else:
                draft.periods = None
            answered(draft)
            return await self._desk.commit(uow, draft)

    # Choosing

    async def period_options(self, customer_id: str, draft_id: str) -> tuple[PlanOption, ...]:
        async with self._store.read() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            return cheapest_per_period_count(
                await require_options(
                    uow, self._clock, draft.amount_fen, cash_price_fen=cash_price_fen(draft)
                )
            )

    async def choose_periods(self, customer_id: str, draft_id: str, periods: int) -> CheckoutView:
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            options = await require_options(uow, self._clock, draft.amount_fen)
            if periods not in {option.periods for option in options}:
                raise Stale()
            if draft.periods != periods:
                draft.periods = periods
                forget_plan(draft)
            return await self._desk.commit(uow, draft)

    async def lender_options(self, customer_id: str, draft_id: str) -> tuple[PlanOption, ...]:
        """Return the plans of the chosen number of periods, by total cost, each with what is left of its credit line."""
        async with self._store.read() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            if draft.periods is None:
                raise StepMissing()
            credit = await uow.credit_lines.use_of_person(customer_id)
            today = business_day(self._clock.now())
            options = [
                replace(
                    price_plan(
                        lender,
                        load_plan(plan.spec),
                        draft.amount_fen,
                        today,
                        credit_left_fen=None
                        if self._leaves_to_lender
                        else credit_left_fen(lender, credit.get(lender.id)),
                        cash_price_fen=cash_price_fen(draft),
                    ),
                    is_served=self._leaves_to_lender or await is_served(uow, customer_id, lender),
                )
                for plan, institution in await plans_on_offer(uow, draft)
                for lender in [load_lender(institution.spec)]
            ]
            return tuple(sorted(options, key=by_cost))

    async def choose_plan(self, customer_id: str, draft_id: str, plan_id: str) -> CheckoutView:
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            if draft.plan_id != plan_id or await plan_on_offer(uow, draft) is None:
                await self._check_plan(uow, draft, plan_id)
                forget_plan(draft)
                draft.plan_id = plan_id
            return await self._desk.commit(uow, draft)

    async def _check_plan(self, uow: UnitOfWork, draft: t.CheckoutDraft, plan_id: str) -> None:
        option = next(
            (
                o
                for o in await options_for(uow, self._clock, draft.amount_fen)
                if o.plan_id == plan_id and o.periods == draft.periods
            ),
            None,
        )
        found = await uow.catalog.plan(plan_id)
        if option is None or found is None:
            raise Stale()
        lender = load_lender(found[1].spec)
        if self._leaves_to_lender:
            return
        number = verified_id_number(
            await uow.identities.get(draft.customer_id), self._cipher, business_day(self._clock.now())
        )
        await require_served(uow, draft.customer_id, lender)
        require_age(
            number,
            lender.min_age,
            lender.max_age,
            today=business_day(self._clock.now()),
            last_due=option.schedule[-1].due_date,
        )
        await require_credit(uow, draft.customer_id, lender, draft.amount_fen)

    async def view(self, customer_id: str, draft_id: str) -> CheckoutView:
        async with self._store.read() as uow:
            return await self._desk.view(uow, await own_open_draft(uow, customer_id, draft_id))

    async def _start(
        self, uow: UnitOfWork, customer_id: str, wanted: Sequence[tuple[str, int]], *, from_cart: bool
    ) -> CheckoutView:
        await require_not_frozen(uow, customer_id)
        lines = await wanted_lines(uow, wanted, _priced)
        amount_fen = sum(line["unit_price_fen"] * line["quantity"] for line in lines)
        await require_options(uow, self._clock, amount_fen)
        older = await uow.drafts.open_of(customer_id)
        if older is not None:
            if older.lines == lines and older.from_cart == from_cart:
                return await self._desk.view(uow, older)
            older.status = t.DraftStatus.CANCELLED
            await uow.flush()
        draft = t.CheckoutDraft(
            id=new_id(),
            customer_id=customer_id,
            status=t.DraftStatus.OPEN,
            lines=lines,
            from_cart=from_cart,
            amount_fen=amount_fen,
            created_at=self._clock.now(),
        )
        uow.add(draft)
        return await self._desk.commit(uow, draft)


def _priced(product: t.Product) -> dict[str, int | None]:
    return {"unit_price_fen": product.price_fen, "unit_cash_price_fen": product.cash_price_fen}


async def _forget_identity_answer(uow: UnitOfWork, customer_id: str) -> None:
    row = await uow.identities.get(customer_id)
    if row is None:
        return
    if row.card_token is not None:
        row.card_token = None
    elif row.verified_at is not None or row.check_id is not None:
        return
    elif row.id_number_token is not None:
        forget_id_number(row)
    else:
        forget_name(row)
