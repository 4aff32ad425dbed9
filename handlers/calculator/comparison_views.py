"""Two offers side by side, and why the one costs less."""

from __future__ import annotations

from collections.abc import Callable

from domain.calculator.codes import code_of
from domain.calculator.results import Calculation, OfferComparison
from handlers.buttons.calculator import OpenCalculator, SendOffersChart
from handlers.calculator.views import to_calculation
from handlers.calculator.wording import offer_text
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, Table, reply

NAMES = ("A", "B")


def comparison_screen(t: Texts, found: OfferComparison) -> Reply:
    codes = [code_of(each.offer) for each in found.both]
    return reply(
        verdict(t, found),
        "\n".join(
            t("%(name)s：%(offer)s", name=bold(name), offer=offer_text(t, each.offer))
            for name, each in zip(NAMES, found.both, strict=True)
        ),
        _table(t, found),
        _why(t, found),
        keyboard=[
            [Button(t("看图"), SendOffersChart(*codes))],
            [
                Button(t("看 %(name)s", name=name), to_calculation(code))
                for name, code in zip(NAMES, codes, strict=True)
            ],
            [back(t, OpenCalculator())],
        ],
    )


def verdict(t: Texts, found: OfferComparison) -> str:
    if found.cheaper is None:
        return t("🧮 两个方案花的钱一样多。")
    return t(
        "🧮 %(name)s 一共少花 %(amount)s。",
        name=bold(NAMES[found.cheaper]),
        amount=bold(t.money(found.difference_fen)),
    )


def _table(t: Texts, found: OfferComparison) -> Table:
    lines: tuple[tuple[str, Callable[[Calculation], str]], ...] = (
        (t("每期"), lambda each: _per_period(t, each)),
        (t("多花"), lambda each: t.money(each.cost_fen)),
        (t("一共还"), lambda each: t.money(each.total_fen - each.offer.withheld_fen)),
        (t("年化单利"), lambda each: "–" if each.rates is None else t.percent(each.rates.simple_pct)),
        (t("年化复利"), lambda each: "–" if each.rates is None else t.percent(each.rates.compound_pct)),
    )
    return Table(header=("", *NAMES), rows=tuple((label, *map(show, found.both)) for label, show in lines))


def _per_period(t: Texts, each: Calculation) -> str:
    """Return what a period comes to; of payments that differ, the first."""
    amount = t.money(each.payments_fen[0])
    if each.offer.is_at_once:
        return t("一次还 %(amount)s", amount=amount)
    return amount if each.is_even and len(each.payments_fen) > 1 else t("首期 %(amount)s", amount=amount)


def _why(t: Texts, found: OfferComparison) -> str | None:
    """Say where the difference comes from: the price of the money, or how much of it one has for how long."""
    if found.cheaper is None:
        return None
    if found.lower is None:
        return _why_at_one_rate(t, found, NAMES[found.cheaper])
    lower, higher = found.both[found.lower], found.both[1 - found.lower]
    assert lower.rates is not None and higher.rates is not None
    rates = {
        "name": NAMES[found.lower],
        "low": t.percent(lower.rates.simple_pct),
        "high": t.percent(higher.rates.simple_pct),
    }
    if found.lower != found.cheaper:
        return t(
            "%(name)s 的真实年化反而低（%(low)s 对 %(high)s，单利）：花的钱多，是因为借得多，或者本金还得慢、占用得久。",
            **rates,
        )
    if found.is_like_for_like:
        return t(
            "借一样多、期数一样，比真实年化就行：%(name)s 是 %(low)s，另一个是 %(high)s（单利）。", **rates
        )
    return t("%(name)s 的真实年化也低：%(low)s 对 %(high)s（单利）。", **rates)


def _why_at_one_rate(t: Texts, found: OfferComparison, name: str) -> str:
    if found.is_like_for_like:
        return t("年化一样：%(name)s 本金还得快，占用的钱少，所以花得少。", name=name)
    return t("年化一样，差别在借多少、借多久。")
