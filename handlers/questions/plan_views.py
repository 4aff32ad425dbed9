"""Plans beside each other for an amount that somebody asks about: the figures first, none chosen beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from domain.enquiries.offer_results import AmountOf, Comparison, Offer
from domain.plans.results import PlanOption
from handlers.buttons.catalog import OpenCart, OpenProduct, OpenShop
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import OpenPlans, OpenTopic
from handlers.plans.options_table import cheapest_note, options_table, order_note, rate_note
from handlers.ui.components import back, bold, payments_text
from handlers.ui.cost_lines import above_cash, cost_name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

TRUE_RATE = OpenTopic("plan-true_rate")
_Label = Callable[[PlanOption], str]
MOST_AMOUNTS, MOST_DEFERRED = 3, 5


# For an amount


def compared(t: Texts, found: Comparison) -> Reply:
    return reply(
        _headline(t, found),
        _missing_beside(t, found),
        _of(t, found),
        options_table(t, found.options, *labels(t, found)),
        rate_note(t, found.options),
        cheapest_note(t, found.options) if found.is_short else None,
        order_note(t, found.options),
        t("能不能办、额度够不够，下单时由机构审核。"),
        keyboard=_rows(t, found),
    )


def _headline(t: Texts, found: Comparison) -> str:
    """Say what the cheapest costs; where what was asked about is not to be had, that first."""
    option = found.cheapest
    figures = {
        "amount": _amount(t, found),
        "periods": option.periods,
        "figures": _figures(t, option),
    }
    if found.asked and len(found.missing) == len(found.asked):
        return t(
            "%(amount)s 没有分 %(asked)s 期的方案，最接近的是 %(nearest)s 期。分 %(periods)d 期，%(figures)s。",
            asked=_numbers(t, found.missing),
            nearest=_numbers(t, found.shown_counts),
            **figures,
        )
    if len(found.shown_counts) > 1:
        return t(
            "%(amount)s 可以分 %(counts)s 期。费用最低的一种分 %(periods)d 期，%(figures)s。",
            counts=_numbers(t, found.shown_counts),
            **figures,
        )
    if len(found.options) > 1:
        return t("%(amount)s 分 %(periods)d 期，费用最低的一种%(figures)s。", **figures)
    return t("%(amount)s 分 %(periods)d 期，%(figures)s。", **figures)


def _amount(t: Texts, found: Comparison) -> str:
    """Return the amount; of goods that were looked at, what they are as well."""
    amount = bold(t.money(found.amount_fen))
    if found.product_name is None:
        return amount
    return t("%(goods)s，%(amount)s", goods=escape(t.name(found.product_name)), amount=amount)


def _figures(t: Texts, option: PlanOption) -> str:
    """Return what is paid each period, what that costs, and what it comes to."""
    said = [
        payments_text(t, option),
        _cost(t, option),
        t("一共还 %(total)s", total=t.money(option.total_fen)),
    ]
    if option.cash_price_fen is not None:
        said.append(above_cash(t, option.cost))
    return t("，").join(said)


def _cost(t: Texts, option: PlanOption) -> str:
    if not option.total_cost_fen:
        return t("没有利息")
    name = cost_name(t, charged=bool(option.charges_fen))
    return t("%(cost)s %(amount)s", cost=name, amount=bold(t.money(option.total_cost_fen)))


def _missing_beside(t: Texts, found: Comparison) -> str | None:
    """Say which of several numbers of periods are not to be had."""
    if not found.missing or len(found.missing) == len(found.asked):
        return None
    return t("没有分 %(asked)s 期的方案。", asked=_numbers(t, found.missing))


def _of(t: Texts, found: Comparison) -> str | None:
    match found.of:
        case AmountOf.CHECKOUT:
            return t("按您正在下单的商品算。")
        case AmountOf.CART:
            return t("按您购物车里的商品算。")
        case AmountOf.PRODUCT if found.cash_price_fen is not None:
            return t("一次付清 %(price)s。", price=t.money(found.cash_price_fen))
        case _:
            return None


def labels(t: Texts, found: Comparison) -> tuple[str, _Label]:
    if len(found.shown_counts) == 1:
        return t("机构"), lambda option: t.name(option.lender_name)
    return t("期数/机构"), lambda option: "\n".join(
        [t("%(periods)d 期", periods=option.periods), t.name(option.lender_name)]
    )


def _numbers(t: Texts, numbers: Sequence[int]) -> str:
    return t("、").join(str(number) for number in numbers)


def _rows(t: Texts, found: Comparison) -> list[ButtonRow]:
    every = found.of is AmountOf.WORDS and len(found.shown_counts) < len(found.counts)
    return [
        [onwards(t, found)],
        *([[Button(t("看所有期数"), OpenPlans(found.amount_fen, 0))]] if every else []),
        [true_rate(t)],
        [back(t, OpenHome())],
    ]


def onwards(t: Texts, found: Comparison) -> Button:
    if found.draft_id is not None:
        return Button(t("继续下单"), ResumeCheckout(found.draft_id), style="primary")
    if found.product_id is not None:
        label = t("看商品") if found.is_meant_by_words else t("回到这件商品")
        return Button(label, OpenProduct(found.product_id), style="primary")
    if found.of is AmountOf.CART:
        return Button(t("购物车"), OpenCart(), style="primary")
    return Button(t("去逛逛"), OpenShop(), style="primary")


def true_rate(t: Texts) -> Button:
    return Button(t("为什么 0.6% 一期不是年化 7.2%？"), TRUE_RATE)


# Beside an answer in general


def cheapest_line(t: Texts, found: Comparison) -> str:
    """Say who has the amount at the least cost, and what that is."""
    option = found.cheapest
    return t(
        "比如 %(amount)s 分 %(periods)d 期，费用最低的是%(lender)s：%(figures)s，年化 %(simple)s（单利）。",
        amount=t.money(found.amount_fen),
        periods=option.periods,
        lender=escape(t.name(option.lender_name)),
        figures=_figures(t, option),
        simple=t.percent(option.simple_pct),
    )


def free_line(t: Texts, found: Comparison) -> str:
    """Say for which numbers of periods the amount costs nothing, and with whom."""
    amount = t.money(found.amount_fen)
    free = [one for one in found.options if not one.total_cost_fen]
    if not free:
        return t("比如 %(amount)s，现在没有全程免息的方案。", amount=amount)
    return t(
        "比如 %(amount)s，全程免息的有 %(counts)s 期（%(lenders)s）。",
        amount=amount,
        counts=_numbers(t, sorted({one.periods for one in free})),
        lenders=escape(t("、").join(dict.fromkeys(t.name(one.lender_name) for one in free))),
    )


# Not to be had


def no_plan(t: Texts, found: Comparison) -> Reply:
    """Say between which amounts there are plans, where there is none for this one."""
    amount = _amount(t, found)
    smallest_fen, largest_fen = found.smallest_fen, found.largest_fen
    if smallest_fen is None or largest_fen is None:
        return reply(t("现在没有可以分期的方案。"), keyboard=_shop_rows(t))
    values = {"smallest": t.money(smallest_fen), "largest": t.money(largest_fen)}
    return reply(
        t("%(amount)s 没有可以分期的方案。", amount=amount),
        t("能分期的金额从 %(smallest)s 到 %(largest)s。", **values),
        _of(t, found),
        keyboard=[[onwards(t, found)], [back(t, OpenHome())]],
    )


def _shop_rows(t: Texts) -> list[ButtonRow]:
    return [[Button(t("去逛逛"), OpenShop(), style="primary")], [true_rate(t)], [back(t, OpenHome())]]


# Which amount


def ask_amount(t: Texts, offer: Offer, asked: Sequence[int], example: Comparison | None = None) -> Reply:
    """Say what there is at all, and ask for the amount by saying how. `example`: for one amount."""
    if offer.smallest_fen is None or offer.largest_fen is None:
        return reply(t("现在没有可以分期的方案。"), keyboard=_shop_rows(t))
    amount_fen, periods = offer.example(asked)
    return reply(
        *_on_offer(t, offer, asked),
        cheapest_line(t, example) if example is not None and example.options else None,
        t(
            "告诉我金额，我就能算每期多少、一共多花多少，比如发「%(amount)s 分 %(periods)d 期」。",
            amount=t.money(amount_fen),
            periods=periods,
        ),
        keyboard=_shop_rows(t),
    )


def _on_offer(t: Texts, offer: Offer, asked: Sequence[int]) -> list[str]:
    if asked:
        return [_range(t, periods, offer) for periods in asked]
    return [
        t(
            "可以分 %(counts)s 期，金额从 %(smallest)s 到 %(largest)s。",
            counts=bold(_numbers(t, offer.counts)),
            smallest=t.money(offer.smallest_fen or 0),
            largest=t.money(offer.largest_fen or 0),
        )
    ]


def _range(t: Texts, periods: int, offer: Offer) -> str:
    found = offer.of(periods)
    if found is None:
        counts = _numbers(t, offer.counts)
        return t("没有分 %(periods)d 期的方案，现在有 %(counts)s 期。", periods=periods, counts=counts)
    return t(
        "可以分 %(counts)s 期，金额从 %(smallest)s 到 %(largest)s。",
        counts=bold(str(periods)),
        smallest=t.money(found.smallest_fen),
        largest=t.money(found.largest_fen),
    )


def which_amount(t: Texts, amounts_fen: Sequence[int], periods: Sequence[int]) -> Reply:
    asked = periods[0] if len(periods) == 1 else 0
    return reply(
        t("您说了几个金额，想按哪个算？"),
        keyboard=[
            [Button(t.money(amount_fen), OpenPlans(amount_fen, asked))]
            for amount_fen in amounts_fen[:MOST_AMOUNTS]
        ]
        + [[back(t, OpenHome())]],
    )


# Paid later


def deferred(t: Texts, options: Sequence[PlanOption]) -> Reply:
    """Name the plans whose first instalment comes later than usual, with what that costs."""
    if not options:
        return reply(
            t("现在没有先用后付的方案，第一期都在下单后一个月左右还。"),
            t("具体哪天，下单前的费用明示表里写着。"),
            keyboard=[[Button(t("去逛逛"), OpenShop())], [back(t, OpenHome())]],
        )
    return reply(
        t("可以先用后付：下面的方案先拿货，第一期晚一些还。"),
        *(_deferred(t, option) for option in options[:MOST_DEFERRED]),
        t("能不能办、额度够不够，下单时由机构审核。"),
        keyboard=[
            [
                Button(
                    t("看 %(amount)s 的分期方案", amount=t.money(options[0].amount_fen)),
                    OpenPlans(options[0].amount_fen, 0),
                )
            ],
            [Button(t("去逛逛"), OpenShop())],
            [back(t, OpenHome())],
        ],
    )


def _deferred(t: Texts, option: PlanOption) -> str:
    return t(
        "%(lender)s，%(amount)s 分 %(periods)d 期：今天下单，第一期 %(day)s还，%(figures)s，年化 %(rate)s（单利）。",
        lender=bold(t.name(option.lender_name)),
        amount=t.money(option.amount_fen),
        periods=option.periods,
        day=t.day(option.schedule[0].due_date, date.min),
        figures=_figures(t, option),
        rate=t.percent(option.simple_pct),
    )
