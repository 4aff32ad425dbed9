"""What paying an amount on a loan does: worked out when it is offered, and again when it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from domain import tables as t
from domain.contract import LoanContract, load_contract
from domain.loans.bills import accrual_of, views_of
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState, BillView, Split
from domain.loans.snapshots import BillFacts, OfferState
from domain.plans.pricing import agreed_schedule
from domain.quotes.errors import AmountTooLarge, AmountTooSmall, NothingToPrepay, NotPrepayable, SettleInstead
from domain.quotes.results import (
    NOTHING_OUTSIDE,
    OfferKind,
    OutsideInstallments,
    PaidBill,
    PrepaymentView,
    SettlementView,
)
from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.rules.errors import RuleError
from domain.rules.penalty import accrued_fen
from domain.rules.position import LoanInstallment, LoanPosition, RowChange
from domain.rules.prepayment import Prepayment, prepay_loan
from domain.rules.schedule import Schedule
from domain.rules.settlement import Settlement, prepay_fee_fen, settle_loan
from domain.terms import AllocationTerms, OwedPart, PrepayStrategy, SurplusRule
from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is charged, and what it does: bound to an offer when it is shown."""

    amount_fen: int
    shares: tuple[Share, ...]
    changes: tuple[RowChange, ...] = ()
    outside: OutsideInstallments = NOTHING_OUTSIDE


@dataclass(frozen=True, slots=True)
class Standing:
    """A loan as it stands today, with nothing in flight; `bills` are the open ones, oldest first."""

    loan: t.Loan
    contract: LoanContract
    today: date
    facts: Sequence[BillFacts]
    bills: Sequence[BillView]

    @property
    def agreed(self) -> Schedule:
        """The schedule as agreed, whatever became of it since."""
        return agreed_schedule(self.contract, self.loan.principal_fen, self.loan.start_date)

    @property
    def position(self) -> LoanPosition:
        rows = (_row(bill, self.contract, self.today) for bill in sorted(self.facts, key=lambda one: one.no))
        return LoanPosition(self.contract.plan.terms, self.loan.start_date, tuple(rows))

    @property
    def due(self) -> Sequence[BillView]:
        """The bills to be paid now, and one that was begun."""
        return [bill for bill in self.bills if bill.due_date <= self.today or _begun(bill)]

    @property
    def due_fen(self) -> int:
        return sum(bill.owed_fen for bill in self.due)


async def standing_of(uow: UnitOfWork, loan: t.Loan, today: date) -> Standing:
    """Raises `PaymentInFlight` while a payment of the loan has no outcome."""
    facts = await uow.installments.facts_of_loan(loan.id)
    bills = [bill for bill in views_of(facts, today) if bill.state is not BillState.PAID]
    if any(bill.state is BillState.PAYING for bill in bills):
        raise PaymentInFlight(loan_id=loan.id)
    return Standing(loan, load_contract(loan.contract), today, facts, bills)


def _row(bill: BillFacts, contract: LoanContract, today: date) -> LoanInstallment:
    late_fen = 0
    if bill.settled_at is None:
        late_fen = accrued_fen(
            accrual_of(bill, contract), today, contract.lender.penalty, contract.annual_pct
        )
    return LoanInstallment(
        no=bill.no,
        due_date=bill.due_date,
        principal_fen=bill.principal_fen,
        interest_fen=bill.interest_fen,
        fee_fen=bill.fee_fen,
        paid_principal_fen=bill.paid_principal_fen,
        paid_interest_fen=bill.paid_interest_fen,
        paid_fee_fen=bill.paid_fee_fen,
        penalty_fen=late_fen,
        paid_penalty_fen=bill.paid_penalty_fen,
    )


def _begun(bill: BillView) -> bool:
    return bill.left.total_fen < bill.principal_fen + bill.interest_fen + bill.fee_fen + bill.left.penalty_fen


# Bills, in whole or in part


