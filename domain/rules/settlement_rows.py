"""What a settlement leaves: every instalment paid up, those to come at what is owed of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.rules.allocation import Share
from domain.rules.position import LoanInstallment, RowChange
from domain.rules.settlement_costs import LoanOnDay, scheduled_fen
from domain.terms import OwedPart
from domain.value import replace


def rows_after(position: LoanOnDay, owed: Mapping[OwedPart, int]) -> tuple[LoanInstallment, ...]:
    """Return every row paid up. `owed`: of each cost what is owed of the instalments to come, in fen."""
    to_come = [
        replace(
            row,
            interest_fen=row.paid_interest_fen,
            fee_fen=row.paid_fee_fen,
            guarantee_fen=row.paid_guarantee_fen,
            service_fen=row.paid_service_fen,
        )
        for row in position.to_come
    ]
    if to_come:
        first = to_come[0]
        to_come[0] = replace(
            first,
            interest_fen=first.interest_fen + max(owed[OwedPart.INTEREST], 0),
            fee_fen=first.fee_fen + max(owed[OwedPart.FEE], 0),
            guarantee_fen=first.guarantee_fen + owed[OwedPart.GUARANTEE],
            service_fen=first.service_fen + owed[OwedPart.SERVICE],
        )
    charged = _give_back(position.charged, OwedPart.INTEREST, max(-owed[OwedPart.INTEREST], 0))
    charged = _give_back(charged, OwedPart.FEE, max(-owed[OwedPart.FEE], 0))
    return tuple(row.paid_up() for row in (*charged, *to_come))


def _give_back(rows: Sequence[LoanInstallment], part: OwedPart, back_fen: int) -> list[LoanInstallment]:
    """Let a cost that was taken in advance fall where it was taken, the latest first."""
    after: list[LoanInstallment] = []
    for row in reversed(rows):
        cost_fen = scheduled_fen(row, part)
        taken_fen = min(cost_fen, back_fen)
        back_fen -= taken_fen
        after.insert(0, _at_cost(row, part, cost_fen - taken_fen))
    return after


def _at_cost(row: LoanInstallment, part: OwedPart, cost_fen: int) -> LoanInstallment:
    paid_fen = min(row.paid_fen(part), cost_fen)
    if part is OwedPart.FEE:
        return replace(row, fee_fen=cost_fen, paid_fee_fen=paid_fen)
    return replace(row, interest_fen=cost_fen, paid_interest_fen=paid_fen)


def changes_between(
    before: Sequence[LoanInstallment], after: Sequence[LoanInstallment]
) -> tuple[RowChange, ...]:
    """Return the rows whose scheduled amounts differ, as they are afterwards."""
    changes = [(old.scheduled, new.scheduled) for old, new in zip(before, after, strict=True)]
    return tuple(new for old, new in changes if old != new)


def share_between(before: LoanInstallment, after: LoanInstallment) -> Share:
    return Share(
        before.no,
        penalty_fen=after.paid_penalty_fen - before.paid_penalty_fen,
        interest_fen=max(after.paid_interest_fen - before.paid_interest_fen, 0),
        fee_fen=max(after.paid_fee_fen - before.paid_fee_fen, 0),
        principal_fen=after.paid_principal_fen - before.paid_principal_fen,
        guarantee_fen=after.paid_guarantee_fen - before.paid_guarantee_fen,
        service_fen=after.paid_service_fen - before.paid_service_fen,
    )
