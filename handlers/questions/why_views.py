"""Why so many periods are left, why so much is owed; and which reason is meant, where that is not plain."""

from __future__ import annotations

from collections.abc import Sequence

from domain.enquiries.results import PAST_DUE, Own, OwnOrder
from domain.loans.results import BillState
from domain.rules.position import AT_DRAWDOWN
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBills
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.support import OpenAgent
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8


def why_left(t: Texts, own: Own) -> Reply:
    """Answer why so many periods are left: how many there are, how many are paid, and which are late."""
    return reply(
        *(_left(t, one) for one in _open(own)),
        t("按计划每期到还款日才要还；想早点还完，可以提前结清。"),
        keyboard=_rows(t, own),
    )


def why_owed(t: Texts, own: Own) -> Reply:
    """Answer why so much is owed: what it is made of, order by order."""
    return reply(
        *(_owed(t, one) for one in _open(own)),
        t(
            "过了还款日的 %(count)d 期有罚息 %(penalty)s，也算在里面；今天还清，罚息就不再增加。",
            count=len(own.late),
            penalty=t.money(own.late_penalty_fen),
        )
        if own.late_penalty_fen
        else None,
        keyboard=_rows(t, own),
    )


def which_point(t: Texts, buttons: Sequence[Button]) -> Reply:
    return reply(
        t("您想问的是哪一点？点下面，或者把问题说全一点。"),
        keyboard=[
            *([button] for button in buttons),
            [Button(t("找客服"), OpenAgent())],
            [back(t, OpenHome())],
        ],
    )


def _open(own: Own) -> list[OwnOrder]:
    return [one for one in own.asked if one.open][:SHOWN]


def _left(t: Texts, one: OwnOrder) -> str:
    counted = [bill for bill in one.bills if bill.no != AT_DRAWDOWN]
    late = sum(bill.state in PAST_DUE for bill in counted)
    values = {
        "goods": bold(goods(t, one.title, one.item_count)),
        "periods": one.open[-1].periods,
        "paid": sum(bill.state is BillState.PAID for bill in counted),
        "left": one.periods_left,
        "late": late,
    }
    if late:
        return t(
            "%(goods)s：签的是 %(periods)d 期，已经还清 %(paid)d 期，还剩 %(left)d 期，其中 %(late)d 期过了还款日还没还。",
            **values,
        )
    return t("%(goods)s：签的是 %(periods)d 期，已经还清 %(paid)d 期，还剩 %(left)d 期。", **values)


def _owed(t: Texts, one: OwnOrder) -> str:
    return t(
        "%(goods)s：还剩 %(left)d 期，本金 %(principal)s ＋ 利息等费用 %(cost)s ＝ %(amount)s。",
        goods=bold(goods(t, one.title, one.item_count)),
        left=one.periods_left,
        principal=t.money(one.principal_left_fen),
        cost=t.money(one.cost_left_fen),
        amount=t.money(one.owed_fen),
    )


def _rows(t: Texts, own: Own) -> list[ButtonRow]:
    shown = _open(own)
    plan = (
        Button(t("看还款计划"), OpenOrder(shown[0].order_id), style="primary")
        if len(shown) == 1
        else Button(t("我的订单"), OpenOrders(0), style="primary")
    )
    return [
        [plan],
        [Button(t("我的账单"), OpenBills()), Button(t("怎么算的"), ExplainBills())],
        [back(t, OpenHome())],
    ]
