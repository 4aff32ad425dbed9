"""The figures that answers name are the catalogue's and the customer's own contracts'."""

from __future__ import annotations

from decimal import Decimal

from bot.wiring import Container, catalog_importer
from domain.questions.results import PenaltyRange
from domain.terms import PenaltyTerms
from domain.value import replace
from tests.support.builders import catalog
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy


async def late_costs(container: Container, *terms: PenaltyTerms) -> None:
    """From now on the shop's lenders charge this for being late."""
    spec = catalog()
    lenders = tuple(
        replace(one, penalty=penalty) for one, penalty in zip(spec.institutions, terms, strict=True)
    )
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})


@on_sqlite
async def test_the_offer_is_of_all_plans_there_are(container: Container) -> None:
    facts = await container.services.questions.offer()
    assert facts is not None
    assert sorted(name.in_("zh_CN") for name in facts.lenders) == ["示例消费金融", "示例银行"]
    assert (facts.smallest_fen, facts.longest, facts.youngest, facts.oldest) == (30_000, 12, 18, 60)


@on_sqlite
async def test_late_interest_is_that_of_the_customers_own_contract(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await late_costs(container, *[PenaltyTerms(daily_pct=Decimal("0.04"), multiple=None)] * 2)
    expected = PenaltyRange(Decimal("0.05"), Decimal("0.05"), own=True)
    assert await container.services.questions.penalty(customer.id) == expected


async def test_without_a_contract_late_interest_is_what_the_lenders_charge_rounded_around_it(
    container: Container,
) -> None:
    customer = await arrive(container)
    await late_costs(
        container,
        PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None),
        PenaltyTerms(multiple=Decimal("1.5")),
    )
    # 15 % × 1.5 ÷ 360 = 0.0625 % a day
    expected = PenaltyRange(Decimal("0.050"), Decimal("0.063"), own=False)
    assert await container.services.questions.penalty(customer.id) == expected


@on_sqlite
async def test_a_contract_without_late_interest_is_zero(container: Container) -> None:
    await late_costs(container, *[PenaltyTerms(daily_pct=Decimal(0), multiple=None)] * 2)
    customer = await arrive(container)
    await buy(container, customer)
    facts = await container.services.questions.penalty(customer.id)
    assert facts is not None
    assert (facts.most_pct, facts.own) == (Decimal(0), True)
