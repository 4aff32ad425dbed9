"""How a settlement quote, or a part prepaid, came about."""

from __future__ import annotations

from fractions import Fraction

from domain.breakdowns.results import FeeWorkings, PrepaymentWorkings, SettlementWorkings
from domain.breakdowns.rules import loan_workings
from domain.loans.bills import accrual_of
from domain.quotes.loan_snapshot import LoanSnapshot
from domain.quotes.results import QuoteView
from domain.quotes.terms import QuoteTerms
from domain.rules.position import LoanPosition, RowChange
from domain.rules.rates import contract_annual_pct
from domain.rules.settlement import settle_loan
from domain.rules.settlement_costs import LineCode, interest_for_fen, prepay_terms_on, uncapped_fee_fen
from domain.rules.steps import InterestStep, PenaltyStep, penalty
from domain.terms import PenaltyBase
from domain.value import replace


def explain_settlement(snapshot: LoanSnapshot, quote: QuoteView) -> SettlementWorkings:
    settlement = settle_loan(
        snapshot.position, snapshot.agreed, snapshot.today, snapshot.contract.lender.prepay
    )
    base_fen = settlement.basis.fee_base_fen if settlement.basis else 0
    due = [bill for bill in snapshot.bills if bill.due_date <= snapshot.today]
    return SettlementWorkings(
        quote=quote,
        settlement=settlement,
        fee=_fee(snapshot, base_fen, settlement.amount_fen(LineCode.PREPAY_FEE)),
        due=tuple((bill.no, bill.left.total_fen - bill.left.penalty_fen) for bill in due),
        late=tuple((bill.no, step) for bill in due if (step := _late(snapshot, bill.no)) is not None),
        staying_fen=snapshot.position.total_open_fen,
    )


def _fee(snapshot: LoanSnapshot, base_fen: int, amount_fen: int) -> FeeWorkings:
    agreed = snapshot.agreed
    holds = prepay_terms_on(agreed, snapshot.contract.lender.prepay, snapshot.today)
    uncapped_fen = uncapped_fee_fen(base_fen, agreed, holds)
    return FeeWorkings(holds, base_fen, contract_annual_pct(agreed), uncapped_fen, amount_fen)


def _late(snapshot: LoanSnapshot, no: int) -> PenaltyStep | None:
    facts = next(bill for bill in snapshot.facts if bill.no == no)
    terms = snapshot.contract.lender.penalty
    return penalty(
        accrual_of(facts, snapshot.contract),
        snapshot.today,
        terms,
        snapshot.contract.annual_pct,
        on_principal=terms.base is PenaltyBase.PRINCIPAL,
    )


def explain_prepayment(snapshot: LoanSnapshot, quote: QuoteView, terms: QuoteTerms) -> PrepaymentWorkings:
    before = snapshot.position
    after = _changed(before, terms.changes)
    covered = {share.no for share in terms.shares}
    rest = [row for row in after.rows if row.total_open_fen and row.no not in covered]
    first, last = rest[0].no, rest[-1].no
    since = before.period_start(first)
    days, of_year = before.years_between(since, snapshot.today)
    part_fen, accrued_fen = terms.outside.prepaid_fen, terms.outside.accrued_fen
    gross_fen = interest_for_fen(part_fen, snapshot.agreed, Fraction(days, of_year)) if accrued_fen else 0
    annual_pct = snapshot.contract.annual_pct
    return PrepaymentWorkings(
        quote=quote,
        fee=_fee(snapshot, part_fen, terms.outside.prepay_fee_fen),
        balance_fen=sum(row.principal_fen for row in before.rows if row.no >= first),
        accrued=InterestStep(part_fen, annual_pct, days, of_year, gross_fen) if accrued_fen else None,
        accrued_left_fen=accrued_fen,
        since=since,
        cost_before_fen=sum(row.cost_fen for row in before.rows if row.no >= first),
        cost_after_fen=sum(row.cost_fen for row in after.rows if row.no >= first),
        first=loan_workings(after, snapshot.agreed, first),
        last=loan_workings(after, snapshot.agreed, last),
    )


def _changed(loan: LoanPosition, changes: tuple[RowChange, ...]) -> LoanPosition:
    new = {change.no: change for change in changes}
    rows = tuple(
        replace(
            row,
            principal_fen=new[row.no].principal_fen,
            interest_fen=new[row.no].interest_fen,
            fee_fen=new[row.no].fee_fen,
            guarantee_fen=new[row.no].guarantee_fen,
            service_fen=new[row.no].service_fen,
        )
        if row.no in new
        else row
        for row in loan.rows
    )
    return replace(loan, rows=rows)
