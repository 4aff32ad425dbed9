"""Why a plan in hardship cannot be had."""

from __future__ import annotations

from domain.errors import Refused


class HardshipUnavailable(Refused):
    code = "hardship_unavailable"
