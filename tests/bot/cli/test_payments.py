"""`python -m bot payments`: the lender's word on payments made on its own page, and money paid back by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain import tables as t
from domain.customers.results import CustomerView
from domain.outbox.results import NoticeKind
from domain.payments.errors import PaymentDeclined
from domain.payments.results import PaymentAwaited, Receipt
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

Run = Callable[..., Awaitable[int]]
HEAD = "payment_id,amount,reference\n"
DUE = date(2026, 2, 5)


@pytest.fixture(autouse=True)
def clock_of_the_container(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lives on the test's day, too."""
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: clock)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"payment_gateways": "external"})


@pytest.fixture
def run(settings: Settings) -> Run:
    async def call(*arguments: str) -> int:
        return await asyncio.to_thread(
            main, ["payments", *arguments, "--database-url", settings.database_url]
        )

    return call


@pytest.fixture
async def customer(container: Container, clock: MovableClock) -> CustomerView:
    """Somebody with one loan, of which the first bill is due today."""
    owner = await arrive(container)
    await buy(container, owner)
    clock.move_to(DUE)
    return owner


async def reported(container: Container, customer: CustomerView) -> PaymentAwaited:
    """A payment that the customer says to have made."""
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    quote = await container.services.quotes.bill(customer.id, bill.installment_id)
    waiting = await container.services.payments.confirm_quote(customer.id, quote.quote_id, "external")
    assert isinstance(waiting, PaymentAwaited)
    said = await container.services.payments.report(customer.id, waiting.payment_id)
    assert isinstance(said, PaymentAwaited)
    return said


def csv(folder: Path, *lines: str, head: str = HEAD) -> str:
    file = folder / "lender.csv"
    file.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8-sig")
    return str(file)


async def told(container: Container) -> list[NoticeKind]:
    """The kinds of the notices that wait to be sent."""
    async with container.engine.connect() as connection:
        return [NoticeKind(kind) for (kind,) in await connection.execute(select(col(t.Notice.kind)))]


