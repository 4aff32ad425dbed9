"""How a return came about: what each of its lines is made of, from the rule's own answer; numbers to be explained, no words.

A formula stands only where it gives the very amount; what was paid ahead or agreed otherwise is left to the bare figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.dates import add_months
from domain.money import RoundingMode, round_ratio
from domain.rules.amounts import annual_ratio
from domain.rules.day_count import year_days
from domain.rules.returnable import COSTS, ReturnableLoan, ReturnResult
from domain.rules.steps import InterestStep, interest
from domain.terms import FEE_PARTS, OwedPart
from domain.value import Value, names_of


class Portion(Value):
    """An amount of one instalment."""

    no: int
    part: OwedPart
    amount_fen: int


class FeeCut(Value):
    """fee × gone / principal, down to a fen: the share of the instalment's principal that is written off. `part`: which of
    the fees.
    """

    no: int
    part: OwedPart
    fee_fen: int
    gone_fen: int
    principal_fen: int
    amount_fen: int

    @property
    def has_formula(self) -> bool:
        return self.amount_fen == _share_fen(self.fee_fen, self.gone_fen, self.principal_fen)

    @property
    def is_whole(self) -> bool:
        """Whether all principal is written off, and with it all of the fee."""
        return self.has_formula and self.gone_fen == self.principal_fen


class InterestCut(Value):
    """Of a period to come: `anew` is its interest on the smaller balance, None where no formula gives it."""

    no: int
    was_fen: int
    now_fen: int
    anew: InterestStep | None


class RunningCut(Value):
    """Of the running period: interest on what is written off × `left_days` / `days`, down to a fen.

    `whole`: that interest for the whole period, as a formula.
    """

    no: int
    whole: InterestStep
    left_days: int
    days: int
    amount_fen: int


class ReturnedCost(Value):
    """cost × goods / goods that were left, down to a fen. `no`, `part`: the instalment and what of it; None for what was
    paid beside them.
    """

    no: int | None
    part: OwedPart | None
    cost_fen: int
    amount_fen: int


class ReturnSteps(Value):
    """`covered`: as the amount was used up. `goods_fen` of `goods_left_fen` go back."""

    goods_fen: int
    goods_left_fen: int
    covered: tuple[Portion, ...]
    penalties_cut: tuple[Portion, ...]
    fees_cut: tuple[FeeCut, ...]
    interest_cut: tuple[InterestCut | RunningCut, ...]
    returned: tuple[ReturnedCost, ...]


def return_steps(before: ReturnableLoan, result: ReturnResult, on: date) -> ReturnSteps:
    """Return the steps of the return `on` a day that made `result` of `before`."""
    return ReturnSteps(
        goods_fen=result.after.returned_fen - before.returned_fen,
        goods_left_fen=before.goods_left_fen,
        covered=tuple(_covered(result)),
        penalties_cut=tuple(
            Portion(change.no, OwedPart.PENALTY, change.cut.penalty_fen)
            for change in result.changes
            if change.cut.penalty_fen
        ),
        fees_cut=tuple(_fees_cut(before, result)),
        interest_cut=tuple(_interest_cut(before, result, on)),
        returned=tuple(_returned(before, result)),
    )


def _covered(result: ReturnResult) -> Iterator[Portion]:
    """Instalment by instalment; the parts of each in their usual order."""
    for change in result.changes:
        for part in OwedPart:
            amount_fen: int = getattr(change.covered, f"{part}_fen")
            if amount_fen:
                yield Portion(change.no, part, amount_fen)


def _fees_cut(before: ReturnableLoan, result: ReturnResult) -> Iterator[FeeCut]:
    for row, change in zip(before.every_row, result.changes, strict=True):
        for part in FEE_PARTS:
            cut_fen: int = getattr(change.cut, f"{part}_fen")
            if cut_fen:
                fee_fen = row.paid_fen(part) + row.open_fen(part)
                gone_fen = change.covered.principal_fen
                yield FeeCut(row.no, part, fee_fen, gone_fen, row.principal_fen, cut_fen)


def _interest_cut(
    before: ReturnableLoan, result: ReturnResult, on: date
) -> Iterator[InterestCut | RunningCut]:
    days = before.interest_days() if before.terms.method.traits.bears_interest else []
    for row, change, period_days in zip(before.rows, result.changes_of_periods, days, strict=False):
        if not change.cut.interest_fen:
            continue
        whole_month = row.no > 1 or row.due_date == add_months(before.start, 1)
        running = _running(before, result, row.no, on, period_days, whole_month=whole_month)
        if running is not None:
            yield running
            continue
        balance_fen = sum(later.after.principal_fen for later in result.changes_of_periods[row.no - 1 :])
        anew = interest(balance_fen, before.terms, period_days, whole_month=whole_month)
        # What was given back of paid interest is no part of what the period costs.
        now_fen = row.interest_fen - change.cut.interest_fen
        yield InterestCut(row.no, row.interest_fen, now_fen, anew if anew.amount_fen == now_fen else None)


def _running(
    before: ReturnableLoan, result: ReturnResult, no: int, on: date, period_days: int, *, whole_month: bool
) -> RunningCut | None:
    """Return the running cut; None where the period is not the running one, or its cut is not what the formula gives."""
    begin, end = before.period_start(no), before.rows[no - 1].due_date
    if not begin < on < end:
        return None
    gone_fen = sum(change.covered.principal_fen for change in result.changes_of_periods[no - 1 :])
    left_days, days = (end - on).days, (end - begin).days
    numerator, denominator = annual_ratio(before.terms)
    amount_fen = _share_fen(
        gone_fen, numerator * period_days * left_days, denominator * year_days(before.terms.day_count) * days
    )
    if amount_fen != result.changes_of_periods[no - 1].cut.interest_fen:
        return None
    whole = interest(gone_fen, before.terms, period_days, whole_month=whole_month)
    return RunningCut(no, whole, left_days, days, amount_fen)


def _returned(before: ReturnableLoan, result: ReturnResult) -> Iterator[ReturnedCost]:
    for row, change in zip(before.every_row, result.changes, strict=True):
        for part in COSTS:
            back_fen: int = getattr(change.returned, f"{part}_fen")
            if back_fen:
                cost_fen: int = row.paid_fen(part) + getattr(change.covered, f"{part}_fen")
                yield ReturnedCost(row.no, part, cost_fen, back_fen)
    for name in names_of(before.outside):
        back_fen = getattr(result.outside_returned, name)
        if back_fen:
            yield ReturnedCost(None, None, getattr(before.outside, name), back_fen)


def _share_fen(whole_fen: int, part: int, whole: int) -> int:
    return round_ratio(whole_fen * part, whole, RoundingMode.FLOOR) if whole else 0


def total_fen(portions: Sequence[Portion]) -> int:
    return sum(portion.amount_fen for portion in portions)
