"""Reminders: what is due soon, today, or late. Calm, exact, and each with the way to settle it."""

from __future__ import annotations

from html import escape

from domain.autopay.results import AutopayView
from domain.loans.results import BillState, BillView
from domain.notices.bill_notices import BeforeReportContent, BillsContent, DueContent
from domain.notices.holidays import Holiday
from domain.notices.lateness import Report
from domain.outbox.results import NoticeKind
from handlers.autopay import views as debit_views
from handlers.bills.grace import running_graces
from handlers.buttons.autopay import AddCard, OpenAutopay
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainBills, Origin
from handlers.buttons.history import ExplainLateness
from handlers.buttons.notices import OpenReminders
from handlers.buttons.repayment import QuoteCycle, QuoteRepayment, StartChoosing
from handlers.notices.plan_lines import plan_lines
from handlers.support.views import hardship_button, trouble_rows
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import bold, day_away, goods, name, relative
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply

# So many days late it is said that a part can be paid, and that a person can be asked to arrange it.
PARTS_OFFERED_AFTER, TALK_OFFERED_AFTER = 15, 30
SHOWN = 8  # bills by name; the headline has the amount of all
HOLIDAYS = {Holiday.SPRING_FESTIVAL: N_("春节"), Holiday.NATIONAL_DAY: N_("国庆")}


def _due_soon(t: Texts, content: DueContent) -> Reply:
    first = content.bills[0]
    if first.due_date != content.bills[-1].due_date:
        return _several_days(t, content)
    if content.debit and (first.due_date - content.today).days == 1:
        return _debit_tomorrow(t, content, content.debit)
    return reply(
        t(
            "⏰ %(day)s应还 %(amount)s。",
            day=day_away(t, content.due_date, content.today),
            amount=bold(t.money(content.total_fen)),
        ),
        _listed(t, content),
        debit_views.soon(t, content.debit)
        if content.debit
        else t("到期当天 24:00 前还清就可以，也可以现在就还。"),
        _around_the_holiday(t, content),
        running_graces(t, content.bills, content.today),
        keyboard=[*_keyboard(t, content), [Button(t("提醒设置"), OpenReminders())]],
    )


def _around_the_holiday(t: Texts, content: DueContent) -> str | None:
    """Say when to fund the card; honest where nobody knows the days off yet."""
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


def _several_days(t: Texts, content: DueContent) -> Reply:
    return reply(
        t(
            "⏰ 接下来有 %(count)d 期应还，一共 %(amount)s。",
            count=len(content.bills),
            amount=bold(t.money(content.total_fen)),
        ),
        "\n".join(
            f"{day_away(t, bill.due_date, content.today)}　{_bill_line(t, bill)}" for bill in content.bills
        ),
        debit_views.soon(t, content.debit)
        if content.debit
        else t("到期当天 24:00 前还清就可以，也可以现在就还。"),
        _around_the_holiday(t, content),
        running_graces(t, content.bills, content.today),
        keyboard=[*_keyboard(t, content), [Button(t("提醒设置"), OpenReminders())]],
    )


def _due_today(t: Texts, content: DueContent) -> Reply:
    return reply(
        t("⏰ 今天应还 %(amount)s。", amount=bold(t.money(content.total_fen))),
        _listed(t, content),
        debit_views.today(t, content.debit) if content.debit else t("今天 24:00 前还清，就不算逾期。"),
        _also(t, content),
        running_graces(t, content.bills, content.today),
        keyboard=_keyboard(t, content),
    )


def _debit_tomorrow(t: Texts, content: DueContent, debit: AutopayView) -> Reply:
    return reply(
        "⏰ " + debit_views.tomorrow(t, debit, bold(t.money(content.total_fen))),
        _listed(t, content),
        _around_the_holiday(t, content),
        t("也可以现在自己还，还过的就不会再扣。"),
        keyboard=[*_keyboard(t, content), [Button(t("自动扣款"), OpenAutopay())]],
    )


