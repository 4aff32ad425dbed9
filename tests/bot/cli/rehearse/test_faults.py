"""What the rehearsal complains about: each fault planted, and found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.cli.rehearse.policy_checks import THREATS, faults_of
from bot.wiring import Container, catalog_importer, notice_jobs, notices_on
from domain import tables as t
from domain.customers.results import CustomerView
from domain.dates import at_beijing
from domain.notices.bill_notices import BillsContent
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from domain.terms import NoticeTerms
from domain.text import LocalText
from domain.value import replace
from handlers.buttons.bills import OpenBill
from handlers.notices.views import notice
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.reply import Button, Reply, Table, reply
from tests.bot.cli.rehearse.conftest import Run
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog, text
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

DUE = date(2026, 2, 5)
Errors = Callable[[], list[str]]


@pytest.fixture
def database_kind() -> str:
    """What is complained about does not depend on the kind; the rehearsal itself runs on both (test_days)."""
    return "sqlite"


@pytest.fixture
def errors(capsys: pytest.CaptureFixture[str]) -> Errors:
    """The complaints so far."""
    return lambda: capsys.readouterr().err.splitlines()


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    """Owes twelve bills, the first on 5 February."""
    return await buyer(container, "zh_CN")


async def buyer(container: Container, locale: str, telegram_id: int = 1) -> CustomerView:
    """Reads this language and owes twelve bills."""
    customer = await arrive(container, telegram_id)
    await container.services.customers.choose_locale(customer.id, locale)
    await buy(container, customer)
    return customer


async def import_changed(
    container: Container, *, lender: LocalText | None = None, goods: LocalText | None = None
) -> None:
    spec = catalog()
    if lender is not None:
        spec = replace(spec, institutions=tuple(replace(one, name=lender) for one in spec.institutions))
    if goods is not None:
        spec = replace(spec, products=tuple(replace(one, name=goods) for one in spec.products))
    await catalog_importer(container.store).apply(spec, {})


async def test_a_lender_whose_name_threatens_is_found_with_one_of_its_customers(
    container: Container, clock: MovableClock, run: Run, errors: Errors
) -> None:
    await import_changed(container, lender=text("上门黑名单金融"))
    customer = await buyer(container, "zh_CN")
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "4") == 1
    assert errors() == [
        f'error: overdue in zh_CN: says "上门": 2 time(s) (customer {customer.id}).',
        f'error: overdue in zh_CN: says "黑名单": 2 time(s) (customer {customer.id}).',
        "error: 2 thing(s) to mend.",
    ]


async def test_goods_may_be_called_what_they_are(container: Container, clock: MovableClock, run: Run) -> None:
    await import_changed(container, goods=text("空调 <上门安装>"))
    await buyer(container, "zh_CN")
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "4") == 0


@pytest.mark.parametrize(
    ("words", "threatens"),
    [
        ("加入黑名單", True),
        ("將依法起訴", True),
        ("後果自負", True),
        ("到法院", True),
        ("You will be SUED.", True),
        ("We will take you to court", True),
        ("at your own risk", True),
        ("as a courtesy to you, an issue was pursued", False),
        ("越早还清，影响越小。", False),
    ],
)
def test_what_threatens(words: str, threatens: bool) -> None:
    assert bool(THREATS.search(words)) is threatens


@pytest.mark.parametrize("locale", ["zh_TW", "en"])
async def test_a_sentence_without_a_translation_is_found(
    container: Container,
    clock: MovableClock,
    run: Run,
    errors: Errors,
    monkeypatch: pytest.MonkeyPatch,
    locale: str,
) -> None:
    sentence = "今天 24:00 前还清，就不算逾期。"
    monkeypatch.delitem(texts_for(locale)._messages, sentence)
    await buyer(container, locale)
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "1") == 1
    assert f"due_today in {locale}: no {locale} translation of “{sentence}”: 1 time(s)" in errors()[0]


async def test_a_name_without_a_translation_is_found(
    container: Container, clock: MovableClock, run: Run, errors: Errors
) -> None:
    await import_changed(container, goods=LocalText({"zh_CN": "只有中文"}))
    await buyer(container, "en")
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "1") == 1
    assert "due_today in en: no en translation of “只有中文”" in errors()[0]


async def _unsent(
    container: Container, customer: CustomerView, kind: NoticeKind, day: date, at: time
) -> None:
    """A notice of an earlier day that lies in the queue."""
    async with container.store.write() as uow:
        moment = at_beijing(day, at)
        await uow.outbox.enqueue_once(customer.id, kind, day, moment, moment)
        await uow.commit()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule that looks for an earlier contact of the day is broken."""

    async def nothing(*_: object) -> dict[str, set[str]]:
        return {}

    monkeypatch.setattr("bot.db.repositories.outbox.OutboxRepository.kinds_sent_since", nothing)


async def test_a_second_contact_about_lateness_on_one_day_is_found(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    run: Run,
    errors: Errors,
    forgetful: None,
) -> None:
    late = DUE + timedelta(days=1)
    await _unsent(container, customer, NoticeKind.DEBIT_FAILED, late, time(9, 0))
    await _unsent(container, customer, NoticeKind.OVERDUE, DUE, time(9, 0))
    clock.move_to(late, time(0, 0))
    assert await run("--days", "1") == 1
    assert errors() == [
        f"error: overdue in zh_CN: a second message of this kind on one day: 1 time(s) (customer {customer.id}).",
        f"error: overdue in zh_CN: a second contact about lateness on one day: 1 time(s) (customer {customer.id}).",
        "error: 2 thing(s) to mend.",
    ]


