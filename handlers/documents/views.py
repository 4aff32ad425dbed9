"""Choosing a document, the file with its caption, and what is confirmed about one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape

from domain.dates import SHANGHAI
from domain.documents.codes import CODE_LENGTH
from domain.documents.results import (
    Confirmation,
    Documented,
    DocumentKind,
    IssuedDocument,
    PaidPurchase,
    Statement,
)
from domain.enquiries.results import OwnOrder
from domain.periods import Period, months_up_to, year_of
from handlers.buttons.bills import OpenBills
from handlers.buttons.documents import SendCertificate, SendReceipt, SendStatement
from handlers.buttons.orders import OpenOrders
from handlers.buttons.repayment import QuoteSettlement
from handlers.ui.callback_data import Action
from handlers.ui.components import back, bold, goods, home, saved_text
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Attachment, Button, ButtonRow, Reply, reply

TITLES = {
    DocumentKind.RECEIPT: N_("还款回单"),
    DocumentKind.CERTIFICATE: N_("结清证明"),
    DocumentKind.STATEMENT: N_("对账单"),
    DocumentKind.PURCHASE: N_("付款回单"),
}
STATED = {
    DocumentKind.RECEIPT: N_("%(last)s 还款 %(amount)s"),
    DocumentKind.CERTIFICATE: N_("借款本金 %(amount)s，%(last)s 结清"),
    DocumentKind.STATEMENT: N_("%(first)s 至 %(last)s，期末待还 %(amount)s"),
    DocumentKind.PURCHASE: N_("%(last)s 一次付清 %(amount)s"),
}


def attachment(t: Texts, document: IssuedDocument, content: bytes) -> Attachment:
    title, number = t(TITLES[document.kind]), document.issue.number
    caption = t("🧾 %(title)s %(number)s", title=bold(title), number=f"<code>{number}</code>")
    facts = document.facts
    saved = None if isinstance(facts, Statement | PaidPurchase) else saved_text(t, facts.saved_fen)
    hint = t("收件人把文件末尾的验证码发给我，就能核对真伪。")
    said = "\n".join(line for line in (caption, saved, hint) if line)
    return Attachment(f"{title} {number}.pdf", content, said)


# Which one


def choose_receipt(t: Texts, repayments: Sequence[Documented]) -> Reply:
    if not repayments:
        return _nothing(t, t("目前没有已入账的付款，暂时没有回单。"))
    return _choice(t, t("要哪一笔的回单？"), repayments, SendReceipt)


def choose_certificate(t: Texts, settled: Sequence[Documented]) -> Reply:
    if not settled:
        return _nothing(t, t("您还没有结清的分期。结清后可以在这里开结清证明。"))
    return _choice(t, t("要哪一笔分期的结清证明？"), settled, SendCertificate)


def not_settled(t: Texts, order: OwnOrder) -> Reply:
    """Reply to whoever asks for the certificate of what is not settled."""
    named = bold(escape(goods(t, order.title, order.item_count)))
    return reply(
        t("%(goods)s还没有结清，结清以后可以在这里开结清证明。", goods=named),
        keyboard=[
            [Button(t("提前结清"), QuoteSettlement(order.loan_id))],
            [Button(t("我的账单"), OpenBills())],
            [home(t)],
        ],
    )


def no_statement(t: Texts) -> Reply:
    """Reply to whoever bought at once only: a statement is of loans."""
    return reply(
        t("对账单只列分期；一次付清的，请看订单里的付款回单。"),
        keyboard=[[Button(t("我的订单"), OpenOrders(0), style="primary")], [home(t)]],
    )


def _nothing(t: Texts, why: str) -> Reply:
    return reply(why, keyboard=[[Button(t("我的账单"), OpenBills())], [home(t)]])


def _choice(t: Texts, question: str, things: Sequence[Documented], send: Callable[[str], Action]) -> Reply:
    return reply(
        question,
        keyboard=[
            *(
                [
                    Button(
                        f"{thing.day.isoformat()}　{goods(t, thing.title, thing.item_count)}"
                        f"　{t.money(thing.amount_fen)}",
                        send(thing.id),
                        name=t.name(thing.title),
                    )
                ]
                for thing in things
            ),
            [home(t)],
        ],
    )


# Which period


def choose_period(t: Texts, today: date) -> Reply:
    return reply(t("要哪段时间的对账单？"), _or_typed(t, today), keyboard=_periods(t, today))


def period_not_read(t: Texts, today: date) -> Reply:
    return reply(t("没看懂是哪段时间。"), _or_typed(t, today), keyboard=_periods(t, today))


def period_to_come(t: Texts, today: date) -> Reply:
    return reply(t("这段时间还没到，对账单只能开到今天。"), _or_typed(t, today), keyboard=_periods(t, today))


def _or_typed(t: Texts, today: date) -> str:
    example = months_up_to(today, 3)
    return t(
        "选一个，或直接输入起止日期，比如 %(first)s 到 %(last)s。",
        first=example.first.isoformat(),
        last=today.isoformat(),
    )


def _periods(t: Texts, today: date) -> list[ButtonRow]:
    """Offer the periods; the buttons say which days they mean: they still mean the same when they are old."""
    month, months, year = months_up_to(today), months_up_to(today, 3), year_of(today)
    before, last_year = (
        months_up_to(month.first - timedelta(days=1)),
        year_of(year.first - timedelta(days=1)),
    )
    return [
        [
            _statement(t("这个月（%(month)s）", month=f"{today:%Y-%m}"), month),
            _statement(t("上个月（%(month)s）", month=f"{before.first:%Y-%m}"), before),
        ],
        [_statement(t("最近三个月（从 %(month)s 起）", month=f"{months.first:%Y-%m}"), months)],
        [
            _statement(t("今年（%(year)s）", year=today.year), year),
            _statement(t("去年（%(year)s）", year=last_year.first.year), last_year),
        ],
        [back(t, OpenOrders(0))],
    ]


def _statement(label: str, period: Period) -> Button:
    return Button(label, SendStatement(f"{period.first:%Y%m%d}", f"{period.last:%Y%m%d}"))


# Confirming


def how_to_verify(t: Texts) -> Reply:
    return reply(
        t("把文件末尾的验证码（%(length)d 位字母和数字）发给我，我来核对。", length=CODE_LENGTH),
        keyboard=[[home(t)]],
    )


def not_confirmed(t: Texts) -> Reply:
    return reply(
        t("没有查到这个验证码，无法确认这份文件。"),
        t(
            "请对照文件再输一次：一共 %(length)d 位，没有 0、1 和字母 O、I、L。如果没有输错，这份文件就不是这里开具的。",
            length=CODE_LENGTH,
        ),
        keyboard=[[home(t)]],
    )


def confirmed(t: Texts, found: Confirmation) -> Reply:
    issued_at = f"{found.issue.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return reply(
        t("✅ 核对一致：这份文件由分期管家开具。"),
        f"{bold(t(TITLES[found.kind]))}　<code>{found.issue.number}</code>",
        _stated(t, found),
        t("借款人 %(name)s", name=escape(found.name_mask)) if found.name_mask else None,
        t("订单 %(number)s", number=f"<code>{found.order_number}</code>") if found.order_number else None,
        t("%(time)s 开具", time=issued_at),
        t("请和您手上的文件逐项对照：有一项不一样，就不是原件。"),
        _played(t, found) if found.issue.is_demo else None,
        keyboard=[[home(t)]],
    )


def _played(t: Texts, found: Confirmation) -> str:
    if found.kind is DocumentKind.PURCHASE:
        return t("<i>演示环境开具，付款是模拟的。</i>")
    return t("<i>演示环境开具，借款和还款都是模拟的。</i>")


def _stated(t: Texts, found: Confirmation) -> str:
    return t(
        STATED[found.kind],
        first=found.first_day.isoformat(),
        last=found.last_day.isoformat(),
        amount=bold(t.money(found.amount_fen)),
    )
