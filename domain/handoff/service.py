"""Where a shop runs the assistant, contract and money are the lender's: customers go over to its pages, and its word comes
back, signed. Told late, twice or out of order, an application becomes one order at most. See docs/handoff.md.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from domain import tables as t
from domain.cases.casebook import open_case
from domain.cases.types import CaseKind
from domain.catalog.errors import SoldOutMeanwhile, StockFell
from domain.checkout.disclosure import disclosure_of, make_disclosure
from domain.checkout.draft import own_draft, own_open_draft, require_plan
from domain.checkout.origination import Signed, originate_loan
from domain.checkout.stored_disclosure import dump_disclosure
from domain.contract import LoanContract, load_lender, load_plan
from domain.customers.errors import AccountFrozen
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import Stale
from domain.handoff.ports import LenderPages
from domain.handoff.results import HandoffView
from domain.handoff.types import (
    ApplicationRequest,
    ApplicationStatus,
    HandoffStatus,
    PaymentStatusReport,
    ScheduleWrong,
    check_charges,
    check_rows,
)
from domain.ids import new_id
from domain.outbox.results import NoticeKind
from domain.payments.external import ExternalPaymentService
from domain.payments.results import ReportOutcome
from domain.plans.pricing import lender_pct, schedule_of, with_rows
from domain.ports import Clock
from domain.rules.errors import RuleError
from domain.rules.rates import annual_rates
from domain.unit_of_work import Store, UnitOfWork
from domain.value import asdict

logger = logging.getLogger(__name__)
SWEEP_SIZE = 100
ASKED_FOR = timedelta(days=7)  # what a lender says by itself later than that is taken all the same
LENDER = "lender"  # who brings the report of a payment
_OPEN = (HandoffStatus.OPEN, HandoffStatus.REVIEWING)


class _NoOrder(Exception):
    """The lender has signed, and no order can come of it."""


class HandoffService:
    """`pages`: None where contracts are signed in the chat."""

    def __init__(
        self, store: Store, clock: Clock, external: ExternalPaymentService, pages: LenderPages | None
    ) -> None:
        self._store = store
        self._clock = clock
        self._external = external
        self._pages = pages

    async def begin(self, customer_id: str, draft_id: str) -> HandoffView:
        """Return what the chosen plan costs by the lender's published figures, and where to apply for it. Again: the
        same application. Raises `Stale`, `AccountFrozen`.
        """
        if self._pages is None:
            raise Stale()
        async with self._store.write() as uow:
            draft = await own_open_draft(uow, customer_id, draft_id)
            await require_not_frozen(uow, customer_id)
            plan, lender = await require_plan(uow, draft)
            shown = await make_disclosure(uow, self._clock, draft)
            row = await uow.applications.open_of(draft_id, plan.id)
            if row is None:
                row = t.Application(
                    id=new_id(),
                    customer_id=customer_id,
                    draft_id=draft_id,
                    plan_id=plan.id,
                    institution_id=lender.id,
                    amount_fen=draft.amount_fen,
                    periods=plan.periods,
                    status=HandoffStatus.OPEN,
                    created_at=self._clock.now(),
                )
                uow.add(row)
                await uow.commit()
            application = ApplicationRequest(row.id, lender.id, plan.id, row.amount_fen, row.periods)
            return HandoffView(shown, self._pages.apply_url(application), HandoffStatus(row.status))

    async def look_up(self, customer_id: str, draft_id: str) -> str | None:
        """Ask the lenders what became of it; the order that came of it, where one did. Raises `NotFound`, `Stale`."""
        if self._pages is None:
            raise Stale()
        async with self._store.read() as uow:
            await own_draft(uow, customer_id, draft_id)
            waiting = [row.id for row in await uow.applications.of_draft(draft_id)]
        for application_id in waiting:
            report = await self._pages.look_up(application_id)
            if report is not None:
                await self.handle_application_status(report, notify=False)
        async with self._store.read() as uow:
            order = await uow.orders.by_draft(draft_id)
            return order.id if order is not None else None

    async def handle_application_status(
        self, report: ApplicationStatus, *, notify: bool = True
    ) -> ReportOutcome:
        """Take a lender's report of an application, known to be true. `notify`: the customer is not looking."""
        try:
            return await self._take(report, notify=notify)
        except (SoldOutMeanwhile, StockFell, AccountFrozen, _NoOrder) as error:
            logger.error(
                "application %s is signed under contract %s, but there is no order: %s",
                report.application_id,
                report.contract_no,
                type(error).__name__,
            )
            return await self._keep_without_order(report)
        except (ScheduleWrong, RuleError) as error:
            logger.error("the contract of application %s is refused: %s", report.application_id, error)
            return ReportOutcome.INVALID

    async def handle_payment_status(self, report: PaymentStatusReport) -> ReportOutcome:
        """Take a lender's report of a payment on its page, known to be true."""
        if report.paid:
            return await self._external.confirm_received(
                report.payment_id, report.amount_fen, report.reference, by=LENDER
            )
        return await self._external.reject(report.payment_id, by=LENDER)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """Ask about applications without an outcome (the sweep)."""
        if self._pages is None:
            return {}
        async with self._store.read() as uow:
            waiting = [row.id for row in await uow.applications.all_open(now - ASKED_FOR, SWEEP_SIZE)]
        counts: dict[str, int] = {}
        for application_id in waiting:
            report = await self._pages.look_up(application_id)
            status = "unknown" if report is None else report.status.value
            counts[status] = counts.get(status, 0) + 1
            if report is not None:
                await self.handle_application_status(report)
        return counts

    async def reconcile_due(self, now: datetime) -> datetime | None:
        """Return when `reconcile` has something to do: now, or not before something is handed over."""
        if self._pages is None:
            return None
        async with self._store.read() as uow:
            return now if await uow.applications.any_open(now - ASKED_FOR) else None

    async def _take(self, report: ApplicationStatus, *, notify: bool) -> ReportOutcome:
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.applications.lock(report.application_id)
            if row is None:
                return ReportOutcome.UNKNOWN
            if row.closed_at is not None:
                return (
                    ReportOutcome.ALREADY_APPLIED
                    if row.said == fingerprint(report)
                    else ReportOutcome.CONFLICT
                )
            if report.status in _OPEN:
                row.status = report.status
                await uow.commit()
                return ReportOutcome.APPLIED
            if report.status is HandoffStatus.SIGNED:
                order = await _place(uow, row, report, now)
                row.order_id = order.id
            await _close(uow, row, report, now, notify=notify)
            await uow.commit()
            return ReportOutcome.APPLIED

    async def _keep_without_order(self, report: ApplicationStatus) -> ReportOutcome:
        """Write the contract down, since it stands; a person finds a way, and the customer is told so."""
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await uow.applications.lock(report.application_id)
            assert row is not None
            await open_case(uow, row.customer_id, CaseKind.SIGNED_ONLY, now, amount_fen=row.amount_fen)
            await _close(uow, row, report, now, notify=True)
            await uow.commit()
            return ReportOutcome.APPLIED