def bills_terms(standing: Standing, amount_fen: int) -> OfferTerms:
    """How the amount falls. Above what is due it pays the bills to come, where the lender takes that."""
    if amount_fen <= 0:
        raise AmountTooSmall(least=1)
    allocation = standing.contract.lender.allocation
    due = [bill for bill in standing.bills if bill.state is not BillState.UPCOMING] or standing.bills[:1]
    reach = standing.bills if allocation.surplus is SurplusRule.NEXT else due
    return OfferTerms(amount_fen, _shares(reach, amount_fen, allocation))


def _shares(bills: Sequence[BillView], amount_fen: int, terms: AllocationTerms) -> tuple[Share, ...]:
    allocation = allocate(amount_fen, [_owed(bill) for bill in bills], terms)
    if allocation.surplus_fen:
        raise AmountTooLarge(limit=amount_fen - allocation.surplus_fen)
    return allocation.shares


def _owed(bill: BillView) -> InstallmentOwed:
    left = bill.left
    return InstallmentOwed(
        bill.no, left.principal_fen, left.interest_fen, left.fee_fen, left.penalty_fen, bill.days_late
    )


# All that is left


def settlement_terms(standing: Standing) -> tuple[OfferTerms, SettlementView]:
    prepay = standing.contract.lender.prepay
    settlement = settle_loan(standing.position, standing.agreed, standing.today, prepay)
    terms = OfferTerms(
        amount_fen=settlement.total_fen,
        shares=settlement.shares,
        changes=settlement.changes,
        outside=_outside_of(settlement),
    )
    return terms, SettlementView(settlement.lines, settlement.saved_fen, prepay)


def _outside_of(settlement: Settlement) -> OutsideInstallments:
    fee_fen = sum(line.amount_fen for line in settlement.lines if line.code == "prepay_fee")
    return OutsideInstallments(prepay_fee_fen=fee_fen, given_back_fen=settlement.given_back_fen)


# A part of what is to come


def prepayment_terms(
    standing: Standing, asked_fen: int, strategy: PrepayStrategy
) -> tuple[OfferTerms, PrepaymentView]:
    """What is due is paid first; the rest of `asked_fen` is principal prepaid, with its interest and fee on top.

    Raises `NotPrepayable`, `NothingToPrepay`, `AmountTooSmall`, `SettleInstead`.
    """
    prepay = standing.contract.lender.prepay
    part_fen = asked_fen - standing.due_fen
    if strategy is PrepayStrategy.NEXT:
        return _paying_next(standing, asked_fen)
    if strategy not in prepay.strategies:
        raise NotPrepayable()
    if part_fen <= 0:
        raise NothingToPrepay()
    if part_fen < prepay.partial_min_fen:
        raise AmountTooSmall(least=prepay.partial_min_fen + standing.due_fen)
    result = _prepaid(standing, part_fen, strategy)
    arrears = _shares(standing.due, standing.due_fen, standing.contract.lender.allocation)
    outside = OutsideInstallments(
        prepaid_fen=part_fen,
        accrued_fen=result.accrued_fen,
        prepay_fee_fen=prepay_fee_fen(part_fen, standing.agreed, prepay),
    )
    terms = OfferTerms(standing.due_fen + outside.total_fen, arrears, result.changes, outside)
    return terms, _prepayment_view(standing, asked_fen, strategy, result, outside.prepay_fee_fen)


def _prepaid(standing: Standing, part_fen: int, strategy: PrepayStrategy) -> Prepayment:
    position = standing.position
    covered = {bill.no for bill in standing.due}
    rows = tuple(row.paid_up() if row.no in covered else row for row in position.rows)
    after_due = replace(position, rows=rows)
    if part_fen >= after_due.open_fen(OwedPart.PRINCIPAL):
        raise SettleInstead()
    try:
        return prepay_loan(after_due, standing.agreed, standing.today, part_fen, strategy)
    except RuleError:
        raise NotPrepayable() from None


