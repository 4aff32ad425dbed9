"""Repaying early, loan by loan: what settling today takes and saves, the best first with its saving on the button."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.dates import SHANGHAI
from domain.enquiries.results import Own, Saving
from domain.tracked.results import TrackedBillView
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import OpenTopic
from handlers.buttons.repayment import QuoteSettlement
from handlers.buttons.tracked import OpenTracked
from handlers.tracked.settlement_views import best_of_all, noted_lines, noted_rows
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8
ON_BUTTONS = 3


def ranked(t: Texts, own: Own, found: Sequence[Saving], noted: Sequence[TrackedBillView] = ()) -> Reply:
    of_notes = best_of_all(t, noted, found[0].saved_fen)
    return reply(
        of_notes,
        t("这里的账单里：") if of_notes else None,
        _headline(t, found),
        "\n".join(_line(t, one) for one in found[:SHOWN]) if len(found) > 1 or found[0].more_fen else None,
        t("今天全部结清一共 %(amount)s。", amount=bold(t.money(sum(one.amount_fen for one in found))))
        if len(found) > 1
        else None,
        t("有过了还款日的账单，先还它，罚息就不再增加。") if own.late else None,
        t("正在处理付款的那笔，出结果后再算。") if own.paying else None,
        _over(t, found[0]),
        *noted_lines(t, noted),
        t("请留够生活要用的钱，也不要为了提前还再去借钱。"),
        keyboard=[
            *_rows(t, found),
            *noted_rows(t, noted),
            [
                Button(t("我的账单"), OpenBills()),
                Button(t("提前还利息怎么算？"), OpenTopic("early-interest")),
            ],
            [back(t, OpenHome())],
        ],
    )


def noted_only(t: Texts, noted: Sequence[TrackedBillView]) -> Reply:
    """Where nothing is open here."""
    return reply(
        best_of_all(t, noted, 0),
        *noted_lines(t, noted),
        t("请留够生活要用的钱，也不要为了提前还再去借钱。"),
        keyboard=[
            *noted_rows(t, noted),
            [
                Button(t("我的分期"), OpenTracked(0)),
                Button(t("提前还利息怎么算？"), OpenTopic("early-interest")),
            ],
            [back(t, OpenHome())],
        ],
    )


def _headline(t: Texts, found: Sequence[Saving]) -> str:
    best = found[0]
    values = {
        "goods": _goods(t, best),
        "amount": bold(t.money(best.amount_fen)),
        "saved": bold(t.money(best.saved_fen)),
    }
    if best.saved_fen <= 0:
        return t("现在提前结清不省钱，按期还就好。")
    if len(found) == 1:
        return t("今天结清 %(goods)s 一共 %(amount)s，比按期还少付 %(saved)s。", **values)
    return t("先还 %(goods)s 最省：今天结清一共 %(amount)s，比按期还少付 %(saved)s。", **values)


def _line(t: Texts, one: Saving) -> str:
    values = {"goods": _goods(t, one), "amount": t.money(one.amount_fen)}
    if one.saved_fen > 0:
        return t("%(goods)s：结清 %(amount)s，少付 %(saved)s", saved=t.money(one.saved_fen), **values)
    if one.more_fen:
        return t("%(goods)s：结清 %(amount)s，反而多付 %(more)s", more=t.money(one.more_fen), **values)
    return t("%(goods)s：结清 %(amount)s，不省钱", **values)


def _over(t: Texts, best: Saving) -> str | None:
    if not best.is_over:
        return None
    return t(
        "今天 %(time)s 以后不能再结清了，明天再办，金额以那天为准。",
        time=f"{best.until.astimezone(SHANGHAI):%H:%M}",
    )


def _rows(t: Texts, found: Sequence[Saving]) -> list[ButtonRow]:
    """Return a button for each that saves something and can be settled today still; the first is the main one."""
    good = [one for one in found if one.saved_fen > 0 and not one.is_over][:ON_BUTTONS]
    return [
        [
            Button(
                t(
                    "结清%(goods)s，省 %(saved)s",
                    goods=goods(t, one.order.title, one.order.item_count),
                    saved=t.money(one.saved_fen),
                ),
                QuoteSettlement(one.order.loan_id),
                name=t.name(one.order.title),
                style="primary" if one is good[0] else None,
            )
        ]
        for one in good
    ]


def _goods(t: Texts, one: Saving) -> str:
    return escape(goods(t, one.order.title, one.order.item_count))


def settled_today(t: Texts, one: Saving) -> str:
    """Say what settling today takes, what of it is a fee for that, and what it saves."""
    values = {
        "goods": _goods(t, one),
        "amount": bold(t.money(one.amount_fen)),
        "fee": t.money(one.fee_fen),
        "saved": bold(t.money(one.saved_fen)),
    }
    if one.saved_fen > 0:
        return t("今天结清 %(goods)s 一共 %(amount)s（违约金 %(fee)s），比按期还少付 %(saved)s。", **values)
    return t("今天结清 %(goods)s 一共 %(amount)s（违约金 %(fee)s），不比按期还省钱。", **values)
