"""Buttons: what was asked in plain words, or may have been meant."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenTopic(Action, code="qt"):
    """Answer what is asked by this topic (`handlers/questions/faq.py` has its short form)."""

    topic: str


class SendLastWords(Action, code="qw"):
    """Send a person the words of this message, which were not understood."""

    message_id: int


class RateAnswer(Action, code="qr"):
    """Say whether an answer helped (`useful` 1) or not (0)."""

    topic: str
    useful: int


class AskOfOrder(Action, code="qo"):
    """Answer by this topic, of this order; `topic` as of `OpenTopic`."""

    topic: str
    order_id: str


class RepayAmount(Action, code="qm"):
    """Show the confirmation of exactly so much, of a loan; of `ANY_LOAN`: which one is asked."""

    loan_id: str
    amount_fen: int


class WeighAmount(Action, code="qg"):
    """Show what so much can be used for, side by side."""

    loan_id: str
    amount_fen: int


class OpenPlans(Action, code="qp"):
    """Show the plans for an amount, of so many periods; 0 for every number of them."""

    amount_fen: int
    periods: int
