"""People and loans from a lender's file: checked as a whole, and then brought in as a whole, in one transaction.

The same file again changes nothing. Who or what is known and said otherwise is named, and never written over.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar

from domain.columns import place_in, table_of
from domain.contract import load_lender, load_plan
from domain.customers.service import DEFAULT_LOCALE
from domain.dates import at_beijing, business_day
from domain.errors import NotFound
from domain.handoff.types import ScheduleWrong
from domain.ids import new_id
from domain.intake.books import ENTRY_COLUMNS, Bookkeeper, BroughtBooks, ContractWrong, Whose, agreed
from domain.intake.errors import IntakeRefused
from domain.intake.invitations import secret_hash
from domain.intake.results import (
    ContractLines,
    Fault,
    IntakeKind,
    IntakeReport,
    NewInvitation,
    PersonLine,
)
from domain.ports import Clock, FieldCipher
from domain.rules.errors import RuleError
from domain.terms import InstitutionSpec, PlanSpec
from domain.unit_of_work import Store, UnitOfWork
from domain.value import Value

BATCH = 500
MOST_FAULTS = 20
SECRET_BYTES = 18
_TABLES = {
    "orders": "orders",
    "order_lines": "order_lines",
    "loans": "loans",
    "installments": "installments",
    "payments": "payments",
    "contracts": "intake_contracts",
}
_ONE_DAY = timedelta(days=1)
T = TypeVar("T")
Told = Callable[[NewInvitation], None]


class LenderBook(Value):
    """A lender of the catalogue, with its plans by id, those that are not sold any more among them."""

    spec: InstitutionSpec
    plans: dict[str, PlanSpec]


class HowTaken(Value):
    """`writes`: it is written, else only looked at. `keeps_changed`: what is known and said otherwise stays as it is in the
    books, and stops nothing. `link_days`: so long a link can be used. `new_links`: also for who had one before.
    """

    writes: bool = False
    keeps_changed: bool = False
    link_days: int = 30
    new_links: bool = False


class IntakeService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def lender(self, lender_id: str) -> LenderBook:
        """Return the lender. Raises `NotFound` where the catalogue has none of this id."""
        async with self._store.read() as uow:
            rows = await uow.catalog.institutions(active_only=False)
            found = next((row for row in rows if row.id == lender_id), None)
            if found is None:
                raise NotFound()
            plans = await uow.intakes.plans(lender_id)
        return LenderBook(load_lender(found.spec), {row.id: load_plan(row.spec) for row in plans})

    def today(self) -> date:
        """Return the business day: nothing of a file was paid later."""
        return business_day(self._clock.now())

    async def loans(
        self, lender: LenderBook, contracts: Iterable[ContractLines], report: IntakeReport, how: HowTaken
    ) -> None:
        """Take in the contracts, or only look at them. Raises `IntakeRefused` where something is to be written, and not all
        of it can be; then nothing is.
        """
        now = self._clock.now()
        async with self._store.write() if how.writes else self._store.read() as uow:
            intake_id = new_id()
            if how.writes:
                await _begin(uow, intake_id, IntakeKind.LOANS, lender, now)
            taking = _Loans(uow, lender, report, how, self._cipher, intake_id, now)
            following = iter(contracts)
            try:
                while batch := await asyncio.to_thread(lambda: list(islice(following, BATCH))):
                    await taking.take(batch)  # and while that is written, the next lines are read
            finally:
                await taking.written()
            await _finish(uow, report, how)

    async def people(
        self,
        lender: LenderBook,
        people: Iterable[PersonLine],
        report: IntakeReport,
        how: HowTaken,
        told: Told,
    ) -> None:
        """Take in who is a customer of the lender, or only look at them; `told` gets the links. Raises `IntakeRefused`."""
        now = self._clock.now()
        async with self._store.write() if how.writes else self._store.read() as uow:
            intake_id = new_id()
            if how.writes:
                await _begin(uow, intake_id, IntakeKind.CUSTOMERS, lender, now)
            taking = _People(uow, lender, report, how, self._cipher, intake_id, now, told)
            for batch in _batches(people, BATCH):
                await taking.take(batch)
            await _finish(uow, report, how)


async def _begin(
    uow: UnitOfWork, intake_id: str, kind: IntakeKind, lender: LenderBook, now: datetime
) -> None:
    row = {"id": intake_id, "kind": kind.value, "institution_id": lender.spec.id, "row_count": 0}
    await uow.intakes.insert("intakes", [row | {"created_at": now}])


async def _finish(uow: UnitOfWork, report: IntakeReport, how: HowTaken) -> None:
    if not how.writes:
        return
    if report.fault_count or (report.changed and not how.keeps_changed):
        raise IntakeRefused()
    await uow.commit()


def key_hash(cipher: FieldCipher, lender_id: str, key: str) -> str:
    """Return what a lender's own number for somebody is found by; some lenders take the ID number for it."""
    return cipher.lookup_hash(f"intake:{lender_id}:{key}")


