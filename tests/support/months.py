"""A month in a shop, by a seed: what people, gateways and machines do at odd moments, while the clock is moved between."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import select, text
from sqlmodel import SQLModel

from bot.adapters.payments.registry import GATEWAY_FILE
from bot.adapters.virtual_clock import VirtualClock
from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.clock import wire
from bot.sandbox.clock.attached import Answer, AttachedProcesses
from bot.sandbox.clock.position import Position
from bot.sandbox.clock.walker import Ran, Walker
from bot.sandbox.hub import Hub
from bot.sandbox.idle import IdleWatch
from bot.sandbox.store.database import StoredSettings as Kept
from bot.scheduler import Job, at_once
from bot.settings import Settings
from bot.wiring import (
    Container,
    build_container,
    catalog_importer,
    delivery_service,
    maintenance_jobs,
    notice_jobs,
)
from domain.cases.types import CaseKind, Decision
from domain.customers.results import CustomerView
from domain.dates import at_beijing
from domain.errors import DomainError
from domain.identity.types import IdentityCheck, Verdict, VerdictStatus
from domain.notices.bill_notices import BillsContent
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.spec import NoticeContent
from domain.payments.ports import Charge, ChargeResult, ChargeStatus
from domain.terms import DebitTerms
from domain.value import replace
from handlers.moves.farewell import Farewells
from handlers.support.staff_desk import CaseDesk
from handlers.ui.reply import Reply
from handlers.ui.sending import Sender
from handlers.ui.signature import Signature
from tests.support.builders import catalog
from tests.support.people import arrive, buy

STAFF = 900
START = date(2026, 1, 5)
CARD = "6222020000000000018"
_SEALED = ("token", "payload", "words")
Event = Callable[["Month"], Awaitable[object]]


class Month:
    """`container` on a clock that only `walk` and `sleep` move. `told`: what left the house, with the minute."""

    def __init__(self, settings: Settings, seed: int, start: datetime, *, tickless: bool) -> None:
        self.chance = random.Random(seed)
        self.clock = VirtualClock("")
        self.clock._set(start, running=False)
        self.container: Container = build_container(settings, self.clock)
        self.told: list[tuple[str, str, str]] = []
        self.ran: list[Ran] = []
        self.runs = 0
        self.people: list[CustomerView] = []
        self.troubles: dict[str, int] = {}
        self.book = ChargeBook(settings.data_dir / GATEWAY_FILE)
        self._updates = 0
        self.jobs = [self._counted(job, tickless=tickless) for job in self._jobs()]
        self.clock.serve_jobs(
            jobs=self.jobs, busy=lambda: 0, next_due_day=self.container.services.bills.next_due_day
        )
        self._trip_the_gateway()

    def _jobs(self) -> Sequence[Job]:
        container = self.container
        desk = CaseDesk(
            container.staff_service,
            container.services.customers,
            cast(Sender, _Chat(self)),
            Signature(container.cipher),
            container.chat_decisions,
            STAFF,
        )
        return (
            *notice_jobs(delivery_service(container, _Telephone(self))),
            *maintenance_jobs(container, desk, Farewells(container.services.moves, cast(Sender, None))),
        )

    def _counted(self, job: Job, *, tickless: bool) -> Job:
        async def run(now: datetime) -> Mapping[str, int]:
            self.runs += 1
            return await job.run(now)

        return replace(job, run=run, next_due=job.next_due if tickless else at_once)

    def _trip_the_gateway(self) -> None:
        gateway = self.container.outside.payment_methods.gateways.find("sandbox")
        assert gateway is not None
        start, query, check = gateway.start, gateway.query, self.container.outside.verifier.check

        async def started(charge: Charge) -> ChargeResult:
            result = await start(charge) if not self.trouble("lost request") else None
            return (
                result if result and not self.trouble("lost answer") else ChargeResult(ChargeStatus.UNKNOWN)
            )

        async def queried(payment_id: str) -> ChargeResult:
            return ChargeResult(ChargeStatus.UNKNOWN) if self.trouble("no word") else await query(payment_id)

        async def checked(request: IdentityCheck) -> Verdict:
            return Verdict(VerdictStatus.UNKNOWN) if self.trouble("review") else await check(request)

        for owner, name, mended in (
            (gateway, "start", started),
            (gateway, "query", queried),
            (self.container.outside.verifier, "check", checked),
        ):
            setattr(owner, name, mended)

    @property
    def person(self) -> CustomerView:
        return self.chance.choice(self.people)

    def trouble(self, kind: str) -> bool:
        """Whether it strikes now; it wears off."""
        left = self.troubles.get(kind, 0)
        self.troubles[kind] = max(0, left - 1)
        return left > 0

    def tell(self, whom: object, what: object) -> None:
        self.told.append((self.clock.now().isoformat(timespec="minutes"), str(whom), str(what)))

    # The passing of time

    async def walk(self, to: datetime) -> None:
        """Let the sandbox move the clock."""
        ran = (await _walker(self.clock).move(lambda _: to)).ran
        self.ran += [entry for entry in ran if any(entry["result"].values())]

    async def sleep(self, to: datetime) -> None:
        """No process runs meanwhile; one starts afterwards, and each job catches up."""
        self.clock._set(to, running=False)
        for job in self.jobs:
            await job.run(to)

    async def update(self) -> None:
        self._updates += 1
        await self.container.inbox.store([{"update_id": self._updates}])
        await self.container.inbox.done(self._updates)

    async def dump(self) -> dict[str, list[str]]:
        """Every row of every table, but for what is encrypted."""
        async with self.container.engine.connect() as connection:
            return {
                table.name: sorted(
                    str(tuple(row))
                    for row in await connection.execute(
                        select(*(one for one in table.c if not one.name.endswith(_SEALED)))
                    )
                )
                for table in SQLModel.metadata.sorted_tables
            }

    async def aclose(self) -> None:
        self.book.close()
        await self.container.aclose()


class _Telephone:
    """Every now and then it does not ring."""

    side_by_side = 1

    def __init__(self, month: Month) -> None:
        self._month = month

    async def acquire_slots(self, most: int) -> int:
        return 1

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reach: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        outcome = next((one for one in DeliveryOutcome if self._month.trouble(one)), DeliveryOutcome.SENT)
        owed_fen = content.total_fen if isinstance(content, BillsContent) else 0
        self._month.tell(to.telegram_id, (content.kind, owed_fen, outcome))
        return Delivery(outcome, message_id=1)


class _Chat:
    """The staff's chat and the customers', as far as cases are carried there."""

    def __init__(self, month: Month) -> None:
        self._month = month

    async def send(self, chat_id: int, shown: Reply, *, plain: bool = False) -> int:
        self._month.tell(chat_id, "sent")
        return len(self._month.told)

    async def edit(self, chat_id: int, message_id: int, shown: Reply) -> None:
        self._month.tell(chat_id, "edited")


class _Alone:
    """The one process that follows the clock, without a link between the two."""

    generation = 0

    def __init__(self, clock: VirtualClock, position: Position) -> None:
        self._clock = clock
        self._position = position

    async def ask_all(self, do: str, **details: Any) -> list[Answer]:
        return [Answer(await self._clock._do({"do": do, **details}), 0)]

    async def run(self, job: str, at: str, *, set_clock: bool) -> list[Answer]:
        return await self.ask_all(wire.RUN, job=job, at=at, set=set_clock)

    async def tell_position(self) -> list[int]:
        self._clock._set(self._position.now(), running=False)
        return []


class _Quiet:
    """All that is set off is done when a job ends."""

    def is_quiet_after(self, activity: int, busy: object) -> bool:
        return True

    def can_become_idle(self) -> bool:
        return False


class _Forgetful:
    def get(self, name: str, default: Any = None) -> Any:
        return None

    def put(self, name: str, value: Any) -> None: ...


def _walker(clock: VirtualClock) -> Walker:
    position = Position(cast(Kept, _Forgetful()), start_at=clock.now(), running=False)
    processes = cast(AttachedProcesses, _Alone(clock, position))
    return Walker(position, processes, cast(IdleWatch, _Quiet()), Hub())


# What happens


async def newcomer(month: Month) -> None:
    person = await arrive(month.container, 100 + len(month.people))
    month.people.append(person)
    plan_id = month.chance.choice(("consumer-3", "consumer-12", "bank-12"))
    await buy(month.container, person, plan_id=plan_id)


async def pays(month: Month) -> None:
    services, person = month.container.services, month.person
    bill = (await services.bills.open_bills(person.id)).bills[0]
    quote = await services.quotes.bill(person.id, bill.installment_id)
    await services.payments.confirm_quote(person.id, quote.quote_id)


async def pays_in_trouble(month: Month) -> None:
    month.troubles[month.chance.choice(("lost request", "lost answer"))] = 1
    month.troubles["no word"] = month.chance.randrange(4)
    await pays(month)


async def subscribes(month: Month) -> None:
    debit, person = month.container.services.autopay, month.person
    await debit.add_card(person.id, CARD, month.chance.randrange(10**6), sure=True)
    await debit.agree(person.id, version="test", sha256="0" * 64, locale="zh_CN")
    month.book.cards.set_balance("0018", month.chance.choice((None, 0, 10_000)))


async def unsubscribes(month: Month) -> None:
    await month.container.services.autopay.revoke(month.person.id)


async def chooses(month: Month) -> None:
    reminders, person = month.container.services.preferences, month.person
    await reminders.choose_hour(person.id, month.chance.randrange(8, 20))
    await reminders.choose_monthly(person.id, wanted=month.chance.random() < 0.7)
    await reminders.choose_day(person.id, month.chance.choice((7, 3, 1)), wanted=month.chance.random() < 0.5)


async def complains(month: Month) -> None:
    cases, person = month.container.services.support, month.person
    bills = (await month.container.services.bills.open_bills(person.id)).bills
    loan_id = bills[0].loan_id
    kind = month.chance.choice((CaseKind.WRONG_AMOUNT, CaseKind.HARDSHIP, CaseKind.PAYDAY))
    if kind is CaseKind.PAYDAY:
        days = (await cases.promise_choice(person.id, loan_id)).days
        case = await cases.promise(person.id, loan_id, month.chance.choice(days).day)
    else:
        case = await cases.request(person.id, kind, loan_id)
    await cases.write(person.id, case.case_id, "请看一下", month.chance.randrange(10**6))


async def is_answered(month: Month) -> None:
    card = month.chance.choice(await month.container.staff_service.open_cases())
    decisions = {
        CaseKind.WRONG_AMOUNT: Decision.CORRECT,
        CaseKind.HARDSHIP: Decision.REFUSED,
        CaseKind.FROZEN: Decision.RELEASED,
    }
    await month.container.staff_service.decide(card.case_id, decisions.get(card.kind, Decision.DONE), "小王")


async def freezes(month: Month) -> None:
    await month.container.services.security.freeze(month.person.id)


async def returns(month: Month) -> None:
    person, returns = month.person, month.container.services.returns
    order_id = month.chance.choice(
        (await month.container.services.orders.orders(person.id, 0)).orders
    ).order_id
    await returns.confirm_receipt(person.id, order_id)
    found = await returns.returnable(person.id, order_id)
    asked = await returns.request(person.id, order_id, found.everything, found.version)
    if month.chance.random() < 0.8:
        await returns.book(asked.return_id)
        for overpayment in await month.container.services.refunds.overpayments(person.id):
            await month.container.services.refunds.refund_overpayment(person.id, overpayment.loan_id)


async def begins_a_checkout(month: Month) -> None:
    await month.container.services.checkout.start_with(month.person.id, "xiaomi-15")


async def is_reviewed(month: Month) -> None:
    month.troubles["review"] = month.chance.randrange(1, 8)
    await newcomer(month)


async def telephone_fails(month: Month) -> None:
    month.troubles[month.chance.choice(list(DeliveryOutcome))] = month.chance.randrange(1, 4)


async def a_sender_dies(month: Month) -> None:
    """Its claim on what is to be sent next stays behind."""
    status = month.chance.choice(("claimed", "sending"))
    oldest = "SELECT min(customer_id || kind || business_day) FROM notices WHERE status = 'planned'"
    claim = f"UPDATE notices SET status = '{status}', claimed_by = 'dead', claimed_at = send_after"
    async with month.container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(f"{claim} WHERE customer_id || kind || business_day = ({oldest})"))


async def a_debit_dies(month: Month) -> None:
    """So does the claim on a window."""
    async with month.container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE debit_runs SET outcome = NULL, payment_id = NULL"))


async def writes(month: Month) -> None:
    await month.update()


EVENTS: tuple[Event, ...] = (
    newcomer, pays, pays, pays_in_trouble, pays_in_trouble, subscribes, subscribes, unsubscribes, chooses, chooses,
    complains, complains, is_answered, freezes, returns, begins_a_checkout, is_reviewed, telephone_fails,
    telephone_fails, a_sender_dies, a_debit_dies, writes,
)  # fmt: skip


async def lived(settings: Settings, seed: int, days: int, *, tickless: bool) -> Month:
    """So many days, the first purchases a while before."""
    chance = random.Random(seed)
    month = Month(settings, seed, at_beijing(START, time(10)), tickless=tickless)
    spec = catalog()
    debit = DebitTerms((time(9), time(18)), partial=True)
    lenders = tuple(replace(one, debit=debit) for one in spec.institutions)
    stocked = tuple(replace(one, stock=100) for one in spec.products)
    await catalog_importer(month.container.store).apply(
        replace(spec, institutions=lenders, products=stocked), {}
    )
    for first in (newcomer, newcomer, subscribes, chooses, writes):
        await first(month)
    now = at_beijing(START + timedelta(days=chance.randrange(17, 45)), time(10, 0))
    await month.sleep(now)
    end = now + timedelta(days=days)
    while now < end:
        happens = chance.choice(EVENTS)
        with contextlib.suppress(DomainError, IndexError):  # no such bill, case or order: nothing happens
            await happens(month)
        now += timedelta(minutes=chance.choice((1, 7, 45, 600, 2_000, 4_000)))
        await (month.sleep(now) if chance.random() < 0.08 else month.walk(now))
    return month
