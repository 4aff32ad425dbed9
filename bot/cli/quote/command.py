"""`python -m bot quote`: options in, JSON out."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.adapters.clock import SystemClock
from bot.cli.parser import DONE, WRONG, Commands, summary_of
from bot.cli.quote.options import (
    OptionError,
    add_options,
    first_due,
    payment_fen,
    penalty_terms,
    plan_terms,
    settlement_terms,
    strategy,
)
from domain.calculator.results import Offer, Way
from domain.calculator.rules import calculate
from domain.dates import business_day
from domain.rules.errors import RuleError
from domain.rules.penalty import penalty_fen
from domain.rules.position import overdue_base_fen
from domain.rules.prepayment import prepay
from domain.rules.rates import AnnualRates, against_cash_price, annual_rates, contract_annual_pct
from domain.rules.schedule import Row, Schedule, build_schedule
from domain.rules.settlement import settle
from domain.terms import PenaltyTerms, PrepayTerms


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "quote",
        help=summary_of("quote"),
        description="What a plan costs, by the rules that charge customers. JSON on stdout, amounts in fen.",
        allow_abbrev=False,
    )
    add_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Print the quote, or one sentence on stderr; the exit code."""
    try:
        answer = quote(options)
    except (OptionError, RuleError) as error:
        sys.stderr.write(f"error: {error}\n")
        return WRONG
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return DONE


def quote(options: Namespace) -> dict[str, Any]:
    """Return the answer of the contract. Raises `OptionError` and `RuleError`."""
    paid_fen = payment_fen(options)
    if paid_fen is not None:
        return _payments(Offer(options.amount, options.periods, Way.PAYMENTS, paid_fen))
    terms, settling, penalty = plan_terms(options), settlement_terms(options), penalty_terms(options)
    start = options.start or _today()
    plan = build_schedule(options.amount, terms, start, first_due(options, start))
    answer = _plan(plan)
    if settling is not None:
        answer["settlement"] = _settlement(plan, options, settling, penalty)
    if strategy(options) is not None:
        answer["prepayment"] = _prepayment(plan, options)
    if penalty is not None and options.overdue_period is not None:
        answer["penalty"] = _penalty(plan, options, penalty)
    if options.cash_price is not None:
        answer["against_cash_price"] = _rates(against_cash_price(plan, options.cash_price))
    return answer


def _payments(offer: Offer) -> dict[str, Any]:
    """Return what is known of a plan of which only the instalments are."""
    if offer.value * offer.periods < offer.amount_fen:
        raise OptionError("The instalments come to less than the amount.")
    found = calculate(offer, _today())
    if found.rates is None:
        raise OptionError("No annual rate was found for these instalments.")
    return {
        "amount_fen": offer.amount_fen,
        "periods": offer.periods,
        "payment_fen": offer.value,
        "total_payment_fen": found.total_fen,
        "total_cost_fen": found.cost_fen,
        **_rates(found.rates),
    }


def _today() -> date:
    return business_day(SystemClock().now())


def _plan(plan: Schedule) -> dict[str, Any]:
    return {
        "method": plan.terms.method.value,
        "amount_fen": plan.principal_fen,
        "periods": plan.terms.periods,
        "schedule": [_row(row) for row in plan.rows],
        "received_fen": plan.received_fen,
        "total_interest_fen": plan.total_interest_fen,
        "total_fee_fen": plan.total_fee_fen,
        "total_payment_fen": plan.total_payment_fen,
        **_rates(annual_rates(plan)),
    }


def _row(row: Row) -> dict[str, Any]:
    """Return what is asked for of an instalment; guarantee and service fees are no option of the calculator."""
    return {
        "no": row.no,
        "due_date": row.due_date.isoformat(),
        "principal_fen": row.principal_fen,
        "interest_fen": row.interest_fen,
        "fee_fen": row.fee_fen,
        "payment_fen": row.payment_fen,
        "balance_fen": row.balance_fen,
    }


def _rates(rates: AnnualRates) -> dict[str, str]:
    return {
        "annual_rate_simple_pct": f"{rates.simple_pct:f}",
        "annual_rate_compound_pct": f"{rates.compound_pct:f}",
    }


def _settlement(
    plan: Schedule, options: Namespace, terms: PrepayTerms, penalty: PenaltyTerms | None
) -> dict[str, Any]:
    settlement = settle(plan, options.paid, options.settle_on, terms, penalty)
    return {
        "total_fen": settlement.total_fen,
        "lines": [{"code": line.code.value, "amount_fen": line.amount_fen} for line in settlement.lines],
        "saved_fen": settlement.saved_fen,
        "valid_on": settlement.valid_on.isoformat(),
    }


def _prepayment(plan: Schedule, options: Namespace) -> dict[str, Any]:
    chosen = strategy(options)
    assert chosen is not None
    result = prepay(plan, options.prepay, options.after, chosen)
    return {
        "payments_fen": list(result.payments_fen),
        "periods": result.periods,
        "interest_fen": result.interest_fen,
        "saved_fen": result.saved_fen,
    }


def _penalty(plan: Schedule, options: Namespace, terms: PenaltyTerms) -> dict[str, Any]:
    base_fen = overdue_base_fen(plan.rows[options.overdue_period - 1], terms.base)
    penalty = penalty_fen(base_fen, options.overdue_days, terms, contract_annual_pct(plan))
    return {
        "daily_rate_pct": f"{penalty.daily_rate_pct.quantize(Decimal('0.01'), ROUND_HALF_UP):f}",
        "days": penalty.days,
        "base_fen": penalty.base_fen,
        "total_fen": penalty.total_fen,
    }
