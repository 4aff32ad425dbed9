"""The options of the calculator, and from them the terms that the rules take. Contradictions are refused here."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.cli.quote.values import MAX_PERIODS, PrepayFee, day, factor, percent, prepay_fee, whole, yuan
from domain.rules.due_dates import first_due_date
from domain.terms import (
    Cost,
    DayCount,
    Discount,
    DueDayRule,
    FeeTiming,
    Method,
    PenaltyBase,
    PenaltyTerms,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    Rounding,
)

_SETTLEMENT = ("paid", "settle_on", "prepay_policy")
_BOUNDS = ("prepay_fee_least", "prepay_fee_most")
_CYCLE = ("statement_day", "due_day")
_DISCOUNTS = ("discount_rate", "discount_sum", "discount_per_period")
_PREPAYMENT = ("prepay", "after", "strategy")
_OVERDUE = ("overdue_period", "overdue_days")
_PENALTY = ("penalty_daily", "penalty_multiple", "penalty_base", "grace_days", "penalty_cap")
_WITH_PAYMENT = ("amount", "periods", "payment", "command", "run")
_MAX_DAYS = 36_500


class OptionError(ValueError):
    """Options that contradict each other; the message is one sentence."""


def add_options(parser: ArgumentParser) -> None:
    """Add all options; those not given are None, so that contradictions can be told from defaults."""
    plan = parser.add_argument_group("the plan")
    plan.add_argument("--amount", type=yuan, required=True, metavar="YUAN")
    plan.add_argument("--periods", type=whole(1, MAX_PERIODS), required=True, metavar="N")
    plan.add_argument("--method", choices=_names(Method), help="required, but with --payment")
    plan.add_argument(
        "--payment", type=yuan, metavar="YUAN", help="all that is known: what each period comes to"
    )
    plan.add_argument("--annual-rate", type=percent, metavar="PERCENT", help="of an interest method: 12%%")
    plan.add_argument("--fee-per-period", type=percent, metavar="PERCENT", help="of flat_fee: 0.6%%")
    plan.add_argument(
        "--total-fee", type=percent, metavar="PERCENT", help="of flat_fee or upfront_fee: 7.2%%"
    )
    plan.add_argument("--fee-timing", choices=_names(FeeTiming), help="of upfront_fee")
    plan.add_argument(
        "--free-periods", type=whole(1, MAX_PERIODS), metavar="N", help="so many of the first cost nothing"
    )
    plan.add_argument("--discount-rate", type=percent, metavar="PERCENT", help="off interest or fee: 50%%")
    plan.add_argument("--discount-sum", type=yuan, metavar="YUAN", help="off the first interest or fee")
    plan.add_argument("--discount-per-period", type=yuan, metavar="YUAN")
    plan.add_argument("--start", type=day, metavar="DATE", help="the day of the drawdown (default: today)")
    plan.add_argument("--first-due", type=day, metavar="DATE", help="default: a month after the start")
    plan.add_argument(
        "--deferred-months", type=whole(1, 12), metavar="M", help="the first due date comes so much later"
    )
    for name, words in (("statement", "until which a cycle's purchases count"), ("due", "after it")):
        plan.add_argument(f"--{name}-day", type=whole(1, 28), metavar="DAY", help=f"of the month, {words}")
    plan.add_argument("--day-count", choices=_names(DayCount))
    plan.add_argument("--rounding", choices=_names(Rounding))
    plan.add_argument("--remainder", choices=_names(RemainderIn), help="the instalment that takes it")
    plan.add_argument("--cash-price", type=yuan, metavar="YUAN", help="what the goods cost if paid at once")
    _add_events(parser)


def _add_events(parser: ArgumentParser) -> None:
    settlement = parser.add_argument_group("settling early")
    settlement.add_argument("--paid", type=whole(0, MAX_PERIODS), metavar="K")
    settlement.add_argument("--settle-on", type=day, metavar="DATE")
    settlement.add_argument("--prepay-policy", choices=_names(PrepayPolicy))
    settlement.add_argument(
        "--prepay-fee", type=prepay_fee, metavar="FEE", help="pct:3, months:1, none, pct:3@6,2@12,0"
    )
    for bound in ("least", "most"):
        settlement.add_argument(f"--prepay-fee-{bound}", type=yuan, metavar="YUAN")
    prepayment = parser.add_argument_group("paying a part early")
    prepayment.add_argument("--prepay", type=yuan, metavar="YUAN")
    prepayment.add_argument("--after", type=whole(1, MAX_PERIODS), metavar="K")
    prepayment.add_argument("--strategy", choices=_names(PrepayStrategy))
    overdue = parser.add_argument_group("being late")
    overdue.add_argument("--overdue-period", type=whole(1, MAX_PERIODS), metavar="K")
    overdue.add_argument("--overdue-days", type=whole(0, _MAX_DAYS), metavar="N")
    overdue.add_argument("--penalty-daily", type=percent, metavar="PERCENT", help="0.05%%")
    overdue.add_argument(
        "--penalty-multiple", type=factor, metavar="FACTOR", help="of the contract rate: 1.5"
    )
    overdue.add_argument("--penalty-base", choices=_names(PenaltyBase))
    overdue.add_argument("--grace-days", type=whole(0, _MAX_DAYS), metavar="G")
    overdue.add_argument("--penalty-cap", type=percent, metavar="PERCENT", help="a year: 24%%")


def first_due(options: Namespace, start: date) -> date | None:
    """Return the first due date where it is given, or follows from the cycle. Raises `OptionError`."""
    if not _all_or_none(options, _CYCLE):
        given: date | None = options.first_due
        return given
    if options.first_due is not None:
        raise OptionError(f"--first-due does not go with {_together(_CYCLE)}.")
    return first_due_date(DueDayRule(options.due_day, statement_day=options.statement_day), start)


def payment_fen(options: Namespace) -> int | None:
    """Return what each period comes to, where nothing else is known of the plan; else None. Raises `OptionError`."""
    if options.payment is None:
        if options.method is None:
            raise OptionError("Give --method, or --payment where only the instalments are known.")
        return None
    given = _given(options, [name for name in vars(options) if name not in _WITH_PAYMENT])
    if given:
        raise OptionError(f"{_flag(given[0])} does not go with --payment.")
    paid: int = options.payment
    return paid


def plan_terms(options: Namespace) -> PlanTerms:
    """Return the plan's terms. Raises `OptionError`."""
    method = Method(options.method)
    _check_cost(options, method)
    rounding = Rounding(options.rounding or method.traits.roundings[0])
    if rounding not in method.traits.roundings:
        raise OptionError(f"--rounding {rounding} does not go with --method {method}.")
    if options.fee_timing is not None and not method.traits.fee_once:
        timed = " or ".join(each for each in Method if each.traits.fee_once)
        raise OptionError(f"--fee-timing goes with --method {timed} only, not with {method}.")
    if options.remainder == RemainderIn.FIRST and not method.traits.places_remainder:
        raise OptionError(f"--remainder first does not go with {method}: its last instalment takes it.")
    return PlanTerms(
        method=method,
        periods=options.periods,
        annual_rate_pct=options.annual_rate,
        fee_per_period_pct=options.fee_per_period,
        total_fee_pct=options.total_fee,
        fee_timing=FeeTiming(options.fee_timing or FeeTiming.FIRST_BILL),
        day_count=DayCount(options.day_count or DayCount.MONTHLY),
        rounding=rounding,
        remainder_in=RemainderIn(options.remainder or RemainderIn.LAST),
        free_periods=_free_periods(options, method),
        discount=_discount(options),
        deferred_months=options.deferred_months or 0,
    )


