"""Confirming a checkout: order, loan, schedule, stock and credit line in one transaction, once per draft."""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.catalog.errors import CheckoutCancelled
from domain.catalog.goods import require_as_shown
from domain.checkout.disclosure import make_disclosure
from domain.checkout.draft import forget_plan, own_draft, own_open_draft, require_plan, require_version
from domain.checkout.origination import Signed, originate_loan
from domain.checkout.stored_disclosure import says_the_same
from domain.contract import LoanContract, load_lender, load_plan
from domain.customers.consents import Purpose, give_consent
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import Stale, StepMissing
from domain.identity.facts import require_age, require_needs, require_served, verified_id_number
from domain.orders.results import OrderDetail
from domain.orders.service import read_order
from domain.plans.credit_lines import take_credit
from domain.plans.pricing import price_plan
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork


class ConfirmationService:
    """`leaves_to_lender`: nothing is signed here, but on the lender's pages."""

    def __init__(
        self, store: Store, clock: Clock, cipher: FieldCipher, *, leaves_to_lender: bool = False
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._leaves_to_lender = leaves_to_lender

    async def place_order(self, customer_id: str, draft_id: str, version: int) -> OrderDetail:
        """Place the order that was shown as `version`. A second confirmation of it answers the first one's order."""
        if self._leaves_to_lender:
            raise Stale()
        try:
            return await self._confirm(customer_id, draft_id, version)
        except CheckoutCancelled:
            await self._close(draft_id)  # in a transaction of its own: what the first one took is undone
            raise

    async def _close(self, draft_id: str) -> None:
        async with self._store.write() as uow:
            draft = await uow.drafts.get(draft_id)
            if draft is not None and draft.status == t.DraftStatus.OPEN:
                draft.status = t.DraftStatus.CANCELLED
                await uow.commit()

    async def _confirm(self, customer_id: str, draft_id: str, version: int) -> OrderDetail:
        async with self._store.write() as uow:
            today = business_day(self._clock.now())
            draft = await own_draft(uow, customer_id, draft_id)
            if draft.status == t.DraftStatus.CONFIRMED and draft.version == version:
                placed = await uow.orders.by_draft(draft_id)
                assert placed is not None
                return await read_order(uow, customer_id, placed.id, today)
            draft = await own_open_draft(uow, customer_id, draft_id)
            require_version(draft, version)
            await require_not_frozen(uow, customer_id)
            if draft.agreed_at is None or not await _consents(uow, customer_id):
                raise StepMissing()
            await require_as_shown(uow, draft.lines, from_cart=draft.from_cart)
            await self._check_terms(uow, draft)
            order = await self._place(uow, draft, today)
            await uow.flush()
            detail = await read_order(uow, customer_id, order.id, today)
            await uow.commit()
            return detail

    async def _check_terms(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
        """Require that the plan is still offered, and that every figure of its disclosure still holds."""
        if not says_the_same(draft.disclosure, await make_disclosure(uow, self._clock, draft)):
            plan_id, before = draft.plan_id, draft.disclosure
            forget_plan(draft)
            # The same choice, to be read and agreed with its new dates; that they are new is said with them.
            draft.plan_id, draft.disclosure = plan_id, before
            await uow.commit()
            raise Stale()

    async def _place(self, uow: UnitOfWork, draft: t.CheckoutDraft, today: date) -> t.Order:
        plan_row, lender_row = await require_plan(uow, draft)
        lender, plan = load_lender(lender_row.spec), load_plan(plan_row.spec)
        option = price_plan(lender, plan, draft.amount_fen, today)
        number = verified_id_number(await uow.identities.get(draft.customer_id), self._cipher, today)
        await require_served(uow, draft.customer_id, lender)
        await require_needs(uow, draft.customer_id, lender)
        require_age(
            number, lender.min_age, lender.max_age, today=today, last_due=option.schedule[-1].due_date
        )
        await take_credit(uow, draft.customer_id, lender, draft.amount_fen)
        contract = LoanContract(
            lender,
            plan,
            str(option.simple_pct),
            str(option.compound_pct),
            drawdown_fee_fen=option.drawdown_fee_fen,
            lender_pct=None if option.lender_pct is None else str(option.lender_pct),
        )
        assert draft.agreed_at is not None
        signed = Signed(contract, option.schedule, today, draft.agreed_at)
        order = await originate_loan(uow, draft, signed, self._clock.now())
        await give_consent(uow, draft.customer_id, Purpose.LENDER, self._clock.now(), about=lender.id)
        return order


async def _consents(uow: UnitOfWork, customer_id: str) -> bool:
    """Return whether their identity may be used: consent can be withdrawn at any moment."""
    return await uow.privacy.consent(customer_id, Purpose.IDENTITY, "") is not None
