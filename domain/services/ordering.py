"""Confirming a checkout: order, loan, schedule, stock and credit line in one transaction, once per draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import tables as t
from domain.catalog import LocalText
from domain.contract import LoanContract, dump_contract, load_lender, load_plan
from domain.dates import business_day
from domain.disclosure import dump_disclosure
from domain.errors import (
    CheckoutCancelled,
    PriceChanged,
    SoldOutMeanwhile,
    Stale,
    StepMissing,
    StockFell,
    WithdrawnMeanwhile,
)
from domain.ids import new_id
from domain.ports import Clock, FieldCipher, Store, UnitOfWork
from domain.privacy import Purpose
from domain.results import OrderDetail, PlanOption
from domain.services.bookkeeping import DRAWDOWN, Account, Posting, post
from domain.services.consenting import give_consent
from domain.services.credit import take_credit
from domain.services.disclosing import make_disclosure
from domain.services.drafts import (
    forget_plan,
    own_draft,
    own_open_draft,
    require_plan,
    require_version,
)
from domain.services.identity_facts import require_age, require_needs, require_served, verified_id_number
from domain.services.orders import read_order
from domain.services.pricing import price_plan
from domain.services.safety import require_not_frozen


class OrderingService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def confirm(self, customer_id: str, draft_id: str, version: int) -> OrderDetail:
        """Place the order that was shown as `version`. A second confirmation of it answers the first one's order."""
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
            await _check_goods(uow, draft)
            await self._check_terms(uow, draft)
            order = await self._place(uow, draft, today)
            await uow.flush()
            detail = await read_order(uow, customer_id, order.id, today)
            await uow.commit()
            return detail

    async def _check_terms(self, uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
        """The plan must still be offered, and every figure of its disclosure still hold."""
        if dump_disclosure(await make_disclosure(uow, self._clock, draft)) != draft.disclosure:
            plan_id = draft.plan_id
            forget_plan(draft)
            draft.plan_id = plan_id  # the same choice, to be read and agreed with its new dates
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
        await _take_stock(uow, draft)
        order = self._new_order(draft, today)
        uow.add(order)
        await uow.flush()  # the lines and the loan refer to it
        uow.add(*_order_lines(order, draft))
        contract = LoanContract(lender, plan, str(option.simple_pct), str(option.compound_pct))
        await self._open_loan(uow, draft, order, contract, option, today)
        await give_consent(uow, draft.customer_id, Purpose.LENDER, self._clock.now(), about=lender.id)
        draft.status = t.DraftStatus.CONFIRMED
        if draft.from_cart:
            await _take_from_cart(uow, draft)
        return order

    def _new_order(self, draft: t.CheckoutDraft, today: date) -> t.Order:
        order_id = new_id()
        return t.Order(
            id=order_id,
            number=f"F{today:%y%m%d}{order_id[:6].upper()}",
            customer_id=draft.customer_id,
            draft_id=draft.id,
            total_fen=draft.amount_fen,
            created_at=self._clock.now(),
        )

    async def _open_loan(
        self,
        uow: UnitOfWork,
        draft: t.CheckoutDraft,
        order: t.Order,
        contract: LoanContract,
        option: PlanOption,
        today: date,
    ) -> None:
        now = self._clock.now()
        assert draft.disclosure is not None
        assert draft.disclosure_shown_at is not None
        assert draft.agreement_version is not None
        assert draft.agreement_sha256 is not None
        assert draft.agreement_locale is not None
        assert draft.agreed_at is not None
        loan = t.Loan(
            id=new_id(),
            order_id=order.id,
            customer_id=order.customer_id,
            institution_id=contract.lender.id,
            plan_id=contract.plan.id,
            status=t.LoanStatus.ACTIVE,
            principal_fen=draft.amount_fen,
            periods=len(option.schedule),
            start_date=today,
            contract=dump_contract(contract),
            disclosure=draft.disclosure,
            disclosure_shown_at=draft.disclosure_shown_at,
            agreement_version=draft.agreement_version,
            agreement_sha256=draft.agreement_sha256,
            agreement_locale=draft.agreement_locale,
            agreed_at=draft.agreed_at,
            created_at=now,
        )
        uow.add(loan)
        await uow.flush()
        rows = _installments(loan, option)
        uow.add(*rows)
        await uow.flush()
        postings = [posting for row in rows for posting in _opening(row)]
        await post(uow, loan.id, postings, rule=DRAWDOWN, now=now)


async def _check_goods(uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
    """What is bought must still be sold, and at the price that was shown."""
    products = await uow.catalog.products_by_id([line["product_id"] for line in draft.lines])
    for line in draft.lines:
        product = products[line["product_id"]]
        if not product.active:
            raise WithdrawnMeanwhile(**_which(draft, line))
        if product.price_fen != line["unit_price_fen"]:
            raise PriceChanged(**_which(draft, line))


def _which(draft: t.CheckoutDraft, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "product": LocalText(line["names"]),
        "product_id": line["product_id"],
        "from_cart": draft.from_cart,
    }


async def _take_stock(uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
    # In one order for every buyer, so that two transactions never wait for each other's rows.
    for line in sorted(draft.lines, key=lambda each: str(each["product_id"])):
        if not await uow.catalog.take_stock(line["product_id"], line["quantity"]):
            product = await uow.catalog.product(line["product_id"])
            if product is None or product.stock == 0:
                raise SoldOutMeanwhile(**_which(draft, line))
            raise StockFell(left=product.stock, **_which(draft, line))


async def _take_from_cart(uow: UnitOfWork, draft: t.CheckoutDraft) -> None:
    """The pieces that were bought, not the lines: more of them may lie in the cart by now."""
    for line in draft.lines:
        await uow.carts.subtract(draft.customer_id, line["product_id"], line["quantity"])


def _order_lines(order: t.Order, draft: t.CheckoutDraft) -> list[t.OrderLine]:
    return [
        t.OrderLine(
            order_id=order.id,
            line_no=number,
            product_id=line["product_id"],
            names=line["names"],
            unit_price_fen=line["unit_price_fen"],
            quantity=line["quantity"],
        )
        for number, line in enumerate(draft.lines, start=1)
    ]


def _opening(row: t.Installment) -> tuple[Posting, ...]:
    """What is scheduled of an instalment, as receivable."""
    return (
        Posting(Account.PRINCIPAL_RECEIVABLE, Account.MERCHANT_PAYABLE, row.principal_fen, row.id),
        Posting(Account.INTEREST_RECEIVABLE, Account.INTEREST_INCOME, row.interest_fen, row.id),
        Posting(Account.FEE_RECEIVABLE, Account.FEE_INCOME, row.fee_fen, row.id),
    )


def _installments(loan: t.Loan, option: PlanOption) -> list[t.Installment]:
    return [
        t.Installment(
            id=new_id(),
            loan_id=loan.id,
            customer_id=loan.customer_id,
            no=row.no,
            due_date=row.due_date,
            principal_fen=row.principal_fen,
            interest_fen=row.interest_fen,
            fee_fen=row.fee_fen,
        )
        for row in option.schedule
    ]


async def _consents(uow: UnitOfWork, customer_id: str) -> bool:
    """Whether their identity may be used: consent can be withdrawn at any moment."""
    return await uow.privacy.consent(customer_id, Purpose.IDENTITY, "") is not None
