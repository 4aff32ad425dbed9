"""机构电话多少: beside the answer, the lender of each of one's own orders, and the number it can be rung at."""

from __future__ import annotations

from html import escape

from domain.understanding.slots import Slots
from handlers.context import Context
from handlers.ui.components import goods

OF_LENDERS = ("faq.lender.who", "faq.human.phone")
SHOWN = 3


async def own_lenders(context: Context) -> str | None:
    """Say who lent for what is open, else for what was bought last; None where nothing was bought in instalments."""
    own, t = await context.services.enquiries.own(context.customer.id, Slots()), context.t
    orders = own.open_orders or own.orders[:1]
    lines = [
        t(
            "%(goods)s：%(lender)s放款，客服电话 %(phone)s。",
            goods=escape(goods(t, one.title, one.item_count)),
            lender=escape(t.name(one.bills[0].lender_name)),
            phone=escape(one.bills[0].lender_contact),
        )
        for one in orders[:SHOWN]
    ]
    return "\n".join(lines) or None
