"""`python -m bot import`: people and loans from a lender's own files, all or nothing, and once."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain import tables as t
from domain.errors import InvalidInput
from domain.intake.errors import DigitsWrong, IntakeLinkExpired, IntakeLinkGone
from domain.loans.results import BillState
from domain.notices.planner import plan_day
from domain.outbox.results import NoticeKind
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, pay
from tests.support.plan_files import xlsx

Run = Callable[..., Awaitable[int]]
MAPPING = """
lender = "demo-consumer"
encoding = "gbk"
date_format = "%Y/%m/%d"

[customers]
customer = "客户号"
name = "姓名"
phone = "手机号"
id_number = "证件号"

[loans]
contract = "合同号"
customer = "客户号"
goods = "商品"
plan = "产品"
principal = "本金"
drawn_on = "放款日"
no = "期次"
due_on = "应还日"
due_principal = "应还本金"
due_fee = "应还手续费"
paid = "实还"
paid_on = "实还日"
paid_penalty = "实还罚息"

[loans.plans]
"三期" = "consumer-3"
"""
PEOPLE = f"客户号,姓名,手机号,证件号\nK1,{NAME},{PHONE},\nK2,李示例,13900001234,{ADULT}\n"
HEAD = "合同号,客户号,商品,产品,本金,放款日,期次,应还日,应还本金,应还手续费,实还,实还日,实还罚息\n"
# One instalment paid in time, one late and in part, one to come.
LOANS = HEAD + (
    'HT-1,K1,旧手机,三期,"￥3,000.00",2025/11/05,第1期,2025/12/05,"1,000.00元",10.00,1010.00,2025/12/04,\n'
    "HT-1,,,,,,第2期,2026/01/04,1000.00,10.00,510.00,2026/01/05,0.52\n"
    "HT-1,,,,,,第3期,2026/02/05,1000.00,10.00,,,\n"
    "HT-2,K2,冰箱,consumer-3,900,2025/12/20,1,2026/01/20,300,0,,,\n"
    "HT-2,K2,冰箱,consumer-3,900,2025/12/20,2,2026/02/20,300,0,,,\n"
    "HT-2,K2,冰箱,consumer-3,900,2025/12/20,3,2026/03/20,300,0,,,\n"
)


@pytest.fixture(autouse=True)
def clock_of_the_container(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: clock)


@pytest.fixture
def run(settings: Settings, tmp_path: Path) -> Run:
    (tmp_path / "import.toml").write_text(MAPPING, encoding="utf-8")

    async def call(kind: str, said: str, *options: str) -> int:
        file = tmp_path / f"{kind}.csv"
        file.write_text(said, encoding="gbk")
        more = ("--bot", "shop_bot") if kind == "customers" else ()
        arguments = ["import", kind, str(file), *more, *options, "--database-url", settings.database_url]
        return await asyncio.to_thread(main, arguments)

    return call


def secrets_of(folder: Path) -> list[str]:
    lines = (folder / "customers.links.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split(",")[2].split("start=join_")[1] for line in lines]


async def count(container: Container, table: type[t.Row]) -> int:
    async with container.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def audited(settings: Settings) -> int:
    return await asyncio.to_thread(main, ["audit", "--database-url", settings.database_url])


async def test_a_loan_of_before_is_billed_reminded_of_and_repaid_once_its_person_has_come(
    container: Container, settings: Settings, run: Run, clock: MovableClock, tmp_path: Path
) -> None:
    """Before the digits agree nothing is planned for them; the books agree all along."""
    assert await run("customers", PEOPLE, "--link-days", "60") == 0
    assert await run("loans", LOANS) == 0
    assert await audited(settings) == 0
    clock.move_to(date(2026, 2, 5))
    async with container.store.write() as uow:
        assert await plan_day(uow, clock.now()) == 0

    chat = await arrive(container, 7)
    await container.services.invitations.open_link(chat.id, secrets_of(tmp_path)[0])
    joined = await container.services.invitations.join(chat.id, PHONE[-4:])
    assert (joined.loans, joined.open_loans) == (1, 1)
    bills = (await container.services.bills.open_bills(chat.id)).bills
    # The second instalment: 500.00 of principal left, late since the day of the part payment; the third as it is.
    assert [(bill.no, bill.state) for bill in bills] == [(2, BillState.OVERDUE), (3, BillState.DUE_TODAY)]
    assert bills[0].owed_fen > 500_00
    async with container.store.write() as uow:
        assert await plan_day(uow, clock.now())
        told = await uow.outbox.of_customer(chat.id, 0, None)
        assert NoticeKind.DUE_TODAY in [one.kind for one in told]

    order = (await container.services.orders.orders(chat.id, 0)).orders[0]
    assert order.title.in_("zh_CN") == "旧手机"
    detail = await container.services.orders.order(chat.id, order.order_id)
    assert detail.cost.total_cost_fen == 30_00
    history = await container.services.history.payments(chat.id, 0)
    assert len(history.payments) == 2
    quote = await container.services.quotes.settlement(chat.id, bills[0].loan_id)
    receipt = await pay(container, chat, quote.quote_id)
    assert receipt.loan_settled
    assert await audited(settings) == 0


@on_sqlite
async def test_the_same_file_again_changes_nothing_and_another_word_is_named(
    container: Container, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("customers", PEOPLE) == 0
    assert await run("loans", LOANS) == 0
    before = await count(container, t.LedgerEntry)
    capsys.readouterr()
    assert await run("customers", PEOPLE) == 0
    assert await run("loans", LOANS) == 0
    assert capsys.readouterr().out.count("brought in before: nothing was changed") == 2
    changed = (
        LOANS.replace("冰箱", "彩电")
        + "HT-3,K1,表,consumer-3,300,2026/01/01,1,2026/02/01,100,0,,,\n"
        + ("HT-3,,,,,,2,2026/03/01,100,0,,,\nHT-3,,,,,,3,2026/04/01,100,0,,,\n")
    )
    assert await run("loans", changed) == 2
    assert (
        "line 5: contract HT-2 was brought in before and says something else now" in capsys.readouterr().err
    )
    assert await count(container, t.LedgerEntry) == before
    assert await run("loans", changed, "--keep-changed") == 0
    assert await count(container, t.Loan) == 3


@on_sqlite
async def test_every_fault_is_named_by_line_and_column_and_nothing_is_brought_in(
    container: Container, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("customers", PEOPLE.replace(PHONE, "12"), "--dry-run") == 2
    assert "line 2, column 手机号: it has the wrong length" in capsys.readouterr().err
    assert await run("customers", PEOPLE) == 0
    wrong = (
        LOANS.replace("2025/12/05", "05.12.2025").replace(
            "300,0,,,\nHT-2,K2,冰箱,consumer-3,900,2025/12/20,2",
            "3oo,0,,,\nHT-2,K2,冰箱,consumer-3,900,2025/12/20,2",
        )
        + "HT-4,K9,表,consumer-3,300,2026/01/01,1,2026/02/01,300,0,,,\n"
        + "HT-5,K1,表,consumer-3,300,2026/01/01,1,2026/02/01,300,0,,,\n"
    )
    assert await run("loans", wrong) == 2
    said = capsys.readouterr().err
    assert "line 2, column 应还日: a day is expected, written as %Y/%m/%d" in said
    assert "line 5, column 应还本金: an amount in yuan is expected" in said
    assert "line 8, column customer: nobody was brought in under this number" in said
    assert "line 9: it has 1 instalments, its plan consumer-3 has 3" in said
    assert await count(container, t.Loan) == 0


@on_sqlite
async def test_who_has_the_link_and_not_the_digits_learns_nothing_and_is_sent_to_a_person(
    container: Container, run: Run, clock: MovableClock, tmp_path: Path
) -> None:
    invitations, chat = container.services.invitations, await arrive(container, 7)
    assert await run("customers", PEOPLE) == 0
    first, second = secrets_of(tmp_path)
    await invitations.open_link(chat.id, first)
    with pytest.raises(InvalidInput):
        await invitations.join(chat.id, PHONE)
    for left in (2, 1, 0):
        with pytest.raises(DigitsWrong) as refused:
            await invitations.join(chat.id, "9999")
        assert refused.value.left == left
    for secret in (first, "A" * 24):
        with pytest.raises(IntakeLinkGone):
            await invitations.open_link(chat.id, secret)
    clock.advance(days=40)
    with pytest.raises(IntakeLinkExpired):
        await invitations.open_link(chat.id, second)
    assert await run("customers", PEOPLE, "--new-links") == 0
    await invitations.open_link(chat.id, secrets_of(tmp_path)[0])
    assert (await invitations.join(chat.id, PHONE[-4:])).loans == 0
    with pytest.raises(IntakeLinkGone):  # once
        await invitations.open_link(chat.id, secrets_of(tmp_path)[0])


@on_sqlite
async def test_who_is_verified_here_already_needs_no_link_and_their_credit_is_used(
    container: Container, settings: Settings, run: Run, tmp_path: Path
) -> None:
    """By the hash of the ID number; what is lent elsewhere uses up the line here."""
    chat = await arrive(container, 7)
    await buy(container, chat)
    assert await run("customers", PEOPLE) == 0
    assert len(secrets_of(tmp_path)) == 1
    assert await run("loans", LOANS) == 0
    assert (await container.services.orders.orders(chat.id, 0)).orders[-1].title.in_("zh_CN") == "冰箱"
    assert await audited(settings) == 0


PAYMENTS = """
[payments]
contract = "合同号"
amount = "金额"
paid_on = "到账日"
reference = "流水号"
"""


@on_sqlite
async def test_money_that_fits_is_posted_once_and_what_does_not_is_a_list_for_people(
    container: Container, settings: Settings, run: Run, clock: MovableClock, tmp_path: Path
) -> None:
    """By contract, amount and day; on the day on which it was paid nothing of it was late yet."""
    assert await run("customers", PEOPLE) == 0
    assert await run("loans", LOANS) == 0
    with (tmp_path / "import.toml").open("a", encoding="utf-8") as file:
        file.write(PAYMENTS)
    clock.move_to(date(2026, 2, 25))
    said = (
        "合同号,金额,到账日,流水号\n"
        "HT-2,300.00,2026/01/19,R1\n"
        "HT-2,299.00,2026/02/20,R2\n"
        "HT-2,￥600元,2026/02/20,R3\n"
        "HT-9,300,2026/02/20,R4\n"
        "HT-2,300,,R5\n"
    )
    assert await run("payments", said, "--dry-run") == 1
    assert await count(container, t.Payment) == 2  # those of HT-1, which came with it
    assert await run("payments", said) == 1
    left = (tmp_path / "payments.unmatched.csv").read_text(encoding="utf-8")
    assert [line.split(",")[4] for line in left.splitlines()[1:]] == ["R2", "R4", "R5"]
    assert await audited(settings) == 0
    before = await count(container, t.LedgerEntry)
    assert await run("payments", said) == 1
    assert await count(container, t.LedgerEntry) == before
    async with container.engine.connect() as connection:
        settled = await connection.scalar(
            select(func.count())
            .select_from(t.Loan)
            .where(t.Loan.contract_no == "HT-2", t.Loan.status == "settled")  # type: ignore[arg-type]
        )
    assert settled == 1
    assert await count(container, t.Notice) == 0


@on_sqlite
async def test_a_workbook_says_the_same_with_its_own_numbers_and_days(
    container: Container, settings: Settings, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("customers", PEOPLE) == 0
    head = HEAD.strip().split(",")
    rows: list[list[str | int | float | date | None]] = [
        [
            "HT-6",
            "K1",
            "表",
            "三期",
            300,
            date(2025, 12, 1),
            no,
            date(2026, no, 1),
            100.5 if no < 3 else 99,
            0.25,
        ]
        for no in (1, 2, 3)
    ]
    (tmp_path / "loans.xlsx").write_bytes(xlsx([head, *([*row, None, None, None] for row in rows)]))
    arguments = ["import", "loans", str(tmp_path / "loans.xlsx"), "--database-url", settings.database_url]
    assert await asyncio.to_thread(main, arguments) == 0
    assert "3 instalments over 300.00 yuan" in capsys.readouterr().out
    assert await audited(settings) == 0


async def test_the_accounts_get_a_journal_a_balance_and_a_tape_that_agree(
    container: Container, settings: Settings, run: Run, tmp_path: Path
) -> None:
    assert await run("customers", PEOPLE) == 0
    assert await run("loans", LOANS) == 0

    async def exported(kind: str, *options: str) -> list[dict[str, str]]:
        file = tmp_path / f"{kind}.csv"
        arguments = ["export", kind, "--out", str(file), *options, "--database-url", settings.database_url]
        assert await asyncio.to_thread(main, arguments) == 0
        with file.open(encoding="utf-8") as opened:
            return list(csv.DictReader(opened))

    journal = await exported("journal", "--from", "2026-01-01")
    assert {(line["day"], line["credit_account"], line["amount"]) for line in journal} == {
        ("2026-01-05", "principal_receivable", "500.00"),
        ("2026-01-05", "fee_receivable", "10.00"),
        ("2026-01-05", "penalty_income", "0.52"),
    }
    balances = {line["account"]: Decimal(line["balance"]) for line in await exported("trial-balance")}
    assert sum(balances.values()) == 0
    assert balances["cash"] == Decimal("1520.52")
    tape = {line["contract"]: line for line in await exported("loans")}
    assert sum(Decimal(line["open_principal"]) for line in tape.values()) == balances["principal_receivable"]
    assert (tape["HT-1"]["paid"], tape["HT-1"]["brought_in"]) == ("1520.52", "1")

    workbook = tmp_path / "loans.xlsx"
    arguments = ["export", "loans", "--out", str(workbook), "--database-url", settings.database_url]
    assert await asyncio.to_thread(main, arguments) == 0
    heads, *lines = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    paid = {line[heads.index("contract")]: line[heads.index("paid")] for line in lines}
    assert paid == {contract: float(line["paid"]) for contract, line in tape.items()}
