"""The receipt of goods that were paid at once: for whoever shows it, in the chat's answer or by itself."""

from __future__ import annotations

from domain.dates import SHANGHAI
from domain.payments.results import PurchaseReceipt
from domain.shipping.results import OrderShipping
from handlers.buttons.documents import SendReceipt
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.repayment.views import play_note
from handlers.shipping.views import address_row, asking_row, asking_text, asks_address, placed_text
from handlers.ui.components import bold, line_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def purchase_receipt_screen(
    t: Texts, receipt: PurchaseReceipt, shipping: OrderShipping | None = None, *, needs_address: bool = False
) -> Reply:
    """Show what was paid for; with `shipping`, where it goes. `needs_address`: nobody knows where to, which is all that is
    known of it.
    """
    order_style = None if needs_address or asks_address(shipping) else "primary"
    return reply(
        t("✅ 已付清 %(amount)s，下单成功", amount=bold(t.money(receipt.amount_fen))),
        "\n".join(line_text(t, line) for line in receipt.lines),
        t("订单 %(number)s", number=f"<code>{receipt.order_number}</code>"),
        t(
            "%(time)s　支付流水号 %(number)s",
            time=f"{receipt.paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            number=f"<code>{receipt.payment_id}</code>",
        ),
        asking_text(t) if needs_address else placed_text(t, shipping),
        play_note(t, is_play=receipt.is_play),
        keyboard=[
            asking_row(t, style="primary") if needs_address else address_row(t, shipping, style="primary"),
            [Button(t("看这笔订单"), OpenOrder(receipt.order_id), style=order_style)],
            [Button(t("回单"), SendReceipt(receipt.payment_id)), Button(t("我的订单"), OpenOrders(0))],
        ],
    ).as_proof()
