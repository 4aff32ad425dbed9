"""Notices for a second channel: plain words without buttons, and a subject that anybody may see."""

from __future__ import annotations

import html
import re

from handlers.ui.i18n import Texts
from handlers.ui.reply import Reply

_TAG = re.compile(r"<[^>]+>")
_SPOILER = re.compile(r"<tg-spoiler>.*?</tg-spoiler>")


def title_of(t: Texts) -> str:
    """Without an amount, and without saying of what."""
    return t("分期管家：您有一条通知")


def body_of(t: Texts, shown: Reply) -> str:
    """Covered amounts are left out; what the buttons do is said in the chat only."""
    return f"{_plain(shown)}\n\n{t('回到 Telegram 里的分期管家可以查看和还款。')}"


def _plain(reply: Reply) -> str:
    words = _SPOILER.sub("***", reply.html())
    return html.unescape(_TAG.sub("", words))


def code_title(t: Texts) -> str:
    return t("分期管家：验证码")


def code_body(t: Texts) -> str:
    """With %(code)s in it."""
    return t("您的验证码是 %(code)s，10 分钟内有效。如果不是您本人操作，请忽略。", code="%(code)s")
