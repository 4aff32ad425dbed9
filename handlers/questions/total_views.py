"""一共借了多少还了多少: what was borrowed, what was paid on it and of what, and what is left, of all and of each order."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.enquiries.results import LoanTotal, Own
from domain.standing.results import Standing
from handlers.bills.views import late_line
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenHistory
from handlers.buttons.home import OpenHome
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

SHOWN = 8


def totals_screen(t: Texts, own: Own, totals: Sequence[LoanTotal], standing: Standing) -> Reply:
    return reply(
        _headline(t, totals),
        _of_what(t, totals),
        _costs(t, totals),
        "\n".join(_line(t, one) for one in totals[:SHOWN]) if len(totals) > 1 else _saved(t, totals[0]),
        late_line(t, standing) if own.late else None,
        keyboard=[
            [Button(t("还款记录"), OpenHistory()), Button(t("我的账单"), OpenBills())],
            [back(t, OpenHome())],
        ],
    )


def _headline(t: Texts, totals: Sequence[LoanTotal]) -> str:
    return t(
        "一共借了 %(borrowed)s，已还 %(paid)s，待还 %(left)s。",
        borrowed=bold(t.money(sum(one.borrowed_fen for one in totals))),
        paid=bold(t.money(sum(one.paid_fen for one in totals))),
        left=bold(t.money(sum(one.order.owed_fen for one in totals))),
    )


def _of_what(t: Texts, totals: Sequence[LoanTotal]) -> str | None:
    """Say what was paid of; nothing where goods came back, which paid some of it."""
    if not all(one.is_told_apart for one in totals) or not any(one.paid_fen for one in totals):
        return None
    return t(
        "已还的里面，本金 %(principal)s，利息等费用 %(cost)s。",
        principal=t.money(sum(one.principal_paid_fen for one in totals)),
        cost=t.money(sum(one.order.cost_paid_fen for one in totals)),
    )


def _costs(t: Texts, totals: Sequence[LoanTotal]) -> str | None:
    if not any(one.order.open for one in totals):
        return None
    return t(
        "利息等费用从头到尾一共 %(cost)s，其中还没付的 %(left)s。",
        cost=t.money(sum(one.cost_fen for one in totals)),
        left=t.money(sum(one.order.cost_left_fen for one in totals)),
    )


def _line(t: Texts, one: LoanTotal) -> str:
    values = {
        "goods": escape(goods(t, one.order.title, one.order.item_count)),
        "borrowed": t.money(one.borrowed_fen),
        "paid": t.money(one.paid_fen),
        "left": t.money(one.order.owed_fen),
        "count": one.periods_paid,
        "saved": t.money(one.saved_fen or 0),
    }
    if one.order.open:
        return t("%(goods)s：借 %(borrowed)s，已还 %(count)d 期共 %(paid)s，待还 %(left)s", **values)
    if (one.saved_fen or 0) > 0:
        return t("%(goods)s：借 %(borrowed)s，已还 %(paid)s，提前结清少付了 %(saved)s", **values)
    return t("%(goods)s：借 %(borrowed)s，已还 %(paid)s，已结清", **values)


def _saved(t: Texts, one: LoanTotal) -> str | None:
    if one.order.open:
        return t(
            "已还清 %(count)d 期，还剩 %(left)d 期。", count=one.periods_paid, left=one.order.periods_left
        )
    saved_fen = one.saved_fen or 0
    return t("提前结清，比按期还少付了 %(saved)s。", saved=t.money(saved_fen)) if saved_fen > 0 else None
