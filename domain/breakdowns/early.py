"""How a settlement quote, or a part prepaid, came about."""

from __future__ import annotations

from dataclasses import replace

from domain.breakdowns.results import PrepaymentWorkings, SettlementWorkings
from domain.breakdowns.rules import loan_workings
from domain.loans.bills import accrual_of
from domain.quotes.results import OfferView
from domain.quotes.standing import Standing
from domain.quotes.terms import OfferTerms
from domain.rules.position import LoanPosition, RowChange
from domain.rules.settlement import settle_loan
from domain.rules.steps import InterestStep, PenaltyStep, penalty
from domain.terms import PenaltyBase


def explain_settlement(standing: Standing, offer: OfferView) -> SettlementWorkings:
    prepay = standing.contract.lender.prepay
    due = [bill for bill in standing.bills if bill.due_date <= standing.today]
    return SettlementWorkings(
        offer=offer,
        settlement=settle_loan(standing.position, standing.agreed, standing.today, prepay),
        terms=prepay,
        due=tuple((bill.no, bill.left.total_fen - bill.left.penalty_fen) for bill in due),
        late=tuple((bill.no, step) for bill in due if (step := _late(standing, bill.no)) is not None),
        staying_fen=standing.position.total_open_fen,
    )


def _late(standing: Standing, no: int) -> PenaltyStep | None:
    facts = next(bill for bill in standing.facts if bill.no == no)
    terms = standing.contract.lender.penalty
    return penalty(
        accrual_of(facts, standing.contract),
        standing.today,
        terms,
        standing.contract.annual_pct,
        on_principal=terms.base is PenaltyBase.PRINCIPAL,
    )


def explain_prepayment(standing: Standing, offer: OfferView, terms: OfferTerms) -> PrepaymentWorkings:
    before = standing.position
    after = _changed(before, terms.changes)
    covered = {share.no for share in terms.shares}
    rest = [row for row in after.rows if row.total_open_fen and row.no not in covered]
    first, last = rest[0].no, rest[-1].no
    since = before.period_start(first)
    days, of_year = before.years_between(since, standing.today)
    part_fen, accrued_fen = terms.outside.prepaid_fen, terms.outside.accrued_fen
    annual_pct = standing.contract.annual_pct
    return PrepaymentWorkings(
        offer=offer,
        terms=standing.contract.lender.prepay,
        annual_pct=annual_pct,
        balance_fen=sum(row.principal_fen for row in before.rows if row.no >= first),
        accrued=InterestStep(part_fen, annual_pct, days, of_year, accrued_fen) if accrued_fen else None,
        since=since,
        cost_before_fen=sum(row.interest_fen + row.fee_fen for row in before.rows if row.no >= first),
        cost_after_fen=sum(row.interest_fen + row.fee_fen for row in after.rows if row.no >= first),
        first=loan_workings(after, standing.agreed, first),
        last=loan_workings(after, standing.agreed, last),
    )


def _changed(loan: LoanPosition, changes: tuple[RowChange, ...]) -> LoanPosition:
    new = {change.no: change for change in changes}
    rows = tuple(
        replace(
            row,
            principal_fen=new[row.no].principal_fen,
            interest_fen=new[row.no].interest_fen,
            fee_fen=new[row.no].fee_fen,
        )
        if row.no in new
        else row
        for row in loan.rows
    )
    return replace(loan, rows=rows)
