"""A gateway's word for a refused payment is one of few reasons, whichever gateway it is of."""

from __future__ import annotations

import pytest

from domain.enquiries.refusals import WhyNotTaken, why_not_taken


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("insufficient_funds", WhyNotTaken.NO_MONEY),
        ("buyer_balance_not_enough", WhyNotTaken.NO_MONEY),
        ("notenough", WhyNotTaken.NO_MONEY),
        ("buyer_bankcard_balance_not_enough", WhyNotTaken.NO_MONEY),
        ("cancelled", WhyNotTaken.CALLED_OFF),
        ("card_closed", WhyNotTaken.REFUSED),
        (None, WhyNotTaken.REFUSED),
    ],
)
def test_a_word_is_a_reason(reason: str | None, why: WhyNotTaken) -> None:
    assert why_not_taken(reason) is why