def _discount(options: Namespace) -> Discount | None:
    given = _given(options, _DISCOUNTS)
    if not given:
        return None
    if len(given) > 1:
        raise OptionError(f"Give {_flag(given[0])} or {_flag(given[1])}, not both.")
    rate_pct = options.discount_rate
    if rate_pct is not None and not 0 < rate_pct <= 100:
        raise OptionError("--discount-rate is above 0% and at most 100%.")
    if options.fee_timing == FeeTiming.DRAWDOWN:
        raise OptionError(f"{_flag(given[0])} does not go with --fee-timing drawdown.")
    return Discount(rate_pct, options.discount_sum, options.discount_per_period)


def _free_periods(options: Namespace, method: Method) -> int:
    if options.free_periods is None:
        return 0
    if method.traits.fee_once:
        raise OptionError(f"--free-periods does not go with --method {method}, which takes its fee once.")
    if options.free_periods >= options.periods:
        raise OptionError("--free-periods is below --periods; a plan that is free as a whole costs 0%.")
    if options.prepay_policy == PrepayPolicy.ACTUAL_USE:
        raise OptionError("--free-periods does not go with --prepay-policy actual_use.")
    return int(options.free_periods)


def _check_cost(options: Namespace, method: Method) -> None:
    """Exactly one of the three costs, and of the method's kind."""
    takes = method.traits.costs
    for name in _given(options, tuple(Cost)):
        if name not in takes:
            raise OptionError(f"{_flag(name)} does not go with --method {method}; give {_either(takes)}.")
    if len(_given(options, takes)) != 1:
        only = "exactly one of " if len(takes) > 1 else ""
        raise OptionError(f"--method {method} needs {only}{_either(takes)}.")


