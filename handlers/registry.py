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
from handlers import (
    auto_debit,
    binding,
    cases,
    choosing,
    credit,
    documents,
    due_calendar,
    early,
    explaining,
    guards,
    home,
    id_numbers,
    invoices,
    orders,
    paying,
    privacy,
    record,
    reminders,
    repaying,
    returns,
    safe_words,
    safety,
    second_channels,
    shop,
    words,
    writing,
)
from handlers import callback_data as data
from handlers.checkout import checkout_conversation
from handlers.commands import COMMANDS
from handlers.context import BotData, Context
from handlers.errors import on_error
from handlers.screen import Outcome, on_tap, on_words

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
    application.add_handler(checkout_conversation())
    application.add_handler(MessageHandler(id_numbers.HOLDS_ID_NUMBER, on_words(id_numbers.say_removed)))
    application.add_handler(
        MessageHandler(NEW & id_numbers.HOLDS_CARD_NUMBER, on_words(id_numbers.say_card_removed))
    )
    for command in COMMANDS:
        application.add_handler(
            CommandHandler(command.name, on_words(command.handler, command.fresh), filters=NEW)
        )
    for tap in _taps():
        application.add_handler(tap)
    application.add_handler(CallbackQueryHandler(on_words(_forged)))
    application.add_handler(MessageHandler(NEW & filters.COMMAND, on_words(words.not_understood)))
    application.add_handler(MessageHandler(NEW & filters.TEXT, on_words(words.any_words, orders.show_bills)))
    application.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, on_words(words.no_words)))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, on_words(words.edited)))
    application.add_error_handler(on_error)