async def test_nothing_to_do_is_a_sentence(
    container: Container, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("list") == 0
    assert capsys.readouterr().out == "Nothing waits for the shop.\n"


@on_sqlite
async def test_only_what_customers_reported_is_listed(
    container: Container, customer: CustomerView, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    payment = await reported(container, customer)
    assert await run("list") == 0
    assert capsys.readouterr().out.split()[0] == payment.payment_id


@on_sqlite
async def test_a_confirmed_payment_is_posted_once_and_the_customer_is_told(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    settings: Settings,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    payment = await reported(container, customer)
    file = csv(tmp_path, f"{payment.payment_id},357.24,LENDER-1")
    assert await run("confirm", file) == 0
    assert capsys.readouterr().out == (
        f"line 2: {payment.payment_id} posted\n1 posted, 0 credited, 0 known before.\n"
    )
    receipt = await container.services.payments.check_payment(customer.id, payment.payment_id)
    assert isinstance(receipt, Receipt)
    assert (receipt.amount_fen, receipt.gateway_reference) == (35_724, "LENDER-1")
    assert NoticeKind.PAYMENT in await told(container)
    assert await run("confirm", file) == 0
    assert "0 posted, 0 credited, 1 known before." in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["audit", "--database-url", settings.database_url]) == 0


@on_sqlite
async def test_another_amount_than_the_bills_becomes_a_credit(
    container: Container, customer: CustomerView, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payment = await reported(container, customer)
    assert await run("confirm", csv(tmp_path, f"{payment.payment_id},300,LENDER-1")) == 0
    assert "credited" in capsys.readouterr().out
    (overpayment,) = await container.services.refunds.overpayments(customer.id)
    assert overpayment.free_fen == 30_000
    assert (await container.services.bills.open_bills(customer.id)).bills[0].no == 1


async def test_a_second_payment_under_a_reference_that_is_known_is_not_taken(
    container: Container, customer: CustomerView, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await reported(container, customer)
    assert await run("confirm", csv(tmp_path, f"{first.payment_id},357.24,LENDER-1")) == 0
    second = await reported(container, customer)
    assert await run("confirm", csv(tmp_path, f"{second.payment_id},357.24,LENDER-1")) == 1
    assert "line 2: " in capsys.readouterr().err
    assert isinstance(
        await container.services.payments.check_payment(customer.id, second.payment_id), PaymentAwaited
    )


@on_sqlite
async def test_an_unknown_payment_is_named_and_the_others_are_taken(
    container: Container, customer: CustomerView, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payment = await reported(container, customer)
    file = csv(tmp_path, "nobodyknows,1.00,A", f"{payment.payment_id},357.24,B")
    assert await run("confirm", file) == 1
    shown = capsys.readouterr()
    assert "line 2: nobodyknows NOT taken" in shown.err
    assert "1 posted" in shown.out


@pytest.mark.parametrize("database_kind", ["sqlite"])  # nothing is written
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("not an id!,1.00,A", "line 3: payment_id must be an id"),
        ("abc,0,A", "line 3: amount must be yuan above zero"),
        ("abc,-5,A", "line 3: amount must be yuan above zero"),
        ("abc,1.005,A", "line 3: amount must be yuan above zero"),
        ("abc,1e3,A", "line 3: amount must be yuan above zero"),
        ("abc,一百,A", "line 3: amount must be yuan above zero"),
        ("abc,1.00,", "line 3: reference must have 1 to 128 characters"),
        ("abc,1.00", "line 3: reference must have 1 to 128 characters"),
        ('abc,1.00,"A', "line 3: unexpected end of data"),
        ("fine,2.00,B", "line 3: payment_id fine stands on line 2 already"),
        ("abc,2.00,ONE", "line 3: reference ONE stands on line 2 already"),
    ],
)
async def test_a_file_with_one_bad_line_is_not_taken_at_all(
    container: Container, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, fault: str
) -> None:
    assert await run("confirm", csv(tmp_path, "fine,2.00,ONE", line)) == 2
    shown = capsys.readouterr()
    assert fault in shown.err
    assert "nothing of the file was taken" in shown.err
    assert shown.out == ""


@on_sqlite
async def test_a_missing_column_and_a_missing_file_are_sentences(
    container: Container, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("confirm", csv(tmp_path, "a,1.00", head="payment_id,amount\n")) == 2
    assert "line 1: the column reference is missing" in capsys.readouterr().err
    assert await run("confirm", csv(tmp_path, head="")) == 2
    capsys.readouterr()
    assert await run("confirm", str(tmp_path / "nowhere.csv")) != 0
    assert "nowhere.csv" in capsys.readouterr().err


@on_sqlite
async def test_a_file_that_is_no_text_is_a_sentence(
    container: Container, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lender.csv"
    file.write_bytes(b"\xff\xfe\x00\x01payment_id")
    assert await run("confirm", str(file)) == 2
    assert "is not UTF-8 text" in capsys.readouterr().err


async def test_a_rejected_payment_is_void_and_the_customer_is_told(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    payment = await reported(container, customer)
    assert await run("reject", payment.payment_id) == 0
    with pytest.raises(PaymentDeclined):
        await container.services.payments.check_payment(customer.id, payment.payment_id)
    assert NoticeKind.PAYMENT in await told(container)
    assert await run("reject", payment.payment_id) == 2
    assert await run("reject", "nobodyknows") == 2


@on_sqlite
async def test_what_is_confirmed_is_not_rejected_afterwards(
    container: Container, customer: CustomerView, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payment = await reported(container, customer)
    file = tmp_path / "lender.csv"
    file.write_text(f"payment_id,amount,reference\n{payment.payment_id},1.00,R1\n")
    assert await run("confirm", str(file)) == 0
    capsys.readouterr()
    assert await run("reject", payment.payment_id) == 2
    assert "was confirmed: the lender has the money" in capsys.readouterr().err


async def test_money_of_a_lender_is_paid_back_by_hand_and_said_once(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    payment = await reported(container, customer)
    await run("confirm", csv(tmp_path, f"{payment.payment_id},300,LENDER-1"))
    (overpayment,) = await container.services.refunds.overpayments(customer.id)
    await container.services.refunds.refund_overpayment(customer.id, overpayment.loan_id)
    capsys.readouterr()
    assert await run("list") == 0
    listed = capsys.readouterr().out
    assert "to be paid back by hand: 300.00 yuan" in listed
    refund_id = listed.split()[0]
    assert await run("paid-back", refund_id, "--reference", "BANK-7") == 0
    assert "300.00 yuan are booked as paid back" in capsys.readouterr().out
    assert NoticeKind.REFUND in await told(container)
    assert await run("paid-back", refund_id, "--reference", "BANK-7") == 0
    assert await run("paid-back", refund_id, "--reference", "BANK-8") == 2
    assert (await container.services.refunds.overpayment(customer.id, payment.loan_id)).refunded_fen == 30_000