async def _close(
    uow: UnitOfWork, row: t.Application, report: ApplicationStatus, now: datetime, *, notify: bool
) -> None:
    row.status, row.said, row.closed_at = report.status, fingerprint(report), now
    row.contract_no = report.contract_no or None
    if notify:
        await uow.outbox.enqueue(row.customer_id, NoticeKind.HANDOFF, business_day(now), row.id, now)


async def _place(uow: UnitOfWork, row: t.Application, report: ApplicationStatus, now: datetime) -> t.Order:
    """Place the order as the lender signed it, also of a checkout that was left meanwhile."""
    if report.signed_on is None or not report.contract_no or report.signed_on > business_day(now):
        raise ScheduleWrong("a signed contract has a number, and a day that is not to come")
    check_rows(report.rows, row.amount_fen, report.signed_on)
    await require_not_frozen(uow, row.customer_id)
    draft, found = await uow.drafts.get(row.draft_id), await uow.catalog.plan(row.plan_id)
    assert draft is not None
    assert found is not None
    if draft.status == t.DraftStatus.CONFIRMED:
        raise _NoOrder  # another lender was quicker
    plan, lender = load_plan(found[0].spec), load_lender(found[1].spec)
    check_charges(report.rows, plan.terms)
    schedule = with_rows(schedule_of(lender, plan, row.amount_fen, report.signed_on), report.rows)
    rates = annual_rates(schedule)
    draft.plan_id, draft.periods = row.plan_id, row.periods
    draft.disclosure = dump_disclosure(disclosure_of(lender, plan, draft, report.signed_on))
    draft.disclosure_shown_at = row.created_at
    draft.agreement_version = draft.agreement_sha256 = draft.agreement_locale = None
    own_pct = lender_pct(schedule)
    contract = LoanContract(
        lender,
        plan,
        str(rates.simple_pct),
        str(rates.compound_pct),
        report.rows,
        lender_pct=None if own_pct is None else str(own_pct),
    )
    return await originate_loan(
        uow, draft, Signed(contract, report.rows, report.signed_on, now, report.contract_no), now
    )


def fingerprint(report: ApplicationStatus) -> str:
    """Return by what a report is known again. Without guarantee and service fees it reads as before there were any."""
    said = repr(asdict(report)).replace(", guarantee_fen=0, service_fen=0", "")
    return hashlib.sha256(said.encode()).hexdigest()
