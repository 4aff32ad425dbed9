"""How the cost is charged stands in the table and in the agreement, and is what the contract then charges."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from bot.wiring import Container, catalog_importer
from domain.checkout.results import AgreementFacts, Disclosure
from domain.contract import LoanContract, load_contract
from domain.plans.results import ScheduleRow
from domain.terms import DayCount, FeeTiming, Method, PlanSpec, PlanTerms, Rounding
from handlers.checkout.views import agreement_text
from handlers.plans.charges import payments, standard
from handlers.plans.disclosure_views import disclosure_screen
from handlers.ui.i18n import texts_for
from tests.support import builders
from tests.support.people import arrive, confirm, read_and_agree, verify

T = texts_for("zh_CN")
PRICE_FEN = 399_900
PLANS: dict[str, tuple[dict[str, Any], str, str]] = {
    "等本等息": (
        {
            "method": Method.FLAT_FEE,
            "rounding": Rounding.FLOOR,
            "periods": 12,
            "fee_per_period_pct": Decimal("0.6"),
        },
        "每期 0.6%，按借款本金",
        "第 1 至 11 期每期 ¥357.24，第 12 期 ¥357.29",
    ),
    "等额本息": (
        {"method": Method.EQUAL_INSTALLMENT, "periods": 12, "annual_rate_pct": Decimal(12)},
        "年利率 12%，按没还的本金，每期按一个月算，不论当月几天",
        "第 1 至 11 期每期 ¥355.31，第 12 期 ¥355.27",
    ),
    "等额本金": (
        {
            "method": Method.EQUAL_PRINCIPAL,
            "periods": 12,
            "annual_rate_pct": Decimal(12),
            "day_count": DayCount.ACTUAL_360,
        },
        "年利率 12%，按没还的本金，按实际天数，一年按 360 天算",
        "",
    ),
    "先息后本": (
        {"method": Method.INTEREST_ONLY, "periods": 6, "annual_rate_pct": Decimal(6)},
        "年利率 6%，按没还的本金，每期按一个月算，不论当月几天",
        "",
    ),
    "免息的先息后本": (
        {"method": Method.INTEREST_ONLY, "periods": 6, "annual_rate_pct": Decimal(0)},
        "免息",
        "第 6 期 ¥3,999.00",
    ),
    "第一期一次收": (
        {
            "method": Method.UPFRONT_FEE,
            "rounding": Rounding.FLOOR,
            "periods": 10,
            "total_fee_pct": Decimal(6),
        },
        "借款本金的 6%，只收一次",
        "第 1 期 ¥639.84，第 2 至 10 期每期 ¥399.90",
    ),
    "签约当天一次收": (
        {
            "method": Method.UPFRONT_FEE,
            "rounding": Rounding.FLOOR,
            "periods": 10,
            "total_fee_pct": Decimal(6),
            "fee_timing": FeeTiming.DRAWDOWN,
        },
        "借款本金的 6%，只收一次",
        "每期 ¥399.90",
    ),
    "次月付": (
        {
            "method": Method.FLAT_FEE,
            "rounding": Rounding.FLOOR,
            "periods": 1,
            "fee_per_period_pct": Decimal("0.5"),
        },
        "每期 0.5%，按借款本金",
        "第 1 期 ¥4,019.00",
    ),
}


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on it."""
    return "sqlite"


async def signed(container: Container, terms: dict[str, Any]) -> tuple[Disclosure, LoanContract, list[int]]:
    """What was shown, what was signed, and what is owed on each due date, in fen."""
    plan = PlanSpec("only-plan", "demo-consumer", PlanTerms(**terms), 1, 2_000_000)
    spec = builders.catalog()
    phone, *others = spec.products
    only = replace(spec, products=(replace(phone, price_fen=PRICE_FEN), *others), plans=(plan,))
    await catalog_importer(container.store).apply(only, {})
    customer = await arrive(container)
    draft = await container.services.checkout.start_with(customer.id, phone.id)
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, plan.terms.periods)
    await verify(container, customer)
    await container.services.checkout.choose_plan(customer.id, draft.draft_id, plan.id)
    shown = await container.services.agreements.disclosure(customer.id, draft.draft_id)
    await confirm(container, customer, await read_and_agree(container, customer, draft.draft_id))
    async with container.engine.connect() as connection:
        (kept,) = (await connection.execute(text("SELECT contract FROM loans"))).scalars()
        owed = await connection.execute(
            text("SELECT principal_fen + interest_fen + fee_fen FROM installments ORDER BY no")
        )
    return shown, load_contract(json.loads(kept)), [fen for fen in owed.scalars() if fen]


def agreement(shown: Disclosure) -> str:
    return agreement_text(T, AgreementFacts("draft", "张**", "1****************1", (), shown)).text


@pytest.mark.parametrize(("terms", "said", "each"), PLANS.values(), ids=PLANS)
async def test_table_agreement_and_contract_agree(
    container: Container, terms: dict[str, Any], said: str, each: str
) -> None:
    shown, contract, owed = await signed(container, terms)
    table = disclosure_screen(T, shown, shown.schedule[0].due_date).html()
    agreed = agreement(shown)
    assert standard(T, shown) == said
    for words in (table, agreed):
        assert said in words
        assert each in words
        assert T.money(sum(owed)) in words
        assert T.exact(contract.lender.penalty.cap_annual_pct) in words
    assert contract.plan.terms == shown.terms
    assert contract.lender.penalty == shown.penalty
    assert contract.lender.prepay == shown.prepay
    assert shown.total_fen == sum(owed)
    paid_later = [row.payment_fen for row in shown.schedule if row.payment_fen]
    assert [fen for fen in (shown.drawdown_fee_fen, *paid_later) if fen] == owed


def schedule(*payments_fen: int) -> tuple[ScheduleRow, ...]:
    start = builders.NOON.date()
    return tuple(ScheduleRow(no, start, fen, 0, 0) for no, fen in enumerate(payments_fen, 1))


@pytest.mark.parametrize(
    ("each_fen", "said"),
    [
        ((10_000,), "第 1 期 ¥100.00"),
        ((10_000, 10_000), "每期 ¥100.00"),
        ((0, 10_000), "第 2 期 ¥100.00"),
        ((10_001, 10_000, 10_000, 9_999), "第 1 期 ¥100.01，第 2 至 3 期每期 ¥100.00，第 4 期 ¥99.99"),
        ((400, 300, 200, 100), "第 1 期 ¥4.00，到第 4 期 ¥1.00，各期见明细"),
    ],
)
def test_payments_are_said_to_the_fen_and_many_different_ones_by_the_first_and_the_last(
    each_fen: tuple[int, ...], said: str
) -> None:
    assert payments(T, schedule(*each_fen)) == said


async def test_a_disclosure_of_before_says_nothing_it_did_not_say(container: Container) -> None:
    shown, _, _ = await signed(container, PLANS["等本等息"][0])
    table = disclosure_screen(T, replace(shown, terms=None), shown.schedule[0].due_date).html()
    assert "收取标准" not in table
