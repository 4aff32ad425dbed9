"""Buttons: the calculator. An offer stands in them whole (`domain.calculator.codes`), so that nothing need be kept."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenCalculator(Action, code="zo"):
    """分期计算器: what it can work out, with examples."""


class OpenCalculation(Action, code="zc"):
    """What an offer comes to; `early`: what is paid ahead of time, or nothing."""

    offer: str
    early: str


class OpenCalculatedRows(Action, code="zr"):
    """All instalments of an offer, from page 0."""

    offer: str
    page: int


class OpenOffers(Action, code="zv"):
    """Two offers side by side."""

    one: str
    other: str


class AskOtherOffer(Action, code="zq"):
    """The offer that this one is to be set against comes next."""

    offer: str


class AskEarly(Action, code="zp"):
    """What is paid ahead of time comes next."""

    offer: str


class SendCalculatedFile(Action, code="zf"):
    """All instalments of an offer, as a file."""

    offer: str


class SendCalculatedChart(Action, code="zg"):
    """An offer as a picture; `early`: what is paid ahead of time, or nothing."""

    offer: str
    early: str


class SendOffersChart(Action, code="zh"):
    """Two offers as a picture."""

    one: str
    other: str


class NoteCalculated(Action, code="zn"):
    """记下来: an offer becomes a note of one's own; its name and day come next."""

    offer: str
