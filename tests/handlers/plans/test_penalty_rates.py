"""The penalty rate that is signed is the one that is charged."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wiring import Container, catalog_importer
from domain.dates import business_day
from domain.money import RoundingMode, round_fen
from domain.rules.penalty import penalty_fen
from domain.rules.steps import penalty_rate
from domain.terms import Method, PenaltyBase, PenaltyTerms, PlanSpec, PlanTerms
from domain.value import replace
from handlers.bills.views import amounts
from handlers.breakdowns.views import bill_screen as workings_screen
from handlers.buttons.home import OpenHome
from handlers.checkout.agreement import agreement_text
from handlers.checkout.contract import disclosure_screen
from handlers.ui.components import daily_rate, signed_rate
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES
from tests.support import builders
from tests.support.agreements import AGREEMENT
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, verify

T = texts_for("zh_CN")
FIVE_THOUSAND_FEN, DAYS, CHARGED_FEN = 500_000, 60, 18_250
SIGNED = "0.060833%（即 14.6% × 1.5 ÷ 360）"
BY_MULTIPLE = PenaltyTerms(multiple=Decimal("1.5"), base=PenaltyBase.PRINCIPAL)


def worked_out(formula: str) -> Fraction:
    """Return a formula of products and quotients of per cents and numbers, as it stands on a screen."""
    value = Fraction(1)
    for sign, number in re.findall(r"(^|[×÷]) ?([0-9.]+)", formula):
        value = value / Fraction(number) if sign == "÷" else value * Fraction(number)
    return value


@pytest.fixture
async def shop(container: Container) -> Container:
    """¥5,000.00 to be repaid in a month at 14.6 % a year, and half a time more when late."""
    spec = builders.catalog()
    phone, *others = spec.products
    plan = PlanSpec(
        "loan-1",
        "demo-consumer",
        PlanTerms(Method.INTEREST_ONLY, 1, annual_rate_pct=Decimal("14.6")),
        1,
        1_000_000,
    )
    await catalog_importer(container.store).apply(
        replace(
            spec,
            products=(replace(phone, price_fen=FIVE_THOUSAND_FEN), *others),
            institutions=tuple(replace(one, penalty=BY_MULTIPLE) for one in spec.institutions),
            plans=(*spec.plans, plan),
        ),
        {},
    )
    return container


async def test_the_disclosure_and_the_agreement_say_the_rate_that_is_charged(shop: Container) -> None:
    customer = await arrive(shop)
    checkout = shop.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 1)
    await verify(shop, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, "loan-1")
    disclosure = await shop.services.agreements.disclosure(customer.id, draft.draft_id)
    assert (
        f"逾期罚息：按逾期本金每日 {SIGNED}"
        in disclosure_screen(T, disclosure, AGREEMENT, date(2026, 1, 5)).html()
    )
    facts = await shop.services.agreements.agreement_facts(customer.id, draft.draft_id)
    assert f"按逾期本金每日 {SIGNED} 计收罚息" in agreement_text(T, facts).text


async def test_sixty_days_late_cost_what_was_signed(shop: Container, clock: MovableClock) -> None:
    customer = await arrive(shop)
    order = await buy(shop, customer, plan_id="loan-1")
    (bill,) = order.bills
    clock.move_to(bill.due_date + timedelta(days=DAYS))
    late = await shop.services.bills.bill(customer.id, bill.installment_id)
    assert late.penalty_fen == CHARGED_FEN
    assert f"罚息按每日 {SIGNED} 计，已 60 天。" in amounts(T, late)
    explained = await shop.services.breakdowns.bill(customer.id, bill.installment_id)
    screen = workings_screen(T, explained, business_day(clock.now()), OpenHome()).html()
    assert "¥5,000.00 × 14.6% × 1.5 ÷ 360 × 60 天 = ¥182.50" in screen


def test_five_thousand_yuan_for_sixty_days_are_182_50_by_the_figure_shown_and_by_the_exact_one() -> None:
    rate = penalty_rate(BY_MULTIPLE, Decimal("14.6"))
    for pct in (Fraction(rate.shown_pct), rate.exact_pct):
        exact_fen = FIVE_THOUSAND_FEN * DAYS * pct / 100
        assert round_fen(exact_fen, RoundingMode.HALF_UP) == CHARGED_FEN


multiples = st.builds(
    PenaltyTerms, multiple=st.decimals("0.1", 4, places=2), cap_annual_pct=st.decimals(1, 36, places=2)
)
dailies = st.builds(PenaltyTerms, daily_pct=st.decimals("0.001", "0.1", places=5), multiple=st.none())


@pytest.mark.parametrize("locale", LOCALES)
@given(
    terms=multiples | dailies,
    annual_pct=st.decimals("0.1", 36, places=2),
    base_fen=st.integers(1, 100_000_000),
    days=st.integers(1, 1000),
)
def test_whoever_works_out_the_rate_signed_gets_what_is_charged_to_the_fen(
    locale: str, terms: PenaltyTerms, annual_pct: Decimal, base_fen: int, days: int
) -> None:
    t, rate = texts_for(locale), penalty_rate(terms, annual_pct)
    formula = daily_rate(t, rate)
    signed = signed_rate(t, rate)
    assert formula in signed or signed == t.exact(rate.shown_pct)
    pct = worked_out(formula if formula in signed else signed)
    charged = penalty_fen(base_fen, days, terms, annual_pct)
    assert round_fen(base_fen * days * pct / 100, RoundingMode.HALF_UP) == charged.total_fen
    assert charged.daily_rate_pct == rate.shown_pct
