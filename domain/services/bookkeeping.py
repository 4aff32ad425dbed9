"""Writing to the ledger: movements from one account to another, numbered per loan, never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import tables as t
from domain.ids import new_id
from domain.ports import UnitOfWork


class Account(StrEnum):
    """The accounts of a loan, from the lender's side."""

    PRINCIPAL_RECEIVABLE = "principal_receivable"
    MERCHANT_PAYABLE = "merchant_payable"
    CASH = "cash"
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    PENALTY_INCOME = "penalty_income"


@dataclass(frozen=True, slots=True)
class Posting:
    debit: Account
    credit: Account
    amount_fen: int


async def post(
    uow: UnitOfWork,
    loan_id: str,
    postings: Sequence[Posting],
    *,
    rule: str,
    now: datetime,
    payment_id: str | None = None,
    installment_id: str | None = None,
) -> None:
    """Append `postings` to the loan's ledger, those of nothing left out. The caller holds the loan's lock."""
    seq = await uow.ledger.last_seq(loan_id)
    for number, posting in enumerate((p for p in postings if p.amount_fen), start=seq + 1):
        uow.add(
            t.LedgerEntry(
                id=new_id(),
                loan_id=loan_id,
                seq=number,
                installment_id=installment_id,
                payment_id=payment_id,
                debit_account=posting.debit,
                credit_account=posting.credit,
                amount_fen=posting.amount_fen,
                rule=rule,
                posted_at=now,
            )
        )
