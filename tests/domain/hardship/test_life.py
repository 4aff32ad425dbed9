"""Lives of a loan in hardship: signed, paid, missed, lapsed, settled in any order. After each step the books are clean, and
the customer has heard of the plan what there was to hear.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import delivery_service
from domain.hardship.notices import PlanKeptContent
from domain.hardship.results import PlanStatus
from domain.notices.bill_notices import BillsContent
from domain.notices.content import OF_LATENESS
from domain.notices.lateness import LatePlan
from tests.domain.hardship.shop import INTEREST_ONLY, LONGER, PART_NOW, PENALTY, TERMS, end_plans, sign
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.rescheduling.shop import shop_with
from tests.lives.variety import varied
from tests.lives.world import AT_TEN, World, id_number
from tests.support.databases import on_sqlite
from tests.support.people import arrive, confirm, pay, reach_confirmation, repay_next, verify
from tests.support.thorough import either

FEW = settings(
    max_examples=either(6, 24),
    stateful_step_count=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
BOUGHT_ON, NEVER = date(2026, 1, 5), date.max
PAID_BEFORE, FIRST_MISSED = 4, date(2026, 6, 5)


class HardshipLife(RuleBasedStateMachine):
    """`world` is given by whoever runs it; each life begins on the same day, as somebody else."""

    world: ClassVar[World]

    @initialize(plan_id=st.sampled_from(("bank-12", "consumer-12")), days=st.integers(1, 60))
    def is_late(self, plan_id: str, days: int) -> None:
        self.services = self.world.container.services
        self.channel = RecordingChannel()
        self.notices = delivery_service(self.world.container, self.channel)
        self.waived_fen: int | None = None
        self.status: PlanStatus | None = None
        self._run(self._borrows(plan_id))
        self._sweep(FIRST_MISSED + timedelta(days=days))

    async def _borrows(self, plan_id: str) -> None:
        container, clock = self.world.container, self.world.clock
        self.world.lives += 1
        clock.move_to(BOUGHT_ON, AT_TEN)
        async with container.engine.begin() as connection:  # this life is the first to have days
            await connection.execute(text("DELETE FROM planned_days"))
        await shop_with(container, hardship=TERMS, penalty=PENALTY)  # with the shelves full
        self.customer = await arrive(container, self.world.lives)
        await verify(container, self.customer, id_number(self.world.lives))
        order = await confirm(
            container, self.customer, await reach_confirmation(container, self.customer, plan_id=plan_id)
        )
        self.loan_id = order.bills[0].loan_id
        for bill in order.bills[:PAID_BEFORE]:
            clock.move_to(bill.due_date, AT_TEN)
            await repay_next(container, self.customer)

    # What the customer does

    @precondition(lambda self: self.status is None and self._next_due() < self.world.today)
    @rule(place=st.sampled_from((LONGER, INTEREST_ONLY, PART_NOW)))
    def signs(self, place: int) -> None:
        done = self._run(sign(self.world.container, self.customer, self.loan_id, place))
        self.waived_fen, self.status = done.waived_fen, PlanStatus.ACTIVE
        assert self._owed() == sum(row.payment_fen for row in done.rows)
        self._looks()

    @precondition(lambda self: self._owed())
    @rule()
    def pays_what_is_next(self) -> None:
        self._pays(self.services.quotes.oldest(self.customer.id, self.loan_id))

    @precondition(lambda self: self._owed() > 1)
    @rule(share=st.integers(1, 99))
    def pays_some(self, share: int) -> None:
        amount_fen = max(1, min(self._owed() - 1, 30_000) * share // 100)
        self._pays(self.services.quotes.amount(self.customer.id, self.loan_id, amount_fen))

    def _pays(self, quoted: Any) -> None:
        before_fen, quote = self._owed(), self._run(quoted)
        self._run(pay(self.world.container, self.customer, quote.quote_id))
        assert self._owed() == before_fen - quote.amount_fen
        self._looks()

    @precondition(lambda self: self._owed())
    @rule()
    def settles(self) -> None:
        quote = self._run(self.services.quotes.settlement(self.customer.id, self.loan_id))
        assert quote.amount_fen <= self._owed()
        self._run(pay(self.world.container, self.customer, quote.quote_id))
        assert self._owed() == 0
        self._looks()

    # What time does

    @rule(days=st.sampled_from((1, 7, 8, 11, 30, 45)))
    def days_pass(self, days: int) -> None:
        self._sweep(self.world.today + timedelta(days=days))
        self._looks()

    def _sweep(self, day: date) -> None:
        """End what ends in the night, tell in the morning: the penalty comes back where the plan lapses, never else."""
        clock = self.world.clock
        clock.move_to(day, time(0, 2))
        owed_fen, next_due = self._owed(), self._next_due()
        ended = self._run(end_plans(self.world.container, clock))
        is_over = self.status is PlanStatus.ACTIVE and next_due < day - timedelta(days=TERMS.lapse_days)
        is_kept = self.status is PlanStatus.ACTIVE and not owed_fen
        assert ended == {"kept": int(is_kept), "lapsed": int(is_over)}
        assert self._owed() == owed_fen + ((self.waived_fen or 0) if is_over else 0)
        if is_over or is_kept:
            self.status = PlanStatus.KEPT if is_kept else PlanStatus.LAPSED
        self._hears(day, next_due, has_lapsed=is_over, is_kept=is_kept)

    def _hears(self, day: date, next_due: date, *, has_lapsed: bool, is_kept: bool) -> None:
        self.channel.received.clear()
        self._run(self.notices.plan(self.world.clock.move_to(day, time(0, 5))))
        self._run(self.notices.deliver(self.world.clock.move_to(day, AT_TEN)))
        told = [content for _, content in self.channel.received]
        assert sum(isinstance(one, PlanKeptContent) for one in told) == is_kept
        of_lateness = [one for one in told if isinstance(one, BillsContent) and one.kind in OF_LATENESS]
        assert len(of_lateness) <= 1
        assert has_lapsed <= len(of_lateness)
        plans = [plan for one in of_lateness for plan in one.plans]
        if self.status is PlanStatus.ACTIVE:
            assert [self._said(one) for one in plans] == [
                (None, next_due + timedelta(days=TERMS.lapse_days), self.waived_fen) for _ in of_lateness
            ]
        else:
            assert [one.lapsed_on for one in plans] == [day] * has_lapsed

    def _said(self, one: LatePlan) -> tuple[date | None, date, int]:
        return one.lapsed_on, one.last_day, one.plan.waived_fen

    def teardown(self) -> None:
        """Whatever happened, it can be settled, and then nothing is left to end."""
        if isinstance(
            sys.exc_info()[1], Exception
        ):  # that is what is to be told; a life that is cut short ends well, too
            return
        if self._owed():
            self.settles()
        self._sweep(self.world.today + timedelta(days=1))
        assert self.status is not PlanStatus.ACTIVE
        assert self._run(self.world.breaches_across()) == []

    # What is there

    def _looks(self) -> None:
        assert self._run(self.world.breaches(self.customer.id)) == []

    def _owed(self) -> int:
        """What is left to pay today."""
        return sum(bill.owed_fen for bill in self._bills())

    def _next_due(self) -> date:
        return min((bill.due_date for bill in self._bills()), default=NEVER)

    def _bills(self) -> Any:
        return self._run(self.services.bills.open_bills(self.customer.id)).bills

    def _run(self, doing: Any) -> Any:
        return self.world.run(doing)


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    world = World(settings)
    yield world
    world.close()


@on_sqlite
def test_in_any_life_in_hardship_the_books_are_clean_and_each_end_of_a_plan_is_told_once(
    world: World,
) -> None:
    class Lived(HardshipLife):
        pass

    Lived.world = world
    with varied():
        run_state_machine_as_test(Lived, settings=FEW)
    assert world.lives >= FEW.max_examples
