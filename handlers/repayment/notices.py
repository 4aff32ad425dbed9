"""What came of a payment, money that pays nothing, and money that went back, told by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.outbox.results import NoticeKind
from domain.payments.notices import OverpaymentContent, PaymentContent, RefundContent
from domain.payments.results import MoneyMoved, Receipt
from handlers.buttons.bills import OpenBills
from handlers.buttons.documents import SendCertificate
from handlers.buttons.repayment import OpenOverpayment
from handlers.buttons.support import OpenAgent
from handlers.repayment.batch_views import receipt_rows
from handlers.repayment.views import periods, play_note, receipt_screen, what_is_next
from handlers.ui.components import bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _payment(t: Texts, content: PaymentContent) -> Reply:
    if isinstance(content.outcome, MoneyMoved):
        return _not_taken(t, content.outcome)
    if content.also:
        return _debited(t, (content.outcome, *content.also), content.today)
    return receipt_screen(t, content.outcome, content.today)


def _debited(t: Texts, receipts: Sequence[Receipt], today: date) -> Reply:
    """Say in one message what several debits took, and what is still to be paid of each loan."""
    total = bold(t.money(sum(receipt.amount_fen for receipt in receipts)))
    return reply(
        t("✅ 自动扣款 %(count)d 笔，一共已还 %(amount)s", count=len(receipts), amount=total),
        *(f"{_taken(t, receipt)}\n{what_is_next(t, receipt, today)}" for receipt in receipts),
        play_note(t, is_play=any(receipt.is_play for receipt in receipts)),
        keyboard=[
            *receipt_rows(t, receipts),
            *(_certificate_row(t, receipt) for receipt in receipts if receipt.loan_settled),
            [Button(t("我的账单"), OpenBills())],
        ],
    )


def _taken(t: Texts, receipt: Receipt) -> str:
    return t(
        "%(goods)s　%(bill)s　%(amount)s",
        goods=escape(goods(t, receipt.title, receipt.item_count)),
        bill=periods(t, receipt.bills),
        amount=bold(t.money(receipt.amount_fen)),
    )


def _certificate_row(t: Texts, receipt: Receipt) -> list[Button]:
    title = goods(t, receipt.title, receipt.item_count)
    label = t("结清证明（%(goods)s）", goods=title)
    return [Button(label, SendCertificate(receipt.order_id), name=t.name(receipt.title))]


def _not_taken(t: Texts, moved: MoneyMoved) -> Reply:
    amount, follows = bold(t.money(moved.amount_fen)), None
    if moved.was_reported:
        said = t(
            "您说已还的 %(amount)s，机构那边还没有收到，所以账单没有变。如果已经付了，请带上付款凭证联系机构。",
            amount=amount,
        )
        follows = _what_follows(t, moved)
    else:
        said = t(
            "刚才那笔 %(amount)s 查到结果了：没有扣款。应还金额不变，方便时可以再还一次。", amount=amount
        )
    return reply(
        said,
        follows,
        _goods(t, moved),
        keyboard=[
            [Button(t("我的账单"), OpenBills(), style="primary")],
            *([[Button(t("找客服"), OpenAgent())]] if moved.was_reported else []),
        ],
    )


def _what_follows(t: Texts, moved: MoneyMoved) -> str | None:
    """Say what is to be paid, and what a day more of it costs once it is late."""
    if not moved.owed_fen:
        return None
    owed, daily = bold(t.money(moved.owed_fen)), t.money(moved.daily_fen)
    if not moved.daily_fen:
        return t("现在应还 %(amount)s。", amount=owed)
    return t("现在应还 %(amount)s；过了还款日，罚息每天约 %(daily)s。", amount=owed, daily=daily)


def _overpayment(t: Texts, content: OverpaymentContent) -> Reply:
    moved = content.money
    return reply(
        t(
            "收到 %(amount)s，但没有账单可还。这笔钱是您的，可以原路退回。",
            amount=bold(t.money(moved.amount_fen)),
        ),
        _goods(t, moved),
        play_note(t, is_play=moved.is_play),
        keyboard=[[Button(t("查看退款"), OpenOverpayment(moved.loan_id), style="primary")]],
    )


def _refund(t: Texts, content: RefundContent) -> Reply:
    moved = content.money
    return reply(
        t(
            "%(amount)s 已经原路退回，到账时间以银行为准。",
            amount=bold(t.money(moved.amount_fen)),
        ),
        _goods(t, moved),
        play_note(t, is_play=moved.is_play),
        keyboard=[[Button(t("我的账单"), OpenBills())]],
    )


def _goods(t: Texts, moved: MoneyMoved) -> str:
    return escape(goods(t, moved.title, moved.item_count))


VIEWS = (
    NoticeView(NoticeKind.PAYMENT, N_("付款结果"), PaymentContent, _payment),
    NoticeView(NoticeKind.OVERPAYMENT, N_("多付的钱"), OverpaymentContent, _overpayment),
    NoticeView(NoticeKind.REFUND, N_("退款结果"), RefundContent, _refund),
)
