"""Plans of periods out of files: kept with their own days and amounts; on both databases."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container
from domain.billtexts.results import ReadBill
from domain.customers.results import CustomerView
from domain.planfiles.reader import read_sheets
from domain.planfiles.text_files import text_sheet
from domain.tracked.errors import TooManyTracked
from domain.tracked.results import (
    ReceivedBill,
    ReceivedState,
    TrackedDetail,
    TrackedDraftView,
    TrackedField,
    TrackedTerms,
)
from domain.tracked.rules import MOST_BILLS
from tests.support.clock import MovableClock

TODAY = date(2026, 1, 5)
UNEVEN = (
    "期数,还款日,应还金额,状态\n1,2025-11-11,300,已还\n2,2025-12-09,301,未还\n"
    "3,2026-01-12,302.50,\n4,2026-02-10,303,\n5,2026-03-09,304,\n"
)


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.move_to(TODAY, time(10))
    return clock


def bills(text: str, name: str = "花呗.csv") -> tuple[ReadBill, ...]:
    return read_sheets([text_sheet(text.encode())], name, TODAY).bills


async def received(
    container: Container, customer: CustomerView, text: str, name: str = "花呗.csv"
) -> ReceivedBill:
    (told,) = await container.services.received.receive(customer.id, bills(text, name), asks=True)
    return told


async def kept(
    container: Container, customer: CustomerView, text: str, name: str = "花呗.csv"
) -> TrackedDetail:
    told = await received(container, customer, text, name)
    await container.services.received.keep(customer.id, told.received_id)
    return await container.services.tracked.bill(customer.id, told.received_id)


def days(detail: TrackedDetail) -> list[tuple[int, date, int | None, bool]]:
    return [(due.no, due.due_date, due.amount_fen, due.paid_on is not None) for due in detail.dues]


async def test_every_period_keeps_its_own_day_and_amount_and_what_is_paid_is_the_record(
    container: Container, customer: CustomerView
) -> None:
    detail = await kept(container, customer, UNEVEN)
    assert days(detail) == [
        (1, date(2025, 11, 11), 30_000, True),
        (2, date(2025, 12, 9), 30_100, False),
        (3, date(2026, 1, 12), 30_250, False),
        (4, date(2026, 2, 10), 30_300, False),
        (5, date(2026, 3, 9), 30_400, False),
    ]
    assert detail.bill.terms.name == "花呗"
    assert detail.bill.terms.plan == ()
    assert detail.bill.left_fen == 30_250 + 30_300 + 30_400


async def test_earlier_periods_of_which_nothing_is_said_are_left_out(
    container: Container, customer: CustomerView
) -> None:
    plan = "期数,还款日,应还金额\n1,2025-11-10,100\n2,2025-12-10,100\n3,2026-01-10,100\n4,2026-02-10,100\n"
    detail = await kept(container, customer, plan)
    assert [no for no, *_ in days(detail)] == [3, 4]
    assert detail.bill.unsaid == ()
    assert (detail.bill.terms.amount_fen, detail.bill.terms.periods) == (10_000, 4)


async def test_an_even_plan_with_its_principal_tells_the_true_rate(
    container: Container, customer: CustomerView
) -> None:
    rows = "".join(f"{no},2026-{no:02}-10,333.25,23.99\n" for no in range(1, 13))
    detail = await kept(container, customer, f"期数,还款日,本金,利息\n{rows}")
    assert detail.bill.worth is not None
    assert detail.bill.worth.principal_fen == 399_900
    assert detail.bill.rates is not None
    assert str(detail.bill.rates.simple_pct) == "13.03"


async def test_a_plan_without_days_follows_the_day_that_is_answered(
    container: Container, customer: CustomerView
) -> None:
    told = await received(container, customer, "期数,月供\n1,100.00\n2,101.00\n")
    assert told.asking is TrackedField.DUE
    draft = await container.services.received.keep(customer.id, told.received_id)
    assert isinstance(draft, TrackedDraftView)
    answered = await container.services.tracked.answer(customer.id, "31号")
    detail = await container.services.tracked.keep(customer.id, answered.draft_id)
    assert days(detail) == [(1, date(2026, 1, 31), 10_000, False), (2, date(2026, 2, 28), 10_100, False)]


async def test_days_and_amounts_stay_where_it_is_renamed_and_give_way_to_what_is_said_for_all(
    container: Container, customer: CustomerView
) -> None:
    tracked, detail = container.services.tracked, await kept(container, customer, UNEVEN)
    bill_id = detail.bill.bill_id
    await tracked.begin_change(customer.id, bill_id, TrackedField.NAME)
    draft = await tracked.answer(customer.id, "装修")
    renamed = await tracked.keep(customer.id, draft.draft_id)
    assert renamed.bill.terms.name == "装修"
    assert days(renamed) == days(detail)
    await tracked.begin_change(customer.id, bill_id, TrackedField.AMOUNT)
    draft = await tracked.answer(customer.id, "310")
    changed = await tracked.keep(customer.id, draft.draft_id)
    assert [fen for _, _, fen, _ in days(changed)] == [30_000, 30_100, 31_000, 31_000, 31_000]
    assert [on for _, on, _, _ in days(changed)] == [on for _, on, _, _ in days(detail)]


async def test_the_same_file_once_more_is_the_same_bill_and_another_beside_one_that_sounds_alike_says_so(
    container: Container, customer: CustomerView
) -> None:
    detail = await kept(container, customer, UNEVEN)
    again = await received(container, customer, UNEVEN)
    assert (again.state, again.received_id) == (ReceivedState.KEPT, detail.bill.bill_id)
    other = await received(container, customer, UNEVEN.replace("304", "305"))
    assert other.state is ReceivedState.NEW
    assert [bill.bill_id for bill in other.choices] == [detail.bill.bill_id]
    assert days(await container.services.tracked.bill(customer.id, detail.bill.bill_id)) == days(detail)


async def test_a_single_bill_of_a_file_changes_nothing_before_a_tap(
    container: Container, customer: CustomerView
) -> None:
    draft = await container.services.tracked.begin(customer.id, "花呗分期 每期357.24 还剩12期 每月10号还")
    bill = await container.services.tracked.keep(customer.id, draft.draft_id)
    told = await received(container, customer, "名称,金额,还款日\n花呗,360,2026-01-10\n", "a.csv")
    assert told.state is ReceivedState.WAITS
    assert days(await container.services.tracked.bill(customer.id, bill.bill.bill_id)) == days(bill)
    applied = await container.services.received.apply(customer.id, told.received_id, bill.bill.bill_id)
    assert applied.state is ReceivedState.SET


async def test_no_fifty_first_bill_is_kept_of_a_file(container: Container, customer: CustomerView) -> None:
    told = await received(container, customer, UNEVEN)
    for no in range(MOST_BILLS):
        terms = TrackedTerms(name=f"第{no}笔", first_due=TODAY, periods=1, amount_fen=100)
        draft = await container.services.tracked.begin_with(customer.id, terms)
        await container.services.tracked.keep(customer.id, draft.draft_id)
    with pytest.raises(TooManyTracked):
        await container.services.received.keep(customer.id, told.received_id)
