"""Why due dates cannot be moved."""

from __future__ import annotations

from domain.errors import Refused


class NotMovable(Refused):
    code = "not_movable"
