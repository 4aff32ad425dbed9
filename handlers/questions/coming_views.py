"""What is to be paid in the days to come, here and as the customer noted it of elsewhere: the sum, what of the bills here
automatic debit takes and from which card, what is left.
"""

from __future__ import annotations

from html import escape
from operator import itemgetter

from domain.enquiries.results import Coming
from domain.standing.results import DebitState, Standing
from handlers.bills.cycles import pay_row, payable_first
from handlers.bills.views import paying_row
from handlers.buttons.autopay import OpenAutopay
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenCalendar
from handlers.buttons.home import OpenHome
from handlers.buttons.income import OpenIncome
from handlers.buttons.tracked import OpenTracked
from handlers.questions.own_views import bill_line
from handlers.ui import notes
from handlers.ui import status_lines as status
from handlers.ui.bank_names import card_name
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 12


def coming(t: Texts, found: Coming, standing: Standing, next_debit: str | None) -> Reply:
    return reply(
        _headline(t, found),
        _both(t, found),
        _split(t, found),
        next_debit if found.taken else None,
        t("%(amount)s 正在处理，不用再付一次。", amount=t.money(found.paying_fen)) if found.paying else None,
        _lines(t, found),
        notes.legend(t) if found.notes and found.bills else None,
        status.frozen_line(t, standing) or _debit(t, found, standing),
        keyboard=_rows(t, found),
    )


def _headline(t: Texts, found: Coming) -> str:
    until = t.day(found.until, found.today)
    if not found.bills and not found.notes:
        return t("从今天到 %(until)s没有应还的。", until=until)
    if not found.both_fen:
        return t("从今天到 %(until)s要还 %(count)d 笔，都没记金额。", until=until, count=len(found.notes))
    total = bold(t.money(found.both_fen))
    if found.late:
        return t("从今天到 %(until)s要还 %(total)s，已经过了还款日的也算在内。", until=until, total=total)
    return t("从今天到 %(until)s要还 %(total)s。", until=until, total=total)


def _both(t: Texts, found: Coming) -> str | None:
    """Say how much of the sum is owed here, and how much the customer noted."""
    if not found.both_fen or not found.notes:
        return None
    rest = notes.without_amount_line(t, found.notes_without_amount) or ""
    noted = t.money(found.noted_fen)
    if not found.bills:
        return t("都是您自己记的。") + rest
    ours = t.money(found.total_fen)
    return t("这里的账单 %(ours)s，您自己记的 %(noted)s。", ours=ours, noted=noted) + rest


def _lines(t: Texts, found: Coming) -> str | None:
    """Name each by day; where both are there, a mark in front says whether it is owed here or only noted."""
    ours, noted = (f"{notes.OURS} ", f"{notes.NOTED} ") if found.bills and found.notes else ("", "")
    lines = [(bill.due_date, ours + bill_line(t, bill, found.today)) for bill in found.bills]
    lines += [(note.due_date, noted + escape(notes.note_line(t, note, found.today))) for note in found.notes]
    shown = [line for _, line in sorted(lines, key=itemgetter(0))]
    if len(shown) > SHOWN:
        rest = t("还有 %(count)d 笔，在还款日历里可以看到。", count=len(shown) - SHOWN)
        shown = [*shown[:SHOWN], rest]
    return "\n".join(shown) or None


def _split(t: Texts, found: Coming) -> str | None:
    """Say what is taken by itself, and what is left to pay by hand."""
    if not found.taken:
        return _all_by_hand(t, found) if found.bills else None
    values = {
        "taken": bold(t.money(found.taken_fen)),
        "card": escape(card_name(t, found.cards[0])),
        "left": bold(t.money(found.by_hand_fen)),
    }
    if found.notes and found.by_hand:
        return t("这里的账单，自动扣款会从%(card)s扣 %(taken)s，另外 %(left)s 要自己还。", **values)
    if found.notes:
        return t("这里的账单，自动扣款会从%(card)s扣 %(taken)s，不用自己还，卡里留够就行。", **values)
    if found.by_hand:
        return t("自动扣款会从%(card)s扣 %(taken)s，另外 %(left)s 要自己还。", **values)
    return t("自动扣款会从%(card)s扣 %(taken)s，不用自己还，卡里留够就行。", **values)


def _all_by_hand(t: Texts, found: Coming) -> str:
    if found.notes:
        return t("这里的账单要自己还，不会自动扣款。")
    return t("都要自己还，不会自动扣款。")


def _debit(t: Texts, found: Coming, standing: Standing) -> str | None:
    """Say how automatic debit stands, where that is not plain from what it takes."""
    if not standing.bills or (standing.debit is DebitState.ON and found.taken):
        return None
    return status.debit_line(t, standing)


def _rows(t: Texts, found: Coming) -> list[ButtonRow]:
    by_hand = payable_first(found.by_hand)
    return [
        *(pay_row(t, bill) for bill in by_hand[:1]),
        *(paying_row(t, bill) for bill in found.paying[:1]),
        [
            *([] if found.notes and not found.bills else [Button(t("自动扣款"), OpenAutopay())]),
            Button(t("还款日历"), OpenCalendar(0)),
            Button(t("工资够不够"), OpenIncome()),
        ],
        [
            Button(t("我的账单"), OpenBills()),
            *([Button(t("我的分期"), OpenTracked(0))] if found.notes else []),
        ],
        [back(t, OpenHome())],
    ]
