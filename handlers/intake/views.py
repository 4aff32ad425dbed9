"""Coming by a personal link: nothing is said of anybody before the digits agree."""

from __future__ import annotations

from domain.intake.results import Joined
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.buttons.intake import TypeLastDigits
from handlers.buttons.support import OpenAgent
from handlers.ui.components import back
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def greeting(t: Texts) -> Reply:
    return reply(
        t("您好，我是分期管家。这是发给您本人的链接，用来把您原有的分期接到这里。"),
        t("先核对一下：您留给机构的手机号或身份证号的最后 4 位。核对好之前，这里什么都不显示。"),
        keyboard=[
            [Button(t("开始核对"), TypeLastDigits(), style="primary")],
            [Button(t("找客服"), OpenAgent())],
        ],
    )


def ask_digits(t: Texts) -> Reply:
    return reply(t("请输入手机号或身份证号的最后 4 位（末位可以是 X）："), keyboard=[[back(t, OpenHome())]])


def no_digits(t: Texts) -> Reply:
    return reply(t("只要最后 4 位，比如 0018。请再输一次。"), keyboard=[[back(t, OpenHome())]])


def wrong_digits(t: Texts, left: int) -> Reply:
    return reply(
        t("这 4 位对不上，还可以再试 %(count)s 次。", count=left),
        keyboard=[[Button(t("找客服"), OpenAgent())], [back(t, OpenHome())]],
    )


def ask_staff(t: Texts) -> Reply:
    return reply(
        t("还是对不上，这个链接已经停用。请找客服核对，核对后会给您一个新的链接。"),
        keyboard=[[Button(t("找客服"), OpenAgent(), style="primary")], [back(t, OpenHome())]],
    )


def joined(t: Texts, joined: Joined) -> Reply:
    return reply(
        t("核对好了。您原有的 %(count)s 笔分期已经接到这里。", count=joined.loans),
        t("其中 %(count)s 笔还没还清，到期前我会提醒您。", count=joined.open_loans)
        if joined.open_loans
        else t("都已经还清了。"),
        keyboard=[
            [Button(t("看我的账单"), OpenBills(), style="primary")],
            [back(t, OpenHome())],
        ],
    )
