"""What is to be paid in the days to come: the sum, what of it automatic debit takes and from which card, what is left."""

from __future__ import annotations

from html import escape

from domain.enquiries.results import Coming
from domain.standing.results import DebitState, Standing
from handlers.bills.views import pay_row, payable_first, paying_row
from handlers.buttons.autopay import OpenAutopay
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenCalendar
from handlers.buttons.home import OpenHome
from handlers.questions.own_views import bill_line
from handlers.ui import status_lines as status
from handlers.ui.bank_names import card_name
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8


def coming(t: Texts, found: Coming, standing: Standing, next_debit: str | None) -> Reply:
    return reply(
        _headline(t, found),
        _split(t, found),
        next_debit if found.taken else None,
        t("%(amount)s 正在处理，不用再付一次。", amount=t.money(found.paying_fen)) if found.paying else None,
        "\n".join(bill_line(t, bill, found.today) for bill in found.bills[:SHOWN]) if found.bills else None,
        status.frozen_line(t, standing) or _debit(t, found, standing),
        keyboard=_rows(t, found),
    )


def _headline(t: Texts, found: Coming) -> str:
    until = t.day(found.until, found.today)
    if not found.bills:
        return t("从今天到 %(until)s没有应还的。", until=until)
    total = bold(t.money(found.total_fen))
    if found.late:
        return t("从今天到 %(until)s要还 %(total)s，已经过了还款日的也算在内。", until=until, total=total)
    return t("从今天到 %(until)s要还 %(total)s。", until=until, total=total)


def _split(t: Texts, found: Coming) -> str | None:
    """Say what is taken by itself, and what is left to pay by hand."""
    if not found.taken:
        return t("都要自己还，不会自动扣款。") if found.bills else None
    values = {
        "taken": bold(t.money(found.taken_fen)),
        "card": escape(card_name(t, found.cards[0])),
        "left": bold(t.money(found.by_hand_fen)),
    }
    if found.by_hand:
        return t("自动扣款会从%(card)s扣 %(taken)s，另外 %(left)s 要自己还。", **values)
    return t("自动扣款会从%(card)s扣 %(taken)s，不用自己还，卡里留够就行。", **values)


def _debit(t: Texts, found: Coming, standing: Standing) -> str | None:
    """Say how automatic debit stands, where that is not plain from what it takes."""
    return None if standing.debit is DebitState.ON and found.taken else status.debit_line(t, standing)


def _rows(t: Texts, found: Coming) -> list[ButtonRow]:
    by_hand = payable_first(found.by_hand)
    return [
        *(pay_row(t, bill) for bill in by_hand[:1]),
        *(paying_row(t, bill) for bill in found.paying[:1]),
        [Button(t("自动扣款"), OpenAutopay()), Button(t("还款日历"), OpenCalendar(0))],
        [Button(t("我的账单"), OpenBills())],
        [back(t, OpenHome())],
    ]
