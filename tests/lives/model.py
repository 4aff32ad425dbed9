"""A loan as docs/rules/ tell it: what every verb would do to it, worked out with nothing of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from domain.terms import (
    InstitutionSpec,
    Method,
    OwedPart,
    PenaltyBase,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    SurplusRule,
)
from tests.lives import amounts
from tests.lives.amounts import half_up

CHARGES = (OwedPart.GUARANTEE, OwedPart.SERVICE)
PARTS = (OwedPart.PRINCIPAL, OwedPart.INTEREST, OwedPart.FEE, *CHARGES)
EVERY_DAYS = 40  # between two changes of the due day
_DIGITS = 10**20  # what lies on half a fen lies on it, whatever the last digits of a root are


class Refusal(str):
    """The code of what is refused."""

    __slots__ = ()


@dataclass(slots=True)
class Bill:
    """One instalment: what is scheduled and what of it is paid, by part, in fen."""

    no: int
    due: date
    owed: dict[OwedPart, int]
    paid: dict[OwedPart, int] = field(default_factory=lambda: dict.fromkeys(OwedPart, 0))
    since: date | None = None  # penalty is charged up to that day, with `carried` of it unpaid
    carried: int = 0

    def open(self, part: OwedPart) -> int:
        return self.owed[part] - self.paid[part]

    @property
    def unpaid(self) -> int:
        """Penalty aside."""
        return sum(self.open(part) for part in PARTS)

    @property
    def payment(self) -> int:
        return sum(self.owed.values())

    @property
    def cost(self) -> int:
        return self.payment - self.owed[OwedPart.PRINCIPAL]

    @property
    def is_paid(self) -> bool:
        return not self.unpaid and not self.carried


@dataclass(slots=True)
class Loan:
    """`goods`: the value of those that did not go back. `beside`: costs paid beside the bills, of interest and of
    fees. `credit`: what lies there for the customer.
    """

    principal: int
    terms: PlanTerms
    lender: InstitutionSpec
    start: date
    bills: list[Bill]
    agreed: amounts.OwnRate
    lenders: amounts.OwnRate  # without guarantee and service fees
    goods: int
    prepaid: int = 0
    received: bool = False
    beside: Counter[OwedPart] = field(default_factory=Counter)
    credit: int = 0
    moved_on: date | None = None  # when the due day was changed last
    moved_later: date | None = None

    @classmethod
    def drawn(cls, principal: int, terms: PlanTerms, lender: InstitutionSpec, start: date) -> Loan:
        due = amounts.due_dates(lender.due_day, terms, start)
        parts = amounts.agreed_parts(principal, terms, start, due)
        fee = amounts.fee_at_drawdown(principal, terms)
        charges = amounts.charge_parts(principal, terms, terms.periods)
        rows = [(*row, *charged) for row, charged in zip(parts, charges, strict=True)]
        rate = amounts.own_rate(principal - fee, [sum(row) for row in rows], start, due)
        bills = [
            Bill(no, day, dict(zip(PARTS, row, strict=True)))
            for no, (day, row) in enumerate(zip(due, rows, strict=True), 1)
        ]
        if fee:
            bills.insert(0, Bill(0, start, dict.fromkeys(PARTS, 0) | {OwedPart.FEE: fee}))
        lenders = amounts.own_rate(principal - fee, [sum(row) for row in parts], start, due)
        return cls(principal, terms, lender, start, bills, rate, lenders, goods=principal)

    # As it stands

    @property
    def open_bills(self) -> list[Bill]:
        return [bill for bill in self.bills if not bill.is_paid]

    @property
    def periods(self) -> list[Bill]:
        """The bills without what was due on the day of the contract."""
        return [bill for bill in self.bills if bill.no]

    @property
    def annual(self) -> Fraction:
        """Of a fee plan what the lender itself charges comes to."""
        pct = self.terms.annual_rate_pct
        return Fraction(self.lenders.simple_pct if pct is None else pct) / 100

    @property
    def bears_interest(self) -> bool:
        return self.terms.method in amounts.BY_RATE

    def years_of(self, bills: Sequence[Bill]) -> list[Fraction]:
        """How long the balance before each bears interest."""
        due = [bill.due for bill in self.periods]
        years = amounts.years_of_periods(self.terms.day_count, self.start, due)
        return [years[bill.no - 1] for bill in bills]

    def begin_of(self, bill: Bill) -> date:
        return self.periods[bill.no - 2].due if bill.no > 1 else self.start

    def penalty(self, bill: Bill, on: date) -> int:
        terms = self.lender.penalty
        late = (on - bill.due).days
        if late <= 0 or bill.unpaid <= terms.grace_fen or (bill.since is None and late <= terms.grace_days):
            return bill.carried
        daily = Fraction(terms.cap_annual_pct) / 36_000
        if terms.daily_pct is not None:
            daily = min(daily, Fraction(terms.daily_pct) / 100)
        else:
            assert terms.multiple is not None
            daily = min(daily, Fraction(terms.multiple) * self.annual / 360)
        base = bill.open(OwedPart.PRINCIPAL) if terms.base is PenaltyBase.PRINCIPAL else bill.unpaid
        return bill.carried + half_up(base * daily * (on - (bill.since or bill.due)).days)

    def owes(self, bill: Bill, on: date) -> int:
        return bill.unpaid + self.penalty(bill, on)

    def is_upcoming(self, bill: Bill, on: date) -> bool:
        """So little left of a bill that it counts as paid goes with the next."""
        forgiven = bill.unpaid <= self.lender.penalty.grace_fen and not bill.carried
        return on < bill.due or (on > bill.due and forgiven)

    def due_now(self, on: date) -> int:
        return sum(self.owes(bill, on) for bill in self.open_bills if not self.is_upcoming(bill, on))

    def to_be_paid_first(self, on: date) -> list[Bill]:
        """What is due, and what was begun."""
        return [bill for bill in self.open_bills if bill.due <= on or any(bill.paid.values())]

    # What is done to it

    def pay(self, amount: int, on: date) -> tuple[int, Loan] | Refusal:
        if not self.open_bills:
            return Refusal("stale")
        if amount <= 0:
            return Refusal("amount_too_small")
        after = deepcopy(self)
        reach = after.open_bills
        if self.lender.allocation.surplus is SurplusRule.REFUSED:
            reach = [bill for bill in reach if not self.is_upcoming(bill, on)] or reach[:1]
        left = amount
        for bill in reach:
            left -= after._take(bill, left, on)
        return Refusal("amount_too_large") if left else (amount, after)

    def _take(self, bill: Bill, most: int, on: date) -> int:
        """So much of `most` as is owed of the bill, in the lender's order."""
        if not most:
            return 0
        terms = self.lender.allocation
        order, late = list(terms.order), (on - bill.due).days
        for charge in reversed(CHARGES):  # they are paid right after the fee
            order.insert(order.index(OwedPart.FEE) + 1, charge)
        from_day = terms.principal_first_from_day
        if from_day is not None and late >= from_day and late > 0 and not self.is_upcoming(bill, on):
            order.sort(key=lambda part: part is not OwedPart.PRINCIPAL)
        penalty, left = self.penalty(bill, on), most
        rest_of_penalty = penalty
        for part in order:
            taken = min(left, penalty if part is OwedPart.PENALTY else bill.open(part))
            bill.paid[part] += taken
            left -= taken
            if part is OwedPart.PENALTY:
                rest_of_penalty -= taken
        if penalty and left < most:
            bill.since, bill.carried = on, rest_of_penalty
        return most - left

    def settle(self, on: date) -> int | Refusal:
        """What it takes; afterwards nothing is open."""
        return max(self.settlement(on), 0) if self.open_bills else Refusal("stale")

    def settlement(self, on: date) -> int:
        """Below 0 where more of a fee taken in advance goes back than is owed: that is the customer's."""
        due, to_come = self._parted(on)
        rest = self.settled_early(on)
        arrears = sum(bill.unpaid for bill in due) + sum(self.penalty(bill, on) for bill in self.bills)
        cost = self._cost_of_settling(due, to_come, on) + self._charges_of_settling(on) if to_come else 0
        return rest + cost + arrears + self.early_fee(rest)

    def settled_early(self, on: date) -> int:
        """The principal that settling pays before its days."""
        return sum(bill.open(OwedPart.PRINCIPAL) for bill in self._parted(on)[1])

    def _parted(self, on: date) -> tuple[list[Bill], list[Bill]]:
        due = [bill for bill in self.bills if bill.due <= on]
        return due, self.bills[len(due) :]

    def _cost_of_settling(self, charged: Sequence[Bill], to_come: Sequence[Bill], on: date) -> int:
        due = [bill for bill in charged if bill.no]
        last_due = due[-1].due if due else self.start
        balance = sum(bill.owed[OwedPart.PRINCIPAL] for bill in to_come)
        paid = sum(bill.paid[OwedPart.INTEREST] + bill.paid[OwedPart.FEE] for bill in to_come)
        days, whole = (on - last_due).days, (to_come[0].due - last_due).days
        # The running period begins the day after a due date.
        running = 0 if due and due[-1].due == on else 1
        match self.lender.prepay.policy:
            case PrepayPolicy.WAIVED:
                return 0
            case PrepayPolicy.REMAINING_DUE:
                return _unpaid_costs(to_come)
            case PrepayPolicy.CURRENT_PERIOD:
                return _unpaid_costs(to_come[:running])
            case PrepayPolicy.CURRENT_PERIOD_PLUS_ONE:
                return _unpaid_costs(to_come[: running + 1])
            case PrepayPolicy.PERIOD_SHARE:
                return _unpaid_costs(to_come[:1], Fraction(days, whole))
            case PrepayPolicy.DAILY_INTEREST:
                years = amounts.years_between(self.terms.day_count, last_due, on)
                used = half_up(balance * self.annual * years)
                return max(amounts.left(to_come[0].no, used, self.terms) - paid, 0)
            case PrepayPolicy.ACTUAL_USE:
                payments = {bill.no: bill.payment for bill in to_come}
                worth = Fraction(self.agreed.worth(payments, len(due)))
                exact = worth * (1 + Fraction(self.agreed.monthly) * Fraction(12 * days, 360))
                used = half_up(Fraction(round(exact * _DIGITS), _DIGITS)) - balance
                part = OwedPart.INTEREST if self.bears_interest else OwedPart.FEE
                most_back = sum(bill.owed[part] for bill in charged)
                return max(used, -most_back) if used < 0 else max(used - paid, 0)

    def _charges_of_settling(self, on: date) -> int:
        """Of the running period only: by its days where the policy counts days, else all."""
        due, to_come = self._parted(on)
        periods = [bill for bill in due if bill.no]
        last_due = periods[-1].due if periods else self.start
        share = Fraction(0 if periods and last_due == on else 1)
        policy = self.lender.prepay.policy
        if policy in (PrepayPolicy.PERIOD_SHARE, PrepayPolicy.DAILY_INTEREST):
            share = Fraction((on - last_due).days, (to_come[0].due - last_due).days)
        if policy in (PrepayPolicy.WAIVED, PrepayPolicy.ACTUAL_USE):
            share = Fraction(0)
        return _unpaid_costs(to_come[:1], share, CHARGES)

    def early_fee(self, base: int) -> int:
        terms = self.lender.prepay
        if terms.fee_kind is PrepayFeeKind.NONE:
            return 0
        percent = terms.fee_kind is PrepayFeeKind.PERCENT
        rate = Fraction(1, 100) if percent else self.annual / 12
        return half_up(base * Fraction(terms.fee_value) * rate)

    def prepay(self, asked: int, strategy: PrepayStrategy, on: date) -> tuple[int, Loan] | Refusal:
        if not self.open_bills:
            return Refusal("stale")
        if strategy is PrepayStrategy.NEXT:
            paid = self.pay(asked, on)
            whole = not isinstance(paid, Refusal) and not paid[1].open_bills
            return Refusal("settle_instead") if whole else paid
        after = deepcopy(self)
        first = after.to_be_paid_first(on)
        due = sum(after._take(bill, self.owes(bill, on), on) for bill in first)
        refused = self._not_prepayable(asked - due, strategy, after)
        if refused:
            return refused
        part = asked - due
        accrued = after._reschedule(part, strategy, on)
        after.prepaid += part
        after.beside += Counter({OwedPart.INTEREST: accrued, OwedPart.FEE: self.early_fee(part)})
        return due + part + accrued + self.early_fee(part), after

    def _not_prepayable(self, part: int, strategy: PrepayStrategy, after: Loan) -> Refusal | None:
        terms = self.lender.prepay
        if strategy not in terms.strategies:
            return Refusal("not_prepayable")
        if part <= 0:
            return Refusal("nothing_to_prepay")
        if part < terms.partial_min_fen:
            return Refusal("amount_too_small")
        if part >= sum(bill.open(OwedPart.PRINCIPAL) for bill in after.bills):
            return Refusal("settle_instead")
        if strategy is PrepayStrategy.FEWER and self.terms.method is Method.INTEREST_ONLY:
            return Refusal("not_prepayable")
        return None

    def _reschedule(self, part: int, strategy: PrepayStrategy, on: date) -> int:
        """Make the rest of the plan anew for `part` less; what the part has cost since the last due date."""
        rest = self.open_bills
        since = self.begin_of(rest[0])
        left = sum(bill.owed[OwedPart.PRINCIPAL] for bill in rest) - part
        rows = self._smaller(rest, left) if strategy is PrepayStrategy.SMALLER else self._fewer(rest, left)
        rows += [(0, 0, 0)] * (len(rest) - len(rows))
        if not self.bears_interest and (on > since or self.terms.method is Method.UPFRONT_FEE):
            rows[0] = (*rows[0][:2], rest[0].owed[OwedPart.FEE])
        charges = [(bill.owed[OwedPart.GUARANTEE], bill.owed[OwedPart.SERVICE]) for bill in rest]
        if strategy is PrepayStrategy.SMALLER:
            now = [sum(each) for each in zip(*charges, strict=True)]
            anew = amounts.charge_parts(left, self.terms, len(rest), (now[0], now[1]))
            charges = [charges[0], *anew[1:]] if on > since else anew
        else:
            last = max(no for no, row in enumerate(rows) if row[0])
            charges[last + 1 :] = [(0, 0)] * (len(rest) - last - 1)
        for bill, row, charged in zip(rest, rows, charges, strict=True):
            bill.owed = dict(zip(PARTS, (*row, *charged), strict=True))
        if not self.bears_interest or on <= since:
            return 0
        used = half_up(part * self.annual * amounts.years_between(self.terms.day_count, since, on))
        return amounts.left_of_days(rest[0].no, used, self.terms)

    def _smaller(self, rest: Sequence[Bill], left: int) -> amounts.Parts:
        first = rest[0].no
        if self.bears_interest:
            rows = amounts.interest_parts(left, self.terms, self.years_of(rest))
            return amounts.relieved(rows, self.terms, first)
        if self.terms.free_periods or self.terms.discount:
            fee = amounts.whole_fee(left, self.terms, len(rest))
            rows = amounts.relieved(amounts.flat_parts(left, fee, self.terms, len(rest)), self.terms, first)
            # None costs more than it does now: a return may have ended its fee.
            most = [bill.owed[OwedPart.FEE] for bill in rest]
            return [(row[0], 0, min(row[2], fen)) for row, fen in zip(rows, most, strict=True)]
        flat = self.terms.method is Method.FLAT_FEE
        now = sum(bill.owed[OwedPart.FEE] for bill in rest)
        fee = min(amounts.whole_fee(left, self.terms, len(rest)), now) if flat else 0
        return amounts.flat_parts(left, fee, self.terms, len(rest))

    def _fewer(self, rest: Sequence[Bill], left: int) -> amounts.Parts:
        """The same payments, until nothing is left."""
        if self.terms.method is Method.EQUAL_INSTALLMENT:
            payments = [bill.owed[OwedPart.PRINCIPAL] + bill.owed[OwedPart.INTEREST] for bill in rest]
            rows = self._equally(rest, left, payments)
            return [row for row in rows if row != (0, 0, 0)]
        parts: list[int] = []
        for bill in rest:
            parts.append(min(bill.owed[OwedPart.PRINCIPAL], left))
            left -= parts[-1]
            if not left:
                break
        if self.bears_interest:
            rows = amounts.with_interest(sum(parts), parts, self.annual, self.years_of(rest[: len(parts)]))
            return amounts.relieved(rows, self.terms, rest[0].no)
        return [(part, 0, bill.owed[OwedPart.FEE]) for part, bill in zip(parts, rest, strict=False)]

    def _equally(self, rest: Sequence[Bill], left: int, payments: Sequence[int]) -> amounts.Parts:
        rows: amounts.Parts = []
        for bill, payment, time in zip(rest, payments, self.years_of(rest), strict=True):
            interest = amounts.left(bill.no, half_up(left * self.annual * time), self.terms)
            part = left if bill is rest[-1] else min(max(payment - interest, 0), left)
            rows.append((part, interest, 0))
            left -= part
        return rows

    def move(self, value: int, on: date, *, later: bool) -> Loan | Refusal:
        """Another due day, or the next bill so many days `later`."""
        if self.not_movable(on, later=later):
            return Refusal("not_movable")
        after, since = deepcopy(self), self.begin_of(self.open_bills[0])
        rest = after.periods[self.open_bills[0].no - 1 :]
        if later:
            first = rest[0].due + timedelta(days=value)
            if first >= rest[1].due:
                return Refusal("stale")
            rest[0].due = first
        else:
            fees = any(bill.cost > bill.owed[OwedPart.INTEREST] for bill in self.bills)
            least = max([since + timedelta(days=1), on + timedelta(days=3), *([rest[0].due] if fees else [])])
            first = date(rest[0].due.year, rest[0].due.month, value)
            while first < least:
                first = amounts.month_after(first, 1, value)
            for months, bill in enumerate(rest):
                bill.due = amounts.month_after(first, months, value)
            if [bill.due for bill in after.bills] == [bill.due for bill in self.bills]:
                return Refusal("stale")
        if self.bears_interest:
            after._interest_by_days(self, rest)
        return after

    def not_movable(self, on: date, *, later: bool) -> bool:
        bills = self.open_bills
        begun = any(any(bill.paid.values()) for bill in bills)
        before = self.moved_later if later else self.moved_on
        too_soon = before is not None and (later or on < before + timedelta(days=EVERY_DAYS))
        return len(bills) < 2 or bills[0].due <= on or begun or too_soon

    def _interest_by_days(self, before: Loan, rest: Sequence[Bill]) -> None:
        """What grew shorter or longer, by its days; what a return had cut, its share of them. Never beyond 24 %."""
        balance = sum(bill.owed[OwedPart.PRINCIPAL] for bill in rest)
        years_before, years_now = before.years_of(rest), self.years_of(rest)
        for bill, was, now in zip(rest, years_before, years_now, strict=True):
            if was != now and bill.unpaid:
                charged = bill.owed[OwedPart.INTEREST]
                a_year = balance * self.annual
                by_days = [amounts.left(bill.no, half_up(a_year * time), self.terms) for time in (was, now)]
                if by_days[0] != charged:
                    by_days[1] = half_up(charged / was * now)
                most = floor(
                    balance * Fraction(24, 100) * Fraction((bill.due - self.begin_of(bill)).days, 365)
                )
                bill.owed[OwedPart.INTEREST] = min(by_days[1], max(most, charged))
            balance -= bill.owed[OwedPart.PRINCIPAL]

    def debited(self, there: int | None, on: date) -> tuple[int, Loan]:
        """What automatic debit takes of a card with so much on it; None: enough."""
        due = self.due_now(on)
        if there is not None and there < due:
            due = there if self.lender.debit.partial and there > 100 else 0
        paid = self.pay(due, on) if due else None
        return (0, self) if paid is None or isinstance(paid, Refusal) else paid


def _unpaid_costs(
    bills: Sequence[Bill],
    share: Fraction = Fraction(1),
    parts: Sequence[OwedPart] = (OwedPart.INTEREST, OwedPart.FEE),
) -> int:
    return sum(max(half_up(bill.owed[part] * share) - bill.paid[part], 0) for bill in bills for part in parts)
