"""No screen says anything else of debit, reminders and pauses than the others, or than what is so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest

from bot.wiring import Container
from domain.standing.results import DebitState, ReminderState, Standing
from handlers.autopay import views as autopay
from handlers.bills import views as bills
from handlers.history import calendar_views as calendar
from handlers.history import views as history
from handlers.home import views as home
from handlers.notices import settings_views as reminders
from handlers.ui import status_lines as status
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from tests.support.clock import MovableClock
from tests.support.debtors import (
    DUE,
    STATES,
    Debtor,
    State,
    freeze,
    hardship,
    indebted,
    returned,
    settled,
    unreachable,
)
from tests.support.people import arrive, buy

T = texts_for("zh_CN")
ON, SOON = "自动扣款：已开通，", "会提醒"
DAYS = {"before": DUE - timedelta(days=10), "on the day": DUE, "late": DUE + timedelta(days=3)}


@pytest.fixture
async def debtor(container: Container, clock: MovableClock) -> Debtor:
    return await indebted(container, clock)


async def screens(container: Container, customer_id: str) -> Mapping[str, Reply]:
    """Every screen with a status line, as the handlers put it together."""
    services = container.services
    stands = await services.standing.of(customer_id)
    return {
        "home": home.home_screen(T, stands, is_new=False, demo=False, open_draft=None),
        "back": home.welcome_back(T, stands),
        "bills": bills.bills_screen(T, await services.bills.current_bills(customer_id), stands),
        "autopay": autopay.overview(T, await services.autopay.view(customer_id), stands),
        "record": history.history_screen(T, await services.history.overview(customer_id), stands),
        "calendar": calendar.calendar_screen(T, await services.calendar.month(customer_id), stands),
        "reminders": reminders.reminder_screen(
            T,
            await services.preferences.view(customer_id),
            await services.backup_channels.view(customer_id),
            stands,
        ),
    }


def problems(shown: Mapping[str, Reply], stands: Standing) -> list[str]:
    """Return what a screen says that is not so, or keeps to itself."""
    found = []
    for name, reply in shown.items():
        said = reply.html()
        debits = f"{ON}" in said or "自动扣款：<b>已开通</b>" in said
        if debits and stands.debit is not DebitState.ON:
            found.append(f"{name}: says that it is debited")
        if SOON in said and stands.reminders not in (
            ReminderState.ON,
            ReminderState.DUE_DAY,
            ReminderState.DEBITED,
        ):
            found.append(f"{name}: says that one is reminded")
        if (
            stands.debit is DebitState.ON
            and stands.bills
            and name in ("home", "bills", "autopay", "calendar")
        ):
            found += [] if debits else [f"{name}: does not say that it is debited"]
        frozen = status.frozen_line(T, stands)
        if frozen is not None and name != "record" and frozen not in said:
            found.append(f"{name}: does not say that the account is frozen")
        if name == "home" and (gone := [row for row in untrue(stands) if row in said]):
            found.append(f"home: says {gone}")
        if name != "record":
            found += [
                f"{name}: does not say what is paused"
                for line in status.pause_lines(T, stands)
                if line not in said and not (name == "autopay" and stands.debit is DebitState.OFF)
            ]
    return found


def untrue(stands: Standing) -> list[str]:
    """What is not said by who stands like this."""
    return [
        *([] if stands.past_due else ["过了还款日"]),
        *([] if stands.bills else ["还剩", "下一期", "下一个还款日"]),
        *(["现在没有要还的账单"] if stands.bills else []),
        *([] if stands.paid_off else ["都结清了"]),
    ]


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_every_screen_says_what_is_so(
    debtor: Debtor,
    clock: MovableClock,
    state: State,
    day: date,
) -> None:
    clock.move_to(day, time(10))
    await state(debtor)
    stands = await debtor.stands()
    assert problems(await screens(debtor.container, debtor.customer.id), stands) == []


@pytest.mark.parametrize(
    "state", [freeze, hardship, settled, returned, unreachable], ids=lambda state: state.__name__
)
async def test_the_walk_sees_a_screen_that_says_something_else(debtor: Debtor, state: State) -> None:
    before = await screens(debtor.container, debtor.customer.id)
    await state(debtor)
    assert problems(before, await debtor.stands())


async def test_home_begins_with_what_is_due_and_offers_to_pay_it(debtor: Debtor, clock: MovableClock) -> None:
    clock.move_to(DUE - timedelta(days=3), time(10))
    shown = (await screens(debtor.container, debtor.customer.id))["home"]
    assert shown.html().startswith(
        "🧾 下一期 2月5日（周四，3天后），还 <b>¥357.24</b>（小米手机 15，第 1/12 期）。"
    )
    assert "还剩 12 期，一共 ¥4,286.93。" in shown.html()
    assert [button.label for button in shown.keyboard[0]] == ["还 ¥357.24"]


async def test_home_says_first_what_is_late(debtor: Debtor, clock: MovableClock) -> None:
    clock.move_to(DUE + timedelta(days=3), time(10))
    shown = (await screens(debtor.container, debtor.customer.id))["home"]
    assert shown.html().startswith("⚠️ 有 1 期过了还款日")
    assert "🧾" not in shown.html()  # one sign a message


async def test_home_sells_second_to_whoever_has_bills(container: Container, debtor: Debtor) -> None:
    stranger = await arrive(container, 9)
    for customer_id, first in ((debtor.customer.id, "还 ¥357.24"), (stranger.id, "去逛逛")):
        shown = (await screens(container, customer_id))["home"]
        rows = [[button.label for button in row] for row in shown.keyboard]
        assert rows[0] == [first]
        assert sum(row.count("去逛逛") for row in rows) == 1


async def test_with_several_loans_each_button_says_what_it_is_for(
    container: Container, debtor: Debtor
) -> None:
    await buy(container, debtor.customer, product_id="lamp", plan_id="consumer-3")
    shown = (await screens(container, debtor.customer.id))["home"]
    assert all("（" in row[0].label for row in shown.keyboard[:2])
    assert "2 期一共 " in shown.html()  # due on the same day
