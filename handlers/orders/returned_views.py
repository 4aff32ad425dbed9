"""Orders: returned_views."""

from __future__ import annotations

from datetime import date

from domain.orders.results import OrderDetail
from handlers.buttons.returns import (
    AskReceipt,
    ChooseReturn,
    WithdrawReturn,
)
from handlers.returns.views import _state_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Row
from handlers.ui.selection import NOTHING


def order_texts(t: Texts, order: OrderDetail, today: date) -> list[str]:
    """What is going back, and what went back."""
    return [_state_text(t, refund, today) for refund in order.refunds]


def order_rows(t: Texts, order: OrderDetail) -> list[Row]:
    if order.request is not None:
        return [[Button(t("撤回退货申请"), WithdrawReturn(order.request.refund_id))]]
    if order.summary.returned:
        return []
    order_id = order.summary.order_id
    asking = [] if order.received else [Button(t("确认收货"), AskReceipt(order_id))]
    return [[*asking, Button(t("退货"), ChooseReturn(order_id, NOTHING))]]
