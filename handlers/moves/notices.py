"""A move to another Telegram account, told: to the old one before it, to the new one for its code and afterwards."""

from __future__ import annotations

from domain.cases.types import StopReason
from domain.moves.notices import MoveAskedContent, MoveCodeContent, MovedContent
from domain.outbox.results import NoticeKind
from handlers.buttons.support import OpenAgent
from handlers.moves import views
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply

_STOPPED = {
    StopReason.NOT_ME: N_("没有搬：原来的账号说不是本人申请的。请找客服核对。"),
    StopReason.NOT_PROVEN: N_("没有搬：这次没能核实。请找客服核对。"),
    StopReason.GONE: N_("没有搬：要搬的账号已经不在了。请找客服核对。"),
    StopReason.SEVERAL: N_("没有搬：分不出要搬哪一个账号。请用订单号重新申请。"),
    StopReason.NOT_TOLD: N_("没有搬：一直没能通知到原来的账号。请找客服核对。"),
    StopReason.FROZEN: N_("没有搬：账号冻结了。请找客服核对。"),
    StopReason.OWN_PURCHASES: N_(
        "没有搬：这个账号里也有订单或绑过的卡，两个账号只能各用各的，额度合在一起算。"
    ),
}


def _asked(t: Texts, content: MoveAskedContent) -> Reply:
    return views.announced(t, content.move_id, None)


def _code(t: Texts, content: MoveCodeContent) -> Reply:
    return views.ask_code_of_form(t)


def _moved(t: Texts, content: MovedContent) -> Reply:
    if content.stays:
        return reply(
            t("前面说的换 Telegram 账号停下了，账号没有搬，还在这里。"),
            keyboard=[[Button(t("找客服"), OpenAgent())]],
        )
    if content.stopped is not None:
        return reply(t(_STOPPED[content.stopped]), keyboard=[[Button(t("找客服"), OpenAgent())]])
    return views.moved(t)


VIEWS = (
    NoticeView(NoticeKind.MOVE_ASKED, N_("申请换 Telegram 账号"), MoveAskedContent, _asked, is_question=True),
    NoticeView(NoticeKind.MOVE_CODE, N_("换 Telegram 账号的验证码"), MoveCodeContent, _code),
    NoticeView(NoticeKind.MOVED, N_("换 Telegram 账号的结果"), MovedContent, _moved),
)
