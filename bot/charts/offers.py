"""Charts of the calculator: what an offer is made of, what paying early leaves of its cost, two offers side by side."""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts.bars import MOST_ROWS, Plot, Row, plot_sheet
from bot.charts.sheet import INTEREST, PAID, PRINCIPAL, Key, Measure, Sheet
from domain.calculator.results import Calculation
from domain.charts.results import EarlyCosts, OfferCosts, OffersCosts
from domain.rules.schedule import Row as Installment
from handlers.calculator.comparison_views import NAMES
from handlers.calculator.early_views import WAYS
from handlers.calculator.wording import cost_name, offer_text
from handlers.ui import bill_names
from handlers.ui.cost_names import inside
from handlers.ui.i18n import Texts

A_YEAR = 12


def offer_sheet(t: Texts, chart: OfferCosts, measure: Measure) -> Sheet:
    found = chart.calculation
    cost = cost_name(t, found.offer)
    plot = Plot(
        title=t("本金和%(cost)s", cost=inside(cost)),
        under=offer_text(t, found.offer, brief=True),
        aside=t("%(periods)d 期", periods=found.offer.periods),
        answer=t("一共还 %(amount)s", amount=t.money(found.total_fen)),
        explained=_rates(t, found),
        keys=(
            Key(PRINCIPAL, t("本金 %(amount)s", amount=t.money(found.offer.amount_fen))),
            Key(INTEREST, t("%(cost)s %(amount)s", cost=cost, amount=t.money(found.cost_fen))),
        ),
        rows=tuple(_rows(t, found)),
    )
    return plot_sheet(plot, measure)


def _rates(t: Texts, found: Calculation) -> str:
    if found.rates is None:
        return t("这样的还款算不出年化。")
    return t(
        "真实年化 %(simple)s（单利）/ %(compound)s（复利）",
        simple=t.percent(found.rates.simple_pct),
        compound=t.percent(found.rates.compound_pct),
    )


def _rows(t: Texts, found: Calculation) -> list[Row]:
    """Return a row for each period; of many, for each year."""
    if len(found.rows) <= MOST_ROWS:
        return [_row(t, bill_names.cell(t, each.no), [each]) for each in found.rows]
    years = [found.rows[at : at + A_YEAR] for at in range(0, len(found.rows), A_YEAR)]
    return [_row(t, t("第 %(no)d 年", no=no), year) for no, year in enumerate(years, start=1)]


def _row(t: Texts, label: str, rows: Sequence[Installment]) -> Row:
    principal_fen = sum(row.principal_fen for row in rows)
    paid_fen = sum(row.payment_fen for row in rows)
    amounts = ((principal_fen, PRINCIPAL), (paid_fen - principal_fen, INTEREST))
    return Row(label, amounts, t.money(paid_fen))


def early_sheet(t: Texts, chart: EarlyCosts, measure: Measure) -> Sheet:
    found = chart.early
    offer = found.calculation.offer
    best_fen = max((part.saved_fen for part in found.parts), default=found.waived_fen)
    rows = [
        Row(t("不提前还"), ((found.cost_left_fen, INTEREST),), t.money(found.cost_left_fen)),
        *(
            Row(
                t(WAYS[part.strategy]),
                ((found.cost_left_fen - part.saved_fen, PAID),),
                t.money(found.cost_left_fen - part.saved_fen),
            )
            for part in found.parts
        ),
    ]
    plot = Plot(
        title=t("提前还能省多少"),
        under=offer_text(t, offer, brief=True),
        aside=t("还完第 %(no)d 期", no=found.early.after),
        answer=t("最多省 %(amount)s", amount=t.money(best_fen)),
        explained=t("从那时起还要付的%(cost)s。", cost=inside(cost_name(t, offer))),
        keys=(),
        rows=tuple(rows),
    )
    return plot_sheet(plot, measure)


def offers_sheet(t: Texts, chart: OffersCosts, measure: Measure) -> Sheet:
    found = chart.comparison
    texts = [
        t("%(name)s：%(offer)s", name=name, offer=offer_text(t, each.offer, brief=True))
        for name, each in zip(NAMES, found.both, strict=True)
    ]
    if found.cheaper is None:
        answer = t("花的钱一样多")
    else:
        answer = t(
            "%(name)s 少花 %(amount)s", name=NAMES[found.cheaper], amount=t.money(found.difference_fen)
        )
    plot = Plot(
        title=t("多花的钱"),
        under=texts[0],
        aside="A · B",
        answer=answer,
        explained=texts[1],
        keys=(),
        rows=tuple(
            Row(
                name,
                ((each.cost_fen, PAID if at == found.cheaper else INTEREST),),
                t.money(each.cost_fen),
                beside="" if each.rates is None else t.percent(each.rates.simple_pct),
            )
            for at, (name, each) in enumerate(zip(NAMES, found.both, strict=True))
        ),
    )
    return plot_sheet(plot, measure)
