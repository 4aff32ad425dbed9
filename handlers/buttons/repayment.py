"""Buttons: repayment."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OfferRepayment(Action):
    code = "rp"
    installment_id: str


@dataclass(frozen=True, slots=True)
class ChangeAmount(Action):
    """Another amount than the whole bill, to be typed."""

    code = "ra"
    loan_id: str


@dataclass(frozen=True, slots=True)
class OfferSettlement(Action):
    """What settling the loan today comes to."""

    code = "se"
    loan_id: str


@dataclass(frozen=True, slots=True)
class SettleToday(Action):
    """On to the confirmation of a settlement."""

    code = "st"
    loan_id: str


@dataclass(frozen=True, slots=True)
class ChoosePrepayment(Action):
    """An amount to be prepaid, and what it shall change."""

    code = "py"
    loan_id: str
    asked_fen: int
    strategy: str


@dataclass(frozen=True, slots=True)
class ConfirmRepayment(Action):
    """The offer's id is a nonce bound to customer, loan, amount and version."""

    code = "rc"
    offer_id: str


@dataclass(frozen=True, slots=True)
class PayBy(Action):
    """As `ConfirmRepayment`, by the named gateway; again: the same payment."""

    code = "pb"
    offer_id: str
    way: str


@dataclass(frozen=True, slots=True)
class StartChoosing(Action):
    """Several bills at once, with what most people want chosen."""

    code = "bt"


@dataclass(frozen=True, slots=True)
class ChooseBills(Action):
    """Which ones of several bills. `picks` (`handlers.ui.selection`) are how many of each loan there shall be, not a step;
    `version` is of the list they are of."""

    code = "bs"
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class OfferBills(Action):
    """On to the confirmation of what is chosen."""

    code = "bo"
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class PayBasket(Action):
    """Confirm all of it; the id is a nonce. `way` is a gateway; `waited_for` the one that the customer says to have paid by
    now, counted from 1, or 0."""

    code = "by"
    basket_id: str
    way: str
    waited_for: int


@dataclass(frozen=True, slots=True)
class OpenPayment(Action):
    """The payment of a loan that has no outcome yet."""

    code = "pw"
    loan_id: str


@dataclass(frozen=True, slots=True)
class CheckPayment(Action):
    """Whether it has arrived."""

    code = "pc"
    payment_id: str


@dataclass(frozen=True, slots=True)
class ReportPayment(Action):
    """It was paid on the lender's own page, the customer says."""

    code = "pd"
    payment_id: str


@dataclass(frozen=True, slots=True)
class CancelPayment(Action):
    code = "px"
    payment_id: str


@dataclass(frozen=True, slots=True)
class OpenCredit(Action):
    """Money of the customer's that lies on a loan."""

    code = "cr"
    loan_id: str


@dataclass(frozen=True, slots=True)
class PayBackCredit(Action):
    """All of it back; what is on its way already is not sent twice."""

    code = "cb"
    loan_id: str
