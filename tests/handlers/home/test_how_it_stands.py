"""What the screens say of somebody's own things: two loans, a promised day, a payment on its way, a case, all paid."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bot.wiring import Container, catalog_importer, delivery_service
from domain.cases.types import CaseKind, CaseStatus, Decision
from domain.dates import at_beijing
from domain.notices.bill_notices import BeforeReportContent, BillsContent
from domain.outbox.results import NoticeKind
from domain.terms import PenaltyTerms
from domain.value import replace
from handlers.bills import views as bills
from handlers.buttons.documents import ChooseCertificate
from handlers.buttons.support import AskEndPause, AskFor, EndPause
from handlers.history import calendar_views as calendar
from handlers.history import views as history
from handlers.home import views as home
from handlers.notices import bill_notices as notices
from handlers.support import staff_views
from handlers.support import views as support
from handlers.ui import status_lines as status
from handlers.ui.callback_data import Action
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.debtors import (
    DUE,
    Debtor,
    State,
    dispute,
    freeze,
    hardship,
    indebted,
    pay_it_now,
    promised,
    returned,
    settled,
)
from tests.support.people import arrive, buy

T = texts_for("zh_CN")


@pytest.fixture
async def debtor(container: Container, clock: MovableClock) -> Debtor:
    return await indebted(container, clock)


async def home_of(container: Container, customer_id: str) -> Reply:
    stands = await container.services.standing.of(customer_id)
    return home.home_screen(T, stands, is_new=False, demo=False, open_draft=None)


async def bills_of(container: Container, customer_id: str) -> Reply:
    stands = await container.services.standing.of(customer_id)
    return bills.bills_screen(T, await container.services.bills.current_bills(customer_id), stands)


def actions(shown: Reply) -> list[Action]:
    return [button.action for row in shown.keyboard for button in row if button.action is not None]


async def told(container: Container, clock: MovableClock) -> RecordingChannel:
    """What is sent at nine of the present day."""
    channel = RecordingChannel()
    service = delivery_service(container, channel)
    now = clock.move_to(clock.now().date(), time(9, 30))
    await service.plan(now)
    await service.deliver(now)
    return channel


# Several loans


async def with_grace(container: Container, clock: MovableClock) -> str:
    """Two loans due on one day, of which one's lender grants three days."""
    spec = catalog()
    lenders = tuple(
        replace(one, penalty=replace(one.penalty, grace_days=3)) if one.id == "demo-bank" else one
        for one in spec.institutions
    )
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    await buy(container, customer)
    await buy(container, customer, plan_id="bank-12")
    return customer.id


async def test_home_bills_and_notice_count_and_name_the_same(
    container: Container, clock: MovableClock
) -> None:
    customer_id = await with_grace(container, clock)
    clock.move_to(DUE + timedelta(days=1), time(9))
    stands = await container.services.standing.of(customer_id)
    assert (len(stands.late), len(stands.graced), len(stands.past_due)) == (1, 1, 2)
    (content,) = (await told(container, clock)).contents(BillsContent)
    shown = [
        (await home_of(container, customer_id)).html(),
        (await bills_of(container, customer_id)).html(),
        notices.VIEWS[3](T, content).html(),
    ]
    total = T.money(sum(bill.owed_fen for bill in stands.past_due))
    (graced,) = stands.graced
    name = T.name(graced.title)
    for said in shown:
        assert total in said
        assert f"{name}：最晚 2月8日（周日）24:00 前还上" in said
        assert T.money(stands.daily_fen) in said
    assert all("有 2 期过了还款日" in said for said in shown[:2])


async def test_all_in_grace_is_past_due_and_not_overdue(container: Container, clock: MovableClock) -> None:
    spec = catalog()
    lenders = tuple(replace(one, penalty=PenaltyTerms(grace_days=3)) for one in spec.institutions)
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    await buy(container, customer)
    clock.move_to(DUE + timedelta(days=1), time(9))
    for shown in (await home_of(container, customer.id), await bills_of(container, customer.id)):
        assert "⚠️ 有 1 期过了还款日，还在宽限期，今天一起还清共 " in shown.html()
        assert "影响最小" not in shown.html()


