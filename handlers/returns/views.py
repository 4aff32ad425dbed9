"""Confirming receipt and returning goods: what to send back, what it does to the instalments, and what became of it."""

from __future__ import annotations

from datetime import date

from domain.orders.results import OrderDetail, PaidOrder
from domain.returns.results import (
    Picks,
    RefundPreview,
    Returnable,
    ReturnableLine,
    ReturnPreview,
    ReturnView,
)
from domain.shipping.results import OrderShipping
from domain.value import replace
from handlers.buttons.orders import OpenOrder
from handlers.buttons.returns import (
    ChooseReturn,
    ConfirmReceipt,
    ExplainReturn,
    PreviewReturn,
    RequestReturn,
    WithdrawReturn,
)
from handlers.orders.returned_views import cut_text, goods_text, requested_text
from handlers.ui import bill_names, cost_names
from handlers.ui.callback_data import Ignore
from handlers.ui.components import back, bold, name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply
from handlers.ui.selection import pack_picks


def how_to_return(t: Texts, screen: Reply) -> Reply:
    """`screen` under what to know before one returns anything."""
    said = t(
        "退货在订单里申请：点「退货」选好件数，会先给您看分期怎么变、退多少。商家处理完之前，账单照常还。"
    )
    return replace(screen, parts=(said, *screen.parts))


def how_to_return_at_once(t: Texts, screen: Reply) -> Reply:
    said = t("退货在订单里申请：点「退货」选好件数。商家处理完，钱会原路退回。")
    return replace(screen, parts=(said, *screen.parts))


# Receipt

AFTER_RECEIPT = N_("收货后退货：已付的利息一般不退。没收到货就退：已付的一般全退。")
AFTER_RECEIPT_WITH_CHARGES = N_("收货后退货：已付的利息和费用一般不退。没收到货就退：已付的一般全退。")


def ask_receipt(t: Texts, order: OrderDetail) -> Reply:
    order_id = order.summary.order_id
    charged = any(bill.guarantee_fen or bill.service_fen for bill in order.bills)
    return reply(
        t("订单 %(number)s 的商品都收到了吗？", number=f"<code>{order.summary.number}</code>"),
        t(AFTER_RECEIPT_WITH_CHARGES if charged else AFTER_RECEIPT),
        keyboard=[
            [Button(t("都收到了，确认收货"), ConfirmReceipt(order_id), style="primary")],
            [back(t, OpenOrder(order_id))],
        ],
    )


def ask_receipt_at_once(t: Texts, order: PaidOrder) -> Reply:
    order_id = order.summary.order_id
    return reply(
        t("订单 %(number)s 的商品都收到了吗？", number=f"<code>{order.summary.number}</code>"),
        t("确认收货以后也可以申请退货，要商家收到货、同意后才退款。"),
        keyboard=[
            [Button(t("都收到了，确认收货"), ConfirmReceipt(order_id), style="primary")],
            [back(t, OpenOrder(order_id))],
        ],
    )


def receipt_confirmed(t: Texts) -> str:
    return t("✅ 已确认收货。")


# Choosing


def choose_screen(t: Texts, returnable: Returnable, picks: Picks) -> Reply:
    order_id, worth_fen = returnable.order_id, returnable.worth_fen(picks)
    lines = [line for line in returnable.lines if line.left]
    return reply(
        t("退货金额 %(amount)s", amount=bold(t.money(worth_fen))) if worth_fen else t("要退哪几件？"),
        "\n".join(_line_text(t, line) for line in lines),
        t("这笔分期正在处理一笔还款，有结果后就能看退货后怎么还。") if returnable.is_paying else None,
        keyboard=[
            [
                Button(
                    _onward(t, returnable, worth_fen),
                    PreviewReturn(order_id, pack_picks(picks)),
                    style="primary",
                )
            ]
            if worth_fen and not returnable.is_paying
            else None,
            *(row for line in lines for row in _line_rows(t, order_id, line, picks)),
            [Button(t("全部退"), ChooseReturn(order_id, pack_picks(returnable.everything)))]
            if picks != returnable.everything
            else None,
            [back(t, OpenOrder(order_id))],
        ],
    )


def _onward(t: Texts, returnable: Returnable, worth_fen: int) -> str:
    if returnable.paid_at_once:
        return t("看退多少 %(amount)s", amount=t.money(worth_fen))
    return t("看退货后怎么还")


def _line_text(t: Texts, line: ReturnableLine) -> str:
    return t(
        "%(name)s　每件 %(price)s，可退 %(left)d 件",
        name=name(t, line.name),
        price=t.money(line.unit_price_fen),
        left=line.left,
    )


def _line_rows(t: Texts, order_id: str, line: ReturnableLine, picks: Picks) -> list[ButtonRow]:
    """Return the rows of a line: its name chooses all of it, or none again."""
    picked = picks.get(line.line_no, 0)

    def choosing(quantity: int) -> ChooseReturn:
        wanted = {**picks, line.line_no: min(max(quantity, 0), line.left)}
        return ChooseReturn(order_id, pack_picks(wanted))

    return [
        [
            Button(
                t.name(line.name), choosing(0 if picked == line.left else line.left), name=t.name(line.name)
            )
        ],
        [
            Button("－", choosing(picked - 1) if picked else Ignore()),
            Button(f"{picked}/{line.left}", Ignore()),
            Button("＋", choosing(picked + 1) if picked < line.left else Ignore()),
        ],
    ]


