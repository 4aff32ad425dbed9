"""How notices refuse."""

from __future__ import annotations

from domain.errors import Refused


class TooManyCodes(Refused):
    code = "too_many_codes"
