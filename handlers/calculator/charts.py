"""Offers as pictures, and what stands under them: the same in words."""

from __future__ import annotations

from html import escape

from domain.calculator.codes import NONE, code_of, code_of_early
from domain.charts.results import EarlyCosts, OfferChart, OfferCosts, OffersCosts
from handlers.buttons.calculator import OpenCalculation, OpenOffers
from handlers.calculator.comparison_views import NAMES, verdict
from handlers.calculator.early_views import WAYS
from handlers.calculator.views import cost_line, rates_line
from handlers.calculator.wording import offer_text
from handlers.context import Context
from handlers.ui.callback_data import Action
from handlers.ui.components import bold
from handlers.ui.files import deliver_picture
from handlers.ui.i18n import Texts
from handlers.ui.reply import Attachment, Button, Reply

FILE_NAME = "chart.png"


async def send(context: Context, chart: OfferChart) -> Reply:
    t = context.t

    async def make() -> Attachment:
        content = await context.services.charts.picture(chart, t.locale)
        return Attachment(FILE_NAME, content, caption(t, chart))

    return await deliver_picture(context, make, [[Button(t("看数字"), _figures(chart))]])


def caption(t: Texts, chart: OfferChart) -> str:
    """Return the figures of the chart in words."""
    match chart:
        case OfferCosts(found):
            lines = [f"📊 {bold(offer_text(t, found.offer))}", cost_line(t, found), rates_line(t, found)]
        case EarlyCosts(found):
            lines = [
                f"📊 {bold(offer_text(t, found.calculation.offer))}",
                *(
                    t("%(way)s省 %(saved)s。", way=t(WAYS[part.strategy]), saved=t.money(part.saved_fen))
                    for part in found.parts
                ),
            ]
        case OffersCosts(found):
            lines = [verdict(t, found), *_both(t, chart)]
    return "\n".join(lines)


def _both(t: Texts, chart: OffersCosts) -> list[str]:
    return [
        t(
            "%(name)s：%(offer)s，多花 %(amount)s。",
            name=name,
            offer=escape(offer_text(t, each.offer)),
            amount=t.money(each.cost_fen),
        )
        for name, each in zip(NAMES, chart.comparison.both, strict=True)
    ]


def _figures(chart: OfferChart) -> Action:
    match chart:
        case OfferCosts(found):
            return OpenCalculation(code_of(found.offer), NONE)
        case EarlyCosts(found):
            return OpenCalculation(code_of(found.calculation.offer), code_of_early(found.early))
        case OffersCosts(found):
            one, other = (code_of(each.offer) for each in found.both)
            return OpenOffers(one, other)
