"""Credit lines (额度): what a lender grants now, and what of it is used. Offered and taken by the same figure."""

from __future__ import annotations

from domain import tables as t
from domain.plans.errors import CreditLineTooSmall
from domain.terms import InstitutionSpec
from domain.unit_of_work import UnitOfWork


def credit_left_fen(lender: InstitutionSpec, line: t.CreditLine | None) -> int:
    """Return what can still be borrowed of the line as the lender grants it now; 0 where more is used than that."""
    return max(0, lender.credit_line_fen - (line.used_fen if line else 0))


async def require_credit(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec, amount_fen: int) -> None:
    left_fen = credit_left_fen(lender, await uow.credit_lines.get(customer_id, lender.id))
    if amount_fen > left_fen:
        raise CreditLineTooSmall(amount=amount_fen, left=left_fen)


async def take_credit(uow: UnitOfWork, customer_id: str, lender: InstitutionSpec, amount_fen: int) -> None:
    """Use up `amount_fen` of the line, which is brought up to what the lender grants now."""
    if await uow.credit_lines.get(customer_id, lender.id) is None:
        uow.add(
            t.CreditLine(customer_id=customer_id, institution_id=lender.id, limit_fen=lender.credit_line_fen)
        )
        await uow.flush()
    if not await uow.credit_lines.take(customer_id, lender.id, amount_fen, lender.credit_line_fen):
        line = await uow.credit_lines.get(customer_id, lender.id)
        raise CreditLineTooSmall(amount=amount_fen, left=credit_left_fen(lender, line))
