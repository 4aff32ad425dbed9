"""Buttons: breakdowns."""

from __future__ import annotations

from enum import StrEnum

from handlers.ui.callback_data import Action


class ExplainRates(Action, code="kw"):
    """How the annual rate of the draft's options is worked out."""

    draft_id: str


class ExplainDraftPlan(Action, code="wd"):
    """How one of the plans a draft can have is worked out."""

    draft_id: str
    plan_id: str


class ExplainProduct(Action, code="wp"):
    """How the plans for one piece of a product are worked out."""

    product_id: str


class ExplainProductPlan(Action, code="wq"):
    product_id: str
    plan_id: str


class ExplainBills(Action, code="ws"):
    """How a bill is worked out: which one is asked where there are several."""


class ExplainBill(Action, code="wb"):
    """`origin`: the screen to go back to, an `Origin`."""

    installment_id: str
    origin: str


class Origin(StrEnum):
    """Where the workings of a bill were asked for."""

    BILLS = "l"
    BILL = "b"
    ORDER = "o"


class ExplainOrder(Action, code="wo"):
    order_id: str


class ExplainQuote(Action, code="wf"):
    """How the amount of a confirmation came about, and what it pays first."""

    quote_id: str


class ExplainQuoteBill(Action, code="wg"):
    """One of several bills that a confirmation pays."""

    quote_id: str
    installment_id: str


class OpenQuote(Action, code="of"):
    """Back to a confirmation, as long as it can be confirmed."""

    quote_id: str
