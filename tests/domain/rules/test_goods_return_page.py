"""The tables of docs/rules/returns.md say what the rules compute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.rules.goods_return import apply_return
from domain.rules.returnable import ReturnResult
from domain.terms import DEFAULT_RETURN_TERMS, OwedPart, ReturnTerms, UnbilledFees
from domain.value import names_of
from tests.domain.rules.test_documentation import table, yuan
from tests.domain.rules.test_goods_return import (
    A_THOUSAND_FEN,
    FLAT,
    FLAT_LATE,
    LOAN,
    LOAN_LATE,
    TEN_DAYS_IN,
    TEN_DAYS_LATE,
    left,
)

PAGE = "returns.md"
LOANS = {
    ("flat", TEN_DAYS_IN): FLAT,
    ("flat", TEN_DAYS_LATE): FLAT_LATE,
    ("loan", TEN_DAYS_IN): LOAN,
    ("loan", TEN_DAYS_LATE): LOAN_LATE,
}


def figures(result: ReturnResult) -> list[str]:
    covered = [change.covered for change in result.changes]
    return [
        yuan(amount_fen)
        for amount_fen in (
            sum(one.total_fen - one.principal_fen for one in covered),
            result.credit_restored_fen,
            result.surplus_fen,
            result.costs_returned_fen,
            sum(change.cut.total_fen for change in result.changes),
            result.after.total_open_fen,
        )
    ]


@pytest.mark.parametrize("plan", ["flat", "loan"])
def test_what_every_refund_of_the_example_does(plan: str) -> None:
    rows = table(PAGE, f"{plan}, on")
    assert len(rows) == 8
    seen = set()
    for day, receipt, returned, *cells in rows:
        on = date.fromisoformat(day)
        amount_fen = int(Decimal(returned) * 100)
        result = apply_return(LOANS[plan, on], amount_fen, on, received=receipt == "after")
        assert cells == figures(result), (day, receipt, returned)
        seen.add((on, receipt, amount_fen))
    assert len(seen) == 8


def test_what_the_loan_pays_after_a_part_went_back() -> None:
    result = apply_return(LOAN, A_THOUSAND_FEN, TEN_DAYS_IN, received=True)
    rows = [
        [str(no), yuan(principal_fen), yuan(interest_fen), yuan(principal_fen + interest_fen)]
        for no, principal_fen, interest_fen, _ in left(result)
    ]
    assert table(PAGE, "no. | principal") == rows


def test_the_order_after_receipt() -> None:
    assert [row[1] for row in table(PAGE, "| bucket")] == list(DEFAULT_RETURN_TERMS.order)


def test_what_each_rule_for_fees_to_come_leaves() -> None:
    rows = table(PAGE, "unbilled_fees | ")
    assert [row[0] for row in rows] == list(UnbilledFees)
    for rule, _, cut, to_pay in rows:
        terms = ReturnTerms(unbilled_fees=UnbilledFees(rule))
        result = apply_return(FLAT, A_THOUSAND_FEN, TEN_DAYS_IN, received=True, terms=terms)
        assert cut == yuan(sum(change.cut.fee_fen for change in result.changes))
        assert to_pay == yuan(result.after.open_fen(OwedPart.FEE))


def test_every_setting_of_a_lender_stands_with_its_default() -> None:
    written = {row[0]: row[1] for row in table(PAGE, "setting | default")}
    assert written == {
        name: str(value) if not isinstance(value, bool) else ("yes" if value else "no")
        for name, value in (
            (field, getattr(DEFAULT_RETURN_TERMS, field))
            for field in names_of(ReturnTerms)
            if field != "order"
        )
    }
