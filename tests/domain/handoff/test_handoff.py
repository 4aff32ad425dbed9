"""What lenders say of applications and payments on their pages: once, signed, as they have it, and never lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.lenders import HttpLenderPages, Malformed, link_signature
from bot.db.store import SqlStore
from bot.settings import Settings, SettingsError, load_settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.audit.service import AuditService
from domain.breakdowns.errors import LenderFiguresOnly
from domain.cases.types import CaseKind
from domain.checkout.results import CheckoutStep
from domain.customers.results import CustomerView
from domain.errors import NotFound, Stale
from domain.handoff.notices import HandoffContent
from domain.handoff.service import fingerprint
from domain.handoff.types import ApplicationStatus, HandoffStatus, PaymentStatusReport
from domain.payments.results import PaymentAwaited, ReportOutcome
from domain.ports import InvalidSignature
from domain.terms import AgreedRow
from domain.value import replace
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.charged_plans import GUARANTEE, charged
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.lender_server import SECRET, LenderServer, lender_server
from tests.support.people import arrive

PRICE = 399_900


@pytest.fixture
async def lender() -> AsyncIterator[LenderServer]:
    async with lender_server() as running:
        yield running


@pytest.fixture
async def container(
    settings: Settings, clock: MovableClock, lender: LenderServer
) -> AsyncIterator[Container]:
    own = {
        **dict(settings),
        "operator_mode": "merchant",
        "handoff_url": lender.url,
        "handoff_secret": SECRET,
    }
    built = build_container(load_settings(**own), clock)
    await catalog_importer(built.store).apply(catalog(), {})
    yield built
    async for _, violations in AuditService(SqlStore(built.engine)).loans():
        assert violations == []
    assert await AuditService(SqlStore(built.engine)).across() == []
    await built.aclose()


async def apply_for(
    container: Container, customer: CustomerView, plan_id: str = "consumer-3"
) -> tuple[str, str]:
    """The draft, and the application for this plan."""
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, int(plan_id.rsplit("-", 1)[1]))
    view = await checkout.choose_plan(customer.id, draft.draft_id, plan_id)
    assert view.step is CheckoutStep.HANDOFF
    handed = await container.services.handoff.begin(customer.id, draft.draft_id)
    return draft.draft_id, parse_qs(urlsplit(handed.url).query)["application_id"][0]


def rows(start: date, *parts: int) -> tuple[AgreedRow, ...]:
    return tuple(
        AgreedRow(number, start + timedelta(days=30 * number), part, 0, 0)
        for number, part in enumerate(parts, start=1)
    )


def signed(container: Container, application_id: str, *parts: int) -> ApplicationStatus:
    today = container.services.today()
    return ApplicationStatus(
        application_id,
        HandoffStatus.SIGNED,
        "C-1",
        today,
        rows(today, *(parts or (133_300, 133_300, 133_300))),
    )


async def orders(container: Container, customer: CustomerView) -> int:
    return len((await container.services.orders.orders(customer.id, 0)).orders)


@on_sqlite
async def test_the_link_says_what_is_applied_for_signed_and_nothing_of_the_person(
    container: Container,
) -> None:
    customer = await arrive(container)
    draft_id, application_id = await apply_for(container, customer)
    again = await container.services.handoff.begin(customer.id, draft_id)
    asked = urlsplit(again.url)
    query, _, signature = asked.query.rpartition("&signature=")
    assert parse_qs(query) == {
        "application_id": [application_id],
        "lender": ["demo-consumer"],
        "plan": ["consumer-3"],
        "amount_fen": [str(PRICE)],
        "periods": ["3"],
    }
    assert signature == link_signature(SECRET, "apply", query)


@on_sqlite
async def test_a_signed_contract_is_one_order_however_often_it_is_told(container: Container) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    report = signed(container, application_id)
    arrived = container.services.handoff.handle_application_status
    assert [await arrived(report) for _ in range(3)] == [
        ReportOutcome.APPLIED,
        ReportOutcome.ALREADY_APPLIED,
        ReportOutcome.ALREADY_APPLIED,
    ]
    assert await arrived(replace(report, contract_no="C-2")) is ReportOutcome.CONFLICT
    assert await arrived(ApplicationStatus("nobody's", HandoffStatus.DECLINED)) is ReportOutcome.UNKNOWN
    assert await orders(container, customer) == 1
    async with container.store.read() as uow:
        identity = await uow.identities.get(customer.id)
    assert identity is None  # who somebody is concerns the lender


@on_sqlite
async def test_the_lenders_own_schedule_prevails_and_is_not_explained_as_ours(container: Container) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    await container.services.handoff.handle_application_status(
        signed(container, application_id, 200_000, 100_000, 99_900)
    )
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [bill.owed_fen for bill in bills] == [200_000, 100_000, 99_900]
    with pytest.raises(LenderFiguresOnly):
        await container.services.breakdowns.order(customer.id, bills[0].order_id)


@on_sqlite
@pytest.mark.parametrize(
    "parts", [(133_300, 133_300), (399_900, 0), (500_000, -100_100)], ids=["less", "empty", "below zero"]
)
async def test_a_schedule_that_does_not_add_up_is_refused_and_can_be_said_right(
    container: Container, parts: tuple[int, ...]
) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    arrived = container.services.handoff.handle_application_status
    assert await arrived(signed(container, application_id, *parts)) is ReportOutcome.INVALID
    assert await orders(container, customer) == 0
    assert await arrived(signed(container, application_id)) is ReportOutcome.APPLIED


def with_a_guarantee(report: ApplicationStatus) -> ApplicationStatus:
    return replace(report, rows=tuple(row._replace(guarantee_fen=266) for row in report.rows))


@on_sqlite
async def test_a_guarantee_fee_is_taken_from_the_lender_where_its_plan_has_one(container: Container) -> None:
    spec = catalog()
    plan = charged(spec.plans[0], GUARANTEE)
    await catalog_importer(container.store).apply(replace(spec, plans=(plan, *spec.plans[1:])), {})
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    report = with_a_guarantee(signed(container, application_id))
    arrived = container.services.handoff.handle_application_status
    assert [await arrived(report) for _ in range(2)] == [ReportOutcome.APPLIED, ReportOutcome.ALREADY_APPLIED]
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [(bill.owed_fen, bill.guarantee_fen) for bill in bills] == [(133_566, 266)] * 3


@on_sqlite
async def test_a_guarantee_fee_of_a_plan_without_one_is_refused_for_nobody_is_known_to_receive_it(
    container: Container,
) -> None:
    _, application_id = await apply_for(container, await arrive(container))
    report = with_a_guarantee(signed(container, application_id))
    assert await container.services.handoff.handle_application_status(report) is ReportOutcome.INVALID


def test_a_report_without_charges_is_known_again_by_what_it_was_known_by_before_there_were_any() -> None:
    day = date(2026, 1, 5)
    report = ApplicationStatus(
        "a", HandoffStatus.SIGNED, "C-1", day, (AgreedRow(1, date(2026, 2, 5), 9, 1, 0),)
    )
    before = (
        "{'application_id': 'a', 'status': <HandoffStatus.SIGNED: 'signed'>, 'contract_no': 'C-1',"
        " 'signed_on': datetime.date(2026, 1, 5), 'rows': (AgreedRow(no=1, due_date=datetime.date(2026, 2, 5),"
        " principal_fen=9, interest_fen=1, fee_fen=0),)}"
    )
    assert fingerprint(report) == hashlib.sha256(before.encode()).hexdigest()


@on_sqlite
async def test_a_contract_of_a_day_to_come_is_refused(container: Container) -> None:
    _, application_id = await apply_for(container, await arrive(container))
    report = signed(container, application_id)
    assert report.signed_on is not None
    tomorrow = replace(report, signed_on=report.signed_on + timedelta(days=1))
    assert await container.services.handoff.handle_application_status(tomorrow) is ReportOutcome.INVALID


@on_sqlite
async def test_a_contract_signed_after_the_checkout_was_left_is_an_order_all_the_same(
    container: Container,
) -> None:
    customer = await arrive(container)
    draft_id, application_id = await apply_for(container, customer)
    await container.services.checkout.cancel(customer.id, draft_id)
    assert (
        await container.services.handoff.handle_application_status(signed(container, application_id))
        is ReportOutcome.APPLIED
    )
    assert await orders(container, customer) == 1


async def test_where_no_order_can_be_made_the_contract_is_kept_and_the_staff_told(
    container: Container,
) -> None:
    """Two lenders sign for the same goods: the second contract has none."""
    customer = await arrive(container)
    draft_id, first = await apply_for(container, customer, "consumer-12")
    await container.services.checkout.back(customer.id, draft_id, CheckoutStep.HANDOFF)
    _, second = await apply_for(container, customer, "bank-12")
    arrived = container.services.handoff.handle_application_status
    monthly = (33_325,) * 12
    assert await arrived(signed(container, first, *monthly)) is ReportOutcome.APPLIED
    assert await arrived(signed(container, second, *monthly)) is ReportOutcome.APPLIED
    assert await orders(container, customer) == 1
    (case,) = await container.staff_service.open_cases()
    assert (case.kind, case.amount_fen) == (CaseKind.SIGNED_ONLY, PRICE)
    channel = RecordingChannel()
    await delivery_service(container, channel).send_transactional(container.clock.now())
    told = [content for _, content in channel.received if isinstance(content, HandoffContent)]
    assert sorted(one.order_id is not None for one in told) == [False, True]


async def test_goods_that_are_gone_do_not_lose_the_contract(container: Container) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    async with container.store.write() as uow:
        assert await uow.catalog.take_stock("xiaomi-15", 5)
        await uow.commit()
    assert (
        await container.services.handoff.handle_application_status(signed(container, application_id))
        is ReportOutcome.APPLIED
    )
    assert await orders(container, customer) == 0
    assert [case.kind for case in await container.staff_service.open_cases()] == [CaseKind.SIGNED_ONLY]


async def test_the_customers_own_look_asks_the_lender(container: Container, lender: LenderServer) -> None:
    customer = await arrive(container)
    draft_id, application_id = await apply_for(container, customer)
    look_up = container.services.handoff.look_up
    assert await look_up(customer.id, draft_id) is None  # the lender has not heard of it
    lender.known[application_id] = said(signed(container, application_id))
    lender.forged = True
    assert await look_up(customer.id, draft_id) is None
    lender.forged = False
    order_id = await look_up(customer.id, draft_id)
    assert order_id is not None
    assert await look_up(customer.id, draft_id) == order_id
    with pytest.raises(NotFound):
        await look_up((await arrive(container, 2)).id, draft_id)


async def test_the_sweep_asks_for_a_week(
    container: Container, lender: LenderServer, clock: MovableClock
) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    lender.known[application_id] = {"status": "reviewing"}
    reconcile = container.services.handoff.reconcile
    assert await reconcile(container.clock.now()) == {"reviewing": 1}
    now = clock.move_to(container.services.today() + timedelta(days=8))
    assert await reconcile(now) == {}
    assert (
        await container.services.handoff.handle_application_status(signed(container, application_id))
        is ReportOutcome.APPLIED
    )


@on_sqlite
async def test_nothing_is_signed_in_the_chat(container: Container) -> None:
    customer = await arrive(container)
    draft_id, _ = await apply_for(container, customer)
    view = await container.services.checkout.view(customer.id, draft_id)
    with pytest.raises(Stale):
        await container.services.confirmation.place_order(customer.id, draft_id, view.version)
    assert not (await container.services.autopay.view(customer.id)).can_add_card
    assert not container.services.card_photos.available


@on_sqlite
async def test_a_payments_word_settles_it_once_and_another_amount_stays_the_customers(
    container: Container,
) -> None:
    customer = await arrive(container)
    _, application_id = await apply_for(container, customer)
    await container.services.handoff.handle_application_status(signed(container, application_id))
    paid = container.services.handoff.handle_payment_status

    async def begun() -> PaymentAwaited:
        bill = (await container.services.bills.open_bills(customer.id)).bills[0]
        quote = await container.services.quotes.bill(customer.id, bill.installment_id)
        answer = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
        assert isinstance(answer, PaymentAwaited)
        return answer

    first = await begun()
    assert first.action is not None
    assert "contract_no=C-1" in first.action.content
    report = PaymentStatusReport(first.payment_id, True, 133_300, "R1")
    assert [await paid(report) for _ in range(2)] == [ReportOutcome.APPLIED, ReportOutcome.ALREADY_APPLIED]
    assert await paid(replace(report, reference="R2")) is ReportOutcome.CONFLICT
    assert await paid(PaymentStatusReport("nobody's", paid=False)) is ReportOutcome.UNKNOWN
    # The money is there: that it is not is something else than what was said before.
    assert await paid(PaymentStatusReport(first.payment_id, paid=False)) is ReportOutcome.CONFLICT
    assert await paid(report) is ReportOutcome.ALREADY_APPLIED
    second = await begun()
    assert await paid(PaymentStatusReport(second.payment_id, True, 1, "R3")) is ReportOutcome.CREDITED
    assert len((await container.services.bills.open_bills(customer.id)).bills) == 2  # credited, not applied
    third = await begun()
    assert await paid(PaymentStatusReport(third.payment_id, paid=False)) is ReportOutcome.APPLIED
    assert await paid(PaymentStatusReport(third.payment_id, paid=False)) is ReportOutcome.ALREADY_APPLIED
    assert await paid(PaymentStatusReport(second.payment_id, paid=False)) is ReportOutcome.CONFLICT


def said(report: ApplicationStatus) -> dict[str, Any]:
    assert report.signed_on is not None
    return {
        "status": report.status.value,
        "contract_no": report.contract_no,
        "signed_on": report.signed_on.isoformat(),
        "installments": [row._asdict() | {"due_date": row.due_date.isoformat()} for row in report.rows],
    }


def test_charges_of_an_instalment_are_read_and_nothing_is_none(lender: LenderServer) -> None:
    pages = HttpLenderPages(lender.url, SECRET)
    row = {"no": 1, "due_date": "2026-02-05", "principal_fen": 9, "interest_fen": 1, "fee_fen": 0}

    def read(**more: Any) -> AgreedRow:
        word = {"application_id": "a", "status": "signed", "contract_no": "C", "signed_on": "2026-01-05"}
        body = json.dumps(word | {"installments": [row | more]}).encode()
        report = pages.read(lender.headers(body), body)
        assert isinstance(report, ApplicationStatus)
        return report.rows[0]

    assert read() == AgreedRow(1, date(2026, 2, 5), 9, 1, 0, 0, 0)
    assert read(guarantee_fen=7, service_fen=3) == AgreedRow(1, date(2026, 2, 5), 9, 1, 0, 7, 3)
    for wrong in (-1, "7", 7.0, True, None):
        with pytest.raises(Malformed):
            read(service_fen=wrong)


async def test_a_word_counts_only_where_it_is_signed_fresh_and_as_agreed(lender: LenderServer) -> None:
    pages = HttpLenderPages(lender.url, SECRET)
    body = json.dumps({"application_id": "a1", "status": "declined"}).encode()
    assert pages.read(lender.headers(body), body) == ApplicationStatus("a1", HandoffStatus.DECLINED)
    with pytest.raises(InvalidSignature):
        pages.read(lender.headers(body, age_s=301), body)
    with pytest.raises(InvalidSignature):
        pages.read(lender.headers(body), body + b" ")
    with pytest.raises(InvalidSignature):
        pages.read({}, body)
    wrongs: tuple[object, ...] = (
        [],
        {},
        {"application_id": "a1", "status": "married"},
        {"application_id": "a1", "status": "signed"},
        {
            "application_id": "a1",
            "status": "signed",
            "contract_no": "C",
            "signed_on": "soon",
            "installments": [{}],
        },
        {"application_id": 7, "status": "declined"},
        {"payment_id": "p1", "status": "paid", "amount_fen": 1.5, "reference": "R"},
        {"payment_id": "p1", "status": "paid", "amount_fen": 10, "reference": "R" * 65},
    )
    for wrong in wrongs:
        body = json.dumps(wrong).encode()
        with pytest.raises(Malformed):
            pages.read(lender.headers(body), body)
    await pages.aclose()


@on_sqlite
@pytest.mark.parametrize("missing", ["handoff_url", "handoff_secret"])
def test_the_mode_names_the_setting_that_is_missing(
    settings: Settings, clock: MovableClock, missing: str
) -> None:
    given = {"handoff_url": "https://lender.example", "handoff_secret": SECRET}
    given.pop(missing)
    own = load_settings(**{**dict(settings), "operator_mode": "merchant", **given})
    with pytest.raises(SettingsError, match=missing.upper()):
        build_container(own, clock)
