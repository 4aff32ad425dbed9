"""Why an account cannot be moved."""

from __future__ import annotations

from domain.cases.types import StopReason
from domain.errors import Refused, Stale


class CannotMove(Stale):
    """What the staff decided cannot be done of the move. `why`: what hinders it; None: nobody was found, or it is not at
    that point. `is_announced`: this one, or another one of the same account, was announced already. `is_over`: it is done
    or stopped. `is_back`: the old account, which could not be told, can be now.
    """

    def __init__(
        self,
        why: StopReason | None = None,
        *,
        is_announced: bool = False,
        is_over: bool = False,
        is_back: bool = False,
    ) -> None:
        super().__init__()
        self.why, self.is_announced, self.is_over, self.is_back = why, is_announced, is_over, is_back


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