class _Loans:
    def __init__(
        self,
        uow: UnitOfWork,
        lender: LenderBook,
        report: IntakeReport,
        how: HowTaken,
        cipher: FieldCipher,
        intake_id: str,
        now: datetime,
    ) -> None:
        self._uow, self._lender, self._report, self._how = uow, lender, report, how
        self._cipher, self._intake_id, self._now = cipher, intake_id, now
        key = uow.ledger.chain_key
        assert key is not None, "whoever posts has the keys"
        self._bookkeeper = Bookkeeper(lender.spec, key)
        self._writing: asyncio.Task[None] | None = None

    async def written(self) -> None:
        """Wait for what is being written."""
        writing, self._writing = self._writing, None
        if writing is not None:
            await writing

    async def take(self, batch: Sequence[ContractLines]) -> None:
        await self.written()
        lender_id = self._lender.spec.id
        known = await self._uow.intakes.contracts(lender_id, [one.contract_no for one in batch])
        hashes = {one.customer_key: key_hash(self._cipher, lender_id, one.customer_key) for one in batch}
        people = await self._uow.intakes.people(lender_id, sorted(set(hashes.values())))
        books = BroughtBooks()
        for lines in batch:
            said = _said(lines)
            if lines.contract_no in known:
                _note_known(self._report, lines.line, lines.contract_no, known[lines.contract_no] == said)
                continue
            person = people.get(hashes[lines.customer_key])
            if person is None:
                what = "nobody was brought in under this number; bring in the lender's customers first"
                self._report.note([Fault(lines.line, "customer", what)], MOST_FAULTS)
                continue
            self._add(lines, Whose(person[0], self._intake_id, said, self._now), books)
        if self._how.writes and not self._report.fault_count:
            self._writing = asyncio.create_task(self._write(books))

    def _add(self, lines: ContractLines, whose: Whose, books: BroughtBooks) -> None:
        try:
            plan = self._lender.plans.get(lines.plan_id)
            if plan is None:
                raise ContractWrong(f"the lender has no plan {lines.plan_id!r} in the catalogue")
            lines = agreed(lines, self._lender.spec, plan)
            if self._how.writes:
                self._bookkeeper.add(lines, plan, whose, books)
        except (ContractWrong, ScheduleWrong, RuleError) as error:
            self._report.note([Fault(lines.line, "", f"{error}")], MOST_FAULTS)
            return
        report = self._report
        report.new += 1
        report.instalments += len(lines.rows)
        report.principal_fen += lines.principal_fen
        report.payments += len({part.on for part in lines.paid})
        report.paid_fen += sum(part.amount_fen for part in lines.paid)
        report.open_fen += lines.principal_fen - sum(part.principal_fen for part in lines.paid)

    async def _write(self, books: BroughtBooks) -> None:
        for field, table in _TABLES.items():
            await self._uow.intakes.insert(table, getattr(books, field))
        await self._uow.intakes.insert_values("ledger_entries", ENTRY_COLUMNS, books.entries)
        spec = self._lender.spec
        await self._uow.intakes.use_credit(spec.id, spec.credit_line_fen, books.used_fen)


