"""What is held of the customer (隐私和我的数据): a look, a copy, consent taken back, deletion."""

from __future__ import annotations

import json
from datetime import date

from telegram import Update

from domain.dates import SHANGHAI
from domain.errors import NotFound, Stale
from domain.privacy.results import Copy
from handlers.buttons.privacy import (
    AskErase,
    AskWithdraw,
    Erase,
    OpenConsents,
    OpenPrivacy,
    SendCopy,
    Withdraw,
)
from handlers.context import Context
from handlers.privacy import views
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenPrivacy())
async def privacy_words(update: Update, context: Context) -> Reply:
    return await show_privacy(context)


async def erase_words(update: Update, context: Context) -> Reply:
    return await _ask_erase(context)


async def show_privacy(context: Context) -> Reply:
    standing = await context.services.standing.now(context.customer.id)
    return views.overview(context.t, await context.services.privacy.view(context.customer.id), standing)


async def open_privacy(context: Context, action: OpenPrivacy) -> Reply:
    return await show_privacy(context)


async def send_copy(context: Context, action: SendCopy) -> Reply:
    async def make() -> Attachment:
        made = await context.services.privacy.copy(context.customer.id)
        day = f"{made.made_at.astimezone(SHANGHAI):%Y-%m-%d}"
        return Attachment(
            f"{context.t('我的数据')} {day}.json", _json(made), views.copy_caption(context.t, day)
        )

    return await deliver(context, f"copy {context.t.locale}", make)


def _json(made: Copy) -> bytes:
    whole = {"made_at": made.made_at.isoformat(), **made.held}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


async def open_consents(context: Context, action: OpenConsents) -> Reply:
    return await show_consents(context)


async def show_consents(context: Context) -> Reply:
    return views.consents(context.t, await context.services.privacy.view(context.customer.id))


async def ask_withdraw(context: Context, action: AskWithdraw) -> Reply:
    view = await context.services.privacy.view(context.customer.id)
    consent = next((one for one in view.consents if one.consent_id == action.consent_id), None)
    if consent is None:
        raise Stale()
    return views.ask_withdraw(context.t, consent, view)


async def withdraw(context: Context, action: Withdraw) -> Reply:
    try:
        view = await context.services.privacy.withdraw(context.customer.id, action.consent_id)
    except NotFound:
        raise Stale() from None  # it was tapped before, or is somebody else's
    return views.withdrawn(context.t, view)


async def ask_erase(context: Context, action: AskErase) -> Reply:
    return await _ask_erase(context)


async def _ask_erase(context: Context) -> Reply:
    view = await context.services.privacy.view(context.customer.id)
    return views.ask_erase(context.t, view, _number(context.today))


async def erase(context: Context, action: Erase) -> Reply:
    if action.day != _number(context.today):
        raise Stale()
    if await context.services.privacy.part(context.customer.id):
        await context.desk.to_staff()  # before the case goes, or its card would stand there as it was
    return views.erased(context.t, await context.services.privacy.erase(context.customer.id))


def _number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


TAPS: Taps = (
    on_button(OpenPrivacy, open_privacy),
    on_button(SendCopy, send_copy),
    on_button(OpenConsents, open_consents),
    on_button(AskWithdraw, ask_withdraw, show_consents),
    on_button(Withdraw, withdraw, show_consents),
    on_button(AskErase, ask_erase),
    on_button(Erase, erase, show_privacy),
)
PHRASES: Phrases = {
    privacy_words: (
        "隐私", "隱私", "我的数据", "我的資料", "我的信息", "我的資訊", "个人信息", "個人資料", "隐私和我的数据",
        "导出我的数据", "匯出我的資料", "撤回同意", "我的同意", "privacy", "my data", "export my data", "withdraw consent",
    ),
    erase_words: (
        "删除我的信息", "刪除我的資料", "删除我的个人信息", "刪除我的個人資料", "删除账号", "刪除帳號", "注销账号",
        "註銷帳號", "注销", "註銷", "delete my data", "delete my account",
    ),
}  # fmt: skip
