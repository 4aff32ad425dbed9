"""The ONE table of commands: registration, the menu in the client and /help are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import (
    auto_debit,
    cases,
    due_calendar,
    early,
    home,
    orders,
    paying,
    privacy,
    record,
    reminders,
    safety,
    shop,
)
from handlers.i18n import N_, Texts
from handlers.screen import Screen, WordHandler


@dataclass(frozen=True, slots=True)
class Command:
    """`fresh` makes the screen shown in place of a stale one."""

    name: str
    description: str
    handler: WordHandler
    fresh: Screen | None = None


COMMANDS = (
    Command("start", N_("首页"), home.start),
    Command("shop", N_("去逛逛"), shop.shop_words),
    Command("cart", N_("购物车"), shop.cart_words),
    Command("orders", N_("我的订单和还款计划"), orders.orders_words),
    Command("bills", N_("我的账单"), orders.bills_words),
    Command("repay", N_("还款"), paying.repay_words, orders.show_bills),
    Command("autopay", N_("自动扣款"), auto_debit.debit_words),
    Command("calendar", N_("还款日历"), due_calendar.calendar_words),
    Command("record", N_("还款记录"), record.record_words),
    Command("reminders", N_("提醒设置"), reminders.reminder_words),
    Command("settle", N_("提前结清"), early.settle_words, orders.show_bills),
    Command("safety", N_("账号安全"), safety.safety_words),
    Command("privacy", N_("隐私和我的数据"), privacy.privacy_words),
    Command("agent", N_("找客服"), cases.agent_words),
    Command("language", N_("语言 / Language"), home.language_words),
    Command("help", N_("帮助"), home.help_words),
    Command("cancel", N_("取消当前操作"), home.nothing_to_cancel),
)


def described(t: Texts) -> list[tuple[str, str]]:
    """Name and description of every command, in one language."""
    return [(command.name, t(command.description)) for command in COMMANDS]
