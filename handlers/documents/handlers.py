"""Documents as files (回单、结清证明、对账单), and confirming one by its code.

A statement's period is chosen by a button or typed at any time: 对账单 2026-01, or just 2026-01-01 到 2026-03-31. So is
a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from telegram import Update

from domain.documents.codes import is_meant_as_code
from domain.documents.results import Documented, IssuedDocument
from domain.errors import NotFound, Stale
from domain.names_said import said_in
from domain.periods import Period, is_meant_as_period, read_period
from domain.understanding.slots import read_slots
from handlers.buttons.documents import (
    ChooseCertificate,
    ChoosePeriod,
    SendCertificate,
    SendReceipt,
    SendStatement,
)
from handlers.context import Context
from handlers.documents import views
from handlers.orders.handlers import show_orders
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def send_receipt(context: Context, action: SendReceipt) -> Reply:
    return await _receipt(context, action.payment_id)


async def receipt_words(update: Update, context: Context) -> Reply:
    """回单, 把手机的收据发我, in words: of the one repayment, or which one."""
    assert update.message is not None
    repayments = await context.services.documents.repayments(context.customer.id)
    repayments = _said(repayments, update.message.text or "") or repayments
    if len(repayments) == 1:
        return await _receipt(context, repayments[0].id)
    return views.choose_receipt(context.t, repayments)


async def _receipt(context: Context, payment_id: str) -> Reply:
    return await _send(context, await context.services.documents.receipt(context.customer.id, payment_id))


async def send_certificate(context: Context, action: SendCertificate) -> Reply:
    return await _certificate(context, action.order_id)


async def certificate_words(update: Update, context: Context) -> Reply:
    """结清证明, 手机的结清证明, in words: of what is named only, where something is."""
    assert update.message is not None
    words = update.message.text or ""
    settled = await context.services.documents.settled(context.customer.id)
    if (named := _said(settled, words)) and len(named) == 1:
        return await _certificate(context, named[0].id)
    if not named:
        own = await context.services.enquiries.own(context.customer.id, read_slots(words))
        if own.named:  # of what is settled nothing is called so
            return views.not_settled(context.t, own.named[0])
    return views.choose_certificate(context.t, named) if named else await _which_certificate(context)


def _said(things: Sequence[Documented], words: str) -> tuple[Documented, ...]:
    """Return those that the words name by their goods."""
    return said_in([(one, (one.title,)) for one in things], words)


async def choose_certificate(context: Context, action: ChooseCertificate) -> Reply:
    return await _which_certificate(context)


async def _which_certificate(context: Context) -> Reply:
    """Give that of the one settled order, or ask which one."""
    settled = await context.services.documents.settled(context.customer.id)
    if len(settled) == 1:
        return await _certificate(context, settled[0].id)
    return views.choose_certificate(context.t, settled)


async def _certificate(context: Context, order_id: str) -> Reply:
    return await _send(context, await context.services.documents.certificate(context.customer.id, order_id))


async def choose_period(context: Context, action: ChoosePeriod) -> Reply:
    return await _which_period(context)


async def send_statement(context: Context, action: SendStatement) -> Reply:
    try:
        period = Period(date.fromisoformat(action.first), date.fromisoformat(action.last))
    except ValueError:  # no button of ours says so
        raise Stale() from None
    return await _statement(context, period)


async def statement_words(update: Update, context: Context) -> Reply:
    """对账单, in words, with its period or without."""
    assert update.message is not None
    words = update.message.text or ""
    if not is_meant_as_period(words):
        return await _which_period(context)
    period = read_period(words)
    if period is None:
        return views.period_not_read(context.t, context.today)
    return await _statement(context, period)


async def _which_period(context: Context) -> Reply:
    page = await context.services.orders.orders(context.customer.id, 0)
    if not page.orders:
        return await show_orders(context)
    if page.pages == 1 and all(order.paid_at_once for order in page.orders):
        return views.no_statement(context.t)
    return views.choose_period(context.t, context.today)


async def _statement(context: Context, period: Period) -> Reply:
    if period.first > context.today:
        return views.period_to_come(context.t, context.today)
    return await _send(context, await context.services.documents.statement(context.customer.id, period))


async def _send(context: Context, document: IssuedDocument) -> Reply:
    t = context.t

    async def make() -> Attachment:
        content = await context.services.documents.file(document, t.locale)
        return views.attachment(t, document, content)

    return await deliver(context, f"{document.issue.number} {t.locale}", make)


async def verify_words(update: Update, context: Context) -> Reply:
    """核对, in words, with the code or without; or the code alone."""
    assert update.message is not None
    words = update.message.text or ""
    if not is_meant_as_code(words):
        return views.how_to_verify(context.t)
    try:
        confirmation = await context.services.verification.verify_document(words)
    except NotFound:
        return views.not_confirmed(context.t)
    return views.confirmed(context.t, confirmation)


TAPS: Taps = (
    on_button(SendReceipt, send_receipt, show_orders),
    on_button(ChooseCertificate, choose_certificate),
    on_button(SendCertificate, send_certificate, show_orders),
    on_button(ChoosePeriod, choose_period),
    on_button(SendStatement, send_statement, show_orders),
)
PHRASES: Phrases = {
    receipt_words: (
        "回单", "回單", "还款回单", "還款回單", "收据", "收據", "還款收據", "receipt", "receipts", "my receipts",
    ),
    certificate_words: (
        "结清证明", "結清證明", "清偿证明", "清償證明", "开结清证明", "開結清證明", "settlement certificate", "certificate",
    ),
    statement_words: ("对账单", "對帳單", "对帐单", "账单流水", "statement", "statements", "my statement"),
    verify_words: (
        "核对", "核對", "查核", "核对文件", "核對文件", "验证码", "驗證碼", "验证", "驗證", "核对真伪", "核對真偽", "verify",
    ),
}  # fmt: skip
