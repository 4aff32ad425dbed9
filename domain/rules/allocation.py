"""How an amount falls on what is owed (冲账顺序): the oldest instalment first, within it the accessory before the debt.

Source: 民法典 561 (costs, interest, principal); for card debts 办法 第57条: from day 91 past due on, principal first.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.terms import DEFAULT_ALLOCATION, AllocationTerms, OwedPart
from domain.value import Value


class InstallmentOwed(Value):
    """What of one instalment is open, in fen."""

    no: int
    principal_fen: int
    interest_fen: int = 0
    fee_fen: int = 0
    penalty_fen: int = 0
    days_late: int = 0
    guarantee_fen: int = 0
    service_fen: int = 0


class Share(Value):
    """What of the amount went to one instalment, in fen."""

    no: int
    penalty_fen: int
    interest_fen: int
    fee_fen: int
    principal_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0

    @property
    def total_fen(self) -> int:
        return (
            self.penalty_fen
            + self.interest_fen
            + self.fee_fen
            + self.guarantee_fen
            + self.service_fen
            + self.principal_fen
        )


class Allocation(Value):
    """`shares` of the instalments that got something, oldest first; `surplus_fen` is more than is owed."""

    shares: tuple[Share, ...]
    surplus_fen: int


def allocate(
    amount_fen: int, owed: Sequence[InstallmentOwed], terms: AllocationTerms = DEFAULT_ALLOCATION
) -> Allocation:
    """Instalment after instalment, by number; within each in the lender's order."""
    if amount_fen < 0:
        raise ValueError("an amount to allocate is not negative")
    left_fen = amount_fen
    shares: list[Share] = []
    for item in sorted(owed, key=lambda one: one.no):
        if left_fen == 0:
            break
        share = _share(left_fen, item, order_for(item.days_late, terms))
        left_fen -= share.total_fen
        shares.append(share)
    return Allocation(tuple(share for share in shares if share.total_fen), left_fen)


def order_for(days_late: int, terms: AllocationTerms) -> tuple[OwedPart, ...]:
    """Return what of an instalment so many days past due is paid first."""
    first_from = terms.principal_first_from_day
    if first_from is None or days_late < first_from:
        return terms.every_part
    return (OwedPart.PRINCIPAL, *(part for part in terms.every_part if part is not OwedPart.PRINCIPAL))


def _share(left_fen: int, item: InstallmentOwed, order: Sequence[OwedPart]) -> Share:
    taken: dict[str, int] = {}
    for part in order:
        name = f"{part}_fen"
        taken[name] = min(getattr(item, name), left_fen)
        left_fen -= taken[name]
    return Share(item.no, **taken)
