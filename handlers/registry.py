"""Every handler of the assistant, in the order in which they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

from domain.errors import Stale
from handlers import guards
from handlers.autopay import conversation as binding
from handlers.autopay import handlers as auto_debit
from handlers.bills.handlers import open_bill, open_bills, show_bills
from handlers.breakdowns import handlers as explaining
from handlers.buttons.autopay import (
    AgreeDebit,
    AskRevoke,
    OpenAutoDebit,
    OpenMandate,
    PreferCard,
    RemoveCard,
    RevokeDebit,
)
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import (
    ExplainBill,
    ExplainBills,
    ExplainOffer,
    ExplainOfferBill,
    ExplainOrder,
    ExplainProduct,
    ExplainProductPlan,
    OpenOffer,
)
from handlers.buttons.catalog import (
    AddToCart,
    ClearCart,
    OpenCart,
    OpenCategory,
    OpenPicture,
    OpenProduct,
    OpenProductPlans,
    OpenShop,
    SetQuantity,
)
from handlers.buttons.documents import ChoosePeriod, SendCertificate, SendReceipt, SendStatement
from handlers.buttons.history import (
    ExplainCodes,
    ExplainLateness,
    OpenCalendar,
    OpenDay,
    OpenRecord,
    OpenRecordBills,
    OpenRecordPayments,
    SendCalendar,
    SendRecord,
)
from handlers.buttons.home import ChooseLanguage, ChooseTables, OpenHelp, OpenHome, OpenLanguages
from handlers.buttons.notices import (
    ChooseMonthly,
    ChooseReminderDay,
    ChooseReminderHour,
    HideAmounts,
    OpenNotices,
    OpenReminderHours,
    OpenReminders,
    OpenSecond,
    RemoveSecond,
    SendNotices,
)
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.privacy import (
    AskErase,
    AskWithdraw,
    Erase,
    OpenConsents,
    OpenPrivacy,
    SendCopy,
    Withdraw,
)
from handlers.buttons.repayment import (
    CancelPayment,
    CheckPayment,
    ChooseBills,
    ChoosePrepayment,
    ConfirmRepayment,
    OfferBills,
    OfferRepayment,
    OfferSettlement,
    OpenCredit,
    OpenPayment,
    PayBackCredit,
    PayBasket,
    PayBy,
    ReportPayment,
    SettleToday,
    StartChoosing,
)
from handlers.buttons.returns import (
    AskReceipt,
    ChooseReturn,
    ConfirmReceipt,
    ExplainReturn,
    PreviewReturn,
    RequestReturn,
    WithdrawReturn,
)
from handlers.buttons.security import AskFreeze, Freeze, OpenSafety, RemoveWord
from handlers.buttons.support import AskFor, CloseCase, OpenAgent, OpenCase, PromiseToPay
from handlers.catalog import handlers as shop
from handlers.checkout.handlers import checkout_conversation
from handlers.checkout.numbers import say_card_removed, say_removed
from handlers.commands import COMMANDS
from handlers.context import BotData, Context
from handlers.documents import handlers as documents
from handlers.errors import on_error
from handlers.history import calendar as due_calendar
from handlers.history import handlers as record
from handlers.home import free_text as words
from handlers.home import handlers as home
from handlers.notices import backup_channel as second_channels
from handlers.notices import handlers as reminders
from handlers.orders import handlers as orders
from handlers.privacy import handlers as privacy
from handlers.repayment import batch as choosing
from handlers.repayment import conversation as repaying
from handlers.repayment import early, invoices
from handlers.repayment import handlers as paying
from handlers.repayment import overpayments as credit
from handlers.returns import handlers as returns
from handlers.security import conversation as safe_words
from handlers.security import handlers as safety
from handlers.support import conversation as writing
from handlers.support import handlers as cases
from handlers.ui import callback_data as data
from handlers.ui import redaction as id_numbers
from handlers.ui.screen import Outcome, on_tap, on_words

App = Application[Any, Context, dict[Any, Any], dict[Any, Any], BotData, Any]
NEW = filters.UpdateType.MESSAGE


def register(application: App) -> None:
    """Guards first; then the conversation, commands, buttons; last what nobody else took."""
    application.add_handler(guards.guard(), group=guards.GROUP)
    application.add_handler(id_numbers.guard(), group=id_numbers.GROUP)
    application.add_handler(second_channels.address_conversation(), group=second_channels.GROUP)
    application.add_handler(safe_words.word_conversation(), group=safe_words.GROUP)
    application.add_handler(binding.card_conversation(), group=binding.GROUP)
    application.add_handler(repaying.amount_conversation(), group=repaying.GROUP)
    application.add_handler(writing.replies(), group=writing.REPLIES_GROUP)
    application.add_handler(writing.writing_conversation(), group=writing.GROUP)
    application.add_handler(PreCheckoutQueryHandler(invoices.asked_to_charge))
    application.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, on_words(invoices.charged)))
    application.add_handler(checkout_conversation(application.bot_data.classify))
    application.add_handler(MessageHandler(id_numbers.HOLDS_ID_NUMBER, on_words(say_removed)))
    application.add_handler(MessageHandler(NEW & id_numbers.HOLDS_CARD_NUMBER, on_words(say_card_removed)))
    for command in COMMANDS:
        application.add_handler(
            CommandHandler(command.name, on_words(command.handler, command.fresh), filters=NEW)
        )
    for tap in _taps():
        application.add_handler(tap)
    application.add_handler(CallbackQueryHandler(on_words(_forged)))
    application.add_handler(MessageHandler(NEW & filters.COMMAND, on_words(words.not_understood)))
    application.add_handler(MessageHandler(NEW & filters.TEXT, on_words(words.any_words, show_bills)))
    application.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, on_words(words.no_words)))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, on_words(words.edited)))
    application.add_error_handler(on_error)


def _taps() -> list[CallbackQueryHandler[Context, object]]:
    return [
        on_tap(OpenHome, home.open_home),
        on_tap(OpenHelp, home.open_help),
        on_tap(OpenLanguages, home.open_languages),
        on_tap(ChooseLanguage, home.choose_language),
        on_tap(ChooseTables, home.choose_tables),
        on_tap(data.Ignore, home.ignore),
        on_tap(OpenShop, shop.open_shop),
        on_tap(OpenCategory, shop.open_category),
        on_tap(OpenProduct, shop.open_product),
        on_tap(OpenPicture, shop.open_picture),
        on_tap(OpenProductPlans, shop.open_product_plans),
        on_tap(OpenCart, shop.open_cart),
        on_tap(SetQuantity, shop.set_quantity, shop.show_cart),
        on_tap(AddToCart, shop.add_to_cart),
        on_tap(ClearCart, shop.clear_cart),
        on_tap(OpenOrders, orders.open_orders),
        on_tap(OpenOrder, orders.open_order),
        on_tap(SendReceipt, documents.send_receipt, orders.show_orders),
        on_tap(SendCertificate, documents.send_certificate, orders.show_orders),
        on_tap(ChoosePeriod, documents.choose_period),
        on_tap(SendStatement, documents.send_statement, orders.show_orders),
        on_tap(AskReceipt, returns.ask_receipt, orders.show_orders),
        on_tap(ConfirmReceipt, returns.confirm_receipt, orders.show_orders),
        on_tap(ChooseReturn, returns.choose_return, orders.show_orders),
        on_tap(PreviewReturn, returns.preview_return, orders.show_orders),
        on_tap(ExplainReturn, returns.explain_return, orders.show_orders),
        on_tap(RequestReturn, returns.request_return, orders.show_orders),
        on_tap(WithdrawReturn, returns.withdraw_return, orders.show_orders),
        on_tap(OpenBills, open_bills),
        on_tap(OpenBill, open_bill),
        on_tap(ExplainProduct, explaining.explain_product),
        on_tap(ExplainProductPlan, explaining.explain_product_plan),
        on_tap(ExplainBills, explaining.explain_bills),
        on_tap(ExplainBill, explaining.explain_bill, show_bills),
        on_tap(ExplainOrder, explaining.explain_order),
        on_tap(ExplainOffer, explaining.explain_offer, show_bills),
        on_tap(ExplainOfferBill, explaining.explain_offer_bill, show_bills),
        on_tap(OpenOffer, explaining.open_offer, show_bills),
        on_tap(OfferRepayment, paying.offer_repayment, show_bills),
        on_tap(OfferSettlement, early.offer_settlement, show_bills),
        on_tap(SettleToday, early.settle_today, show_bills),
        on_tap(ChoosePrepayment, early.choose_prepayment, show_bills),
        on_tap(ConfirmRepayment, paying.confirm_repayment, show_bills),
        on_tap(PayBy, paying.pay_by, show_bills),
        on_tap(OpenAutoDebit, auto_debit.open_debit),
        on_tap(OpenMandate, auto_debit.open_mandate, auto_debit.show_debit),
        on_tap(AgreeDebit, auto_debit.agree, auto_debit.show_debit),
        on_tap(PreferCard, auto_debit.prefer_card, auto_debit.show_debit),
        on_tap(RemoveCard, auto_debit.remove_card, auto_debit.show_debit),
        on_tap(AskRevoke, auto_debit.ask_revoke),
        on_tap(RevokeDebit, auto_debit.revoke, auto_debit.show_debit),
        on_tap(OpenCalendar, due_calendar.open_calendar, show_bills),
        on_tap(OpenDay, due_calendar.open_day, due_calendar.show_calendar),
        on_tap(SendCalendar, due_calendar.send_calendar),
        on_tap(OpenRecord, record.open_record),
        on_tap(OpenRecordBills, record.open_bills_page),
        on_tap(OpenRecordPayments, record.open_payments_page),
        on_tap(ExplainCodes, record.explain_codes),
        on_tap(ExplainLateness, record.explain_lateness),
        on_tap(SendRecord, record.send_record),
        on_tap(OpenReminders, reminders.open_reminders),
        on_tap(ChooseReminderDay, reminders.choose_day, reminders.show_reminders),
        on_tap(OpenReminderHours, reminders.open_hours),
        on_tap(ChooseReminderHour, reminders.choose_hour, reminders.show_reminders),
        on_tap(HideAmounts, reminders.hide_amounts),
        on_tap(ChooseMonthly, reminders.choose_monthly),
        on_tap(OpenNotices, reminders.open_notices),
        on_tap(SendNotices, reminders.send_notices),
        on_tap(OpenPrivacy, privacy.open_privacy),
        on_tap(SendCopy, privacy.send_copy),
        on_tap(OpenConsents, privacy.open_consents),
        on_tap(AskWithdraw, privacy.ask_withdraw, privacy.show_consents),
        on_tap(Withdraw, privacy.withdraw, privacy.show_consents),
        on_tap(AskErase, privacy.ask_erase),
        on_tap(Erase, privacy.erase, privacy.show_privacy),
        on_tap(OpenSafety, safety.open_safety),
        on_tap(RemoveWord, safety.remove_word, safety.show_safety),
        on_tap(AskFreeze, safety.ask_freeze),
        on_tap(Freeze, safety.freeze),
        on_tap(OpenSecond, second_channels.open_second),
        on_tap(RemoveSecond, second_channels.remove_second),
        on_tap(StartChoosing, choosing.open_choice, show_bills),
        on_tap(ChooseBills, choosing.choose_bills, show_bills),
        on_tap(OfferBills, choosing.offer_bills, choosing.start_choosing),
        on_tap(PayBasket, choosing.pay_basket, choosing.start_choosing),
        on_tap(OpenPayment, paying.open_payment, show_bills),
        on_tap(CheckPayment, paying.check_payment, show_bills),
        on_tap(ReportPayment, paying.report_payment, show_bills),
        on_tap(CancelPayment, paying.cancel_payment, show_bills),
        on_tap(OpenAgent, cases.open_agent),
        on_tap(AskFor, cases.ask_for, cases.show_agent),
        on_tap(OpenCase, cases.open_case, cases.show_agent),
        on_tap(PromiseToPay, cases.promise, cases.show_agent),
        on_tap(CloseCase, cases.close_case, cases.show_agent),
        on_tap(OpenCredit, credit.open_credit, orders.show_orders),
        on_tap(PayBackCredit, credit.pay_back, orders.show_orders),
    ]


async def _forged(update: object, context: Context) -> Outcome:
    """Data that no button of ours carries."""
    raise Stale()
