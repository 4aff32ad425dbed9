"""Who draws a chart."""

from __future__ import annotations

from typing import Protocol

from domain.charts.results import Chart


class ChartMaker(Protocol):
    async def make(self, chart: Chart, locale: str) -> bytes:
        """Return the chart as a picture (PNG) in one language; equal charts give equal bytes. Raises `ChartNotDrawn`."""
        ...
