"""What settling a note now saves, by the figures of docs/rules/tracked-bills.md, and never where something is not known."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import NotFound, Stale
from domain.tracked.results import SettlePolicy, TrackedKind, TrackedTerms
from domain.tracked.settlement import settling_of
from domain.value import replace
from handlers.buttons.tracked import OpenTrackedSettling
from tests.domain.tracked.test_service import HUABEI, noted
from tests.support.asking import Asker, buttons, words
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy

PLAN = TrackedTerms(name="花呗", amount_fen=357_24, principal_fen=3_999_00, periods=12)
LOAN = replace(PLAN, kind=TrackedKind.LOAN, amount_fen=355_31)


@pytest.mark.parametrize(
    ("policy", "fee_pct", "amount_fen", "saved_fen"),
    [
        (SettlePolicy.WAIVED, 0, 2_666_00, 191_92),
        (SettlePolicy.CURRENT, 0, 2_689_99, 167_93),
        (SettlePolicy.CHARGED, 0, 2_857_92, 0),
        (SettlePolicy.FEE, 3, 2_745_98, 111_94),
    ],
)
def test_before_the_fifth_of_twelve(
    policy: SettlePolicy, fee_pct: int, amount_fen: int, saved_fen: int
) -> None:
    found = settling_of(replace(PLAN, settle_policy=policy, settle_fee_pct=fee_pct), 5)
    assert found is not None
    assert (found.principal_left_fen, found.on_plan_fen) == (2_666_00, 2_857_92)
    assert (found.amount_fen, found.saved_fen) == (amount_fen, saved_fen)


def test_of_a_loan_the_principal_falls_as_of_equal_instalments() -> None:
    found = settling_of(replace(LOAN, settle_policy=SettlePolicy.WAIVED), 5)
    assert found is not None
    assert found.amount_fen == 2_718_68
    last = settling_of(replace(LOAN, settle_policy=SettlePolicy.WAIVED), 12)
    assert last is not None
    assert abs((last.amount_fen or 0) - 351_79) < 1_00


@pytest.mark.parametrize(
    "terms",
    [
        replace(PLAN, principal_fen=None),
        replace(PLAN, amount_fen=None),
        replace(PLAN, periods=None),
        replace(PLAN, only_left=True),
        replace(PLAN, amount_fen=333_25),
    ],
)
def test_where_something_is_not_known_or_it_costs_nothing_there_is_no_figure(terms: TrackedTerms) -> None:
    assert settling_of(terms, 5) is None
    assert settling_of(PLAN, None) is None


def test_without_a_policy_nothing_is_said_to_be_saved() -> None:
    found = settling_of(PLAN, 5)
    assert found is not None
    assert (found.amount_fen, found.saved_fen) == (None, None)


async def test_the_customers_own_choice_is_kept_sealed_and_nobody_elses(container: Container) -> None:
    customer, other, tracked = await arrive(container), await arrive(container, 2), container.services.tracked
    bill_id = (await noted(container, customer)).bill.bill_id
    with pytest.raises(NotFound):
        await tracked.choose_settling(other.id, bill_id, SettlePolicy.WAIVED)
    for policy, fee_pct in ((SettlePolicy.FEE, 0), (SettlePolicy.FEE, 6), (SettlePolicy.WAIVED, 1)):
        with pytest.raises(Stale):
            await tracked.choose_settling(customer.id, bill_id, policy, fee_pct)
    chosen = await tracked.choose_settling(customer.id, bill_id, SettlePolicy.FEE, 3)
    assert (chosen.bill.terms.settle_policy, chosen.bill.terms.settle_fee_pct) == (SettlePolicy.FEE, 3)
    assert chosen.bill.settling is not None
    assert [due.amount_fen for due in chosen.dues] == [35_724] * 12  # an estimate changes nothing


@pytest.fixture
async def owner(container: Container, clock: MovableClock) -> CustomerView:
    customer = await arrive(container)
    clock.move_to(date(2026, 1, 5), time(10))
    await buy(container, customer)
    await noted(container, customer, HUABEI.replace("3999", "3000").replace("357.24", "300"))
    await noted(container, customer, "白条 还剩8期 每期268 每月5号还")
    return customer


async def test_the_cheapest_order_is_over_all_of_it_and_names_what_is_not_known(
    container: Container, owner: CustomerView
) -> None:
    asker, tracked = Asker(container, owner), container.services.tracked
    shown = await asker.ask("faq.early.worth", "先还哪笔最省")
    told = words(shown)
    assert "○ 花呗分期：年化 35.07%（单利），提前还清怎么收还没选" in told
    assert "没记借了多少、一共几期，算不出年化：白条。" in told
    assert told.startswith(
        "加上您自己记的，先还 <b>花呗分期</b> 最划算：年化 35.07%（单利）。提前还怎么收，先问清楚。"
    )
    (bill_id,) = [one.action.bill_id for one in buttons(shown) if isinstance(one.action, OpenTrackedSettling)]
    await tracked.choose_settling(owner.id, bill_id, SettlePolicy.WAIVED)
    told = words(await asker.ask("faq.early.worth", "先还哪笔最省"))
    assert told.startswith(
        "加上您自己记的，先还 <b>花呗分期</b> 最划算：年化 35.07%（单利），现在还清约省 <b>¥600.00</b>。\n这里的账单里："
    )


async def test_who_has_notes_only_is_answered_from_them(container: Container) -> None:
    customer = await arrive(container)
    await noted(container, customer)
    told = words(await Asker(container, customer).ask("faq.early.worth", "先还哪笔最省"))
    assert told.startswith("您自己记的，年化高的在前：\n○ 花呗分期：年化 13.03%（单利）")
