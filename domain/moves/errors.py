"""Why an account cannot be moved."""

from __future__ import annotations

from domain.errors import Refused


class OwnPurchases(Refused):
    """Both accounts have contracts: they stay two, with one credit line."""

    code = "move_own_purchases"


class StaffOnly(Refused):
    """The old account said that it was not them, a short time ago: a code is not enough."""

    code = "move_staff_only"


class SeveralAccounts(Refused):
    """The code is right, and fits more than one account."""

    code = "move_several_accounts"


class TooManyCodesSent(Refused):
    code = "too_many_codes_sent"


class TooManyMoves(Refused):
    code = "too_many_moves"
