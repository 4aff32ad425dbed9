"""How the amounts of an instalment came about: the steps from the terms to each part, by the functions that charge.

Of a schedule as agreed, and of a loan as it stands, where prepaying or returning goods may have changed instalments.
No chain of steps ends in another amount than the one charged: where none fits, it says only that it was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.dates import add_months
from domain.money import RoundingMode
from domain.rules.amounts import (
    cost_of,
    spread,
    total_fee_fen,
    usual_parts,
    usual_principal_fen,
)
from domain.rules.position import AT_DRAWDOWN, LoanInstallment, LoanPosition
from domain.rules.prepayment import fee_for_rest_fen
from domain.rules.relief import Relief
from domain.rules.schedule import Row, Schedule
from domain.rules.steps import (
    BalanceStep,
    ChangedStep,
    DifferenceStep,
    FeeStep,
    InterestStep,
    KeptStep,
    ReliefStep,
    ShareStep,
    Step,
    charge,
    equal_payment,
    even_payment,
    fee_rounding,
    interest,
    relieved,
    share_rounding,
    total_fen,
)
from domain.terms import (
    ChargeKind,
    Cost,
    FeeTiming,
    OwedPart,
    PlanTerms,
    PrincipalRule,
    RemainderIn,
    Rounding,
)
from domain.value import Value, replace

Steps = tuple[Step, ...]


class RowWorkings(Value):
    """The steps to each part of instalment `no`; the last of a part's steps is the part, and without any it is 0.

    `anew_from`: the instalment from which the plan was made anew on what was left; None as agreed. `in_plan`: a plan in
    hardship made it what it is.
    """

    no: int
    principal: Steps
    interest: Steps = ()
    fee: Steps = ()
    anew_from: int | None = None
    guarantee: Steps = ()
    service: Steps = ()
    in_plan: bool = False

    @property
    def every_part(self) -> tuple[Steps, ...]:
        """The steps to each part, in the order in which they are told."""
        return self.principal, self.interest, self.fee, self.guarantee, self.service

    @property
    def total_fen(self) -> int:
        return sum(map(total_fen, self.every_part))

    @property
    def reliefs(self) -> tuple[ReliefStep, ...]:
        """What of its interest and fee the contract does not charge."""
        return tuple(
            step for steps in (self.interest, self.fee) for step in steps if isinstance(step, ReliefStep)
        )

    @property
    def waived_fen(self) -> int:
        return sum(step.waived_fen for step in self.reliefs)

    @property
    def is_changed(self) -> bool:
        """Whether a part of it can be explained only by what happened to the loan."""
        return any(isinstance(step, ChangedStep | KeptStep) for steps in self.every_part for step in steps)


def row_workings(schedule: Schedule, no: int) -> RowWorkings:
    """Return the breakdown of instalment `no` as agreed."""
    return _agreed(schedule).row(no, schedule.balance_after_fen(no - 1))


def drawdown_fee(schedule: Schedule) -> FeeStep | None:
    """Return the fee that is paid on the day of the contract, beside the periods."""
    return _whole_fee(schedule.principal_fen, schedule.terms) if schedule.drawdown_fee_fen else None


def loan_workings(loan: LoanPosition, agreed: Schedule, no: int) -> RowWorkings:
    """Return the breakdown of instalment `no` as it is scheduled now, which prepaying or returning goods may have
    made another. Number 0 is the one at drawdown.
    """
    if no == AT_DRAWDOWN:
        return _fee_workings(loan, agreed)
    row = loan.rows[no - 1]
    if loan.plan is not None and (no > len(agreed.rows) or parts_of(row) != parts_of(agreed.rows[no - 1])):
        return _in_plan(row)
    was = agreed.rows[no - 1]
    if parts_of(row) == parts_of(was):
        return row_workings(agreed, no)
    if not any(parts_of(row)):
        return RowWorkings(no, ())  # it fell away
    balance_fen = _scheduled_from(loan, no)
    as_agreed = _agreed(agreed)
    moved = replace(as_agreed, interest=_interest_by(loan))  # the same plan by the days of other due dates
    candidates = [plan.row(no, balance_fen) for plan in (as_agreed, moved, *_made_anew(loan, no))]
    return RowWorkings(
        no,
        principal=_fitting(candidates, OwedPart.PRINCIPAL, row, was),
        interest=_fitting(candidates, OwedPart.INTEREST, row, was),
        fee=_fitting(candidates, OwedPart.FEE, row, was),
        guarantee=_fitting(candidates, OwedPart.GUARANTEE, row, was),
        service=_fitting(candidates, OwedPart.SERVICE, row, was),
        anew_from=next((each.anew_from for each in candidates if _fits(each, OwedPart.PRINCIPAL, row)), None),
    )


def _in_plan(row: LoanInstallment) -> RowWorkings:
    """Return the parts as the plan has them: what they are made of stands in its agreement."""

    def told(part: OwedPart, amount_fen: int) -> Steps:
        return (ChangedStep(part, amount_fen),) if amount_fen else ()

    return RowWorkings(
        row.no,
        principal=told(OwedPart.PRINCIPAL, row.principal_fen),
        interest=told(OwedPart.INTEREST, row.interest_fen),
        fee=told(OwedPart.FEE, row.fee_fen),
        guarantee=told(OwedPart.GUARANTEE, row.guarantee_fen),
        service=told(OwedPart.SERVICE, row.service_fen),
        in_plan=True,
    )


def _fee_workings(loan: LoanPosition, agreed: Schedule) -> RowWorkings:
    assert loan.at_drawdown is not None
    fee_fen, whole = loan.at_drawdown.fee_fen, drawdown_fee(agreed)
    if whole is not None and fee_fen == whole.amount_fen:
        return RowWorkings(AT_DRAWDOWN, (), fee=(whole,))
    return RowWorkings(AT_DRAWDOWN, (), fee=(ChangedStep(OwedPart.FEE, fee_fen),) if fee_fen else ())


# Plans: as agreed, or made anew from an instalment on


class _Plan(Value):
    """`principal_fen` from instalment `first_no` on, over `terms.periods`. `interest` by instalment and balance."""

    principal_fen: int
    terms: PlanTerms
    first_no: int
    interest: Callable[[int, int], InterestStep]
    fee: FeeStep | None
    charges: Mapping[ChargeKind, FeeStep]
    relief: Relief
    anew: bool = False

    def row(self, no: int, balance_fen: int) -> RowWorkings:
        """Instalment `no` where `balance_fen` of principal is left before it."""
        gross = self._without_charges(no, balance_fen)
        return replace(
            gross,
            interest=self._relieved(no, gross.interest),
            fee=self._relieved(no, gross.fee),
            guarantee=self._charge(ChargeKind.GUARANTEE, no),
            service=self._charge(ChargeKind.SERVICE, no),
        )

    def _relieved(self, no: int, steps: Steps) -> Steps:
        less = relieved(no, total_fen(steps), self.relief)
        return steps if less is None else (*steps, less)

    def _without_charges(self, no: int, balance_fen: int) -> RowWorkings:
        anew_from = self.first_no if self.anew else None
        if not self.terms.method.traits.bears_interest:
            return RowWorkings(no, self._principal_share(no, balance_fen), (), self._fee(no), anew_from)
        charged = self.interest(no, balance_fen)
        return RowWorkings(
            no,
            principal=self._principal(no, balance_fen, charged.amount_fen),
            interest=(charged,) if charged.amount_fen else (),
            anew_from=anew_from,
        )

    def _is_last(self, no: int) -> bool:
        return no == self.first_no + self.terms.periods - 1

    def _principal(self, no: int, balance_fen: int, interest_fen: int) -> Steps:
        match self.terms.method.traits.principal:
            case PrincipalRule.REST_OF_PAYMENT:
                return self._rest_of_payment(no, balance_fen, interest_fen)
            case PrincipalRule.AT_END:
                return _balance(balance_fen) if self._is_last(no) else ()
            case PrincipalRule.EQUAL_PARTS:
                return self._principal_share(no, balance_fen)

    def _rest_of_payment(self, no: int, balance_fen: int, interest_fen: int) -> Steps:
        payment = equal_payment(self.principal_fen, self.terms)
        part_fen = payment.amount_fen - interest_fen
        if self._is_last(no) or part_fen > balance_fen:
            return _balance(balance_fen)
        if part_fen <= 0:
            return ()
        return payment, DifferenceStep(OwedPart.PRINCIPAL, payment.amount_fen, interest_fen, part_fen)

    def _principal_share(self, no: int, balance_fen: int) -> Steps:
        each_fen = usual_principal_fen(self.principal_fen, self.terms)
        share = self._share(OwedPart.PRINCIPAL, self.principal_fen, each_fen, no)
        return _balance(balance_fen) if share.amount_fen > balance_fen else (share,)

    def _fee(self, no: int) -> Steps:
        if self.fee is None:
            return ()
        if self.terms.method.traits.fee_once:
            charged = no == 1 and self.terms.fee_timing is FeeTiming.FIRST_BILL
            return (self.fee,) if charged else ()
        fee_fen = self.fee.amount_fen
        part_fen, each_fen = usual_parts(self.principal_fen, fee_fen, self.terms)
        share = self._share(OwedPart.FEE, fee_fen, each_fen, no)
        if self.terms.rounding is Rounding.TOTAL_HALF_UP and not share.is_rest:
            payment = even_payment(self.principal_fen, fee_fen, self.terms)
            return (
                self.fee,
                payment,
                DifferenceStep(OwedPart.FEE, payment.amount_fen, part_fen, each_fen),
            )
        return self.fee, share

    def _charge(self, kind: ChargeKind, no: int) -> Steps:
        whole = self.charges.get(kind)
        if whole is None:
            return ()
        total_fen, part = whole.amount_fen, OwedPart(kind)
        share = self._share(part, total_fen, total_fen // self.terms.periods, no)
        return whole, replace(share, rounding=RoundingMode.FLOOR)

    def _share(self, part: OwedPart, total_fen: int, each_fen: int, no: int) -> ShareStep:
        periods, index = self.terms.periods, no - self.first_no
        from_end = self.terms.remainder_in is RemainderIn.FIRST
        return ShareStep(
            part=part,
            total_fen=total_fen,
            periods=periods,
            each_fen=each_fen,
            rounding=share_rounding(self.terms),
            before=periods - 1 - index if from_end else index,
            amount_fen=spread(total_fen, each_fen, periods, self.terms.remainder_in)[index],
        )


def _balance(balance_fen: int) -> Steps:
    return (BalanceStep(balance_fen),) if balance_fen else ()


def _agreed(schedule: Schedule) -> _Plan:
    return _Plan(
        principal_fen=schedule.principal_fen,
        terms=schedule.terms,
        first_no=1,
        interest=_interest_by(schedule),
        fee=None if schedule.drawdown_fee_fen else _whole_fee(schedule.principal_fen, schedule.terms),
        charges=_charges(schedule.principal_fen, schedule.terms, schedule.terms.periods),
        relief=schedule.relief,
    )


def _charges(principal_fen: int, agreed: PlanTerms, periods: int) -> Mapping[ChargeKind, FeeStep]:
    """Return the whole of each charge for `periods` of the plan's."""
    return {one.kind: charge(principal_fen, one, periods, agreed.periods) for one in agreed.charges}


