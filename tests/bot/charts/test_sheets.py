"""What is on a sheet: every figure of the chart, nothing beyond the paper, and nothing told by a colour alone."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.charts import sheet as sheets
from bot.charts.maker import sheet_of
from bot.charts.pixels import width_of
from bot.charts.sheet import (
    INK,
    LATE,
    LEFT,
    MARGIN,
    PAID,
    PRINCIPAL,
    WIDTH,
    Anchor,
    Box,
    Sheet,
    Tick,
    Words,
    shortened,
)
from bot.documents.font import printable
from domain.charts.results import Chart
from domain.loans.results import BillState
from handlers.ui.i18n import texts_for
from tests.bot.charts.samples import EVERY, LOCALES, countdown, months, parts, savings

T = texts_for("zh_CN")


def sheet(chart: Chart, locale: str = "zh_CN") -> Sheet:
    return sheet_of(texts_for(locale), chart)


def boxes(of: Sheet, color: str, outline: bool = False) -> list[Box]:
    return [
        item
        for item in of.items
        if isinstance(item, Box) and item.color == color and bool(item.outline) is outline
    ]


def extent(words: Words) -> tuple[float, float]:
    width = width_of(words.text, words.size)
    match words.anchor:
        case Anchor.LEFT:
            return words.x, words.x + width
        case Anchor.RIGHT:
            return words.x - width, words.x
        case Anchor.MIDDLE:
            return words.x - width / 2, words.x + width / 2


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", EVERY)
def test_nothing_reaches_beyond_the_margins(name: str, locale: str) -> None:
    of = sheet(EVERY[name], locale)
    for item in of.items:
        match item:
            case Words():
                left, right = extent(item)
                top, bottom = item.y - item.size / 2, item.y + item.size / 2
            case Box():
                left, right, top, bottom = item.left, item.left + item.width, item.top, item.top + item.height
            case Tick():
                left, right, top, bottom = item.x - item.size, item.x + item.size, item.y, item.y
        assert left >= MARGIN - 1 and right <= WIDTH - MARGIN + 1, item
        assert top >= 0 and bottom <= of.height, item


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", EVERY)
def test_no_words_stand_on_others(name: str, locale: str) -> None:
    placed = [(extent(item), item) for item in sheet(EVERY[name], locale).items if isinstance(item, Words)]
    for at, ((left, right), one) in enumerate(placed):
        for (other_left, other_right), other in placed[at + 1 :]:
            apart = abs(one.y - other.y) >= (one.size + other.size) * 0.4
            assert apart or right <= other_left + 1 or other_right <= left + 1, (one, other)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", EVERY)
def test_every_letter_is_in_the_font_and_large_enough_for_a_phone(name: str, locale: str) -> None:
    for item in sheet(EVERY[name], locale).items:
        if isinstance(item, Words):
            assert not printable(item.text).missing, item.text
            assert item.size >= 30


@pytest.mark.parametrize("name", EVERY)
def test_a_sheet_is_no_longer_than_telegram_shows_whole(name: str) -> None:
    assert 300 <= sheet(EVERY[name]).height <= 1.5 * WIDTH


# 还清倒计时


def test_the_countdown_says_how_much_is_left_and_colours_each_period() -> None:
    of = sheet(countdown(4, 1, 7))
    said = of.words()
    assert said[:2] == ["还清倒计时", "截至 2026-06-08"]
    assert {"还剩 8 期", "¥2,859.70", "已还 ¥1,428.96，最后一期 2027-01-05"} <= set(said)
    assert {"已还 4 期", "逾期 1 期", "待还 7 期"} <= set(said)
    # a key each, and the bar
    assert len(boxes(of, PAID)) == 4 + 1 + 1
    assert len(boxes(of, LATE)) == 1 + 1
    assert len(boxes(of, LEFT)) == 7 + 1 + 1
    assert [word for word in said if word.isdigit()] == [str(no) for no in range(1, 13)]
    assert {"02-05", "01-05"} <= set(said)


def test_paid_late_and_next_are_told_without_colours_too() -> None:
    of = sheet(countdown(4, 0, 8))
    assert sum(isinstance(item, Tick) for item in of.items) == 4
    assert len(boxes(of, INK, outline=True)) == 2  # the next period, and its key
    late = sheet(countdown(4, 2, 6))
    assert late.words().count("!") == 2
    assert not boxes(late, INK, outline=True)  # what is late comes first


def test_the_bar_is_as_long_as_what_is_paid_of_all() -> None:
    of = sheet(countdown(3, 0, 9))
    whole, paid = boxes(of, LEFT)[0], boxes(of, PAID)[0]
    assert paid.width / whole.width == pytest.approx(3 / 12)


def test_of_a_settled_loan_it_is_said_what_it_came_to() -> None:
    said = sheet(countdown(12, 0, 0)).words()
    assert {"已还清", "¥4,286.88", "一共还了 ¥4,286.88", "已还 12 期"} <= set(said)
    assert not {word for word in said if word.startswith(("待还", "还剩", "下一期"))}


def test_every_state_of_a_bill_has_its_key() -> None:
    said = Counter(word.split()[0] for word in sheet(EVERY["countdown in every state"]).words())
    assert all(said[name] for name in ("已还", "逾期", "宽限期", "处理中", "待还"))
    assert len(BillState) == 6  # those and 今天到期, which is still to pay


# Bars


def test_the_parts_of_each_period_are_as_long_as_they_are_large() -> None:
    of = sheet(parts(12, guarantee_fen=7_99))
    principal, interest = boxes(of, PRINCIPAL)[1], boxes(of, sheets.INTEREST)[1]
    assert interest.width / principal.width == pytest.approx(23_99 / 333_25, abs=0.01)
    assert interest.left == pytest.approx(principal.left + principal.width)
    said = of.words()
    assert {"本金 ¥3,999.00", "利息 ¥287.88", "其他费用 ¥95.88", "一共 ¥4,382.76"} <= set(said)
    assert (said.count("¥365.23"), said.count("利息 ¥23.99")) == (12, 12)


def test_of_many_periods_the_last_row_stands_for_all_that_follow() -> None:
    said = sheet(EVERY["parts of 60, large"]).words()
    assert "后 25 期" in said
    assert "¥25,000,599.50" in said
    assert "36" not in said


def test_what_settling_saves_is_shown_for_today_and_for_later() -> None:
    said = sheet(savings(3)).words()
    assert "今天结清省 ¥191.92" in said
    assert said[-8:] == [
        "今天",
        "¥191.92",
        "还完第 1 期",
        "¥191.91",
        "还完第 2 期",
        "¥191.90",
        "还完第 3 期",
        "¥191.89",
    ]
    more = sheet(EVERY["savings that cost more"])
    assert {"今天结清多付 ¥20.00", "多 ¥20.00"} <= set(more.words())
    assert len(boxes(more, LATE)) == 4


def test_of_a_long_plan_some_days_stand_for_all() -> None:
    labels = [word for word in sheet(savings(59)).words() if word.startswith("还完")]
    assert labels == [f"还完第 {no} 期" for no in range(5, 60, 5)]


def test_months_show_what_is_late_apart() -> None:
    of = sheet(EVERY["months, late"])
    assert {"一共还剩 ¥4,645.90", "逾期 ¥359.02", "待还 ¥4,286.88"} <= set(of.words())
    assert "最多的一个月是 2026-06，¥716.26。" in of.words()
    late, rest = boxes(of, LATE)[1], boxes(of, PRINCIPAL)[1]
    assert late.width / rest.width == pytest.approx(359_02 / 357_24, abs=0.01)
    assert "逾期 ¥0.00" not in sheet(months([357_24] * 3)).words()


def test_a_month_without_bills_has_its_place_and_no_bar() -> None:
    of = sheet(months([357_24, 0, 357_24]))
    assert {"2026-07", "¥0.00"} <= set(of.words())
    assert len(boxes(of, PRINCIPAL)) == 2


# Names


def test_a_long_name_is_cut_with_an_ellipsis_and_a_short_one_is_left() -> None:
    cut = shortened("很长的名称" * 20, 300, 34, width_of)
    assert cut.endswith("…")
    assert 240 < width_of(cut, 34) <= 300
    assert shortened("短名", 300, 34, width_of) == "短名"


@pytest.mark.parametrize(
    ("front", "back"),
    [
        (sheets.INK, sheets.PAPER), (sheets.FAINT, sheets.PAPER), (sheets.LATE, sheets.PAPER),
        (sheets.PAPER, sheets.PAID), (sheets.PAPER, sheets.LATE), (sheets.INK, sheets.LEFT),
        (sheets.INK, sheets.GRACE), (sheets.INK, sheets.LINE),
    ],
)  # fmt: skip
def test_words_are_told_from_what_they_stand_on(front: str, back: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    bright, dark = sorted((_luminance(front), _luminance(back)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
