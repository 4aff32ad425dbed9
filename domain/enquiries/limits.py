"""How much of each lender's credit line (额度) somebody can still use, and when some of it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.contract import load_contract, load_lender
from domain.dates import business_day
from domain.enquiries.offer_results import LenderLimit, Limits
from domain.identity.facts import identity_state, is_served
from domain.identity.types import IdentityState
from domain.loans.snapshots import BillFacts
from domain.plans.credit_lines import credit_left_fen
from domain.plans.results import CreditUse
from domain.ports import Clock
from domain.terms import InstitutionSpec
from domain.unit_of_work import UnitOfWork


async def limits_of(uow: UnitOfWork, clock: Clock, customer_id: str, *, leaves_to_lender: bool) -> Limits:
    """Return what the lender choice of a checkout would show (`leaves_to_lender`: nothing), with what comes back next."""
    today = business_day(clock.now())
    state = identity_state(await uow.identities.get(customer_id), today)
    if leaves_to_lender or state is not IdentityState.VERIFIED:
        return Limits(today, state, leaves_to_lender, ())
    rows = {lender.id: lender for _, lender in await uow.catalog.plans_with_institutions()}
    use = await uow.credit_lines.use_of_person(customer_id)
    open_bills = await uow.installments.open_facts(customer_id)
    found = []
    for lender in (load_lender(row.spec) for row in rows.values()):
        served = await is_served(uow, customer_id, lender)
        found.append(_limit(lender, use.get(lender.id), open_bills, served=served))
    return Limits(
        today, state, leaves_to_lender, tuple(sorted(found, key=lambda one: (-one.left_fen, one.lender_id)))
    )


def _limit(
    lender: InstitutionSpec, use: CreditUse | None, open_bills: Sequence[BillFacts], *, served: bool
) -> LenderLimit:
    back_on, back_fen = _comes_back(
        [one for one in open_bills if load_contract(one.contract).lender.id == lender.id]
    )
    return LenderLimit(
        lender_id=lender.id,
        lender_name=lender.name,
        limit_fen=lender.credit_line_fen,
        left_fen=credit_left_fen(lender, use),
        elsewhere_fen=use.elsewhere_fen if use is not None else 0,
        is_served=served,
        back_on=back_on,
        back_fen=back_fen,
    )


def _comes_back(bills: Sequence[BillFacts]) -> tuple[date | None, int]:
    """Return when principal is due next, and how much; it may be past that day."""
    left = [(one.due_date, one.principal_fen - one.paid_principal_fen) for one in bills]
    day = min((due for due, fen in left if fen), default=None)
    return day, sum(fen for due, fen in left if due == day)
