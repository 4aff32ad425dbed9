"""Confirming a repayment, and its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.dates import SHANGHAI
from domain.loans.results import BillState, BillView, Split
from domain.payments.results import BatchView, Receipt
from domain.quotes.results import PaidBill, QuoteKind, QuoteView
from domain.value import replace
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainQuote, Origin
from handlers.buttons.documents import SendCertificate, SendReceipt
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import ChangeAmount, QuoteRepayment
from handlers.repayment.payment_views import no_method, pay_rows
from handlers.ui import bill_names
from handlers.ui.components import back, bold, charge_texts, goods, saved_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def confirm_screen(
    t: Texts, quote: QuoteView, today: date, payment_methods: tuple[str, ...], *, demo: bool
) -> Reply:
    first = quote.bills[0].bill
    return reply(
        amount_changed(t, quote),
        t(
            "还 %(amount)s：%(goods)s　%(periods)s",
            amount=bold(t.money(quote.amount_fen)),
            goods=escape(goods(t, first.title, first.item_count)),
            periods=periods(t, quote.bills),
        ),
        split_text(t, quote.split),
        *_what_happens(t, quote, today),
        no_method(t, payment_methods),
        demo_note(t, demo=demo),
        keyboard=[
            *pay_rows(t, quote, t("确认还款 %(amount)s", amount=t.money(quote.amount_fen)), payment_methods),
            [
                Button(t("换个金额"), ChangeAmount(quote.loan_id)),
                Button(t("怎么算的"), ExplainQuote(quote.quote_id)),
            ],
            [back(t, OpenBill(first.installment_id))],
        ],
    )


def amount_changed(t: Texts, quote: QuoteView | BatchView) -> str | None:
    """Say what it came to on the screen before, and that it is to be confirmed again; why it is may be time alone."""
    if quote.was_fen is None:
        return None
    if quote.was_fen == quote.amount_fen:
        return t("金额没有变，要再确认一次才会付款。")
    return t(
        "金额有变化：刚才是 %(was)s，现在是 %(now)s。",
        was=t.money(quote.was_fen),
        now=bold(t.money(quote.amount_fen)),
    )


def demo_note(t: Texts, *, demo: bool) -> str | None:
    return t("<i>演示环境：用模拟支付，不会真的扣款。</i>") if demo else None


def play_note(t: Texts, *, is_play: bool) -> str | None:
    """Say under what was paid or paid back that it was not: no money moved."""
    return t("<i>演示环境：钱是模拟的，没有真的扣款或退款。</i>") if is_play else None


def periods(t: Texts, bills: Sequence[PaidBill]) -> str:
    first, last = bills[0].bill, bills[-1].bill
    return bill_names.span_of_plan(t, first.no, last.no, first.periods)


def _what_happens(t: Texts, quote: QuoteView, today: date) -> list[str]:
    """Say what is left afterwards, and that paying ahead saves nothing."""
    lines: list[str] = []
    for part in quote.bills:
        left_fen = part.bill.owed_fen - part.split.total_fen
        if left_fen:
            lines.append(
                t(
                    "这次还后，%(bill)s还差 %(left)s。",
                    bill=bill_names.period(t, part.bill.no),
                    left=bold(t.money(left_fen)),
                )
            )
    last = quote.bills[-1].bill
    day = t.day(last.due_date, today)
    if last.due_date > today and (quote.split.guarantee_fen or quote.split.service_fen):
        lines.append(t("第 %(no)d 期 %(day)s才到期，提前还，利息和费用不会减少。", no=last.no, day=day))
    elif last.due_date > today and quote.split.lender_cost_fen:
        lines.append(t("第 %(no)d 期 %(day)s才到期，提前还，利息不会减少。", no=last.no, day=day))
    return lines


def ask_amount(t: Texts, bill: BillView) -> Reply:
    return reply(
        t("想还多少？请输入金额，比如 200、1,200.5 或「三百五十块」。"),
        t(
            "先还最早的一期，现在还差 %(amount)s。比到期的多出来的部分，您可以选怎么用。",
            amount=bold(t.money(bill.owed_fen)),
        ),
        keyboard=[[back(t, QuoteRepayment(bill.installment_id))]],
    )


def amount_not_read(t: Texts) -> Reply:
    return reply(
        t("这个金额我没看懂。请输入还款金额，比如 200 或 1,200.5。"),
        keyboard=[[Button(t("我的账单"), OpenBills())]],
    )


def more_than_all(t: Texts, settlement: QuoteView) -> str:
    """Say that an amount was more than the loan takes, which is settled with less."""
    limit = bold(t.money(settlement.amount_fen))
    return t("这笔分期用不了这么多，今天结清只要 %(limit)s，最多收这么多。", limit=limit)


def split_text(t: Texts, split: Split) -> str:
    parts = []
    if split.principal_fen or not split.total_fen:
        parts.append(t("本金 %(amount)s", amount=t.money(split.principal_fen)))
    if split.lender_cost_fen:
        parts.append(t("利息 %(amount)s", amount=t.money(split.lender_cost_fen)))
    parts += charge_texts(t, split)
    if split.penalty_fen:
        parts.append(t("罚息 %(amount)s", amount=t.money(split.penalty_fen)))
    return " ＋ ".join(parts)


def earlier_first(t: Texts, bill: BillView) -> str:
    return t("同一笔分期先还早的一期，这是%(bill)s。", bill=bill_names.period(t, bill.no))


def paid_already(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s %(bill)s已经还了，不用再还。",
        goods=escape(goods(t, bill.title, bill.item_count)),
        bill=bill_names.of_plan(t, bill.no, bill.periods),
    )


def receipt_screen(t: Texts, receipt: Receipt, today: date) -> Reply:
    return reply(
        t("✅ 已还 %(amount)s", amount=bold(t.money(receipt.amount_fen))),
        _what_for(t, receipt),
        *receipt_split(t, receipt),
        saved_text(t, receipt.saved_fen),
        t(
            "%(time)s　支付流水号 %(number)s",
            time=f"{receipt.paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            number=f"<code>{escape(receipt.gateway_reference)}</code>",
        ),
        what_is_next(t, receipt, today),
        play_note(t, is_play=receipt.is_play),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("看还款计划"), OpenOrder(receipt.order_id))],
            _document_row(t, receipt),
            _explain_row(t, receipt),
        ],
    ).as_proof()


def _document_row(t: Texts, receipt: Receipt) -> list[Button]:
    row = [Button(t("回单"), SendReceipt(receipt.payment_id))]
    return [*row, Button(t("结清证明"), SendCertificate(receipt.order_id))] if receipt.loan_settled else row


def _explain_row(t: Texts, receipt: Receipt) -> list[Button] | None:
    if receipt.kind is not QuoteKind.BILLS:
        return None
    return [Button(t("怎么算的"), ExplainBill(receipt.bills[0].bill.installment_id, Origin.BILL))]


def _what_for(t: Texts, receipt: Receipt) -> str:
    title = escape(goods(t, receipt.title, receipt.item_count))
    match receipt.kind:
        case QuoteKind.SETTLEMENT:
            return t("%(goods)s　提前结清", goods=title)
        case QuoteKind.PREPAYMENT:
            return t("%(goods)s　提前还一部分", goods=title)
        case QuoteKind.BILLS:
            return t("%(goods)s　%(periods)s", goods=title, periods=periods(t, receipt.bills))


def receipt_split(t: Texts, receipt: Receipt) -> list[str]:
    """Return what the amount was for, the parts outside the instalments with those of the bills."""
    split, outside = receipt.split, receipt.outside
    whole = replace(
        split,
        principal_fen=split.principal_fen + outside.prepaid_fen,
        interest_fen=split.interest_fen + outside.accrued_fen,
    )
    lines = [split_text(t, whole)]
    if outside.prepay_fee_fen:
        lines[0] += " ＋ " + t("违约金 %(amount)s", amount=t.money(outside.prepay_fee_fen))
    back_fen = whole.total_fen + outside.prepay_fee_fen - receipt.amount_fen
    if back_fen:
        lines.append(t("已经抵掉退回的利息 %(amount)s。", amount=t.money(back_fen)))
    return lines


def what_is_next(t: Texts, receipt: Receipt, today: date) -> str:
    bill = receipt.next_bill
    if receipt.loan_settled or bill is None:
        return t("这笔分期已经结清，谢谢您。")
    day, amount = t.day(bill.due_date, today), t.money(bill.owed_fen)
    name = bill_names.period(t, bill.no)
    if bill.due_date < today and bill.state is BillState.UPCOMING:
        return t("%(bill)s还差 %(amount)s，和下一期一起还。", bill=name, amount=amount)
    if bill.due_date < today:
        return t("%(bill)s还差 %(amount)s，还款日 %(day)s已经过了。", bill=name, amount=amount, day=day)
    if any(part.bill.no == bill.no for part in receipt.bills):
        return t("%(bill)s还差 %(amount)s，%(day)s到期。", bill=name, amount=amount, day=day)
    return t("下一期 %(day)s还 %(amount)s。", day=day, amount=amount)
