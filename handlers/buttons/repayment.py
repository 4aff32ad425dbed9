"""Buttons: repayment."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class QuoteRepayment(Action, code="rp"):
    installment_id: str


class ChangeAmount(Action, code="ra"):
    """Another amount than the whole bill, to be typed."""

    loan_id: str


class QuoteSettlement(Action, code="se"):
    """What settling the loan today comes to."""

    loan_id: str


class OpenSettlement(Action, code="sy"):
    """What settling today comes to, of the one loan, or of which."""


class SettleToday(Action, code="st"):
    """On to the confirmation of a settlement."""

    loan_id: str


class ChoosePrepayment(Action, code="py"):
    """An amount to be prepaid, and what it shall change."""

    loan_id: str
    asked_fen: int
    strategy: str


class ConfirmRepayment(Action, code="rc", lasts=WHILE_READ):
    """The quote's id is a nonce bound to customer, loan, amount and version."""

    quote_id: str


class PayBy(Action, code="pb", lasts=WHILE_READ):
    """As `ConfirmRepayment`, by the named gateway; again: the same payment."""

    quote_id: str
    payment_method: str


class StartChoosing(Action, code="bt"):
    """Several bills at once, with what most people want chosen."""


class ChooseBills(Action, code="bs"):
    """Which ones of several bills. `picks` (`handlers.ui.selection`) are how many of each loan there shall be, not a step;
    `version` is of the list they are of."""

    picks: str
    version: int


class QuoteBills(Action, code="bo"):
    """On to the confirmation of what is chosen."""

    picks: str
    version: int


class QuoteCycle(Action, code="bq"):
    """On to the confirmation of a bill of a cycle, all of it; the instalment is one of those on it."""

    installment_id: str


class PayBatch(Action, code="by", lasts=WHILE_READ):
    """Confirm all of it; the id is a nonce. `payment_method` is a gateway; `waited_for` the one that the customer says to
    have paid by now, counted from 1, or 0."""

    batch_id: str
    payment_method: str
    waited_for: int


class OpenPayment(Action, code="pw"):
    """The payment of a loan that has no outcome yet."""

    loan_id: str


class CheckPayment(Action, code="pc"):
    """Whether it has arrived."""

    payment_id: str


class AskAnother(Action, code="pf"):
    """A link by which somebody else pays it."""

    payment_id: str


class ReportPayment(Action, code="pd"):
    """It was paid on the lender's own page, the customer says."""

    payment_id: str


class AskCancelPayment(Action, code="pq"):
    """Whether the payment is meant to be called off."""

    payment_id: str


class CancelPayment(Action, code="px"):
    payment_id: str


class OpenOverpayment(Action, code="cr"):
    """Money of the customer's that lies on a loan."""

    loan_id: str


class RefundOverpayment(Action, code="cb", lasts=WHILE_READ):
    """All of it back; what is on its way already is not sent twice."""

    loan_id: str
