"""The tables of docs/rules/early-repayment.md say what the rules compute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby

from domain.rules.prepayment import Prepayment, prepay
from domain.rules.settlement import settle
from domain.rules.settlement_costs import LineCode
from domain.terms import Method, PrepayFeeKind, PrepayPolicy, PrepayStrategy, PrepayTerms
from tests.domain.rules.plans import by_rate, example, flat
from tests.domain.rules.test_documentation import table, yuan

PAGE = "early-repayment.md"
ON = date(2026, 5, 15)
LOAN = example(by_rate(Method.EQUAL_INSTALLMENT))


def test_what_every_policy_asks_of_the_flat_plan() -> None:
    rows = table(PAGE, "policy | owed")
    assert {row[0] for row in rows} == set(PrepayPolicy) - {PrepayPolicy.DAILY_INTEREST}
    for policy, _, total in rows:
        settlement = settle(example(flat()), 4, ON, PrepayTerms(PrepayPolicy(policy)))
        assert yuan(settlement.total_fen) == total, policy


def test_what_every_fee_adds_to_the_loan() -> None:
    for fee, *amounts in table(PAGE, "fee | interest"):
        kind, _, value = fee.partition(":")
        terms = PrepayTerms(PrepayPolicy.DAILY_INTEREST, PrepayFeeKind(kind), Decimal(value or 0))
        settlement = settle(LOAN, 4, ON, terms)
        by_code = {line.code: line.amount_fen for line in settlement.lines}
        parts = [by_code[LineCode.INTEREST], by_code.get(LineCode.PREPAY_FEE, 0)]
        assert amounts == [yuan(fen) for fen in (*parts, settlement.total_fen, settlement.saved_fen)]


def test_what_every_strategy_leaves_to_pay() -> None:
    rows = table(PAGE, "strategy | what")
    assert [row[0].split()[0] for row in rows] == ["smaller", "fewer", "next"]
    for name, _, payments, interest, saved in rows:
        result = prepay(LOAN, 100_000, 4, PrepayStrategy(name.split()[0]))
        assert (payments, interest, saved) == (
            written(result),
            yuan(result.interest_fen),
            yuan(result.saved_fen),
        )


def written(result: Prepayment) -> str:
    """7 × 224.61, 224.65."""
    runs = [(len(list(same)), yuan(fen)) for fen, same in groupby(result.payments_fen)]
    return ", ".join(amount if count == 1 else f"{count} × {amount}" for count, amount in runs)
