"""What comes back to the customer: the staff's words, and what they decided of what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from domain.cases.types import (
    AGREED_DAYS,
    CaseBill,
    CaseKind,
    CaseLine,
    CaseStatus,
    CaseView,
    Decision,
    ForCustomer,
)
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, Origin
from handlers.buttons.orders import OpenOrders
from handlers.buttons.security import OpenSecurity
from handlers.buttons.support import CloseCase, WriteToPerson
from handlers.ui.components import bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

_AGREED = N_(
    "您说手头紧，客服同意了：%(days)d 天内不再提醒您还这一笔，到 %(until)s为止；开了自动扣款的，也先不扣。"
)
# What was decided of what was asked; but for those whose outcome tells of itself.
SAID: Mapping[tuple[CaseKind, Decision], str] = {
    (CaseKind.QUESTION, Decision.DONE): N_("您问客服的事已经处理完。还有问题可以随时回复。"),
    (CaseKind.WRONG_AMOUNT, Decision.CORRECTED): N_("您说金额不对，核对下来确实有误，已经更正。"),
    (CaseKind.WRONG_AMOUNT, Decision.CORRECT): N_(
        "您说金额不对，已经核对：和合同一致，没有算错。点「怎么算的」能看到每一项。"
    ),
    (CaseKind.GOODS, Decision.GOODS_CHECKED): N_(
        "您说没收到货或者已经退货，核实下来属实：%(days)d 天内不再提醒您还这一笔，到 %(until)s为止；"
        "开了自动扣款的，也先不扣。"
    ),
    (CaseKind.GOODS, Decision.GOODS_FINE): N_("您说没收到货，核实下来货已经送达。"),
    (CaseKind.GOODS, Decision.NOT_SENT_BACK): N_(
        "您说已经退货，核实下来商家还没有收到退回的货。要退货，在「我的订单」里申请。"
    ),
    (CaseKind.HARDSHIP, Decision.AGREED_30): _AGREED,
    (CaseKind.HARDSHIP, Decision.AGREED_60): _AGREED,
    (CaseKind.HARDSHIP, Decision.AGREED_90): _AGREED,
    (CaseKind.HARDSHIP, Decision.REFUSED): N_(
        "您说手头紧，想缓一缓，客服这次没能同意。一次还不上，也可以先还一部分。"
    ),
    (CaseKind.CARE, Decision.DONE): N_("谢谢您愿意说出来。以后想找人说说，随时可以回复客服。"),
    (CaseKind.FROZEN, Decision.RELEASED): N_(
        "已经核实是您本人，账号恢复正常了，提醒和自动扣款按您原来的设置。"
    ),
    (CaseKind.FROZEN, Decision.KEPT_FROZEN): N_(
        "您说不是您办的，已经核实，账号继续冻结。涉及诈骗的请打 110 报警，客服会和您一起处理账单。"
    ),
    (CaseKind.SIGNED_ONLY, Decision.DONE): N_("机构已经签约、这里却没有订单的那件事，客服处理完了。"),
    (CaseKind.IN_PERSON, Decision.SEEN): N_("客服已经核实是您本人，可以接着下单。"),
    (CaseKind.IN_PERSON, Decision.NOT_SEEN): N_(
        "您要人工核实本人，这次没有核实成，想再约时间可以回复客服；也可以换一家机构。"
    ),
    (CaseKind.PHONE, Decision.PHONE_PROVEN): N_("客服已经核实是您本人，手机号换好了，新签的合同用新号。"),
    (CaseKind.PHONE, Decision.NOT_PROVEN): N_(
        "换手机号的事，这次没有核实成，手机号没有改。想再试可以回复客服。"
    ),
    (CaseKind.MOVE, Decision.PROVEN): N_(
        "客服已经核实，正在通知原来的账号。通知到以后 24 小时里没有人说不是本人，就搬过来；"
        "原来的账号还能用的话，在那边收到消息后点「是我，现在就搬」，不用等。"
    ),
    (CaseKind.MOVE, Decision.NOT_PROVEN): N_("搬账号的事，这次没有核实成，账号没有搬。想再试可以回复客服。"),
    (CaseKind.MOVE, Decision.DONE): N_("搬账号的事，客服处理完了。还有问题可以随时回复。"),
}
# Of words that need no answer, whatever they were said about.
_ENDED = N_("您后来写的，客服看过了，这件事到这里结束。还有问题可以随时回复。")


def from_person(t: Texts, word: ForCustomer) -> Reply:
    """Show the staff's words, or what they decided; it stays."""
    if word.line.decision is not None:
        return decided(t, word.case, word.line.decision, word.bill).as_proof()
    return _words(t, word.case, word.line).as_proof()


