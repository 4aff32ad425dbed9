"""Shared due dates, as they are told: calmly, of dates only, and to the watcher never as their own."""

from __future__ import annotations

from domain.outbox.results import NoticeKind
from domain.sharing.notices import (
    ShareAcceptedContent,
    SharedLateContent,
    ShareEndedContent,
    ShareLeftContent,
)
from domain.sharing.results import LateOf
from handlers.buttons.home import OpenHome
from handlers.buttons.sharing import AskLeaveWatched, OpenSharing, OpenWatched
from handlers.sharing.views import SHOWN, late_line
from handlers.ui.components import bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, ButtonRow, Reply, reply


def _late(t: Texts, content: SharedLateContent) -> Reply:
    return reply(
        *(_of_owner(t, content, one) for one in content.owners),
        t("这不是您的账单，您不用还，方便的话提醒对方一声就好。"),
        keyboard=_rows(t, content),
    )


def _of_owner(t: Texts, content: SharedLateContent, late: LateOf) -> str:
    headline = (
        t("👥 %(name)s有账单过了还款日：", name=bold(late.owner_name))
        if late.owner_name
        else t("👥 和您共享还款日的人有账单过了还款日：")
    )
    return "\n".join([headline, *(late_line(t, due, content.today) for due in late.dues[:SHOWN])])


def _rows(t: Texts, content: SharedLateContent) -> list[ButtonRow]:
    if len(content.owners) > 1:
        return [[Button(t("共享还款日"), OpenSharing())]]
    sharing_id = content.owners[0].sharing_id
    return [
        [Button(t("看还款日"), OpenWatched(sharing_id)), Button(t("不再看了"), AskLeaveWatched(sharing_id))]
    ]


def _accepted(t: Texts, content: ShareAcceptedContent) -> Reply:
    return reply(
        t("👥 %(name)s同意了，现在看得到您的还款日。", name=bold(content.watcher_name))
        if content.watcher_name
        else t("👥 对方同意了，现在看得到您的还款日。"),
        t("不是您要共享的人？请马上结束共享。"),
        keyboard=[[Button(t("共享还款日"), OpenSharing())]],
    )


def _ended(t: Texts, content: ShareEndedContent) -> Reply:
    return reply(
        t("👥 %(name)s的还款日不再共享给您了。", name=bold(content.owner_name))
        if content.owner_name
        else t("👥 有一位的还款日不再共享给您了。"),
        keyboard=[[Button(t("回首页"), OpenHome())]],
    )


def _left(t: Texts, content: ShareLeftContent) -> Reply:
    return reply(
        t("👥 对方退出了，您的还款日现在没有别人看得到。"),
        keyboard=[[Button(t("共享还款日"), OpenSharing())]],
    )


VIEWS = (
    NoticeView(NoticeKind.SHARED_LATE, N_("别人共享的：过了还款日"), SharedLateContent, _late),
    NoticeView(NoticeKind.SHARE_ACCEPTED, N_("共享还款日：对方同意了"), ShareAcceptedContent, _accepted),
    NoticeView(NoticeKind.SHARE_ENDED, N_("别人共享的：结束了"), ShareEndedContent, _ended),
    NoticeView(NoticeKind.SHARE_LEFT, N_("共享还款日：对方退出了"), ShareLeftContent, _left),
)
