"""What money at hand is best used for: of the loans here and the notes of others, where a yuan paid early is worth most a
year. Pure. See docs/rules/pay-first.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.calculator.facts import facts_in, normal
from domain.enquiries.results import MoneyUse, Saving
from domain.tracked.results import SettlePolicy, TrackedBillView
from domain.tracked.settlement import saved_by_part_fen, settled_pct


def money_said(words: str) -> int | None:
    """Return the money that somebody says to have at hand: 我有3000闲钱; None where no amount is named, or more than one."""
    amounts = facts_in(normal(words)).amounts_fen
    return amounts[0] if len(amounts) == 1 else None


def ranked(savings: Sequence[Saving], notes: Sequence[TrackedBillView]) -> tuple[MoneyUse, ...]:
    """Return what paying off each comes to, what is worth most a year first; without those that it saves nothing of."""
    found = [*map(_of_loan, savings), *map(_of_note, notes)]
    return tuple(sorted(filter(None, found), key=lambda one: -one.yearly_pct))


def best_use(money_fen: int, savings: Sequence[Saving], notes: Sequence[TrackedBillView]) -> MoneyUse | None:
    """Return what the money is best used for: it pays off what is worth most, or a part of it where it is not enough and
    a part is taken; else the same of what is worth most next.
    """
    for use in ranked(savings, notes):
        if use.amount_fen <= money_fen:
            return use
        if (part := _part(use, money_fen)) is not None:
            return part
    return None


def _of_loan(one: Saving) -> MoneyUse | None:
    if one.yearly_pct is None or one.is_over:
        return None
    return MoneyUse(one.yearly_pct, one.amount_fen, one.saved_fen, saving=one)


def _of_note(bill: TrackedBillView) -> MoneyUse | None:
    """Return None also of a note of which what was borrowed is not known, since what it costs is not, either."""
    settling = bill.settling
    if settling is None or bill.next_due is None:
        return None
    pct = settled_pct(bill)
    if pct is None or pct <= 0:
        return None
    if settling.amount_fen is None:
        return MoneyUse(pct, settling.principal_left_fen, None, bill=bill)
    return MoneyUse(pct, settling.amount_fen, settling.saved_fen, bill=bill)


def _part(use: MoneyUse, money_fen: int) -> MoneyUse | None:
    if use.saving is not None:
        part = use.saving.part
        if part is None:
            return None
        return MoneyUse(use.yearly_pct, part.amount_fen, part.saved_fen, saving=use.saving, is_part=True)
    assert use.bill is not None
    if use.bill.settling is None or use.bill.settling.policy is SettlePolicy.CHARGED:
        return None
    saved_fen = saved_by_part_fen(use.bill, money_fen)
    if saved_fen is None or saved_fen <= 0:
        return None
    return MoneyUse(use.yearly_pct, money_fen, saved_fen, bill=use.bill, is_part=True)