async def test_what_is_late_can_be_talked_about_from_home_and_bills(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE + timedelta(days=31), time(10))
    asks = AskFor(CaseKind.HARDSHIP, debtor.loan_id)
    for shown in (
        await home_of(container, debtor.customer.id),
        await bills_of(container, debtor.customer.id),
    ):
        assert asks in actions(shown)
        assert "最久的过了 31 天" in shown.html()
    assert "到本月底一共待还" in (await bills_of(container, debtor.customer.id)).html()


# A pause


async def test_a_promised_day_is_shown_with_its_amount_and_can_be_changed_or_taken_back(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE + timedelta(days=1), time(10))
    await promised(debtor)
    (pause,) = (await debtor.stands()).pauses
    said = f"您说 {T.day(DUE + timedelta(days=4), DUE)}还 {T.money(pause.case.amount_fen or 0)}"
    for shown in (
        await home_of(container, debtor.customer.id),
        await bills_of(container, debtor.customer.id),
    ):
        assert said in shown.html()
        assert {AskFor(CaseKind.PAYDAY, debtor.loan_id), AskEndPause(pause.case.case_id)} <= set(
            actions(shown)
        )


async def test_another_day_is_not_offered_once_none_is_left(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE + timedelta(days=8), time(10))
    choice = await container.services.support.promise_choice(debtor.customer.id, debtor.loan_id)
    await container.services.support.promise(debtor.customer.id, debtor.loan_id, choice.days[-1].day)
    clock.move_to(DUE + timedelta(days=10), time(10))
    assert (await container.services.support.promise_choice(debtor.customer.id, debtor.loan_id)).days == ()
    assert AskFor(CaseKind.PAYDAY, debtor.loan_id) not in actions(
        await home_of(container, debtor.customer.id)
    )


async def test_a_pause_that_ends_before_the_next_due_day_is_said_to_end(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE - timedelta(days=20), time(10))
    await hardship(debtor)
    stands = await debtor.stands()
    shown = history.history_screen(T, await container.services.history.overview(debtor.customer.id), stands)
    assert "之后照常提醒您" in shown.html()


async def test_words_end_a_pause_or_say_that_there_is_none(debtor: Debtor, clock: MovableClock) -> None:
    clock.move_to(DUE - timedelta(days=3), time(10))
    assert "现在没有要取消的暂停" in support.pauses_screen(T, await debtor.stands()).html()
    await hardship(debtor)
    shown = support.pauses_screen(T, await debtor.stands())
    assert "现在没有要取消的暂停" not in shown.html()
    assert any(isinstance(action, AskEndPause) for action in actions(shown))


async def test_a_decided_case_does_not_end_with_its_pause(debtor: Debtor, clock: MovableClock) -> None:
    clock.move_to(DUE + timedelta(days=1), time(10))
    case_id = await debtor.ask(CaseKind.HARDSHIP)
    await debtor.container.services.support.write(debtor.customer.id, case_id, "那下个月呢？", 7)
    await debtor.container.staff_service.decide(case_id, Decision.AGREED_30, "小王")
    ends = [one for row in status.pause_rows(T, await debtor.stands()) for one in row]
    assert EndPause(case_id) in [button.action for button in ends]
    ended = await debtor.container.services.support.end_pause(debtor.customer.id, case_id)
    assert ended.status is CaseStatus.WAITING


# A payment on its way


async def test_what_is_being_paid_is_not_to_be_paid(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE + timedelta(days=1), time(10))
    await pay_it_now(debtor)
    services, customer_id = container.services, debtor.customer.id
    stands = await debtor.stands()
    assert "小米手机 15：有付款正在处理，不用再付一次。" in (await home_of(container, customer_id)).html()
    assert "本月应还的都在处理，不用再付一次。" in (await bills_of(container, customer_id)).html()
    month = calendar.calendar_screen(T, await services.calendar.month(customer_id), stands).html()
    assert "待还" not in month.splitlines()[0]
    assert "处理中 ¥357.42" in month
    record = history.history_screen(T, await services.history.overview(customer_id), stands).html()
    assert "到期的还没有结果" in record
    assert "还没有到期的账单" not in record


