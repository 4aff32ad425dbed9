"""The modules of handlers that lead to screens. Each ends with what it offers: TAPS, a handler for each of its buttons, and
PHRASES, what people type to see its screens. What is asked in a conversation stands with the conversation."""

from __future__ import annotations

from typing import Protocol

from handlers.autopay import handlers as autopay
from handlers.bills import handlers as bills
from handlers.breakdowns import handlers as breakdowns
from handlers.calculator import handlers as calculator
from handlers.catalog import handlers as catalog
from handlers.charts import handlers as charts
from handlers.documents import handlers as documents
from handlers.hardship import handlers as hardship
from handlers.history import calendar, feed
from handlers.history import handlers as history
from handlers.home import handlers as home
from handlers.intake import handlers as intake
from handlers.moves import handlers as moves
from handlers.notices import handlers as notices
from handlers.orders import handlers as orders
from handlers.phones import handlers as phones
from handlers.privacy import handlers as privacy
from handlers.purchases import handlers as purchases
from handlers.questions import care, coming_answers
from handlers.questions import handlers as questions
from handlers.repayment import batch, early, for_another, overpayments
from handlers.repayment import handlers as repayment
from handlers.rescheduling import handlers as rescheduling
from handlers.returns import handlers as returns
from handlers.security import handlers as security
from handlers.sharing import handlers as sharing
from handlers.shipping import handlers as shipping
from handlers.support import handlers as support
from handlers.tracked import handlers as tracked
from handlers.tracked import income, received, settlement
from handlers.ui.screen import Phrases, Taps


class Feature(Protocol):
    """What such a module says at its end."""

    TAPS: Taps
    PHRASES: Phrases


FEATURES: tuple[Feature, ...] = (
    home,
    catalog,
    orders,
    purchases,
    documents,
    charts,
    returns,
    shipping,
    bills,
    breakdowns,
    repayment,
    early,
    batch,
    for_another,
    overpayments,
    rescheduling,
    hardship,
    autopay,
    history,
    calendar,
    feed,
    notices,
    privacy,
    security,
    moves,
    phones,
    support,
    tracked,
    received,
    income,
    settlement,
    sharing,
    intake,
    calculator,
    questions,
    care,
    coming_answers,
)
