"""Goods that come back, payments on a lender's own page, refunds to be made by hand: what waits, and the verbs for it."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.acts import said_of_act
from bot.console.html import Html, facts, field, link, tag
from bot.console.visit import ROOT, Page, Visit
from bot.console.words import minute
from domain.errors import NotFound
from domain.payments.results import ExternalPayment, RefundView
from domain.returns.results import ReturnStatus, ReturnView
from domain.staff.rules import LONGEST_REASON
from domain.staff.types import Verb
from handlers.ui.i18n import N_

_LONGEST_REFERENCE = 64


async def _money(visit: Visit) -> Response:
    t, desk = visit.t, visit.services.desk
    returns = [_return_line(visit, one) for one in await desk.returns.open_requests()]
    payments = [_payment(visit, one) for one in await desk.external.waiting()]
    refunds = [_refund(visit, one) for one in await desk.refunds.by_hand()]
    nothing = tag("p", t("没有等着处理的。"))
    return visit.page(
        t("退货和款项"),
        tag("h2", t("要退的货")),
        returns or nothing,
        tag("h2", t("客户说在机构那边还了的")),
        payments or nothing,
        tag("h2", t("要人工退的款")),
        refunds or nothing,
    )


def _return_line(visit: Visit, one: ReturnView) -> Html:
    t = visit.t
    goods = "、".join(f"{t.name(line.name)} × {line.quantity}" for line in one.lines)
    told = t(
        "订单 %(number)s　%(amount)s　%(at)s 申请",
        number=one.order_number,
        amount=t.money(one.amount_fen),
        at=minute(one.requested_at),
    )
    return tag("article", tag("p", link(f"{ROOT}/returns/{one.return_id}", goods)), tag("p", told))


async def _return(visit: Visit) -> Response:
    """Show one request, and what booking it today would do."""
    t, returns, return_id = visit.t, visit.services.desk.returns, visit.path("return_id")
    one = await returns.find_return(return_id)
    known = [
        (t("订单"), one.order_number),
        (t("货"), "、".join(f"{t.name(line.name)} × {line.quantity}" for line in one.lines)),
        (t("金额"), t.money(one.amount_fen)),
        (t("申请时间"), minute(one.requested_at)),
        (t("收货"), t("收到后退") if one.received else t("没收到就退")),
    ]
    if one.status is not ReturnStatus.REQUESTED:
        done = t("已经入账。") if one.status is ReturnStatus.BOOKED else t("已经结束，没有入账。")
        return visit.page(t("退货"), facts(known), tag("p", done))
    if not one.paid_at_once:
        result = await returns.work_out(return_id)
        known += [
            (t("入账前还要还"), t.money(result.before_fen)),
            (t("入账后还要还"), t.money(result.after_fen)),
            (t("退给客户"), t.money(result.result.to_balance_fen)),
        ]
    else:
        known.append((t("退给客户"), t.money(one.amount_fen)))
    book = _act(visit, f"/returns/{return_id}/book", t("货收到了，入账"), reason=t("原因"))
    decline = _act(
        visit, f"/returns/{return_id}/decline", t("不接受"), reason=t("告诉客户的原因"), quiet=True
    )
    return visit.page(t("退货"), facts(known), book, decline)


def _payment(visit: Visit, one: ExternalPayment) -> Html:
    t = visit.t
    told = t(
        "订单 %(number)s　%(amount)s　%(at)s 说已还",
        number=one.order_number,
        amount=t.money(one.amount_fen),
        at=minute(one.reported_at),
    )
    path = f"/payments/{one.payment_id}"
    received = _act(visit, f"{path}/confirm", t("机构已收到"), reason=t("原因"), reference=t("机构的流水号"))
    missing = _act(visit, f"{path}/reject", t("机构没有收到"), reason=t("原因"), quiet=True)
    return tag("article", tag("p", told), received, missing)


def _refund(visit: Visit, one: RefundView) -> Html:
    t = visit.t
    told = t(
        "%(amount)s　付款 %(reference)s　%(at)s 起",
        amount=t.money(one.amount_fen),
        reference=one.payment_reference,
        at=minute(one.created_at),
    )
    done = _act(
        visit,
        f"/refunds/{one.refund_id}/paid",
        t("已经退了"),
        reason=t("原因"),
        reference=t("银行或支付机构的流水号"),
    )
    return tag("article", tag("p", told), done)


def _act(
    visit: Visit, path: str, button: str, *, reason: str, reference: str = "", quiet: bool = False
) -> Html:
    """Return the form of a verb; several of them on a page have fields of their own names."""
    end = path.replace("/", "-")
    return visit.form_to(
        path,
        field(reference, f"reference{end}", required=True, maxlength=_LONGEST_REFERENCE)
        if reference
        else None,
        field(reason, f"reason{end}", required=True, maxlength=LONGEST_REASON),
        tag("button", button, class_="quiet" if quiet else None),
        class_="answers",
    )


def _typed(visit: Visit, name: str) -> str:
    """Return what was typed into the field of this form."""
    end = visit.request.url.path.removeprefix(ROOT).replace("/", "-")
    return " ".join(visit.form.get(f"{name}{end}", "").split())


async def _book(visit: Visit) -> Response:
    return_id = visit.path("return_id")
    acted = await visit.services.desk.book_return(visit.member.member, return_id, _typed(visit, "reason"))
    return said_of_act(visit, acted, "/money")


async def _decline(visit: Visit) -> Response:
    return_id = visit.path("return_id")
    acted = await visit.services.desk.decline_return(visit.member.member, return_id, _typed(visit, "reason"))
    return said_of_act(visit, acted, "/money")


async def _confirm(visit: Visit) -> Response:
    acted = await visit.services.desk.confirm_payment(
        visit.member.member, visit.path("payment_id"), _reference(visit), _typed(visit, "reason")
    )
    await visit.services.carry(None)
    return said_of_act(visit, acted, "/money")


async def _reject(visit: Visit) -> Response:
    payment_id = visit.path("payment_id")
    acted = await visit.services.desk.reject_payment(visit.member.member, payment_id, _typed(visit, "reason"))
    await visit.services.carry(None)
    return said_of_act(visit, acted, "/money")


async def _paid(visit: Visit) -> Response:
    acted = await visit.services.desk.pay_back(
        visit.member.member, visit.path("refund_id"), _reference(visit), _typed(visit, "reason")
    )
    return said_of_act(visit, acted, "/money")


def _reference(visit: Visit) -> str:
    reference = _typed(visit, "reference")[:_LONGEST_REFERENCE]
    if not reference:
        raise NotFound()
    return reference


PAGES = (
    Page("/money", Verb.SEE_MONEY, _money, title=N_("退货和款项")),
    Page("/returns/{return_id:str}", Verb.SEE_MONEY, _return),
    Page("/returns/{return_id:str}/book", Verb.BOOK_RETURN, take=_book),
    Page("/returns/{return_id:str}/decline", Verb.DECLINE_RETURN, take=_decline),
    Page("/payments/{payment_id:str}/confirm", Verb.CONFIRM_PAYMENT, take=_confirm),
    Page("/payments/{payment_id:str}/reject", Verb.REJECT_PAYMENT, take=_reject),
    Page("/refunds/{refund_id:str}/paid", Verb.PAY_BACK, take=_paid),
)
