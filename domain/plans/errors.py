"""Why an amount cannot be had in instalments."""

from __future__ import annotations

from domain.errors import Refused


class NoPlanForAmount(Refused):
    code = "no_plan_for_amount"


class CreditLineTooSmall(Refused):
    code = "credit_line_too_small"


class CreditLineShared(CreditLineTooSmall):
    """Part of it was used under another account of the same person."""

    code = "credit_line_shared"
