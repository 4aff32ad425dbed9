"""What came of an application on a lender's page, told when nobody was looking."""

from __future__ import annotations

from domain.handoff.notices import HandoffContent
from domain.handoff.types import HandoffStatus
from domain.outbox.results import NoticeKind
from handlers.buttons.support import OpenAgent
from handlers.handoff.views import signed
from handlers.ui.components import home, name, resume_row
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _handoff(t: Texts, content: HandoffContent) -> Reply:
    lender = name(t, content.lender_name)
    if content.order_id is not None:
        return signed(t, lender, content.order_id)
    match content.status:
        case HandoffStatus.SIGNED:
            return reply(
                t("%(lender)s说合同已经签好，但订单没能生成，可能是商品刚卖完。", lender=lender),
                t("这件事已经记下，客服会尽快在这里联系您：补货、换货或撤销合同，都由您选。"),
                keyboard=[[Button(t("找客服"), OpenAgent(), style="primary")]],
            )
        case HandoffStatus.DECLINED:
            said = t("%(lender)s这次没有通过您的申请。可以换一家机构，也可以问问机构原因。", lender=lender)
        case _:
            said = t("您在%(lender)s的申请已经撤销，没有签约。", lender=lender)
    return reply(said, keyboard=[resume_row(t, content.open_draft), [home(t)]])


VIEWS = (NoticeView(NoticeKind.HANDOFF, N_("分期申请结果"), HandoffContent, _handoff),)
