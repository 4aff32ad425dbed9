"""When each job next has something to do, as the rows stand: never too late."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import event, text

from bot.sandbox.page import STATIC
from bot.scheduler import Job
from bot.settings import Settings
from bot.wiring import Container, build_container, delivery_service, maintenance_jobs, notice_jobs
from domain.autopay.rules import next_run
from domain.cases.types import CaseKind
from domain.dates import at_beijing
from domain.identity.types import Verdict, VerdictStatus
from domain.notices.ports import DeliveryOutcome
from domain.outbox.results import NoticeKind
from domain.payments.errors import PaymentUncertain
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.purchases.errors import PurchaseUncertain
from domain.purchases.sale import HELD_FOR
from handlers.moves.farewell import Farewells
from handlers.support.staff_desk import CaseDesk
from handlers.ui.sending import Sender
from handlers.ui.signature import Signature
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next, verify

DUE = date(2026, 2, 5)
CARD = "6222020000000000018"


class Jobs:
    """The house's jobs by name."""

    def __init__(self, container: Container, *, staff_chat_id: int | None = 900) -> None:
        self.channel = RecordingChannel()
        desk = CaseDesk(
            container.staff_service,
            container.services.customers,
            cast(Sender, None),
            Signature(container.cipher),
            container.chat_decisions,
            staff_chat_id,
        )
        self._container = container
        notices = delivery_service(container, self.channel)
        self.all: Sequence[Job] = (
            *notice_jobs(notices),
            *maintenance_jobs(container, desk, Farewells(container.services.moves, cast(Sender, None))),
        )

    def __getitem__(self, name: str) -> Job:
        return next(job for job in self.all if job.name == name)

    async def due(self, name: str) -> datetime | None:
        return await self[name].next_due(self._container.clock.now())

    async def run(self, name: str) -> dict[str, int]:
        return dict(await self[name].run(self._container.clock.now()))


@pytest.fixture
def jobs(container: Container) -> Jobs:
    return Jobs(container)


async def test_in_an_empty_shop_only_the_next_day_is_due_and_every_job_answers_what_it_said(
    jobs: Jobs,
) -> None:
    for job in jobs.all:
        assert await jobs.run(job.name) == job.idle, job.name
    due = {job.name: await jobs.due(job.name) for job in jobs.all}
    assert due.pop("plan_notices") == at_beijing(date(2026, 1, 6), time(0))
    assert set(due.values()) == {None}


