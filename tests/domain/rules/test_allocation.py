"""What a payment pays first (冲账顺序)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.allocation import Allocation, InstallmentOwed, Share, allocate

THIRD = InstallmentOwed(3, principal_fen=32_166, interest_fen=3_365, penalty_fen=161)
FOURTH = InstallmentOwed(4, principal_fen=32_487, interest_fen=3_044)

owed_fen = st.integers(0, 100_000)
debts = st.lists(
    st.builds(InstallmentOwed, st.integers(1, 60), owed_fen, owed_fen, owed_fen, owed_fen),
    max_size=6,
    unique_by=lambda owed: owed.no,
)


def test_the_oldest_instalment_is_paid_before_the_next_gets_anything() -> None:
    paid = allocate(40_000, [FOURTH, THIRD])
    assert paid.shares == (Share(3, 161, 3_365, 0, 32_166), Share(4, 0, 3_044, 0, 1_264))
    assert paid.surplus_fen == 0


def test_what_is_more_than_owed_is_reported() -> None:
    assert allocate(35_692 + 7, [THIRD]) == Allocation((Share(3, 161, 3_365, 0, 32_166),), 7)


def test_nothing_pays_nothing() -> None:
    assert allocate(0, [THIRD]) == Allocation((), 0)


def test_a_negative_amount_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not negative"):
        allocate(-1, [THIRD])


@given(st.integers(0, 500_000), debts)
def test_not_a_fen_is_lost_and_none_is_taken_beyond_the_debt(
    amount_fen: int, owed: list[InstallmentOwed]
) -> None:
    paid = allocate(amount_fen, owed)
    assert sum(share.total_fen for share in paid.shares) + paid.surplus_fen == amount_fen
    by_no = {item.no: item for item in owed}
    for share in paid.shares:
        item = by_no[share.no]
        assert 0 <= share.penalty_fen <= item.penalty_fen
        assert 0 <= share.interest_fen <= item.interest_fen
        assert 0 <= share.fee_fen <= item.fee_fen
        assert 0 <= share.principal_fen <= item.principal_fen