# What it would do


def preview_screen(
    t: Texts, preview: ReturnPreview, picks: str, today: date, send_back: str | None = None
) -> Reply:
    """`send_back`: where the goods would be sent to, where the shop delivers."""
    order_id = preview.order_id
    return reply(
        _headline(t, preview),
        _back_to_the_customer(t, preview),
        _payments(t, preview, today) if preview.payments and not preview.result.cancelled else None,
        t("退货：%(goods)s", goods=goods_text(t, preview.lines)),
        *_reasons(t, preview),
        t("这是按今天算的；商家处理那天会重新算。处理之前账单照常还。"),
        send_back,
        keyboard=[
            [
                Button(
                    t("申请退货 %(amount)s", amount=t.money(preview.amount_fen)),
                    RequestReturn(order_id, picks, preview.version),
                    style="primary",
                )
            ],
            [Button(t("怎么算的"), ExplainReturn(order_id, picks))],
            [back(t, ChooseReturn(order_id, picks))],
        ],
    )


def _headline(t: Texts, preview: ReturnPreview) -> str:
    if not preview.before_fen:
        return t("这笔分期已经结清，退货不会再有账单。")
    if preview.result.cancelled:
        return t(
            "退货后这笔分期结束，剩下的 %(before)s 不用还。",
            before=bold(t.money(preview.before_fen)),
        )
    return t(
        "退货后还剩 %(after)s 待还，原来是 %(before)s。",
        after=bold(t.money(preview.after_fen)),
        before=t.money(preview.before_fen),
    )


def _back_to_the_customer(t: Texts, preview: ReturnPreview) -> str:
    fen = preview.result.to_balance_fen
    return t("另外退给您 %(amount)s。", amount=bold(t.money(fen))) if fen else t("没有要另外退给您的钱。")


def _payments(t: Texts, preview: ReturnPreview, today: date) -> Table:
    """期 | 还款日 | 原来 | 退货后."""
    return Table(
        words=2,
        header=(t("期"), t("还款日"), t("原来"), t("退货后")),
        rows=tuple(
            (
                bill_names.cell(t, one.no),
                t.short_day(one.due_date, today),
                t.money(one.before_fen),
                t.money(one.after_fen) if one.after_fen else t("不用还"),
            )
            for one in preview.payments
        ),
    )


def _reasons(t: Texts, preview: ReturnPreview) -> list[str]:
    """Say where the price of the goods goes, and what falls away with it."""
    result = preview.result
    said = [t("您已经确认收货。") if preview.received else t("您还没有确认收货。")]
    if result.credit_restored_fen:
        said.append(t("抵本金 %(amount)s，额度同时恢复。", amount=t.money(result.credit_restored_fen)))
    if preview.costs_paid_fen:
        said.append(_paid_text(t, preview))
    if preview.costs_cut_fen:
        said.append(cut_text(t, preview.costs_cut, preview.costs_cut_fen))
    if result.costs_returned_fen:
        said.append(_returned_text(t, preview))
    return ["\n".join(said)]


def _paid_text(t: Texts, preview: ReturnPreview) -> str:
    amount = t.money(preview.costs_paid_fen)
    if not cost_names.has_charges(preview.costs_paid):
        return t("抵利息和罚息 %(amount)s。", amount=amount)
    return t("抵%(costs)s %(amount)s。", costs=cost_names.parts(t, preview.costs_paid), amount=amount)


def _returned_text(t: Texts, preview: ReturnPreview) -> str:
    amount = t.money(preview.result.costs_returned_fen)
    if not cost_names.has_charges(preview.costs_returned):
        return t("已付的利息等费用会退给您 %(amount)s。", amount=amount)
    return t("已付的%(costs)s会退给您 %(amount)s。", costs=cost_names.returned(t, preview), amount=amount)


def refund_screen(t: Texts, preview: RefundPreview, picks: str, send_back: str | None = None) -> Reply:
    """Show what goes back of an order that was paid at once."""
    amount = t.money(preview.amount_fen)
    return reply(
        t("退给您 %(amount)s", amount=bold(amount)),
        t("退货：%(goods)s", goods=goods_text(t, preview.lines)),
        send_back,
        t("商家处理完，钱会自动退回您付款的账户，到账时间以银行为准。"),
        keyboard=[
            [
                Button(
                    t("申请退货 %(amount)s", amount=amount),
                    RequestReturn(preview.order_id, picks, preview.version),
                    style="primary",
                )
            ],
            [back(t, ChooseReturn(preview.order_id, picks))],
        ],
    )


# Requested, withdrawn, told


def requested_screen(
    t: Texts, returned: ReturnView, today: date, shipping: OrderShipping | None = None
) -> Reply:
    return reply(
        requested_text(t, returned, today, shipping),
        keyboard=[
            [Button(t("看这笔订单"), OpenOrder(returned.order_id), style="primary")],
            [Button(t("撤回退货申请"), WithdrawReturn(returned.return_id))],
        ],
    )


def withdrawn(t: Texts, returned: ReturnView) -> str:
    if returned.paid_at_once:
        return t("退货申请已撤回。")
    return t("退货申请已撤回，账单没有变化。")
