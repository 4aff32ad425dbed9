"""Loans: errors."""

from __future__ import annotations

from domain.errors import Refused


class PaymentInFlight(Refused):
    code = "payment_in_flight"
