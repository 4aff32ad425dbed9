"""Documents in the chat: where the buttons are, what is answered, and what the file is called."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.wiring import Container
from domain.documents.results import Confirmation, Documented, DocumentKind, Issue, IssuedDocument
from domain.periods import Period
from domain.value import replace
from handlers.buttons.documents import ChoosePeriod, SendCertificate, SendReceipt, SendStatement
from handlers.buttons.orders import OpenOrders
from handlers.documents import views
from handlers.orders.views import order_screen, orders_screen
from handlers.repayment.views import receipt_screen
from handlers.ui.i18n import texts_for
from handlers.ui.refusals import REFUSALS
from handlers.ui.reply import Reply
from locales.catalogue import LOCALES
from tests.bot.documents.samples import ISSUE, RECEIPT
from tests.support.builders import text
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, pay, repay_next

T = texts_for("zh_CN")
TODAY = date(2026, 1, 20)
FOUND = Confirmation(
    DocumentKind.RECEIPT, ISSUE, "张<*", "F260105ABC", 357_24, date(2026, 2, 5), date(2026, 2, 5)
)


def actions(screen: Reply) -> list[object]:
    return [button.action for row in screen.keyboard for button in row]


async def test_a_receipt_screen_has_the_receipt_and_the_one_that_settles_the_certificate(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    quotes = container.services.quotes
    for bill in order.bills:
        quote = await quotes.bill(customer.id, bill.installment_id)
        receipt = await pay(container, customer, quote.quote_id)
        shown = actions(receipt_screen(T, receipt, TODAY))
        assert SendReceipt(receipt.payment_id) in shown
        assert (SendCertificate(receipt.order_id) in shown) == (bill is order.bills[-1])


async def test_only_a_settled_order_offers_its_certificate(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    order_id = (await buy(container, customer, plan_id="consumer-3")).summary.order_id
    offered = []
    for _ in range(4):
        order = await container.services.orders.order(customer.id, order_id)
        offered.append(SendCertificate(order_id) in actions(order_screen(T, order, TODAY)))
        if not order.summary.settled:
            await repay_next(container, customer)
    assert offered == [False, False, False, True]


async def test_the_orders_offer_a_statement_and_without_any_there_is_none(container: Container) -> None:
    customer = await arrive(container)
    assert ChoosePeriod() not in actions(
        orders_screen(T, await container.services.orders.orders(customer.id, 0))
    )
    await buy(container, customer)
    assert ChoosePeriod() in actions(orders_screen(T, await container.services.orders.orders(customer.id, 0)))


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (
            date(2026, 1, 20),
            [
                ("20260101", "20260131"),
                ("20251201", "20251231"),
                ("20251101", "20260131"),
                ("20260101", "20261231"),
                ("20250101", "20251231"),
            ],
        ),
        (
            date(2028, 3, 31),
            [
                ("20280301", "20280331"),
                ("20280201", "20280229"),
                ("20280101", "20280331"),
                ("20280101", "20281231"),
                ("20270101", "20271231"),
            ],
        ),
    ],
)
def test_the_periods_to_choose_are_whole_months_and_years(
    today: date, periods: list[tuple[str, str]]
) -> None:
    shown = [a for a in actions(views.choose_period(T, today)) if isinstance(a, SendStatement)]
    assert [(action.first, action.last) for action in shown] == periods


def test_a_period_button_says_which_days_it_means() -> None:
    labels = [button.label for row in views.choose_period(T, TODAY).keyboard for button in row]
    assert labels[:3] == ["这个月（2026-01）", "上个月（2025-12）", "最近三个月（从 2025-11 起）"]


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_typed_by_the_example_is_understood(locale: str) -> None:
    from domain.periods import read_period

    t = texts_for(locale)
    screen = views.period_not_read(t, TODAY)
    assert "2025-11-01" in screen.html()
    assert read_period("2025-11-01 到 2026-01-20") == Period(date(2025, 11, 1), TODAY)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_file_has_its_kind_and_number_for_a_name(locale: str) -> None:
    t = texts_for(locale)
    document = IssuedDocument(DocumentKind.RECEIPT, ISSUE, RECEIPT)
    file = views.attachment(t, document, b"%PDF")
    assert file.file_name == f"{t('还款回单')} HK261205-7KQ4.pdf"
    assert "HK261205-7KQ4" in file.caption
    assert ISSUE.verification_code not in file.caption


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_confirmed_is_all_there_and_safe_in_html(locale: str) -> None:
    t = texts_for(locale)
    said = views.confirmed(t, FOUND).html()
    for part in ("HK261205-7KQ4", "张&lt;*", "F260105ABC", "¥357.24", "2026-02-05", "2026-12-05 14:03:22"):
        assert part in said
    assert t("<i>演示环境开具，借款和还款都是模拟的。</i>") in said
    real = views.confirmed(t, replace(FOUND, issue=replace(ISSUE, is_demo=False))).html()
    assert t("<i>演示环境开具，借款和还款都是模拟的。</i>") not in real


def test_each_kind_states_what_its_amount_is() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    said = [
        views.confirmed(T, replace(FOUND, kind=kind, first_day=first, last_day=last)).html()
        for kind in DocumentKind
    ]
    for words, wanted in zip(
        said,
        (
            "2026-01-31 还款 <b>¥357.24</b>",
            "借款本金 <b>¥357.24</b>，2026-01-31 结清",
            "2026-01-01 至 2026-01-31，期末待还 <b>¥357.24</b>",
            "2026-01-31 一次付清 <b>¥357.24</b>",
        ),
        strict=True,
    ):
        assert wanted in words


def test_a_statement_is_of_no_order() -> None:
    said = views.confirmed(T, replace(FOUND, kind=DocumentKind.STATEMENT, order_number=None)).html()
    assert "订单" not in said


def test_one_chooses_by_day_goods_and_amount() -> None:
    things = [Documented("abc", text("小米手机 15"), 3, date(2026, 2, 5), 357_24)]
    screen = views.choose_receipt(T, things)
    assert screen.keyboard[0][0].label == "2026-02-05　小米手机 15 等 3 件　¥357.24"
    assert actions(screen)[0] == SendReceipt("abc")
    assert actions(views.choose_certificate(T, things))[0] == SendCertificate("abc")


def test_where_there_is_nothing_to_choose_it_is_said_what_is_missing() -> None:
    assert "目前没有已入账的付款" in views.choose_receipt(T, ()).html()
    assert "您还没有结清的分期" in views.choose_certificate(T, ()).html()


def test_a_loan_that_is_not_settled_is_refused_in_words() -> None:
    assert "结清后就能开结清证明" in REFUSALS["not_settled"][0]


def test_an_issue_is_shown_in_beijing_time() -> None:
    issue = Issue("N", datetime(2026, 1, 1, 17, 0, tzinfo=UTC), "C", is_demo=False)
    assert "2026-01-02 01:00:00" in views.confirmed(T, replace(FOUND, issue=issue)).html()


def test_whoever_bought_at_once_only_is_told_where_the_receipt_is_instead_of_choosing_a_period() -> None:
    screen = views.no_statement(T)
    assert "付款回单" in screen.html()
    assert actions(screen)[0] == OpenOrders(0)
