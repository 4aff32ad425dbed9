"""How one stands, in the same words on every screen: frozen, what is paused, automatic debit, reminders, open cases."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.cases.types import CaseKind, CaseStatus, CaseView
from domain.loans.results import BillView
from domain.standing.results import DebitState, Pause, ReminderState, Standing
from handlers.buttons.security import OpenSecurity
from handlers.buttons.support import AskEndPause, AskFor, EndPause, WriteToPerson
from handlers.ui import bill_names
from handlers.ui.bank_names import card_name
from handlers.ui.components import bold, goods, name
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow

# What somebody waits for an answer about.
ASKED_FOR = {
    CaseKind.QUESTION: N_("您写给客服的"),
    CaseKind.PAID_ELSEWHERE: N_("您说已经还了"),
    CaseKind.WRONG_AMOUNT: N_("您说金额不对"),
    CaseKind.GOODS: N_("您说没收到货或已退货"),
    CaseKind.PAYDAY: N_("您说改天还"),
    CaseKind.HARDSHIP: N_("您说手头紧"),
    CaseKind.CARE: N_("您想找人说说的事"),
    CaseKind.FROZEN: N_("账号冻结的核实"),
    CaseKind.SIGNED_ONLY: N_("机构已签约、没有订单的事"),
    CaseKind.IN_PERSON: N_("人工核实本人"),
    CaseKind.PHONE: N_("换手机号"),
    CaseKind.MOVE: N_("搬账号"),
}


def frozen_line(t: Texts, standing: Standing) -> str | None:
    if standing.frozen_on is None:
        return None
    since = t.day(standing.frozen_on, standing.today)
    return t("账号从 %(day)s起冻结：不提醒，也不自动扣款；到期的账单照常要还，罚息照算。", day=bold(since))


def report_line(t: Texts, standing: Standing) -> str | None:
    """Say what has to be told before it is reported to the credit register, whoever missed the notice of it."""
    if standing.reported_on is None:
        return None
    return report_text(t, t.day(standing.reported_on, standing.today), standing.reported)


def report_text(t: Texts, day: str, bills: Sequence[BillView]) -> str:
    """Say which lender reports what, unless it is paid by the end of the `day`."""
    told = (
        f"{goods(t, bill.title, bill.item_count)} {bill_names.of_plan(t, bill.no, bill.periods)}"
        for bill in bills
    )
    return t(
        "按规定先告诉您：%(day)s24:00 前没有还清的话，%(lender)s会把逾期报送征信：%(bills)s。",
        day=day,
        lender=t("、").join(dict.fromkeys(name(t, bill.lender_name) for bill in bills)),
        bills=escape(t("、").join(told)),
    )


def frozen_row(t: Texts, standing: Standing) -> ButtonRow | None:
    return None if standing.frozen_on is None else [Button(t("账号安全"), OpenSecurity())]


def debit_line(t: Texts, standing: Standing) -> str | None:
    """Say whether what is due will be taken; nothing where it is off."""
    match standing.debit:
        case DebitState.OFF:
            return None
        case DebitState.NO_CARD:
            return t("自动扣款：您还没绑卡，到期不会扣款。")
        case DebitState.FROZEN:
            return t("自动扣款：账号冻结期间暂停。")
        case DebitState.PAUSED if standing.paused_until == standing.today:
            return t("自动扣款：今天暂停，明天起照常。")
        case DebitState.PAUSED if standing.paused_until is not None:
            day = t.day(standing.paused_until, standing.today)
            return t("自动扣款：暂停到 %(day)s。", day=day)
        case DebitState.PAUSED:
            return t("自动扣款：暂停，等客服答复。")
        case DebitState.ON:
            assert standing.card is not None
            return t("自动扣款：已开通，%(card)s", card=escape(card_name(t, standing.card)))


def debit_beside_pauses(t: Texts, standing: Standing) -> str | None:
    """Say the same where the lines of what is paused stand beside it, and say that."""
    return None if standing.debit is DebitState.PAUSED and standing.pauses else debit_line(t, standing)


def reminder_line(t: Texts, standing: Standing) -> str:
    """Say whether one will be reminded."""
    match standing.reminders:
        case ReminderState.FROZEN:
            return t("账号冻结期间不提醒，请自己记着还款日。")
        case ReminderState.UNREACHABLE:
            return t("您停用了助手，提醒送不到，请自己记着还款日。")
        case ReminderState.PAUSED if standing.paused_until == standing.today:
            return t("今天不提醒，明天起照常。")
        case ReminderState.PAUSED if standing.paused_until is not None:
            day = t.day(standing.paused_until, standing.today)
            if standing.bills and standing.bills[0].due_date > standing.paused_until:
                return t("提醒暂停到 %(day)s，之后照常提醒您。", day=day)
            return t("提醒暂停到 %(day)s，请自己记着还款日。", day=day)
        case ReminderState.PAUSED:
            return t("提醒暂停，等客服答复；请自己记着还款日。")
        case ReminderState.DEBITED:
            return t("扣款前一天我会提醒您，扣完告诉您结果。")
        case ReminderState.DUE_DAY:
            return t("到期当天我会提醒您。")
        case ReminderState.ON:
            return t("到期前和当天我会提醒您。")


def pause_line(t: Texts, pause: Pause, standing: Standing) -> str:
    """Say until when nothing is said and debited of a loan, that it is owed all the same, and what a day of it costs."""
    values = {
        "goods": bold(goods(t, pause.title, pause.item_count)),
        "number": pause.case.number,
        "amount": t.money(pause.daily_fen),
        "what": t("提醒") if standing.debit is DebitState.OFF else t("提醒和自动扣款"),
    }
    if pause.until is None:
        if pause.daily_fen:
            return t(
                "%(goods)s：等客服答复，%(what)s先暂停；罚息照算，每多一天约 %(amount)s（编号 %(number)s）。",
                **values,
            )
        if pause.is_late:
            return t("%(goods)s：等客服答复，%(what)s先暂停；已经过了还款日（编号 %(number)s）。", **values)
        return t("%(goods)s：等客服答复，%(what)s先暂停；还款日不变（编号 %(number)s）。", **values)
    if pause.until == standing.today:
        return t("%(goods)s：%(what)s今天还暂停，明天起照常。", **values)
    if pause.case.promised_on is not None:
        values["day"] = t.day(pause.case.promised_on, standing.today)
        values["amount"] = t.money(pause.case.amount_fen or 0)
        return t("%(goods)s：您说 %(day)s还 %(amount)s，之前%(what)s暂停（编号 %(number)s）。", **values)
    values["day"] = t.day(pause.until, standing.today)
    if pause.daily_fen:
        return t(
            "%(goods)s：%(what)s暂停到 %(day)s；罚息照算，每多一天约 %(amount)s（编号 %(number)s）。",
            **values,
        )
    if pause.is_late:
        return t("%(goods)s：%(what)s暂停到 %(day)s；已经过了还款日（编号 %(number)s）。", **values)
    return t("%(goods)s：%(what)s暂停到 %(day)s；还款日不变（编号 %(number)s）。", **values)


def pause_lines(t: Texts, standing: Standing) -> list[str]:
    return [pause_line(t, pause, standing) for pause in standing.pauses]


def pause_rows(t: Texts, standing: Standing) -> list[ButtonRow]:
    """Offer to end each pause that would last beyond today."""
    lasting = [one for one in standing.pauses if one.until is None or one.until > standing.today]
    several = len(lasting) > 1
    return [
        [
            *([Button(t("改一天"), AskFor(CaseKind.PAYDAY, pause.loan_id))] if pause.may_change else []),
            Button(
                t("取消暂停（%(goods)s）", goods=goods(t, pause.title, pause.item_count))
                if several
                else t("取消暂停"),
                AskEndPause(pause.case.case_id)
                if pause.case.status is not CaseStatus.CLOSED and not pause.case.is_decided
                else EndPause(pause.case.case_id),
                name=t.name(pause.title),
            ),
        ]
        for pause in lasting
    ]


def waiting_lines(t: Texts, standing: Standing) -> list[str]:
    """Say which cases wait for the shop, beside those that are told with their pause."""
    return [_waiting_line(t, case, standing) for case in _waiting(standing)]


def _waiting_line(t: Texts, case: CaseView, standing: Standing) -> str:
    """Say what was asked for; where the promised days are over, that they are, and how to go on."""
    values = {"what": t(ASKED_FOR[case.kind]), "number": bold(case.number)}
    if case.answer_by is not None and case.answer_by < standing.today:
        return t(
            "%(what)s（编号 %(number)s）：说好 %(day)s前答复，已经过了，对不起。"
            "点「补充说明」可以催一下，也可以打机构的客服电话。",
            day=t.day(case.answer_by, standing.today),
            **values,
        )
    return t("%(what)s（编号 %(number)s）：客服还没答复。", **values)


def waiting_rows(t: Texts, standing: Standing) -> list[ButtonRow]:
    return [
        [Button(t("补充说明（%(number)s）", number=case.number), WriteToPerson(case.case_id))]
        for case in _waiting(standing)
    ]


def _waiting(standing: Standing) -> list[CaseView]:
    """Return those that wait and are not told with their pause, and those whose promised days are over."""
    told = {pause.case.case_id for pause in standing.pauses if not _is_overdue(pause.case, standing)}
    return [case for case in standing.waiting if case.case_id not in told]


def _is_overdue(case: CaseView, standing: Standing) -> bool:
    """Return whether the day is past by which the shop wanted to answer."""
    waits = case.status is CaseStatus.WAITING
    return waits and case.answer_by is not None and case.answer_by < standing.today
