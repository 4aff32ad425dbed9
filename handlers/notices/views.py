"""Every kind of notice in words: as a message in the chat, and as plain words for a backup channel."""

from __future__ import annotations

import html
from typing import Any

from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, by_kind
from domain.patterns import pattern
from domain.value import replace
from handlers.autopay import notices as autopay
from handlers.handoff import notices as handoff
from handlers.hardship import notices as hardship
from handlers.history import notices as history
from handlers.identity import notices as identity
from handlers.moves import notices as moves
from handlers.notices import bill_notices
from handlers.purchases import notices as purchases
from handlers.repayment import notices as repayment
from handlers.returns import notices as returns
from handlers.security import notices as security
from handlers.sharing import notices as sharing
from handlers.shipping import notices as shipping
from handlers.tracked import notices as tracked
from handlers.ui.i18n import Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Reply

VIEWS: tuple[NoticeView[Any], ...] = (
    *bill_notices.VIEWS,
    *history.VIEWS,
    *returns.VIEWS,
    *hardship.VIEWS,
    *shipping.VIEWS,
    *repayment.VIEWS,
    *purchases.VIEWS,
    *identity.VIEWS,
    *handoff.VIEWS,
    *autopay.VIEWS,
    *security.VIEWS,
    *moves.VIEWS,
    *tracked.VIEWS,
    *sharing.VIEWS,
)
_BY_KIND = by_kind(VIEWS)  # a kind without a view keeps the assistant from starting
# An amount with what makes it bold; amounts in buttons are not read in a preview.
_AMOUNT = pattern(r"<b>¥[0-9,.]+</b>|¥[0-9,.]*[0-9]")
_TAG = pattern(r"<[^>]+>")
_SPOILER = pattern(r"<tg-spoiler>.*?</tg-spoiler>")


def notice(t: Texts, content: NoticeContent) -> Reply:
    shown = _BY_KIND[content.kind](t, content)
    if not content.hides_amounts:
        return shown
    parts = (_covered(part) if isinstance(part, str) else part for part in shown.parts)
    return replace(shown, parts=tuple(parts))


def kind_label(t: Texts, kind: NoticeKind) -> str:
    """Return what the record of notices calls the kind."""
    return t(_BY_KIND[kind].label)


def _covered(part: str) -> str:
    """Amounts as spoilers: grey in the preview and in the chat, until they are tapped."""
    return _AMOUNT.sub(r"<tg-spoiler>\g<0></tg-spoiler>", part)


# For a backup channel: plain words without buttons, and a subject that anybody may see


def title_of(t: Texts) -> str:
    """Without an amount, and without saying of what."""
    return t("分期管家：您有一条通知")


def body_of(t: Texts, shown: Reply) -> str:
    """Covered amounts are left out; what the buttons do is said in the chat only."""
    return f"{_plain(shown)}\n\n{t('回到 Telegram 里的分期管家可以查看和还款。')}"


def _plain(reply: Reply) -> str:
    words = _SPOILER.sub("***", reply.html())
    return html.unescape(_TAG.sub("", words))
