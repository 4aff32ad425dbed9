"""What somebody is told who may not want to live, who is being cheated, or who asks for a right."""

from __future__ import annotations

from html import escape

from domain.cases.types import ANSWER_DAYS, CaseKind, CaseView
from handlers.buttons.home import OpenHome
from handlers.buttons.notices import OnlyRequired, OpenReminders
from handlers.buttons.privacy import OpenPrivacy
from handlers.buttons.security import AskFreeze, Freeze
from handlers.buttons.support import ANY_LOAN, OpenAgent, WriteToPerson
from handlers.questions.faq import Entry
from handlers.services import StaffHours
from handlers.support.views import kind_button
from handlers.ui.components import back, bold, hours_line
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def crisis(t: Texts, entry: Entry, case: CaseView, hotline: str, hours: StaffHours) -> Reply:
    """Nothing of money, and no way to it: the number to ring, and a person."""
    return reply(
        escape(entry.answer % {"hotline": hotline}),
        None if hours.open_now else hours_line(t, hours),
        keyboard=[
            [Button(t("复制热线 %(number)s", number=hotline), copy=hotline)],
            [Button(t("找客服"), WriteToPerson(case.case_id), style="primary")],
        ],
    ).as_proof()  # the number stays where it is


def fraud(t: Texts, entry: Entry, *, is_frozen: bool, written: CaseView | None) -> Reply:
    """`written`: the case in which the staff has been told of it."""
    return reply(
        bold(entry.question),
        escape(entry.answer),
        t("您的账号已经冻结。") if is_frozen else None,
        t("已转给客服，编号 %(number)s。回复会发在这里。", number=bold(written.number)) if written else None,
        keyboard=[
            None if is_frozen else [Button(t("冻结账号"), AskFreeze(), style="danger")],
            [Button(t("找客服"), OpenAgent())],
            [back(t, OpenHome())],
        ],
    )


def not_mine(t: Texts) -> Reply:
    return reply(
        bold(t("不是您办的，先冻结账号")),
        t("冻结后不能再下单、绑卡和退多付的钱，自动扣款和提醒暂停，客服会请您说明是哪一笔。"),
        t("请同时打 110 报警，并联系机构，电话在订单里。征信上有不认识的借款，可以向机构或征信中心提异议。"),
        t("账单照样能看能还，逾期的罚息仍按合同算。恢复要请客服核实，您自己不能解冻。"),
        keyboard=[
            [Button(t("确认冻结"), Freeze(), style="danger")],
            [Button(t("直接写给客服"), WriteToPerson(ANY_LOAN))],
            [back(t, OpenHome())],
        ],
    )


def do_not_contact(t: Texts) -> Reply:
    return reply(
        bold(t("不想被打扰")),
        t("到期前的提醒和每月小结，点下面马上停。"),
        t("按规定还要告诉您的照发：还款日当天、逾期、报送征信之前，还有扣款和付款的结果。"),
        t(
            "机构或催收来的电话，我停不了：请告诉客服是谁、几点打来的，也可以打订单里的机构客服电话，要求停止。"
        ),
        t("还解决不了，可以打 12378（金融监管）投诉。"),
        keyboard=[
            [Button(t("停掉这些提醒"), OnlyRequired(), style="primary")],
            [Button(t("直接写给客服"), WriteToPerson(ANY_LOAN)), Button(t("提醒设置"), OpenReminders())],
            [back(t, OpenHome())],
        ],
    )


def only_required(t: Texts) -> Reply:
    return reply(
        t("✅ 已经停掉到期前的提醒和每月小结。"),
        t("还款日当天、逾期、报送征信之前，还有扣款和付款的结果，按规定照发。"),
        keyboard=[[Button(t("提醒设置"), OpenReminders())], [back(t, OpenHome())]],
    )


def dispute(t: Texts, *, has_bills: bool) -> Reply:
    """Without bills there is nothing that the requests could be about."""
    days = ANSWER_DAYS[CaseKind.WRONG_AMOUNT]
    return reply(
        bold(t("提出异议")),
        t("请选一项，客服 %(days)d 天内答复；没答复之前，不再提醒您还这一笔。", days=days)
        if has_bills
        else t("请写清楚是哪一笔、什么事、希望怎么处理，客服会在这里答复。"),
        t("要查、要改、要删自己的信息，在「隐私和我的数据」里。"),
        t("对答复不满意，可以打 12378（金融监管）或 12363（人民银行），也可以向法院起诉。"),
        keyboard=[
            [kind_button(t, CaseKind.WRONG_AMOUNT), kind_button(t, CaseKind.GOODS)] if has_bills else None,
            [Button(t("直接写给客服"), WriteToPerson(ANY_LOAN))],
            [Button(t("隐私和我的数据"), OpenPrivacy())],
            [back(t, OpenHome())],
        ],
    )


def complaint(t: Texts, entry: Entry, hours: StaffHours) -> Reply:
    return reply(
        bold(entry.question),
        escape(entry.answer),
        hours_line(t, hours),
        keyboard=[
            [Button(t("直接写给客服"), WriteToPerson(ANY_LOAN), style="primary")],
            [back(t, OpenHome())],
        ],
    )