def _interest_by(plan: Schedule | LoanPosition) -> Callable[[int, int], InterestStep]:
    """Return what a period costs by its days: as agreed, or by the due dates that the loan has now."""
    days, regular = plan.interest_days(), plan.rows[0].due_date == add_months(plan.start, 1)

    def charged(no: int, balance_fen: int) -> InterestStep:
        whole_month = no > 1 or regular
        return interest(balance_fen, plan.terms, days[no - 1], whole_month=whole_month)

    return charged


def _whole_fee(principal_fen: int, terms: PlanTerms) -> FeeStep | None:
    if terms.method.traits.bears_interest:
        return None
    cost, rate_pct = cost_of(terms)
    return FeeStep(
        principal_fen=principal_fen,
        rate_pct=rate_pct,
        times=terms.periods if cost is Cost.FEE_PER_PERIOD else 1,
        of=1,
        rounding=fee_rounding(terms),
        amount_fen=total_fee_fen(principal_fen, terms),
    )


def _made_anew(loan: LoanPosition, until: int) -> Iterator[_Plan]:
    """Yield the plans by the same method on what is scheduled from each instalment up to `until` on, over the
    instalments left.
    """
    charged = _interest_by(loan)
    for no in range(1, until + 1):
        left_fen = _scheduled_from(loan, no)
        periods = sum(1 for row in loan.rows[no - 1 :] if any(parts_of(row)))
        if left_fen and no + periods > until:
            terms = replace(loan.terms, periods=periods)
            fee = _fee_for_rest(loan.terms, left_fen, periods)
            charges = _charges(left_fen, loan.terms, periods)
            yield _Plan(left_fen, terms, no, charged, fee, charges, loan.relief, anew=True)


