"""The books added up for whoever keeps the accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date

from domain.accounting.results import AccountBalance, JournalLine, TapeLoan
from domain.dates import business_day
from domain.ports import Clock
from domain.unit_of_work import Store

PAGE = 5000


class AccountingService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self) -> date:
        return business_day(self._clock.now())

    async def journal(self, first: date, last: date) -> Sequence[JournalLine]:
        """Return what moved on these business days, both included, by day and accounts."""
        fen: Counter[tuple[date, str, str]] = Counter()
        entries: Counter[tuple[date, str, str]] = Counter()
        async for day, debit, credit, amount_fen in self._movements():
            if first <= day <= last:
                fen[day, debit, credit] += amount_fen
                entries[day, debit, credit] += 1
        return [JournalLine(*key, fen[key], entries[key]) for key in sorted(fen)]

    async def trial_balance(self, on: date) -> Sequence[AccountBalance]:
        """Return every account as it stands at the end of a business day; all balances together are 0."""
        debited: Counter[str] = Counter()
        credited: Counter[str] = Counter()
        async for day, debit, credit, amount_fen in self._movements():
            if day <= on:
                debited[debit] += amount_fen
                credited[credit] += amount_fen
        return [AccountBalance(one, debited[one], credited[one]) for one in sorted({*debited, *credited})]

    async def tape(self) -> AsyncIterator[TapeLoan]:
        """Yield every loan as it stands now, by its id."""
        after = ""
        while True:
            async with self._store.read() as uow:
                page = await uow.accounting.tape(after, PAGE)
            for loan in page:
                yield loan
            if len(page) < PAGE:
                return
            after = page[-1].loan_id

    async def _movements(self) -> AsyncIterator[tuple[date, str, str, int]]:
        """Yield each movement with the business day on which it was posted."""
        after = ""
        while True:
            async with self._store.read() as uow:
                page = await uow.accounting.movements(after, PAGE)
            for _, posted_at, debit, credit, amount_fen in page:
                yield business_day(posted_at), debit, credit, amount_fen
            if len(page) < PAGE:
                return
            after = page[-1][0]
