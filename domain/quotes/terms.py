"""What paying an amount on a loan does: worked out when it is quoted, and again when it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.loans.results import BillState, BillView
from domain.quotes.errors import AmountTooLarge, AmountTooSmall, NothingToPrepay, NotPrepayable, SettleInstead
from domain.quotes.loan_snapshot import LoanSnapshot
from domain.quotes.results import (
    NOTHING_OUTSIDE,
    OutsideInstallments,
    PrepaymentView,
    QuoteKind,
    SettlementView,
)
from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.rules.errors import RuleError
from domain.rules.position import AT_DRAWDOWN, RowChange
from domain.rules.prepayment import Prepayment, prepay_loan
from domain.rules.settlement import Settlement, settle_loan
from domain.rules.settlement_costs import prepay_fee_fen
from domain.terms import AllocationTerms, OwedPart, PrepayStrategy, SurplusRule
from domain.value import Value


class QuoteTerms(Value):
    """What is charged, and what it does: bound to a quote when it is shown."""

    amount_fen: int
    shares: tuple[Share, ...]
    changes: tuple[RowChange, ...] = ()
    outside: OutsideInstallments = NOTHING_OUTSIDE


# Bills, in whole or in part


def bills_terms(snapshot: LoanSnapshot, amount_fen: int) -> QuoteTerms:
    """Work out how the amount falls. Above what is due it pays the bills to come, where the lender takes that."""
    if amount_fen <= 0:
        raise AmountTooSmall(least=1)
    allocation = snapshot.contract.lender.allocation
    due = [bill for bill in snapshot.bills if bill.state is not BillState.UPCOMING] or snapshot.bills[:1]
    reach = snapshot.bills if allocation.surplus is SurplusRule.NEXT else due
    return QuoteTerms(amount_fen, _shares(reach, amount_fen, allocation))


def _shares(bills: Sequence[BillView], amount_fen: int, terms: AllocationTerms) -> tuple[Share, ...]:
    allocation = allocate(amount_fen, [_owed(bill) for bill in bills], terms)
    if allocation.surplus_fen:
        raise AmountTooLarge(limit=amount_fen - allocation.surplus_fen)
    return allocation.shares


def _owed(bill: BillView) -> InstallmentOwed:
    left = bill.left
    return InstallmentOwed(
        bill.no,
        left.principal_fen,
        left.interest_fen,
        left.fee_fen,
        left.penalty_fen,
        bill.days_late,
        left.guarantee_fen,
        left.service_fen,
    )


# All that is left


def settlement_terms(snapshot: LoanSnapshot) -> tuple[QuoteTerms, SettlementView]:
    prepay = snapshot.contract.lender.prepay
    settlement = settle_loan(snapshot.position, snapshot.agreed, snapshot.today, prepay)
    terms = QuoteTerms(
        # What more goes back of a cost taken in advance than is owed is credited when it is booked.
        amount_fen=max(settlement.total_fen, 0),
        shares=settlement.shares,
        changes=settlement.changes,
        outside=_outside_of(settlement),
    )
    waived = frozenset[OwedPart]() if settlement.lines else _open_parts(snapshot)
    return terms, SettlementView(settlement.lines, settlement.saved_fen, prepay, waived)


def _open_parts(snapshot: LoanSnapshot) -> frozenset[OwedPart]:
    return frozenset(
        part for part in OwedPart if any(getattr(bill.left, f"{part}_fen") for bill in snapshot.bills)
    )


def _outside_of(settlement: Settlement) -> OutsideInstallments:
    fee_fen = sum(line.amount_fen for line in settlement.lines if line.code == "prepay_fee")
    return OutsideInstallments(prepay_fee_fen=fee_fen)


# A part of what is to come


def prepayment_terms(
    snapshot: LoanSnapshot, asked_fen: int, strategy: PrepayStrategy
) -> tuple[QuoteTerms, PrepaymentView]:
    """Work out the prepayment: what is due is paid first; the rest of `asked_fen` is principal prepaid, with its
    interest and fee on top.

    Raises `NotPrepayable`, `NothingToPrepay`, `AmountTooSmall`, `SettleInstead`.
    """
    prepay = snapshot.contract.lender.prepay
    part_fen = asked_fen - snapshot.due_fen
    if strategy is PrepayStrategy.NEXT:
        return _paying_next(snapshot, asked_fen)
    if strategy not in snapshot.strategies:
        raise NotPrepayable()
    if part_fen <= 0:
        raise NothingToPrepay()
    if part_fen < prepay.partial_min_fen:
        raise AmountTooSmall(least=prepay.partial_min_fen + snapshot.due_fen)
    result = _prepaid(snapshot, part_fen, strategy)
    arrears = _shares(snapshot.due, snapshot.due_fen, snapshot.contract.lender.allocation)
    outside = OutsideInstallments(
        prepaid_fen=part_fen,
        accrued_fen=result.accrued_fen,
        prepay_fee_fen=prepay_fee_fen(part_fen, snapshot.agreed, prepay, snapshot.today),
    )
    terms = QuoteTerms(snapshot.due_fen + outside.total_fen, arrears, result.changes, outside)
    return terms, _prepayment_view(snapshot, asked_fen, strategy, result, outside.prepay_fee_fen)


def _prepaid(snapshot: LoanSnapshot, part_fen: int, strategy: PrepayStrategy) -> Prepayment:
    position = snapshot.position
    covered = {bill.no for bill in snapshot.due}
    after_due = position.with_every_row(
        [row.paid_up() if row.no in covered else row for row in position.every_row]
    )
    if part_fen >= after_due.open_fen(OwedPart.PRINCIPAL):
        raise SettleInstead()
    try:
        return prepay_loan(after_due, snapshot.agreed, snapshot.today, part_fen, strategy)
    except RuleError:
        raise NotPrepayable() from None


def _paying_next(snapshot: LoanSnapshot, asked_fen: int) -> tuple[QuoteTerms, PrepaymentView]:
    terms = bills_terms(snapshot, asked_fen)
    paid = {share.no: share.total_fen for share in terms.shares}
    after = [bill.owed_fen - paid.get(bill.no, 0) for bill in snapshot.bills]
    if not any(after):  # all that is left is no part of it
        raise SettleInstead()
    view = PrepaymentView(
        strategy=PrepayStrategy.NEXT,
        asked_fen=asked_fen,
        arrears_fen=snapshot.due_fen,
        payments_before_fen=tuple(bill.owed_fen for bill in snapshot.bills if bill.no != AT_DRAWDOWN),
        payments_after_fen=tuple(left_fen for left_fen in after if left_fen),
        next_due=next(
            bill.due_date for bill, left_fen in zip(snapshot.bills, after, strict=True) if left_fen
        ),
        last_due_after=snapshot.bills[-1].due_date,
        saved_fen=0,
        has_charges=_has_charges(snapshot),
    )
    return terms, view


def _prepayment_view(
    snapshot: LoanSnapshot, asked_fen: int, strategy: PrepayStrategy, result: Prepayment, fee_fen: int
) -> PrepaymentView:
    covered = {bill.no for bill in snapshot.due}
    rest = [bill for bill in snapshot.bills if bill.no not in covered]
    return PrepaymentView(
        strategy=strategy,
        asked_fen=asked_fen,
        arrears_fen=snapshot.due_fen,
        payments_before_fen=tuple(bill.owed_fen for bill in rest),
        payments_after_fen=result.payments_fen,
        next_due=rest[0].due_date,
        last_due_after=rest[result.periods - 1].due_date,
        saved_fen=result.saved_fen - fee_fen,
        has_charges=_has_charges(snapshot),
    )


def _has_charges(snapshot: LoanSnapshot) -> bool:
    """Whether any bill has one, open or paid: one that rounds to nothing in all is none."""
    return any(bill.guarantee_fen or bill.service_fen for bill in snapshot.facts)


# Whichever it is


class Wanted(Value):
    """What the customer wants to pay: bills or a part of what is to come, by `strategy`, with `asked_fen`; or all of it."""

    kind: QuoteKind
    asked_fen: int = 0
    strategy: PrepayStrategy | None = None


class Figures(Value):
    """What a quote comes to: the terms it is bound to, and what its screen says of repaying early beside them."""

    terms: QuoteTerms
    settlement: SettlementView | None = None
    prepayment: PrepaymentView | None = None


def work_out(snapshot: LoanSnapshot, wanted: Wanted) -> Figures:
    """Work out what paying so comes to as the loan stands. Raises as `bills_terms` and `prepayment_terms`."""
    match wanted.kind:
        case QuoteKind.BILLS:
            return Figures(bills_terms(snapshot, wanted.asked_fen))
        case QuoteKind.SETTLEMENT:
            terms, settlement = settlement_terms(snapshot)
            return Figures(terms, settlement=settlement)
        case QuoteKind.PREPAYMENT:
            assert wanted.strategy is not None
            terms, prepayment = prepayment_terms(snapshot, wanted.asked_fen, wanted.strategy)
            return Figures(terms, prepayment=prepayment)