def _paying_next(standing: Standing, asked_fen: int) -> tuple[OfferTerms, PrepaymentView]:
    terms = bills_terms(standing, asked_fen)
    paid = {share.no: share.total_fen for share in terms.shares}
    after = [bill.owed_fen - paid.get(bill.no, 0) for bill in standing.bills]
    view = PrepaymentView(
        strategy=PrepayStrategy.NEXT,
        asked_fen=asked_fen,
        arrears_fen=standing.due_fen,
        payments_before_fen=tuple(bill.owed_fen for bill in standing.bills),
        payments_after_fen=tuple(left_fen for left_fen in after if left_fen),
        next_due=next(
            bill.due_date for bill, left_fen in zip(standing.bills, after, strict=True) if left_fen
        ),
        last_due_before=standing.bills[-1].due_date,
        last_due_after=standing.bills[-1].due_date,
        saved_fen=0,
    )
    return terms, view


def _prepayment_view(
    standing: Standing, asked_fen: int, strategy: PrepayStrategy, result: Prepayment, fee_fen: int
) -> PrepaymentView:
    covered = {bill.no for bill in standing.due}
    rest = [bill for bill in standing.bills if bill.no not in covered]
    return PrepaymentView(
        strategy=strategy,
        asked_fen=asked_fen,
        arrears_fen=standing.due_fen,
        payments_before_fen=tuple(bill.owed_fen for bill in rest),
        payments_after_fen=result.payments_fen,
        next_due=rest[0].due_date,
        last_due_before=rest[-1].due_date,
        last_due_after=rest[result.periods - 1].due_date,
        saved_fen=result.saved_fen - fee_fen,
    )


# What an offer keeps


def new_offer(
    offer_id: str, standing: Standing, kind: OfferKind, asked_fen: int, terms: OfferTerms
) -> dict[str, Any]:
    """The columns of an offer that its terms decide."""
    return {
        "id": offer_id,
        "customer_id": standing.loan.customer_id,
        "loan_id": standing.loan.id,
        "loan_version": standing.loan.version,
        "kind": kind,
        "business_day": standing.today,
        "asked_fen": asked_fen,
        "amount_fen": terms.amount_fen,
        "shares": [asdict(share) for share in terms.shares],
        "changes": [asdict(change) for change in terms.changes],
        **asdict(terms.outside),
    }


def terms_of(offer: t.RepaymentOffer | OfferState) -> OfferTerms:
    return OfferTerms(
        amount_fen=offer.amount_fen,
        shares=tuple(Share(**share) for share in offer.shares),
        changes=tuple(RowChange(**change) for change in offer.changes),
        outside=OutsideInstallments(
            prepaid_fen=offer.prepaid_fen,
            accrued_fen=offer.accrued_fen,
            prepay_fee_fen=offer.prepay_fee_fen,
            given_back_fen=offer.given_back_fen,
        ),
    )


def terms_now(standing: Standing, offer: t.RepaymentOffer) -> OfferTerms:
    """What the same offer would say as the loan stands now."""
    match OfferKind(offer.kind):
        case OfferKind.BILLS:
            return bills_terms(standing, offer.asked_fen)
        case OfferKind.SETTLEMENT:
            return settlement_terms(standing)[0]
        case OfferKind.PREPAYMENT:
            return prepayment_terms(standing, offer.asked_fen, PrepayStrategy(offer.strategy or ""))[0]


def paid_bills(bills: Sequence[BillView], shares: Sequence[Share]) -> tuple[PaidBill, ...]:
    by_no = {bill.no: bill for bill in bills}
    return tuple(PaidBill(by_no[share.no], split_of(share)) for share in shares)


def split_of(share: Share) -> Split:
    return Split(share.principal_fen, share.interest_fen, share.fee_fen, share.penalty_fen)
