"""Why a customer may not do this now."""

from __future__ import annotations

from domain.errors import Refused


class AccountFrozen(Refused):
    code = "account_frozen"
