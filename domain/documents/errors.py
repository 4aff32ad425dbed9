"""Documents: errors."""

from __future__ import annotations

from domain.errors import Refused


class NotSettled(Refused):
    code = "not_settled"
