"""A plan in hardship that was kept, in words."""

from __future__ import annotations

from domain.hardship.notices import PlanKeptContent
from domain.outbox.results import NoticeKind
from handlers.buttons.bills import OpenBills
from handlers.buttons.documents import SendCertificate
from handlers.ui.components import bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _kept(t: Texts, content: PlanKeptContent) -> Reply:
    loan = content.loan
    return reply(
        t("✅ 展期方案全部还完了，这笔分期已经结清。"),
        bold(goods(t, loan.title, loan.item_count)),
        t("放一边的罚息 %(amount)s 不收了。", amount=bold(t.money(content.waived_fen)))
        if content.waived_fen
        else None,
        keyboard=[
            [Button(t("结清证明"), SendCertificate(loan.order_id), style="primary")],
            [Button(t("我的账单"), OpenBills())],
        ],
    )


VIEWS = (NoticeView(NoticeKind.PLAN_KEPT, N_("展期方案还完了"), PlanKeptContent, _kept),)