def _debit_failed(t: Texts, content: BillsContent) -> Reply:
    """Say what could not be taken, until when it can be paid, and how."""
    late = [bill for bill in content.bills if bill.state is BillState.OVERDUE]
    return reply(
        t("今天的自动扣款没有成功，还差 %(amount)s。", amount=bold(t.money(content.total_fen))),
        _listed(t, content),
        t("越早还清，影响越小。") if late else t("请在今天 24:00 前还清，就不算逾期。"),
        t("常见原因是卡里余额不够。存好钱后点下面的按钮就能还，也可以换一张卡。"),
        *(_who_to_talk_to(t, content) if late else []),
        keyboard=[*_keyboard(t, content), [Button(t("换一张卡"), AddCard())]],
    )


def _overdue(t: Texts, content: BillsContent) -> Reply:
    return reply(
        _overdue_headline(t, content),
        _listed(t, content),
        *plan_lines(t, content),
        *_what_follows(t, content),
        _also(t, content),
        running_graces(t, content.bills, content.today),
        *_who_to_talk_to(t, content),
        keyboard=_late_keyboard(t, content),
    )


def _before_report(t: Texts, content: BeforeReportContent) -> Reply:
    """Tell what the law wants told beforehand, as a fact."""
    return reply(
        _overdue_headline(t, content),
        _listed(t, content),
        *plan_lines(t, content),
        status.report_text(t, day_away(t, content.reported_on, content.today), content.reported),
        t("这一笔别的提醒还暂停着；报送征信以前，按规定要先告诉您本人。") if content.is_held else None,
        t("不是您欠的，或者对金额有异议，可以请机构核查，并在征信里注明有异议。")
        if content.is_held
        else None,
        _now_or_later(t, content),
        _also(t, content),
        *_who_to_talk_to(t, content),
        keyboard=[*_late_keyboard(t, content), [Button(t("逾期会怎样"), ExplainLateness())]],
    )


def _overdue_headline(t: Texts, content: BillsContent) -> str:
    """Say what has not arrived, and what it comes to today."""
    penalty_fen = sum(bill.penalty_fen for bill in content.bills)
    due = bold(t.money(content.total_fen - penalty_fen))
    total, penalty = bold(t.money(content.total_fen)), t.money(penalty_fen)
    if len({bill.due_date for bill in content.bills}) > 1:
        count = len(content.bills)
        if not penalty_fen:
            return t("⚠️ 有 %(count)d 期逾期，应还 %(due)s。", count=count, due=due)
        return t(
            "⚠️ 有 %(count)d 期逾期，应还 %(due)s，今天一起还清共 %(total)s（含罚息 %(penalty)s）。",
            count=count,
            due=due,
            total=total,
            penalty=penalty,
        )
    values = {"when": _when(t, content), "due": due, "total": total, "penalty": penalty}
    values["days"] = str((content.today - content.bills[0].due_date).days)
    if values["days"] == "1":
        if not penalty_fen:
            return t("⚠️ %(when)s的 %(due)s 还没收到。", **values)
        return t("⚠️ %(when)s的 %(due)s 还没收到，今天还清共 %(total)s（含罚息 %(penalty)s）。", **values)
    if not penalty_fen:
        return t("⚠️ %(when)s的 %(due)s 已逾期 %(days)s 天。", **values)
    return t(
        "⚠️ %(when)s的 %(due)s 已逾期 %(days)s 天，今天还清共 %(total)s（含罚息 %(penalty)s）。",
        **values,
    )


def _who_to_talk_to(t: Texts, content: BillsContent) -> list[str]:
    """Name each lender concerned, once."""
    lenders = dict.fromkeys((bill.lender_name, bill.lender_contact) for bill in content.bills)
    numbers = [
        t("%(lender)s %(contact)s", lender=name(t, lender), contact=contact) for lender, contact in lenders
    ]
    return [
        t(
            "如果手头紧，点「有困难」，客服会和您商量；也可以打机构的客服电话：%(numbers)s。",
            numbers=t("、").join(numbers),
        )
    ]


def _when(t: Texts, content: BillsContent) -> str:
    """Yesterday, or the day itself."""
    day = content.bills[0].due_date
    if (content.today - day).days == 1:
        return relative(t, day, content.today)
    return t.day(day, content.today)


def _now_or_later(t: Texts, content: BillsContent) -> str:
    if content.daily_fen:
        return t("今天还清，罚息就不再增加；每晚一天约多 %(amount)s。", amount=t.money(content.daily_fen))
    return t("越早还清，影响越小。")


