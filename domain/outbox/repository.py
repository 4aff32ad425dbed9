"""What the outbox asks of the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from domain import tables as t
from domain.value import Value

Numbers = tuple[int, int]  # of bills, from and to
PlanSteps = Sequence[
    tuple[int, date]
]  # of plans in hardship, by the days late that are borne with, the due days
AT_ONCE = timedelta(0)
EVERY_NUMBER: Numbers = (0, 2**31 - 1)


class NoticeKey(Value):
    customer_id: str
    kind: str
    business_day: date
    subject: str = ""


class NoticeMark(Value):
    """What became of a notice. None leaves the column as it is, but for `reason`."""

    key: NoticeKey
    status: str
    reason: str | None = None
    attempts: int | None = None
    claimed_at: datetime | None = None
    send_after: datetime | None = None
    sent_at: datetime | None = None
    message_id: int | None = None
    channel: str | None = None


class Outbox(Protocol):
    async def since(self, day: date) -> date | None:
        """Return the planned day before this one; None where this one was not planned."""
        ...

    async def last_planned(self) -> date | None: ...

    async def planned(self, day: date, since: date) -> None:
        """Keep that this day is planned; planned again, it stays as it was."""
        ...

    async def plan(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
        *,
        unless: str | None = None,
        numbers: Numbers = EVERY_NUMBER,
    ) -> int:
        """Plan one row for every customer with an open bill of one of these due days; return how many are new.

        `send_after` by the hour the customer chose, None: chose none. `unless`: not for whom there is one of this
        kind. `numbers`: of the bills that count.
        """
        ...

    async def plan_tracked(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        """Plan one row for every customer who tracks something that is due on one of these days, was not said to be paid
        and is to be reminded of; return how many are new.
        """
        ...

    async def plan_monthly(
        self, kind: str, business_day: date, send_after: Mapping[int | None, datetime], now: datetime
    ) -> int:
        """Plan one row for everybody who wants the monthly summary."""
        ...

    async def plan_resumed(
        self,
        kind: str,
        business_day: date,
        since: date,
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        """Plan one row for every customer with a case whose hold ran out after `since`, up to the day before
        `business_day`.
        """
        ...

    async def plan_watched(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        """Plan one row for every customer who watches somebody (`Sharing`) with an open bill of one of these due days, or a
        day that they track; return how many are new.
        """
        ...

    async def plan_of_plans(
        self,
        kind: str,
        business_day: date,
        steps: PlanSteps,
        lapsed_since: datetime,
        send_after: Mapping[int | None, datetime],
        now: datetime,
        *,
        unless: str,
    ) -> int:
        """Plan one row for every customer whose plan in hardship has an open bill of one of these `steps`, or lapsed since
        `lapsed_since` and nobody told them; return how many are new. `unless`: not for whom there is one of this kind.
        """
        ...

    async def is_unplanned(
        self,
        business_day: date,
        bills: Sequence[tuple[str, Sequence[date], str | None, Numbers]],
        *,
        released: tuple[str, date],
        monthly: tuple[str, date] | None,
        returns: tuple[str, datetime],
        tracked: Sequence[tuple[str, Sequence[date]]],
        watched: tuple[str, Sequence[date]],
        plans: tuple[str, PlanSteps, datetime, str],
    ) -> bool:
        """Return whether anybody has no row yet whom `plan` (each of `bills`: a kind, due days, `unless`, `numbers`),
        `plan_resumed` (kind, `since`), `plan_monthly` (kind, day), `plan_returns` (kind, `closed_since`),
        `plan_tracked` (each of `tracked`: a kind, due days), `plan_watched` (kind, due days) or `plan_of_plans` (kind,
        steps, `lapsed_since`, `unless`) would give one.
        """
        ...

    async def earliest_to_send(self, claimed_for: timedelta) -> datetime | None:
        """Return from when on a planned one may go out, or a claim is stale that stands for so long."""
        ...

    async def choice(self, customer_id: str) -> t.ReminderChoice | None: ...

    async def plan_returns(
        self, kind: str, business_day: date, closed_since: datetime, send_after: datetime, now: datetime
    ) -> int:
        """Plan one row per customer with returns closed since then that no notice speaks of; return how many are new."""
        ...

    async def enqueue(
        self,
        customer_id: str,
        kind: str,
        business_day: date,
        subject: str,
        now: datetime,
        *,
        wait: timedelta = AT_ONCE,
    ) -> None:
        """Plan one about one thing, to be sent from now on; once more where it was said already that day.

        `wait`: so long it is kept first, for others like it to come.
        """
        ...

    async def enqueue_once(
        self, customer_id: str, kind: str, business_day: date, send_after: datetime, now: datetime
    ) -> None:
        """Plan one, unless it was planned before."""
        ...

    async def cancel(self, customer_id: str, subject: str) -> None:
        """Cancel what is planned about this one thing, so that it is not sent: the customer is told otherwise."""
        ...

    async def claim(
        self, worker: str, now: datetime, limit: int, kinds: Sequence[str] | None = None
    ) -> Sequence[NoticeKey]:
        """Take what may go out now to up to `limit` customers, of these kinds or of all. A customer to whom another worker
        is just sending is passed over."""
        ...

    async def waiting(self, customer_id: str, kind: str) -> Sequence[NoticeKey]:
        """Return those of the kind that are still to be sent to the customer, be it time for them or not, the oldest
        first.
        """
        ...

    async def tell_together(self, keys: Sequence[NoticeKey]) -> Sequence[NoticeKey]:
        """Close those of these that are still to be sent, because another message told them as well; return them."""
        ...

    async def wait_to_be_sent(self, kinds: Sequence[str], now: datetime) -> bool:
        """Return whether any of these kinds may go out now."""
        ...

    async def release_stale(self, before: datetime) -> tuple[int, int]:
        """Claims from before `before`: back to the queue where not stamped SENDING, UNCERTAIN where stamped."""
        ...

    async def held(self, keys: Sequence[NoticeKey], worker: str) -> Mapping[NoticeKey, int]:
        """Return those of these that are still claimed by the worker, locked until the transaction ends, and how
        often each was tried.
        """
        ...

    async def mark(self, marks: Sequence[NoticeMark]) -> None:
        """Write at once what became of these."""
        ...

    async def kinds_sent_since(
        self, customer_ids: Sequence[str], since: datetime
    ) -> Mapping[str, Collection[str]]:
        """Return the kinds that were sent since then, by customer."""
        ...

    async def choices(self, customer_ids: Sequence[str]) -> Mapping[str, t.ReminderChoice]: ...

    async def of_customer(self, customer_id: str, offset: int, limit: int | None) -> Sequence[t.Notice]:
        """Return what was sent, or was to be sent, the newest first."""
        ...

    async def count(self, customer_id: str) -> int: ...
