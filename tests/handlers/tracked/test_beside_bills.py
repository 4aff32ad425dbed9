"""Notes beside bills on the screen: each line says which it is, by a mark and in words."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.charts.maker import sheet_of
from bot.charts.sheet import NOTED, PRINCIPAL, Box
from bot.wiring import Container
from domain.customers.results import CustomerView
from handlers.buttons.bills import OpenBills
from handlers.buttons.tracked import OpenTracked
from handlers.charts.views import caption, rows
from handlers.history.calendar_views import calendar_screen, day_toast
from handlers.ui.i18n import texts_for
from tests.support.asking import Asker, buttons, labels, words
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

LOCALES = ("zh_CN", "zh_TW", "en")
FIRST_DUE = date(2026, 2, 5)
T = texts_for("zh_CN")
every_locale = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture
def database_kind() -> str:
    """What is shown does not depend on the kind."""
    return "sqlite"


async def note(container: Container, customer: CustomerView, said: str) -> None:
    tracked = container.services.tracked
    draft = await tracked.begin(customer.id, said)
    await tracked.keep(customer.id, draft.draft_id)


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    customer = await arrive(container)
    clock.move_to(date(2026, 1, 5), time(10))
    await buy(container, customer, product_id="lamp")
    clock.move_to(date(2026, 1, 6), time(10))
    for said in ("白条 还剩8期 每期268 每月5号还", "车贷 还剩3期 每期1200 每月8号还", "信用卡 还款日25号"):
        await note(container, customer, said)
    return customer


async def test_the_grid_marks_bills_and_notes_each_in_its_own_way(
    container: Container, owner: CustomerView
) -> None:
    month = await container.services.calendar.month(owner.id, FIRST_DUE)
    screen = calendar_screen(T, month, await container.services.standing.of(owner.id))
    styles = {button.label: button.style for button in buttons(screen)}
    assert (styles["5●○"], styles["8○"], styles["25○"]) == ("primary", "success", "success")
    told = words(screen)
    assert "● 这里的账单　○ 您自己记的" in told
    assert "您自己记的还要还 <b>¥1,468.00</b>，加在一起 " in told
    assert "另有 1 笔没记金额。" in told
    toast = day_toast(T, month.of_day(FIRST_DUE), month.notes_of_day(FIRST_DUE))
    assert "白条 ¥268.00 您记的" in toast


async def test_a_note_that_was_said_to_be_paid_is_told_as_said(
    container: Container, owner: CustomerView
) -> None:
    month = await container.services.calendar.month(owner.id, FIRST_DUE)
    for one in month.notes:
        await container.services.tracked.mark_paid(owner.id, one.bill_id, one.no)
    month = await container.services.calendar.month(owner.id, FIRST_DUE)
    screen = calendar_screen(T, month, await container.services.standing.of(owner.id))
    assert "您记：已还" in words(screen)
    assert "您记的都还了。" in words(screen)
    assert {"5●", "8✓", "25✓"} <= set(labels(screen))


@every_locale
async def test_the_days_to_come_are_one_list_by_day_with_one_total(
    container: Container, owner: CustomerView, locale: str
) -> None:
    shown = await Asker(container, owner, locale).ask("screen.amount_due", "未来40天要还多少")
    told = words(shown)
    marks = [line[:2] for line in told.split("\n") if "　" in line and line.startswith(("● ", "○ "))]
    assert sorted(marks) == ["○ "] * 4 + ["● "] * 2  # the notes, the bill, and what the marks mean
    assert "逾期" not in told
    assert OpenTracked(0) in [button.action for button in buttons(shown)]


async def test_the_total_of_the_days_to_come_is_that_of_bills_and_notes(
    container: Container, owner: CustomerView
) -> None:
    bills = (await container.services.bills.open_bills(owner.id)).bills
    ours = sum(bill.owed_fen for bill in bills if bill.due_date <= date(2026, 2, 5))
    shown = await Asker(container, owner).ask("screen.amount_due", "未来30天要还多少")
    told = words(shown)
    both = T.money(ours + 26_800 + 120_000)
    assert told.startswith(f"从今天到 2月5日（周四）要还 <b>{both}</b>。")
    assert f"这里的账单 {T.money(ours)}，您自己记的 ¥1,468.00。另有 1 笔没记金额。" in told


async def test_who_has_notes_only_is_told_that_they_are_their_own(container: Container) -> None:
    customer = await arrive(container)
    assert "没有待还的账单" in words(
        await Asker(container, customer).ask("screen.amount_due", "未来30天要还多少")
    )
    await note(container, customer, "欠我哥2000 下月3号还")
    told = words(await Asker(container, customer).ask("screen.amount_due", "未来60天要还多少"))
    assert "¥2,000.00" in told
    assert "都是您自己记的。" in told
    assert "自动扣款" not in told


@every_locale
async def test_the_chart_tells_both_apart_by_colour_and_in_words(
    container: Container, owner: CustomerView, locale: str
) -> None:
    t, chart = texts_for(locale), await container.services.charts.months(owner.id)
    sheet = sheet_of(t, chart)
    assert {PRINCIPAL, NOTED} <= {item.color for item in sheet.items if isinstance(item, Box)}
    said = caption(t, chart)
    assert t.money(chart.both_fen) in said
    assert len(said) < 1_024
    assert [button.action for row in rows(t, chart) for button in row] == [OpenBills(), OpenTracked(0)]


async def test_where_nothing_is_noted_the_words_stay_as_they_are(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer, product_id="lamp")
    month = await container.services.calendar.month(customer.id, FIRST_DUE)
    screen = words(calendar_screen(T, month, await container.services.standing.of(customer.id)))
    shown = words(await Asker(container, customer).ask("screen.amount_due", "未来60天要还多少"))
    for told in (screen, shown):
        assert "记的" not in told
        assert "○" not in told
