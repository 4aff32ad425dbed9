"""A plan without interest is 免息 only where it has no fees either; what comes to nothing is no fee."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from bot.wiring import Container, catalog_importer
from domain.breakdowns.results import SettlementWorkings
from domain.checkout.results import AgreementFacts, Disclosure
from domain.terms import Charge, ChargeKind, PenaltyTerms
from domain.value import replace
from handlers.bills import views as bills
from handlers.breakdowns.early_views import settlement_screen
from handlers.breakdowns.return_views import workings_screen
from handlers.breakdowns.views import bill_screen
from handlers.breakdowns.views import order_screen as order_workings
from handlers.buttons.bills import OpenBills
from handlers.checkout.agreement import agreement_text
from handlers.checkout.contract import disclosure_screen
from handlers.checkout.views import confirm_screen
from handlers.orders.views import order_screen
from handlers.plans import views as plans
from handlers.plans.disclosure_views import contingent_costs, cost_table
from handlers.repayment.early_views import quote_screen
from handlers.returns.views import preview_screen
from handlers.ui.i18n import Texts, texts_for
from tests.support import builders
from tests.support.agreements import AGREEMENT
from tests.support.charged_plans import GUARANTEE, SERVICE, charged, shop
from tests.support.clock import MovableClock
from tests.support.people import arrive, confirm, read_and_agree, verify
from tests.support.returning import THOUSAND

T = texts_for("zh_CN")
TODAY = builders.NOON.date()
LATER = date(2026, 2, 15)
NOTHING = Charge(ChargeKind.SERVICE, builders.text("示例科技服务"), Decimal("0.000001"))


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on it."""
    return "sqlite"


async def open_free(container: Container, *charges: Charge) -> None:
    """One plan, 12 periods without interest."""
    plan = charged(builders.flat("free-12", 12, "0"), *charges)
    await catalog_importer(container.store).apply(replace(shop(), plans=(plan,)), {})


async def open_free_of_penalty(container: Container, grace_days: int = 0) -> None:
    """One plan of 0 % a year with a guarantee fee; penalty interest is a multiple of that rate."""
    late = PenaltyTerms(daily_pct=None, multiple=Decimal("1.5"), grace_days=grace_days)
    plan = charged(builders.equal_installment("free-12", 12, "0", "demo-bank"), GUARANTEE)
    await catalog_importer(container.store).apply(replace(shop(penalty=late), plans=(plan,)), {})


async def screens(container: Container, clock: MovableClock, t: Texts) -> AsyncIterator[str]:
    """All from the first list of plans to what becomes of the loan, in words."""
    services, customer = container.services, await arrive(container)
    for product_id in ("part", "rest"):
        await services.catalog.set_quantity(customer.id, product_id, 1)
    draft = await services.checkout.start_from_cart(customer.id)
    options = await services.checkout.period_options(customer.id, draft.draft_id)
    yield plans.choose_periods(t, draft, options).html()
    yield plans.explain_rates(t, draft, options).html()
    await services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(container, customer)
    view = await services.checkout.view(customer.id, draft.draft_id)
    yield plans.choose_lender(t, view, options).html()
    await services.checkout.choose_plan(customer.id, draft.draft_id, "free-12")
    shown = await services.agreements.disclosure(customer.id, draft.draft_id)
    yield disclosure_screen(t, shown, AGREEMENT, TODAY).html()
    yield agreement(t, shown)
    signed = await read_and_agree(container, customer, draft.draft_id)
    yield confirm_screen(t, signed, TODAY).html()
    order = await confirm(container, customer, signed)
    order_id, bill = order.summary.order_id, order.bills[0]
    clock.move_to(LATER)
    order = await services.orders.order(customer.id, order_id)
    yield order_screen(t, order, LATER).html()
    yield order_workings(t, await services.breakdowns.order(customer.id, order_id)).html()
    yield bills.amounts(t, bill)
    explained = await services.breakdowns.bill(customer.id, bill.installment_id)
    yield bill_screen(t, explained, LATER, OpenBills()).html()
    quote = await services.quotes.settlement(customer.id, bill.loan_id)
    yield quote_screen(t, quote).html()
    settled = await services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(settled, SettlementWorkings)
    yield settlement_screen(t, settled, LATER).html()
    preview = await services.returns.preview(customer.id, order_id, {THOUSAND: 1})
    yield preview_screen(t, preview, "1", LATER).html()
    yield workings_screen(t, preview, "1").html()


def agreement(t: Texts, shown: Disclosure) -> str:
    return agreement_text(t, AgreementFacts("draft", "张**", "1****************1", (), shown)).text


async def disclosed(container: Container) -> Disclosure:
    customer = await arrive(container)
    draft = await container.services.checkout.start_with(customer.id, "rest")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(container, customer)
    await container.services.checkout.choose_plan(customer.id, draft.draft_id, "free-12")
    return await container.services.agreements.disclosure(customer.id, draft.draft_id)


