"""怎么算的: how the amount that was just shown came about. Each screen goes back to the one it was asked on."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from domain.breakdowns.results import PlanWorkings, PrepaymentWorkings, QuoteWorkings, SettlementWorkings
from domain.checkout.results import CheckoutStep, CheckoutView
from domain.errors import Stale
from domain.loans.results import BillState, BillView
from domain.plans.results import PlanOption
from handlers.bills.handlers import show_bills
from handlers.breakdowns import early_views, views
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.buttons.breakdowns import (
    ExplainBill,
    ExplainBills,
    ExplainDraftPlan,
    ExplainOrder,
    ExplainProduct,
    ExplainProductPlan,
    ExplainQuote,
    ExplainQuoteBill,
    ExplainRates,
    OpenQuote,
    Origin,
)
from handlers.buttons.checkout import ResumeCheckout
from handlers.context import Context
from handlers.plans import views as plan_views
from handlers.repayment.handlers import confirmation
from handlers.ui.callback_data import Action
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button

MOST_TO_CHOOSE = 12


# In words


async def how_words(update: Update, context: Context) -> Reply:
    """Explain what is being bought, where something is; else the bills."""
    draft = await context.services.checkout.current(context.customer.id)
    return await _bills(context) if draft is None else await _draft(context, draft)


async def penalty_words(update: Update, context: Context) -> Reply:
    """Explain the bills that are late, where some are."""
    bills = (await context.services.bills.current_bills(context.customer.id)).bills
    late = [bill for bill in bills if bill.state is BillState.OVERDUE]
    return await _one_of(context, late or bills)


# Bills


async def explain_bills(context: Context, action: ExplainBills) -> Reply:
    return await _bills(context)


async def _bills(context: Context) -> Reply:
    return await _one_of(context, (await context.services.bills.current_bills(context.customer.id)).bills)


async def _one_of(context: Context, bills: Sequence[BillView]) -> Reply:
    if not bills:
        return views.nothing_yet(context.t)
    if len(bills) > 1:
        return views.choose_bill(context.t, bills[:MOST_TO_CHOOSE])
    return await _bill(context, bills[0].installment_id, OpenBills())


async def explain_bill(context: Context, action: ExplainBill) -> Reply:
    if action.origin == Origin.BILL:
        return await _bill(context, action.installment_id, OpenBill(action.installment_id))
    if action.origin == Origin.BILLS:
        return await _bill(context, action.installment_id, OpenBills())
    if action.origin == Origin.ORDER:
        bill = await context.services.bills.bill(context.customer.id, action.installment_id)
        return await _bill(context, action.installment_id, ExplainOrder(bill.order_id))
    raise Stale()


async def _bill(context: Context, installment_id: str, to: Action) -> Reply:
    shown = await context.services.breakdowns.bill(context.customer.id, installment_id)
    return views.bill_screen(context.t, shown, context.today, to)


async def explain_order(context: Context, action: ExplainOrder) -> Reply:
    shown = await context.services.breakdowns.order(context.customer.id, action.order_id)
    return views.order_screen(context.t, shown)


# A repayment that waits to be confirmed


async def explain_quote(context: Context, action: ExplainQuote) -> Reply:
    shown = await context.services.breakdowns.quote(context.customer.id, action.quote_id)
    match shown:
        case QuoteWorkings():
            return views.quote_screen(context.t, shown, context.today)
        case SettlementWorkings():
            return early_views.settlement_screen(context.t, shown, context.today)
        case PrepaymentWorkings():
            return early_views.prepayment_screen(context.t, shown, context.today)


async def explain_quote_bill(context: Context, action: ExplainQuoteBill) -> Reply:
    return await _bill(context, action.installment_id, ExplainQuote(action.quote_id))


async def open_quote(context: Context, action: OpenQuote) -> Reply:
    shown = await context.services.breakdowns.quote(context.customer.id, action.quote_id)
    return confirmation(context, shown.quote)


# Plans on offer


async def explain_rates(context: Context, action: ExplainRates) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    return await _draft(context, view)


async def _draft(context: Context, view: CheckoutView) -> Reply:
    """Explain the plan that was chosen, or all that can be."""
    if view.choice is not None:
        workings = await context.services.breakdowns.plan(view.choice)
        return views.plan_screen(context.t, workings, ResumeCheckout(view.draft_id))
    return plan_views.explain_rates(context.t, view, await _options(context, view))


async def _options(context: Context, view: CheckoutView) -> tuple[PlanOption, ...]:
    checkout, customer_id = context.services.checkout, context.customer.id
    if view.step is CheckoutStep.LENDER:
        return await checkout.lender_options(customer_id, view.draft_id)
    return await checkout.period_options(customer_id, view.draft_id)


async def explain_draft_plan(context: Context, action: ExplainDraftPlan) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    workings = await _plan(context, await _options(context, view), action.plan_id)
    return views.plan_screen(context.t, workings, ExplainRates(action.draft_id))


async def explain_product(context: Context, action: ExplainProduct) -> Reply:
    product = await context.services.catalog.product(action.product_id)
    offered = await context.services.plans.offered(product.price_fen, product.cash_price_fen)
    return views.product_options(context.t, product, offered.options)


async def explain_product_plan(context: Context, action: ExplainProductPlan) -> Reply:
    product = await context.services.catalog.product(action.product_id)
    offered = await context.services.plans.offered(product.price_fen, product.cash_price_fen)
    workings = await _plan(context, offered.options, action.plan_id)
    return views.plan_screen(context.t, workings, ExplainProduct(action.product_id))


async def _plan(context: Context, options: Sequence[PlanOption], plan_id: str) -> PlanWorkings:
    option = next((each for each in options if each.plan_id == plan_id), None)
    if option is None:
        raise Stale()
    return await context.services.breakdowns.plan(option)


TAPS: Taps = (
    on_button(ExplainProduct, explain_product),
    on_button(ExplainProductPlan, explain_product_plan),
    on_button(ExplainBills, explain_bills),
    on_button(ExplainBill, explain_bill, show_bills),
    on_button(ExplainOrder, explain_order),
    on_button(ExplainQuote, explain_quote, show_bills),
    on_button(ExplainQuoteBill, explain_quote_bill, show_bills),
    on_button(OpenQuote, open_quote, show_bills),
)
PHRASES: Phrases = {
    how_words: (
        "怎么算的", "怎麼算的", "怎么算", "怎麼算", "利息怎么算", "利息怎麼算", "利息怎么算的", "年化怎么算", "手续费怎么算",
        "怎么算的？", "怎麼算的？", "怎么算？", "how is it worked out", "how is interest calculated",
    ),
    penalty_words: (
        "罚息怎么算", "罚息怎么算的", "罰息怎麼算", "罰息怎麼算的", "逾期费怎么算", "how is the penalty calculated",
    ),
}  # fmt: skip
