"""Goods go back (退货退款): what their price pays of the loan, and what becomes of its interest and fees.

Source: the convention reported of 花呗, its points as settings in `ReturnTerms`; docs/rules/returns.md says which
readings are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.money import RoundingMode, round_ratio
from domain.rules.allocation import Share
from domain.rules.amounts import annual_ratio, interest_of
from domain.rules.day_count import year_days
from domain.rules.errors import RuleError
from domain.rules.position import LoanInstallment
from domain.rules.ratio import percent_ratio
from domain.rules.returnable import (
    COSTS,
    InstallmentChange,
    PaidOutside,
    Portions,
    ReturnableLoan,
    ReturnLine,
    ReturnLineCode,
    ReturnResult,
    lines_of,
)
from domain.terms import (
    DEFAULT_RETURN_TERMS,
    FEE_PARTS,
    OwedPart,
    ReturnBucket,
    ReturnTerms,
    UnbilledFees,
)
from domain.value import Value, replace

# What was never received is no debt: the price lowers the principal before it pays any cost.
_BEFORE_RECEIPT = (
    ReturnBucket.OVERDUE_PRINCIPAL,
    ReturnBucket.BILLED_PRINCIPAL,
    ReturnBucket.UNBILLED_PRINCIPAL,
    ReturnBucket.OVERDUE_PENALTY,
    ReturnBucket.OVERDUE_INTEREST,
    ReturnBucket.OVERDUE_FEE,
    ReturnBucket.BILLED_INTEREST,
    ReturnBucket.BILLED_FEE,
)
_CLOSING = (ReturnLineCode.UNBILLED_INTEREST, *lines_of(ReturnLineCode.UNBILLED_FEE))


def apply_return(
    loan: ReturnableLoan,
    amount_fen: int,
    on: date,
    *,
    received: bool,
    terms: ReturnTerms = DEFAULT_RETURN_TERMS,
) -> ReturnResult:
    """Work out what returning goods worth `amount_fen` `on` a day does to the loan. Raises `RuleError`.

    `received`: the customer had confirmed receipt (确认收货). Before it, returning all that is left cancels the plan.
    """
    case = _Case(loan, amount_fen, on, received, terms)
    case.check()
    covered, cut = _cancellation(loan) if case.cancels else _payment(case)
    return _result(case, covered, cut)


class _Case(Value):
    loan: ReturnableLoan
    amount_fen: int
    on: date
    received: bool
    terms: ReturnTerms

    def check(self) -> None:
        if not 1 <= self.amount_fen <= self.loan.goods_left_fen:
            raise RuleError(
                f"A refund is 1 to {self.loan.goods_left_fen} fen, what the goods left are worth."
            )
        if self.on < self.loan.start:
            raise RuleError(f"The refund on {self.on} is before the drawdown on {self.loan.start}.")
        if any(row.penalty_fen and not self._overdue(row) for row in self.loan.every_row):
            raise RuleError("Only an instalment whose due date is over bears penalty interest.")

    @property
    def cancels(self) -> bool:
        """Not where an earlier return paid costs of goods that were received: then principal is left to pay."""
        everything = self.amount_fen == self.loan.goods_left_fen
        return everything and not self.received and self.amount_fen >= self.loan.open_fen(OwedPart.PRINCIPAL)

    def _overdue(self, row: LoanInstallment) -> bool:
        return row.due_date < self.on

    def code(self, row: LoanInstallment, part: OwedPart) -> ReturnLineCode:
        """Return which line a part of an instalment belongs to."""
        if part is OwedPart.PENALTY or self._overdue(row):
            return ReturnLineCode(f"overdue_{part}")
        return ReturnLineCode(f"{'billed' if self._billed(row) else 'unbilled'}_{part}")

    def _billed(self, row: LoanInstallment) -> bool:
        return row.due_date <= self.on + timedelta(days=self.terms.billed_before_days)

    @property
    def unbilled(self) -> Sequence[LoanInstallment]:
        return [row for row in self.loan.rows if not self._billed(row)]

    @property
    def order(self) -> tuple[ReturnLineCode, ...]:
        """The lines in the order in which they are covered: those of the buckets, charges right after the fee."""
        buckets = self.terms.order if self.received else _BEFORE_RECEIPT
        return tuple(code for bucket in buckets for code in lines_of(ReturnLineCode(bucket)))

    @property
    def fees(self) -> UnbilledFees:
        """Before receipt no fee is charged on what goes back, so a lender's rule to keep them does not apply."""
        kept = self.terms.unbilled_fees is UnbilledFees.KEPT
        return UnbilledFees.PRO_RATA if kept and not self.received else self.terms.unbilled_fees

    @property
    def returned_parts(self) -> tuple[OwedPart, ...]:
        """Of which paid costs the share of the goods goes back to the customer."""
        if not self.received and self.terms.paid_returned_before_receipt:
            return COSTS
        return FEE_PARTS if self.terms.paid_fees_returned else ()

    def goods_share_fen(self, cost_fen: int) -> int:
        """Return the part of a cost that goes with the goods."""
        return _share_fen(cost_fen, self.amount_fen, self.loan.goods_left_fen)


