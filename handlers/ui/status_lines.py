"""How one stands, in the same words on every screen: frozen, what is paused, automatic debit, reminders, open cases."""

from __future__ import annotations

from html import escape

from domain.cases.types import CaseStatus, CaseView
from domain.standing.results import DebitState, Pause, ReminderState, Standing
from handlers.buttons.security import OpenSecurity
from handlers.buttons.support import AskEndPause, EndPause, WriteToPerson
from handlers.ui.bank_names import card_name
from handlers.ui.components import bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow


def frozen_line(t: Texts, standing: Standing) -> str | None:
    if standing.frozen_on is None:
        return None
    since = t.day(standing.frozen_on, standing.today)
    return t("账号从 %(day)s起冻结：不提醒，也不自动扣款；到期的账单照常要还，罚息照算。", day=bold(since))


def report_line(t: Texts, standing: Standing) -> str | None:
    """Say what has to be told before it is reported to the credit register, whoever missed the notice of it."""
    if standing.reported_on is None:
        return None
    day = t.day(standing.reported_on, standing.today)
    return t("按规定先告诉您：%(day)s24:00 前还没有还上的话，机构会把这次逾期报送征信。", day=day)


def frozen_row(t: Texts, standing: Standing) -> ButtonRow | None:
    return None if standing.frozen_on is None else [Button(t("账号安全"), OpenSecurity())]


def debit_line(t: Texts, standing: Standing) -> str | None:
    """Say whether what is due will be taken; nothing where it is off."""
    match standing.debit:
        case DebitState.OFF:
            return None
        case DebitState.NO_CARD:
            return t("自动扣款：没有绑定的卡，所以不会扣款。")
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
        case ReminderState.PAUSED if standing.paused_until == standing.today:
            return t("今天不提醒，明天起照常。")
        case ReminderState.PAUSED if standing.paused_until is not None:
            day = t.day(standing.paused_until, standing.today)
            return t("提醒暂停到 %(day)s，请自己记着还款日。", day=day)
        case ReminderState.PAUSED:
            return t("提醒暂停，等客服答复；请自己记着还款日。")
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
                "%(goods)s：等客服答复，%(what)s先暂停；罚息照算，每多一天 %(amount)s（编号 %(number)s）。",
                **values,
            )
        if pause.is_late:
            return t("%(goods)s：等客服答复，%(what)s先暂停；已经过了还款日（编号 %(number)s）。", **values)
        return t("%(goods)s：等客服答复，%(what)s先暂停；还款日不变（编号 %(number)s）。", **values)
    if pause.until == standing.today:
        return t("%(goods)s：今天不提醒、不自动扣款，明天起照常。", goods=values["goods"])
    if pause.case.promised_on is not None:
        values["day"] = t.day(pause.case.promised_on, standing.today)
        values["amount"] = t.money(pause.case.amount_fen or 0)
        return t(
            "%(goods)s：您说 %(day)s还 %(amount)s，之前不提醒、不自动扣款（编号 %(number)s）。", **values
        )
    values["day"] = t.day(pause.until, standing.today)
    if pause.daily_fen:
        return t(
            "%(goods)s：%(what)s暂停到 %(day)s；罚息照算，每多一天 %(amount)s（编号 %(number)s）。",
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
            Button(
                t("取消暂停（%(goods)s）", goods=goods(t, pause.title, pause.item_count))
                if several
                else t("取消暂停"),
                AskEndPause(pause.case.case_id)
                if pause.case.status is not CaseStatus.CLOSED and not pause.case.is_decided
                else EndPause(pause.case.case_id),
            )
        ]
        for pause in lasting
    ]


def waiting_lines(t: Texts, standing: Standing) -> list[str]:
    """Say which cases wait for the shop, beside those that are told with their pause."""
    return [t("编号 %(number)s：客服还没答复。", number=bold(case.number)) for case in _waiting(standing)]


def waiting_rows(t: Texts, standing: Standing) -> list[ButtonRow]:
    return [
        [Button(t("补充说明（%(number)s）", number=case.number), WriteToPerson(case.case_id))]
        for case in _waiting(standing)
    ]


def _waiting(standing: Standing) -> list[CaseView]:
    told = {pause.case.case_id for pause in standing.pauses}
    return [case for case in standing.waiting if case.case_id not in told]