async def test_also_where_the_first_was_sent_before_the_rehearsal(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    run: Run,
    errors: Errors,
    forgetful: None,
) -> None:
    late = DUE + timedelta(days=1)
    clock.move_to(late, time(9, 0))
    for job in notice_jobs(notices_on(container.store, clock, RecordingChannel())):
        await job.run(clock.now())
    await _unsent(container, customer, NoticeKind.BEFORE_REPORT, DUE, time(9, 0))
    clock.move_to(late, time(12, 0))
    assert await run("--days", "1") == 1
    assert "a second contact about lateness on one day" in "".join(errors())


async def test_a_message_at_night_is_found(
    container: Container,
    customer: CustomerView,
    clock: MovableClock,
    run: Run,
    errors: Errors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("domain.notices.delivery.may_contact", lambda _: True)
    await _unsent(container, customer, NoticeKind.DUE_TODAY, DUE, time(0, 0))
    clock.move_to(DUE, time(2, 30))
    assert await run("--days", "1") == 1
    assert "due_today in zh_CN: written to at 02:30, between 22:00 and 08:00: 1 time(s)" in errors()[0]


async def test_a_message_that_cannot_be_written_is_found_and_the_others_go_on(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    errors: Errors,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(texts: Texts, content: NoticeContent) -> Reply:
        if texts.locale == "en":
            raise KeyError("secret")
        return notice(texts, content)

    monkeypatch.setattr("bot.cli.rehearse.channel.notice", broken)
    clock.move_to(date(2026, 3, 8), time(0, 0))
    assert await run("--days", "1") == 1
    printed = capsys.readouterr()
    assert (
        f"due_today in en: cannot be written (KeyError): 1 time(s) (customer {customers[2].id})"
        in printed.err
    )
    assert "secret" not in printed.err
    assert "due_today" in printed.out


async def test_a_notice_that_cannot_be_worked_out_is_found(
    container: Container, customers: list[CustomerView], clock: MovableClock, run: Run, errors: Errors
) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        broken = update(t.Loan).where(col(t.Loan.customer_id) == customers[0].id).values(contract={})
        await connection.execute(broken)
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "1") == 1
    said = f"error: due_today cannot be worked out: 1 time(s) (customer {customers[0].id})."
    assert said in errors()


async def test_a_batch_that_lasts_is_found_with_the_time_at_which_it_is_out(
    container: Container,
    customers: list[CustomerView],
    clock: MovableClock,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.cli.rehearse.simulation.LONGEST", timedelta(seconds=15))
    clock.move_to(date(2026, 3, 1), time(0, 0))
    assert await run("--days", "1", "--rate", "0.1") == 1
    printed = capsys.readouterr()
    assert (
        "a batch takes more than an hour: 1 time(s) (2026-03-01 08:00, 3 notices, out at 2026-03-01 08:00)"
        in printed.err
    )
    assert (
        "Busiest batch: 2026-03-01 08:00:00, 3 notice(s), out at 08:00:30 (30.0 s at 0.1 a second)."
        in printed.out
    )


async def test_what_is_not_out_by_ten_in_the_evening_is_found(
    container: Container, customers: list[CustomerView], clock: MovableClock, run: Run, errors: Errors
) -> None:
    clock.move_to(date(2026, 3, 1), time(21, 59))
    clock.advance(seconds=55)
    assert await run("--days", "1", "--rate", "0.1") == 1
    (night, _) = errors()
    assert "is not out by 22:00; the rest waits for the morning: 1 time(s)" in night
    assert "2026-03-01 21:59, 1 notices; 3 more would be out at 2026-03-01 22:00" in night


def judged(message: Reply, *, plain: bool = False) -> list[str]:
    to = CustomerView("somebody", 1, "zh_CN", plain)
    return list(faults_of(to, BillsContent(NoticeKind.OVERDUE, DUE, DUE, bills=()), message))


def test_what_telegram_would_refuse_is_found() -> None:
    assert judged(reply(f"<b>{'分' * 4096}</b>")) == []
    assert judged(reply("分" * 4097)) == ["longer than 4096 characters"]
    long = reply(Table(("分",), (("分" * 40_000,),)))
    assert "longer than 32768 characters as a rich message" in judged(long)
    assert "longer than 32768 characters as a rich message" not in judged(long, plain=True)
    (fault,) = judged(reply("分", keyboard=[[Button("分", OpenBill("x" * 70))]]))
    assert "does not fit into 64 bytes" in fault


async def test_nothing_is_complained_about_where_lenders_report_and_everything_is_late(
    container: Container, clock: MovableClock, run: Run
) -> None:
    spec = catalog()
    terms = NoticeTerms(overdue=(1, 7, 17), reported_after=20)
    lenders = tuple(replace(one, notices=terms) for one in spec.institutions)
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    for telegram_id, locale in enumerate(("zh_CN", "zh_TW", "en"), 1):
        await buyer(container, locale, telegram_id)
        clock.advance(days=1)
    clock.move_to(DUE, time(0, 0))
    assert await run("--days", "60") == 0
