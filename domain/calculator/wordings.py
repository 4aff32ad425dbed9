"""An offer as a sentence that is read as just that offer: what one goes on with where it was chosen with a button. Pure."""

from __future__ import annotations

from decimal import Decimal

from domain.calculator.results import Asked, Early, OpenOffer, Way
from domain.money import plain_yuan

_SAID = {
    Way.EQUAL_INSTALLMENT: "等额本息 年利率{}%",
    Way.EQUAL_PRINCIPAL: "等额本金 年利率{}%",
    Way.INTEREST_ONLY: "先息后本 年利率{}%",
    Way.FLAT_PER_PERIOD: "每期手续费{}%",
    Way.FLAT_TOTAL: "总手续费{}%",
    Way.FLAT_AMOUNT: "手续费一共{}元",
    Way.FIRST_BILL: "首期一次性收手续费{}%",
    Way.FIRST_BILL_AMOUNT: "首期一次性收手续费{}元",
    Way.DRAWDOWN: "放款时扣{}%",
    Way.DRAWDOWN_AMOUNT: "放款时扣 手续费{}元",
    Way.PAYMENTS: "每期还{}元",
    Way.AT_END: "年利率{}%",
    Way.AT_END_AMOUNT: "利息一共{}元",
    Way.DAYS: "年利率{}%",
    Way.DAYS_AMOUNT: "利息一共{}元",
}


def words_of(offer: Asked, early: Early | None = None) -> str:
    """Return the sentence; of an open offer with its usual reading left out, as nobody said one."""
    start = f"{plain_yuan(offer.amount_fen)}元 {_term(offer)}"
    if offer.withheld_fen:
        start += f" 放款时扣{plain_yuan(offer.withheld_fen)}元"
    if isinstance(offer, OpenOffer):
        return f"{start} 前{offer.free_periods}期免息" if offer.free_periods else start
    value = plain_yuan(offer.value) if offer.is_an_amount else _plain(offer.pct)
    said = f"{start} {_SAID[offer.way].format(value)}"
    if offer.free_periods:
        said += f" 前{offer.free_periods}期免息"
    if early is None:
        return said
    what = "结清" if early.amount_fen is None else f"提前还{plain_yuan(early.amount_fen)}元"
    return f"{said} 第{early.after}期后{what}"


def _term(offer: Asked) -> str:
    if offer.counts_days:
        return f"{offer.periods}天"
    return f"{offer.periods}个月 到期一次性还清" if offer.is_at_once else f"{offer.periods}期"


def _plain(pct: Decimal) -> str:
    text = f"{pct:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
