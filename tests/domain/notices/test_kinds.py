"""Every kind of notice: composed and worded once, at night only where it is transactional, skipped only with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from types import UnionType
from typing import get_args, get_type_hints

import pytest

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, TRANSACTIONAL, Container
from domain.customers.results import CustomerView
from domain.notices.cadence import CATCH_UP_DAYS
from domain.notices.content import BillRequest
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent
from domain.value import replace
from handlers.notices.settings_views import REASONS
from handlers.notices.views import VIEWS
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive

DAY = date(2026, 2, 5)
Compose = Callable[[BillRequest], Awaitable[NoticeContent | None]]


def test_every_kind_has_exactly_one_spec_and_one_view() -> None:
    once = Counter(NoticeKind)
    assert Counter(spec.kind for spec in NOTICES) == once
    assert Counter(view.kind for view in VIEWS) == once


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_a_kind_composes_is_what_its_view_words(kind: NoticeKind) -> None:
    (spec,) = (one for one in NOTICES if one.kind is kind)
    (view,) = (one for one in VIEWS if one.kind is kind)
    hint = get_type_hints(spec.compose)["return"]
    assert view.content in (get_args(hint) if isinstance(hint, UnionType) else (hint,))


def test_only_what_the_customer_set_going_and_waits_for_is_transactional() -> None:
    assert set(TRANSACTIONAL) == {
        NoticeKind.PAYMENT,
        NoticeKind.OVERPAYMENT,
        NoticeKind.REFUND,
        NoticeKind.PURCHASE,
        NoticeKind.PURCHASE_REFUND,
        NoticeKind.IDENTITY,
        NoticeKind.FACE,
        NoticeKind.HANDOFF,
        NoticeKind.NEW_CARD,
        NoticeKind.ATTEMPTS,
        NoticeKind.MOVE_ASKED,
        NoticeKind.MOVE_CODE,
        NoticeKind.MOVED,
        NoticeKind.SHARE_ACCEPTED,
    }


def test_every_reason_not_to_send_is_explained() -> None:
    assert set(REASONS) == set(SkipReason)


async def _something(request: BillRequest) -> NoticeContent:
    return NoticeContent(NoticeKind(request.key.kind), request.today)


async def _nothing(request: BillRequest) -> None:
    return None


class Planned:
    """A row of every kind for one customer, composed in one way whatever the books say."""

    def __init__(
        self, container: Container, clock: MovableClock, customer: CustomerView, compose: Compose
    ) -> None:
        self.channel = RecordingChannel()
        specs = [replace(spec, compose=compose) for spec in NOTICES]
        self.service = DeliveryService(container.store, clock, self.channel, ChineseHolidays(), specs)
        self._container, self._clock, self._customer = container, clock, customer

    async def put(self) -> None:
        async with self._container.store.write() as uow:
            for kind in NoticeKind:
                await uow.outbox.enqueue(self._customer.id, kind, DAY, "", self._clock.now())
            await uow.commit()

    async def reasons(self) -> dict[NoticeKind | None, str | None]:
        page = await self._container.services.preferences.all_notices(self._customer.id)
        return {one.kind: one.reason for one in page.notices}


@pytest.fixture
async def customer(container: Container) -> CustomerView:
    return await arrive(container)


@on_sqlite
@pytest.mark.parametrize("at", [time(7, 0), time(22, 0)])
async def test_at_night_the_transactional_kinds_go_out_and_no_other(
    container: Container, clock: MovableClock, customer: CustomerView, at: time
) -> None:
    planned = Planned(container, clock, customer, _something)
    clock.move_to(DAY, at)
    await planned.put()
    await planned.service.deliver(clock.now())
    assert Counter(planned.channel.kinds) == Counter(TRANSACTIONAL)


@on_sqlite
async def test_by_day_every_kind_goes_out_but_for_what_a_message_of_the_day_named(
    container: Container, clock: MovableClock, customer: CustomerView
) -> None:
    planned = Planned(container, clock, customer, _something)
    clock.move_to(DAY, time(9, 0))
    await planned.put()
    await planned.service.deliver(clock.now())
    left_out = set(NoticeKind) - set(planned.channel.kinds)
    assert left_out == {NoticeKind.OVERDUE, NoticeKind.DUE_SOON}  # by the word before a report
    reasons = await planned.reasons()
    assert {reasons[kind] for kind in left_out} == {SkipReason.ALREADY_TOLD_TODAY}


@on_sqlite
async def test_what_has_nothing_to_say_any_more_is_skipped_with_the_reason_of_its_kind(
    container: Container, clock: MovableClock, customer: CustomerView
) -> None:
    planned = Planned(container, clock, customer, _nothing)
    clock.move_to(DAY, time(9, 0))
    await planned.put()
    assert await planned.service.deliver(clock.now()) == {"skipped": len(NoticeKind)}
    told_otherwise = dict.fromkeys(
        (NoticeKind.RETURN, NoticeKind.SHIPPED, NoticeKind.DELIVERED), SkipReason.TOLD_ALREADY
    ) | {NoticeKind.ADDRESS: SkipReason.NOT_THAT_DAY}
    assert await planned.reasons() == {
        kind: told_otherwise.get(kind, SkipReason.NOTHING_OWED) for kind in NoticeKind
    }


@on_sqlite
async def test_only_what_is_transactional_never_comes_too_late(
    container: Container, clock: MovableClock, customer: CustomerView
) -> None:
    planned = Planned(container, clock, customer, _something)
    clock.move_to(DAY, time(9, 0))
    await planned.put()
    clock.move_to(DAY + timedelta(days=CATCH_UP_DAYS + 1), time(9, 0))
    await planned.service.deliver(clock.now())
    overtaken = {kind for kind, reason in (await planned.reasons()).items() if reason == SkipReason.OVERTAKEN}
    # The summary of a month is good for that month, and what the customer wished for whenever it comes.
    assert overtaken == set(NoticeKind) - set(TRANSACTIONAL) - {NoticeKind.MONTHLY, NoticeKind.TRACKED_LATER}


@on_sqlite
async def test_without_a_kind_the_service_is_not_built(container: Container, clock: MovableClock) -> None:
    with pytest.raises(ValueError, match="refund"):
        DeliveryService(
            container.store,
            clock,
            RecordingChannel(),
            ChineseHolidays(),
            [spec for spec in NOTICES if spec.kind is not NoticeKind.RETURN],
        )
