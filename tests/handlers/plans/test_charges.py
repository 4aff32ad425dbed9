"""How the cost is charged stands in the table and in the agreement, and is what the contract then charges."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from bot.wiring import Container, catalog_importer
from domain.checkout.results import AgreementFacts, Disclosure
from domain.checkout.stored_disclosure import dump_disclosure, load_disclosure, says_the_same
from domain.contract import LoanContract, load_contract
from domain.plans.results import ScheduleRow
from domain.terms import (
    DayCount,
    FeeTiming,
    Method,
    PlanSpec,
    PlanTerms,
    PrepayPolicy,
    PrepayTerms,
    Rounding,
)
from domain.value import replace
from handlers.checkout.agreement import agreement_text
from handlers.checkout.contract import disclosure_screen
from handlers.checkout.views import confirm_screen
from handlers.plans.charges import payments, standard
from handlers.plans.disclosure_views import contingent_costs, cost_table, prepayment
from handlers.ui.i18n import texts_for
from tests.support import builders
from tests.support.agreements import AGREEMENT
from tests.support.charged_plans import FLAT_ID, GUARANTEE, LOAN_ID, SERVICE, open_shop
from tests.support.people import arrive, confirm, reach_confirmation, read_and_agree, verify

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
            text(
                "SELECT principal_fen + interest_fen + fee_fen + guarantee_fen + service_fen"
                " FROM installments ORDER BY no"
            )
        )
    return shown, load_contract(json.loads(kept)), [fen for fen in owed.scalars() if fen]


def cells(shown: Disclosure) -> dict[str, str]:
    """The table, by the names of its rows."""
    return {row[0]: row[1] for row in cost_table(T, shown).rows}


def agreement(shown: Disclosure) -> str:
    return agreement_text(T, AgreementFacts("draft", "张**", "1****************1", (), shown)).text


@pytest.mark.parametrize(("terms", "said", "each"), PLANS.values(), ids=PLANS)
async def test_table_agreement_and_contract_agree(
    container: Container, terms: dict[str, Any], said: str, each: str
) -> None:
    shown, contract, owed = await signed(container, terms)
    table = disclosure_screen(T, shown, AGREEMENT, shown.schedule[0].due_date).html()
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


GUARANTEED = {**PLANS["等本等息"][0], "charges": (GUARANTEE,)}
WITH_BOTH = {**PLANS["等额本息"][0], "charges": (GUARANTEE, SERVICE)}
SERVED_IN_ONE_PERIOD = {**PLANS["次月付"][0], "charges": (SERVICE,)}
# What each kind is said to come to, at what standard and to whom; None: there is none of it.
CHARGES: dict[str, tuple[dict[str, Any], dict[str, tuple[str, str, str] | None]]] = {
    "担保费": (
        GUARANTEED,
        {"担保费": ("¥95.98", "每期 0.2%，按借款本金", "示例融资担保"), "服务费": None},
    ),
    "担保费和服务费": (
        WITH_BOTH,
        {
            "担保费": ("¥95.98", "每期 0.2%，按借款本金", "示例融资担保"),
            "服务费": ("¥47.99", "借款本金的 1.2%，分到各期收", "示例科技服务"),
        },
    ),
    "只有一期的服务费": (
        SERVED_IN_ONE_PERIOD,
        {"担保费": None, "服务费": ("¥47.99", "借款本金的 1.2%，分到各期收", "示例科技服务")},
    ),
}


@pytest.mark.parametrize(("terms", "kinds"), CHARGES.values(), ids=CHARGES)
async def test_each_charge_stands_with_its_amount_standard_and_payee_in_table_agreement_and_contract(
    container: Container, terms: dict[str, Any], kinds: dict[str, tuple[str, str, str] | None]
) -> None:
    shown, contract, owed = await signed(container, terms)
    table = cells(shown)
    agreed = agreement(shown)
    assert "增信、担保等其他费用" not in table
    for name, said in kinds.items():
        if said is None:
            assert table[name] == "无"
            assert name not in agreed.partition("四、逾期")[0]
            continue
        amount, standard_, payee = said
        assert table[f"{name}（按期收取）"] == amount
        assert table[f"{name}收取标准"] == standard_
        assert table[f"{name}收取方"] == payee
        assert f"{name}（{standard_}）合计 {amount}，和各期一起收，由{payee}收取。" in agreed
    assert contract.plan.terms == shown.terms
    assert contract.plan.terms.charges == terms["charges"]
    assert shown.total_fen == sum(owed)
    assert table["按时还完一共还"] == T.money(sum(owed))
    assert [row.payment_fen for row in shown.schedule] == owed
    assert table["年化综合融资成本（单利）"] == T.percent(shown.simple_pct)
    assert f"年化综合融资成本为 {T.percent(shown.simple_pct)}（单利）" in agreed


async def test_there_is_none_only_where_there_is_none(container: Container) -> None:
    plain, _, _ = await signed(container, PLANS["等本等息"][0])
    table = cells(plain)
    assert table["增信、担保等其他费用"] == "无"
    assert not [name for name in table if "担保费" in name or "服务费" in name]
    assert "由乙方收取，没有其他费用。" in agreement(plain)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_in_every_language_the_agreement_without_charges_reads_as_it_did(
    container: Container, locale: str
) -> None:
    shown, _, _ = await signed(container, PLANS["等本等息"][0])
    t = texts_for(locale)
    text = agreement_text(t, AgreementFacts("draft", "张**", "1****************1", (), shown)).text
    said = {
        "zh_CN": "合计 ¥287.93，由乙方收取，没有其他费用。\n",
        "zh_TW": "合計 ¥287.93，由乙方收取，沒有其他費用。\n",
        "en": ": ¥287.93, charged by the lender. There are no other fees.\n",
    }
    assert said[locale] in text


async def test_what_is_charged_late_and_when_settling_says_so_of_charges(container: Container) -> None:
    shown, _, _ = await signed(container, GUARANTEED)
    for words in (contingent_costs(T, shown, shown.schedule[0].due_date), agreement(shown)):
        assert "逾期本金、利息和各项费用每日 0.05%" in words
        assert "提前结清，利息、担保费和服务费都只算到当期。" in words


@pytest.mark.parametrize("policy", [one for one in PrepayPolicy if one is not PrepayPolicy.ACTUAL_USE])
async def test_every_policy_says_what_becomes_of_charges(container: Container, policy: PrepayPolicy) -> None:
    shown, _, _ = await signed(container, GUARANTEED)
    plain = replace(shown, prepay=PrepayTerms(policy), terms=replace(shown.terms, charges=()))
    said = prepayment(T, replace(shown, prepay=PrepayTerms(policy)))
    assert "担保费和服务费" in said
    assert "担保费" not in prepayment(T, plain)


async def test_a_plan_with_another_payee_is_disclosed_anew(container: Container) -> None:
    shown, _, _ = await signed(container, GUARANTEED)
    assert shown.terms is not None
    other = replace(GUARANTEE, payee=builders.text("另一家担保"))
    again = replace(shown, terms=replace(shown.terms, charges=(other,)))
    assert says_the_same(dump_disclosure(shown), shown)
    assert not says_the_same(dump_disclosure(shown), again)


async def test_a_disclosure_kept_before_there_were_charges_still_says_the_same(container: Container) -> None:
    shown, _, _ = await signed(container, PLANS["等本等息"][0])
    kept = dump_disclosure(shown)
    del kept["charges_fen"]
    del kept["terms"]["charges"]
    for row in kept["schedule"]:
        del row["guarantee_fen"], row["service_fen"]
    assert says_the_same(kept, shown)
    assert load_disclosure(kept).charges == ()


async def test_the_last_screen_before_the_order_says_what_of_the_cost_is_whose(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    for plan_id, said in ((FLAT_ID, "其中担保费 ¥95.98"), (LOAN_ID, "其中担保费 ¥95.98、服务费 ¥47.99")):
        view = await reach_confirmation(container, customer, plan_id=plan_id)
        assert said in confirm_screen(T, view, builders.NOON.date()).html()
    plain = await reach_confirmation(container, customer, plan_id="consumer-12")
    assert "其中" not in confirm_screen(T, plain, builders.NOON.date()).html()


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
    table = disclosure_screen(T, replace(shown, terms=None), AGREEMENT, shown.schedule[0].due_date).html()
    assert "收取标准" not in table
