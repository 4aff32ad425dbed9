"""Under a chart stands the same in words, short enough for a caption, with ways on that are not refused."""

from __future__ import annotations

import re

import pytest

from domain.charts.errors import ChartNotDrawn
from domain.charts.results import Countdown, LoanChart
from domain.loans.results import BillState
from domain.value import replace
from handlers.buttons.bills import OpenBills
from handlers.buttons.charts import SendCountdown, SendParts, SendSavings
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import QuoteSettlement
from handlers.charts.views import caption, rows
from handlers.ui.i18n import texts_for
from handlers.ui.refusals import refusal
from tests.bot.charts.samples import (
    LATE,
    LOANS,
    LOCALES,
    PAID,
    bills,
    countdown,
    months,
    of_loan,
    parts,
    savings,
)

T = texts_for("zh_CN")


def actions(chart: LoanChart) -> list[object]:
    return [button.action for row in rows(T, chart) for button in row]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", LOANS)
def test_a_caption_is_short_enough_and_says_every_amount_as_one(name: str, locale: str) -> None:
    said = caption(texts_for(locale), LOANS[name])
    visible = re.sub(r"<[^>]+>", "", said)
    assert len(visible) <= 900  # of 1,024, beside the customer's own word
    assert re.findall(r"¥[\d,.]*\d", visible)
    assert all(re.fullmatch(r"¥\d{1,3}(,\d{3})*\.\d\d", one) for one in re.findall(r"¥[\d,.]*\d", visible))
    assert "%(" not in visible


def test_the_countdown_in_words() -> None:
    assert caption(T, countdown(4, 1, 7)) == (
        "📊 <b>还清倒计时</b>　小米手机 15\n"
        "还剩 8 期，<b>¥2,859.70</b>；已还 4 期，¥1,428.96。\n"
        "有 1 期逾期，金额里含到今天的罚息。\n"
        "最后一期 2027-01-05。"
    )
    assert "还剩 3 期，一共 <b>¥1,071.72</b>。" in caption(T, countdown(0, 0, 3))
    assert caption(T, countdown(12, 0, 0)).endswith("12 期都还清了，一共 ¥4,286.88。")


def test_principal_and_interest_in_words() -> None:
    said = caption(T, parts(12))
    assert "本金 ¥3,999.00，利息 ¥287.88。" in said
    assert "第 1 期 ¥357.24，其中本金 ¥333.25。" in said
    assert "第 12 期 ¥357.24" in said
    assert "其他费用 ¥95.88" in caption(T, parts(12, guarantee_fen=7_99))
    assert caption(T, parts(1)).count("第 1 期") == 1


def test_what_settling_saves_in_words() -> None:
    lines = caption(T, savings(3)).split("\n")
    assert lines[1] == "今天结清共 <b>¥3,000.00</b>，比按期还少 <b>¥191.92</b>。"
    assert lines[2] == "<blockquote expandable>2026-07-08 还完第 1 期再结清，少 ¥191.91"
    assert lines[-1] == "以后的数是按每期都按时还估算的，以当天的结清金额为准。"
    more = caption(T, LOANS["savings that cost more"])
    assert "比按期还多 <b>¥20.00</b>" in more
    assert "再结清，多 ¥20.03" in more
    assert "估算" not in caption(T, savings(0))
    assert "和按期还一样多" in caption(T, LOANS["savings of nothing"])


def test_months_in_words() -> None:
    said = caption(T, LOANS["months, late"])
    assert "所有分期一共还剩 <b>¥4,645.90</b>。" in said
    assert "其中过了还款日的 ¥359.02，算在这个月里。" in said
    assert "2027-05　¥357.24" in said
    assert "之后" not in said
    assert "之后 2 个月一共 ¥714.48" in caption(T, months([357_24] * 14))


def test_a_name_from_the_catalogue_is_no_markup() -> None:
    assert "&lt;b&gt;" in caption(T, countdown(1, 0, 2, title="<b>"))


def test_the_buttons_lead_to_the_other_charts_and_to_the_plan() -> None:
    assert actions(countdown(1, 0, 2)) == [SendParts("loan"), SendSavings("loan"), OpenOrder("order")]
    assert actions(parts(3)) == [SendCountdown("loan"), SendSavings("loan"), OpenOrder("order")]
    assert actions(savings(3)) == [
        QuoteSettlement("loan"),
        SendCountdown("loan"),
        SendParts("loan"),
        OpenOrder("order"),
    ]
    assert actions(months([1])) == [OpenBills()]


@pytest.mark.parametrize("states", [[PAID, PAID], [PAID, BillState.PAYING, LATE]])
def test_settling_is_not_offered_where_it_would_be_refused(states: list[BillState]) -> None:
    """Nothing is open, or a payment has no outcome."""
    chart = replace(countdown(1, 0, 1), of=of_loan(), bills=bills(*states))
    assert isinstance(chart, Countdown)
    assert SendSavings("loan") not in actions(chart)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_chart_that_could_not_be_drawn_is_a_sentence_over_the_screen(locale: str) -> None:
    t = texts_for(locale)
    shown = refusal(t, ChartNotDrawn())
    assert (shown.parts, shown.keyboard, shown.alert) == ((), (), True)
    assert shown.toast == t("这张图现在画不出来，数字在账单和计划里都有。")
