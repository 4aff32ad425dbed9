"""The screens that a question leads to: a button each, and what the screens themselves answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.cases.types import CaseKind
from handlers.autopay import handlers as autopay
from handlers.bills import handlers as bills
from handlers.breakdowns import handlers as breakdowns
from handlers.buttons.autopay import OpenAutopay
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBills
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.documents import ChooseCertificate
from handlers.buttons.history import ExplainLateness, OpenCalendar, OpenHistory
from handlers.buttons.home import OpenHelp, OpenHome, OpenLanguages
from handlers.buttons.moves import OpenMove
from handlers.buttons.notices import OpenReminders
from handlers.buttons.orders import OpenOrders
from handlers.buttons.phones import OpenPhone
from handlers.buttons.privacy import AskErase, OpenPrivacy
from handlers.buttons.repayment import OpenSettlement, StartChoosing
from handlers.buttons.security import AskFreeze, OpenSecurity
from handlers.buttons.shipping import OpenDeliveryAddress
from handlers.buttons.support import ANY_LOAN, AskFor, OpenAgent
from handlers.catalog import handlers as catalog
from handlers.context import Context
from handlers.history import handlers as history
from handlers.home import handlers as home
from handlers.notices import handlers as notices
from handlers.orders import handlers as orders
from handlers.repayment import early
from handlers.security import handlers as security
from handlers.shipping import handlers as shipping
from handlers.support import handlers as support
from handlers.ui.callback_data import Action
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button
from handlers.ui.screen import Outcome


@dataclass(frozen=True, slots=True)
class Place:
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
    "autopay": Place(N_("自动扣款"), OpenAutopay()),
    "plans": Place(N_("去逛逛"), OpenShop()),
    "orders": Place(N_("我的订单"), OpenOrders(0)),
    "cart": Place(N_("购物车"), OpenCart()),
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


def _at(place: str, handler: Callable[[Context, Any], Awaitable[Outcome]]) -> tuple[Place, Screen]:
    """Return a place, and its screen as the button's own handler shows it."""

    async def show(context: Context) -> Outcome:
        return await handler(context, PLACES[place].action)

    return PLACES[place], show


# Topics that a screen answers as it is: the button that leads there, and the screen.
SCREENS: Mapping[str, tuple[Place, Screen]] = {
    "screen.amount_due": _at("bills", bills.open_bills),
    "screen.total_owed": _at("bills", bills.open_bills),
    "screen.periods_left": _at("bills", bills.open_bills),
    "screen.due_date": _at("bills", bills.open_bills),
    "screen.bill_history": _at("record", history.open_history),
    "screen.why_amount": _at("workings", breakdowns.explain_bills),
    "screen.last_payment": _at("record", history.open_history),
    "screen.repay": _at("repay", bills.open_bills),
    "screen.settle": _at("settle", early.open_settlement),
    "screen.autopay": _at("autopay", autopay.open_autopay),
    "screen.overdue_cost": _at("workings", breakdowns.explain_bills),
    "screen.plans": _at("plans", catalog.open_shop),
    "screen.limit": _at("plans", catalog.open_shop),
    "screen.hardship": _at("hardship", support.ask_for),
    "screen.agent": _at("agent", support.open_agent),
    "screen.home": _at("home", home.open_home),
    "screen.shop": _at("plans", catalog.open_shop),
    "screen.orders": _at("orders", orders.open_orders),
    "screen.cart": _at("cart", catalog.open_cart),
    "screen.address": _at("address", shipping.open_address),
    "screen.help": _at("help", home.open_help),
    "screen.language": _at("language", home.open_languages),
    "screen.tracked": _at("calendar", home.open_home),
    "screen.not_mine": _at("freeze", security.ask_freeze),
    "screen.do_not_contact": _at("reminders", notices.open_reminders),
    "screen.dispute": _at("wrong_amount", support.ask_for),
}
