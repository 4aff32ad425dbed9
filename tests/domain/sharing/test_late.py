"""Whoever watches is told once, in the evening of the day after, of what is open then; and both are told of an end."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.wiring import Container, delivery_service
from domain.cases.types import CaseKind, Decision
from domain.customers.results import CustomerView
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent
from domain.sharing.notices import ShareAcceptedContent, SharedLateContent, ShareEndedContent
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.sharing.conftest import link, note, share
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

DUE = date(2026, 1, 10)  # of the note
AFTER = DUE + timedelta(days=1)
OF_SHARING = {
    NoticeKind.SHARED_LATE,
    NoticeKind.SHARE_ACCEPTED,
    NoticeKind.SHARE_ENDED,
    NoticeKind.SHARE_LEFT,
}


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def notices(container: Container, channel: RecordingChannel) -> DeliveryService:
    return delivery_service(container, channel)


@pytest.fixture
async def sharing_id(container: Container, owner: CustomerView, watcher: CustomerView) -> str:
    return await share(container, owner, watcher)


async def at(notices: DeliveryService, clock: MovableClock, day: date, clock_time: time) -> None:
    now = clock.move_to(day, clock_time)
    await notices.plan(now)
    await notices.deliver(now)


def told(channel: RecordingChannel, to: CustomerView, kind: NoticeKind) -> list[NoticeContent]:
    return [one for number, one in channel.received if number == to.telegram_id and one.kind is kind]


def late(channel: RecordingChannel, to: CustomerView) -> list[list[tuple[str, date, int | None]]]:
    found = []
    for one in told(channel, to, NoticeKind.SHARED_LATE):
        assert isinstance(one, SharedLateContent)
        dues = [due for owner in one.owners for due in owner.dues]
        found.append([(due.title.in_("zh_CN"), due.day, due.amount_fen) for due in dues])
    return found


async def skipped(container: Container, customer: CustomerView) -> dict[NoticeKind | None, str | None]:
    page = await container.services.preferences.all_notices(customer.id)
    return {one.kind: one.reason for one in page.notices}


async def test_a_note_that_was_not_marked_is_told_once_in_the_evening_after(
    container: Container,
    sharing_id: str,
    watcher: CustomerView,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    for day, clock_time in ((DUE, time(21)), (AFTER, time(10)), (AFTER, time(17, 59))):
        await at(notices, clock, day, clock_time)
        assert late(channel, watcher) == []
    for day in (AFTER, AFTER, AFTER + timedelta(days=1), AFTER + timedelta(days=9)):
        await at(notices, clock, day, time(18))
    assert late(channel, watcher) == [[("花呗", DUE, None)]]


async def test_what_the_owner_marks_until_then_is_not_told(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    await at(notices, clock, AFTER, time(9))
    (bill,) = (await container.services.tracked.overview(owner.id)).bills
    await container.services.tracked.mark_paid(owner.id, bill.bill_id, 1)
    await at(notices, clock, AFTER, time(18))
    assert late(channel, watcher) == []
    assert (await skipped(container, watcher))[NoticeKind.SHARED_LATE] == SkipReason.NOTHING_OWED


async def test_of_a_note_of_which_nobody_is_reminded_nothing_is_told(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    (bill,) = (await container.services.tracked.overview(owner.id)).bills
    await container.services.tracked.remind(owner.id, bill.bill_id, reminded=False)
    await at(notices, clock, AFTER, time(18))
    assert channel.received == [] or late(channel, watcher) == []
    seen = await container.services.sharing.watched(watcher.id, sharing_id)
    assert seen.late == ()


async def test_a_loan_that_is_open_the_day_after_is_told_without_penalty_and_paid_it_is_not(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    order = await buy(container, owner, plan_id="consumer-3")
    first, second = order.bills[0].due_date, order.bills[1].due_date
    await at(notices, clock, first + timedelta(days=1), time(18))
    (goods,) = [name for name, day, _ in late(channel, watcher)[-1] if day == first]
    assert goods == order.bills[0].title.in_("zh_CN")
    clock.move_to(first + timedelta(days=2), time(12))
    await repay_next(container, owner)
    await repay_next(container, owner)
    before = len(late(channel, watcher))
    await at(notices, clock, second + timedelta(days=1), time(18))
    assert [
        name for told_of in late(channel, watcher)[before:] for name, _, _ in told_of if name == goods
    ] == []


@on_sqlite
async def test_of_a_loan_at_which_a_person_looks_nothing_is_told(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    order = await buy(container, owner)
    due = order.bills[0].due_date
    clock.move_to(due, time(12))
    case = await container.services.support.request(owner.id, CaseKind.HARDSHIP, order.bills[0].loan_id)
    await container.staff_service.decide(case.case_id, Decision.AGREED_30, "小王", 7)
    await at(notices, clock, due + timedelta(days=1), time(18))
    names = [name for told_of in late(channel, watcher) for name, _, _ in told_of]
    assert order.bills[0].title.in_("zh_CN") not in names


async def test_what_was_due_before_they_agreed_is_not_told(
    container: Container,
    owner: CustomerView,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    late_comer = await arrive(container, 3)
    clock.move_to(AFTER, time(9))
    secret = await link(container, owner)
    sharing_id = await container.services.sharing.accept(late_comer.id, secret, None)
    await at(notices, clock, AFTER, time(18))
    assert late(channel, late_comer) == []
    assert (await container.services.sharing.watched(late_comer.id, sharing_id)).late == ()


@pytest.mark.parametrize("by", ["owner", "watcher"])
async def test_what_waits_is_not_told_after_an_end_and_the_other_one_hears_of_it_by_day(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
    by: str,
) -> None:
    await at(notices, clock, AFTER, time(9))
    clock.move_to(AFTER, time(17))
    if by == "owner":
        await container.services.sharing.end(owner.id, sharing_id)
    else:
        await container.services.sharing.leave(watcher.id, sharing_id)
    await at(notices, clock, AFTER, time(22, 30))
    assert told(channel, watcher, NoticeKind.SHARE_ENDED) == told(channel, owner, NoticeKind.SHARE_LEFT) == []
    await at(notices, clock, AFTER + timedelta(days=1), time(8))
    assert late(channel, watcher) == []
    ended, left = (
        told(channel, watcher, NoticeKind.SHARE_ENDED),
        told(channel, owner, NoticeKind.SHARE_LEFT),
    )
    assert (len(ended), len(left)) == ((1, 0) if by == "owner" else (0, 1))
    if ended:
        assert isinstance(ended[0], ShareEndedContent)
        assert ended[0].owner_name == "小*"


async def test_the_owner_hears_at_once_who_agreed(
    container: Container,
    owner: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    now = clock.move_to(date(2026, 1, 5), time(23))
    await notices.send_transactional(now)
    (said,) = channel.contents(ShareAcceptedContent)
    assert said.watcher_name == "王*"
    assert channel.received[0][0] == owner.telegram_id


async def test_after_an_owner_was_deleted_whoever_watched_hears_that_it_is_over(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    await container.services.privacy.erase(owner.id)
    await at(notices, clock, date(2026, 1, 6), time(9))
    (ended,) = told(channel, watcher, NoticeKind.SHARE_ENDED)
    assert isinstance(ended, ShareEndedContent)
    assert ended.owner_name is None


async def test_while_the_owner_is_frozen_or_away_nothing_is_told(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    await container.services.security.freeze(owner.id)
    await at(notices, clock, AFTER, time(18))
    await container.services.customers.mark_blocked(owner.telegram_id)
    await at(notices, clock, AFTER, time(19))
    assert late(channel, watcher) == []


async def test_who_watches_and_has_stopped_the_assistant_is_left_in_peace(
    container: Container,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    await container.services.customers.mark_blocked(watcher.telegram_id)
    await at(notices, clock, AFTER, time(18))
    assert late(channel, watcher) == []
    assert (await skipped(container, watcher))[NoticeKind.SHARED_LATE] == SkipReason.BLOCKED


@on_sqlite
@pytest.mark.parametrize(("chosen", "hour"), [(9, 18), (19, 19)])
async def test_the_hour_that_the_watcher_chose_counts_where_it_is_later(
    container: Container,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
    chosen: int,
    hour: int,
) -> None:
    await container.services.preferences.choose_hour(watcher.id, chosen)
    await at(notices, clock, AFTER, time(hour - 1, 59))
    assert late(channel, watcher) == []
    await at(notices, clock, AFTER, time(hour))
    assert len(late(channel, watcher)) == 1


@on_sqlite
async def test_days_that_nobody_planned_are_made_up_for_in_one_message(
    container: Container,
    owner: CustomerView,
    watcher: CustomerView,
    sharing_id: str,
    notices: DeliveryService,
    channel: RecordingChannel,
    clock: MovableClock,
) -> None:
    await note(container, owner, "白条 还剩3期 每期50 每月11号")
    await at(notices, clock, DUE, time(9))
    await at(notices, clock, DUE + timedelta(days=3), time(18))
    assert late(channel, watcher) == [[("花呗", DUE, None), ("白条", DUE + timedelta(days=1), None)]]


async def test_at_the_end_of_a_month_the_last_day_is_the_due_day_and_the_first_tells(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    one, other = await arrive(container, 31), await arrive(container, 32)
    await note(container, one, "车贷 还剩3期 每期100 每月31号")
    await share(container, one, other)
    for month_end in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)):
        await at(notices, clock, month_end, time(20))
        await at(notices, clock, month_end + timedelta(days=1), time(18))
    days = [day for told_of in late(channel, other) for _, day, _ in told_of]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


async def test_a_planned_day_is_planned_whole(
    container: Container, sharing_id: str, notices: DeliveryService, clock: MovableClock
) -> None:
    """Who comes to a step after the day was planned is found, and nothing is left once it is planned again."""
    now = clock.move_to(AFTER, time(9))
    await notices.plan(now)
    assert await notices.plan_due(now) > now
    one, other = await arrive(container, 41), await arrive(container, 42)
    await note(container, one, "车贷 还剩3期 每期100 每月10号")
    assert await notices.plan_due(now) > now
    await share(container, one, other)
    clock.move_to(date(2026, 2, 11), time(9))
    assert await notices.plan_due(clock.now()) == clock.now()


async def test_whoever_watches_sees_older_days_that_nobody_marked(
    container: Container, watcher: CustomerView, sharing_id: str, clock: MovableClock
) -> None:
    clock.move_to(DUE + timedelta(days=70), time(12))
    seen = await container.services.sharing.watched(watcher.id, sharing_id)
    assert DUE in [due.day for due in seen.late]
    assert len(seen.late) == 3
