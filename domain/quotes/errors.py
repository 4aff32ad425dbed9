"""Why an amount cannot be paid so."""

from __future__ import annotations

from domain.errors import Refused


class EarlierBillOpen(Refused):
    code = "earlier_bill_open"


class AmountTooSmall(Refused):
    code = "amount_too_small"


class AmountTooLarge(Refused):
    code = "amount_too_large"


class NotPrepayable(Refused):
    code = "not_prepayable"


class NothingToPrepay(Refused):
    code = "nothing_to_prepay"


class SettleInstead(Refused):
    code = "settle_instead"


class QuoteOver(Refused):
    code = "quote_over"