def _cancellation(loan: ReturnableLoan) -> tuple[Portions, Portions]:
    """Cancel the plan: all principal is covered, and no open cost is owed."""
    covered = Counter({(row.no, OwedPart.PRINCIPAL): row.open_fen(OwedPart.PRINCIPAL) for row in loan.rows})
    return covered, Counter({(row.no, part): row.open_fen(part) for row in loan.every_row for part in COSTS})


def _payment(case: _Case) -> tuple[Portions, Portions]:
    """Work out what the amount covers, in order, and the costs to come that fall away with the principal."""
    covered = _pay(case, case.order, case.amount_fen, Counter())
    cut = _fee_cuts(case, covered) + _interest_cuts(case, covered)
    left_fen = case.amount_fen - covered.total()
    # No principal is left then: what its use has cost so far is settled with it, and the plan can end.
    return covered + _pay(case, _CLOSING, left_fen, cut), cut


def _pay(case: _Case, codes: Iterable[ReturnLineCode], left_fen: int, cut: Portions) -> Portions:
    covered: Portions = Counter()
    for code in codes:
        backwards = code is ReturnLineCode.UNBILLED_PRINCIPAL
        for row in reversed(case.loan.rows) if backwards else case.loan.every_row:
            for part in (part for part in OwedPart if case.code(row, part) is code):
                paid_fen = min(left_fen, row.open_fen(part) - cut[row.no, part])
                covered[row.no, part] = paid_fen
                left_fen -= paid_fen
    return covered


def _fee_cuts(case: _Case, covered: Portions) -> Portions:
    """Cut a fee with the principal it is charged for, but never below what of it is paid; each kind of fee alike."""
    rows = case.unbilled
    whole_fen = sum(row.principal_fen for row in rows)
    whole_gone_fen = sum(covered[row.no, OwedPart.PRINCIPAL] for row in rows)
    cuts: Portions = Counter()
    for row in rows:
        # A fee taken once is for the whole principal, and so is the fee of an instalment without any of its own.
        gone_of_row = covered[row.no, OwedPart.PRINCIPAL], row.principal_fen
        gone_of_all = whole_gone_fen, whole_fen
        for part in FEE_PARTS:
            once = part is OwedPart.FEE and case.loan.terms.method.traits.fee_once
            fee_fen = row.paid_fen(part) + row.open_fen(part)
            gone = gone_of_all if once or row.principal_fen == 0 else gone_of_row
            cuts[row.no, part] = min(_fee_cut_fen(case.fees, fee_fen, *gone), row.open_fen(part))
    return cuts


def _fee_cut_fen(fees: UnbilledFees, fee_fen: int, gone_fen: int, principal_fen: int) -> int:
    match fees:
        case UnbilledFees.KEPT:
            return 0
        case UnbilledFees.WAIVED:
            return fee_fen
        case UnbilledFees.PRO_RATA:
            return _share_fen(fee_fen, gone_fen, principal_fen) if gone_fen else 0


def _share_fen(whole_fen: int, part: int, whole: int) -> int:
    """Down to a fen, so that several returns never give back more than one of the same goods."""
    return round_ratio(whole_fen * part, whole, RoundingMode.FLOOR)


def _interest_cuts(case: _Case, covered: Portions) -> Portions:
    """Interest to come is that of the smaller balance; of the running period only for the days left."""
    rows, loan = case.unbilled, case.loan
    if not rows or not loan.terms.method.traits.bears_interest:
        return Counter()
    numerator, denominator = percent_ratio(loan.plan.annual_pct) if loan.plan else annual_ratio(loan.terms)
    weights = [numerator * days for days in loan.interest_days()[-len(rows) :]]
    base = denominator * year_days(loan.terms.day_count)
    gone = [covered[row.no, OwedPart.PRINCIPAL] for row in rows]
    parts = [row.principal_fen - gone_fen for row, gone_fen in zip(rows, gone, strict=True)]
    new = loan.relief.left_of(interest_of(sum(parts), parts, weights, base), rows[0].no)
    cuts = [row.interest_fen - new_fen for row, new_fen in zip(rows, new, strict=True)]
    begin = loan.period_start(rows[0].no)
    if begin < case.on:
        left_days, days = (rows[0].due_date - case.on).days, (rows[0].due_date - begin).days
        cuts[0] = loan.relief.left_of_days_fen(
            rows[0].no, _share_fen(sum(gone), weights[0] * left_days, base * days)
        )
    return Counter(
        {
            (row.no, OwedPart.INTEREST): min(max(cut_fen, 0), row.open_fen(OwedPart.INTEREST))
            for row, cut_fen in zip(rows, cuts, strict=True)
        }
    )