def _taps() -> list[CallbackQueryHandler[Context, object]]:
    return [
        on_tap(data.OpenHome, home.open_home),
        on_tap(data.OpenHelp, home.open_help),
        on_tap(data.OpenLanguages, home.open_languages),
        on_tap(data.ChooseLanguage, home.choose_language),
        on_tap(data.ChooseTables, home.choose_tables),
        on_tap(data.Ignore, home.ignore),
        on_tap(data.OpenShop, shop.open_shop),
        on_tap(data.OpenCategory, shop.open_category),
        on_tap(data.OpenProduct, shop.open_product),
        on_tap(data.OpenPicture, shop.open_picture),
        on_tap(data.OpenProductPlans, shop.open_product_plans),
        on_tap(data.OpenCart, shop.open_cart),
        on_tap(data.SetQuantity, shop.set_quantity, shop.show_cart),
        on_tap(data.AddToCart, shop.add_to_cart),
        on_tap(data.ClearCart, shop.clear_cart),
        on_tap(data.OpenOrders, orders.open_orders),
        on_tap(data.OpenOrder, orders.open_order),
        on_tap(data.SendReceipt, documents.send_receipt, orders.show_orders),
        on_tap(data.SendCertificate, documents.send_certificate, orders.show_orders),
        on_tap(data.ChoosePeriod, documents.choose_period),
        on_tap(data.SendStatement, documents.send_statement, orders.show_orders),
        on_tap(data.AskReceipt, returns.ask_receipt, orders.show_orders),
        on_tap(data.ConfirmReceipt, returns.confirm_receipt, orders.show_orders),
        on_tap(data.ChooseReturn, returns.choose_return, orders.show_orders),
        on_tap(data.PreviewReturn, returns.preview_return, orders.show_orders),
        on_tap(data.ExplainReturn, returns.explain_return, orders.show_orders),
        on_tap(data.RequestReturn, returns.request_return, orders.show_orders),
        on_tap(data.WithdrawReturn, returns.withdraw_return, orders.show_orders),
        on_tap(data.OpenBills, orders.open_bills),
        on_tap(data.OpenBill, orders.open_bill),
        on_tap(data.ExplainProduct, explaining.explain_product),
        on_tap(data.ExplainProductPlan, explaining.explain_product_plan),
        on_tap(data.ExplainBills, explaining.explain_bills),
        on_tap(data.ExplainBill, explaining.explain_bill, orders.show_bills),
        on_tap(data.ExplainOrder, explaining.explain_order),
        on_tap(data.ExplainOffer, explaining.explain_offer, orders.show_bills),
        on_tap(data.ExplainOfferBill, explaining.explain_offer_bill, orders.show_bills),
        on_tap(data.OpenOffer, explaining.open_offer, orders.show_bills),
        on_tap(data.OfferRepayment, paying.offer_repayment, orders.show_bills),
        on_tap(data.OfferSettlement, early.offer_settlement, orders.show_bills),
        on_tap(data.SettleToday, early.settle_today, orders.show_bills),
        on_tap(data.ChoosePrepayment, early.choose_prepayment, orders.show_bills),
        on_tap(data.ConfirmRepayment, paying.confirm_repayment, orders.show_bills),
        on_tap(data.PayBy, paying.pay_by, orders.show_bills),
        on_tap(data.OpenAutoDebit, auto_debit.open_debit),
        on_tap(data.OpenMandate, auto_debit.open_mandate, auto_debit.show_debit),
        on_tap(data.AgreeDebit, auto_debit.agree, auto_debit.show_debit),
        on_tap(data.PreferCard, auto_debit.prefer_card, auto_debit.show_debit),
        on_tap(data.RemoveCard, auto_debit.remove_card, auto_debit.show_debit),
        on_tap(data.AskRevoke, auto_debit.ask_revoke),
        on_tap(data.RevokeDebit, auto_debit.revoke, auto_debit.show_debit),
        on_tap(data.OpenCalendar, due_calendar.open_calendar, orders.show_bills),
        on_tap(data.OpenDay, due_calendar.open_day, due_calendar.show_calendar),
        on_tap(data.SendCalendar, due_calendar.send_calendar),
        on_tap(data.OpenRecord, record.open_record),
        on_tap(data.OpenRecordBills, record.open_bills_page),
        on_tap(data.OpenRecordPayments, record.open_payments_page),
        on_tap(data.ExplainCodes, record.explain_codes),
        on_tap(data.ExplainLateness, record.explain_lateness),
        on_tap(data.SendRecord, record.send_record),
        on_tap(data.OpenReminders, reminders.open_reminders),
        on_tap(data.ChooseReminderDay, reminders.choose_day, reminders.show_reminders),
        on_tap(data.OpenReminderHours, reminders.open_hours),
        on_tap(data.ChooseReminderHour, reminders.choose_hour, reminders.show_reminders),
        on_tap(data.HideAmounts, reminders.hide_amounts),
        on_tap(data.ChooseMonthly, reminders.choose_monthly),
        on_tap(data.OpenNotices, reminders.open_notices),
        on_tap(data.SendNotices, reminders.send_notices),
        on_tap(data.OpenPrivacy, privacy.open_privacy),
        on_tap(data.SendCopy, privacy.send_copy),
        on_tap(data.OpenConsents, privacy.open_consents),
        on_tap(data.AskWithdraw, privacy.ask_withdraw, privacy.show_consents),
        on_tap(data.Withdraw, privacy.withdraw, privacy.show_consents),
        on_tap(data.AskErase, privacy.ask_erase),
        on_tap(data.Erase, privacy.erase, privacy.show_privacy),
        on_tap(data.OpenSafety, safety.open_safety),
        on_tap(data.RemoveWord, safety.remove_word, safety.show_safety),
        on_tap(data.AskFreeze, safety.ask_freeze),
        on_tap(data.Freeze, safety.freeze),
        on_tap(data.OpenSecond, second_channels.open_second),
        on_tap(data.RemoveSecond, second_channels.remove_second),
        on_tap(data.StartChoosing, choosing.open_choice, orders.show_bills),
        on_tap(data.ChooseBills, choosing.choose_bills, orders.show_bills),
        on_tap(data.OfferBills, choosing.offer_bills, choosing.start_choosing),
        on_tap(data.PayBasket, choosing.pay_basket, choosing.start_choosing),
        on_tap(data.OpenPayment, paying.open_payment, orders.show_bills),
        on_tap(data.CheckPayment, paying.check_payment, orders.show_bills),
        on_tap(data.ReportPayment, paying.report_payment, orders.show_bills),
        on_tap(data.CancelPayment, paying.cancel_payment, orders.show_bills),
        on_tap(data.OpenAgent, cases.open_agent),
        on_tap(data.AskFor, cases.ask_for, cases.show_agent),
        on_tap(data.OpenCase, cases.open_case, cases.show_agent),
        on_tap(data.PromiseToPay, cases.promise, cases.show_agent),
        on_tap(data.CloseCase, cases.close_case, cases.show_agent),
        on_tap(data.OpenCredit, credit.open_credit, orders.show_orders),
        on_tap(data.PayBackCredit, credit.pay_back, orders.show_orders),
    ]


async def _forged(update: object, context: Context) -> Outcome:
    """Data that no button of ours carries."""
    raise Stale()
