"""How much can still be borrowed: lender by lender, and when some of it comes back; or what it takes to know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.enquiries.offer_results import LenderLimit, Limits
from domain.identity.types import IdentityState
from domain.standing.results import Standing
from domain.text import LocalText
from handlers.buttons.catalog import OpenShop
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.home import OpenHome
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

SHOWN = 3
# What it takes until the lines are known, by how the verification stands.
_UNKNOWN = {
    IdentityState.NONE: N_(
        "还没做实名认证，所以还没有您的额度。下单时做一次，选机构时就会列出各家的可用额度。"
    ),
    IdentityState.INCOMPLETE: N_(
        "实名认证还没做完，所以还没有您的额度。下单时接着做完，就会列出各家的可用额度。"
    ),
    IdentityState.REVIEWING: N_("实名认证正在审核，通过以后就有各家的可用额度，结果我会告诉您。"),
    IdentityState.REJECTED: N_("实名认证没有通过，所以还没有您的额度。核对信息再认证一次，通过后就会列出。"),
    IdentityState.EXPIRED: N_("实名认证过期了，重新认证以后，就会列出各家的可用额度。"),
}


def limits(t: Texts, found: Limits, standing: Standing, draft_id: str | None, related: Button) -> Reply:
    onwards = Button(t("去逛逛"), OpenShop(), style="primary")
    if draft_id is not None:
        onwards = Button(t("继续下单"), ResumeCheckout(draft_id), style="primary")
    return reply(
        *_said(t, found),
        status.frozen_line(t, standing),
        keyboard=[[onwards], [related], [back(t, OpenHome())]],
    )


def _said(t: Texts, found: Limits) -> list[str]:
    if found.is_lenders:
        return [t("额度由机构定：选好商品和机构，在它的页面申请时，会告诉您能用多少。")]
    if found.state in _UNKNOWN:
        return [t(_UNKNOWN[found.state])]
    if not found.lenders:
        return [t("现在没有可以分期的机构。")]
    return [
        t("现在最多能用 %(amount)s，每家机构的额度分开算：", amount=bold(t.money(found.most_left_fen))),
        "\n".join(_line(t, one, found.today) for one in found.lenders),
        t("还了本金就恢复同样多的额度，利息不恢复。每次能不能办，由机构审核决定。"),
    ]


def _line(t: Texts, one: LenderLimit, today: date) -> str:
    lender = name(t, one.lender_name)
    if not one.is_served:
        return t("%(lender)s 不向在校学生放款", lender=lender)
    said = [
        t(
            "%(lender)s：还能用 %(left)s（一共 %(limit)s）",
            lender=lender,
            left=bold(t.money(one.left_fen)),
            limit=t.money(one.limit_fen),
        )
    ]
    if one.elsewhere_fen:
        said.append(t("您的其他账号用了 %(amount)s", amount=t.money(one.elsewhere_fen)))
    if one.back_on is not None:
        day, amount = t.day(one.back_on, today), t.money(one.back_fen)
        said.append(t("还了%(day)s那期，恢复 %(amount)s", day=day, amount=amount))
    return t("；").join(said)


def of_own(t: Texts, found: Limits, lenders: Collection[LocalText]) -> str | None:
    """Say what is left with these lenders, and at most; None where that is not known."""
    own = [one for one in found.lenders if one.lender_name in lenders and one.is_served]
    if not own:
        return None
    most = t("现在最多能用 %(amount)s，每家机构的额度分开算：", amount=bold(t.money(found.most_left_fen)))
    return "\n".join([most, *(_line(t, one, found.today) for one in own[:SHOWN])])
