"""The first debit from a card, told by itself."""

from __future__ import annotations

from domain.autopay.notices import NewCardContent
from domain.outbox.results import NoticeKind
from handlers.ui.bank_names import card_name
from handlers.ui.components import bold, not_mine_rows
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Reply, reply


def _new_card(t: Texts, content: NewCardContent) -> Reply:
    return reply(
        t("💳 刚才第一次从%(card)s自动扣款，回单会另外发给您。", card=bold(card_name(t, content.card))),
        t("如果这张卡不是您绑的，请马上冻结账号。"),
        keyboard=not_mine_rows(t),
    )


VIEWS = (NoticeView(NoticeKind.NEW_CARD, N_("新卡首次扣款"), NewCardContent, _new_card),)
