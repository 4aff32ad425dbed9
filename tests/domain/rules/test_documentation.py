"""The tables of docs/rules/ say what the rules compute."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from domain.rules.rates import annual_rates, cost_per_thousand_fen
from domain.rules.schedule import Schedule
from domain.terms import FeeTiming, Method, Rounding
from tests.domain.rules.plans import by_rate, example, flat, flat_total, upfront

PAGES = Path(__file__).resolve().parents[3] / "docs" / "rules"
EXAMPLES = {
    "equal_installment": by_rate(Method.EQUAL_INSTALLMENT),
    "equal_principal": by_rate(Method.EQUAL_PRINCIPAL),
    "interest_only": by_rate(Method.INTEREST_ONLY),
    "flat_fee": flat(),
    "upfront_fee": upfront(),
}
TAKEN = {
    "a twelfth with each bill": flat_total("7.2", 12),
    "with the first bill": upfront(),
    "at drawdown": upfront(timing=FeeTiming.DRAWDOWN),
}


def table(page: str, header: str, place: int = 0) -> list[list[str]]:
    """The rows under the table head that begins with `header`, the first such or a later one, without the marks of code."""
    text = (PAGES / page).read_text(encoding="utf-8").replace("`", "")
    below = [*text.split(f"\n| {header}")[1:], *[""] * (place + 1)][place]
    rows = below.split("\n\n")[0].splitlines()[2:]
    assert rows, f"{page} has no table {header}"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100}.{amount_fen % 100:02}"


def shown_rates(plan: Schedule) -> list[str]:
    rates = annual_rates(plan)
    return [f"{rates.simple_pct} %", f"{rates.compound_pct} %"]


def test_the_payments_of_every_method() -> None:
    rows = table("repayment-methods.md", "method | payment 1")
    assert [row[0] for row in rows] == list(EXAMPLES)
    for name, *cells in rows:
        plan = example(EXAMPLES[name])
        paid = [plan.rows[place].payment_fen for place in (0, 1, 11)]
        cost_fen = plan.total_interest_fen + plan.total_fee_fen
        assert cells == [yuan(amount_fen) for amount_fen in (*paid, cost_fen)], name


def test_the_payments_of_every_real_rounding() -> None:
    rows = table("repayment-methods.md", "lender | total fee")
    assert len(rows) == 3
    for _, fee, rounding, payments in rows:
        plan = example(flat_total(fee.removesuffix(" %"), 3, Rounding(rounding)), 139_900)
        assert payments == ", ".join(yuan(row.payment_fen) for row in plan.rows)


def test_the_rates_of_every_flat_plan() -> None:
    rows = table("annual-rate.md", "plan | fee")
    assert len(rows) == 4
    for name, fee, yearly, *rates in rows:
        match = re.fullmatch(r"(\d+) × ([\d.]+) %", name)
        assert match is not None
        periods, per_period = int(match[1]), Decimal(match[2])
        assert [fee, yearly] == [f"{per_period * periods:.2f} %", f"{per_period * 12:.2f} %"]
        assert rates == shown_rates(example(flat(match[2], periods), 100_000_000))


@pytest.mark.parametrize("when", TAKEN)
def test_the_rates_by_when_the_fee_is_taken(when: str) -> None:
    rows = {row[0]: row[1:] for row in table("annual-rate.md", "taken |")}
    assert rows[when] == shown_rates(example(TAKEN[when]))


def test_what_a_thousand_yuan_cost_by_every_method() -> None:
    rows = table("annual-rate.md", "plan of ¥3,999.00")
    assert [row[0].split(",")[0] for row in rows] == ["等本等息", "等额本息", "等额本金", "先息后本"]
    names = ("flat_fee", "equal_installment", "equal_principal", "interest_only")
    for (_, *cells), name in zip(rows, names, strict=True):
        plan = example(EXAMPLES[name])
        cost_fen = plan.total_interest_fen + plan.total_fee_fen
        assert cells == [yuan(cost_fen), yuan(cost_per_thousand_fen(cost_fen, plan.principal_fen))]


def test_every_page_stands_in_the_list() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (PAGES / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in PAGES.glob("*.md")} - {"README.md"}
