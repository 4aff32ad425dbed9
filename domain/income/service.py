"""Income days: told, changed and deleted by their customer, and set against all that is due, here and elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain import tables as t
from domain.columns import place_of
from domain.dates import business_day
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.income.errors import TooManyIncomes
from domain.income.results import IncomePlan, IncomeTerms, IncomeView
from domain.income.rules import AHEAD, stretches
from domain.income.sentences import incomes_in
from domain.loans.bills import views_of
from domain.loans.rescheduling import is_nothing
from domain.ports import Clock, FieldCipher
from domain.stored_json import from_stored_text, stored_text
from domain.tracked.days import noted_days
from domain.unit_of_work import Store, UnitOfWork

MOST_INCOMES = 10
# The last stretch ends with the income behind the 31 days: a month later at most.
_FAR = AHEAD + timedelta(days=31)


class IncomeService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def plan(self, customer_id: str) -> IncomePlan:
        """Return the income days, and whether each is enough until the next one."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            incomes = await self._views(uow, customer_id)
            facts = await uow.installments.open_facts(customer_id, today + _FAR)
            notes = await noted_days(uow, customer_id, self._cipher, today, today + _FAR)
        bills = views_of([one for one in facts if not is_nothing(one)], today)
        found = stretches([one.terms for one in incomes], bills, notes, today)
        return IncomePlan(today, tuple(incomes), found)

    async def tell(self, customer_id: str, said: str) -> None:
        """Keep the income days that a sentence names; of a day that is kept already the amount becomes the one that is said.
        Raises `InvalidInput` where none can be read, `TooManyIncomes`.
        """
        told = incomes_in(said)
        if not told:
            raise InvalidInput("income", "sentence")
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)  # of two at once the second one counts the first
            rows = {self._open(row).day: row for row in await uow.incomes.of(customer_id)}
            for terms in told:
                row = rows.get(terms.day)
                if row is None:
                    row = rows[terms.day] = self._new(customer_id)
                    uow.add(row)
                self._keep(row, terms)
            if len(rows) > MOST_INCOMES:
                raise TooManyIncomes(most=MOST_INCOMES)
            await uow.commit()

    async def delete(self, customer_id: str, income_id: str) -> None:
        """Delete an income day. Raises `NotFound`."""
        async with self._store.write() as uow:
            if income_id not in {row.id for row in await uow.incomes.of(customer_id)}:
                raise NotFound()
            await uow.incomes.delete(customer_id, income_id)
            await uow.commit()

    async def _views(self, uow: UnitOfWork, customer_id: str) -> Sequence[IncomeView]:
        rows = await uow.incomes.of(customer_id)
        return sorted((IncomeView(row.id, self._open(row)) for row in rows), key=lambda one: one.terms.day)

    def _new(self, customer_id: str) -> t.IncomeDay:
        return t.IncomeDay(id=new_id(), customer_id=customer_id, terms_token="", created_at=self._clock.now())

    def _keep(self, row: t.IncomeDay, terms: IncomeTerms) -> None:
        row.terms_token = self._cipher.seal(stored_text(terms), place_of(row, "terms_token"))

    def _open(self, row: t.IncomeDay) -> IncomeTerms:
        """Return what was said. Raises `SealBroken`."""
        return from_stored_text(IncomeTerms, self._cipher.open(row.terms_token, place_of(row, "terms_token")))
