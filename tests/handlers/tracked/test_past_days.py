"""A day that is past and of which nothing was said is asked about on 我的分期, calmly, and told to whoever watches."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from handlers.buttons.tracked import AskTrackedLater, MarkTrackedPaid
from handlers.tracked.overview_views import tracked_screen
from handlers.tracked.views import bill_screen
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from tests.handlers.tracked.test_beside_bills import note
from tests.support.asking import buttons, words
from tests.support.clock import MovableClock
from tests.support.people import arrive

T = texts_for("zh_CN")


@pytest.fixture
def database_kind() -> str:
    """What is shown does not depend on the kind."""
    return "sqlite"


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    clock.move_to(date(2026, 1, 5), time(10))
    return await arrive(container)


async def overview(container: Container, owner: CustomerView) -> Reply:
    return tracked_screen(T, await container.services.tracked.overview(owner.id))


async def test_an_unanswered_day_is_shown_with_both_answers_until_one_is_given(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    await note(container, owner, "白条 还剩8期 每期268 每月10号还")
    assert "下面这几期过了还款日" not in words(await overview(container, owner))
    clock.move_to(date(2026, 1, 20), time(10))
    shown = await overview(container, owner)
    assert "下面这几期过了还款日，还了吗？\n1月10日（周六）　白条　¥268.00" in words(shown)
    assert "逾期" not in words(shown)
    paid, not_yet = buttons(shown)[:2]
    assert (paid.label, not_yet.label) == ("白条 1/10 还了", "还没")
    assert isinstance(paid.action, MarkTrackedPaid)
    assert isinstance(not_yet.action, AskTrackedLater)
    await container.services.tracked.mark_paid(owner.id, paid.action.bill_id, paid.action.no)
    assert "下面这几期过了还款日" not in words(await overview(container, owner))


async def test_of_many_the_last_three_are_asked_about_and_the_others_counted(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    await note(container, owner, "白条 还剩8期 每期268 每月10号还")
    clock.move_to(date(2026, 6, 20), time(10))
    shown = await overview(container, owner)
    assert [button.label for button in buttons(shown) if isinstance(button.action, MarkTrackedPaid)] == [
        "白条 4/10 还了", "白条 5/10 还了", "白条 6/10 还了",
    ]  # fmt: skip
    assert "更早的还有 3 期" in words(shown)


async def test_what_is_past_and_was_not_answered_is_not_called_paid(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    await note(container, owner, "欠表姐3500 1月15号还")
    clock.move_to(date(2026, 1, 20), time(10))
    told = words(await overview(container, owner))
    assert "已还完" not in told
    assert "这个月后面没有待还的了" in told
    (bill,) = (await container.services.tracked.overview(owner.id)).bills
    one = bill_screen(T, await container.services.tracked.bill(owner.id, bill.bill_id))
    assert "都还完了" not in words(one)
    assert "1月15日（周四）这一期还没记" in words(one)
