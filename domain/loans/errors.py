"""Why nothing can be done on a loan just now."""

from __future__ import annotations

from domain.errors import Refused


class PaymentInFlight(Refused):
    code = "payment_in_flight"
