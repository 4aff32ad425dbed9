"""Why an account cannot be moved."""

from __future__ import annotations

from domain.errors import Refused


class OwnPurchases(Refused):
    """Both accounts have contracts: they stay two, with one credit line."""

    code = "move_own_purchases"


class TooManyCodesSent(Refused):
    code = "too_many_codes_sent"


class TooManyMoves(Refused):
    code = "too_many_moves"
