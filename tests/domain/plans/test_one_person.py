"""Credit limits are the person's with each lender, whichever Telegram account they buy under."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli.audit import audit
from bot.settings import Settings
from bot.wiring import Container, catalog_importer
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.plans.errors import CreditLineShared, CreditLineTooSmall
from domain.value import replace
from tests.support.builders import ADULT, NAME, catalog, lender
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, confirm, reach_confirmation, repay_next, verify

LINE = 400_000  # one telephone, and ¥1 more
OTHER = "110101199003078515"


@pytest.fixture(autouse=True)
async def _small_line(container: Container) -> None:
    spec = catalog()
    small = (lender(credit_line_fen=LINE), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=small), {})


async def left_fen(container: Container, customer: CustomerView, lender_id: str = "consumer") -> int | None:
    """What the choice of a lender says is left of its line."""
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    options = await checkout.lender_options(customer.id, draft.draft_id)
    return next(each.credit_left_fen for each in options if each.plan_id.startswith(lender_id))


@on_sqlite
async def test_what_one_account_borrowed_is_used_up_for_the_person_s_other_one(container: Container) -> None:
    first, second = await arrive(container, 1), await arrive(container, 2)
    await buy(container, first)
    await verify(container, second)
    assert await left_fen(container, first) == await left_fen(container, second) == 100
    checkout = container.services.checkout
    draft = await checkout.current(second.id)
    assert draft is not None
    with pytest.raises(CreditLineShared) as refused:
        await checkout.choose_plan(second.id, draft.draft_id, "consumer-12")
    assert refused.value.values == {"amount": 399_900, "left": 100}
    with pytest.raises(CreditLineTooSmall) as own:
        await reach_confirmation(container, first)
    assert not isinstance(own.value, CreditLineShared)


@on_sqlite
async def test_another_lender_s_line_and_another_person_s_are_as_they_were(container: Container) -> None:
    first, second, other = [await arrive(container, number) for number in (1, 2, 3)]
    whole = await left_fen(container, first, "bank")
    await buy(container, first)
    await verify(container, second)
    await verify(container, other, OTHER)
    assert await left_fen(container, second, "bank") == whole
    assert await left_fen(container, other) == LINE


@on_sqlite
async def test_who_only_typed_somebody_s_number_learns_nothing_of_what_they_borrowed(
    container: Container,
) -> None:
    await buy(container, await arrive(container, 1))
    curious = await arrive(container, 2)
    await container.services.identity.submit_name(curious.id, NAME)
    await container.services.identity.submit_id_number(curious.id, ADULT)
    assert await left_fen(container, curious) == LINE


@on_sqlite
async def test_what_is_repaid_under_one_account_can_be_borrowed_under_the_other(container: Container) -> None:
    first, second = await arrive(container, 1), await arrive(container, 2)
    bought = await buy(container, first)
    await verify(container, second)
    await repay_next(container, first)
    principal_fen = bought.bills[0].principal_fen
    assert principal_fen > 0
    assert await left_fen(container, second) == 100 + principal_fen


async def test_two_accounts_of_one_person_that_confirm_at_once_do_not_both_get_the_line(
    container: Container, settings: Settings
) -> None:
    accounts = [await arrive(container, number) for number in (1, 2, 3)]
    shown = [await reach_confirmation(container, each) for each in accounts]
    outcomes = await asyncio.gather(
        *(confirm(container, each, one) for each, one in zip(accounts, shown, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, OrderDetail) for each in outcomes) == 1
    assert sum(isinstance(each, CreditLineShared) for each in outcomes) == 2
    breaches: list[str] = []
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 0, breaches
