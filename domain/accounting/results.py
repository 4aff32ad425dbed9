"""Lines of an export; frozen, amounts in fen."""

from __future__ import annotations

from datetime import date

from domain.value import Value


class JournalLine(Value):
    """All that went from one account to another on a business day, in so many entries."""

    day: date
    debit_account: str
    credit_account: str
    amount_fen: int
    entries: int


class AccountBalance(Value):
    """An account with all that was debited and credited; `balance_fen` is above 0 where it is a debit balance."""

    account: str
    debit_fen: int
    credit_fen: int

    @property
    def balance_fen(self) -> int:
        return self.debit_fen - self.credit_fen


class TapeLoan(Value):
    """A loan as it stands: nothing personal. `contract_no`: of one that was signed with the lender itself. `first_open`: the
    due date of the oldest open instalment.
    """

    loan_id: str
    institution_id: str
    plan_id: str
    contract_no: str | None
    order_number: str
    start_date: date
    status: str
    periods: int
    principal_fen: int
    open_principal_fen: int
    open_cost_fen: int
    paid_fen: int
    open_instalments: int
    first_open: date | None
    brought_in: bool

    def days_late(self, today: date) -> int:
        """Return since how many days the oldest open instalment is late."""
        return max((today - self.first_open).days, 0) if self.first_open else 0
