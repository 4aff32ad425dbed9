"""Why a document cannot be made yet."""

from __future__ import annotations

from domain.errors import Refused


class NotSettled(Refused):
    code = "not_settled"
