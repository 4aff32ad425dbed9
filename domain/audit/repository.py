"""What is asked of the database to hold the books against themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from domain import tables as t
from domain.value import Value


class LoanBooks(Value):
    """Everything that is written about one loan; instalments and entries in order."""

    loan: t.Loan
    installments: Sequence[t.Installment]
    entries: Sequence[t.LedgerEntry]
    payments: Sequence[t.Payment]
    returns: Sequence[t.Return]
    refunds: Sequence[t.Refund]
    lines: Sequence[t.OrderLine]
    seal: t.LedgerSeal | None
    reschedulings: Sequence[t.Rescheduling] = ()
    hardship_plans: Sequence[t.HardshipPlan] = ()

    @property
    def id(self) -> str:
        return self.loan.id

    @property
    def where(self) -> str:
        return f"loan {self.loan.id}"


class PurchaseBooks(Value):
    """Everything that is written about one purchase that is paid at once; entries in order. No version without keys ever
    wrote such a book, so none is sealed.
    """

    purchase: t.Purchase
    order: t.Order | None
    entries: Sequence[t.LedgerEntry]
    payments: Sequence[t.Payment]
    returns: Sequence[t.Return]
    refunds: Sequence[t.Refund]
    lines: Sequence[t.OrderLine]
    seal: None = None

    @property
    def id(self) -> str:
        return self.purchase.id

    @property
    def where(self) -> str:
        return f"purchase {self.purchase.id}"


Books = LoanBooks | PurchaseBooks


class CreditUse(Value):
    """A credit line: what it says is used up, and the principal that is open, in fen."""

    customer_id: str
    institution_id: str
    used_fen: int
    owed_fen: int


class Audit(Protocol):
    async def loan_count(self) -> int: ...

    async def books(self, after: str, limit: int) -> Sequence[LoanBooks]:
        """Return the next `limit` loans after the id `after`, by id."""
        ...

    async def purchase_count(self) -> int: ...

    async def purchase_books(self, after: str, limit: int) -> Sequence[PurchaseBooks]:
        """Return the next `limit` purchases after the id `after`, by id."""
        ...

    async def books_of_loan(self, loan_id: str) -> LoanBooks: ...

    async def books_of_customer(self, customer_id: str) -> Sequence[LoanBooks]:
        """Return the books of all their loans, by id."""
        ...

    async def signed_before_fees_were_billed(self) -> Sequence[tuple[dict[str, Any], int, date]]:
        """Return the contract, the principal in fen and the day of every loan with a fee at drawdown that no instalment
        holds.
        """
        ...

    async def credit_use(self) -> Sequence[CreditUse]: ...

    async def order_totals(self) -> Sequence[tuple[str, int, int]]:
        """Id, total and the sum of the lines of every order."""
        ...

    async def shipments(self) -> Sequence[tuple[str, datetime, datetime | None, datetime | None]]:
        """Order, when it was sent, when it arrived, and when the customer confirmed that."""
        ...

    async def orphans(self) -> Sequence[tuple[str, str, str]]:
        """Rows whose reference leads nowhere: table, id, the table where it should lead."""
        ...

    async def of_another(self) -> Sequence[tuple[str, str, str]]:
        """Rows of one customer that lead to another's: table, id, the table where they lead."""
        ...
