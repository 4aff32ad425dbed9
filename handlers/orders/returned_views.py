"""What went back of an order and what is going back, in sentences: for the order's screen and for the returns'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.dates import business_day
from domain.orders.results import AnyOrder
from domain.returns.results import ReturnedLine, ReturnStatus, ReturnView
from domain.shipping.results import OrderShipping
from domain.terms import OwedPart
from handlers.buttons.returns import (
    AskReceipt,
    ChooseReturn,
    WithdrawReturn,
)
from handlers.shipping.views import may_have_arrived, send_back_text
from handlers.ui import cost_names
from handlers.ui.components import bold, name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow
from handlers.ui.selection import NOTHING


def order_texts(t: Texts, order: AnyOrder, today: date, shipping: OrderShipping | None = None) -> list[str]:
    """Say what is going back, and what went back."""
    return [_state_text(t, returned, today, shipping) for returned in order.returns]


def order_rows(t: Texts, order: AnyOrder, shipping: OrderShipping | None = None) -> list[ButtonRow]:
    if order.request is not None:
        return [[Button(t("撤回退货申请"), WithdrawReturn(order.request.return_id))]]
    if order.summary.returned:
        return []
    order_id = order.summary.order_id
    can_ask = not order.received and may_have_arrived(shipping)
    asking = [Button(t("确认收货"), AskReceipt(order_id))] if can_ask else []
    return [[*asking, Button(t("退货"), ChooseReturn(order_id, NOTHING))]]


def _state_text(t: Texts, returned: ReturnView, today: date, shipping: OrderShipping | None) -> str:
    match returned.status:
        case ReturnStatus.BOOKED:
            return booked_text(t, returned, today)
        case ReturnStatus.DECLINED:
            return declined_text(t, returned)
    return requested_text(t, returned, today, shipping)


def requested_text(t: Texts, returned: ReturnView, today: date, shipping: OrderShipping | None = None) -> str:
    """Say what was asked for, and where it is to be sent."""
    said = _requested(t, returned)
    send_back = send_back_text(t, shipping, returned.requested_at, today)
    return said if send_back is None else f"{said}\n{send_back}"


def _requested(t: Texts, returned: ReturnView) -> str:
    if returned.paid_at_once:
        return t(
            "退货申请已提交：%(goods)s，%(amount)s。商家处理完，钱会原路退回。",
            goods=goods_text(t, returned.lines),
            amount=bold(t.money(returned.amount_fen)),
        )
    return t(
        "退货申请已提交：%(goods)s，%(amount)s。商家处理之前，账单照常还。",
        goods=goods_text(t, returned.lines),
        amount=bold(t.money(returned.amount_fen)),
    )


def cut_text(t: Texts, cut: frozenset[OwedPart], cut_fen: int) -> str:
    """Say what need not be paid any more; each by its name where guarantee or service fees are among it."""
    amount = t.money(cut_fen)
    if not cost_names.has_charges(cut):
        return t("利息和罚息少收 %(amount)s。", amount=amount)
    return t("%(costs)s少收 %(amount)s。", costs=cost_names.parts(t, cut), amount=amount)


def _paid_text(t: Texts, returned: ReturnView) -> str:
    amount = t.money(returned.costs_paid_fen)
    if not cost_names.has_charges(returned.costs_paid):
        return t("抵了利息和罚息 %(amount)s。", amount=amount)
    return t("抵了%(costs)s %(amount)s。", costs=cost_names.parts(t, returned.costs_paid), amount=amount)


def booked_text(t: Texts, returned: ReturnView, today: date) -> str:
    """Say what the return did, in sentences."""
    assert returned.closed_at is not None
    said = [
        t(
            "已退货（%(day)s）：%(goods)s，%(amount)s。",
            day=t.short_day(business_day(returned.closed_at), today),
            goods=goods_text(t, returned.lines),
            amount=bold(t.money(returned.amount_fen)),
        )
    ]
    if returned.principal_fen:
        said.append(t("抵了本金 %(amount)s，额度同时恢复。", amount=t.money(returned.principal_fen)))
    if returned.costs_paid_fen:
        said.append(_paid_text(t, returned))
    if returned.costs_cut_fen:
        said.append(cut_text(t, returned.costs_cut, returned.costs_cut_fen))
    if returned.paid_at_once:
        amount = bold(t.money(returned.to_customer_fen))
        said.append(t("应退的 %(amount)s 会自动原路退回，到账时间以银行为准。", amount=amount))
    elif returned.to_customer_fen:
        said.append(
            t(
                "应退给您 %(amount)s，在订单里点「退给我」就会原路退回。",
                amount=bold(t.money(returned.to_customer_fen)),
            )
        )
    return "\n".join(said)


def declined_text(t: Texts, returned: ReturnView) -> str:
    declined = {
        "goods": goods_text(t, returned.lines),
        "amount": t.money(returned.amount_fen),
        "reason": escape((returned.decline_reason or "").rstrip("。.")),
    }
    if returned.paid_at_once:
        return t("商家没有接受退货：%(goods)s，%(amount)s。原因：%(reason)s。订单没有变化。", **declined)
    return t("商家没有接受退货：%(goods)s，%(amount)s。原因：%(reason)s。账单没有变化。", **declined)


def goods_text(t: Texts, lines: Sequence[ReturnedLine]) -> str:
    named = (t("%(name)s × %(quantity)d", name=name(t, line.name), quantity=line.quantity) for line in lines)
    return " ＋ ".join(named)
