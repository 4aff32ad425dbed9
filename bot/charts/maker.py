"""Charts as PNG files. Fulfils `domain.charts.ports.ChartMaker`."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from domain.charts.errors import ChartNotDrawn
from domain.charts.results import (
    Chart,
    Countdown,
    EarlyCosts,
    Months,
    OfferCosts,
    OffersCosts,
    Parts,
    Savings,
)
from handlers.ui.i18n import Texts, texts_for

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet

logger = logging.getLogger(__name__)


class PngMaker:
    """Off the event loop, one after the other: the first loads the font, and each takes tens of milliseconds."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def make(self, chart: Chart, locale: str) -> bytes:
        async with self._turn:
            try:
                return await asyncio.to_thread(drawn, chart, locale)
            except Exception as error:  # whatever it is: the customer has the figures in words
                logger.warning("a chart could not be drawn: %s", type(error).__name__)
                raise ChartNotDrawn() from error


def drawn(chart: Chart, locale: str) -> bytes:
    """Return the PNG file."""
    from bot.charts.pixels import png  # the libraries behind it are loaded with the first chart

    return png(sheet_of(texts_for(locale), chart))


def sheet_of(t: Texts, chart: Chart) -> Sheet:
    """Lay out the chart."""
    from bot.charts import bars, offers
    from bot.charts.countdown import countdown_sheet
    from bot.charts.pixels import width_of

    match chart:
        case Countdown():
            return countdown_sheet(t, chart, width_of)
        case Parts():
            return bars.parts_sheet(t, chart, width_of)
        case Savings():
            return bars.savings_sheet(t, chart, width_of)
        case Months():
            return bars.months_sheet(t, chart, width_of)
        case OfferCosts():
            return offers.offer_sheet(t, chart, width_of)
        case EarlyCosts():
            return offers.early_sheet(t, chart, width_of)
        case OffersCosts():
            return offers.offers_sheet(t, chart, width_of)
