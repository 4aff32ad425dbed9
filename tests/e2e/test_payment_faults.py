"""Whatever the payment gateway does, nobody pays twice, and everybody is told how it stands."""

from __future__ import annotations

import pytest

from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

AMOUNT = "¥1,333.00"
NEXT_RECONCILE = "2026-01-05T10:10:00+08:00"
ONE_AFTER = "2026-01-05T11:10:00+08:00"

pytestmark = pytest.mark.bought(3)


@pytest.fixture
async def owing(person: Person) -> Person:
    """Somebody with three payments of ¥1,333.00 before them, about to confirm the first."""
    await person.say("/repay")
    return person


async def _paid_periods(person: Person) -> str:
    return (await person.say("/orders")).text


async def test_a_declined_payment_leaves_the_bill_as_it_was_and_can_be_tried_again(
    owing: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("decline", target="payment")
    assert (await owing.press_with(AMOUNT)).text.startswith(f"{AMOUNT} 没有付成功，也没有扣款")
    assert "已还 0/3 期" in await _paid_periods(owing)
    await owing.say("/repay")
    assert (await owing.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")


@pytest.mark.parametrize("kind", ["timeout", "timeout_delivered", "disconnect", "429", "403", "400", "500"])
async def test_a_payment_without_a_clear_answer_is_settled_once_by_the_sweep(
    owing: Person, sandbox: SandboxClient, kind: str
) -> None:
    await sandbox.fault(kind, target="payment", method="charge", delay_s=0.1)
    assert "不用再付一次" in (await owing.press_with(AMOUNT)).text
    ran = await sandbox.move_to(NEXT_RECONCILE)
    assert [r["result"]["posted"] for r in ran if r["job"] == "reconcile_payments"] == [1]
    assert "已还 1/3 期" in await _paid_periods(owing)
    ran = await sandbox.move_to(ONE_AFTER)
    assert not [r for r in ran if r["job"] == "reconcile_payments" and any(r["result"].values())]


async def test_a_sweep_that_gets_no_answer_either_leaves_the_payment_to_the_next(
    owing: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("timeout_delivered", target="payment", method="charge", delay_s=0.1)
    await owing.press_with(AMOUNT)
    await sandbox.fault("500", target="payment", method="query")
    ran = await sandbox.move_to(NEXT_RECONCILE)
    assert [r["result"]["unknown"] for r in ran if r["job"] == "reconcile_payments"] == [1]
    assert "已还 0/3 期" in await _paid_periods(owing)
    await sandbox.move_to(ONE_AFTER)
    assert "已还 1/3 期" in await _paid_periods(owing)


async def test_a_slow_payment_is_answered_when_it_is_done(owing: Person, sandbox: SandboxClient) -> None:
    await sandbox.fault("slow", target="payment", delay_s=1.5)
    assert (await owing.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")


async def test_confirming_again_while_the_outcome_is_unknown_charges_nothing_more(
    owing: Person, sandbox: SandboxClient
) -> None:
    quote = await owing.last()
    await sandbox.fault("timeout_delivered", target="payment", method="charge", delay_s=0.1)
    await sandbox.fault("disconnect", target="payment", method="query")
    data = next(b["data"] for row in quote.raw["keyboard"] for b in row if AMOUNT in b["label"])
    for _ in range(2):
        assert "不用再付一次" in (await owing.press_data(data)).text
    assert (await owing.press_data(data)).text.startswith(f"✅ 已还 {AMOUNT}")
    assert "已还 1/3 期" in await _paid_periods(owing)