def settlement_terms(options: Namespace) -> PrepayTerms | None:
    """Return the settlement's terms; None where no settlement is asked for. Raises `OptionError`."""
    if not _all_or_none(options, _SETTLEMENT):
        if given := _given(options, ("prepay_fee", *_BOUNDS)):
            raise OptionError(f"{_flag(given[0])} goes with {_together(_SETTLEMENT)}.")
        return None
    fee = options.prepay_fee or PrepayFee(PrepayFeeKind.NONE, Decimal(0))
    bounds = _given(options, _BOUNDS)
    if bounds and fee.kind is PrepayFeeKind.NONE:
        raise OptionError(f"{_flag(bounds[0])} goes with a --prepay-fee.")
    least_fen, most_fen = options.prepay_fee_least or 0, options.prepay_fee_most
    if most_fen is not None and most_fen < least_fen:
        raise OptionError("--prepay-fee-most is not below --prepay-fee-least.")
    return PrepayTerms(
        PrepayPolicy(options.prepay_policy),
        fee.kind,
        fee.value,
        fee_tiers=fee.tiers,
        fee_least_fen=least_fen,
        fee_most_fen=most_fen,
    )


def strategy(options: Namespace) -> PrepayStrategy | None:
    """Return the strategy; None where no prepayment is asked for. Raises `OptionError`."""
    return PrepayStrategy(options.strategy) if _all_or_none(options, _PREPAYMENT) else None


def penalty_terms(options: Namespace) -> PenaltyTerms | None:
    """Return the penalty's terms; None where no option about being late is given. Raises `OptionError`."""
    is_late = _all_or_none(options, _OVERDUE)
    given = _given(options, _PENALTY)
    if not is_late and not given:
        return None
    if not is_late and not _given(options, _SETTLEMENT):
        raise OptionError(f"{_flag(given[0])} goes with {_together(_OVERDUE)}, or with a settlement.")
    if options.penalty_daily is not None and options.penalty_multiple is not None:
        raise OptionError("Give --penalty-daily or --penalty-multiple, not both.")
    if is_late and options.overdue_period > options.periods:
        raise OptionError(
            f"--overdue-period {options.overdue_period} is beyond the {options.periods} periods."
        )
    return _penalty(options)


def _penalty(options: Namespace) -> PenaltyTerms:
    given = {
        "daily_pct": options.penalty_daily,
        "multiple": options.penalty_multiple,
        "base": options.penalty_base and PenaltyBase(options.penalty_base),
        "grace_days": options.grace_days,
        "cap_annual_pct": options.penalty_cap,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if "daily_pct" in changes:
        changes["multiple"] = None
    return PenaltyTerms(**changes)


def _names(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


def _given(options: Namespace, names: Sequence[str]) -> list[str]:
    return [name for name in names if getattr(options, name) is not None]


def _all_or_none(options: Namespace, names: Sequence[str]) -> bool:
    given = _given(options, names)
    if given and len(given) < len(names):
        missing = [name for name in names if name not in given]
        raise OptionError(f"{_flag(given[0])} also needs {_together(missing)}.")
    return bool(given)


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _either(names: Sequence[str]) -> str:
    return " or ".join(_flag(name) for name in names)


def _together(names: Sequence[str]) -> str:
    return " and ".join(_flag(name) for name in names)
