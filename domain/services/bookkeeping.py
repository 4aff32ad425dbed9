"""Writing to the ledger: movements from one account to another, numbered per loan, never changed afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
    seq, chain = await uow.ledger.newest(loan_id)
    for posting in postings:
        if not posting.amount_fen:
            continue
        seq += 1
        entry = t.LedgerEntry(
            id=new_id(),
            loan_id=loan_id,
            seq=seq,
            installment_id=installment_id,
            payment_id=payment_id,
            debit_account=posting.debit,
            credit_account=posting.credit,
            amount_fen=posting.amount_fen,
            rule=rule,
            posted_at=now,
            chain="",
        )
        entry.chain = chain = link(chain, entry)
        uow.add(entry)


def link(previous: str, entry: t.LedgerEntry) -> str:
    """The entry's place in its loan's chain: SHA-256 over the place before it ("" for the first) and all it says."""
    said = [
        entry.id,
        entry.loan_id,
        entry.seq,
        entry.installment_id,
        entry.payment_id,
        str(entry.debit_account),
        str(entry.credit_account),
        entry.amount_fen,
        entry.rule,
        entry.posted_at.astimezone(UTC).isoformat(),
    ]
    return hashlib.sha256(json.dumps([previous, *said], ensure_ascii=False).encode()).hexdigest()
