"""Reminders: what is due soon, today, or late. Calm, exact, and each with the way to settle it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from domain.loans.results import BillState, BillView
from domain.notices.holidays import Holiday
from domain.notices.results import NoticeContent
from domain.outbox.results import NoticeKind
from handlers.autopay import views as debit_views
from handlers.bills.grace import running_graces
from handlers.buttons.autopay import BindCard, OpenAutoDebit
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainBills, Origin
from handlers.buttons.history import ExplainLateness, OpenRecord
from handlers.buttons.notices import OpenReminders
from handlers.buttons.repayment import OfferRepayment
from handlers.handoff.views import told as handoff_told
from handlers.identity.card_views import face_result
from handlers.identity.views import result as identity_result
from handlers.repayment.payment_views import credit_notice, not_taken_notice, payout_notice
from handlers.repayment.views import receipt_screen
from handlers.returns.views import closed_notice
from handlers.security.views import attempts, new_card
from handlers.support.views import hardship_button, trouble_rows
from handlers.ui.components import bold, day_away, goods, name, relative
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

HOLIDAYS = {Holiday.SPRING_FESTIVAL: N_("春节"), Holiday.NATIONAL_DAY: N_("国庆")}
# An amount with what makes it bold; amounts in buttons are not read in a preview.
_AMOUNT = re.compile(r"<b>¥[\d,.]+</b>|¥[\d,.]*\d")


def notice(t: Texts, content: NoticeContent) -> Reply:
    shown = _NOTICES[content.kind](t, content)
    if not content.hides_amounts:
        return shown
    parts = (_covered(part) if isinstance(part, str) else part for part in shown.parts)
    return replace(shown, parts=tuple(parts))


def _covered(part: str) -> str:
    """Amounts as spoilers: grey in the preview and in the chat, until they are tapped."""
    return _AMOUNT.sub(r"<tg-spoiler>\g<0></tg-spoiler>", part)


def _due_soon(t: Texts, content: NoticeContent) -> Reply:
    first = content.bills[0]
    if first.due_date != content.bills[-1].due_date:
        return _several_days(t, content)
    if content.debit and (first.due_date - content.today).days == 1:
        return _debit_tomorrow(t, content)
    return reply(
        t(
            "⏰ %(day)s要还 %(amount)s。",
            day=day_away(t, content.due_date, content.today),
            amount=bold(t.money(content.total_fen)),
        ),
        _listed(t, content),
        debit_views.soon(t, content.debit)
        if content.debit
        else t("到期当天 24:00 前还上就可以，也可以现在就还。"),
        _around_the_holiday(t, content),
        running_graces(t, content.bills, content.today),
        keyboard=[*_keyboard(t, content), [Button(t("提醒设置"), OpenReminders())]],
    )


def _around_the_holiday(t: Texts, content: NoticeContent) -> str | None:
    """When to fund the card; honest where nobody knows the days off yet."""
    advice = content.funding
    if advice is None:
        return None
    holiday = t(HOLIDAYS[advice.holiday])
    if advice.fund_by is None:
        return t("还款日在%(holiday)s前后，那年的放假安排还没有公布，请提前几天把钱存好。", holiday=holiday)
    if advice.fund_by < content.today:
        return t("正值%(holiday)s假期，转账可能到得慢，请尽早把钱存好。", holiday=holiday)
    return t(
        "还款日在%(holiday)s假期前后，转账可能到得慢，最好在 %(day)s当天或之前把钱存好。",
        holiday=holiday,
        day=t.day(advice.fund_by, content.today),
    )


def _several_days(t: Texts, content: NoticeContent) -> Reply:
    return reply(
        t(
            "⏰ 接下来有 %(count)d 笔要还，一共 %(amount)s。",
            count=len(content.bills),
            amount=bold(t.money(content.total_fen)),
        ),
        "\n".join(
            f"{day_away(t, bill.due_date, content.today)}　{_bill_line(t, bill)}" for bill in content.bills
        ),
        debit_views.soon(t, content.debit)
        if content.debit
        else t("到期当天 24:00 前还上就可以，也可以现在就还。"),
        _around_the_holiday(t, content),
        running_graces(t, content.bills, content.today),
        keyboard=[*_keyboard(t, content), [Button(t("提醒设置"), OpenReminders())]],
    )


def _due_today(t: Texts, content: NoticeContent) -> Reply:
    return reply(
        t("⏰ 今天要还 %(amount)s。", amount=bold(t.money(content.total_fen))),
        _listed(t, content),
        debit_views.today(t, content.debit) if content.debit else t("今天 24:00 前还上，就不算逾期。"),
        running_graces(t, content.bills, content.today),
        keyboard=_keyboard(t, content),
    )


def _debit_tomorrow(t: Texts, content: NoticeContent) -> Reply:
    assert content.debit is not None
    return reply(
        "⏰ " + debit_views.tomorrow(t, content.debit, bold(t.money(content.total_fen))),
        _listed(t, content),
        _around_the_holiday(t, content),
        t("也可以现在自己还，还过的就不会再扣。"),
        keyboard=[*_keyboard(t, content), [Button(t("自动扣款"), OpenAutoDebit())]],
    )


def _debit_failed(t: Texts, content: NoticeContent) -> Reply:
    """What could not be taken, until when it can be paid, and how."""
    late = [bill for bill in content.bills if bill.state is BillState.OVERDUE]
    return reply(
        t("今天的自动扣款没有成功，还差 %(amount)s。", amount=bold(t.money(content.total_fen))),
        _listed(t, content),
        t("请尽快还上，影响最小。") if late else t("请在今天 24:00 前还上，就不算逾期。"),
        t("常见原因是卡里余额不够。存好钱后点下面的按钮就能还，也可以换一张卡。"),
        *(_who_to_talk_to(t, content) if late else []),
        keyboard=[*_keyboard(t, content), [Button(t("换一张卡"), BindCard())]],
    )


def _overdue(t: Texts, content: NoticeContent) -> Reply:
    return reply(
        _overdue_headline(t, content),
        _listed(t, content),
        _what_follows(t, content),
        running_graces(t, content.bills, content.today),
        *_who_to_talk_to(t, content),
        keyboard=_late_keyboard(t, content),
    )


def _before_report(t: Texts, content: NoticeContent) -> Reply:
    """What the law wants told beforehand, as a fact."""
    assert content.reported_on is not None
    return reply(
        _overdue_headline(t, content),
        _listed(t, content),
        t(
            "按规定先告诉您：如果到%(day)s还没有还上，机构会把这次逾期报送征信。",
            day=day_away(t, content.reported_on, content.today),
        ),
        t("现在还上，影响最小。"),
        *_who_to_talk_to(t, content),
        keyboard=[*_late_keyboard(t, content), [Button(t("逾期会怎样"), ExplainLateness())]],
    )


def _monthly(t: Texts, content: NoticeContent) -> Reply:
    month = content.month
    assert month is not None
    return reply(
        t("🧾 %(month)d 月小结", month=month.ended.month),
        t(
            "到期 %(due)d 期，按时还了 %(on_time)d 期；一共还了 %(paid)s。",
            due=month.due_count,
            on_time=month.on_time,
            paid=t.money(month.paid_fen),
        )
        if month.due_count or month.paid_fen
        else None,
        t(
            "这个月有 %(count)d 期要还，一共 %(amount)s，第一期在 %(day)s。",
            count=month.next_count,
            amount=bold(t.money(month.next_fen)),
            day=t.day(month.next_due, content.today),
        )
        if month.next_due
        else t("这个月没有要还的。"),
        keyboard=[
            [Button(t("看账单"), OpenBills(), style="primary"), Button(t("还款记录"), OpenRecord())],
            [Button(t("提醒设置"), OpenReminders())],
        ],
    )


def _overdue_headline(t: Texts, content: NoticeContent) -> str:
    """What has not arrived, and what it comes to today."""
    penalty_fen = sum(bill.penalty_fen for bill in content.bills)
    due = bold(t.money(content.total_fen - penalty_fen))
    total, penalty = bold(t.money(content.total_fen)), t.money(penalty_fen)
    if len({bill.due_date for bill in content.bills}) > 1:
        count = len(content.bills)
        if not penalty_fen:
            return t("⚠️ 有 %(count)d 笔过了还款日，%(due)s 还没收到。", count=count, due=due)
        return t(
            "⚠️ 有 %(count)d 笔过了还款日，%(due)s 还没收到，今天还的话一共 %(total)s（含罚息 %(penalty)s）。",
            count=count,
            due=due,
            total=total,
            penalty=penalty,
        )
    when = _when(t, content)
    if not penalty_fen:
        return t("⚠️ %(when)s的 %(due)s 还没收到。", when=when, due=due)
    return t(
        "⚠️ %(when)s的 %(due)s 还没收到，今天还的话一共 %(total)s（含罚息 %(penalty)s）。",
        when=when,
        due=due,
        total=total,
        penalty=penalty,
    )


def _who_to_talk_to(t: Texts, content: NoticeContent) -> list[str]:
    """Each lender concerned, once."""
    lenders = dict.fromkeys((bill.lender_name, bill.lender_contact) for bill in content.bills)
    return [
        t(
            "如果手头紧，点「有困难」，客服会和您商量；也可以打%(lender)s的客服电话 %(contact)s。",
            lender=name(t, lender),
            contact=contact,
        )
        for lender, contact in lenders
    ]


def _when(t: Texts, content: NoticeContent) -> str:
    """Yesterday, or the day itself."""
    day = content.bills[0].due_date
    if (content.today - day).days == 1:
        return relative(t, day, content.today)
    return t.day(day, content.today)


def _what_follows(t: Texts, content: NoticeContent) -> str:
    if all(bill.state is BillState.GRACE for bill in content.bills):
        return t("现在是宽限期。")
    return t("现在还上，影响最小；越晚还，罚息越多，机构也可能按规定报送征信。")


def _refund(t: Texts, content: NoticeContent) -> Reply:
    return closed_notice(t, content.refunds, content.today)


def _payment(t: Texts, content: NoticeContent) -> Reply:
    if content.receipt is not None:
        return receipt_screen(t, content.receipt, content.today)
    assert content.money is not None
    return not_taken_notice(t, content.money)


def _credit(t: Texts, content: NoticeContent) -> Reply:
    assert content.money is not None
    return credit_notice(t, content.money)


def _payout(t: Texts, content: NoticeContent) -> Reply:
    assert content.money is not None
    return payout_notice(t, content.money)


def _identity(t: Texts, content: NoticeContent) -> Reply:
    assert content.identity is not None
    return identity_result(t, content.identity, content.rejected, content.open_draft)


def _face(t: Texts, content: NoticeContent) -> Reply:
    assert content.identity is not None
    return face_result(t, content.identity, content.open_draft)


def _handoff(t: Texts, content: NoticeContent) -> Reply:
    assert content.handoff is not None
    return handoff_told(t, content.handoff, content.open_draft)


def _new_card(t: Texts, content: NoticeContent) -> Reply:
    assert content.card is not None
    return new_card(t, content.card)


def _attempts(t: Texts, content: NoticeContent) -> Reply:
    return attempts(t)


_NOTICES = {
    NoticeKind.DUE_SOON: _due_soon,
    NoticeKind.DUE_TODAY: _due_today,
    NoticeKind.BEFORE_REPORT: _before_report,
    NoticeKind.OVERDUE: _overdue,
    NoticeKind.DEBIT_FAILED: _debit_failed,
    NoticeKind.MONTHLY: _monthly,
    NoticeKind.REFUND: _refund,
    NoticeKind.PAYMENT: _payment,
    NoticeKind.CREDIT: _credit,
    NoticeKind.PAYOUT: _payout,
    NoticeKind.IDENTITY: _identity,
    NoticeKind.FACE: _face,
    NoticeKind.HANDOFF: _handoff,
    NoticeKind.NEW_CARD: _new_card,
    NoticeKind.ATTEMPTS: _attempts,
}


def _listed(t: Texts, content: NoticeContent) -> str:
    """What it is for; a single bill's amount stands in the headline already."""
    if len(content.bills) == 1:
        (bill,) = content.bills
        return t(
            "%(goods)s　第 %(no)d/%(periods)d 期",
            goods=escape(goods(t, bill.title, bill.item_count)),
            no=bill.no,
            periods=bill.periods,
        )
    return "\n".join(_bill_line(t, bill) for bill in content.bills)


def _bill_line(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s　%(no)d/%(periods)d 期　%(amount)s",
        goods=escape(goods(t, bill.title, bill.item_count)),
        no=bill.no,
        periods=bill.periods,
        amount=t.money(bill.owed_fen),
    )


def _late_keyboard(t: Texts, content: NoticeContent) -> list[list[Button]]:
    """Paying first; then what can be said instead."""
    return [*_keyboard(t, content), *trouble_rows(t, content.bills)]


def _keyboard(t: Texts, content: NoticeContent) -> list[list[Button]]:
    first, trouble = content.bills[0], hardship_button(t, content.bills)
    if len(content.bills) > 1:
        return [
            [Button(t("看账单"), OpenBills(), style="primary")],
            [Button(t("怎么算的"), ExplainBills()), trouble],
        ]
    return [
        [
            Button(
                t("还 %(amount)s", amount=t.money(first.owed_fen)),
                OfferRepayment(first.installment_id),
                style="primary",
            )
        ],
        [Button(t("看账单"), OpenBills()), Button(t("账单明细"), OpenBill(first.installment_id))],
        [Button(t("怎么算的"), ExplainBill(first.installment_id, Origin.BILL)), trouble],
    ]
