"""The record and the calendar on the screen: short enough, in three languages, and every code with its meaning."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.history.rules import Code, How, Judged
from handlers.buttons.history import OpenCalendar, OpenDay, OpenHistoryBills
from handlers.history.calendar_views import calendar_screen, day_toast
from handlers.history.export import history_file
from handlers.history.views import (
    CODE_MEANINGS,
    bills_page,
    codes_screen,
    history_screen,
    how_text,
    lateness_screen,
    payments_page,
)
from handlers.ui.callback_data import Ignore
from handlers.ui.i18n import texts_for
from handlers.ui.reply import MAX_TEXT, Reply, Table
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

T = texts_for("zh_CN")
every_locale = pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    """Two loans, the first bills paid on time, the second ones five days late by now."""
    customer = await arrive(container)
    for product_id in ("xiaomi-15", "lamp"):
        await buy(container, customer, product_id=product_id)
    clock.move_to(date(2026, 2, 5))
    await repay_next(container, customer)
    await repay_next(container, customer)
    clock.move_to(date(2026, 3, 10))
    return customer


def actions(screen: Reply) -> list[object]:
    return [button.action for row in screen.keyboard for button in row]


def labels(screen: Reply) -> list[str]:
    return [button.label for row in screen.keyboard for button in row]


async def test_the_overview_says_rate_streak_and_what_is_late(
    container: Container, owner: CustomerView
) -> None:
    shown = history_screen(
        T, await container.services.history.overview(owner.id), await container.services.standing.of(owner.id)
    ).html()
    assert "已到期 4 期，按时还 <b>2</b> 期。" in shown
    assert "最长连续 2 期按时还。" in shown
    assert "现在有 2 期逾期，最久的 5 天。" in shown
    assert "以征信报告为准" in shown


@every_locale
async def test_every_screen_fits_and_repeats_no_placeholder(
    container: Container, owner: CustomerView, locale: str
) -> None:
    t, records = texts_for(locale), container.services.history
    screens = [
        history_screen(t, await records.overview(owner.id), await container.services.standing.of(owner.id)),
        bills_page(t, await records.bills(owner.id, 0)),
        payments_page(t, await records.payments(owner.id, 0)),
        codes_screen(t),
        lateness_screen(t),
        calendar_screen(
            t,
            await container.services.calendar.month(owner.id),
            await container.services.standing.of(owner.id),
        ),
    ]
    for screen in screens:
        assert len(screen.html()) <= MAX_TEXT
        assert "%(" not in screen.html() + "".join(labels(screen))


def test_every_code_and_every_way_of_paying_has_its_words() -> None:
    assert set(CODE_MEANINGS) == set(Code)
    (table,) = [part for part in codes_screen(T).parts if isinstance(part, Table)]
    assert [row[0] for row in table.rows] == [code.value for code in CODE_MEANINGS]
    assert len({how_text(T, Judged(how, 3)) for how in How}) == len(How)


def test_what_lateness_means_threatens_nobody_and_names_the_ways_out() -> None:
    said = lateness_screen(T).html()
    assert "5 年" in said
    assert "20 天" in said
    for threat in ("起诉", "黑名单", "后果自负", "严重", "务必", "立即"):
        assert threat not in said


async def test_pages_turn_only_where_there_are_more(container: Container, owner: CustomerView) -> None:
    page = await container.services.history.bills(owner.id, 0)
    assert not [action for action in actions(bills_page(T, page)) if isinstance(action, OpenHistoryBills)]


async def test_the_file_is_read_by_spreadsheets_and_holds_what_the_screens_hold(
    container: Container, owner: CustomerView
) -> None:
    whole = await container.services.history.whole(owner.id)
    file = history_file(T, whole)
    assert file.file_name == "还款记录 2026-03-10.csv"
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row["类别"] for row in rows] == ["账单"] * 4 + ["付款"] * 2
    assert {row["结果"] for row in rows} == {"按时", "逾期 5 天", "成功"}
    assert [row["还清日期"] for row in rows[2:4]] == ["2026-02-05"] * 2


async def test_a_day_with_something_due_can_be_tapped_and_no_other(
    container: Container, owner: CustomerView
) -> None:
    screen = calendar_screen(
        T, await container.services.calendar.month(owner.id), await container.services.standing.of(owner.id)
    )
    assert [action for action in actions(screen) if isinstance(action, OpenDay)] == [OpenDay(20260305)]
    assert "5!" in labels(screen)
    grid = screen.keyboard[1:7]
    assert all(len(row) == 7 for row in grid[:-1])
    days = [button.label for row in grid for button in row if isinstance(button.action, Ignore)]
    assert "[10]" in days


async def test_months_can_be_turned_both_ways_and_not_beyond_the_last(
    container: Container, owner: CustomerView
) -> None:
    calendar = container.services.calendar
    turned = [
        [action.month for action in actions(screen) if isinstance(action, OpenCalendar)]
        for screen in [
            calendar_screen(
                T, await calendar.month(owner.id, month), await container.services.standing.of(owner.id)
            )
            for month in (date(2026, 3, 1), date(2027, 1, 1))
        ]
    ]
    assert turned == [[202602, 202604], [202612]]


async def test_the_bills_of_a_full_day_fit_into_the_answer_of_a_tap(
    container: Container, owner: CustomerView
) -> None:
    month = await container.services.calendar.month(owner.id)
    two = month.of_day(date(2026, 3, 5))
    assert len(day_toast(T, two).splitlines()) == 2
    assert len(day_toast(T, two * 9)) <= 200
