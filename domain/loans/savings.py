"""What settling early saved, as it was booked."""

from __future__ import annotations

from domain.loans.ledger import COST_ACCOUNTS, Account
from domain.unit_of_work import UnitOfWork

# The rule by which the entries of a settlement stand in the ledger.
SETTLED_EARLY = "settle_early"
_COSTS = {accounts.income for accounts in COST_ACCOUNTS.values()}


async def saved_by_settling(uow: UnitOfWork, loan_id: str) -> int | None:
    """Return what staying on plan would have cost more than settling early did, in fen: costs that fell away or went
    back, less the fee for repaying early. Below 0 where it cost more; None where the loan was not settled early.
    """
    sums = await uow.ledger.sums(loan_id, rule=SETTLED_EARLY)
    if not sums:
        return None
    fell_away = sum(fen for debit, _, fen in sums if debit in _COSTS)
    added = sum(fen for _, credit, fen in sums if credit in _COSTS or credit == Account.PREPAY_FEE_INCOME)
    return fell_away - added