# A case


async def test_what_waits_says_what_it_is_about_and_when_the_promised_days_are_over(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    clock.move_to(DUE - timedelta(days=20), time(10))
    await dispute(debtor)
    await freeze(debtor)
    said = (await home_of(container, debtor.customer.id)).html()
    assert "账号冻结的核实（编号 " in said
    assert "您说金额不对（编号 " in said
    assert "已经过了" not in said
    clock.move_to(DUE - timedelta(days=12), time(10))
    assert "1月23日（周五）前答复，已经过了，对不起" in (await home_of(container, debtor.customer.id)).html()


async def test_the_staff_is_reminded_once_of_what_it_promised_to_answer(
    container: Container, debtor: Debtor, clock: MovableClock
) -> None:
    staff = container.staff_service
    clock.move_to(DUE - timedelta(days=20), time(10))
    await dispute(debtor)
    for word in await staff.for_staff():
        await staff.shown(word.card, -500, 70)
    due = await staff.tidy_due()
    assert due == at_beijing(DUE - timedelta(days=12), time(9))
    assert await staff.tidy(clock.move_to(DUE - timedelta(days=13), time(23))) == 0
    now = clock.move_to(DUE - timedelta(days=12), time(9))
    assert [await staff.tidy(now), await staff.tidy(now)] == [1, 0]
    assert await staff.tidy_due() is None
    assert await staff.waits_for_staff()
    (word,) = await staff.for_staff()
    assert word.entry_id is not None
    assert "答应 1月23日（周五）前答复，已经过了" in staff_views.said(T, word).html()
    await staff.delivered(word.entry_id, 71, -500)
    assert await staff.for_customers(debtor.customer.id) == ()
    # An answer under the reminder reaches the customer.
    assert await staff.answer(-500, 71, "还在核对", "小王", 72) is not None
    # Whoever asks on waits anew.
    case_id = word.card.case_id
    clock.move_to(DUE - timedelta(days=10), time(10))
    await container.services.support.write(debtor.customer.id, case_id, "好了吗", 9)
    assert await staff.tidy_due() == at_beijing(DUE - timedelta(days=2), time(9))


# What has to be told before a report


@pytest.mark.parametrize("state", [hardship, dispute, freeze], ids=lambda state: state.__name__)
async def test_before_a_report_one_is_told_whatever_else_is_not_said(
    container: Container, clock: MovableClock, state: State
) -> None:
    spec = catalog()
    lenders = tuple(
        replace(one, notices=replace(one.notices, reported_after=30)) for one in spec.institutions
    )
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    debtor = await indebted(container, clock)
    clock.move_to(DUE + timedelta(days=24), time(10))
    await state(debtor)
    assert (await told(container, clock)).received == []
    clock.move_to(DUE + timedelta(days=27), time(9))
    (content,) = (await told(container, clock)).contents(BeforeReportContent)
    assert (content.kind, content.is_held, len(content.reported)) == (NoticeKind.BEFORE_REPORT, True, 1)
    said = notices.VIEWS[2](T, content).html()
    assert "3月7日（周六，3天后）24:00 前没有还清的话，" in said
    assert "会把逾期报送征信：小米手机 15 第 1/12 期。" in said
    assert "这一笔别的提醒还暂停着" in said
    assert "会把逾期报送征信" in (await home_of(container, debtor.customer.id)).html()


# Nothing left


@pytest.mark.parametrize("state", [settled, returned], ids=lambda state: state.__name__)
async def test_who_has_nothing_left_reads_so_and_is_offered_the_certificate(
    container: Container, debtor: Debtor, state: State
) -> None:
    await state(debtor)
    shown = await home_of(container, debtor.customer.id)
    assert "您的分期都结清了" in shown.html()
    assert ChooseCertificate() in actions(shown)


async def test_who_never_bought_reads_nothing_of_settled_plans(container: Container) -> None:
    stranger = await arrive(container, 9)
    shown = await home_of(container, stranger.id)
    assert "结清" not in shown.html()
    assert ChooseCertificate() not in actions(shown)
