"""The safety of the account: its word, freezing it, and what looks unusual."""

from __future__ import annotations

from datetime import date

from domain.cases.types import CaseView
from domain.dates import business_day
from domain.security.results import SecurityView
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.buttons.moves import OpenMove
from handlers.buttons.security import AskFreeze, Freeze, OpenSecurity, RemoveWord, TypeWord
from handlers.buttons.support import WriteToPerson
from handlers.services import StaffHours
from handlers.ui.components import back, bold, hours_line
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def overview(t: Texts, view: SecurityView, today: date, *, may_move: bool) -> Reply:
    if view.frozen_at is not None:
        return reply(
            bold(t("账号安全")),
            t("账号从 %(day)s起冻结，客服核实后才能恢复。", day=t.day(business_day(view.frozen_at), today)),
            t("冻结期间可以看账单、还款，不能下单、绑卡和退多付的钱。"),
            keyboard=[[Button(t("我的账单"), OpenBills())], [back(t, OpenHome())]],
        )
    return reply(
        bold(t("账号安全")),
        _word(t, view),
        t("设一个只有您知道的词，凡涉及金额的消息都会带上它；没有它的，都不是我发的。"),
        t("没有人会让您转账到个人账户，客服也不会问您要密码和验证码。"),
        keyboard=[
            [
                Button(t("换一个防钓鱼码") if view.word else t("设置防钓鱼码"), TypeWord(), style="primary"),
                *([Button(t("删除防钓鱼码"), RemoveWord())] if view.word else []),
            ],
            [Button(t("不是我办的，先冻结账号"), AskFreeze())],
            [Button(t("把原来的账号搬过来"), OpenMove())] if may_move else None,
            [back(t, OpenHome())],
        ],
    )


def _word(t: Texts, view: SecurityView) -> str:
    if view.unreadable:
        return t("防钓鱼码：读不出来了，请重新设置")
    return t("防钓鱼码：%(word)s", word=bold(view.word)) if view.word else t("防钓鱼码：未设置")


def ask_word(t: Texts) -> Reply:
    return reply(
        t("请输入一个防钓鱼码，2 到 20 个字，比如一句只有您知道的话："),
        t("不要用密码、证件号或卡号。我记下后会删掉您这条消息。"),
        keyboard=[[Button(t("取消"), OpenSecurity())]],
    )


def word_problem(t: Texts) -> Reply:
    return reply(
        t("这个不能用，请换一个：2 到 20 个字，不要含证件号、卡号或看不见的字符。"),
        keyboard=[[Button(t("取消"), OpenSecurity())]],
    )


def word_set(t: Texts, shown: Reply, *, deleted: bool) -> Reply:
    """Say so in front of the overview."""
    said = (t("✅ 防钓鱼码设好了。"), *(() if deleted else (t("您那条消息我没能删除，请您自己删掉它。"),)))
    return Reply(parts=(*said, *shown.parts), keyboard=shown.keyboard)


def ask_freeze(t: Texts) -> Reply:
    return reply(
        bold(t("先冻结账号吗？")),
        t("如果有订单、绑卡或还款不是您办的，可以先冻结：不能再下单、绑卡和退多付的钱，自动扣款和提醒暂停。"),
        t("账单照样能看能还，逾期的罚息仍按合同算。恢复要请客服核实，您自己不能解冻。"),
        keyboard=[[Button(t("确认冻结"), Freeze(), style="danger")], [back(t, OpenSecurity())]],
    )


def frozen(t: Texts, case: CaseView, hours: StaffHours) -> Reply:
    return reply(
        t("✅ 账号已冻结，编号 %(number)s。", number=bold(case.number)),
        t("请告诉客服哪一笔不是您办的。涉及诈骗的，请打 110 报警，并联系分期机构。"),
        hours_line(t, hours),
        keyboard=[
            [Button(t("补充说明"), WriteToPerson(case.case_id), style="primary")],
            [Button(t("我的账单"), OpenBills())],
        ],
    )


def renamed(t: Texts) -> Reply:
    """Unusual: the account has another name than the last time."""
    return reply(
        t("您的 Telegram 名字或用户名刚刚变了。是您自己改的就不用理会。"),
        t("不是的话，可能有人在用您的 Telegram，请先冻结账号，再到 Telegram 里退出其他设备。"),
        keyboard=[[Button(t("不是我改的，先冻结账号"), AskFreeze())]],
    )
