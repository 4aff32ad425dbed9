"""What paying an amount on a loan does: worked out when it is offered, and again when it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.loans.results import BillState, BillView
from domain.quotes.errors import AmountTooLarge, AmountTooSmall, NothingToPrepay, NotPrepayable, SettleInstead
from domain.quotes.results import (
    NOTHING_OUTSIDE,
    OfferKind,
    OutsideInstallments,
    PrepaymentView,
    SettlementView,
)
from domain.quotes.standing import Standing
from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.rules.errors import RuleError
from domain.rules.position import RowChange
from domain.rules.prepayment import Prepayment, prepay_loan
from domain.rules.settlement import Settlement, prepay_fee_fen, settle_loan
from domain.terms import AllocationTerms, OwedPart, PrepayStrategy, SurplusRule


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is charged, and what it does: bound to an offer when it is shown."""

    amount_fen: int
    shares: tuple[Share, ...]
    changes: tuple[RowChange, ...] = ()
    outside: OutsideInstallments = NOTHING_OUTSIDE


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
        last_due_after=rest[result.periods - 1].due_date,
        saved_fen=result.saved_fen - fee_fen,
    )


# Whichever it is


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the customer wants to pay: bills or a part of what is to come, by `strategy`, with `asked_fen`; or all of it."""

    kind: OfferKind
    asked_fen: int = 0
    strategy: PrepayStrategy | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What an offer comes to: the terms it is bound to, and what its screen says of repaying early beside them."""

    terms: OfferTerms
    settlement: SettlementView | None = None
    prepayment: PrepaymentView | None = None


def work_out(standing: Standing, wanted: Wanted) -> Figures:
    """Work out what paying so comes to as the loan stands. Raises as `bills_terms` and `prepayment_terms`."""
    match wanted.kind:
        case OfferKind.BILLS:
            return Figures(bills_terms(standing, wanted.asked_fen))
        case OfferKind.SETTLEMENT:
            terms, settlement = settlement_terms(standing)
            return Figures(terms, settlement=settlement)
        case OfferKind.PREPAYMENT:
            assert wanted.strategy is not None
            terms, prepayment = prepayment_terms(standing, wanted.asked_fen, wanted.strategy)
            return Figures(terms, prepayment=prepayment)
