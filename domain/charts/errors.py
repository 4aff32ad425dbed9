"""Why there is no chart."""

from __future__ import annotations

from domain.errors import Refused


class ChartNotDrawn(Refused):
    code = "chart_not_drawn"
