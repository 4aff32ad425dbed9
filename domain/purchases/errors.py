"""Why something is not bought at once."""

from __future__ import annotations

from domain.errors import Refused


class NotPayableAtOnce(Refused):
    code = "not_payable_at_once"


class PurchaseInFlight(Refused):
    code = "purchase_in_flight"


class PurchaseDeclined(Refused):
    code = "purchase_declined"


class PurchaseUncertain(Refused):
    code = "purchase_uncertain"


class PaidForNothing(Refused):
    code = "paid_for_nothing"