def cells(t: Texts, shown: Disclosure) -> dict[str, str]:
    return {row[0]: row[1] for row in cost_table(t, shown).rows}


@pytest.mark.parametrize(
    ("locale", "free", "said"),
    [
        ("zh_CN", "免息", "不收利息"),
        ("zh_TW", "免息", "不收利息"),
        ("en", "interest-free", "no interest is charged"),
    ],
)
async def test_nowhere_is_a_plan_with_fees_called_interest_free(
    container: Container, clock: MovableClock, locale: str, free: str, said: str
) -> None:
    await open_free(container, SERVICE, GUARANTEE)
    words = [text.lower() async for text in screens(container, clock, texts_for(locale))]
    assert len(words) == 14
    assert [text for text in words if free in text] == []
    assert sum(said in text for text in words) >= 4  # disclosure, agreement, the workings of plan and bill


async def test_a_plan_without_fees_still_is(container: Container, clock: MovableClock) -> None:
    await open_free(container)
    words = [text async for text in screens(container, clock, T)]
    assert sum("免息" in text for text in words) >= 4


async def test_without_interest_the_agreement_says_so_and_lists_the_fees(container: Container) -> None:
    await open_free(container, GUARANTEE)
    said = agreement(T, await disclosed(container))
    assert "三、费用\n不收利息。\n担保费（每期 0.2%，按借款本金）合计 ¥" in said
    assert "利息（" not in said


async def test_charges_stand_in_one_order_however_the_catalogue_has_them(container: Container) -> None:
    await open_free(container, SERVICE, GUARANTEE)
    shown = await disclosed(container)
    rows = list(cells(T, shown))
    assert rows.index("担保费（按期收取）") < rows.index("服务费（按期收取）")
    said = agreement(T, shown)
    assert said.index("担保费（") < said.index("服务费（")


async def test_a_charge_that_comes_to_nothing_is_none(container: Container, clock: MovableClock) -> None:
    await open_free(container, NOTHING)
    words = [text async for text in screens(container, clock, T)]
    assert [text for text in words if "服务费" in text or "示例科技服务" in text] == []
    assert any("没有其他费用。" in text for text in words)
    assert sum("免息" in text for text in words) >= 4


async def test_a_charge_that_comes_to_nothing_has_no_standard_and_no_payee(container: Container) -> None:
    await open_free(container, NOTHING)
    shown = await disclosed(container)
    assert shown.charges == ()
    assert cells(T, shown)["增信、担保等其他费用"] == "无"


async def test_beside_another_one_a_charge_that_comes_to_nothing_is_none(container: Container) -> None:
    await open_free(container, NOTHING, GUARANTEE)
    shown = await disclosed(container)
    assert cells(T, shown)["服务费"] == "无"
    assert "服务费（" not in agreement(T, shown)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_CN", "四、逾期\n逾期不收罚息。没有宽限期。\n"),
        ("zh_TW", "四、逾期\n逾期不收遲延利息。沒有寬限期。\n"),
        ("en", "4. Late payment\nNo late interest is charged. There is no grace period.\n"),
    ],
)
async def test_where_being_late_costs_nothing_disclosure_and_agreement_say_so(
    container: Container, locale: str, said: str
) -> None:
    await open_free_of_penalty(container)
    shown = await disclosed(container)
    t = texts_for(locale)
    agreed = agreement(t, shown)
    assert said in agreed
    assert "24%" not in agreed
    assert t("逾期不收罚息。") in contingent_costs(t, shown, TODAY)


async def test_where_being_late_costs_nothing_no_day_after_the_grace_is_said_to_count(
    container: Container,
) -> None:
    await open_free_of_penalty(container, grace_days=3)
    shown = await disclosed(container)
    for words in (agreement(T, shown), contingent_costs(T, shown, TODAY)):
        assert "每期宽限 3 天" in words
        assert "24:00 前还上，不算逾期。" in words
        assert "每天都算" not in words


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "zh_CN",
            "到期日 24:00 前没有还清的，从次日起按逾期本金和利息每日 0.05% 计收罚息，直到还清。没有宽限期。"
            "罚息由乙方收取，按年计不超过 24%。\n乙方报送",
        ),
        (
            "zh_TW",
            "到期日 24:00 前未繳清者，自次日起按逾期本金和利息每日 0.05% 計收遲延利息，至繳清為止。沒有寬限期。"
            "遲延利息由乙方收取，按年計不超過 24%。\n乙方通報",
        ),
        (
            "en",
            "until it is paid: 0.05% a day on overdue principal and interest, charged by the lender, never more "
            "than 24% a year. There is no grace period.\nThe lender tells",
        ),
    ],
)
async def test_where_it_costs_something_the_agreement_reads_as_it_did(
    container: Container, locale: str, said: str
) -> None:
    plan = builders.flat("free-12", 12, "0.6")
    await catalog_importer(container.store).apply(replace(shop(), plans=(plan,)), {})
    assert said in agreement(texts_for(locale), await disclosed(container))
