"""On the way to the lender's own page: what its plan costs, where to go, and what came back."""

from __future__ import annotations

from datetime import date

from domain.checkout.results import CheckoutStep, Disclosure
from domain.handoff.results import HandoffView
from domain.handoff.types import HandoffStatus
from domain.shipping.results import OrderShipping
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainRates
from handlers.buttons.checkout import AskCancelCheckout, CheckoutBack, LookUpHandoff
from handlers.buttons.orders import OpenOrder
from handlers.plans.disclosure_views import contingent_costs, cost_table
from handlers.shipping.views import address_row, placed_text
from handlers.ui.components import back, bold, name, schedule_table
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def screen(t: Texts, view: HandoffView, today: date) -> Reply:
    """Show the published figures, and the link; nothing is asked and nothing is signed here."""
    shown = view.shown
    lender = name(t, shown.lender_name)
    return Reply(
        parts=(
            bold(t("%(lender)s公布的综合融资成本", lender=lender)),
            cost_table(t, shown),
            contingent_costs(t, shown, today),
            t(
                "分期机构是%(lender)s。实名、签约和还款都在它自己的页面上办，不经过这里；金额以机构的合同为准。",
                lender=lender,
            ),
            _status(t, view.status),
        ),
        folded=((t("每期还款明细"), schedule_table(t, shown.schedule, today.year)),),
        keyboard=_keyboard(t, view.url, shown),
    )


def _status(t: Texts, status: HandoffStatus) -> str:
    if status is HandoffStatus.REVIEWING:
        return t("机构正在审核您的申请，有结果我会发消息告诉您。")
    return t("办完以后回到这里，点「我已办完，看看结果」。")


def _keyboard(t: Texts, url: str, shown: Disclosure) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button(t("去机构页面办理"), url=url, style="primary"),),
        (Button(t("我已办完，看看结果"), LookUpHandoff(shown.draft_id)),),
        (Button(t("怎么算的"), ExplainRates(shown.draft_id)),),
        (
            Button(t("取消下单"), AskCancelCheckout(shown.draft_id)),
            back(t, CheckoutBack(shown.draft_id, CheckoutStep.HANDOFF)),
        ),
    )


def not_yet(t: Texts, shown: Reply) -> Reply:
    """Asked, the lender knew of no outcome."""
    said = t("机构那边还没有结果。刚办完的话，请过一两分钟再看。")
    return Reply(parts=(said, *shown.parts), keyboard=shown.keyboard, folded=shown.folded)


def signed(t: Texts, lender: str, order_id: str, shipping: OrderShipping | None = None) -> Reply:
    """`shipping`: where it is known; the order says it in any case."""
    return reply(
        t("✅ %(lender)s的分期合同已经签好，订单生成了。", lender=lender),
        t("账单和到期日按机构的合同记在这里，到期前我会提醒您。"),
        placed_text(t, shipping),
        keyboard=[
            [
                Button(t("看这笔订单"), OpenOrder(order_id), style="primary"),
                Button(t("我的账单"), OpenBills()),
            ],
            address_row(t, shipping),
        ],
    ).as_proof()
