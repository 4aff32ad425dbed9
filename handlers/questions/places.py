"""The screens that a question leads to: a button each, and what the screens themselves answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from domain.cases.types import CaseKind
from domain.value import Value
from handlers.autopay import handlers as autopay
from handlers.buttons.autopay import OpenAutopay
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBills
from handlers.buttons.calculator import OpenCalculator
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.documents import ChooseCertificate
from handlers.buttons.history import ExplainLateness, OpenCalendar, OpenHistory
from handlers.buttons.home import OpenHelp, OpenHome, OpenLanguages
from handlers.buttons.income import OpenIncome
from handlers.buttons.moves import OpenMove
from handlers.buttons.notices import OpenReminders
from handlers.buttons.orders import OpenOrders
from handlers.buttons.phones import OpenPhone
from handlers.buttons.privacy import AskErase, OpenPrivacy
from handlers.buttons.questions import OpenTopic
from handlers.buttons.repayment import OpenSettlement, StartChoosing
from handlers.buttons.rescheduling import OpenDueDay
from handlers.buttons.security import AskFreeze, OpenSecurity
from handlers.buttons.sharing import OpenSharing
from handlers.buttons.shipping import OpenDeliveryAddress
from handlers.buttons.support import ANY_LOAN, AskFor, OpenAgent
from handlers.catalog import handlers as catalog
from handlers.context import Context
from handlers.history import calendar
from handlers.history import handlers as history
from handlers.home import handlers as home
from handlers.orders import handlers as orders
from handlers.shipping import handlers as shipping
from handlers.support import handlers as support
from handlers.ui.callback_data import Action
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button
from handlers.ui.screen import Outcome


class Place(Value):
    """A screen: what its button says, and what it carries."""

    label: str
    action: Action

    def button(self, t: Texts) -> Button:
        return Button(t(self.label), self.action)


def _asks_for(kind: CaseKind) -> Action:
    return AskFor(kind.value, ANY_LOAN)


PLACES: Mapping[str, Place] = {
    "bills": Place(N_("我的账单"), OpenBills()),
    "repay": Place(N_("去还款"), OpenBills()),
    "batch": Place(N_("几期一起还"), StartChoosing()),
    "settle": Place(N_("提前结清"), OpenSettlement()),
    "due_day": Place(N_("改还款日"), OpenDueDay()),
    "autopay": Place(N_("自动扣款"), OpenAutopay()),
    "plans": Place(N_("去逛逛"), OpenShop()),
    "orders": Place(N_("我的订单"), OpenOrders(0)),
    "calculator": Place(N_("分期计算器"), OpenCalculator()),
    "compare": Place(N_("看分期方案"), OpenTopic("screen-plans")),
    "income": Place(N_("工资够不够"), OpenIncome()),
    "limit": Place(N_("可用额度"), OpenTopic("screen-limit")),
    "cart": Place(N_("购物车"), OpenCart()),
    "sharing": Place(N_("共享还款日"), OpenSharing()),
    "record": Place(N_("还款记录"), OpenHistory()),
    "calendar": Place(N_("还款日历"), OpenCalendar(0)),
    "workings": Place(N_("怎么算的"), ExplainBills()),
    "credit": Place(N_("逾期会怎样"), ExplainLateness()),
    "reminders": Place(N_("提醒设置"), OpenReminders()),
    "documents": Place(N_("结清证明"), ChooseCertificate()),
    "phone": Place(N_("换手机号"), OpenPhone()),
    "move": Place(N_("换 Telegram 账号"), OpenMove()),
    "privacy": Place(N_("隐私和我的数据"), OpenPrivacy()),
    "erase": Place(N_("删除我的信息"), AskErase()),
    "freeze": Place(N_("冻结账号"), AskFreeze()),
    "security": Place(N_("账号安全"), OpenSecurity()),
    "hardship": Place(N_("有困难"), _asks_for(CaseKind.HARDSHIP)),
    "payday": Place(N_("发工资再还"), _asks_for(CaseKind.PAYDAY)),
    "paid": Place(N_("我已还款"), _asks_for(CaseKind.PAID_ELSEWHERE)),
    "wrong_amount": Place(N_("金额不对"), _asks_for(CaseKind.WRONG_AMOUNT)),
    "agent": Place(N_("找客服"), OpenAgent()),
    "address": Place(N_("收货地址"), OpenDeliveryAddress()),
    "language": Place(N_("语言 / Language"), OpenLanguages()),
    "help": Place(N_("帮助"), OpenHelp()),
    "home": Place(N_("回首页"), OpenHome()),
}

Screen = Callable[[Context], Awaitable[Outcome]]


async def _shown(
    handler: Callable[[Context, Any], Awaitable[Outcome]], action: Action, context: Context
) -> Outcome:
    """Show a screen as its button's own handler does."""
    return await handler(context, action)


# Where a topic's own screen is; what is answered from one's own data is asked for again by its topic.
PLACE_OF: Mapping[str, Place] = {
    topic: PLACES[name]
    for topic, name in {
        "screen.amount_due": "bills",
        "screen.total_owed": "bills",
        "screen.periods_left": "bills",
        "screen.due_date": "bills",
        "screen.bill_history": "record",
        "screen.why_amount": "workings",
        "screen.own_rate": "workings",
        "screen.last_payment": "record",
        "screen.cost_paid": "record",
        "screen.totals": "record",
        "screen.repay": "repay",
        "screen.settle": "settle",
        "screen.autopay": "autopay",
        "screen.overdue_cost": "workings",
        "screen.plans": "compare",
        "screen.deferred": "compare",
        "screen.income": "income",
        "screen.calculator": "calculator",
        "screen.limit": "limit",
        "screen.hardship": "hardship",
        "screen.agent": "agent",
        "screen.home": "home",
        "screen.shop": "plans",
        "screen.orders": "orders",
        "screen.cart": "cart",
        "screen.address": "address",
        "screen.help": "help",
        "screen.language": "language",
        "screen.tracked": "calendar",
        "screen.not_mine": "freeze",
        "screen.do_not_contact": "reminders",
        "screen.dispute": "wrong_amount",
    }.items()
}
_HANDLERS: Mapping[str, Callable[[Context, Any], Awaitable[Outcome]]] = {
    "screen.bill_history": history.open_history,
    "screen.autopay": autopay.open_autopay,
    "screen.hardship": support.ask_for,
    "screen.agent": support.open_agent,
    "screen.home": home.open_home,
    "screen.shop": catalog.open_shop,
    "screen.orders": orders.open_orders,
    "screen.cart": catalog.open_cart,
    "screen.address": shipping.open_address,
    "screen.help": home.open_help,
    "screen.language": home.open_languages,
    "screen.tracked": calendar.open_calendar,
}
# Topics that a screen answers as it is.
SCREENS: Mapping[str, Screen] = {
    topic: partial(_shown, handler, PLACE_OF[topic].action) for topic, handler in _HANDLERS.items()
}
