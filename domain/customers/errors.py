"""Why a customer may not do this now."""

from __future__ import annotations

from domain.errors import Refused, SealBroken


class AccountRefused(SealBroken):
    """The Telegram account is not the one that was sealed as the customer's: nothing is shown, nothing is done."""


class AccountFrozen(Refused):
    code = "account_frozen"
