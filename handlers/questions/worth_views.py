"""Repaying early, loan by loan: what settling today takes and saves, the best first with its saving on the button."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.dates import SHANGHAI
from domain.enquiries.money_uses import ranked as ranked_uses
from domain.enquiries.results import MoneyPlan, MoneyUse, Own, Saving
from domain.tracked.results import TrackedBillView
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import OpenTopic, WeighAmount
from handlers.buttons.repayment import QuoteSettlement
from handlers.buttons.tracked import OpenTracked, OpenTrackedSettling
from handlers.tracked.settlement_views import noted_lines, noted_rows
from handlers.ui.callback_data import Action
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.notes import NOTED
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8
ON_BUTTONS = 3


def ranked(t: Texts, own: Own, found: Sequence[Saving], noted: Sequence[TrackedBillView] = ()) -> Reply:
    of_notes = _of_notes(t, found, noted)
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
        _of_notes(t, (), noted),
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
    return (
        t("先还 %(goods)s 最省：今天结清一共 %(amount)s，比按期还少付 %(saved)s。", **values) + "\n" + _why(t)
    )


def _why(t: Texts) -> str:
    return t("排在前面的，同样还一块钱，一年省得更多，违约金已经算进去。")


def _of_notes(t: Texts, found: Sequence[Saving], noted: Sequence[TrackedBillView]) -> str | None:
    """Say so where paying off a note is worth more than paying off any loan here."""
    uses = ranked_uses(found, noted)
    if len(uses) + len(found) < 2 or not uses or (best := uses[0]).bill is None:
        return None
    values = {"name": bold(best.bill.terms.name or ""), "rate": t.percent(best.yearly_pct)}
    if best.saved_fen is None:
        return t(
            "加上您自己记的，先还 %(name)s 最划算：年化 %(rate)s（单利）。提前还怎么收，先问清楚。", **values
        )
    return t(
        "加上您自己记的，先还 %(name)s 最划算：年化 %(rate)s（单利），现在还清约省 %(saved)s。",
        saved=bold(t.money(best.saved_fen)),
        **values,
    )


# Where money at hand is named


def plan_screen(t: Texts, own: Own, plan: MoneyPlan, noted: Sequence[TrackedBillView]) -> Reply:
    """Say what the money is used for, one after the other, and what that saves."""
    return reply(
        t("您手上的 %(amount)s 这样用最省：", amount=bold(t.money(plan.money_fen)))
        if plan.uses or plan.late_fen
        else t(
            "%(amount)s 现在提前还哪笔都不省钱，按期还就好，留着备用。", amount=bold(t.money(plan.money_fen))
        ),
        _late_first(t, own, plan) if plan.late_fen else None,
        "\n".join(f"{no}. {_use_line(t, use)}" for no, use in enumerate(plan.uses, start=1)) or None,
        t("还剩 %(amount)s，留着按期还账单。", amount=t.money(plan.left_fen))
        if plan.left_fen and plan.uses
        else None,
        t("正在处理付款的那笔，出结果后再算。") if own.paying else None,
        _why(t) if plan.uses else None,
        t("自己记的那几笔是估算，以机构的金额为准。") if any(use.bill for use in plan.uses) else None,
        t("请留够生活要用的钱，也不要为了提前还再去借钱。"),
        keyboard=[
            *_use_rows(t, plan.uses),
            [
                Button(t("我的账单"), OpenBills()) if own.orders else Button(t("我的分期"), OpenTracked(0)),
                Button(t("提前还利息怎么算？"), OpenTopic("early-interest")),
            ],
            [back(t, OpenHome())],
        ],
    )


def _late_first(t: Texts, own: Own, plan: MoneyPlan) -> str:
    """Say that what is late comes first; where the money does not reach for all of it, what stays late."""
    if plan.late_fen >= own.late_fen:
        return t("先还过了还款日的 %(amount)s，罚息就不再增加。", amount=bold(t.money(plan.late_fen)))
    return t(
        "先还过了还款日的，从最早的一期还起；还了 %(amount)s，还差 %(left)s，罚息只按没还的算。",
        amount=bold(t.money(plan.late_fen)),
        left=t.money(own.late_fen - plan.late_fen),
    )


def all_with(t: Texts, own: Own, found: Sequence[Saving], money_fen: int) -> Reply:
    """Say what settling all comes to, and what is left of the money at hand, or missing."""
    total_fen = sum(one.amount_fen for one in found)
    values = {"total": bold(t.money(total_fen)), "money": t.money(money_fen)}
    return reply(
        t(
            "今天全部结清一共 %(total)s，%(money)s 还了还剩 %(left)s。",
            left=t.money(money_fen - total_fen),
            **values,
        )
        if money_fen >= total_fen
        else t(
            "今天全部结清一共 %(total)s，%(money)s 还差 %(left)s。",
            left=t.money(total_fen - money_fen),
            **values,
        ),
        "\n".join(_line(t, one) for one in found[:SHOWN]),
        t("正在处理付款的那笔，出结果后再算。") if own.paying else None,
        _over(t, found[0]),
        t("请留够生活要用的钱，也不要为了提前还再去借钱。"),
        keyboard=[*_rows(t, found), [Button(t("我的账单"), OpenBills())], [back(t, OpenHome())]],
    )


def _use_line(t: Texts, use: MoneyUse) -> str:
    name = _goods(t, use.saving) if use.saving is not None else f"{NOTED} {escape(_note_name(use))}"
    values = {"name": name, "amount": bold(t.money(use.amount_fen)), "rate": t.percent(use.yearly_pct)}
    if use.saved_fen is None:
        return t("结清 %(name)s 约 %(amount)s（年化 %(rate)s 单利），省多少看机构怎么收", **values)
    values["saved"] = bold(t.money(use.saved_fen))
    if use.is_part:
        return t("提前还 %(name)s 一部分 %(amount)s（年化 %(rate)s 单利），以后少付 %(saved)s", **values)
    return t("结清 %(name)s 要 %(amount)s（年化 %(rate)s 单利），以后少付 %(saved)s", **values)


def _note_name(use: MoneyUse) -> str:
    return (use.bill.terms.name or "") if use.bill is not None else ""


def _use_rows(t: Texts, uses: Sequence[MoneyUse]) -> list[ButtonRow]:
    rows: list[ButtonRow] = []
    for use in uses:
        style = None if rows else "primary"
        if use.saving is None:
            assert use.bill is not None
            name = use.bill.terms.name or ""
            label = t("%(name)s 提前还清省多少", name=name)
            rows.append([Button(label, OpenTrackedSettling(use.bill.bill_id), name=name, style=style)])
            continue
        order, part = use.saving.order, use.saving.part
        title = goods(t, order.title, order.item_count)
        if use.is_part and part is not None:
            label = t("提前还%(goods)s %(amount)s", goods=title, amount=t.money(part.asked_fen))
            action: Action = WeighAmount(order.loan_id, part.asked_fen)
        else:
            label = t("结清%(goods)s，省 %(saved)s", goods=title, saved=t.money(use.saving.saved_fen))
            action = QuoteSettlement(order.loan_id)
        rows.append([Button(label, action, name=t.name(order.title), style=style)])
    return rows


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