def _fee_for_rest(agreed: PlanTerms, left_fen: int, periods: int) -> FeeStep | None:
    if agreed.method.traits.bears_interest or agreed.method.traits.fee_once:
        return None
    if agreed.total_fee_pct is None:
        return _whole_fee(left_fen, replace(agreed, periods=periods))
    return FeeStep(
        principal_fen=left_fen,
        rate_pct=agreed.total_fee_pct,
        times=periods,
        of=agreed.periods,
        rounding=RoundingMode.HALF_UP,
        amount_fen=fee_for_rest_fen(agreed, left_fen, periods),
    )


# Which steps lead to what is charged


def parts_of(row: Row | LoanInstallment) -> tuple[int, ...]:
    """Return what is scheduled of it, part by part."""
    return row.principal_fen, row.interest_fen, row.fee_fen, row.guarantee_fen, row.service_fen


def _scheduled_from(loan: LoanPosition, no: int) -> int:
    """Return the principal scheduled from instalment `no` on, paid or not."""
    return sum(row.principal_fen for row in loan.rows[no - 1 :])


def _amount(row: Row | LoanInstallment, part: OwedPart) -> int:
    return int(getattr(row, f"{part}_fen"))


def _steps(workings: RowWorkings, part: OwedPart) -> Steps:
    steps: Steps = getattr(workings, str(part))
    return steps


def _fits(candidate: RowWorkings, part: OwedPart, row: LoanInstallment) -> bool:
    """Return whether the candidate's steps lead to the part, and what they take off a payment is the instalment's
    own.
    """
    steps = _steps(candidate, part)
    if total_fen(steps) != _amount(row, part):
        return False
    if steps and isinstance(steps[-1], DifferenceStep):
        paid_fen = row.principal_fen + row.interest_fen + row.fee_fen
        return steps[-1].payment_fen == paid_fen + candidate.waived_fen
    return True


def _fitting(candidates: Sequence[RowWorkings], part: OwedPart, row: LoanInstallment, was: Row) -> Steps:
    for candidate in candidates:
        if _fits(candidate, part, row):
            return _steps(candidate, part)
    amount_fen = _amount(row, part)
    kept = amount_fen == _amount(was, part)
    return (KeptStep(part, amount_fen) if kept else ChangedStep(part, amount_fen),)
