"""The ONE table of commands: registration, the menu in the client and /help are made from it.

It runs across the features, in the order in which people see it, and so stands here.
"""

from __future__ import annotations

from domain.value import Value
from handlers.autopay import handlers as autopay
from handlers.bills.handlers import bills_words, show_bills
from handlers.calculator import handlers as calculator
from handlers.catalog import handlers as shop
from handlers.checkout.typed import nothing_to_cancel
from handlers.history import calendar as due_calendar
from handlers.history import handlers as record
from handlers.home import handlers as home
from handlers.notices import handlers as reminders
from handlers.orders import handlers as orders
from handlers.privacy import handlers as privacy
from handlers.repayment import early
from handlers.repayment import handlers as paying
from handlers.rescheduling import handlers as rescheduling
from handlers.security import handlers as safety
from handlers.support import handlers as cases
from handlers.tracked import handlers as tracked
from handlers.ui.i18n import N_, Texts
from handlers.ui.screen import Screen, WordHandler


class Command(Value):
    """`on_stale` makes the screen shown in place of a stale one."""

    name: str
    description: str
    handler: WordHandler
    on_stale: Screen | None = None


COMMANDS = (
    Command("start", N_("首页"), home.start),
    Command("shop", N_("去逛逛"), shop.shop_words),
    Command("cart", N_("购物车"), shop.cart_words),
    Command("orders", N_("我的订单和还款计划"), orders.orders_words),
    Command("bills", N_("我的账单"), bills_words),
    Command("repay", N_("还款"), paying.repay_words, show_bills),
    Command("autopay", N_("自动扣款"), autopay.autopay_words),
    Command("calendar", N_("还款日历"), due_calendar.calendar_words),
    Command("mine", N_("我的分期：记下别处的账"), tracked.tracked_words),
    Command("calc", N_("分期计算器：每期多少、真实年化"), calculator.calculator_words),
    Command("record", N_("还款记录"), record.history_words),
    Command("reminders", N_("提醒设置"), reminders.reminder_words),
    Command("settle", N_("提前结清"), early.settle_words, show_bills),
    Command("duedate", N_("改还款日"), rescheduling.due_day_words),
    Command("safety", N_("账号安全"), safety.security_words),
    Command("privacy", N_("隐私和我的数据"), privacy.privacy_words),
    Command("agent", N_("找客服"), cases.agent_words),
    Command("language", N_("语言 / Language"), home.language_words),
    Command("help", N_("帮助"), home.help_words),
    Command("cancel", N_("取消当前操作"), nothing_to_cancel),
)


def described(t: Texts) -> list[tuple[str, str]]:
    """Name and description of every command, in one language."""
    return [(command.name, t(command.description)) for command in COMMANDS]
