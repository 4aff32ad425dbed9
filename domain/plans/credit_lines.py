"""Credit lines (额度): what a lender grants now, and what of it is used. Offered and taken by the same figure.

The line is the person's, not the account's: what was borrowed under other Telegram accounts whose identity has the same ID
number counts, too. Only who is verified is that person; whoever just typed the number learns nothing of them.
"""

from __future__ import annotations

from domain import tables as t
from domain.plans.errors import CreditLineShared, CreditLineTooSmall
from domain.plans.results import CreditUse
from domain.terms import InstitutionSpec
from domain.unit_of_work import UnitOfWork

_NOTHING = CreditUse(0, 0)


def credit_left_fen(lender: InstitutionSpec, use: CreditUse | None) -> int:
    """Return what can still be borrowed of the line as the lender grants it now; 0 where more is used than that."""
    return max(0, lender.credit_line_fen - (use or _NOTHING).person_fen)


async def require_credit(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec, amount_fen: int) -> None:
    use = (await uow.credit_lines.use_of_person(customer_id)).get(lender.id)
    if amount_fen > credit_left_fen(lender, use):
        raise _too_small(lender, use, amount_fen)


async def take_credit(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec, amount_fen: int) -> None:
    """Use up `amount_fen` of the person's line, which is brought up to what the lender grants now. From here to the end of
    the transaction no other account of the same person takes any.
    """
    await uow.credit_lines.lock_person(customer_id)
    use = (await uow.credit_lines.use_of_person(customer_id)).get(lender.id, _NOTHING)
    if await uow.credit_lines.get(customer_id, lender.id) is None:
        uow.add(
            t.CreditLine(customer_id=customer_id, institution_id=lender.id, limit_fen=lender.credit_line_fen)
        )
        await uow.flush()
    if not await uow.credit_lines.take(
        customer_id, lender.id, amount_fen, lender.credit_line_fen, elsewhere_fen=use.elsewhere_fen
    ):
        use = (await uow.credit_lines.use_of_person(customer_id)).get(lender.id, _NOTHING)
        raise _too_small(lender, use, amount_fen)


def _too_small(lender: InstitutionSpec, use: CreditUse | None, amount_fen: int) -> CreditLineTooSmall:
    error = CreditLineShared if use is not None and use.elsewhere_fen else CreditLineTooSmall
    return error(amount=amount_fen, left=credit_left_fen(lender, use))
