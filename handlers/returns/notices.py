"""What became of every return since the last word of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.outbox.results import NoticeKind
from domain.returns.notices import ReturnContent
from domain.returns.results import ReturnStatus, ReturnView
from handlers.buttons.bills import OpenBills
from handlers.buttons.orders import OpenOrder
from handlers.orders.returned_views import booked_text, declined_text
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _closed(t: Texts, content: ReturnContent) -> Reply:
    returns = content.returns
    orders = {one.order_id: one.order_number for one in returns}
    return reply(
        "\n\n".join(_told(t, one, content.today) for one in returns),
        _what_is_left(t, returns),
        keyboard=[
            *(
                [Button(t("看订单 %(number)s", number=number), OpenOrder(order_id), style="primary")]
                for order_id, number in orders.items()
            ),
            [Button(t("我的账单"), OpenBills())] if any(not one.paid_at_once for one in returns) else None,
        ],
    )


def _what_is_left(t: Texts, returns: Sequence[ReturnView]) -> str | None:
    """Say whether there is something to pay still; nothing where all of it was paid at once."""
    of_loans = [one for one in returns if not one.paid_at_once]
    if not of_loans:
        return None
    if all(one.ended for one in of_loans):
        return t("这笔分期不用再还了。")
    return t("没还完的，请按现在的账单继续还。")


def _told(t: Texts, returned: ReturnView, today: date) -> str:
    if returned.status is ReturnStatus.DECLINED:
        return declined_text(t, returned)
    return f"✅ {booked_text(t, returned, today)}"


VIEWS = (NoticeView(NoticeKind.RETURN, N_("退货结果"), ReturnContent, _closed),)
