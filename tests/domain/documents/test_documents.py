"""Receipts and certificates: what they say, that they stay what they were, and who gets them."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.documents import issuance as issuing
from domain.documents.errors import NotSettled
from domain.documents.results import (
    DocumentKind,
    EntryKind,
    IssuedDocument,
    RepaymentReceipt,
    SettlementCertificate,
    Statement,
)
from domain.errors import NotFound
from domain.loans.results import Split
from domain.payments.results import Receipt
from domain.periods import months_up_to
from domain.quotes.results import QuoteKind, QuoteView
from domain.rules.settlement_costs import LineCode
from domain.terms import (
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
)
from domain.value import replace
from tests.support import fees_at_drawdown
from tests.support.builders import ADULT, NAME
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.example_loans import borrowed, two_paid
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import EVERYTHING, REST, THOUSAND, bought, open_shop, send_back

WITH_FEE = PrepayTerms(PrepayPolicy.ACTUAL_USE, PrepayFeeKind.PERCENT, Decimal(1))


async def confirmed(container: Container, customer: CustomerView, quote: QuoteView) -> Receipt:
    return await pay(container, customer, quote.quote_id)


async def pay_next(container: Container, customer: CustomerView) -> Receipt:
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    return await confirmed(
        container, customer, await container.services.quotes.bill(customer.id, bill.installment_id)
    )


async def receipt_of(container: Container, customer: CustomerView, paid: Receipt) -> RepaymentReceipt:
    """Its lines add up to what was paid, whatever kind of payment it was."""
    facts = (await container.services.documents.receipt(customer.id, paid.payment_id)).facts
    assert isinstance(facts, RepaymentReceipt)
    assert facts.paid.total_fen == paid.amount_fen
    assert facts.kind is paid.kind
    return facts


async def certificate_of(
    container: Container, customer: CustomerView, order_id: str
) -> SettlementCertificate:
    facts = (await container.services.documents.certificate(customer.id, order_id)).facts
    assert isinstance(facts, SettlementCertificate)
    return facts


async def column(container: Container, name: str) -> list[str]:
    async with container.engine.connect() as connection:
        return [str(row[0]) for row in await connection.execute(text(f"SELECT {name} FROM documents"))]


# Receipts


@on_sqlite
async def test_the_receipt_of_a_late_bill_has_its_penalty(container: Container, clock: MovableClock) -> None:
    customer, order = await borrowed(container, "consumer-12")
    clock.move_to(date(2026, 2, 15))
    paid = await pay_next(container, customer)
    facts = await receipt_of(container, customer, paid)
    assert [(one.no, one.due_date) for one in facts.installments] == [(1, date(2026, 2, 5))]
    assert facts.paid.split.penalty_fen == paid.amount_fen - 357_24 > 0
    assert (facts.purchase.order_number, facts.periods) == (order.summary.number, 12)
    assert (facts.holder.name_mask, facts.holder.id_number_mask) == ("张**", "1****************1")


@on_sqlite
async def test_a_payment_over_several_bills_names_them_all(container: Container, clock: MovableClock) -> None:
    customer, order = await borrowed(container, "consumer-12")
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 800_00)
    facts = await receipt_of(container, customer, await confirmed(container, customer, quote))
    assert [one.no for one in facts.installments] == [1, 2, 3]


@on_sqlite
async def test_the_receipt_of_a_settlement_has_the_fee_and_what_was_given_back(
    container: Container, clock: MovableClock
) -> None:
    await fees_at_drawdown.open_shop(container, prepay=WITH_FEE)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=fees_at_drawdown.PLAN_ID)
    await repay_next(container, customer)
    clock.move_to(date(2026, 3, 1))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    facts = await receipt_of(container, customer, await confirmed(container, customer, quote))
    assert facts.paid.prepay_fee_fen == quote.outside.prepay_fee_fen > 0
    assert quote.settlement is not None
    back_fen = -sum(line.amount_fen for line in quote.settlement.lines if line.code is LineCode.FEE)
    assert facts.paid.given_back_fen == back_fen > 0
    statement = (
        await container.services.documents.statement(customer.id, months_up_to(container.services.today()))
    ).facts
    assert isinstance(statement, Statement)
    assert statement.closing_fen == 0
    assert EntryKind.GIVEN_BACK in {entry.kind for entry in statement.entries}


@on_sqlite
async def test_principal_prepaid_stands_as_principal_though_it_is_of_no_bill(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock, prepay=WITH_FEE)
    clock.advance(days=10)
    quote = await container.services.quotes.prepayment(
        customer.id, order.bills[0].loan_id, 700_00, PrepayStrategy.FEWER
    )
    facts = await receipt_of(container, customer, await confirmed(container, customer, quote))
    assert (facts.kind, facts.installments) == (QuoteKind.PREPAYMENT, ())
    assert (facts.paid.split.principal_fen, facts.paid.prepay_fee_fen) == (700_00, 7_00)
    assert facts.paid.split.interest_fen == quote.outside.accrued_fen


@on_sqlite
async def test_a_receipt_stays_what_it_was_when_the_loan_changes(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock, prepay=WITH_FEE)
    documents = container.services.documents
    payment_id = (await documents.repayments(customer.id))[0].id
    before = await documents.receipt(customer.id, payment_id)
    quote = await container.services.quotes.prepayment(
        customer.id, order.bills[0].loan_id, 1_500_00, PrepayStrategy.FEWER
    )
    await confirmed(container, customer, quote)
    clock.advance(days=40)
    after = await documents.receipt(customer.id, payment_id)
    assert after == before
    files = [await documents.file(one, "zh_CN") for one in (before, after)]
    assert files[0] == files[1]


async def test_only_a_payment_in_the_books_has_a_receipt_and_only_for_its_payer(container: Container) -> None:
    customer, _ = await borrowed(container)
    paid = await pay_next(container, customer)
    stranger = await arrive(container, 2)
    for customer_id, payment_id in ((stranger.id, paid.payment_id), (customer.id, "nosuchthing2")):
        with pytest.raises(NotFound):
            await container.services.documents.receipt(customer_id, payment_id)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE payments SET status = 'void'"))
    with pytest.raises(NotFound):
        await container.services.documents.receipt(customer.id, paid.payment_id)


@on_sqlite
async def test_the_repayments_to_choose_from_are_the_newest_first(
    container: Container, clock: MovableClock
) -> None:
    customer, _ = await two_paid(container, clock)
    found = await container.services.documents.repayments(customer.id)
    assert [one.day for one in found] == [date(2026, 3, 5), date(2026, 2, 5)]
    last = [(await pay_next(container, customer)).payment_id for _ in range(3)]  # at the same instant
    found = await container.services.documents.repayments(customer.id)
    assert [one.id for one in found[:3]] == last[::-1]
    assert await container.services.documents.repayments((await arrive(container, 2)).id) == ()


# Certificates


@on_sqlite
async def test_no_certificate_while_anything_is_open(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    order_id = order.summary.order_id
    for bill in order.bills:
        with pytest.raises(NotSettled):
            await container.services.documents.certificate(customer.id, order_id)
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    facts = await certificate_of(container, customer, order_id)
    assert facts.paid.split == Split(3_999_00, 0, 0, 0)
    assert (facts.principal_fen, facts.periods, facts.returned_fen) == (3_999_00, 3, 0)
    assert (facts.borrowed_day, facts.settled_day) == (date(2026, 1, 5), order.bills[-1].due_date)


@on_sqlite
async def test_a_certificate_after_settling_adds_up_all_that_was_paid(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock, prepay=WITH_FEE)
    paid_fen = sum(one.amount_fen for one in await container.services.documents.repayments(customer.id))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    paid_fen += (await confirmed(container, customer, quote)).amount_fen
    facts = await certificate_of(container, customer, order.summary.order_id)
    assert facts.paid.total_fen == paid_fen
    assert facts.paid.prepay_fee_fen > 0
    assert facts.periods == 12  # as agreed, though the plan ended before


@on_sqlite
@pytest.mark.parametrize("paid", [0, 4])
async def test_a_loan_that_a_return_ended_is_settled_too(
    container: Container, clock: MovableClock, paid: int
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=paid, received=False)
    with pytest.raises(NotSettled):
        await container.services.documents.certificate(customer.id, order.summary.order_id)
    clock.advance(days=3)
    await send_back(container, customer, order, EVERYTHING)
    facts = await certificate_of(container, customer, order.summary.order_id)
    assert facts.settled_day == container.services.today()
    assert facts.paid.split.principal_fen + facts.returned_fen == 3_999_00
    assert bool(facts.paid.total_fen) == bool(paid)


async def test_a_part_that_went_back_is_told_apart_from_what_was_repaid(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12")
    await send_back(container, customer, order, {THOUSAND: 1})
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await confirmed(container, customer, quote)
    facts = await certificate_of(container, customer, order.summary.order_id)
    assert (facts.returned_fen, facts.paid.split.principal_fen) == (1_000_00, 2_999_00)
    issued = await container.services.documents.certificate(customer.id, order.summary.order_id)
    await send_back(container, customer, order, {REST: 1})
    assert await container.services.documents.certificate(customer.id, order.summary.order_id) == issued


@on_sqlite
async def test_somebody_elses_order_has_no_certificate_to_show(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=0, received=False)
    await send_back(container, customer, order, EVERYTHING)
    stranger = await arrive(container, 2)
    for customer_id, order_id in ((stranger.id, order.summary.order_id), (customer.id, "nosuchthing2")):
        with pytest.raises(NotFound):
            await container.services.documents.certificate(customer_id, order_id)
    assert [one.id for one in await container.services.documents.settled(customer.id)] == [
        order.summary.order_id
    ]
    assert await container.services.documents.settled(stranger.id) == ()


# Numbers and codes


async def issue_all(container: Container, clock: MovableClock) -> list[IssuedDocument]:
    await open_shop(container)
    customer, order = await bought(container, clock, paid=1, received=False)
    await send_back(container, customer, order, EVERYTHING)
    documents = container.services.documents
    payment_id = (await documents.repayments(customer.id))[0].id
    return [
        await documents.receipt(customer.id, payment_id),
        await documents.certificate(customer.id, order.summary.order_id),
        await documents.statement(customer.id, months_up_to(container.services.today())),
    ]


async def test_the_same_document_has_one_number_one_code_and_the_same_bytes(
    container: Container, clock: MovableClock
) -> None:
    first = await issue_all(container, clock)
    assert [one.issue.number[:9] for one in first] == ["HK260205-", "JQ260205-", "DZ260205-"]
    assert len({one.issue.verification_code for one in first}) == len({one.issue.number for one in first})
    documents = container.services.documents
    customer = await arrive(container)
    clock.advance(hours=3)
    payment_id = (await documents.repayments(customer.id))[0].id
    order_id = (await documents.settled(customer.id))[0].id
    again = [
        await documents.receipt(customer.id, payment_id),
        await documents.certificate(customer.id, order_id),
        await documents.statement(customer.id, months_up_to(container.services.today())),
    ]
    assert again == first
    files = [[await documents.file(one, "zh_CN") for one in issued] for issued in (first, again)]
    assert files[0] == files[1]
    assert len(await column(container, "id")) == 3


async def test_a_document_asked_for_five_times_at_once_is_one(container: Container) -> None:
    customer, _ = await borrowed(container)
    paid = await pay_next(container, customer)
    issued = await asyncio.gather(
        *(container.services.documents.receipt(customer.id, paid.payment_id) for _ in range(5))
    )
    assert len({one.issue.number for one in issued}) == 1
    assert len(await column(container, "number")) == 1


async def test_a_number_that_is_taken_is_not_given_again(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, _ = await two_paid(container, clock)
    clock.move_to(date(2026, 3, 6))
    symbols = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr(issuing, "random_symbols", lambda _: next(symbols))
    numbers = [
        (await container.services.documents.receipt(customer.id, one.id)).issue.number
        for one in await container.services.documents.repayments(customer.id)
    ]
    assert numbers == ["HK260306-AAAA", "HK260306-BBBB"]


async def test_nothing_personal_and_no_code_stands_in_the_table_in_the_clear(
    container: Container, clock: MovableClock
) -> None:
    issued = await issue_all(container, clock)
    async with container.engine.connect() as connection:
        rows = [str(row) for row in await connection.execute(text("SELECT * FROM documents"))]
    code = issued[0].issue.verification_code
    for secret in (NAME, ADULT, ADULT[6:14], code, code.replace("-", "").lower()):
        assert not [row for row in rows if secret in row], secret


@on_sqlite
async def test_a_document_of_a_demonstration_stays_one(container: Container) -> None:
    customer, _ = await borrowed(container)
    paid = await pay_next(container, customer)
    issued = await container.services.documents.receipt(customer.id, paid.payment_id)
    assert issued.issue.is_demo
    assert issued.kind is DocumentKind.RECEIPT
    assert replace(issued.issue, is_demo=False) != issued.issue


# Confirming


@on_sqlite
async def test_whoever_has_the_code_is_told_what_the_document_states(
    container: Container, clock: MovableClock
) -> None:
    issued = await issue_all(container, clock)
    found = [
        await container.services.verification.verify_document(one.issue.verification_code) for one in issued
    ]
    assert [one.issue for one in found] == [one.issue for one in issued]
    assert [one.kind for one in found] == [kind for kind in DocumentKind if kind is not DocumentKind.PURCHASE]
    assert {one.name_mask for one in found} == {"张**"}
    receipt, certificate, statement = found
    assert (receipt.amount_fen, receipt.first_day) == (357_24, date(2026, 2, 5))
    assert (certificate.amount_fen, certificate.order_number) == (3_999_00, receipt.order_number)
    assert (statement.order_number, statement.amount_fen) == (None, 0)
    assert (statement.first_day, statement.last_day) == (date(2026, 2, 1), date(2026, 2, 5))


@on_sqlite
async def test_a_code_is_found_however_it_is_typed(container: Container) -> None:
    customer, _ = await borrowed(container)
    issued = await container.services.documents.receipt(
        customer.id, (await pay_next(container, customer)).payment_id
    )
    code = issued.issue.verification_code
    bare = code.replace("-", "")
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in bare)
    for typed in (
        code,
        bare.lower(),
        full_width,
        " ".join(bare),
        f"核对 {code}",
        f"驗證碼：{bare[:8]}－{bare[8:]}",
    ):
        assert (await container.services.verification.verify_document(typed)).issue == issued.issue, typed


@on_sqlite
@pytest.mark.parametrize(
    "typed", ["8F3K-29QX-7M2P-WXYZ", "8F3K-29QX-7M2P-WXY0", "", "核对", "HK260105-7QK4", "hello"]
)
async def test_any_other_code_is_unknown(container: Container, typed: str) -> None:
    customer, _ = await borrowed(container)
    await container.services.documents.receipt(customer.id, (await pay_next(container, customer)).payment_id)
    with pytest.raises(NotFound):
        await container.services.verification.verify_document(typed)
