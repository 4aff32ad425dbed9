"""What came out of a check, or of a look at the face, told when nobody was looking."""

from __future__ import annotations

from domain.identity.notices import FaceContent, IdentityContent
from domain.identity.types import IdentityState, RejectReason
from domain.outbox.results import NoticeKind
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.support import OpenAgent
from handlers.identity.views import REJECTED
from handlers.ui.components import resume_row
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _identity(t: Texts, content: IdentityContent) -> Reply:
    on = resume_row(t, content.open_draft)
    if content.state is IdentityState.VERIFIED:
        return reply(
            t("✅ 实名认证通过了，可以接着下单。"),
            keyboard=[on or [Button(t("购物车"), OpenCart()), Button(t("去逛逛"), OpenShop())]],
        )
    return reply(
        t(REJECTED[content.reason or RejectReason.OTHER]),
        keyboard=[on, [Button(t("找客服"), OpenAgent())]],
    )


def _face(t: Texts, content: FaceContent) -> Reply:
    on = resume_row(t, content.open_draft)
    if content.state is IdentityState.VERIFIED:
        return reply(t("✅ 人脸核验通过了，可以接着下单。"), keyboard=[on])
    return reply(
        t("人脸核验没有通过。可以再试一次，或者请客服人工核实。"),
        keyboard=[on, [Button(t("找客服"), OpenAgent())]],
    )


VIEWS = (
    NoticeView(NoticeKind.IDENTITY, N_("实名认证结果"), IdentityContent, _identity),
    NoticeView(NoticeKind.FACE, N_("人脸核验结果"), FaceContent, _face),
)
