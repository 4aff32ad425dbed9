"""The screens of repaying early: the worked figures, every kind of line, and sums that agree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.payments.gateways import NOTHING_TO_PAY
from domain.quotes.results import (
    OutsideInstallments,
    PrepaymentChoice,
    PrepaymentView,
    QuoteKind,
    QuoteView,
    SettlementView,
)
from domain.rules.settlement_costs import Line, LineCode
from domain.terms import PrepayFeeKind, PrepayPolicy, PrepayStrategy, PrepayTerms
from domain.value import replace
from handlers.repayment import early_views as early
from handlers.ui.i18n import texts_for
from tests.support.builders import text

T = texts_for("zh_CN")
TODAY = date(2026, 5, 15)
WAYS = ("sandbox",)
DAILY = PrepayTerms(PrepayPolicy.DAILY_INTEREST, PrepayFeeKind.PERCENT, Decimal(3))
UNTIL = datetime(2026, 5, 15, 14, 0, tzinfo=UTC)


def quote(kind: QuoteKind, amount_fen: int, **more: Any) -> QuoteView:
    return QuoteView(
        quote_id="offer",
        kind=kind,
        loan_id="loan",
        order_id="order",
        title=text("小米手机 15"),
        item_count=1,
        amount_fen=amount_fen,
        bills=(),
        valid_until=UNTIL,
        **more,
    )


def settlement(*lines: tuple[LineCode, int], saved_fen: int, terms: PrepayTerms = DAILY) -> QuoteView:
    view = SettlementView(tuple(Line(code, fen) for code, fen in lines), saved_fen, terms)
    return quote(QuoteKind.SETTLEMENT, sum(fen for _, fen in lines), settlement=view)


WORKED = settlement(
    (LineCode.PRINCIPAL, 271_868), (LineCode.INTEREST, 906), (LineCode.PREPAY_FEE, 8_156), saved_fen=3_314
)


def test_a_quote_gives_the_answer_first_then_every_line_and_until_when() -> None:
    assert early.quote_screen(T, WORKED).html().splitlines() == [
        "今天结清共 <b>¥2,809.30</b>，比按期还少 <b>¥33.14</b>。",
        "<b>小米手机 15</b>",
        "剩余本金 ¥2,718.68 ＋ 到今天的利息 ¥9.06，违约金 ¥81.56",
        "这个金额今天 22:00 前有效。",
    ]


@pytest.mark.parametrize(("saved_fen", "said"), [(-500, "比按期还多 <b>¥5.00</b>"), (0, "和按期还一样多")])
def test_settling_that_saves_nothing_says_so(saved_fen: int, said: str) -> None:
    quote = settlement((LineCode.PRINCIPAL, 100_000), saved_fen=saved_fen)
    assert said in early.quote_screen(T, quote).html()


def test_a_quote_names_arrears_penalty_and_what_is_given_back() -> None:
    quote = settlement(
        (LineCode.PRINCIPAL, 266_600),
        (LineCode.FEE, -7_000),
        (LineCode.ARREARS, 35_724),
        (LineCode.PENALTY, 179),
        saved_fen=7_000,
    )
    shown = early.quote_screen(T, quote).html()
    assert "退回多收的利息 －¥70.00" in shown
    assert "已到期未还 ¥357.24 ＋ 罚息 ¥1.79，违约金 ¥0.00" in shown


def test_what_is_settled_for_nothing_says_so_and_is_confirmed_by_a_button_without_an_amount() -> None:
    free = settlement(saved_fen=2_400, terms=PrepayTerms(PrepayPolicy.WAIVED))
    assert early.quote_screen(T, free).html().splitlines()[:3] == [
        "今天结清不用再付钱，比按期还少 <b>¥24.00</b>。",
        "<b>小米手机 15</b>",
        "本金已经还清，剩下的利息按合同不用付。",
    ]
    confirmation = early.confirm_settlement(T, free, (NOTHING_TO_PAY,), demo=False)
    assert "不用再付钱，确认后这笔分期就结清了。" in confirmation.html()
    assert confirmation.keyboard[0][0].label == "确认结清"


def test_what_goes_back_beyond_all_that_is_owed_is_named() -> None:
    less = replace(
        settlement((LineCode.PRINCIPAL, 100), (LineCode.FEE, -40_068), saved_fen=40_068), amount_fen=0
    )
    lines = early.quote_screen(T, less).html().splitlines()
    assert lines[0] == "今天结清不用再付钱，比按期还少 <b>¥400.68</b>。"
    assert lines[2:4] == [
        "剩余本金 ¥1.00 ＋ 退回多收的利息 －¥400.68，违约金 ¥0.00",
        "抵完还多 ¥399.68，记在您名下，可以退给您。",
    ]


def test_a_lender_that_takes_no_part_offers_none() -> None:
    whole = settlement(
        (LineCode.PRINCIPAL, 1), saved_fen=0, terms=PrepayTerms(PrepayPolicy.WAIVED, partial=())
    )
    labels = [button.label for row in early.quote_screen(T, whole).keyboard for button in row]
    assert labels == ["今天结清", "怎么算的", "返回"]


def test_the_confirmation_button_says_what_it_costs() -> None:
    shown = early.confirm_settlement(T, WORKED, WAYS, demo=False)
    assert shown.keyboard[0][0].label == "确认结清 ¥2,809.30"


def test_a_figure_that_changed_stands_beside_the_old_one() -> None:
    changed = quote(QuoteKind.SETTLEMENT, 272_865, settlement=WORKED.settlement, was_fen=272_774)
    first, *_ = early.confirm_settlement(T, changed, WAYS, demo=False).html().splitlines()
    assert first == "金额有变化：刚才是 ¥2,727.74，现在是 <b>¥2,728.65</b>。"


def part(strategy: PrepayStrategy, after: tuple[int, ...], saved_fen: int) -> PrepaymentView:
    return PrepaymentView(
        strategy=strategy,
        asked_fen=100_000,
        arrears_fen=0,
        payments_before_fen=(*[35_531] * 7, 35_527),
        payments_after_fen=after,
        next_due=date(2026, 6, 5),
        last_due_after=date(2026, 10, 5),
        saved_fen=saved_fen,
    )


FEWER = part(PrepayStrategy.FEWER, (*[35_531] * 4, 34_923), 7_197)
CHOICE = PrepaymentChoice(
    loan_id="loan",
    title=text("小米手机 15"),
    item_count=1,
    asked_fen=100_000,
    arrears_fen=0,
    options=(
        (part(PrepayStrategy.NEXT, (6_593, *[35_531] * 4, 35_527), 0), OutsideInstallments()),
        (FEWER, OutsideInstallments(prepaid_fen=100_000)),
        (part(PrepayStrategy.SMALLER, (*[22_461] * 7, 22_465), 4_552), OutsideInstallments(prepaid_fen=100_000)),
    ),
)  # fmt: skip


def test_the_strategies_stand_side_by_side_with_what_each_saves() -> None:
    table = next(part for part in early.choice_screen(T, CHOICE).parts if not isinstance(part, str))
    assert table.rows == (
        ("少还几期", "¥355.31", "5 期", "¥71.97"),
        ("每期少还", "¥224.61", "8 期", "¥45.52"),
        ("先抵下期", "下一期 ¥65.93，之后 ¥355.31", "6 期", "¥0.00"),
    )


def test_each_button_says_what_it_saves_and_what_saves_nothing_comes_last() -> None:
    labels = [row[0].label for row in early.choice_screen(T, CHOICE).keyboard[:-1]]
    assert labels == ["少还 3 期（省 ¥71.97）", "每期少还 ¥130.70（省 ¥45.52）", "先抵下期（不省利息）"]


def test_none_of_the_strategies_is_chosen_beforehand() -> None:
    assert {button.style for row in early.choice_screen(T, CHOICE).keyboard for button in row} == {None}


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_costs_on_top_are_named_and_add_up(locale: str) -> None:
    t = texts_for(locale)
    outside = OutsideInstallments(prepaid_fen=100_000, accrued_fen=333, prepay_fee_fen=1_000)
    shown = early.confirm_prepayment(
        t, quote(QuoteKind.PREPAYMENT, 101_333, prepayment=FEWER, outside=outside), TODAY, WAYS, demo=True
    )
    html = shown.html()
    assert all(amount in html for amount in ("¥1,000.00", "¥3.33", "¥10.00", "¥1,013.33", "¥71.97"))
    assert "¥1,013.33" in shown.keyboard[0][0].label
