"""What is said when the way to Telegram failed, and with it, perhaps, an answer."""

from __future__ import annotations

from handlers.buttons.home import OpenHome
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def perhaps_lost(t: Texts) -> Reply:
    """Say that an answer may or may not have arrived; what was done is done either way."""
    return reply(
        t("刚才网络断了一下，我的回复可能没有送到。您已经填好、办好的都还在。"),
        t("如果没看到回复，请再发一次，或从首页继续。"),
        keyboard=[[Button(t("回首页"), OpenHome())]],
    )
