"""Why a checkout cannot go on as it was shown."""

from __future__ import annotations

from domain.errors import Refused


class AlreadyOrdered(Refused):
    code = "already_ordered"


class ReadingNotOver(Refused):
    code = "reading_not_over"
