"""Writing to the ledger: movements from one account to another, numbered per book, never changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import tables as t
from domain.ids import new_id
from domain.keyed_chain import is_keyed, is_under
from domain.loans.chain import link
from domain.loans.snapshots import Book, Entry
from domain.terms import OwedPart
from domain.unit_of_work import UnitOfWork
from domain.value import Value, replace


class Account(StrEnum):
    """The accounts of a loan, from the lender's side; of a purchase that is paid at once cash, what the merchant gets and
    what the customer is owed are all there is, from the side of whoever takes the money.

    What is scheduled stands as receivable, an entry for each part of each instalment; what is paid takes it off. So every
    amount of every instalment can be derived from the entries. Penalty interest is booked when it is paid.
    """

    PRINCIPAL_RECEIVABLE = "principal_receivable"
    INTEREST_RECEIVABLE = "interest_receivable"
    FEE_RECEIVABLE = "fee_receivable"
    GUARANTEE_RECEIVABLE = "guarantee_receivable"
    SERVICE_RECEIVABLE = "service_receivable"
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    GUARANTEE_INCOME = "guarantee_income"  # of the payee that the contract names, as is the next
    SERVICE_INCOME = "service_income"
    PENALTY_INCOME = "penalty_income"
    PREPAY_FEE_INCOME = "prepay_fee_income"
    CASH = "cash"
    MERCHANT_PAYABLE = "merchant_payable"  # the price of the goods: owed at drawdown, back when goods go back
    PREPAID_PRINCIPAL = (
        "prepaid_principal"  # between the payment and the instalments it takes principal out of
    )
    CUSTOMER_CREDIT = "customer_credit"  # what the customer is owed


class CostAccounts(Value):
    """Where a cost of an instalment stands as long as it is not paid, and whose income it is."""

    receivable: Account
    income: Account


COST_ACCOUNTS: Mapping[OwedPart, CostAccounts] = {
    OwedPart.INTEREST: CostAccounts(Account.INTEREST_RECEIVABLE, Account.INTEREST_INCOME),
    OwedPart.FEE: CostAccounts(Account.FEE_RECEIVABLE, Account.FEE_INCOME),
    OwedPart.GUARANTEE: CostAccounts(Account.GUARANTEE_RECEIVABLE, Account.GUARANTEE_INCOME),
    OwedPart.SERVICE: CostAccounts(Account.SERVICE_RECEIVABLE, Account.SERVICE_INCOME),
}
RECEIVABLES = (Account.PRINCIPAL_RECEIVABLE, *(accounts.receivable for accounts in COST_ACCOUNTS.values()))


def overpaid_fen(beside: Sequence[tuple[str, str, int]]) -> int:
    """Return what of `Ledger.beside_installments` and the like stands on the customer's own account."""
    account = Account.CUSTOMER_CREDIT
    return sum(amount * ((credit == account) - (debit == account)) for debit, credit, amount in beside)


DRAWDOWN = "drawdown"  # the rule of the entries that open a loan


class WrongChainKey(Exception):
    """The keys are not those with which the ledger was begun: nothing is added, which no audit could believe any more."""


class Posting(Value):
    debit: Account
    credit: Account
    amount_fen: int
    installment_id: str | None = None


async def post(
    uow: UnitOfWork,
    loan_id: str,
    postings: Sequence[Posting],
    *,
    rule: str,
    now: datetime,
    payment_id: str | None = None,
    return_id: str | None = None,
    refund_id: str | None = None,
) -> None:
    """Append `postings` to the loan's ledger, as `post_to`. The caller holds the loan's lock."""
    cause = Cause(rule, payment_id, return_id, refund_id)
    await post_to(uow, Book(loan_id=loan_id), postings, cause, now)


class Cause(Value):
    """Why something is booked: `rule` names what decided it."""

    rule: str
    payment_id: str | None = None
    return_id: str | None = None
    refund_id: str | None = None


async def post_to(
    uow: UnitOfWork, book: Book, postings: Sequence[Posting], cause: Cause, now: datetime
) -> None:
    """Append `postings` to the book, those of nothing left out. The caller holds the lock of its loan or purchase.

    Raises `WrongChainKey`.
    """
    key = uow.ledger.chain_key
    assert key is not None, "whoever posts has the keys"
    seq, chain = await uow.ledger.newest(book)
    if is_keyed(chain) and not is_under(chain, key):
        raise WrongChainKey(
            f"the ledger of {book.name} is chained with another key than FIELD_KEYS or the key file has"
        )
    entries: list[Entry] = []
    for number, posting in enumerate((one for one in postings if one.amount_fen), start=seq + 1):
        entry = Entry(
            id=new_id(),
            loan_id=book.loan_id,
            purchase_id=book.purchase_id,
            seq=number,
            installment_id=posting.installment_id,
            payment_id=cause.payment_id,
            return_id=cause.return_id,
            refund_id=cause.refund_id,
            debit_account=posting.debit,
            credit_account=posting.credit,
            amount_fen=posting.amount_fen,
            rule=cause.rule,
            posted_at=now,
        )
        chain = link(chain, entry, key)
        entries.append(replace(entry, chain=chain))
    if entries:
        await uow.ledger.append(entries)


# What the entries say about the instalments


@dataclass(slots=True)
class BookedInstallment:
    """One instalment by the ledger: what is scheduled and what is paid, in fen."""

    principal_fen: int = 0
    interest_fen: int = 0
    fee_fen: int = 0
    paid_principal_fen: int = 0
    paid_interest_fen: int = 0
    paid_fee_fen: int = 0
    paid_penalty_fen: int = 0
    guarantee_fen: int = 0
    service_fen: int = 0
    paid_guarantee_fen: int = 0
    paid_service_fen: int = 0

    @property
    def open_fen(self) -> int:
        """What is scheduled and not paid, penalty aside."""
        parts = (OwedPart.PRINCIPAL, *COST_ACCOUNTS)
        return sum(getattr(self, f"{part}_fen") - getattr(self, f"paid_{part}_fen") for part in parts)


# Each receivable, what it is a part of, and the accounts against which it is scheduled; all others pay it.
_SCHEDULED_AGAINST = {
    Account.PRINCIPAL_RECEIVABLE: ("principal_fen", {Account.MERCHANT_PAYABLE, Account.PREPAID_PRINCIPAL}),
    **{accounts.receivable: (f"{part}_fen", {accounts.income}) for part, accounts in COST_ACCOUNTS.items()},
}


def by_installment(entries: Sequence[t.LedgerEntry]) -> dict[str | None, BookedInstallment]:
    """Return the state of every instalment, derived from the entries alone."""
    booked: dict[str | None, BookedInstallment] = {}
    for entry in entries:
        row = booked.setdefault(entry.installment_id, BookedInstallment())
        _book(row, entry.debit_account, entry.credit_account, entry.amount_fen)
        _book(row, entry.credit_account, entry.debit_account, -entry.amount_fen)
    return booked


def _book(row: BookedInstallment, account: str, against: str, amount_fen: int) -> None:
    """`amount_fen` comes onto `account` (leaves it where negative)."""
    if account == Account.PENALTY_INCOME:
        row.paid_penalty_fen -= amount_fen
    if account not in _SCHEDULED_AGAINST:
        return
    part, scheduled_against = _SCHEDULED_AGAINST[Account(account)]
    if against in scheduled_against:
        setattr(row, part, getattr(row, part) + amount_fen)
    else:
        setattr(row, f"paid_{part}", getattr(row, f"paid_{part}") - amount_fen)
