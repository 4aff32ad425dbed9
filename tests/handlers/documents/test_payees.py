"""After signing it can still be read who receives each guarantee or service fee: on the order, in its workings, in print."""

from __future__ import annotations

import pytest

from bot.documents.settlement import settlement_document
from bot.wiring import Container, catalog_importer
from domain.customers.results import CustomerView
from domain.documents.results import SettlementCertificate
from domain.orders.results import OrderDetail
from domain.terms import ChargeKind
from domain.value import replace
from handlers.breakdowns.views import order_screen as order_workings
from handlers.orders.views import order_screen
from handlers.ui.i18n import texts_for
from tests.support import builders
from tests.support.charged_plans import GUARANTEE, LOAN_ID, SERVICE, charged, shop
from tests.support.people import arrive, pay
from tests.support.returning import EVERYTHING, buy_both, send_back

T = texts_for("zh_CN")
TODAY = builders.NOON.date()


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on it."""
    return "sqlite"


async def bought(container: Container, plan_id: str = LOAN_ID) -> tuple[CustomerView, OrderDetail]:
    spec = shop()
    guarantee = replace(GUARANTEE, payee=builders.text("担保 <甲>"))
    plan = charged(builders.equal_installment(LOAN_ID, 12, "12", "demo-bank"), SERVICE, guarantee)
    await catalog_importer(container.store).apply(replace(spec, plans=(*spec.plans[:2], plan)), {})
    customer = await arrive(container)
    return customer, await buy_both(container, customer, plan_id)


async def certificate(container: Container, customer: CustomerView, order: OrderDetail, locale: str) -> str:
    document = await container.services.documents.certificate(customer.id, order.summary.order_id)
    assert isinstance(document.facts, SettlementCertificate)
    return settlement_document(texts_for(locale), document.issue, document.facts).declaration or ""


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_CN", "担保费由担保 &lt;甲&gt;收取，服务费由示例科技服务收取。"),
        ("zh_TW", "擔保費由担保 &lt;甲&gt;（繁）收取，服務費由示例科技服务（繁）收取。"),
        ("en", "Guarantee fee paid to 担保 &lt;甲&gt; (en), service fee paid to 示例科技服务 (en)."),
    ],
)
async def test_the_order_and_its_workings_say_who_receives_the_fees(
    container: Container, locale: str, said: str
) -> None:
    t = texts_for(locale)
    customer, order = await bought(container)
    assert [charge.kind for charge in order.charges] == [ChargeKind.GUARANTEE, ChargeKind.SERVICE]
    assert said in order_screen(t, order, TODAY).html()
    shown = await container.services.breakdowns.order(customer.id, order.summary.order_id)
    assert said in order_workings(t, shown).html()


async def test_without_fees_nobody_is_named(container: Container) -> None:
    customer, order = await bought(container, "consumer-12")
    shown = await container.services.breakdowns.order(customer.id, order.summary.order_id)
    for text in (order_screen(T, order, TODAY).html(), order_workings(T, shown).html()):
        assert "收取" not in text


@pytest.mark.parametrize(
    ("plan_id", "locale", "said"),
    [
        (LOAN_ID, "zh_CN", "本金、利息、担保费、服务费和罚息均无欠款。"),
        (LOAN_ID, "zh_TW", "本金、利息、擔保費、服務費和遲延利息均無欠款。"),
        (
            LOAN_ID,
            "en",
            "Principal, interest, guarantee fee, service fee and late interest are fully paid.",
        ),
        ("consumer-12", "zh_CN", "本金、利息和罚息均无欠款。"),
    ],
)
async def test_the_certificate_names_the_fees_of_the_loan_that_are_not_owed(
    container: Container, plan_id: str, locale: str, said: str
) -> None:
    customer, order = await bought(container, plan_id)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await pay(container, customer, quote.quote_id)
    assert (await certificate(container, customer, order, locale)).endswith(said)


async def test_also_where_none_of_them_was_ever_paid(container: Container) -> None:
    customer, order = await bought(container)
    await send_back(container, customer, order, EVERYTHING)
    said = await certificate(container, customer, order, "zh_CN")
    assert said.endswith("本金、利息、担保费、服务费和罚息均无欠款。")