async def test_a_day_is_planned_once_and_again_when_something_has_come_up(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    customer = await arrive(container)
    now = clock.move_to(DUE - timedelta(days=1), time(0, 5))
    assert await jobs.due("plan_notices") == now
    await jobs.run("plan_notices")
    assert await jobs.due("plan_notices") == at_beijing(DUE, time(0))
    clock.move_to(date(2026, 1, 5))
    await buy(container, customer)
    now = clock.move_to(DUE - timedelta(days=1), time(6, 5))
    assert await jobs.due("plan_notices") == now
    assert await jobs.run("plan_notices") == {"planned": 1}
    assert await jobs.due("plan_notices") == at_beijing(DUE, time(0))


async def test_the_months_summary_is_planned_for_whoever_wants_it_late(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    customer = await arrive(container)
    now = clock.move_to(date(2026, 2, 1), time(6, 5))
    await jobs.run("plan_notices")
    await container.services.preferences.choose_monthly(customer.id, wanted=True)
    assert await jobs.due("plan_notices") == now
    assert await jobs.run("plan_notices") == {"planned": 1}
    assert await jobs.due("plan_notices") == at_beijing(date(2026, 2, 2), time(0))


async def test_a_notice_is_due_when_it_may_go_out_and_after_a_failure_a_while_later(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    clock.move_to(DUE, time(0, 5))
    await jobs.run("plan_notices")
    assert await jobs.due("deliver_notices") == at_beijing(DUE, time(9))
    jobs.channel.outcomes = [DeliveryOutcome.RETRY]
    clock.move_to(DUE, time(9))
    await jobs.run("deliver_notices")
    assert await jobs.due("deliver_notices") == at_beijing(DUE, time(9, 15))
    clock.move_to(DUE, time(9, 30))
    await jobs.run("deliver_notices")
    assert await jobs.due("deliver_notices") is None


@pytest.mark.parametrize("status", ["claimed", "sending"])
async def test_what_a_dead_process_claimed_is_due_when_the_claim_is_stale(
    container: Container, jobs: Jobs, clock: MovableClock, status: str
) -> None:
    customer = await arrive(container)
    now = clock.now()
    async with container.store.write() as uow:
        await uow.outbox.enqueue_once(customer.id, NoticeKind.ATTEMPTS, DUE, now, now)
        await uow.outbox.claim("dead", now, 10)
        await uow.commit()
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(f"UPDATE notices SET status = '{status}'"))
    assert await jobs.due("deliver_notices") == now + timedelta(minutes=10)


async def test_a_debit_is_due_on_the_day_of_the_bill_at_the_lenders_window(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    assert await jobs.due("debit_due") is None
    await container.services.autopay.add_card(customer.id, CARD, 1, sure=True)
    await container.services.autopay.agree(customer.id, version="test", sha256="0" * 64, locale="zh_CN")
    assert await jobs.due("debit_due") == at_beijing(DUE, time(0))
    clock.move_to(DUE, time(0, 1))
    due = await jobs.due("debit_due")
    assert due is not None
    assert at_beijing(DUE, time(0)) < due < at_beijing(DUE, time(22))
    clock.move_to(DUE, time(21, 30))
    assert await jobs.run("debit_due") == {"missed": 1}
    assert await jobs.due("debit_due") == at_beijing(DUE + timedelta(days=1), time(0))
    await repay_next(container, customer)
    assert await jobs.due("debit_due") == at_beijing(date(2026, 3, 5), time(0))


@pytest.mark.parametrize(
    ("claimed", "at", "expected"),
    [
        ({}, time(0, 1), time(9)),
        ({}, time(10, 4), time(9)),
        ({}, time(10, 5), time(18)),
        ({time(9): None}, time(9, 30), time(18)),
        ({time(9): None}, time(19, 5), time(18)),
        ({time(9): None, time(18): None}, time(18, 1), None),
        ({time(18): None}, time(21), None),
        ({time(9): time(9, 11)}, time(9, 5), time(9, 11)),
        ({time(18): time(18, 11)}, time(21), time(18, 11)),
    ],
)
def test_which_window_is_next(claimed: dict[time, time | None], at: time, expected: time | None) -> None:
    stale = {window: at_beijing(DUE, end) if end else None for window, end in claimed.items()}
    found = next_run((time(9), time(18)), stale, at_beijing(DUE, at))
    assert found == (at_beijing(DUE, expected) if expected else None)


def test_a_lender_without_windows_debits_nothing() -> None:
    assert next_run((), {}, at_beijing(DUE, time(9))) is None


async def test_a_payment_without_an_outcome_is_due_a_minute_after_it_was_made(
    container: Container, jobs: Jobs, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unclear(*_: Any) -> ChargeResult:
        return ChargeResult(ChargeStatus.UNKNOWN)

    gateway = container.outside.payment_methods.gateways.find("sandbox")
    assert gateway is not None
    customer = await arrive(container)
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    quote = await container.services.quotes.bill(customer.id, bill.installment_id)
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "start", unclear)
        with pytest.raises(PaymentUncertain):
            await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert await jobs.due("reconcile_payments") == clock.now() + timedelta(minutes=1)
    clock.advance(minutes=1)
    await jobs.run("reconcile_payments")
    assert await jobs.due("reconcile_payments") is None


async def test_goods_that_are_being_paid_are_due_to_be_let_go_when_their_time_is_over(
    container: Container, jobs: Jobs, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unclear(*_: Any) -> ChargeResult:
        return ChargeResult(ChargeStatus.UNKNOWN)

    gateway = container.outside.payment_methods.gateways.find("sandbox")
    assert gateway is not None
    customer = await arrive(container)
    purchase = await container.services.purchases.start_with(customer.id, "xiaomi-15")
    assert await jobs.due("release_goods") is None
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "start", unclear)
        with pytest.raises(PurchaseUncertain):
            await container.services.purchase_payments.pay(customer.id, purchase.purchase_id)
    assert await jobs.due("release_goods") == clock.now() + HELD_FOR
    clock.advance(seconds=HELD_FOR.total_seconds())
    assert await jobs.run("release_goods") == {"released": 1}
    assert await jobs.due("release_goods") is None


async def test_a_check_without_an_outcome_is_due_at_once(
    container: Container, jobs: Jobs, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reviewed(*_: Any) -> Verdict:
        return Verdict(VerdictStatus.UNKNOWN)

    with monkeypatch.context() as patch:
        patch.setattr(container.outside.verifier, "check", reviewed)
        customer = await arrive(container)
        await container.services.checkout.start_with(customer.id, "xiaomi-15")
        assert await jobs.due("close_checkouts") == clock.now() + timedelta(hours=24)
        await verify(container, customer)
    assert await jobs.due("look_up_identities") == clock.now()
    await jobs.run("look_up_identities")
    assert await jobs.due("look_up_identities") is None
    clock.advance(hours=24, seconds=1)
    assert await jobs.run("close_checkouts") == {"closed": 1}
    assert await jobs.due("close_checkouts") is None


async def test_words_are_carried_at_once_where_there_is_somebody_to_carry_them_to(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    customer = await arrive(container)
    case = await container.services.support.turn_to(customer.id, None)
    assert await jobs.due("carry_cases") is None  # a question without words is none
    await container.services.support.write(customer.id, case.case_id, "你好", 1)
    assert await jobs.due("carry_cases") == clock.now()
    assert await Jobs(container, staff_chat_id=None).due("carry_cases") is None


async def test_a_promised_day_is_tidied_on_the_day_after(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    clock.move_to(DUE + timedelta(days=1))
    loan_id = (await container.services.bills.open_bills(customer.id)).bills[0].loan_id
    case = await container.services.support.promise(customer.id, loan_id, DUE + timedelta(days=3))
    assert case.is_new
    nobody = Jobs(container, staff_chat_id=None)
    assert await nobody.due("carry_cases") == at_beijing(DUE + timedelta(days=4), time(0))
    assert (await container.services.support.current(customer.id)) is not None
    clock.move_to(DUE + timedelta(days=4), time(0, 7))
    assert await nobody.run("carry_cases") == {"tidied": 1}
    assert await nobody.due("carry_cases") is None
    assert case.kind is CaseKind.PAYDAY


async def test_the_inbox_is_pruned_two_days_after_the_first_update_was_done(
    container: Container, jobs: Jobs, clock: MovableClock
) -> None:
    await container.inbox.store([{"update_id": 1}])
    assert await jobs.due("prune_inbox") is None
    await container.inbox.done(1)
    assert await jobs.due("prune_inbox") == clock.now() + timedelta(days=2)


async def test_no_job_reads_a_whole_table_to_say_when_it_is_due(
    tmp_path: Any, sqlite_databases: Any, clock: MovableClock
) -> None:
    container = build_container(
        Settings(database_url=sqlite_databases.fresh(tmp_path), data_dir=tmp_path), clock
    )
    jobs, asked = Jobs(container), list[tuple[str, Any]]()
    await jobs.run("plan_notices")
    event.listen(
        container.engine.sync_engine,
        "before_cursor_execute",
        lambda _, __, statement, given, ___, ____: asked.append((statement, given)),
    )
    for job in jobs.all:
        await job.next_due(clock.now())
    plans = []
    async with container.engine.connect() as connection:
        for statement, given in tuple(asked):
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            plans += [row[-1] for row in plan]
    await container.aclose()
    # Of these there are few: open ones only, or cards.
    few = (
        "CONSTANT ROW",
        "(subquery",
        "institutions",
        "payment_cards",
        "_open",
        "_unshown",
        "_waiting",
        "_monthly",
    )
    assert [one for one in plans if one.startswith("SCAN") and not any(word in one for word in few)] == []


async def test_the_sandboxs_page_has_words_for_every_job(jobs: Jobs) -> None:
    page = (STATIC / "jobs.js").read_text(encoding="utf-8")
    named = set(re.findall(r"^  (\w+): t\(", page, re.MULTILINE))
    assert {job.name for job in jobs.all} <= named
    assert {count for job in jobs.all for count in job.idle} <= named
