"""Asking which order is meant: the name of one, typed alone, is an answer to it (`follow_ups`)."""

from __future__ import annotations

from collections.abc import Sequence

from domain.enquiries.results import OwnOrder
from handlers.buttons.questions import RepayAmount, WeighAmount
from handlers.context import Context
from handlers.questions import own_payment_views as paid_views
from handlers.questions import own_views as views
from handlers.ui.reply import Reply


def which_order(context: Context, orders: Sequence[OwnOrder], topic: str) -> Reply:
    """Ask of which order a topic is asked, as buttons name it (`faq.short`)."""
    context.asks_which()
    return views.which_order(context.t, orders, topic)


def not_among(context: Context, orders: Sequence[OwnOrder], topic: str) -> Reply:
    """Say that what was named is none of theirs, and ask which of them."""
    context.asks_which()
    return views.not_among(context.t, orders, topic)


def which_loan(
    context: Context,
    orders: Sequence[OwnOrder],
    amount_fen: int,
    onwards: type[RepayAmount | WeighAmount] = RepayAmount,
) -> Reply:
    """Ask which of them an amount is for."""
    context.asks_which()
    return paid_views.which_loan(context.t, orders, amount_fen, onwards)
