"""What is unusual in an account, told by itself."""

from __future__ import annotations

from domain.outbox.results import NoticeKind
from domain.security.notices import AttemptsContent
from handlers.ui.components import not_mine_rows
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Reply, reply


def _attempts(t: Texts, content: AttemptsContent) -> Reply:
    """Told when no more answers are taken today."""
    return reply(
        t("🔒 今天在您的账号里核实失败了很多次，今天不能再试了，明天可以接着办。"),
        t("如果不是您本人操作，请马上冻结账号。"),
        keyboard=not_mine_rows(t),
    )


VIEWS = (NoticeView(NoticeKind.ATTEMPTS, N_("多次核实失败"), AttemptsContent, _attempts),)
