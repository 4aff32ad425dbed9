"""换卡, 绑新卡, 老卡销户了: how one's own automatic debit stands, with the button that does it in the answer."""

from __future__ import annotations

from domain.autopay.results import AutopayView
from domain.standing.results import Standing
from domain.value import Value
from handlers.buttons.autopay import AddCard, OpenMandate
from handlers.buttons.catalog import OpenShop
from handlers.context import Context
from handlers.ui import status_lines as status
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button

OF_CARDS = ("faq.card.change", "faq.card.closed", "faq.card.bind")


class Beside(Value):
    """What one's own data say beside the answer to a frequent question; `button`: what does it at once."""

    line: str
    button: Button | None = None


async def own_cards(context: Context) -> Beside:
    customer_id = context.customer.id
    view = await context.services.autopay.view(customer_id)
    return _beside(context.t, view, await context.services.standing.of(customer_id))


def _beside(t: Texts, view: AutopayView, standing: Standing) -> Beside:
    """Offer nothing that would be refused: without a gateway, before verification and while the account is frozen."""
    if not view.can_add_card:
        return Beside(t("现在的支付方式不支持自动扣款。"))
    if standing.frozen_on is not None:
        row = status.frozen_row(t, standing)
        return Beside(status.frozen_line(t, standing) or "", row[0] if row else None)
    if not view.verified:
        return Beside(
            t("自动扣款要用您本人的储蓄卡，所以先要完成实名认证。第一次分期下单时就会做。"),
            Button(t("去逛逛"), OpenShop(), style="primary"),
        )
    if view.active:
        label = t("换卡") if view.cards else t("加一张卡")
        return Beside(status.debit_line(t, standing) or "", Button(label, AddCard(), style="primary"))
    return Beside(
        t("您没有开通自动扣款，到期不会从卡上扣。"),
        Button(t("看授权书并开通"), OpenMandate(), style="primary")
        if view.cards
        else Button(t("开通自动扣款"), AddCard(), style="primary"),
    )
