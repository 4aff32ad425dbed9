"""Why an amount cannot be had in instalments."""

from __future__ import annotations

from domain.errors import Refused


class NoPlanForAmount(Refused):
    code = "no_plan_for_amount"


class CreditLineTooSmall(Refused):
    code = "credit_line_too_small"