class _People:
    def __init__(
        self,
        uow: UnitOfWork,
        lender: LenderBook,
        report: IntakeReport,
        how: HowTaken,
        cipher: FieldCipher,
        intake_id: str,
        now: datetime,
        told: Told,
    ) -> None:
        self._uow, self._lender, self._report, self._how = uow, lender, report, how
        self._cipher, self._intake_id, self._now, self._told = cipher, intake_id, now, told
        self._keys: set[str] = set()

    async def take(self, batch: Sequence[PersonLine]) -> None:
        lender_id = self._lender.spec.id
        keys = [key_hash(self._cipher, lender_id, one.key) for one in batch]
        known = await self._uow.intakes.people(lender_id, keys)
        numbers = {one.id_number: self._cipher.lookup_hash(one.id_number) for one in batch if one.id_number}
        verified = await self._uow.intakes.verified(list(numbers.values()))
        brought = dict(await self._uow.intakes.known(list(numbers.values())))
        customers, people, invited = list[dict[str, Any]](), list[dict[str, Any]](), list[PersonLine]()
        whom: dict[str, str] = {}
        for one, hashed in zip(batch, keys, strict=True):
            if hashed in self._keys:
                self._report.note(
                    [Fault(one.line, "customer", "this number stands above already")], MOST_FAULTS
                )
                continue
            self._keys.add(hashed)
            said = self._said(one)
            if hashed in known:
                customer_id, was = known[hashed]
                _note_known(self._report, one.line, "", was == said)
                if self._how.new_links:
                    whom[one.key] = customer_id
                    invited.append(one)
                continue
            number = numbers.get(one.id_number or "")
            accounts = verified.get(number or "", ())
            if len(accounts) > 1:
                what = "several accounts are verified with this ID number; a person has to say which"
                self._report.note([Fault(one.line, "id_number", what)], MOST_FAULTS)
                continue
            customer_id = accounts[0] if accounts else brought.get(number or "", "")
            self._report.new += 1
            self._report.matched += bool(accounts)
            if not customer_id:
                customer_id = new_id()
                customers.append(_customer(customer_id, self._now))
            if number is not None:
                brought.setdefault(number, customer_id)
            people.append(self._person(one, hashed, number, customer_id, said))
            if not accounts:
                whom[one.key] = customer_id
                invited.append(one)
        if self._how.writes and not self._report.fault_count:
            await self._uow.intakes.insert("customers", customers)
            await self._uow.intakes.insert("intake_people", people)
            await self._invite(invited, whom)

    def _said(self, one: PersonLine) -> str:
        return self._cipher.lookup_hash(repr((one.key, one.name, one.phone, one.id_number)))

    def _person(
        self, one: PersonLine, hashed: str, number: str | None, customer_id: str, said: str
    ) -> dict[str, Any]:
        table, row = table_of("intake_people"), {"id": new_id()}
        texts = {"name_token": one.name, "phone_token": one.phone, "id_number_token": one.id_number}
        sealed = {
            column: None if text is None else self._cipher.seal(text, place_in(table, column, row))
            for column, text in texts.items()
        }
        return {
            **row,
            "institution_id": self._lender.spec.id,
            "key_hash": hashed,
            "customer_id": customer_id,
            "intake_id": self._intake_id,
            **sealed,
            "id_number_hash": number,
            "said": said,
        }

    async def _invite(self, invited: Sequence[PersonLine], whom: dict[str, str]) -> None:
        """Make a link for each who has no chat yet; one of theirs that was made before is none from now on."""
        absent = set(await self._uow.intakes.without_chat(list(whom.values())))
        expires_on = business_day(self._now) + timedelta(days=self._how.link_days)
        rows: dict[str, dict[str, Any]] = {}
        for one in invited:
            customer_id = whom[one.key]
            if customer_id not in absent or customer_id in rows:
                continue
            secret = urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
            rows[customer_id] = {
                "customer_id": customer_id,
                "secret_hash": secret_hash(secret),
                "expires_at": at_beijing(expires_on + _ONE_DAY, time()),
                "asked_id": None,
                "tries": 0,
                "created_at": self._now,
            }
            self._told(NewInvitation(one.line, one.key, secret, expires_on))
        await self._uow.intakes.drop_invitations(list(rows))
        await self._uow.intakes.insert("intake_invitations", list(rows.values()))


def _note_known(report: IntakeReport, line: int, name: str, same: bool) -> None:
    if same:
        report.known += 1
    else:
        report.changed.append((line, name))


def _said(lines: ContractLines) -> str:
    """Return by what a contract is known again, wherever in a file it stands."""
    told = (
        lines.customer_key,
        lines.plan_id,
        lines.goods,
        lines.principal_fen,
        lines.drawn_on,
        lines.rows,
        lines.paid,
        lines.paid_periods,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _customer(customer_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": customer_id,
        "telegram_id": None,
        "locale": DEFAULT_LOCALE,
        "plain_text": False,
        "created_at": now,
    }


def _batches(lines: Iterable[T], size: int) -> Iterator[list[T]]:
    following = iter(lines)
    while batch := list(islice(following, size)):
        yield batch
