"""How an amount falls on what is owed (冲账顺序): the oldest instalment first, within it the accessory before the debt.

Source: 民法典 561 (costs, interest, principal); lenders' own orders differ only for long overdue card debts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallmentOwed:
    """What of one instalment is open, in fen."""

    no: int
    principal_fen: int
    interest_fen: int = 0
    fee_fen: int = 0
    penalty_fen: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What of the amount went to one instalment, in fen."""

    no: int
    penalty_fen: int
    interest_fen: int
    fee_fen: int
    principal_fen: int

    @property
    def total_fen(self) -> int:
        return self.penalty_fen + self.interest_fen + self.fee_fen + self.principal_fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """`shares` of the instalments that got something, oldest first; `surplus_fen` is more than is owed."""

    shares: tuple[Share, ...]
    surplus_fen: int


def allocate(amount_fen: int, owed: Sequence[InstallmentOwed]) -> Allocation:
    """Penalty, then interest, fee and principal of instalment after instalment, by number."""
    if amount_fen < 0:
        raise ValueError("an amount to allocate is not negative")
    left_fen = amount_fen
    shares: list[Share] = []
    for item in sorted(owed, key=lambda one: one.no):
        if left_fen == 0:
            break
        share = _share(left_fen, item)
        left_fen -= share.total_fen
        shares.append(share)
    return Allocation(tuple(share for share in shares if share.total_fen), left_fen)


def _share(left_fen: int, item: InstallmentOwed) -> Share:
    taken: list[int] = []
    for open_fen in (item.penalty_fen, item.interest_fen, item.fee_fen, item.principal_fen):
        part_fen = min(open_fen, left_fen)
        left_fen -= part_fen
        taken.append(part_fen)
    return Share(item.no, *taken)
