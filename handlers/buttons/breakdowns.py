"""Buttons: breakdowns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class ExplainRates(Action):
    """How the annual rate of the draft's options is worked out."""

    code = "kw"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ExplainDraftPlan(Action):
    """How one of the plans a draft can have is worked out."""

    code = "wd"
    draft_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class ExplainProduct(Action):
    """How the plans for one piece of a product are worked out."""

    code = "wp"
    product_id: str


@dataclass(frozen=True, slots=True)
class ExplainProductPlan(Action):
    code = "wq"
    product_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class ExplainBills(Action):
    """How a bill is worked out: which one is asked where there are several."""

    code = "ws"


@dataclass(frozen=True, slots=True)
class ExplainBill(Action):
    """`origin`: the screen to go back to, an `Origin`."""

    code = "wb"
    installment_id: str
    origin: str


class Origin(StrEnum):
    """Where the workings of a bill were asked for."""

    BILLS = "l"
    BILL = "b"
    ORDER = "o"


@dataclass(frozen=True, slots=True)
class ExplainOrder(Action):
    code = "wo"
    order_id: str


@dataclass(frozen=True, slots=True)
class ExplainOffer(Action):
    """How the amount of a confirmation came about, and what it pays first."""

    code = "wf"
    offer_id: str


@dataclass(frozen=True, slots=True)
class ExplainOfferBill(Action):
    """One of several bills that a confirmation pays."""

    code = "wg"
    offer_id: str
    installment_id: str


@dataclass(frozen=True, slots=True)
class OpenOffer(Action):
    """Back to a confirmation, as long as it can be confirmed."""

    code = "of"
    offer_id: str
