"""Reminders and word of returns: planned by a set-based sweep, delivered by another, each at any time, however often.

A notice is keyed by customer, kind and the day it was planned for, so it cannot exist twice. What it says is worked out at
the moment of sending, so it is never about something that has been paid.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain import tables as t
from domain.customers.results import CustomerView
from domain.dates import at_beijing, business_day
from domain.delivery_terms import DeliveryTerms
from domain.ids import new_id
from domain.notices.content import BillRequest, GiveWay, Known, Spec, content_or_reason, read_day, read_known
from domain.notices.planner import CONTACT_FROM, ContactCadence, plan_day, plan_due, read_cadence
from domain.notices.ports import Delivery, DeliveryOutcome, HolidayCalendar, NoticeChannel, Reachability
from domain.outbox.repository import NoticeKey, NoticeMark
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NOT_WORKED_OUT, NoticeContent, by_kind
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store
from domain.value import Value

logger = logging.getLogger(__name__)
CONTACT_UNTIL = time(22, 0)
CLAIM_SIZE = 200
CLAIM_LIFETIME = timedelta(minutes=10)
RETRY_AFTER = timedelta(minutes=15)
MAX_ATTEMPTS = 8
# Before it is tried again to write down what was sent; without that it would count as uncertain.
WRITTEN_AGAIN_AFTER_S = (0.5, 2.0, 5.0)
# What became of a claimed row that was not sent, beside the statuses.
LOST = "lost"  # the claim grew old and another process took the row over
FAULT = "fault"  # the reason of a notice of which nobody knows what it would say
POSTPONED = "postponed"  # night fell; it is back in the queue for the morning


class Stamped(Value):
    """A notice that is about to leave."""

    key: NoticeKey
    to: CustomerView
    content: NoticeContent
    attempts: int
    reachability: Reachability


async def let_others() -> None:
    """Let other tasks run, where nobody is answered by the same process."""
    await asyncio.sleep(0)


class DeliveryService:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        channel: NoticeChannel,
        holidays: HolidayCalendar,
        specs: Sequence[Spec],
        give_way: GiveWay = let_others,
        delivery: DeliveryTerms | None = None,
        cipher: FieldCipher | None = None,
    ) -> None:
        """Raise `ValueError` unless `specs` holds each kind of notice once.

        `give_way`: awaited between two steps of the work, so that whoever waits for an answer goes first. `delivery`: where
        the shop delivers. `cipher`: opens what notices say; None: they say it without.
        """
        self._store = store
        self._clock = clock
        self._channel = channel
        self._holidays = holidays
        self._specs = by_kind(specs)
        self._transactional = tuple(spec.kind for spec in specs if spec.transactional)
        self._give_way = give_way
        self._delivery = delivery
        self._cipher = cipher
        self._worker = new_id()

    async def plan(self, now: datetime) -> dict[str, int]:
        """Put what is to be said today into the outbox; what is there already stays as it is."""
        async with self._store.write() as uow:
            planned = await plan_day(uow, now)
            await uow.commit()
        return {"planned": planned}

    async def plan_due(self, now: datetime) -> datetime:
        """Return when `plan` next has something to do."""
        async with self._store.read() as uow:
            return await plan_due(uow, now)

    async def deliver_due(self, _: datetime) -> datetime | None:
        """Return from when on `deliver` has something to do: something may go out, or was left by a process that
        died.
        """
        async with self._store.read() as uow:
            return await uow.outbox.earliest_to_send(CLAIM_LIFETIME)

    async def deliver(self, now: datetime) -> dict[str, int]:
        """Send what may go out, until nothing is left to claim. Between 22:00 and 08:00 Beijing time only what is
        transactional.

        A run can last, so `now` only set it off: each claim and each notice asks the clock.
        """
        return await self._send(None)

    async def send_transactional(self, now: datetime) -> dict[str, int]:
        """Send only what is transactional; cheap where there is nothing to tell."""
        async with self._store.read() as uow:
            if not await uow.outbox.wait_to_be_sent(self._transactional, now):
                return {}
        return await self._send(self._transactional)

    async def _send(self, kinds: Sequence[str] | None) -> dict[str, int]:
        counts: Counter[str] = Counter()
        sending = _Sending(self, counts)
        try:
            while keys := await self._claim(counts, kinds):
                async with self._store.read() as uow:
                    cadence = await read_cadence(uow)
                for number, apart in enumerate(_apart(keys)):
                    if number:  # what is said to somebody next depends on whether this one arrived
                        await sending.settled()
                    left = [key for key in apart if key not in sending.closed]
                    await self._send_these(left, cadence, sending, counts)
        finally:
            await sending.finish()
        return dict(counts)

    async def _send_these(
        self, keys: Sequence[NoticeKey], cadence: ContactCadence, sending: _Sending, counts: Counter[str]
    ) -> None:
        """Send these notices, at most one of each customer."""
        waiting = list(keys)
        while waiting:
            most = await sending.room()
            some = await self._channel.acquire_slots(min(most, len(waiting)))
            for stamped in await self._stamp(waiting[:some], cadence, counts):
                sending.begin(stamped)
            del waiting[:some]

    async def _claim(self, counts: Counter[str], kinds: Sequence[str] | None = None) -> list[NoticeKey]:
        """Claim the next rows to send. What a dead process left claimed is released first, and counted where
        uncertain.
        """
        now = self._clock.now()
        if not may_contact(now):
            kinds = self._transactional
        async with self._store.write() as uow:
            _, uncertain = await uow.outbox.release_stale(now - CLAIM_LIFETIME)
            if uncertain:
                counts[t.NoticeStatus.UNCERTAIN.value] += uncertain
            keys = list(await uow.outbox.claim(self._worker, now, CLAIM_SIZE, kinds))
            await uow.commit()
            return keys

    async def _stamp(
        self, keys: Sequence[NoticeKey], cadence: ContactCadence, counts: Counter[str]
    ) -> list[Stamped]:
        """Check once more whether they are ours and there is anything to say, and write SENDING before a word leaves.

        What is not sent is counted by the word for what became of it.
        """
        now = self._clock.now()
        worked_out = await self._worked_out(keys, cadence, now)
        await self._give_way()
        async with self._store.write() as uow:
            attempts = await uow.outbox.held(keys, self._worker)
            if lost := len(keys) - len(attempts):
                counts[LOST] += lost
            stamped, marks = list[Stamped](), list[NoticeMark]()
            for key, tried in attempts.items():
                if key not in worked_out:
                    counts[t.NoticeStatus.FAILED.value] += 1
                    marks.append(NoticeMark(key, t.NoticeStatus.FAILED.value, FAULT))
                    continue
                about, content = worked_out[key]
                if isinstance(content, str):
                    counts[POSTPONED if content == POSTPONED else t.NoticeStatus.SKIPPED.value] += 1
                    marks.append(_not_sent(key, content))
                    continue
                if (on_sending := self._specs[NoticeKind(key.kind)].on_sending) is not None:
                    await on_sending(uow, key)
                # The claim lives on from here: sending it may take a while, too.
                marks.append(
                    NoticeMark(key, t.NoticeStatus.SENDING.value, attempts=tried + 1, claimed_at=now)
                )
                reachability = Reachability(
                    about.backup, about.is_unreachable, last=tried + 1 >= MAX_ATTEMPTS
                )
                stamped.append(Stamped(key, about.recipient.view, content, tried + 1, reachability))
            await uow.outbox.mark(marks)
            await uow.commit()
        await self._give_way()
        return stamped

    async def _worked_out(
        self, keys: Sequence[NoticeKey], cadence: ContactCadence, now: datetime
    ) -> dict[NoticeKey, tuple[Known, NoticeContent | str]]:
        """Work out to whom, and what, or why not; leave out those that cannot be worked out, which keep nobody else
        waiting.
        """
        try:
            return await self._all_worked_out(keys, cadence, now)
        except NOT_WORKED_OUT as error:
            if len(keys) == 1:
                key, fault = keys[0], type(error).__name__
                logger.error("notice %s of %s cannot be worked out (%s)", key.kind, key.business_day, fault)
                return {}
            logger.warning("one of %d notices cannot be worked out: %s", len(keys), type(error).__name__)
        found = dict[NoticeKey, tuple[Known, NoticeContent | str]]()
        for key in keys:
            found |= await self._worked_out([key], cadence, now)
        return found

    async def _all_worked_out(
        self, keys: Sequence[NoticeKey], cadence: ContactCadence, now: datetime
    ) -> dict[NoticeKey, tuple[Known, NoticeContent | str]]:
        async with self._store.read() as uow:
            day = await read_day(uow, keys, cadence, self._holidays, now)
            known = await read_known(uow, keys, day, self._give_way)
            requests = [
                BillRequest(
                    uow,
                    key,
                    day.today,
                    known[key.customer_id],
                    day,
                    delivery=self._delivery,
                    cipher=self._cipher,
                )
                for key in keys
            ]
            return {one.key: (one.known, await self._content_or_reason(one)) for one in requests}

    async def _content_or_reason(self, request: BillRequest) -> NoticeContent | str:
        spec = self._specs[NoticeKind(request.key.kind)]
        if not (spec.transactional or may_contact(request.day.now)):
            return POSTPONED
        return await content_or_reason(spec, request)

    async def close(self, delivered: Sequence[tuple[Stamped, Delivery]]) -> dict[NoticeKey, str]:
        """Write down what became of these, and that those which a message told as well are not sent; the statuses."""
        now = self._clock.now()
        marks = [_mark(stamped, delivery, now) for stamped, delivery in delivered]
        unreachable = [
            stamped.to.id
            for stamped, delivery in delivered
            if delivery.outcome is DeliveryOutcome.UNREACHABLE or delivery.unreachable
        ]
        async with self._store.write() as uow:
            told = list[NoticeKey]()
            for mark, (stamped, _) in zip(marks, delivered, strict=True):
                if mark.status == t.NoticeStatus.SENT.value:
                    on_sent = self._specs[NoticeKind(mark.key.kind)].on_sent
                    if on_sent is not None:
                        await on_sent(uow, mark.key, now)
                    told += await uow.outbox.tell_together(stamped.content.tells_also)
            await uow.outbox.mark(marks)
            await uow.customers.mark_blocked(unreachable, now)
            await uow.commit()
        return {mark.key: mark.status for mark in marks} | dict.fromkeys(told, t.NoticeStatus.SKIPPED.value)

    async def deliver_one(self, stamped: Stamped) -> Delivery:
        return await self._channel.deliver(stamped.to, stamped.content, stamped.reachability)

    @property
    def side_by_side(self) -> int:
        return self._channel.side_by_side


class _Sending:
    """Notices on their way, so many side by side, and what became of them written down many at a time."""

    def __init__(self, service: DeliveryService, counts: Counter[str]) -> None:
        self._service = service
        self._counts = counts
        self.closed: set[NoticeKey] = set()  # also those that wait for their turn, told by another message
        self._places = service.side_by_side
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._arrived: list[tuple[Stamped, Delivery]] = []
        self._changed = asyncio.Event()
        self._broken: BaseException | None = None
        self._writing: asyncio.Task[None] | None = None
        self._unwritten: Exception | None = None  # what kept the last try from writing

    async def room(self) -> int:
        """Return how many more can be begun; wait until there is one."""
        while len(self._on_the_way) >= self._places:
            self._changed.clear()
            await self._changed.wait()
        if self._places == 1:
            await self._written()
        return self._places - len(self._on_the_way)

    def begin(self, stamped: Stamped) -> None:
        task = asyncio.create_task(self._deliver(stamped))
        self._on_the_way.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        if not task.cancelled():
            self._broken = self._broken or task.exception()
        self._changed.set()

    async def _deliver(self, stamped: Stamped) -> None:
        delivery = await self._service.deliver_one(stamped)
        self._arrived.append(
            (stamped, delivery)
        )  # looked up now: what is written down meanwhile is another list
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_down())

    async def settled(self) -> None:
        """Wait until everything that was begun is written down, whatever happened to another."""
        if self._on_the_way:
            await asyncio.wait(self._on_the_way)
        await self._written()

    async def finish(self) -> None:
        """Raise what broke off."""
        await self.settled()
        if self._broken is not None:
            raise self._broken

    async def _written(self) -> None:
        """Wait until what has arrived is written down. Raises what kept it from that, time and again."""
        pauses_s = list(WRITTEN_AGAIN_AFTER_S)
        while self._writing is not None or self._arrived:
            if self._writing is None:
                self._writing = asyncio.create_task(self._write_down())
            await self._writing
            if self._unwritten is not None:
                if not pauses_s:
                    raise self._unwritten
                await asyncio.sleep(pauses_s.pop(0))

    async def _write_down(self) -> None:
        """Beside the sending; what arrives meanwhile goes with the next. What could not be written down stays for the next
        try: else nobody would know that it was sent.
        """
        arrived: list[tuple[Stamped, Delivery]] = []
        try:
            while self._arrived:
                arrived, self._arrived = self._arrived, []
                closed = await self._service.close(arrived)
                self._counts.update(closed.values())
                self.closed.update(closed)
                self._unwritten, arrived = None, []
        except Exception as error:
            logger.warning(
                "what became of %d notices is not written down yet: %s", len(arrived), type(error).__name__
            )
            self._unwritten, self._arrived = error, arrived + self._arrived
        finally:
            self._writing = None


def _apart(keys: Sequence[NoticeKey]) -> list[list[NoticeKey]]:
    """Split the notices into rounds, in each of which a customer occurs once."""
    rounds: list[list[NoticeKey]] = []
    seen: Counter[str] = Counter()
    for key in keys:
        place = seen[key.customer_id]
        seen[key.customer_id] += 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(key)
    return rounds


def _not_sent(key: NoticeKey, reason: str) -> NoticeMark:
    if reason == POSTPONED:
        return NoticeMark(key, t.NoticeStatus.PLANNED.value)
    return NoticeMark(key, t.NoticeStatus.SKIPPED.value, reason)


def may_contact(now: datetime) -> bool:
    """Return whether a customer may be written to unasked: 08:00 to 22:00 in Beijing."""
    today = business_day(now)
    return at_beijing(today, CONTACT_FROM) <= now < at_beijing(today, CONTACT_UNTIL)


def _mark(stamped: Stamped, delivery: Delivery, now: datetime) -> NoticeMark:
    key, reason = stamped.key, delivery.reason
    match delivery.outcome:
        case DeliveryOutcome.SENT:
            return NoticeMark(
                key,
                t.NoticeStatus.SENT.value,
                reason,
                sent_at=now,
                message_id=delivery.message_id,
                channel=delivery.channel,
            )
        case DeliveryOutcome.UNREACHABLE:
            return NoticeMark(key, t.NoticeStatus.UNREACHABLE.value, reason)
        case DeliveryOutcome.UNCERTAIN:
            return NoticeMark(key, t.NoticeStatus.UNCERTAIN.value, reason)
    if stamped.reachability.last:
        return NoticeMark(key, t.NoticeStatus.FAILED.value, reason)
    return NoticeMark(key, t.NoticeStatus.PLANNED.value, reason, send_after=now + RETRY_AFTER)
