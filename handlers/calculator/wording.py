"""An offer in a few words, as it was understood. Plain text."""

from __future__ import annotations

from domain.calculator.results import Asked, Offer, OpenOffer, Way
from handlers.ui.components import METHOD_NAMES, free_range
from handlers.ui.i18n import N_, Texts

_PRICES = {
    Way.FLAT_PER_PERIOD: N_("等本等息，每期手续费 %(rate)s"),
    Way.FLAT_TOTAL: N_("等本等息，手续费一共 %(rate)s"),
    Way.FLAT_AMOUNT: N_("等本等息，手续费一共 %(amount)s"),
    Way.FIRST_BILL: N_("手续费 %(rate)s，第一期一次收"),
    Way.FIRST_BILL_AMOUNT: N_("手续费 %(amount)s，第一期一次收"),
    Way.DRAWDOWN: N_("放款时先扣 %(rate)s"),
    Way.DRAWDOWN_AMOUNT: N_("放款时先扣 %(amount)s"),
    Way.PAYMENTS: N_("每期还 %(amount)s"),
    Way.AT_END: N_("到期一次还清，年利率 %(rate)s"),
    Way.AT_END_AMOUNT: N_("到期一次还清，利息 %(amount)s"),
    Way.DAYS: N_("到期一次还清，年利率 %(rate)s"),
    Way.DAYS_AMOUNT: N_("到期一次还清，利息 %(amount)s"),
}


def offer_text(t: Texts, offer: Asked, *, brief: bool = False) -> str:
    """Say what was understood: `¥3,999.00 分 12 期，每期手续费 0.6%`. `brief`: in one line of a picture."""
    values = {
        "amount": t.money(offer.amount_fen),
        "periods": offer.periods,
        "price": _free(t, offer, t.exact(offer.pct))
        if isinstance(offer, OpenOffer)
        else price_text(t, offer, brief=brief),
    }
    if offer.counts_days:
        return t("%(amount)s 借 %(periods)d 天，%(price)s", **values)
    if offer.is_at_once:
        return t("%(amount)s 借 %(periods)d 个月，%(price)s", **values)
    return t("%(amount)s 分 %(periods)d 期，%(price)s", **values)


def price_text(t: Texts, offer: Offer, *, brief: bool = False) -> str:
    """Say what it is priced by, and which of the first periods are free of it."""
    return _free(t, offer, _price(t, offer, brief=brief))


def _free(t: Texts, offer: Asked, price: str) -> str:
    if offer.withheld_fen:
        return t("%(price)s，放款时先扣 %(amount)s", price=price, amount=t.money(offer.withheld_fen))
    if not offer.free_periods:
        return price
    return t("%(price)s，%(free)s免息", price=price, free=free_range(t, offer.free_periods))


def _price(t: Texts, offer: Offer, *, brief: bool) -> str:
    """Say a rate a year with what that is a month, so that neither is taken for the other."""
    if offer.way is Way.FLAT_TOTAL and not offer.value:
        return t("免息")
    if offer.method is not None and offer.bears_interest:
        if brief:
            return t(
                "%(method)s，年利率 %(rate)s", method=t(METHOD_NAMES[offer.method]), rate=t.exact(offer.pct)
            )
        return t(
            "%(method)s，年利率 %(rate)s（每月 %(monthly)s）",
            method=t(METHOD_NAMES[offer.method]),
            rate=t.exact(offer.pct),
            monthly=t.exact(offer.monthly_pct),
        )
    value = t.money(offer.value) if offer.is_an_amount else t.exact(offer.pct)
    return t(_PRICES[offer.way], **{"amount" if offer.is_an_amount else "rate": value})


def cost_name(t: Texts, offer: Offer) -> str:
    """Name what it costs by what the customer called it."""
    return t("利息") if offer.bears_interest else t("手续费")
