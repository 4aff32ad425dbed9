"""Why a payment did not come about, or is not known to have."""

from __future__ import annotations

from domain.errors import Refused


class NoPaymentMethod(Refused):
    code = "no_way_to_pay"


class PaymentDeclined(Refused):
    code = "payment_declined"


class PaidTooLate(Refused):
    code = "paid_too_late"


class PaymentUncertain(Refused):
    code = "payment_uncertain"
