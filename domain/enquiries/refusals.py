"""What a gateway's word for a refused payment means, whichever gateway it is of. Pure."""

from __future__ import annotations

from enum import StrEnum

from domain.patterns import pattern
from domain.payments.ports import CANCELLED


class WhyNotTaken(StrEnum):
    """Why a payment was not taken, as far as the gateway says."""

    NO_MONEY = "no_money"
    CALLED_OFF = "called_off"  # given up, or not paid in time
    REFUSED = "refused"  # by the bank, for a reason that it keeps to itself


# insufficient_funds of the sandbox; buyer_balance_not_enough and buyer_bankcard_balance_not_enough of Alipay;
# notenough of WeChat Pay.
_NO_MONEY = pattern("insufficient|not_?enough")


def why_not_taken(reason: str | None) -> WhyNotTaken:
    """Return why a payment was refused; `reason`: what the gateway said, None where it said nothing."""
    if reason == CANCELLED:
        return WhyNotTaken.CALLED_OFF
    return WhyNotTaken.NO_MONEY if _NO_MONEY.search(reason or "") else WhyNotTaken.REFUSED
