"""What the rehearsal tells of the days to come is what they bring, and nothing of it reaches the operator's database."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections import Counter
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import make_url, select
from sqlmodel import SQLModel, col

from bot.cli.parser import main
from bot.cli.rehearse.database_copy import copied
from bot.scheduler import Job, next_fire
from bot.settings import Settings
from bot.wiring import Container, notice_jobs, notices_on
from domain import tables as t
from domain.customers.results import CustomerView
from domain.dates import at_beijing, business_day
from domain.notices.bill_notices import DueContent
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from handlers.notices.views import notice
from handlers.ui.i18n import Texts
from handlers.ui.reply import Reply
from tests.bot.cli.rehearse.conftest import Run
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.cash_prices import sell
from tests.support.clock import MovableClock
from tests.support.databases import sqlite_usually
from tests.support.people import arrive
from tests.support.returning import THOUSAND, ask, bought, open_shop

pytestmark = pytest.mark.long

Days = dict[date, Counter[NoticeKind]]
EVE = date(2026, 1, 27)


async def everything(container: Container) -> dict[str, list[str]]:
    """Every row of every table."""
    async with container.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, (await connection.execute(select(table))).all()))
            for table in SQLModel.metadata.sorted_tables
        }


def fire_after(job: Job, now: datetime) -> datetime:
    fire = next_fire(job, now)
    assert fire is not None
    return fire


async def as_it_comes(container: Container, clock: MovableClock, days: int) -> list[NoticeContent]:
    """What is sent in so many days, having done what the scheduler does: each job at the start and at its fire times."""
    channel = RecordingChannel()
    jobs = notice_jobs(notices_on(container.store, clock, channel))
    until = at_beijing(business_day(clock.now()) + timedelta(days=days), time(0))
    due = [(clock.now(), job) for job in jobs]
    while (now := min(at for at, _ in due)) < until:
        clock.advance(seconds=(now - clock.now()).total_seconds())
        for _, job in [each for each in due if each[0] == now]:
            await job.run(now)
        due = [(at if at > now else fire_after(job, now), job) for at, job in due]
    return [content for _, content in channel.received]


def days_of(printed: str) -> Days:
    """The table of the days, read back; days without a notice left out."""
    header, *lines = printed[printed.index("DAY") :].split("\n\n")[0].splitlines()
    kinds = [NoticeKind(kind) for kind in header.split()[2:]]
    found: Days = {}
    for line in lines[:-1]:
        day, count, *counts = line.split()
        assert int(count) == sum(map(int, counts))
        if int(count):
            found[date.fromisoformat(day)] = +Counter(dict(zip(kinds, map(int, counts), strict=True)))
    return found


def by_day(contents: list[NoticeContent]) -> Days:
    found: Days = {}
    for content in contents:
        found.setdefault(content.today, Counter())[content.kind] += 1
    return found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[NoticeContent]:
    """What the rehearsal wrote."""
    contents: list[NoticeContent] = []

    def keeping(t: Texts, content: NoticeContent) -> Reply:
        contents.append(content)
        return notice(t, content)

    monkeypatch.setattr("bot.cli.rehearse.channel.notice", keeping)
    return contents


def in_order(contents: list[NoticeContent]) -> list[str]:
    return sorted(map(repr, contents))


@pytest.mark.parametrize(
    "database_kind", ["sqlite"]
)  # the longest of all; what is copied is the other tests' matter
async def test_the_rehearsal_says_what_comes(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    written: list[NoticeContent],
    capsys: pytest.CaptureFixture[str],
) -> None:
    await container.services.preferences.choose_monthly(customers[2].id, wanted=True)
    await container.services.preferences.choose_hour(customers[1].id, 15)
    async with container.store.write() as uow:  # debited, so that it is told to fund the card
        now, owner = clock.now(), customers[0].id
        uow.add(
            t.PaymentCard(
                id="card",
                customer_id=owner,
                gateway="sandbox",
                token="secret",
                last_four="0018",
                position=1,
                bound_at=now,
            ),
            t.DebitMandate(
                id="mandate",
                customer_id=owner,
                text_version="1",
                text_sha256="0",
                text_locale="zh_CN",
                agreed_at=now,
            ),
        )
        await uow.commit()
    clock.move_to(EVE)
    assert await run("--days", "45") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    came = await as_it_comes(container, clock, 45)
    assert days_of(printed.out) == by_day(came)
    assert in_order(written) == in_order(came)
    assert {content.kind for content in came} >= {
        NoticeKind.DUE_SOON,
        NoticeKind.DUE_TODAY,
        NoticeKind.OVERDUE,
        NoticeKind.MONTHLY,
    }
    assert any(isinstance(content, DueContent) and content.debit for content in came)


@sqlite_usually
async def test_what_waits_already_goes_out_first_word_of_money_at_once(
    container: Container, clock: MovableClock, run: Run, written: list[NoticeContent]
) -> None:
    """A payment nobody waited for, and goods that went back."""
    await open_shop(container)
    customer, order = await bought(container, clock, paid=3)
    returned = await ask(container, customer, order, {THOUSAND: 1})
    await container.services.returns.book(returned.return_id)
    async with container.store.write() as uow:
        payments = (await uow.history.payments(customer.id, 0, None))[0]
        now = clock.advance(minutes=1)
        await uow.outbox.enqueue(customer.id, NoticeKind.PAYMENT, business_day(now), payments.payment_id, now)
        await uow.commit()
    clock.move_to(business_day(clock.now()), time(23, 0))
    assert await run("--days", "2") == 0
    assert [content.kind for content in written][:2] == [NoticeKind.PAYMENT, NoticeKind.RETURN]
    assert in_order(written) == in_order(await as_it_comes(container, clock, 2))


@sqlite_usually
async def test_so_does_word_of_goods_that_were_paid_at_once(
    container: Container, clock: MovableClock, run: Run, written: list[NoticeContent]
) -> None:
    await sell(container, xiaomi_15=389_900)
    customer = await arrive(container)
    purchase = await container.services.purchases.start_with(customer.id, "xiaomi-15")
    paid = await container.services.purchase_payments.pay(customer.id, purchase.purchase_id)
    async with container.store.write() as uow:
        now = clock.advance(minutes=1)
        await uow.outbox.enqueue(customer.id, NoticeKind.PURCHASE, business_day(now), paid.payment_id, now)
        await uow.commit()
    assert await run("--days", "1") == 0
    assert [content.kind for content in written] == [NoticeKind.PURCHASE]


@sqlite_usually
async def test_in_the_middle_of_a_day_what_was_sent_in_the_morning_is_not_sent_again(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    written: list[NoticeContent],
) -> None:
    clock.move_to(date(2026, 2, 4), time(8, 0))
    assert by_day(await as_it_comes(container, clock, 2)) != {}
    clock.move_to(date(2026, 2, 6), time(8, 0))
    for job in notice_jobs(notices_on(container.store, clock, RecordingChannel())):
        await job.run(clock.now())
    clock.move_to(date(2026, 2, 6), time(9, 45))
    assert await run("--days", "1") == 0
    assert in_order(written) == in_order(await as_it_comes(container, clock, 1))


async def test_the_database_is_as_it_was_to_the_last_row(
    container: Container, customers: list[CustomerView], clock: MovableClock, run: Run
) -> None:
    clock.move_to(EVE)
    before = await everything(container)
    assert await run("--days", "20") == 0
    assert await everything(container) == before


async def test_a_file_that_nobody_has_open_stays_the_same_to_the_last_byte(
    container: Container,
    customers: list[CustomerView],
    settings: Settings,
    clock: MovableClock,
    tmp_path: Path,
) -> None:
    if container.engine.dialect.name != "sqlite":
        return
    alone = tmp_path / "alone.db"
    with sqlite3.connect(str(make_url(settings.database_url).database)) as source:
        source.execute("VACUUM INTO ?", (str(alone),))
    source.close()
    url = f"sqlite+aiosqlite:///{alone}"
    assert await asyncio.to_thread(main, ["audit", "--database-url", url]) == 0  # write-ahead from here on
    before = sha256(alone.read_bytes()).hexdigest()
    assert await asyncio.to_thread(main, ["rehearse", "--days", "20", "--database-url", url]) == 0
    assert sha256(alone.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.glob("alone.db*")] == ["alone.db"]


@sqlite_usually
async def test_who_cannot_be_reached_is_counted_and_not_written_to(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for customer in customers[1:]:
        await container.services.customers.mark_blocked(customer.telegram_id)
    clock.move_to(date(2026, 2, 8), time(0, 0))
    assert await run("--days", "1") == 0
    printed = capsys.readouterr().out
    assert "3 customer(s), 3 running loan(s); 2 with open bills stopped the assistant" in printed
    assert days_of(printed) == {date(2026, 2, 8): Counter({NoticeKind.OVERDUE: 1})}
    assert "Skipped: 1 (1 blocked)." in printed


async def test_the_copy_has_nobodys_telegram_id_name_or_card_and_only_its_owner_can_read_it(
    container: Container,
    customers: list[CustomerView],
    settings: Settings,
    clock: MovableClock,
    temporary: Path,
) -> None:
    async with copied(settings, clock.now(), asyncio.Event()) as engine:
        (folder,) = temporary.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        async with engine.connect() as connection:
            ids = set(await connection.scalars(select(col(t.Customer.telegram_id))))
            assert ids == {1, 2, 3}
            for table in (t.Identity, t.Document, t.CheckoutDraft, t.InboxUpdate, t.ConversationState):
                assert (await connection.execute(select(table))).all() == []