def _what_follows(t: Texts, content: BillsContent) -> list[str]:
    """Say what a day more costs, what is known of a report, and, the longer it lasts, how else it can be mended."""
    if all(bill.state is BillState.GRACE for bill in content.bills):
        return [t("现在是宽限期。")]
    days = max(bill.days_late for bill in content.bills)
    said = [_now_or_later(t, content)]
    if content.report is Report.MAY:
        said.append(t("机构可能按规定报送征信。"))
    if content.report is Report.PAST:
        said.append(t("机构可能已经报送征信；还清后，记录会更新成已还清。"))
    if days >= PARTS_OFFERED_AFTER:
        said.append(t("一次还不上，可以先还一部分，罚息只按剩下的算。"))
    if days >= TALK_OFFERED_AFTER:
        said.append(t("已逾期 %(days)d 天，可以请客服和机构商量分几次还，点「有困难」就行。", days=days))
    return said


def _listed(t: Texts, content: BillsContent) -> str:
    """Say what it is for; a single bill's amount stands in the headline already."""
    if len(content.bills) == 1:
        (bill,) = content.bills
        return t(
            "%(goods)s　%(bill)s",
            goods=escape(goods(t, bill.title, bill.item_count)),
            bill=bill_names.of_plan(t, bill.no, bill.periods),
        )
    shown, left = content.bills[:SHOWN], len(content.bills) - SHOWN
    lines = [_late_line(t, bill) if bill.days_late else _bill_line(t, bill) for bill in shown]
    more = [t("还有 %(count)d 期，点「看账单」可以看到。", count=left)] if left > 0 else []
    return "\n".join([*lines, *more])


def _also(t: Texts, content: BillsContent) -> str | None:
    """Say what else falls due, which is no message of its own then."""
    if not content.also:
        return None
    lines = (f"{day_away(t, bill.due_date, content.today)}　{_bill_line(t, bill)}" for bill in content.also)
    return "\n".join((t("接下来的账单："), *lines))


def _late_line(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s　%(bill)s　%(amount)s　逾期 %(days)d 天",
        goods=escape(goods(t, bill.title, bill.item_count)),
        bill=bill_names.of_plan(t, bill.no, bill.periods),
        amount=t.money(bill.owed_fen),
        days=bill.days_late,
    )


def _bill_line(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s　%(bill)s　%(amount)s",
        goods=escape(goods(t, bill.title, bill.item_count)),
        bill=bill_names.of_plan(t, bill.no, bill.periods),
        amount=t.money(bill.owed_fen),
    )


def _late_keyboard(t: Texts, content: BillsContent) -> list[list[Button]]:
    """Paying first; then what can be said instead."""
    return [*_keyboard(t, content), *trouble_rows(t, content.bills, may_promise=content.may_promise)]


def _keyboard(t: Texts, content: BillsContent) -> list[list[Button]]:
    first, trouble = content.bills[0], hardship_button(t, content.bills)
    if len(content.bills) > 1:
        together = t("一起还 %(amount)s", amount=t.money(content.total_fen))
        is_one = first.cycle is not None and len({bill.cycle for bill in content.bills}) == 1
        way = QuoteCycle(first.installment_id) if is_one else StartChoosing()
        return [
            [Button(together, way, style="primary")],
            [Button(t("看账单"), OpenBills()), Button(t("怎么算的"), ExplainBills())],
            [trouble],
        ]
    return [
        [
            Button(
                t("还 %(amount)s", amount=t.money(first.owed_fen)),
                QuoteRepayment(first.installment_id),
                style="primary",
            )
        ],
        [Button(t("看账单"), OpenBills()), Button(t("账单明细"), OpenBill(first.installment_id))],
        [Button(t("怎么算的"), ExplainBill(first.installment_id, Origin.BILL)), trouble],
    ]


VIEWS = (
    NoticeView(NoticeKind.DUE_SOON, N_("到期前提醒"), DueContent, _due_soon),
    NoticeView(NoticeKind.DUE_TODAY, N_("到期当天"), DueContent, _due_today),
    NoticeView(NoticeKind.BEFORE_REPORT, N_("报送征信前告知"), BeforeReportContent, _before_report),
    NoticeView(NoticeKind.OVERDUE, N_("逾期提醒"), BillsContent, _overdue),
    NoticeView(NoticeKind.DEBIT_FAILED, N_("自动扣款没成功"), BillsContent, _debit_failed),
)