def _words(t: Texts, case: CaseView, line: CaseLine) -> Reply:
    who = t("💬 客服%(name)s：", name=escape(line.by)) if line.by else t("💬 客服：")
    is_over = case.status is CaseStatus.CLOSED or case.kind is CaseKind.FROZEN
    done = [] if is_over else [Button(t("已经解决"), CloseCase(case.case_id))]
    said = t("（这句话读不出来了）") if line.unreadable else escape(line.text)
    return reply(
        bold(who),
        said,
        keyboard=[[Button(t("回复"), WriteToPerson(case.case_id), style="primary"), *done]],
    )


def decided(t: Texts, case: CaseView, decision: Decision, bill: CaseBill | None) -> Reply:
    """Answer what was asked, say what follows with its price, and how to go on."""
    days = AGREED_DAYS.get(decision)
    values: dict[str, str | int] = {"days": days or 0}
    if days and case.pauses_until is not None and bill is not None:
        values["until"] = t.day(case.pauses_until, bill.today)
    elif days and case.pauses_until is not None:
        values["until"] = f"{case.pauses_until:%Y-%m-%d}"
    return reply(
        t("编号 %(number)s：", number=bold(case.number)),
        t(SAID.get((case.kind, decision), _ENDED), **values),
        *(_what_follows(t, bill) if bill is not None and decision is not Decision.ENDED else ()),
        t("客服还会回复您写的话。") if _is_still_to_be_answered(case) else None,
        keyboard=[*_go_on(t, case, bill), [Button(t("回复客服"), WriteToPerson(case.case_id))]],
    )


def _is_still_to_be_answered(case: CaseView) -> bool:
    return case.is_decided and case.status is not CaseStatus.CLOSED


def _what_follows(t: Texts, bill: CaseBill) -> Iterator[str]:
    """Yield whether reminders go on, what is owed and when, and what a day more costs."""
    values = {
        "amount": bold(t.money(bill.owed_fen)),
        "daily": t.money(bill.daily_fen),
        "day": t.day(bill.due_date, bill.today),
    }
    if bill.is_late and bill.daily_fen:
        yield t("过了还款日的今天一共要还 %(amount)s，罚息照算，每多一天约 %(daily)s。", **values)
    elif bill.is_late:
        yield t("过了还款日的今天一共要还 %(amount)s。", **values)
    elif bill.daily_fen:
        yield t("还款日不变：%(day)s要还 %(amount)s；过了这天还没还上，罚息每天约 %(daily)s。", **values)
    else:
        yield t("还款日不变：%(day)s要还 %(amount)s。", **values)
    if bill.is_paused:
        yield t("您和机构另有约定的，按约定。")
    else:
        yield t("从明天起照常提醒；开了自动扣款的，照常扣。")


def _go_on(t: Texts, case: CaseView, bill: CaseBill | None) -> list[ButtonRow]:
    bills = Button(t("我的账单"), OpenBills(), style="primary")
    match case.kind:
        case (
            CaseKind.MOVE | CaseKind.CARE
        ):  # who asks for a move has bought nothing here; who is cared for needs no bills
            return []
        case CaseKind.WRONG_AMOUNT if bill is not None:
            return [[bills, Button(t("怎么算的"), ExplainBill(bill.installment_id, Origin.BILL))]]
        case CaseKind.GOODS:
            return [[bills, Button(t("我的订单"), OpenOrders(0))]]
        case CaseKind.FROZEN:
            return [[bills, Button(t("账号安全"), OpenSecurity())]]
        case _:
            return [[bills]]