def _result(case: _Case, covered: Portions, cut: Portions) -> ReturnResult:
    returned = _returned(case, covered)
    changes = tuple(_change(row, covered, cut, returned) for row in case.loan.every_row)
    outside, merchant_fee_fen = _outside_back(case), _merchant_fee_back_fen(case)
    after = replace(
        case.loan.with_every_row([change.after for change in changes]),
        returned_fen=case.loan.returned_fen + case.amount_fen,
        outside=case.loan.outside.less(outside),
        merchant_fee_fen=case.loan.merchant_fee_fen - merchant_fee_fen,
    )
    surplus_fen = case.amount_fen - covered.total()
    amounts = {
        **_covered_by_code(case, covered),
        ReturnLineCode.SURPLUS: surplus_fen,
        **{ReturnLineCode(f"{part}_cut"): _total_fen(cut, part) for part in COSTS},
        ReturnLineCode.COSTS_RETURNED: returned.total() + outside.total_fen,
        ReturnLineCode.MERCHANT_FEE: merchant_fee_fen,
    }
    lines = tuple(ReturnLine(code, fen) for code, fen in amounts.items() if fen)
    return ReturnResult(after, changes, lines, surplus_fen, outside, merchant_fee_fen)


def _outside_back(case: _Case) -> PaidOutside:
    """Give back what was paid beside the instalments by the rule of its kind: a fee as a fee, interest as interest."""
    outside = case.loan.outside
    fees, interest = (part in case.returned_parts for part in (OwedPart.FEE, OwedPart.INTEREST))
    return PaidOutside(
        prepay_interest_fen=case.goods_share_fen(outside.prepay_interest_fen) if interest else 0,
        prepay_fee_fen=case.goods_share_fen(outside.prepay_fee_fen) if fees else 0,
    )


def _merchant_fee_back_fen(case: _Case) -> int:
    in_time = (case.on - case.loan.start).days <= case.terms.merchant_fee_days
    return case.goods_share_fen(case.loan.merchant_fee_fen) if in_time else 0


def _covered_by_code(case: _Case, covered: Portions) -> Counter[ReturnLineCode]:
    """Return what is covered of each line, in the order in which they were covered."""
    by_code = Counter(dict.fromkeys((*case.order, *_CLOSING), 0))
    for row in case.loan.every_row:
        for part in OwedPart:
            by_code[case.code(row, part)] += covered[row.no, part]
    return by_code


def _total_fen(portions: Portions, part: OwedPart) -> int:
    return sum(fen for (_, of), fen in portions.items() if of is part)


def _change(row: LoanInstallment, covered: Portions, cut: Portions, returned: Portions) -> InstallmentChange:
    pays, falls, back = (_share_of(row.no, portions) for portions in (covered, cut, returned))
    after = replace(
        row,
        principal_fen=row.principal_fen - pays.principal_fen,
        interest_fen=row.interest_fen - falls.interest_fen - back.interest_fen,
        fee_fen=row.fee_fen - falls.fee_fen - back.fee_fen,
        guarantee_fen=row.guarantee_fen - falls.guarantee_fen - back.guarantee_fen,
        service_fen=row.service_fen - falls.service_fen - back.service_fen,
        penalty_fen=row.penalty_fen - falls.penalty_fen - pays.penalty_fen,
        paid_interest_fen=row.paid_interest_fen + pays.interest_fen - back.interest_fen,
        paid_fee_fen=row.paid_fee_fen + pays.fee_fen - back.fee_fen,
        paid_guarantee_fen=row.paid_guarantee_fen + pays.guarantee_fen - back.guarantee_fen,
        paid_service_fen=row.paid_service_fen + pays.service_fen - back.service_fen,
        paid_penalty_fen=row.paid_penalty_fen + pays.penalty_fen - back.penalty_fen,
    )
    return InstallmentChange(pays, falls, back, after)


def _share_of(no: int, portions: Portions) -> Share:
    return Share(no, **{f"{part}_fen": portions[no, part] for part in OwedPart})


def _returned(case: _Case, covered: Portions) -> Portions:
    """Costs count as paid whether the customer or this return paid them."""
    return Counter(
        {
            (row.no, part): case.goods_share_fen(row.paid_fen(part) + covered[row.no, part])
            for row in case.loan.every_row
            for part in case.returned_parts
        }
    )
