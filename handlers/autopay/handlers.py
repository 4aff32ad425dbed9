"""Automatic debit (自动扣款).

/autopay -> overview -> 开通 -> ENTERING_CARD (the number, again where it is wrong) -> the authorisation -> 同意并开通 -> on
                     |-> cards: in which order, 移除, 加一张卡
                     |-> 关闭 -> what that means -> off

Typing the number is `handlers/autopay/conversation.py`.
"""

from __future__ import annotations

from telegram import Update

from domain.autopay.results import AutopayView
from domain.errors import Stale
from domain.value import replace
from handlers.autopay import mandate as mandates
from handlers.autopay import views
from handlers.buttons.autopay import (
    AgreeDebit,
    AskRevoke,
    OpenAutopay,
    OpenMandate,
    PreferCard,
    RemoveCard,
    RevokeDebit,
)
from handlers.context import Context
from handlers.ui.components import LANGUAGE_NAMES
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenAutopay())
async def autopay_words(update: Update, context: Context) -> Reply:
    return await show_autopay(context)


async def show_autopay(context: Context) -> Reply:
    return await overview(context, await _view(context))


async def overview(context: Context, view: AutopayView) -> Reply:
    return views.overview(context.t, view, await context.services.standing.of(context.customer.id))


async def open_autopay(context: Context, action: OpenAutopay) -> Reply:
    return await show_autopay(context)


async def open_mandate(context: Context, action: OpenMandate) -> Reply:
    view = await _view(context)
    if view.active or not view.cards:
        return await overview(context, view)
    return mandate_screen(context, view)


def mandate_screen(context: Context, view: AutopayView, notice: str | None = None) -> Reply:
    return views.mandate_screen(context.t, view, mandates.mandate_text(context.t, view), notice)


async def agree(context: Context, action: AgreeDebit) -> Reply:
    view = await _view(context)
    if not view.cards or action.locale not in LANGUAGE_NAMES:
        raise Stale()
    mandate = mandates.mandate_text(texts_for(action.locale), view)
    agreed = await context.services.autopay.agree(
        context.customer.id, version=mandates.MANDATE_VERSION, sha256=mandate.sha256, locale=mandate.locale
    )
    shown = await overview(context, agreed)
    return replace(shown, parts=(views.switched_on(context.t), *shown.parts))


async def prefer_card(context: Context, action: PreferCard) -> Reply:
    view = await context.services.autopay.prefer(context.customer.id, action.card_id)
    return await overview(context, view)


async def remove_card(context: Context, action: RemoveCard) -> Reply:
    view = await context.services.autopay.remove(context.customer.id, action.card_id)
    return (await overview(context, view)).with_toast(views.removed(context.t))


async def ask_revoke(context: Context, action: AskRevoke) -> Reply:
    return views.revoke_screen(context.t)


async def revoke(context: Context, action: RevokeDebit) -> Reply:
    view = await context.services.autopay.revoke(context.customer.id)
    shown = await overview(context, view)
    return replace(shown, parts=(views.switched_off(context.t), *shown.parts))


async def _view(context: Context) -> AutopayView:
    return await context.services.autopay.view(context.customer.id)


TAPS: Taps = (
    on_button(OpenAutopay, open_autopay),
    on_button(OpenMandate, open_mandate, show_autopay),
    on_button(AgreeDebit, agree, show_autopay),
    on_button(PreferCard, prefer_card, show_autopay),
    on_button(RemoveCard, remove_card, show_autopay),
    on_button(AskRevoke, ask_revoke),
    on_button(RevokeDebit, revoke, show_autopay),
)
PHRASES: Phrases = {
    autopay_words: (
        "自动扣款", "自動扣款", "自动还款", "自動還款", "代扣", "绑卡", "綁卡", "换卡", "換卡", "几点扣钱", "幾點扣錢",
        "几点扣款",
        "关掉自动还款", "關掉自動還款", "关闭自动扣款", "扣款失败咋办", "autopay", "auto debit", "automatic debit",
        "direct debit",
    ),
}  # fmt: skip
