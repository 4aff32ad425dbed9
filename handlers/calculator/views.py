"""What an offer comes to: the figures first, then what they come from and the first instalments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from domain.calculator.codes import NONE, code_of
from domain.calculator.results import Calculation, Offer, Way
from domain.calculator.rules import advertised_pct
from domain.money import plain_yuan
from domain.rules.schedule import Row
from domain.value import replace
from handlers.buttons.calculator import (
    AskEarly,
    AskOtherOffer,
    NoteCalculated,
    OpenCalculatedRows,
    OpenCalculation,
    OpenCalculator,
    SendCalculatedChart,
    SendCalculatedFile,
)
from handlers.buttons.home import OpenHome
from handlers.calculator.wording import cost_name, offer_text
from handlers.ui.callback_data import Action
from handlers.ui.components import METHOD_NAMES, back, bold, pager
from handlers.ui.cost_names import inside
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply
from handlers.ui.spreadsheet import spreadsheet

EXAMPLES = (
    N_("4000 分 12 期 每期 0.6%%"),
    N_("等额本息 30 万 3.6%% 30 年 第 37 期后提前还 5 万"),
    N_("借 2 万 36 期 每期还 680 年化多少"),
    N_("3999 分 12 期 每期手续费 0.6%% 和 等额本息 年化 18%% 哪个划算"),
)
SHOWN, FIRST_SHOWN, A_PAGE = 6, 3, 24
_OTHER_WAY = {
    Way.EQUAL_INSTALLMENT: Way.EQUAL_PRINCIPAL,
    Way.EQUAL_PRINCIPAL: Way.EQUAL_INSTALLMENT,
    Way.INTEREST_ONLY: Way.EQUAL_INSTALLMENT,
}


def calculator_screen(t: Texts) -> Reply:
    return reply(
        bold(t("🧮 分期计算器")),
        t(
            "哪家的分期和贷款都能算：每期多少、一共多花多少、真实年化，提前还能省多少，两个方案哪个划算。直接发一句话，比如："
        ),
        examples_text(t),
        t("只是试算，不会申请；点「记下来」才会保存。"),
        keyboard=[[back(t, OpenHome())]],
    )


def examples_text(t: Texts) -> str:
    return "\n".join(f"<code>{t(example)}</code>" for example in EXAMPLES)


def calculation_screen(t: Texts, found: Calculation) -> Reply:
    offer = found.offer
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, offer))),
        payments_line(t, found) if offer.way is not Way.PAYMENTS else None,
        cost_line(t, found),
        rates_line(t, found),
        _why_higher(t, found),
        _first_rows(t, found) if found.rows else None,
        t("到期一次还清，日利率按一年 360 天折算。各家尾数取法不同，可能差几分钱。")
        if offer.is_at_once
        else t("按今天借、每月还一次算。各家尾数取法不同，可能差几分钱。"),
        keyboard=[
            [Button(t("记下来"), NoteCalculated(code_of(offer)), style="primary")],
            *_more_rows(t, found),
            *_other_readings(t, offer),
            [back(t, OpenCalculator())],
        ],
    )


def payments_line(t: Texts, found: Calculation) -> str:
    """Say what is paid each period."""
    payments = found.payments_fen
    first, last = payments[0], payments[-1]
    if len(payments) == 1:
        return t("一次还 %(amount)s", amount=bold(t.money(first)))
    if found.is_even and first == last:
        return t("每期 %(amount)s", amount=bold(t.money(first)))
    if found.is_even:
        return t("每期 %(amount)s，末期 %(last)s", amount=bold(t.money(first)), last=t.money(last))
    if len(set(payments[1:-1])) == 1:
        usual = bold(t.money(payments[1]))
        return t("首期 %(first)s，之后每期 %(amount)s", first=bold(t.money(first)), amount=usual)
    return t("首期 %(first)s，末期 %(last)s", first=bold(t.money(first)), last=bold(t.money(last)))


def cost_line(t: Texts, found: Calculation) -> str:
    """Say what it costs, and what it comes to."""
    if found.offer.withheld_fen:
        return t(
            "实际到手 %(received)s，以后一共还 %(total)s，多付 %(amount)s。",
            received=t.money(found.received_fen),
            total=t.money(sum(found.payments_fen)),
            amount=bold(t.money(found.cost_fen)),
        )
    values = {"total": t.money(found.total_fen)}
    if not found.cost_fen:
        return t("没有利息和手续费，一共还 %(total)s。", **values)
    if found.offer.way is Way.PAYMENTS:
        said = t("一共还 %(total)s，比借的多 %(amount)s。", amount=bold(t.money(found.cost_fen)), **values)
    else:
        said = t(
            "%(cost)s一共 %(amount)s，一共还 %(total)s。",
            cost=cost_name(t, found.offer),
            amount=bold(t.money(found.cost_fen)),
            **values,
        )
    if not found.upfront_fen:
        return said
    received = t.money(found.received_fen)
    return said + "\n" + t("实际到手 %(received)s。", received=received)


def rates_line(t: Texts, found: Calculation) -> str:
    if found.rates is None:
        return t("这样的还款算不出年化。")
    return t(
        "真实年化 %(simple)s（单利）/ %(compound)s（复利）",
        simple=bold(t.percent(found.rates.simple_pct)),
        compound=t.percent(found.rates.compound_pct),
    )


def _why_higher(t: Texts, found: Calculation) -> str | None:
    """Say why the true rate of a fee is more than the fee a year."""
    offer = found.offer
    if offer.bears_interest or offer.way is Way.PAYMENTS or offer.periods == 1 or not found.cost_fen:
        return None
    if offer.free_periods or offer.withheld_fen:
        return None
    a_year = Decimal(advertised_pct(offer).numerator) / advertised_pct(offer).denominator
    return t(
        "手续费按最初借的 %(amount)s 收，一年 %(rate)s；本金却每期都在还，所以真实年化更高。",
        amount=t.money(offer.amount_fen),
        rate=t.percent(a_year),
    )


def _first_rows(t: Texts, found: Calculation) -> Table:
    if len(found.rows) <= SHOWN:
        return rows_table(t, found.offer, found.rows)
    table = rows_table(t, found.offer, (*found.rows[:FIRST_SHOWN], found.rows[-1]))
    *first, last = table.rows
    return Table(table.header, (*first, ("…",) * len(table.header), last))


def rows_table(t: Texts, offer: Offer, rows: Sequence[Row]) -> Table:
    """期 | 应还 | 其中利息 | 剩余本金."""
    return Table(
        header=(
            t("期"),
            t("应还"),
            t("其中利息") if offer.bears_interest else t("其中手续费"),
            t("剩余本金"),
        ),
        rows=tuple(
            (
                str(row.no),
                t.money(row.payment_fen),
                t.money(row.cost_fen),
                t.money(row.balance_fen),
            )
            for row in rows
        ),
    )


def _more_rows(t: Texts, found: Calculation) -> list[ButtonRow]:
    code = code_of(found.offer)
    compare = Button(t("和另一个方案比"), AskOtherOffer(code))
    if not found.rows:
        return [[compare]]
    chart = Button(t("看图"), SendCalculatedChart(code, NONE))
    every = Button(t("看全部 %(count)d 期", count=len(found.rows)), OpenCalculatedRows(code, 0))
    early = Button(t("提前还能省多少"), AskEarly(code))
    return [
        [chart, every] if len(found.rows) > SHOWN else [chart],
        [early, compare] if len(found.rows) > 1 else [compare],
    ]


def _other_readings(t: Texts, offer: Offer) -> list[ButtonRow]:
    """Offer what may have been meant as well: a rate of what is left, or another way of repaying."""
    if offer.way is Way.FLAT_PER_PERIOD:
        other = replace(offer, way=Way.EQUAL_INSTALLMENT, value=offer.value * 12)
        return [[Button(t("改按剩余本金算（等额本息）"), OpenCalculation(code_of(other), NONE))]]
    way = _OTHER_WAY.get(offer.way)
    if way is None or offer.periods == 1:
        return []
    other = replace(offer, way=way)
    assert other.method is not None
    label = t("换成%(method)s看看", method=inside(t(METHOD_NAMES[other.method])))
    return [[Button(label, OpenCalculation(code_of(other), NONE))]]


def rows_screen(t: Texts, found: Calculation, page: int) -> Reply:
    code, pages = code_of(found.offer), -(-len(found.rows) // A_PAGE)
    page = min(page, pages - 1)
    return reply(
        t("🧮 %(offer)s", offer=bold(offer_text(t, found.offer))),
        rows_table(t, found.offer, found.rows[page * A_PAGE : (page + 1) * A_PAGE]),
        keyboard=[
            pager(
                t, page, pages, OpenCalculatedRows(code, max(0, page - 1)), OpenCalculatedRows(code, page + 1)
            ),
            [Button(t("下载表格"), SendCalculatedFile(code))],
            [back(t, OpenCalculation(code, NONE))],
        ],
    )


def rows_file(t: Texts, found: Calculation) -> bytes:
    """Write all instalments for a spreadsheet: amounts as plain yuan."""
    head = (t("期"), t("应还"), t("本金"), cost_name(t, found.offer), t("剩余本金"))
    return spreadsheet(
        (
            head,
            *(
                (
                    str(row.no),
                    *map(
                        plain_yuan,
                        (
                            row.payment_fen,
                            row.principal_fen,
                            row.cost_fen,
                            row.balance_fen,
                        ),
                    ),
                )
                for row in found.rows
            ),
        )
    )


def to_calculation(code: str) -> Action:
    return OpenCalculation(code, NONE)
