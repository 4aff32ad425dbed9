"""What goods that go back do to a loan, as docs/rules/returns.md tells it, worked out with nothing of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from domain.terms import Method, OwedPart, UnbilledFees
from tests.lives import amounts
from tests.lives.model import CHARGES, Bill, Loan

FEES = (OwedPart.FEE, *CHARGES)
COSTS = (OwedPart.PENALTY, OwedPart.INTEREST, *FEES)
# What was never received is no debt: its price lowers the principal first.
_BEFORE_RECEIPT = (
    "overdue_principal",
    "billed_principal",
    "unbilled_principal",
    "overdue_penalty",
    "overdue_interest",
    "overdue_fee",
    "billed_interest",
    "billed_fee",
)
_SO_THAT_IT_CAN_END = ("unbilled_interest", "unbilled_fee")
Portions = Counter[tuple[int, OwedPart]]  # fen by number and part


@dataclass(frozen=True, slots=True)
class SentBack:
    """`after`: the loan from then on. `lines`: what the price did, in fen, without what is 0."""

    after: Loan
    principal: int
    to_customer: int
    lines: dict[str, int]


def send_back(loan: Loan, goods: int, on: date) -> SentBack:
    """Return what sending back goods worth so many fen does."""
    return _Return(loan, goods, on).result()


@dataclass(frozen=True, slots=True)
class _Return:
    loan: Loan
    goods: int
    on: date

    def result(self) -> SentBack:
        covered, cut = self._all_of_it() if self._cancels else self._paid()
        back = self._given_back(covered)
        beside = Counter(
            {
                part: self._share(cost)
                for part, cost in self.loan.beside.items()
                if part in self._kinds_given_back
            }
        )
        after = deepcopy(self.loan)
        for bill in after.bills:
            self._change(bill, covered, cut, back)
        principal = sum(covered[bill.no, OwedPart.PRINCIPAL] for bill in after.bills)
        after.principal -= principal
        after.goods -= self.goods
        after.beside -= beside
        surplus = self.goods - covered.total()
        lines = Counter(
            {
                "surplus": surplus,
                "costs_returned": back.total() + beside.total(),
                **{f"{part}_cut": sum(cut[bill.no, part] for bill in after.bills) for part in COSTS},
            }
        )
        for bill in self.loan.bills:
            for part in OwedPart:
                lines[self._line(bill, part)] += covered[bill.no, part]
        to_customer = surplus + back.total() + beside.total()
        after.credit += to_customer
        return SentBack(after, principal, to_customer, {line: fen for line, fen in lines.items() if fen})

    def _change(self, bill: Bill, covered: Portions, cut: Portions, back: Portions) -> None:
        penalty = self.loan.penalty(bill, self.on)
        if penalty:  # what is left of it is carried, and what is left of the debt bears it from that day on
            no_more = covered[bill.no, OwedPart.PENALTY] + cut[bill.no, OwedPart.PENALTY]
            bill.since, bill.carried = self.on, penalty - no_more
        bill.owed[OwedPart.PRINCIPAL] -= covered[bill.no, OwedPart.PRINCIPAL]
        for part in COSTS:
            bill.paid[part] += covered[bill.no, part] - back[bill.no, part]
            if part is not OwedPart.PENALTY:
                bill.owed[part] -= cut[bill.no, part] + back[bill.no, part]

    # How it stands

    @property
    def _cancels(self) -> bool:
        owed = sum(bill.open(OwedPart.PRINCIPAL) for bill in self.loan.bills)
        return not self.loan.received and self.goods == self.loan.goods and self.goods >= owed

    @property
    def _unbilled(self) -> list[Bill]:
        return [bill for bill in self.loan.bills if self._when(bill) == "unbilled"]

    def _when(self, bill: Bill) -> str:
        if bill.due < self.on:
            return "overdue"
        days = timedelta(days=self.loan.lender.goods_return.billed_before_days)
        return "billed" if bill.due <= self.on + days else "unbilled"

    def _line(self, bill: Bill, part: OwedPart) -> str:
        return f"{self._when(bill)}_{part}"

    def _open(self, bill: Bill, part: OwedPart) -> int:
        return self.loan.penalty(bill, self.on) if part is OwedPart.PENALTY else bill.open(part)

    def _share(self, cost: int) -> int:
        """The goods' share of a cost, down to a fen."""
        return cost * self.goods // self.loan.goods

    # What the price pays, and what falls away

    def _all_of_it(self) -> tuple[Portions, Portions]:
        bills = self.loan.bills
        covered = {(bill.no, OwedPart.PRINCIPAL): bill.open(OwedPart.PRINCIPAL) for bill in bills}
        return Counter(covered), Counter(
            {(bill.no, part): self._open(bill, part) for bill in bills for part in COSTS}
        )

    def _paid(self) -> tuple[Portions, Portions]:
        order = self.loan.lender.goods_return.order if self.loan.received else _BEFORE_RECEIPT
        covered = self._poured(map(str, order), self.goods, Counter())
        cut = self._fees_cut(covered) + self._interest_cut(covered)
        return covered + self._poured(_SO_THAT_IT_CAN_END, self.goods - covered.total(), cut), cut

    def _poured(self, buckets: Iterable[str], left: int, cut: Portions) -> Portions:
        covered: Portions = Counter()
        for bucket in (line for one in buckets for line in _with_charges(one)):
            bills = self.loan.bills
            for bill in reversed(bills) if bucket == "unbilled_principal" else bills:
                for part in OwedPart:
                    if self._line(bill, part) == bucket:
                        covered[bill.no, part] = min(left, self._open(bill, part) - cut[bill.no, part])
                        left -= covered[bill.no, part]
        return covered

    def _fees_cut(self, covered: Portions) -> Portions:
        rule, bills = self.loan.lender.goods_return.unbilled_fees, self._unbilled
        if rule is UnbilledFees.KEPT and not self.loan.received:
            rule = UnbilledFees.PRO_RATA
        if rule is UnbilledFees.KEPT:
            return Counter()
        cuts: Portions = Counter()
        for bill in bills:
            for part in FEES:
                fee = bill.owed[part]
                # A fee taken once is for the whole principal.
                taken_once = part is OwedPart.FEE and self.loan.terms.method is Method.UPFRONT_FEE
                of = bills if taken_once or not bill.owed[OwedPart.PRINCIPAL] else [bill]
                gone = sum(covered[one.no, OwedPart.PRINCIPAL] for one in of)
                falls = fee if rule is UnbilledFees.WAIVED else 0
                if rule is UnbilledFees.PRO_RATA and gone:
                    falls = fee * gone // sum(one.owed[OwedPart.PRINCIPAL] for one in of)
                cuts[bill.no, part] = min(falls, bill.open(part))
        return cuts

    def _interest_cut(self, covered: Portions) -> Portions:
        """Each to come is charged on the smaller balance; the running one for the days left only."""
        bills, loan = self._unbilled, self.loan
        if not bills or not loan.bears_interest:
            return Counter()
        years = loan.years_of(bills)
        left = {
            bill.no: bill.owed[OwedPart.PRINCIPAL] - covered[bill.no, OwedPart.PRINCIPAL] for bill in bills
        }
        balance, cuts = sum(left.values()), Counter[tuple[int, OwedPart]]()
        for bill, time in zip(bills, years, strict=True):
            anew = amounts.half_up(balance * loan.annual * time)
            falls = bill.owed[OwedPart.INTEREST] - amounts.left(bill.no, anew, loan.terms)
            balance -= left[bill.no]
            begin = loan.begin_of(bill)
            if begin < self.on:
                gone = sum(covered[one.no, OwedPart.PRINCIPAL] for one in bills)
                of_it = Fraction((bill.due - self.on).days, (bill.due - begin).days)
                falls = amounts.left_of_days(bill.no, floor(gone * loan.annual * time * of_it), loan.terms)
            cuts[bill.no, OwedPart.INTEREST] = min(max(falls, 0), bill.open(OwedPart.INTEREST))
        return cuts

    # What of the costs paid goes back

    @property
    def _kinds_given_back(self) -> tuple[OwedPart, ...]:
        terms = self.loan.lender.goods_return
        if not self.loan.received and terms.paid_returned_before_receipt:
            return COSTS
        return FEES if terms.paid_fees_returned else ()

    def _given_back(self, covered: Portions) -> Portions:
        return Counter(
            {
                (bill.no, part): self._share(bill.paid[part] + covered[bill.no, part])
                for bill in self.loan.bills
                for part in self._kinds_given_back
            }
        )


def _with_charges(line: str) -> tuple[str, ...]:
    """What is a fee takes the charges after it."""
    when, _, part = line.rpartition("_")
    return (line, *(f"{when}_{charge}" for charge in CHARGES)) if part == "fee" else (line,)
