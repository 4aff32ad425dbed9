"""What the services of a checkout share: whose draft it is, where it stands, how it is shown."""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.checkout.errors import AlreadyOrdered
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.checkout.stored_disclosure import load_disclosure
from domain.contract import load_lender, load_plan
from domain.customers.consents import Purpose
from domain.dates import business_day
from domain.errors import NotFound, Stale, StepMissing
from domain.identity.facts import identity_state, identity_view, is_served, missing_needs
from domain.identity.types import IdentityState
from domain.orders.results import OrderLineView
from domain.plans.pricing import lower_cash_price_fen, price_plan
from domain.plans.results import PlanOption
from domain.ports import Clock, FieldCipher
from domain.terms import Need
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import Value


class DraftDesk(Value):
    """Makes the view of a draft, and commits with it."""

    clock: Clock
    cipher: FieldCipher
    leaves_to_lender: bool = False  # verification and signing are on the lender's pages

    async def commit(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> CheckoutView:
        """Commit, and answer the draft as it stands now."""
        view = await self.view(uow, draft)
        await uow.commit()
        return view

    async def view(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> CheckoutView:
        today = business_day(self.clock.now())
        step = await step_of(uow, draft, today, leaves_to_lender=self.leaves_to_lender)
        choice = await self._choice(uow, draft)
        if step is CheckoutStep.CONFIRM and not _is_disclosed(draft, choice):
            step = CheckoutStep.DISCLOSURE
        return CheckoutView(
            draft_id=draft.id,
            version=draft.version,
            step=step,
            lines=draft_lines(draft),
            amount_fen=draft.amount_fen,
            periods=draft.periods,
            identity=identity_view(await uow.identities.get(draft.customer_id), self.cipher, today),
            choice=choice,
            asks_student=await self._asks_student(uow, draft),
            product_id=None if draft.from_cart else draft.lines[0]["product_id"],
        )

    async def _asks_student(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> bool:
        found = await plan_on_offer(uow, draft)
        return found is not None and not load_lender(found[1].spec).students_allowed

    async def _choice(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> PlanOption | None:
        found = await plan_on_offer(uow, draft)
        if found is None:
            return None
        plan, lender = found
        today = business_day(self.clock.now())
        return price_plan(
            load_lender(lender.spec),
            load_plan(plan.spec),
            draft.amount_fen,
            today,
            cash_price_fen=cash_price_fen(draft),
        )


def _is_disclosed(draft: t.CheckoutDraft, choice: PlanOption | None) -> bool:
    """Return whether what was read is what would be signed today: at midnight the dates move."""
    if choice is None or draft.disclosure is None:
        return False
    read = load_disclosure(draft.disclosure)
    return (read.schedule, read.simple_pct) == (choice.schedule, choice.simple_pct)


async def step_of(
    uow: UnitOfWork, draft: t.CheckoutDraft, today: date, *, leaves_to_lender: bool = False
) -> CheckoutStep:
    """Return the first step that is not done."""
    if draft.periods is None:
        return CheckoutStep.PERIODS
    if leaves_to_lender:
        return await _step_before_the_lender(uow, draft)
    identity = await uow.identities.get(draft.customer_id)
    match identity_state(identity, today):
        case _ if identity is not None and identity.card_token is not None:
            return CheckoutStep.CARD_READ
        case IdentityState.NONE:
            return CheckoutStep.NAME
        case IdentityState.INCOMPLETE:
            assert identity is not None
            return CheckoutStep.ID_NUMBER if identity.id_number_token is None else CheckoutStep.PHONE
        case IdentityState.REVIEWING:
            return CheckoutStep.REVIEWING
        case IdentityState.REJECTED:
            return CheckoutStep.REJECTED
        case IdentityState.EXPIRED:
            return CheckoutStep.EXPIRED
    if await uow.privacy.consent(draft.customer_id, Purpose.IDENTITY, "") is None:
        return CheckoutStep.CONSENT
    chosen = await plan_on_offer(uow, draft)
    if chosen is None or not await is_served(uow, draft.customer_id, load_lender(chosen[1].spec)):
        offered = await plans_on_offer(uow, draft)
        return CheckoutStep.LENDER if offered else CheckoutStep.PERIODS
    missing = missing_needs(load_lender(chosen[1].spec), identity)
    if missing:
        return _NEEDED[missing[0]]
    return CheckoutStep.DISCLOSURE if draft.agreed_at is None else CheckoutStep.CONFIRM


async def _step_before_the_lender(uow: UnitOfWork, draft: t.CheckoutDraft) -> CheckoutStep:
    if await plan_on_offer(uow, draft) is not None:
        return CheckoutStep.HANDOFF
    return CheckoutStep.LENDER if await plans_on_offer(uow, draft) else CheckoutStep.PERIODS


_NEEDED = {Need.CARD: CheckoutStep.CARD, Need.FACE: CheckoutStep.FACE}


async def own_draft(uow: UnitOfWork, customer_id: str, draft_id: str) -> t.CheckoutDraft:
    draft = await uow.drafts.get(draft_id)
    if draft is None or draft.customer_id != customer_id:
        raise NotFound()
    return draft


async def own_open_draft(uow: UnitOfWork, customer_id: str, draft_id: str) -> t.CheckoutDraft:
    """Return the draft, which is open. One that became an order answers with it; one closed otherwise is stale."""
    draft = await own_draft(uow, customer_id, draft_id)
    if draft.status == t.DraftStatus.CONFIRMED:
        order = await uow.orders.by_draft(draft_id)
        assert order is not None
        raise AlreadyOrdered(order_id=order.id, number=order.number)
    if draft.status != t.DraftStatus.OPEN:
        raise Stale()
    return draft


# The version: which screen a button belongs to


def answered(draft: t.CheckoutDraft) -> None:
    """Note that the draft says something new: what older screens offer to confirm is no longer what it holds."""
    draft.version += 1


def require_version(draft: t.CheckoutDraft, version: int) -> None:
    if draft.version != version:
        raise Stale()


# The chosen plan


async def plans_on_offer(uow: UnitOfWork, draft: t.CheckoutDraft) -> list[tuple[t.Plan, t.Institution]]:
    """Return the plans that can be had now for the draft's amount and number of periods, with their lenders."""
    return [
        (plan, lender) for plan, lender in await uow.catalog.plans_with_institutions() if _takes(plan, draft)
    ]


async def plan_on_offer(uow: UnitOfWork, draft: t.CheckoutDraft) -> tuple[t.Plan, t.Institution] | None:
    """Return the chosen plan with its lender, as long as it can be had; None where none is chosen or it was
    withdrawn.
    """
    found = await uow.catalog.plan(draft.plan_id) if draft.plan_id else None
    if found is None:
        return None
    plan, lender = found
    return found if plan.active and lender.active and _takes(plan, draft) else None


def _takes(plan: t.Plan, draft: t.CheckoutDraft) -> bool:
    return plan.periods == draft.periods and plan.min_amount_fen <= draft.amount_fen <= plan.max_amount_fen


async def require_plan(uow: UnitOfWork, draft: t.CheckoutDraft) -> tuple[t.Plan, t.Institution]:
    """Return the chosen plan with its lender. One that cannot be had any more is forgotten: it is to be chosen again."""
    if draft.plan_id is None:
        raise StepMissing()
    found = await plan_on_offer(uow, draft)
    if found is None:
        forget_plan(draft)
        await uow.commit()
        raise Stale()
    return found


def forget_plan(draft: t.CheckoutDraft) -> None:
    """Forget the plan, and with it everything that was read and agreed: the lender is to be chosen again."""
    answered(draft)
    draft.plan_id = None
    draft.disclosure = None
    draft.disclosure_shown_at = draft.disclosure_read_at = draft.agreed_at = None
    draft.disclosure_message_id = None
    draft.disclosure_readable = False
    draft.agreement_version = draft.agreement_sha256 = draft.agreement_locale = None


def cash_price_fen(draft: t.CheckoutDraft) -> int | None:
    """Return what the draft's goods cost paid at once, where it is less than its amount."""
    return lower_cash_price_fen(
        (line["unit_price_fen"], line.get("unit_cash_price_fen"), line["quantity"]) for line in draft.lines
    )


def draft_lines(draft: t.CheckoutDraft) -> tuple[OrderLineView, ...]:
    return tuple(
        OrderLineView(LocalText(line["names"]), line["unit_price_fen"], line["quantity"])
        for line in draft.lines
    )
